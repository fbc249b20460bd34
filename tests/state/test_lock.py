import stat
import threading
import time
from pathlib import Path

import pytest

from state.errors import StateHeldError, StateUnreachableError
from state.lock import StateLock, holder_of
from tests.state.rows import HOLDER


def test_a_second_one_is_told_who_holds_the_state(tmp_path: Path) -> None:
    with (
        StateLock(tmp_path, holder=HOLDER),
        pytest.raises(StateHeldError, match=f"in use by {HOLDER}. Stop that one"),
    ):
        StateLock(tmp_path, holder="me")


def test_the_lock_is_free_once_released(tmp_path: Path) -> None:
    lock = StateLock(tmp_path, holder=HOLDER)
    lock.release()
    lock.release()
    with StateLock(tmp_path, holder="me"):
        assert (tmp_path / "lock.holder").read_text() == "me"


def test_one_that_waits_gets_the_lock_when_the_other_lets_go(tmp_path: Path) -> None:
    lock = StateLock(tmp_path, holder=HOLDER)
    # From another thread than the one that took it: a lock bound to its thread would stay held.
    threading.Timer(0.1, lock.release).start()
    with StateLock(tmp_path, holder="me", wait=5):
        pass


def test_one_that_waits_in_vain_gives_up_after_its_time(tmp_path: Path) -> None:
    started = time.monotonic()
    with StateLock(tmp_path, holder=HOLDER), pytest.raises(StateHeldError):
        StateLock(tmp_path, holder="me", wait=0.2)
    assert 0.2 <= time.monotonic() - started < 2


def test_a_holder_that_left_no_note_is_another_watch287g(tmp_path: Path) -> None:
    with StateLock(tmp_path, holder=HOLDER):
        (tmp_path / "lock.holder").unlink()
        with pytest.raises(StateHeldError, match="in use by another watch287g"):
            StateLock(tmp_path, holder="me")


def test_a_folder_that_is_missing_is_made_for_the_owner_only(tmp_path: Path) -> None:
    with StateLock(tmp_path / "a" / "b", holder=HOLDER):
        for folder in (tmp_path / "a", tmp_path / "a" / "b"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "a" / "b").iterdir()} == {0o600}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateUnreachableError, match=f"The state's folder {tmp_path}/file/state can't be written to"):
        StateLock(tmp_path / "file" / "state", holder=HOLDER)


def test_who_holds_the_lock_can_be_asked_without_taking_it(tmp_path: Path) -> None:
    assert holder_of(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    with StateLock(tmp_path, holder=HOLDER):
        held = holder_of(tmp_path)
    assert held is not None
    assert held.by == HOLDER
    assert abs(time.time() - held.since) < 60
    assert holder_of(tmp_path) is None


def test_the_note_of_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "lock.holder").write_text(HOLDER, "utf-8")
    assert holder_of(tmp_path) is None
    StateLock(tmp_path, holder=HOLDER).release()
