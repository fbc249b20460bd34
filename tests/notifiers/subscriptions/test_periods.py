"""Due-ness is arithmetic: each period once, late rather than never, in any zone and through any clock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.subscriptions.digest_plan import Cadence, DigestPlan, Period
from notifiers.subscriptions.periods import due, last_ended, named

CHICAGO = ZoneInfo("America/Chicago")
WEEKLY = DigestPlan()
LENGTH = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(weeks=1), Cadence.MONTHLY: timedelta(days=31)}

zones = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)
plans = st.builds(DigestPlan, cadence=st.sampled_from(Cadence), weekday=st.integers(0, 6), hour=st.integers(0, 23))
times = st.integers(365 * 24 * 60, 67 * 365 * 24 * 60).map(
    lambda m: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
)


def at(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def told(plan: DigestPlan, zone: ZoneInfo, until: datetime, asked: list[datetime]) -> list[Period]:
    """What a bot sends that asks at these times."""
    sent: list[Period] = []
    for now in asked:
        for period in due(plan, zone, until, now):
            sent.append(period)
            until = period.end
    return sent


def test_a_week_ends_on_its_day_at_its_hour_on_the_desks_clock() -> None:
    (period,) = due(WEEKLY, CHICAGO, at("2025-11-03T08:00"), at("2025-11-10T08:00"))
    assert (period.key, period.start, period.end) == ("2025-W45", at("2025-11-03T08:00"), at("2025-11-10T08:00"))


def test_nothing_is_due_before_the_hour() -> None:
    assert due(WEEKLY, CHICAGO, at("2025-11-03T08:00"), at("2025-11-10T07:59")) == []


def test_the_first_digest_begins_with_the_subscription() -> None:
    (period,) = due(WEEKLY, CHICAGO, at("2025-11-08T15:00"), at("2025-11-10T08:15"))
    assert period.start == at("2025-11-08T15:00")
    assert [d.isoformat() for d in period.days(CHICAGO)] == ["2025-11-09", "2025-11-09"]


def test_a_clock_set_back_resends_nothing() -> None:
    assert due(WEEKLY, CHICAGO, at("2025-11-10T08:00"), at("2025-11-03T08:00")) == []


def test_two_missed_weeks_are_one_digest() -> None:
    (period,) = due(WEEKLY, CHICAGO, at("2025-10-20T08:00"), at("2025-11-03T09:00"))
    assert (period.start, period.end) == (at("2025-10-20T08:00"), at("2025-11-03T08:00"))
    assert (period.key, period.spans) == ("2025-W44", 2)


def test_a_long_standstill_is_made_up_for_by_one_digest() -> None:
    (period,) = due(WEEKLY, CHICAGO, at("2025-08-04T08:00"), at("2025-11-12T09:00"))
    assert (period.start, period.end) == (at("2025-08-04T08:00"), at("2025-11-10T08:00"))
    assert (period.key, period.spans) == ("2025-W45", 14)


def test_another_day_in_the_config_leaves_no_hour_out() -> None:
    friday = DigestPlan(weekday=4, hour=17)
    (period,) = due(friday, CHICAGO, at("2025-11-10T08:00"), at("2025-11-14T17:00"))
    assert (period.start, period.end) == (at("2025-11-10T08:00"), at("2025-11-14T17:00"))


@pytest.mark.parametrize(
    ("plan", "now", "key", "start", "end"),
    [
        (DigestPlan(cadence=Cadence.DAILY), "2025-11-07T08:00", "2025-11-06", "2025-11-06T08:00", "2025-11-07T08:00"),
        (DigestPlan(cadence=Cadence.MONTHLY), "2026-01-20T08:00", "2025-12", "2025-12-01T08:00", "2026-01-01T08:00"),
        (DigestPlan(weekday=3, hour=0), "2027-01-07T00:00", "2026-W53", "2026-12-31T00:00", "2027-01-07T00:00"),
    ],
)
def test_the_period_that_ended_last(plan: DigestPlan, now: str, key: str, start: str, end: str) -> None:
    found = last_ended(plan, CHICAGO, at(now))
    assert (found.key, found.start, found.end) == (key, at(start), at(end))


@pytest.mark.parametrize(
    "key", ["2025-W54", "2025-W00", "2025-W53", "2025-13", "2025-11-31", "last week", "", "0001-01"]
)
def test_what_is_no_period_is_refused_with_the_three_forms(key: str) -> None:
    with pytest.raises(ValueError, match="expected a week such as 2025-W45"):
        named(key, WEEKLY, CHICAGO)


@pytest.mark.parametrize(
    ("zone", "hour", "end"),
    [
        ("America/New_York", 2, "2025-03-09T07:00+00:00"),  # 2 a.m. does not exist: it is 3 a.m. EDT
        ("America/New_York", 1, "2025-11-02T05:00+00:00"),  # 1 a.m. is there twice: the first
        ("Asia/Beirut", 0, "2025-03-29T22:00+00:00"),  # midnight does not exist
    ],
)
def test_an_hour_that_the_clock_leaps_over_or_shows_twice_comes_once(zone: str, hour: int, end: str) -> None:
    expected = datetime.fromisoformat(end)
    daily = DigestPlan(cadence=Cadence.DAILY, hour=hour)
    asked = [expected + timedelta(minutes=15 * n) for n in range(-90, 90)]
    sent = told(daily, ZoneInfo(zone), asked[0], asked)
    assert [p.end for p in sent].count(expected) == 1
    assert len(sent) in {1, 2}


@settings(max_examples=120, deadline=None)
@given(zone=zones, plan=plans, begin=times, gaps=st.lists(st.floats(0.01, 3.2), min_size=1, max_size=12))
def test_whenever_the_bot_asks_the_periods_leave_nothing_out_and_repeat_nothing(
    zone: ZoneInfo, plan: DigestPlan, begin: datetime, gaps: list[float]
) -> None:
    asked = [begin]
    for gap in gaps:
        asked.append(asked[-1] + gap * LENGTH[plan.cadence])
    sent = told(plan, zone, begin, asked)
    assert [p.start for p in sent] == [begin, *(p.end for p in sent)][: len(sent)]
    assert all(p.start < p.end for p in sent)
    assert len({p.key for p in sent}) == len(sent)
    assert not sent or asked[-1] - sent[-1].end < 1.2 * LENGTH[plan.cadence]


@settings(max_examples=70, deadline=None)
@given(zone=zones, plan=plans, begin=times)
def test_how_often_the_bot_asks_makes_no_difference(zone: ZoneInfo, plan: DigestPlan, begin: datetime) -> None:
    end = begin + 3 * LENGTH[plan.cadence]
    often = [begin + n * (end - begin) / 97 for n in range(98)]
    back = [t for now in often for t in (now, now - timedelta(hours=5))]
    once, sent = told(plan, zone, begin, [end]), told(plan, zone, begin, often)
    assert sent == told(plan, zone, begin, back)
    assert (once[-1].end, once[-1].spans) == (sent[-1].end, len(sent))


@settings(max_examples=70, deadline=None)
@given(zone=zones, plan=plans, now=times)
def test_a_period_is_found_again_by_its_name(zone: ZoneInfo, plan: DigestPlan, now: datetime) -> None:
    found = last_ended(plan, zone, now)
    assert found.end <= now
    assert named(found.key, plan, zone) == found


@settings(max_examples=70, deadline=None)
@given(zone=zones, hour=st.integers(0, 23), weekday=st.integers(0, 6), begin=times)
def test_every_week_has_one_end_at_the_hour_on_the_day(
    zone: ZoneInfo, hour: int, weekday: int, begin: datetime
) -> None:
    plan = DigestPlan(weekday=weekday, hour=hour)
    asked = [begin + timedelta(hours=12 * n) for n in range(2 * 7 * 30)]
    ends = [p.end for p in told(plan, zone, begin, asked)]
    assert len(ends) in {29, 30, 31}
    assert all(timedelta(days=5) < later - earlier < timedelta(days=9) for earlier, later in pairwise(ends))
    on_time = [end.astimezone(zone) for end in ends]
    assert sum((t.hour, t.weekday()) == (hour, weekday) for t in on_time) >= len(ends) - 1
