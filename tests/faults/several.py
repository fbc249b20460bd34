"""Several processes on one database, killed at random with the database itself; then what arrived is counted."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.config.load import load_config
from bot.outgoing.operators import CANNOT_START, HEADLINES
from state.backup import verify_database
from state.errors import StateError
from tests.faults.count import Outcome, Tally, compare
from tests.faults.kills import undisturbed
from tests.faults.newsroom import EVERYWHERE, OPERATORS, Newsroom
from tests.faults.stretch import Posted
from tests.postgres import Server

PARTS = {"one": "poll", "two": "poll", "three": "deliver", "four": "deliver"}
"""The processes by the names of their folders, and what each does."""

_PATIENCE = 120.0  # seconds for one publication
_DATABASE = "the database"


@dataclass(kw_only=True)
class Killed:
    """What was killed how often, what the state's own check found afterwards, and the counts."""

    kills: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    rounds: int = 0


class Processes:
    """The bot's processes: whoever was killed is started anew."""

    def __init__(self, room: Newsroom, parts: Mapping[str, str]) -> None:
        self._room = room
        self.parts = parts
        self.ways: dict[str, dict[str, Any]] = {}
        """How some of them are started otherwise."""
        self._running: dict[str, subprocess.Popen[str]] = {}

    def keep_up(self, *, only: str = "") -> None:
        """Start what doesn't run; `only` one of them."""
        for name, part in self.parts.items():
            if only in {"", name} and (name not in self._running or self._running[name].poll() is not None):
                self._running[name] = self._room.start("run", "--only", part, folder=name, **self.ways.get(name, {}))

    def signal(self, name: str, number: int) -> None:
        """Send one a signal; after one that ends it, wait until it has ended."""
        child = self._running[name]
        child.send_signal(number)
        if number in {signal.SIGKILL, signal.SIGTERM}:
            child.communicate(timeout=60)

    def leader(self) -> str:
        """The name of the one that polls; "" where none does."""
        with self._room.store() as store:
            leads = [member.name for member in store.members() if member.leads]
        return next(
            (n for n, child in self._running.items() if any(f"process {child.pid})" in one for one in leads)), ""
        )

    def end(self) -> list[str]:
        """Stop all; what they said."""
        for child in self._running.values():
            child.send_signal(signal.SIGTERM)
        return [child.communicate(timeout=60)[0] for child in self._running.values()]


def _untrue_to_operators(room: Newsroom) -> list[str]:
    """What operators heard but for what was so: that a process was killed, or found no database when it started."""
    so = (HEADLINES["killed"][0], CANNOT_START)
    told = [str(post.body) for post in room.slack.posts if post.channel == OPERATORS]
    return [words for words in told if not any(headline in words for headline in so)]


def kill_several(
    stretch: Sequence[Posted],
    folder: Path,
    server: Server,
    *,
    kills: int,
    chance: random.Random,
    restarts: int = 1,
    parts: Mapping[str, str] = PARTS,
) -> Killed:
    """Go over the stretch until so many processes were killed, and the database `restarts` times among them."""
    wanted = undisturbed(stretch, folder / "undisturbed")
    done = Killed()
    while done.kills.total() < kills:
        with at_work(folder / f"round{done.rounds}", server.database(), parts, done, wanted) as (room, processes):
            room.step(stretch[0])
            for posted in stretch[1:]:
                room.page.publish(posted)
                left = kills - done.kills.total()
                _through(room, posted, processes, done, server, left=left, restarts=restarts, chance=chance)
        done.rounds += 1
    return done


@contextmanager
def at_work(
    folder: Path, database: str, parts: Mapping[str, str], done: Killed, wanted: Outcome
) -> Iterator[tuple[Newsroom, Processes]]:
    """A newsroom on a database, with processes that are yet to be started; at its end all is counted into `done`."""
    with Newsroom(folder=folder, subscriptions=EVERYWHERE, database=database) as room:
        processes = Processes(room, parts)
        try:
            yield room, processes
        finally:
            said = processes.end()
        assert not any("Traceback" in one for one in said), said
        done.findings += verify_database(load_config(room.config, room.environ).place)
        done.findings += _untrue_to_operators(room)
        done.tally += replace(compare(wanted, Outcome.of(room)), to_operators=0)


def _through(
    room: Newsroom,
    posted: Posted,
    processes: Processes,
    done: Killed,
    server: Server,
    *,
    left: int,
    restarts: int,
    chance: random.Random,
) -> None:
    """One publication to its end, with kills at random moments on the way."""
    end = time.monotonic() + _PATIENCE
    most = max(1, left // 2) if left < 10 else 4
    while True:
        processes.keep_up()
        time.sleep(chance.uniform(0, 1.2))
        if left > 0 and most > 0:
            falls = done.kills[_DATABASE] < restarts and chance.random() < 0.3
            victim = _DATABASE if falls else chance.choice([*processes.parts])
            if victim == _DATABASE:
                server.stop()
                server.start()
            else:
                processes.signal(victim, signal.SIGKILL)
            done.kills[victim] += 1
            left, most = left - 1, most - 1
        elif is_done(room, posted):
            return
        assert time.monotonic() < end, f"not through within {_PATIENCE} seconds"


def is_done(room: Newsroom, posted: Posted) -> bool:
    """Whether a publication is recorded and told; False where the database can't be asked."""
    try:
        return room.is_done(posted)
    except StateError:
        return False
