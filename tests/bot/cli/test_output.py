"""An output that is closed, full or read by nobody: the desks hear all the same, and no status hides it."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.exits import Exit
from bot.terminal import OutputError, _Output, _unbuffered, say, wait_for_no_reader
from state.outbox import OwedStatus
from state.store import read_store
from tests.bot.cli.test_main import PUBLICATIONS, Desk
from tests.doubles.ice import RehearsalPage
from tests.doubles.slack import SlackDouble

DESK = '[[subscription]]\nname = "missouri"\nstates = ["MO"]\n'


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], slack: SlackDouble) -> Iterator[Desk]:
    """One that has seen a first list, on whose page the next one is."""
    found = Desk(tmp_path, capsys)
    with RehearsalPage(PUBLICATIONS) as page:
        found.environ["SLACK_BOT_TOKEN"] = "xoxb-loopback"
        found.watches(page.url, f'[slack]\napi = "{slack.base_url}"\n{DESK}slack = ["C0DESK00001"]\n')
        assert found.says("check").status == Exit.FINE
        page.publish(1)
        yield found


def shell(desk: Desk, line: str) -> subprocess.CompletedProcess[str]:
    """A line of the shell in which `bot` is the command line."""
    command = " ".join(desk.command())
    environ = {**desk.environ, "PATH": os.environ["PATH"]}
    return subprocess.run(
        ["bash", "-c", f'bot() {{ {command} "$@"; }}; set -o pipefail; {line}'],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    ["bot check >/dev/full 2>&1", "bot check | true", "bot check --log json 2>/dev/full"],
)
def test_news_is_delivered_where_nothing_can_be_said_and_the_status_tells(
    desk: Desk, slack: SlackDouble, line: str
) -> None:
    assert shell(desk, line).returncode == Exit.UNSAID
    assert len(slack.posts) == 1
    assert desk.says("check").status == Exit.FINE
    assert len(slack.posts) == 1


def test_what_the_terminal_could_not_show_stays_owed_and_is_shown_once(desk: Desk) -> None:
    desk.config.write_text(f"{desk.config.read_text('utf-8')}terminal = true\n", "utf-8")
    assert shell(desk, "bot check >/dev/full").returncode == Exit.UNDELIVERED
    with read_store(desk.config.parent / "var") as store:
        assert [(row.destination, row.status) for row in store.owed({OwedStatus.QUEUED})] == [
            ("terminal", OwedStatus.QUEUED)
        ]
    assert shell(desk, "bot outbox retry all >/dev/full").returncode != Exit.FINE
    row = store.owed({OwedStatus.QUEUED})[0]
    shown = shell(desk, f"bot outbox retry {row.id}")
    assert shown.stdout.count("The Osage County Sheriff's Office signed") == 1, shown


@pytest.mark.parametrize("line", ["bot health >&-", "bot --help >/dev/full"])
def test_a_reader_that_gets_nothing_is_told_by_the_status(desk: Desk, line: str) -> None:
    done = shell(desk, line)
    assert done.returncode == Exit.UNSAID
    assert "Not all could be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_takes_nothing_holds_a_running_bot_up_once_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read, write = os.pipe()
    monkeypatch.setattr("sys.stdout", _unbuffered(None, write))
    monkeypatch.setattr(_Output, "patience", None)
    wait_for_no_reader()
    monkeypatch.setattr(_Output, "patience", _Output.patience and _Output.patience / 20)
    os.set_blocking(write, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write, bytes(4096))
    os.set_blocking(write, True)
    begun = time.monotonic()
    for _ in range(20):
        with pytest.raises(OutputError, match="Nobody reads it"):
            say("news")
    assert time.monotonic() - begun < 3
    os.read(read, 1 << 20)
    say("more news" * 1000)
    assert len(os.read(read, 1 << 20)) == 9001
    os.close(read)
    os.close(write)
