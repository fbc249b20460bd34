"""Dying in the middle, with real processes and real signals."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from state.entries import Restored
from state.store import read_store
from tests.state.rows import writing

ROOT = Path(__file__).parents[2]

COMMITS = """
import sys
from pathlib import Path
from state.entries import Restored
from state.store import open_store
from tests.factories import event, standing
from tests.state.rows import owed

with open_store(Path(sys.argv[1]), holder="the child") as store:
    before = store.entry(Restored)
    done = int(before.aside) if before else 0
    while True:
        done += 1
        store.commit(
            standings=[standing(id=f"a{n}", told=(f"e{done}",)) for n in range(100)],
            events=[event(id=f"e{done}")],
            owed=[owed(id=f"m{done}", group=f"g{done}", event_ids=(f"e{done}",))],
            entries=[Restored(aside=str(done))],
        )
        print(done, flush=True)
"""

FULL = """
import resource, sys
from pathlib import Path
from state.errors import StateNotWrittenError
from state.store import open_store
from tests.factories import event

with open_store(Path(sys.argv[1]), holder="the child") as store:
    store.commit(events=[event()])
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    try:
        store.commit(events=[event(id=f"e{n}") for n in range(50)])
    except StateNotWrittenError as error:
        print(len(store.events()), error)
"""


def child(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_after_some_commits(folder: Path, wait: float) -> int:
    """Start a child that commits without end, kill it `wait` seconds after its first commit; its last one done."""
    with child(COMMITS, folder) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        said = [first, *process.stdout.readlines()]
        assert process.wait() == -signal.SIGKILL, process.stderr.read()
    return int([line for line in said if line.endswith("\n")][-1])


def test_a_state_killed_at_any_moment_is_whole_and_holds_every_commit_that_returned(tmp_path: Path) -> None:
    chance = random.Random(287)
    for _ in range(20):
        done = killed_after_some_commits(tmp_path, chance.uniform(0, 0.06))
        store = read_store(tmp_path)
        last = store.entry(Restored)
        assert last is not None
        found = int(last.aside)
        assert found in {done, done + 1}
        assert len(store.events()) == len(store.owed()) == found
        assert {row.told for row in store.register().standings.values()} == {(f"e{found}",)}
    read_store(tmp_path, file="state.json.bak").events()
    with writing(tmp_path):
        assert not list(tmp_path.glob(".*.tmp"))


def test_a_disk_that_is_full_leaves_the_state_as_it_was(tmp_path: Path) -> None:
    with child(FULL, tmp_path) as process:
        out, err = process.communicate(timeout=30)
    assert out.startswith("1 "), err
    assert "could not be written: File too large" in out
    assert len(read_store(tmp_path).events()) == 1
