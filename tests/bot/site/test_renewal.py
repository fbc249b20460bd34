"""A site that is renewed is, byte for byte, the one that is made from nothing."""

import os
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.site.renew import write
from bot.site.write import MANIFEST, Written
from state.store import open_store
from tests.bot.newsroom import EVERYBODY, Newsroom, Row, agency, lists, sheriff, without_moa

SITE = (
    '[[subscription]]\nname = "all"\nstates = "all"\nterminal = true\n[site]\naddress = "https://record.example.org/"\n'
)
POOL: tuple[Row, ...] = (
    *EVERYBODY,
    sheriff("Dent"),
    agency("Texas Highway Patrol", "TEXAS"),
    agency("Salem Police Department", county="Dent County"),
    agency("Kenner Police Department", "LOUISIANA"),
    agency("Somewhere Police Department", "NOWHERE"),
)


def edited(row: Row, chance: Random) -> Row:
    """A row that ICE prints otherwise: another spelling, model, county, or document."""
    name, cells = str(row[1]), list(row)
    match chance.randrange(5):
        case 0:
            cells[1] = name.replace("County Sheriff's Office", "Co. Sheriff’s Office").replace("Department", "Dept.")
        case 1:
            cells[1] = f"City of {name}"
        case 2:
            cells[4] = chance.choice(["Task Force Model", "Jail Enforcement Model", "Tribal Task Force Model"])
        case 3:
            cells[3] = chance.choice(["Dent County", ""])
        case _:
            cells[6] = "link"
    return tuple(cells)


KEPT = {MANIFEST, "chain.jsonl"}
"""What tells of meddling rather than mends it."""


def meddled(folder: Path, chance: Random) -> None:
    """What happens to files: one is taken away, one edited, one touched, and one cut short."""
    some = chance.sample(sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in KEPT), 4)
    some[0].unlink()
    some[1].write_bytes(some[1].read_bytes().swapcase())
    os.utime(some[2])
    some[3].write_bytes(some[3].read_bytes()[:-1])


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def brought(room: Newsroom, folder: Path, *, is_trusted: bool = False) -> Written:
    with open_store(room.config.watch.folder, holder="a test") as store:
        return write(store, room.config, folder, is_trusted=is_trusted)


def from_nothing(room: Newsroom, folder: Path) -> dict[str, bytes]:
    """By a bot that remembers nothing of what it told."""
    told = room.config.watch.folder / "site-told.jsonl"
    aside = told.rename(told.with_name("aside"))
    brought(room, folder)
    aside.replace(told)
    return content(folder)


def differing(renewed: dict[str, bytes], whole: dict[str, bytes]) -> list[tuple[str, list[str]]]:
    """The files that aren't the same, and the lines that only one of the two has."""
    return [
        (path, sorted(set(f"{renewed.get(path)!r}".split("\\n")) ^ set(f"{whole.get(path)!r}".split("\\n"))))
        for path in sorted(renewed.keys() | whole.keys())
        if renewed.get(path) != whole.get(path)
    ]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 30))])
def test_a_renewed_site_is_the_one_that_is_made_from_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.site.renew.find_spec", lambda _: None)
    chance, room, out = Random(seed), Newsroom(tmp_path, SITE), tmp_path / "out"
    brought(room, out)  # of an empty record
    rows = list(POOL[:8])
    for step in range(5):
        if chance.random() < 0.8:
            rows = [edited(row, chance) if chance.random() < 0.2 else row for row in rows if chance.random() < 0.9]
            rows += [row for row in POOL if chance.random() < 0.2 and row[1] not in {r[1] for r in rows}]
            room.sees(*rows, waiting=chance.sample(POOL, 2), after=timedelta(days=chance.choice([1, 3, 40])))
        else:
            room.ice.post({**lists(*rows), "Participating Agencies": without_moa(*rows)})
            room.poll(after=timedelta(days=1))
        room.poll(after=timedelta(days=2))  # a second look
        if chance.random() < 0.3:
            with open_store(room.config.watch.folder, holder="a test") as store:
                store.move_old_events(room.at - timedelta(days=20))
        brought(room, out, is_trusted=step % 2 == 1)  # nobody meddled with it since
        if step % 2:
            assert differing(content(out), from_nothing(room, tmp_path / f"whole{step}")) == []
            meddled(out, chance)
    brought(room, out)
    assert brought(room, out).written == 0
    assert differing(content(out), from_nothing(room, tmp_path / "whole")) == []


def test_a_trusted_folder_is_looked_at_whole_after_a_renewal_that_was_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.site.renew.find_spec", lambda _: None)
    room, out = Newsroom(tmp_path, SITE), tmp_path / "out"
    room.sees(*EVERYBODY)
    brought(room, out)
    (out / "about.html").write_text("edited")
    assert brought(room, out, is_trusted=True).written == 0
    room.sees(*EVERYBODY, sheriff("Dent"))

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bot.site.write.SiteFolder._opened", dies)
        with pytest.raises(KeyboardInterrupt):
            brought(room, out, is_trusted=True)
    brought(room, out, is_trusted=True)
    assert differing(content(out), from_nothing(room, tmp_path / "whole")) == []
