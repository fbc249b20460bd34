"""When a running bot polls, stepped with a clock of the test's."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.poll.next_look import Looking
from watchers.schedule.looks import ByPostingRate, FixedStep, Looks
from watchers.schedule.posting_rate import posting_rate

MONDAY = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
LEARNT = ByPostingRate(672, posting_rate([], since=None, until=MONDAY))
TICK = timedelta(seconds=20)


def looks(plan: Looks, weeks: int) -> list[datetime]:
    looking, now, found = Looking(plan), MONDAY, []
    while now < MONDAY + timedelta(weeks=weeks):
        if looking.is_due(now):
            found.append(now)
            looking.looked(now, newest=None)
        now += TICK
    return found


def test_looks_are_moved_about_and_as_many_as_asked_for() -> None:
    random.seed(5)
    assert 0.9 * 672 < len(looks(LEARNT, weeks=1)) < 1.05 * 672
    steps = {later - earlier for earlier, later in pairwise(looks(FixedStep(timedelta(minutes=15)), weeks=1))}
    assert timedelta(minutes=12.7) <= min(steps) < timedelta(minutes=14)
    assert timedelta(minutes=16) < max(steps) <= timedelta(minutes=17.7)


def test_the_first_look_is_due_at_once_and_the_next_in_its_time() -> None:
    looking = Looking(FixedStep(timedelta(minutes=15)))
    assert looking.is_due(MONDAY)
    then = looking.looked(MONDAY, newest=None)
    assert not looking.is_due(then - timedelta(seconds=1))
    assert looking.is_due(then)
    assert looking.is_due(then + timedelta(days=3))


def test_a_clock_that_was_set_back_delays_no_look() -> None:
    looking = Looking(FixedStep(timedelta(minutes=15)))
    looking.looked(MONDAY, newest=None)
    assert looking.is_due(MONDAY - timedelta(days=400))


def test_after_a_new_list_the_next_look_comes_sooner() -> None:
    quiet = Looking(LEARNT).looked(MONDAY, newest=None)
    after = Looking(LEARNT).looked(MONDAY, newest=MONDAY)
    assert after - MONDAY < (quiet - MONDAY) / 2


def test_what_is_asked_to_look_now_does() -> None:
    looking = Looking(LEARNT)
    looking.looked(MONDAY, newest=None)
    looking.look_now()
    assert looking.is_due(MONDAY)
