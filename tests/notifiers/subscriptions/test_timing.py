"""When a desk's alerts may ring: a table of cases, and laws for any time of any year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.subscriptions.timing import Pace, Timing, due_at, is_open

CHICAGO = ZoneInfo("America/Chicago")
NIGHT, LUNCH = (time(22), time(7)), (time(12), time(13))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("timing", "since", "due"),
    [
        (Timing(), "2025-11-06T12:04", "2025-11-06T12:04"),
        (Timing(pace=Pace.HOURLY), "2025-11-06T12:04", "2025-11-06T13:00"),
        (Timing(pace=Pace.HOURLY), "2025-11-06T13:00", "2025-11-06T14:00"),
        (Timing(pace=Pace.DAILY), "2025-11-06T07:59", "2025-11-06T08:00"),
        (Timing(pace=Pace.DAILY, hour=17), "2025-11-06T17:00", "2025-11-07T17:00"),
        (Timing(quiet=NIGHT), "2025-11-06T22:00", "2025-11-07T07:00"),
        (Timing(quiet=NIGHT), "2025-11-07T06:59", "2025-11-07T07:00"),
        (Timing(quiet=NIGHT), "2025-11-07T07:00", "2025-11-07T07:00"),
        (Timing(quiet=LUNCH), "2025-11-07T12:30", "2025-11-07T13:00"),
        (Timing(business_days=True), "2025-11-08T12:00", "2025-11-10T00:00"),
        (Timing(business_days=True, quiet=NIGHT), "2025-11-07T23:00", "2025-11-10T07:00"),
        (Timing(pace=Pace.DAILY, business_days=True), "2025-11-07T09:00", "2025-11-10T00:00"),
        (Timing(paused_until=date(2025, 12, 1)), "2025-11-07T09:00", "2025-12-01T00:00"),
        (Timing(paused_until=date(2025, 12, 1), quiet=NIGHT), "2025-11-07T09:00", "2025-12-01T07:00"),
        (Timing(quiet=(time(1), time(3))), "2025-11-02T01:30", "2025-11-02T03:00"),  # summer time ends
        (Timing(quiet=(time(1), time(2, 30))), "2025-03-09T01:30", "2025-03-09T02:30"),  # and begins
    ],
)
def test_what_comes_goes_out_at_the_end_of_its_bundle_and_never_in_quiet(timing: Timing, since: str, due: str) -> None:
    assert due_at(timing, CHICAGO, local(since)) == local(due).astimezone(UTC)


clock = st.times().map(lambda t: t.replace(second=0, microsecond=0))
timings = st.builds(
    Timing,
    pace=st.sampled_from(Pace),
    hour=st.integers(0, 23),
    quiet=st.none() | st.tuples(clock, clock).filter(lambda hours: hours[0] != hours[1]),
    business_days=st.booleans(),
    paused_until=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
moments = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(timings, moments, st.sampled_from([CHICAGO, ZoneInfo("Pacific/Guam"), ZoneInfo("UTC")]))
def test_everything_goes_out_in_the_end_at_a_time_at_which_something_may_ring(
    timing: Timing, since: datetime, zone: ZoneInfo
) -> None:
    due = due_at(timing, zone, since)
    assert due >= since
    assert is_open(timing, zone, due)
    if timing.paused_until is None:
        assert due - since < timedelta(days=6)
