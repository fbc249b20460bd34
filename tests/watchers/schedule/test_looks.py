"""When the bot looks: laws of the plan, and what it is worth on a rate of posting that is known."""

import math
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.schedule.business_days import ICES_CLOCK, is_business_day
from watchers.schedule.looks import ByPostingRate, FixedStep, Looks, Why
from watchers.schedule.posting_rate import PostingRate, posting_rate

MONDAY = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # midnight in Washington; the clocks leap on the Sunday that follows
USUAL = posting_rate([], since=None, until=MONDAY)
PLAN = ByPostingRate(672, USUAL)
TIMES = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


def looks(plan: Looks, start: datetime, until: datetime, newest: datetime | None = None) -> list[datetime]:
    found = [start]
    while found[-1] < until:
        found.append(plan.next_after(found[-1], newest=newest)[0])
    return found[:-1]


def delay(plan: Looks, rate: PostingRate, start: datetime, weeks: int) -> float:
    """The mean delay in minutes of lists that come at a rate."""
    lists = late = 0.0
    for a, b in pairwise(looks(plan, start, start + timedelta(weeks=weeks))):
        gap = (b - a) / timedelta(minutes=1)
        lists += rate.at(a) * gap
        late += rate.at(a) * gap * gap / 2
    return late / lists


def least(rate: PostingRate, a_week: float) -> float:
    """The least mean delay that any plan of so many looks a week can have, by the square root of the rate."""
    slots = [*rate.business_day] * 5 + [rate.other_day] * 2 * len(rate.business_day)
    root, lists = sum(15 * math.sqrt(rate) for rate in slots), sum(15 * rate for rate in slots)
    return root * root / (2 * a_week * lists)


@given(at=TIMES, since=st.none() | st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_the_next_look_is_at_least_two_minutes_and_at_most_an_hour_away(at: datetime, since: timedelta | None) -> None:
    when, _ = PLAN.next_after(at, newest=None if since is None else at - since)
    assert timedelta(minutes=1.99) <= when - at <= timedelta(minutes=60.01)


@given(at=TIMES, minutes=st.floats(0.01, 90))
def test_whoever_asks_later_is_never_sent_to_an_earlier_look(at: datetime, minutes: float) -> None:
    later = at + timedelta(minutes=minutes)
    assert PLAN.next_after(at, newest=None)[0] <= PLAN.next_after(later, newest=None)[0]


def test_an_ordinary_week_has_the_looks_that_were_asked_for() -> None:
    for asked in (300, 672, 1500):
        plan = ByPostingRate(asked, USUAL)
        found = looks(plan, MONDAY, MONDAY + timedelta(weeks=1))  # the looks after a list are left over here
        assert 0.9 * asked < len(found) <= 1.06 * asked


def test_a_holiday_is_looked_at_as_a_sunday_is() -> None:
    begin = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert not is_business_day(begin.astimezone(ICES_CLOCK).date())
    sunday = datetime(2026, 11, 29, 5, 0, tzinfo=UTC)
    for day in (begin, sunday):
        assert 24 <= len(looks(PLAN, day, day + timedelta(days=1))) <= 28


def test_after_a_list_it_looks_more_often_for_an_hour_and_then_as_before() -> None:
    night = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
    assert PLAN.next_after(night, newest=None)[1] is Why.QUIET
    after, why = PLAN.next_after(night, newest=night)
    assert why is Why.AFTER_A_LIST
    assert after - night <= timedelta(minutes=12.01)
    found = looks(PLAN, night, night + timedelta(hours=3), newest=night)
    assert sum(look - night <= timedelta(hours=1) for look in found) >= 5
    assert sum(look - night > timedelta(hours=1) for look in found) <= 3


def test_both_nights_on_which_the_clocks_change_are_looked_through_evenly() -> None:
    for day in (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), datetime(2026, 11, 1, 4, 0, tzinfo=UTC)):
        gaps = [b - a for a, b in pairwise(looks(PLAN, day, day + timedelta(hours=8)))]
        assert all(timedelta(minutes=55) < gap <= timedelta(minutes=60) for gap in gaps)
        assert len(gaps) == 8


def test_a_fixed_step_stays_one() -> None:
    plan = FixedStep(timedelta(minutes=20))
    assert plan.next_after(MONDAY, newest=MONDAY) == (MONDAY + timedelta(minutes=20), Why.FIXED)


@pytest.mark.parametrize("seed", range(6))
def test_a_known_rate_is_watched_at_nearly_the_least_delay(seed: int) -> None:
    chance = random.Random(seed)
    peaks = [
        (chance.uniform(28, 80), chance.uniform(2, 8), chance.uniform(0.2, 1)) for _ in range(chance.randint(1, 4))
    ]
    shape = [sum(h * math.exp(-(((n - at) / w) ** 2)) for at, w, h in peaks) + 0.01 for n in range(96)]
    rate = PostingRate(business_day=tuple(x / sum(shape) / 15 for x in shape), other_day=0.02 / 1440)
    plan = ByPostingRate(672, rate)
    made = len(looks(plan, MONDAY, MONDAY + timedelta(weeks=1)))
    assert delay(plan, rate, MONDAY, 1) <= 1.15 * least(rate, made)
    fixed = FixedStep(timedelta(minutes=15))
    assert delay(plan, rate, MONDAY, 1) < 0.8 * delay(fixed, rate, MONDAY, 1)


def test_it_learns_when_ice_posts_and_forgets_what_ice_gave_up() -> None:
    begin = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    mornings = [begin + timedelta(days=n, hours=11.5) for n in range(100) if (begin + timedelta(days=n)).weekday() < 5]
    learnt = posting_rate(mornings, since=begin, until=begin + timedelta(days=100))
    at = datetime(2026, 6, 10, 10, 30, tzinfo=UTC)  # half past six in Washington
    assert learnt.at(at) > 3 * USUAL.at(at)
    years = posting_rate(mornings, since=begin, until=begin + timedelta(days=1100))
    assert years.at(at) < learnt.at(at) / 10
    assert min(years.business_day) > 0
