"""Several processes on one database, killed at random with the database itself; then what arrived is counted."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.config.load import load_config
from bot.outgoing.operators import HEADLINES
from bot.outgoing.unrecorded import CANNOT_START
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
        self._running: dict[str, subprocess.Popen[str]] = {}

    def keep_up(self) -> None:
        """Start what doesn't run."""
        for name, part in self.parts.items():
            if name not in self._running or self._running[name].poll() is not None:
                self._running[name] = self._room.start("run", "--only", part, folder=name)

    def kill(self, name: str) -> None:
        """End one as by a power cut."""
        child = self._running[name]
        child.send_signal(signal.SIGKILL)
        child.communicate()

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
        with Newsroom(
            folder=folder / f"round{done.rounds}", subscriptions=EVERYWHERE, database=server.database()
        ) as room:
            room.step(stretch[0])
            processes = Processes(room, parts)
            try:
                for posted in stretch[1:]:
                    room.page.publish(posted)
                    left = kills - done.kills.total()
                    _through(room, posted, processes, done, server, left=left, restarts=restarts, chance=chance)
            finally:
                said = processes.end()
            assert not any("Traceback" in one for one in said), said
            place = load_config(room.config, room.environ).place
            done.findings += verify_database(place)
            done.findings += _untrue_to_operators(room)
            done.tally += replace(compare(wanted, Outcome.of(room)), to_operators=0)
        done.rounds += 1
    return done


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
                processes.kill(victim)
            done.kills[victim] += 1
            left, most = left - 1, most - 1
        elif _is_done(room, posted):
            return
        assert time.monotonic() < end, f"not through within {_PATIENCE} seconds"


def _is_done(room: Newsroom, posted: Posted) -> bool:
    try:
        return room.is_done(posted)
    except StateError:
        return False
