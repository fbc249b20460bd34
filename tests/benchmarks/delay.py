"""How long after ICE's posting the bot looks: its own plan, stepped through the recorded months.

`posted.json` of the archive has when a tracker that looked each half hour first saw a workbook: ICE posted it up to
half an hour before. The plan is learnt from the first half of that time and measured on the second, and goes on
learning, as a bot does.
"""

import json
import random
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.poll.next_look import Looking
from tests.benchmarks.measured import Measured
from watchers.schedule.looks import ByPostingRate, FixedStep, Looks
from watchers.schedule.posting_rate import posting_rate

_HALF_AN_HOUR = timedelta(minutes=30)
_WEEK = timedelta(weeks=1)
_LOOKS = 672
_DRAWS = 6  # of the minute within its half hour at which ICE posted


def measure(archive: Path | None) -> Iterator[Measured]:
    """The lines of this part; none without the archive."""
    if archive is None:
        return
    seen = _seen(archive)
    middle = seen[0] + (seen[-1] - seen[0]) / 2
    fixed = [_replay(seen, middle, draw, learns=False) for draw in range(_DRAWS)]
    learnt = [_replay(seen, middle, draw, learns=True) for draw in range(_DRAWS)]
    before, after = _words(fixed), _words(learnt)
    median = statistics.median(delay for delays, _ in learnt for delay in delays)
    yield Measured(
        work=f"ICE's posting to the look, {middle:%b. %-d} to {seen[-1]:%b. %-d, %Y}, learnt on the months before",
        found=f"{after}; every 15 minutes: {before}",
        goal="a median of 3.5 min",
        reached=median <= 3.5,
    )


def _seen(archive: Path) -> list[datetime]:
    entries = json.loads((archive / "posted.json").read_text("utf-8"))
    return sorted({datetime.fromisoformat(e["seen_at"]).astimezone(UTC) for e in entries if e["seen_at"]})


def _replay(seen: list[datetime], middle: datetime, draw: int, *, learns: bool) -> tuple[list[float], float]:
    """The delays in minutes of the second half's lists, and the looks a week."""
    chance = random.Random(draw)
    random.seed(draw)
    coming = sorted(at - _HALF_AN_HOUR * chance.random() for at in seen if at >= middle)
    known = [at - _HALF_AN_HOUR / 2 for at in seen if at < middle]
    newest: datetime | None = None

    def plan(at: datetime) -> Looks:
        if not learns:
            return FixedStep(_WEEK / _LOOKS)
        return ByPostingRate(_LOOKS, posting_rate(known, since=seen[0], until=at))

    now, looking, looks = middle, Looking(plan(middle)), 0
    delays: list[float] = []
    while coming:
        now, looks = looking.looked(now, newest=newest), looks + 1
        posted = [at for at in coming if at <= now]
        if posted:
            del coming[: len(posted)]
            delays += [(now - at) / timedelta(minutes=1) for at in posted]
            known.append(now)
            newest, looking.plan = now, plan(now)
    return delays, looks / ((now - middle) / _WEEK)


def _words(runs: list[tuple[list[float], float]]) -> str:
    delays = sorted(delay for found, _ in runs for delay in found)
    looks = statistics.mean(a_week for _, a_week in runs)
    return (
        f"median {statistics.median(delays):.1f}, 90th percentile {delays[int(0.9 * len(delays))]:.1f}, "
        f"mean {statistics.mean(delays):.1f} min at {looks:.0f} looks a week"
    )
