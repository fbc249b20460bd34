"""The running bot as another command sees it, above all whether it has the config of today."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.config.running import after_change, fingerprint_of, holder, introduce, second_run, unread_config
from bot.exits import Exit
from state.files.liveness import Running, alive_at, note_alive, note_running, read_running
from state.files.lock import StateLock
from tests.bot.newsroom import Newsroom

AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HUP = f"kill -HUP {os.getpid()}"
CONTAINER = "send its container SIGHUP, such as: docker compose kill -s HUP watch287g"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
def at_work(room: Newsroom) -> Iterator[Newsroom]:
    """A newsroom whose bot runs, with its config as it is."""
    with StateLock(room.config.watch.folder, holder=holder("run")):
        introduce(room.config, has=fingerprint_of(room.config.path), at=AT)
        yield room


def edit(room: Newsroom, more: str = "# a new desk\n") -> None:
    room.config.path.write_text(f"{room.config.path.read_text('utf-8')}{more}", "utf-8")


def runs_as(room: Newsroom, **over: object) -> None:
    """The bot says something else of itself."""
    known = read_running(room.config.watch.folder)
    assert known is not None
    values = {name: getattr(known, name) for name in ("pid", "pids", "config", "has", "refused")} | over
    note_running(room.config.watch.folder, Running(**values), AT)


def test_what_a_bot_says_of_itself_outlives_its_signs_of_life(at_work: Newsroom) -> None:
    folder = at_work.config.watch.folder
    said = read_running(folder)
    note_alive(folder, AT + MINUTE)
    assert (read_running(folder), alive_at(folder)) == (said, AT + MINUTE)
    assert said is not None
    assert (said.pid, said.config) == (os.getpid(), str(at_work.config.path))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": "x"}', b'{"pid": 1, "of a newer version": 2}'])
def test_a_word_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "alive").write_bytes(content)
    assert read_running(tmp_path) is None


def test_on_a_full_disk_no_killed_bots_number_is_left_for_somebody_to_signal(
    at_work: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("state.files.liveness.replace_file", is_full)
    introduce(at_work.config, has="", at=AT)
    assert read_running(at_work.config.watch.folder) is None
    assert alive_at(at_work.config.watch.folder) == AT


def test_a_config_that_changed_beside_a_running_bot_gets_the_very_command(at_work: Newsroom) -> None:
    assert unread_config(at_work.config, AT) is None
    edit(at_work)
    found = unread_config(at_work.config, AT)
    assert found == ("config.toml is newer than what the running bot has read.", f"Now: {HUP}")
    introduce(at_work.config, has=fingerprint_of(at_work.config.path), at=AT)
    assert unread_config(at_work.config, AT) is None


def test_a_file_that_was_only_touched_is_no_change(at_work: Newsroom) -> None:
    at_work.config.path.touch()
    assert unread_config(at_work.config, AT) is None


def test_a_config_that_the_bot_refused_is_told_so_until_it_changes_again(at_work: Newsroom) -> None:
    before = fingerprint_of(at_work.config.path)
    edit(at_work)
    introduce(at_work.config, has=before, refused=fingerprint_of(at_work.config.path), at=AT)
    found = unread_config(at_work.config, AT)
    assert found is not None
    assert found[0].startswith("The running bot refused config.toml as it is now")
    assert found[1] == f"Once that is mended: {HUP}"
    edit(at_work)
    found = unread_config(at_work.config, AT)
    assert found is not None
    assert "newer" in found[0]


@pytest.mark.parametrize("over", [{"pid": 1}, {"pids": "pid:[1]"}], ids=["a container's first", "another container's"])
def test_no_process_number_is_shown_that_means_nothing_here(at_work: Newsroom, over: dict[str, object]) -> None:
    edit(at_work)
    runs_as(at_work, **over)
    found = unread_config(at_work.config, AT)
    assert found is not None
    assert found[1] == f"Now: {CONTAINER}"
    assert "kill" not in second_run(at_work.config, AT)
    assert "(process" not in second_run(at_work.config, AT)


def test_a_containers_first_process_names_no_number_in_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    assert holder("run") == f"watch287g run (process {os.getpid()})"
    monkeypatch.setattr("os.getpid", lambda: 1)
    assert holder("run") == "watch287g run"


def test_a_bot_that_was_killed_hangs_or_has_another_config_is_not_told_to_read_this_one(room: Newsroom) -> None:
    with StateLock(room.config.watch.folder, holder=holder("run")):
        introduce(room.config, has="another", at=AT)
        assert unread_config(room.config, AT) is not None
        assert unread_config(room.config, AT + 6 * MINUTE) is None
        runs_as(room, config="/elsewhere/config.toml")
        assert unread_config(room.config, AT) is None
    introduce(room.config, has="another", at=AT)
    assert unread_config(room.config, AT) is None


def test_health_status_and_the_doctor_all_say_it(at_work: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    introduce(at_work.config, has=fingerprint_of(at_work.config.path), at=datetime.now(UTC))
    edit(at_work)
    said = {}
    for words in (["health"], ["status"], ["doctor", "--offline"]):
        run(["--config", str(at_work.config.path), *words], {})
        said[words[0]] = " ".join(capsys.readouterr().out.split())
    assert f"note config.toml is newer than what the running bot has read. Now: {HUP}" in said["health"]
    assert f"config.toml is newer than what the running bot has read. Now: {HUP}" in said["status"]
    assert f"warn config: config.toml is newer than what the running bot has read Now: {HUP}" in said["doctor"]
    assert f"lock: watch287g run (process {os.getpid()}) writes to the state" in said["doctor"]


def test_a_change_by_command_ends_with_what_makes_it_count(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> str:
        assert run(["--config", str(room.config.path), "subscriptions", *words], {}) == Exit.FINE
        return capsys.readouterr().out.splitlines()[-1]

    pause = ("pause", "missouri", "--until", "2099-12-28")
    assert said(*pause) == "The next `run` or `check` takes it up."
    said("resume", "missouri")
    with StateLock(room.config.watch.folder, holder=holder("run")):
        introduce(room.config, has=fingerprint_of(room.config.path), at=datetime.now(UTC))
        assert said(*pause) == f"The running bot still has the old file. Now: {HUP}"
        introduce(room.config, has=fingerprint_of(room.config.path), at=AT)
        assert after_change(room.config, AT) == "The running bot has exactly this already."
        (room.config.watch.folder / "alive").unlink()
        assert after_change(room.config, AT) == "The running bot still has the old file. Now: send it SIGHUP"


def test_a_second_run_says_that_one_runs_and_how_to_stop_it(
    at_work: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(at_work.config.path), "run"], {}) == Exit.STATE
    said = capsys.readouterr().err
    assert said.startswith(f"A bot runs here already (process {os.getpid()}, which `kill {os.getpid()}` stops)")
    assert "Nothing was started." in said


def test_a_run_that_meets_another_command_says_what_that_is(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    with StateLock(room.config.watch.folder, holder=holder("backfill")):
        assert run(["--config", str(room.config.path), "run"], {}) == Exit.STATE
    assert f"is in use by watch287g backfill (process {os.getpid()})" in capsys.readouterr().err
