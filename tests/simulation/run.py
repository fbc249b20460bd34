"""`python -m tests.simulation.run`: seeded weeks of faults, and whether all was told by their end."""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.doubles.slack import Room
from tests.doubles.smtp import SmtpDouble
from tests.simulation.newsroom import Log, Newsroom, Slack
from tests.simulation.oracle import judge
from tests.simulation.week import Fault, Week, draw


class Simulation:
    """`with simulation() as lives:` then `lives.through(week)`: the servers stay, all else is new for each week."""

    def __init__(self, slack: Slack, smtp: SmtpDouble) -> None:
        self._slack, self._smtp = slack, smtp

    def through(self, week: Week) -> tuple[Log, list[str]]:
        """What came of a week, and what was wrong with that."""
        self._slack._posts.clear()
        self._slack._uploads.clear()
        self._smtp.mails.clear()
        self._smtp.replies.clear()
        with (
            tempfile.TemporaryDirectory(prefix="watch287g-week-") as name,
            Newsroom(week, Path(name), self._slack, self._smtp) as room,
        ):
            room.live()
        return room.log, judge(week, room.log)


@contextmanager
def simulation() -> Iterator[Simulation]:
    """The servers on loopback, for any number of weeks."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own ways
    slack = Slack()
    slack.reigning = lambda _: False
    slack.rooms[slack.channel_id("#plains")] = Room(name="plains")
    with slack, SmtpDouble() as smtp:
        yield Simulation(slack, smtp)


def shrunk(week: Week, fails: Callable[[Week], bool]) -> Week:
    """The week with as few faults as it takes to fail: none of those left can be spared."""
    left = list(week.faults)
    for fault in week.faults:
        fewer = [other for other in left if other != fault]
        if fails(_with(week, fewer)):
            left = fewer
    return _with(week, left)


def _with(week: Week, faults: list[Fault]) -> Week:
    return replace(week, faults=tuple(faults))


def main() -> int:
    """Exit status 1 where a week failed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--weeks", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1, help="of the first week; the others follow it")
    given = asked.parse_args()
    begun, worked, failed, counts = time.monotonic(), time.process_time(), 0, Counter[str]()
    with simulation() as lives:
        for seed in range(given.seed, given.seed + given.weeks):
            week = draw(seed)
            log, wrong = lives.through(week)
            counts.update(_counted(week, log))
            if wrong:
                failed += 1
                _say(_failure(lives, week, wrong))
    _say(_table(counts, weeks=given.weeks, failed=failed))
    seconds, worked = time.monotonic() - begun, time.process_time() - worked
    _say(f"\n{seconds:.0f} seconds, {worked:.0f} of them at work: {worked / max(given.weeks, 1):.2f} a week.")
    return 1 if failed else 0


def _failure(lives: Simulation, week: Week, wrong: list[str]) -> str:
    """The smallest week that fails, and over what; `wrong` is what the whole one ended in, the first time."""
    least = shrunk(week, lambda fewer: bool(lives.through(fewer)[1]))
    wrong = lives.through(least)[1] or wrong
    lines = [f"Week {week.seed} fails with {len(least.faults)} of its {len(week.faults)} faults:"]
    return "\n".join([*lines, *(f"  {fault}" for fault in least.faults), *(f"  - {said}" for said in wrong[:6])])


def _counted(week: Week, log: Log) -> Counter[str]:
    return Counter(
        {
            "faults": len(week.faults),
            "of them met by the bot": len(log.seen),
            "polls that reached ICE": len(log.polls),
            "agencies that signed, applied or left": sum(
                len(p.signs) + len(p.applies) + len(p.leaves) for p in week.postings
            ),
            "messages that arrived": len(log.arrivals),
        }
    )


def _table(counts: Counter[str], *, weeks: int, failed: int) -> str:
    rows = {"weeks": weeks, **counts, "weeks that did not end as they must": failed}
    lines = [f"| {name} | {number:,} |" for name, number in rows.items()]
    return "\n".join(["| simulated | count |", "|---|---:|", *lines])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
