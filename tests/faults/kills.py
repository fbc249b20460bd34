"""SIGKILL at random moments through poll, record and delivery; then all that should have arrived is counted."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from state.backup import verify
from state.outbox import OwedStatus
from tests.faults.count import Outcome, Tally, compare
from tests.faults.newsroom import EVERYWHERE, WAITING, Newsroom
from tests.faults.stretch import Posted

PATIENCE = 60.0  # seconds that a process may take


class Moment(StrEnum):
    """Where a kill fell, as the state and the doubles show it."""

    START = "before ICE's page was asked"
    POLL = "while polling and comparing: nothing recorded yet"
    RECORDED = "recorded, and messages waiting"
    UNDER_WAY = "while a message was under way"
    ARRIVED = "a message had arrived, and that was not recorded"
    DONE = "all was recorded and told"


@dataclass(kw_only=True)
class Killed:
    """So many kills, where they fell, how many rounds over the stretch they took, and the counts."""

    kills: int = 0
    rounds: int = 0
    moments: Counter[Moment] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


def undisturbed(stretch: Sequence[Posted], folder: Path) -> Outcome:
    """The same stretch with nothing in the way."""
    with Newsroom(folder=folder, subscriptions=EVERYWHERE) as room:
        for posted in stretch:
            room.step(posted)
        return Outcome.of(room)


def kill_through(stretch: Sequence[Posted], folder: Path, *, kills: int, chance: random.Random) -> Killed:
    """Go over the stretch again and again, killing as it goes, until that many kills are done and counted."""
    wanted = undisturbed(stretch, folder / "undisturbed")
    done = Killed()
    while done.kills < kills:
        with Newsroom(folder=folder / f"round{done.rounds}", subscriptions=EVERYWHERE) as room:
            for number, posted in enumerate(stretch):
                room.page.publish(posted)
                # What is left is spread over the steps left, so that a short form reaches the last ones too.
                most = max(1, -(-(kills - done.kills) // (len(stretch) - number)))
                _step(room, posted, done, most=most if kills < 3 * len(stretch) else kills, kills=kills, chance=chance)
            done.tally += compare(wanted, Outcome.of(room))
        done.rounds += 1
    return done


def _step(room: Newsroom, posted: Posted, done: Killed, *, most: int, kills: int, chance: random.Random) -> None:
    """One publication, killed over and over until it is through or had its share, and then brought to its end."""
    for _ in range(most):
        if done.kills >= kills or room.is_done(posted):
            break
        _kill_once(room, posted, done, chance)
    status, said = room.check()
    assert status == 0, said
    assert room.is_done(posted), said


def _kill_once(room: Newsroom, posted: Posted, done: Killed, chance: random.Random) -> None:
    room.page.asked.clear()
    before = room.arrived
    with room.start(chance.choice(["check", "check", "run"])) as child:
        _wait_for_the_moment(room, child, before, chance)
        child.send_signal(signal.SIGKILL)
        said, _ = child.communicate()
    if child.returncode == 0:
        return  # it was through before the moment came
    assert child.returncode == -signal.SIGKILL, said
    done.kills += 1
    done.moments[_moment(room, posted)] += 1
    done.findings += verify(room.state)


def _wait_for_the_moment(room: Newsroom, child: "subprocess.Popen[str]", before: int, chance: random.Random) -> None:
    """A seventh of the kills fall anywhere from the start on, the others from the poll or from a delivery on."""
    moment = chance.random()
    until = time.monotonic() + PATIENCE

    def is_on() -> bool:
        return child.poll() is None and time.monotonic() < until

    if moment < 0.15:
        time.sleep(chance.uniform(0, 0.6))
    elif moment < 0.6:
        while is_on() and not room.page.asked.wait(0.002):
            pass
        time.sleep(chance.uniform(0, 0.35))
    else:
        while is_on() and room.arrived == before:
            time.sleep(0.001)
        time.sleep(chance.choice([0, 0, chance.uniform(0, 0.02), chance.uniform(0, 0.3)]))


def _moment(room: Newsroom, posted: Posted) -> Moment:
    if not room.page.asked.is_set():
        return Moment.START
    with room.store() as store:
        if not room.has_recorded(store, posted):
            return Moment.POLL
        under_way = store.owed({OwedStatus.SENDING})
        if not store.owed(WAITING):
            return Moment.DONE
    arrived = Outcome.of(room).arrived
    ids = {key[0] for key in [*arrived.slack, *arrived.mail]}
    if any(row.id in ids for row in under_way):
        return Moment.ARRIVED
    return Moment.UNDER_WAY if under_way else Moment.RECORDED
