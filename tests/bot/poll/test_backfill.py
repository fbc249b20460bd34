import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.poll.backfill import Backfilled, backfill
from bot.poll.saved_workbooks import BackfillError, saved_publications
from state.store import open_store, read_store
from tests.bot.newsroom import EVERYBODY, MISSOURI, Newsroom, sheriff, told
from tests.bot.saving import PENDING, save
from watchers.model.event import EventKind
from watchers.model.second_look import SecondLook

WEBSTER = str(MISSOURI[0][1])


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with a publications.json: an agency pends, signs, and another one leaves."""
    folder = tmp_path / "saved"
    save(folder / "a.xlsx", *EVERYBODY)
    save(folder / "b.xlsx", *EVERYBODY, sheriff("Osage"))
    save(folder / "c.xlsx", *EVERYBODY[1:], sheriff("Osage"))
    save(folder / "d.xlsx", *EVERYBODY[1:], sheriff("Osage"), sheriff("Cole"))
    save(folder / "p.xlsx", sheriff("Osage"), kind=PENDING)
    save(folder / "q.xlsx", kind=PENDING)
    days = [("05", "a", "p"), ("06", "b", "q"), ("07", "c", "q"), ("09", "d", None)]
    listing = [
        {
            "published_at": f"2026-01-{day}T09:00:00-06:00",
            "participating": f"{one}.xlsx",
            "pending": two and f"{two}.xlsx",
        }
        for day, one, two in days
    ]
    (folder / "publications.json").write_text(json.dumps(listing), "utf-8")
    return folder


def build(state: Path, saved: Path) -> Backfilled:
    with open_store(state, holder="a test") as store:
        return backfill(store, saved_publications(saved)[0], rules=SecondLook())


def recorded(state: Path) -> list[tuple[str, str, str]]:
    with read_store(state) as store:
        return [(f"{e.observed_at:%d}", e.kind.value, e.agreement.agency) for e in store.events()]


def test_the_history_is_built_from_what_publications_json_names(tmp_path: Path, saved: Path) -> None:
    done = build(tmp_path / "var", saved)
    assert (done.publications, done.skipped, done.held) == (4, 0, ())
    assert recorded(tmp_path / "var") == [
        ("06", "signed", "Osage County Sheriff's Office"),
        ("07", "missing", WEBSTER),
        ("09", "signed", "Cole County Sheriff's Office"),
        ("09", "withdrawn", WEBSTER),
    ]
    assert done.events == 4
    with read_store(tmp_path / "var") as store:
        assert {event.observed_at.isoformat() for event in store.events(kinds={EventKind.WITHDRAWN})} == {
            "2026-01-09T09:00:00-06:00"
        }
        assert store.owed() == []
        assert len(store.fetched()) == 6


def test_publications_are_taken_in_by_their_time_whatever_their_place_in_the_file(tmp_path: Path, saved: Path) -> None:
    listing = saved / "publications.json"
    listing.write_text(json.dumps(json.loads(listing.read_text("utf-8"))[::-1]), "utf-8")
    build(tmp_path / "var", saved)
    assert [kind for _, kind, _ in recorded(tmp_path / "var")] == ["signed", "missing", "signed", "withdrawn"]


def test_running_it_again_does_nothing(tmp_path: Path, saved: Path) -> None:
    build(tmp_path / "var", saved)
    before = (tmp_path / "var" / "state.json").read_bytes()
    done = build(tmp_path / "var", saved)
    assert (done.publications, done.skipped, done.events) == (0, 4, 0)
    assert (tmp_path / "var" / "state.json").read_bytes() == before


def test_a_broken_file_is_named_and_what_came_before_it_is_kept(tmp_path: Path, saved: Path) -> None:
    whole = (saved / "c.xlsx").read_bytes()
    (saved / "c.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackfillError, match=r"At 2026-01-07T09:00:00-06:00 \(c\.xlsx, q\.xlsx\): c\.xlsx"):
        build(tmp_path / "var", saved)
    assert [kind for _, kind, _ in recorded(tmp_path / "var")] == ["signed"]
    (saved / "c.xlsx").write_bytes(whole)
    assert build(tmp_path / "var", saved).publications == 2
    assert [kind for _, kind, _ in recorded(tmp_path / "var")] == ["signed", "missing", "signed", "withdrawn"]


def test_a_missing_file_is_named(tmp_path: Path, saved: Path) -> None:
    (saved / "b.xlsx").unlink()
    with pytest.raises(BackfillError, match=r"At 2026-01-06.*b\.xlsx.*Put the file right, and run the same again"):
        build(tmp_path / "var", saved)


def test_a_list_that_can_not_be_trusted_is_held_and_said(tmp_path: Path, saved: Path) -> None:
    (saved / "c.xlsx").write_bytes((saved / "a.xlsx").read_bytes())
    (held,) = build(tmp_path / "var", saved).held
    assert held.startswith("2026-01-07T09:00:00-06:00: c.xlsx is, byte for byte, a list that ICE had already replaced")


def test_nobody_is_told_of_what_came_in_a_long_gap_after_the_history(tmp_path: Path, saved: Path) -> None:
    room = Newsroom(tmp_path)
    build(room.config.watch.folder, saved)
    room.at = datetime(2026, 6, 1, tzinfo=UTC)
    checked = room.sees(*EVERYBODY[1:], sheriff("Osage"), sheriff("Cole"), sheriff("Dent"))
    assert (checked.caught_up, told(checked), room.owed()) == (True, {}, [])


def test_what_follows_a_history_at_once_is_told(tmp_path: Path, saved: Path) -> None:
    room = Newsroom(tmp_path)
    build(room.config.watch.folder, saved)
    room.at = datetime(2026, 1, 9, 16, tzinfo=UTC)
    checked = room.sees(*EVERYBODY[1:], sheriff("Osage"), sheriff("Cole"), sheriff("Dent"))
    assert told(checked) == {"missouri": ["Dent County Sheriff's Office"]}


def test_a_history_cut_short_by_a_broken_file_leaves_the_gap_silent_too(tmp_path: Path, saved: Path) -> None:
    room = Newsroom(tmp_path)
    (saved / "c.xlsx").write_bytes(b"PK")
    with pytest.raises(BackfillError):
        build(room.config.watch.folder, saved)
    room.at = datetime(2026, 6, 1, tzinfo=UTC)
    checked = room.sees(*EVERYBODY, sheriff("Osage"), sheriff("Dent"))
    assert (checked.caught_up, told(checked), len(checked.events)) == (True, {}, 1)
