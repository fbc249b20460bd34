import errno
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.config.running import holder
from bot.exits import Exit
from bot.reports.health import examine, forget_dead, is_alive
from state.entries import Pause
from state.files.liveness import alive_at, note_alive, note_end
from state.files.lock import StateLock
from state.outbox import dropped, failed, owed_parts, sending
from tests.bot.newsroom import EVERYBODY, TWO_DESKS, Newsroom, sheriff, without_moa
from watchers.errors import WatchError

AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SLACK = '\n[[subscription]]\nname = "far"\nstates = ["TX"]\nslack = ["#far"]\n'


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    found = Newsroom(tmp_path, TWO_DESKS + SLACK)
    found.sees(*EVERYBODY)
    return found


def ills(room: Newsroom) -> list[str]:
    return [finding.words for finding in examine(room.config, room.at) if not finding.well]


def fails(room: Newsroom, *, after: timedelta) -> None:
    def no_network(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route to host")

    room.ice.fault = no_network
    with pytest.raises(WatchError):
        room.poll(after=after)


def test_after_a_good_poll_all_is_well(room: Newsroom) -> None:
    found = [finding.words for finding in examine(room.config, room.at + 10 * MINUTE)]
    assert ills(room) == []
    assert found[0] == "No `run` runs here now; with cron that is as it should be."
    assert found[1] == "It sees: the last good look at ICE's list was Jan. 6, 2026, 9 a.m. CST, 10 minutes ago."
    assert found[-1] == "Every destination takes messages, as far as was tried."


def test_hours_without_a_good_poll_are_blindness_with_the_reason(room: Newsroom) -> None:
    fails(room, after=5 * HOUR)
    assert ills(room) == []
    fails(room, after=2 * HOUR)
    (said,) = ills(room)
    assert said.startswith("It is blind: the last good look at ICE's list was Jan. 6, 2026, 9 a.m. CST, 7 hours ago.")
    assert "could not be reached" in said


def test_a_bot_whose_polls_have_stopped_is_blind_too(room: Newsroom) -> None:
    room.at += DAY
    (said,) = ills(room)
    assert said == "It is blind: the last good look at ICE's list was Jan. 6, 2026, 9 a.m. CST, 24 hours ago."


@pytest.mark.parametrize(("after", "said"), [(44 * MINUTE, []), (46 * MINUTE, ["It has not looked for 46 minutes"])])
def test_whoever_knows_how_often_it_should_look_may_say_so(room: Newsroom, after: timedelta, said: list[str]) -> None:
    fails(room, after=MINUTE)  # a look that failed is one
    found = [f.words for f in examine(room.config, room.at + after, within=45 * MINUTE) if not f.well]
    assert [words.partition(":")[0] for words in found] == said


def test_before_the_first_poll_nothing_is_well(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, TWO_DESKS)
    assert ills(room)[0].startswith("Not one poll so far.")
    fails(room, after=MINUTE)
    assert ills(room)[0].startswith("No good poll yet.")


def test_a_destination_that_takes_no_messages_is_ill_until_it_does(room: Newsroom) -> None:
    with room.app() as app:
        app.store.commit(entries=[Pause(destination="slack:default:#far", since=room.at, why="It is archived.")])
    (said,) = ills(room)
    assert said.startswith("Slack #far takes no messages; 0 messages undelivered.")


def test_ices_silence_and_a_held_list_are_said_and_are_no_illness(room: Newsroom) -> None:
    for _ in range(12):
        room.poll(after=DAY)
    said = [finding.words for finding in examine(room.config, room.at)]
    assert any(words.startswith("ICE is silent: no new list for 8 business days.") for words in said)
    assert ills(room) == []
    room.ice.post({"Participating Agencies": without_moa(*EVERYBODY, sheriff("Callaway"))})
    room.poll()
    said = [finding.words for finding in examine(room.config, room.at)]
    assert any("is held back" in words for words in said)
    assert [f.mark for f in examine(room.config, room.at)] == ["note", "ok  ", "note", "ok  "]
    assert not any("silent" in words for words in said)
    assert ills(room) == []


def test_a_damaged_state_is_an_illness_and_no_crash(room: Newsroom) -> None:
    room.state_file.write_bytes(b"{")
    assert len(ills(room)) == 1
    assert "state.json" in ills(room)[0]


def test_a_running_bot_is_alive_for_as_long_as_it_says_so(tmp_path: Path) -> None:
    assert not is_alive(tmp_path, AT).well
    with StateLock(tmp_path, holder=holder("run")):
        note_alive(tmp_path, AT)
        assert is_alive(tmp_path, AT + 4 * MINUTE).well
        hanging = is_alive(tmp_path, AT + 6 * MINUTE)
        assert hanging.words == "The bot hangs: its last sign of life was 6 minutes ago. Start it anew."
        note_alive(tmp_path, AT + 6 * MINUTE)
        assert is_alive(tmp_path, AT + 7 * MINUTE).well
        note_end(tmp_path)
    assert is_alive(tmp_path, AT + 7 * MINUTE).words.startswith("No bot runs here")


def test_a_bot_that_was_killed_is_told_at_once_also_while_another_verb_works(tmp_path: Path) -> None:
    with StateLock(tmp_path, holder=holder("run")):
        note_alive(tmp_path, AT)
    killed = is_alive(tmp_path, AT + MINUTE)
    assert killed.words == "The bot was killed or crashed: its last sign of life was 1 minute ago. Start it anew."
    assert not killed.well
    with StateLock(tmp_path, holder=holder("check")):
        assert not is_alive(tmp_path, AT + MINUTE).well


def test_a_bot_that_could_not_leave_a_sign_for_a_full_disk_runs_all_the_same(tmp_path: Path) -> None:
    with StateLock(tmp_path, holder=holder("run")):
        assert is_alive(tmp_path, AT).well


def test_where_the_lock_is_another_users_the_sign_alone_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_yours(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr("bot.config.running.holder_of", not_yours)
    assert is_alive(tmp_path, AT).words.startswith("No bot runs here")
    note_alive(tmp_path, AT)
    assert is_alive(tmp_path, AT + MINUTE).well
    assert not is_alive(tmp_path, AT + 6 * MINUTE).well


def test_a_poll_that_failed_is_noted_before_it_is_blindness(room: Newsroom) -> None:
    fails(room, after=HOUR)
    (_, note) = [f for f in examine(room.config, room.at) if f.note]
    assert note.words.startswith("The last poll failed, at Jan. 6, 2026, 10 a.m. CST: ")
    assert "could not be reached" in note.words
    assert ills(room) == []


def test_a_running_bot_that_notes_no_poll_for_longer_than_it_ever_backs_off_is_noted(room: Newsroom) -> None:
    def said(after: timedelta) -> list[str]:
        note_alive(room.config.watch.folder, room.at + after)
        return [f.words for f in examine(room.config, room.at + after) if f.note]

    with StateLock(room.config.watch.folder, holder=holder("run")):
        assert said(2 * HOUR + 30 * MINUTE) == []
        assert said(4 * HOUR) == [
            "It runs, and has noted no poll for 4 hours: ICE may have asked it to wait. See its log."
        ]


def test_a_disk_that_takes_nothing_is_an_illness(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", is_full)
    folder = room.config.watch.folder
    assert ills(room) == [f"Nothing can be written to {folder} (No space left on device): is the disk full?"]


def test_trying_the_disk_leaves_nothing_behind(room: Newsroom) -> None:
    before = sorted(room.config.watch.folder.iterdir())
    list(examine(room.config, room.at))
    assert sorted(room.config.watch.folder.iterdir()) == before


def test_a_bot_that_died_is_ill_though_its_last_look_was_good(room: Newsroom) -> None:
    note_alive(room.config.watch.folder, room.at)
    room.at += 10 * MINUTE
    assert ills(room)[0].startswith("The bot was killed or crashed")


def test_another_verb_takes_the_sign_of_a_bot_that_was_killed_away_and_not_that_of_one_at_work(tmp_path: Path) -> None:
    note_alive(tmp_path, AT)
    forget_dead(tmp_path, AT + 2 * MINUTE)
    assert alive_at(tmp_path) == AT
    forget_dead(tmp_path, AT + HOUR)
    assert alive_at(tmp_path) is None


def test_a_folder_that_cannot_be_written_to_stops_no_sign_and_no_bot(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    note_alive(tmp_path / "file" / "var", AT)
    note_end(tmp_path / "file" / "var")
    assert alive_at(tmp_path / "file" / "var") is None


@pytest.mark.parametrize(("arguments", "status"), [([], Exit.UNWELL), (["--alive"], Exit.UNWELL)])
def test_the_verb_tells_a_script_by_its_exit_status(tmp_path: Path, arguments: list[str], status: Exit) -> None:
    config = tmp_path / "config.toml"
    config.write_text(TWO_DESKS, "utf-8")
    command = [sys.executable, "-m", "bot.cli", "--config", str(config), "health", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, "")
    assert "FAIL  No" in done.stdout
    with StateLock(tmp_path / "var", holder=holder("run")):
        note_alive(tmp_path / "var", datetime.now(UTC))
        done = subprocess.run([*command, "--alive"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (Exit.FINE, "ok    The bot runs.\n")
    assert (tmp_path / "var" / "alive").stat().st_mode & 0o077 == 0


def test_a_lost_message_is_an_illness_until_somebody_gives_it_up(room: Newsroom) -> None:
    with room.app() as app:
        [lost, later] = [
            owed_parts([{}], subscription="mo", destination="terminal", occasion=word, at=room.at)[0] for word in "ab"
        ]
        app.store.commit(owed=[failed(lost, room.at, "refused"), later])
        app.store.commit(owed=[sending(later, room.at)])
    assert [words for words in ills(room) if "has refused some; 2 messages undelivered" in words]
    with room.app() as app:
        app.store.commit(owed=[dropped(app.store.message(lost.id), room.at, "by hand")])
    assert ills(room) == []
