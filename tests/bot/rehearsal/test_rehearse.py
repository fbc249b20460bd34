"""`demo` and `rehearse`: lists played through a config, and one page of all that it would have sent."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config.load import load_config
from bot.demo.workbooks import publication_workbooks
from bot.exits import Exit
from bot.rehearsal.play import Rehearsal, Told
from bot.rehearsal.tell import MOST_SHOWN, side_by_side
from tests.bot.cli.test_main import Desk, desk
from tests.bot.newsroom import EVERYBODY, lists, sheriff

__all__ = ["desk"]

DESK = """
[watch]
zone = "America/Chicago"
contact = "desk@example.org"
folder = "var"
[health]
heartbeat = true
[state]
database = "postgresql://127.0.0.1:1/real"
[mail]
host = "mail.example.org"
user = "desk"
sender = "watch@example.org"
[slack]
webhooks = ["tips"]
[[subscription]]
name = "missouri"
states = ["MO"]
slack = ["#immigration"]
email = ["desk@example.org", "two@example.org"]
webhook = ["tips"]
digest = "weekly"
[[subscription]]
name = "kansas"
states = ["KS"]
terminal = true
quiet_hours = "12:00-20:00"
"""
LISTS = (
    ("010520261000", EVERYBODY),
    ("010620261000", (*EVERYBODY, sheriff("Dent"), sheriff("Reno", "KANSAS"))),
    ("010720261000", (*EVERYBODY[1:], sheriff("Dent"), sheriff("Reno", "KANSAS"))),
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Three days of ICE's workbooks, as somebody saved them."""
    folder = tmp_path / "saved"
    folder.mkdir()
    named = []
    for name, rows in LISTS:
        files = {kind.split()[0].lower(): content for kind, content in lists(*rows).items()}
        for kind, content in files.items():
            (folder / f"{kind}{name}.xlsx").write_bytes(content)
        at = datetime.strptime(name, "%m%d%Y%H%M").replace(tzinfo=UTC)
        named.append({"published_at": at.isoformat(), **{kind: f"{kind}{name}.xlsx" for kind in files}})
    (folder / "publications.json").write_text(json.dumps(named), "utf-8")
    return folder


@pytest.fixture
def room(desk: Desk) -> Desk:
    desk.config.write_text(DESK, "utf-8")
    return desk


def play(room: Desk, saved: Path, *more: str) -> tuple[str, Path]:
    out = room.folder / "out"
    said = room.says("rehearse", str(saved), "--output", str(out), *more)
    assert (said.status, said.err) == (Exit.FINE, "")
    return said.out, out


def test_every_desk_gets_what_its_config_says_and_the_page_shows_it(room: Desk, saved: Path) -> None:
    said, out = play(room, saved)
    assert "Jan. 5    First look, told to nobody: 7 agreements.\n" in said
    assert re.search(r"Jan\. 6 +missouri: .*Dent County sheriff joins", said)
    assert re.search(r"kansas: .*Reno County sheriff joins", said)
    assert re.search(r"no longer", said)  # the second look came, by the rehearsal's clock
    page = (out / "index.html").read_text("utf-8")
    headings = re.findall(r"<h3>(.*?)</h3>", page)
    assert headings[:3] == ["Slack", "Mail", "Mail, in the dark"]
    assert "Terminal" in headings
    assert any(heading.startswith("CSV: ") for heading in headings)


def test_nothing_of_it_reaches_the_bots_own_folder_or_the_network(room: Desk, saved: Path) -> None:
    _, out = play(room, saved)
    assert not room.state.exists()
    everything = "".join(file.read_text("utf-8") for file in out.iterdir())
    assert "127.0.0.1" not in everything
    assert "localhost" not in everything


def test_quiet_hours_hold_by_the_rehearsals_clock(room: Desk, saved: Path) -> None:
    (saved / "publications.json").write_text(
        (saved / "publications.json").read_text("utf-8").replace("T10:00", "T19:00"), "utf-8"
    )
    config = load_config(room.config, {})
    from bot.rehearsal.ice import rehearsed_publications

    rehearsal = Rehearsal(config, rehearsed_publications(saved)[0], room.folder / "out")
    told = [each for moment in rehearsal.moments() for each in moment.told]
    kansas = next(each for each in told if each.subscription == "kansas")
    assert kansas.at.hour == 20
    assert next(each for each in told if each.subscription == "missouri").at.hour == 13


def test_what_was_before_the_first_day_is_history(room: Desk, saved: Path) -> None:
    said, _ = play(room, saved, "--since", "2026-01-07")
    assert "The 2 before --since are taken in first" in said
    assert "Dent County" not in said
    assert "no longer" in said


def test_it_ends_with_the_last_day_wished_for(room: Desk, saved: Path) -> None:
    said, _ = play(room, saved, "--until", "2026-01-06")
    assert "Dent County" in said
    assert "no longer" not in said


def test_between_days_without_lists_it_says_which_there_are(room: Desk, saved: Path) -> None:
    said = room.says("rehearse", str(saved), "--since", "2027-01-01")
    assert said.status == Exit.USAGE
    assert "has those from 2026-01-05 to 2026-01-07" in said.err


def test_a_list_that_can_not_be_read_is_told_and_the_others_are_played(room: Desk, saved: Path) -> None:
    (saved / "participating010620261000.xlsx").write_bytes(b"<html>Access denied</html>")
    said, _ = play(room, saved)
    assert re.search(r"Jan\. 6 +The list linked as", said)
    assert "Dent County" in said


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_workbooks_is_refused(room: Desk, tmp_path: Path, folder: str) -> None:
    said = room.says("rehearse", str(tmp_path / folder))
    assert said.status == Exit.USAGE
    assert "is no folder" in said.err or "has neither publications.json nor workbooks" in said.err


@pytest.mark.parametrize("speed", ["0", "0.5", "-3", "fast", "nan", "inf"])
def test_a_speed_is_a_number(room: Desk, saved: Path, speed: str) -> None:
    said = room.says("rehearse", str(saved), f"--speed={speed}")
    assert said.status == Exit.USAGE
    assert "is no speed" in said.err


def test_a_speed_waits_for_what_lies_between(room: Desk, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("bot.cli.rehearse.time.sleep", waits.append)
    play(room, saved, "--speed", "86400")
    assert waits[0] == pytest.approx(4 / 24)  # from the first list to the first digest


@pytest.mark.parametrize("words", [("demo", "--folder"), ("rehearse", "saved", "--output")])
def test_a_folder_that_can_not_be_written_is_refused_at_once(room: Desk, saved: Path, words: tuple[str, ...]) -> None:
    (room.folder / "taken").write_text("", "utf-8")
    named = [str(saved) if word == "saved" else word for word in words]
    said = room.says(*named, str(room.folder / "taken"))
    assert said.status == Exit.USAGE
    assert "Name another folder" in said.err
    assert "First look" not in said.out


def test_the_demo_is_one_screen_and_ends_with_how_to_begin(desk: Desk) -> None:
    out = desk.folder / "out"
    said = desk.says("demo", "--folder", str(out)).out
    assert len(said.splitlines()) <= 40
    steps = said.split("Now for real:\n")[1].splitlines()
    assert [step.partition(f" --config {desk.config} ")[2] for step in steps] == ["init", "doctor --send", "run"]
    assert "127.0.0.1" not in said + "".join(file.read_text("utf-8") for file in out.iterdir())
    page = (out / "index.html").read_text("utf-8")
    assert {"Slack", "Mail", "Mail, in the dark", "Terminal"} <= set(re.findall(r"<h3>(.*?)</h3>", page))


def test_a_long_rehearsals_page_shows_the_last_messages(tmp_path: Path, desk: Desk) -> None:
    desk.config.write_text(DESK, "utf-8")
    rehearsal = Rehearsal(load_config(desk.config, {}), publication_workbooks()[:2], tmp_path / "out")
    assert list(rehearsal.moments())
    shown = next(iter(rehearsal.previews.shown.values()))
    told = [
        Told(at=datetime(2026, 1, 5, tzinfo=UTC), subscription=f"desk-{n}", messages={"terminal": (shown,)})
        for n in range(MOST_SHOWN + 3)
    ]
    page = side_by_side(told, title="<b>", about="&")
    assert "The first 3 messages are left out here" in page
    assert page.count("<article") == MOST_SHOWN
    assert "<b>" not in page
