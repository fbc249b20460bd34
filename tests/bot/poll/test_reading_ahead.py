"""A second process reads a history's workbooks; nothing that befalls it shows in what is read."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.poll import reading_ahead
from bot.poll.reading_ahead import ReadingAhead, content_of
from tests.bot.newsroom import EVERYBODY, sheriff
from tests.bot.saving import save
from watchers.errors import NotAWorkbook

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Eight lists, each with a sheriff more than the one before."""
    more = [sheriff(name) for name in ("Bee", "Bell", "Cass", "Clay", "Cole", "Dade", "Dent", "Iron")]
    return [save(tmp_path / f"{n}.xlsx", *EVERYBODY, *more[:n]) for n in range(8)]


@pytest.fixture(autouse=True)
def two_processors() -> Iterator[None]:
    with patch.object(reading_ahead, "_WORTH_IT", 4), patch.object(reading_ahead, "_processors", lambda: 2):
        yield


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rows(reading: ReadingAhead, path: Path) -> int:
    return len(reading.table(path, sha256=sha(path)).rows)


def test_each_workbook_is_read_as_it_would_be_here(paths: list[Path]) -> None:
    with ReadingAhead(paths) as ahead, ReadingAhead([]) as here:
        assert ahead.process_id is not None
        assert here.process_id is None
        assert [ahead.table(p, sha256=sha(p)) for p in paths] == [here.table(p, sha256=sha(p)) for p in paths]


def test_what_is_not_needed_is_passed_over_and_what_is_asked_for_again_is_read_again(paths: list[Path]) -> None:
    with ReadingAhead(paths) as ahead:
        found = [rows(ahead, paths[n]) for n in (0, 3, 1, 7, 7)]
    assert found == [len(EVERYBODY) + n for n in (0, 3, 1, 7, 7)]


def test_a_workbook_that_cannot_be_read_is_told_when_its_turn_comes(paths: list[Path]) -> None:
    paths[2].write_bytes(b"PK")
    paths[3].unlink()
    with ReadingAhead(paths) as ahead:
        assert rows(ahead, paths[1]) == len(EVERYBODY) + 1
        with pytest.raises(NotAWorkbook, match=r"2\.xlsx"):
            ahead.table(paths[2], sha256="")
        with pytest.raises(FileNotFoundError):
            ahead.table(paths[3], sha256="")
        assert rows(ahead, paths[4]) == len(EVERYBODY) + 4


def test_a_workbook_that_changed_since_its_hash_was_taken_is_not_taken_for_the_same(paths: list[Path]) -> None:
    with ReadingAhead(paths) as ahead, pytest.raises(NotAWorkbook, match="was changed while it was being read"):
        ahead.table(paths[0], sha256=sha(paths[1]))
    with pytest.raises(NotAWorkbook, match="was changed while it was being read"):
        content_of(paths[0], sha256=sha(paths[1]))
    assert content_of(paths[0], sha256=sha(paths[0])) == paths[0].read_bytes()


def test_where_the_reading_process_dies_the_rest_is_read_here(paths: list[Path]) -> None:
    with ReadingAhead(paths) as ahead:
        assert rows(ahead, paths[0]) == len(EVERYBODY)
        assert ahead.process_id is not None
        os.kill(ahead.process_id, signal.SIGKILL)
        assert [rows(ahead, path) for path in paths[1:]] == [len(EVERYBODY) + n for n in range(1, 8)]


def test_ctrl_c_leaves_the_reading_process_to_the_one_that_asks(paths: list[Path]) -> None:
    with ReadingAhead(paths) as ahead:
        assert rows(ahead, paths[0]) == len(EVERYBODY)
        assert ahead.process_id is not None
        os.kill(ahead.process_id, signal.SIGINT)
        assert rows(ahead, paths[6]) == len(EVERYBODY) + 6
        assert is_running(ahead.process_id)
        process_id = ahead.process_id
    assert not is_running(process_id)


@pytest.mark.parametrize(("few", "processors"), [(True, 2), (False, 1)])
def test_no_process_is_begun_for_a_handful_or_where_there_is_one_processor(
    paths: list[Path], few: bool, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "_processors", lambda: processors)
    with ReadingAhead(paths[:3] if few else paths) as ahead:
        assert ahead.process_id is None
        assert rows(ahead, paths[2]) == len(EVERYBODY) + 2


def test_where_no_process_can_be_begun_the_workbooks_are_read_here(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    with ReadingAhead(paths) as ahead:
        assert ahead.process_id is None
        assert rows(ahead, paths[2]) == len(EVERYBODY) + 2


_KILLED = """
import hashlib, os, pathlib, signal, sys
from bot.poll import reading_ahead
reading_ahead._WORTH_IT, reading_ahead._processors = 4, lambda: 2
if __name__ == "__main__":
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    with reading_ahead.ReadingAhead(paths) as ahead:
        ahead.table(paths[0], sha256=hashlib.sha256(paths[0].read_bytes()).hexdigest())
        print(ahead.process_id, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_reading_process_ends_once_the_one_that_asks_was_killed(tmp_path: Path, paths: list[Path]) -> None:
    script = tmp_path / "killed.py"
    script.write_text(_KILLED, "utf-8")
    environ = {**os.environ, "PYTHONPATH": str(PROJECT)}
    # Not to the end of its output, which the reading process holds open too.
    with subprocess.Popen([sys.executable, script, *paths], stdout=subprocess.PIPE, env=environ, text=True) as killed:
        assert killed.stdout is not None
        process_id = int(killed.stdout.readline())
        assert killed.wait(timeout=30) == -signal.SIGKILL
    for _ in range(100):
        if not is_running(process_id):
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process_id}/stat")
    return not (status.is_file() and status.read_text("utf-8").rpartition(")")[2].split()[0] == "Z")
