import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from state.errors import StateHeldError, StateUnreachableError
from state.files.lock import StateLock, holder_of
from tests.state.rows import HOLDER

ROOT = Path(__file__).parents[3]


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


def test_the_lock_is_freed_from_another_thread_than_the_one_that_took_it(tmp_path: Path) -> None:
    lock = StateLock(tmp_path, holder=HOLDER)
    thread = threading.Thread(target=lock.release)
    thread.start()
    thread.join()
    with StateLock(tmp_path, holder="me"):
        pass


def test_one_that_was_refused_leaves_the_lock_with_its_holder(tmp_path: Path) -> None:
    with StateLock(tmp_path, holder=HOLDER):
        for _ in range(2):
            with pytest.raises(StateHeldError, match=HOLDER):
                StateLock(tmp_path, holder="me")


def test_the_lock_is_free_once_its_holder_was_killed(tmp_path: Path) -> None:
    program = "import sys, time\nfrom pathlib import Path\nfrom state.files.lock import StateLock\n"
    program += "StateLock(Path(sys.argv[1]), holder='a child')\nprint('held', flush=True)\ntime.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(StateHeldError, match="in use by a child"):
            StateLock(tmp_path, holder="me")
        child.kill()
        child.wait()
    with StateLock(tmp_path, holder="me"):
        pass


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


def test_who_is_asked_about_all_the_time_can_start_every_time(tmp_path: Path) -> None:
    asking = "import sys\nfrom pathlib import Path\nfrom state.files.lock import holder_of\n"
    asking += "print('asks', flush=True)\nwhile True: holder_of(Path(sys.argv[1]))"
    askers = [
        subprocess.Popen([sys.executable, "-c", asking, tmp_path], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)
    ]
    try:
        for asker in askers:
            assert asker.stdout is not None
            asker.stdout.readline()
        for number in range(300):
            (tmp_path / "lock.holder").write_text("killed", "utf-8")
            with StateLock(tmp_path, holder=f"start {number}"):
                held = holder_of(tmp_path)
                assert held is not None
                assert held.by == f"start {number}"
            assert holder_of(tmp_path) is None
    finally:
        for asker in askers:
            asker.kill()
            asker.communicate()


def test_two_who_ask_at_the_same_time_do_not_take_each_other_for_the_holder(tmp_path: Path) -> None:
    (tmp_path / "lock.holder").write_text(HOLDER, "utf-8")
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: holder_of(tmp_path), range(400))) == {None}


def test_asking_changes_nothing_in_the_folder(tmp_path: Path) -> None:
    StateLock(tmp_path, holder=HOLDER).release()
    (tmp_path / "lock.holder").write_text("killed", "utf-8")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert holder_of(tmp_path) is None
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
