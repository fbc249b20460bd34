"""Which days are ICE's, checked against the Office of Personnel Management's published lists."""

from datetime import UTC, date, datetime

import pytest

from watchers.schedule.business_days import business_days_between, federal_holidays, is_business_day

# opm.gov, "Federal Holidays", as kept (a Saturday's on the Friday before, a Sunday's on the Monday after).
PUBLISHED = {
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_federal_holidays_are_those_that_were_published(year: int) -> None:
    assert sorted(f"{day:%m-%d}" for day in federal_holidays(year)) == PUBLISHED[year].split()


def test_thanksgiving_and_a_weekend_are_no_business_days_and_the_friday_after_is_one() -> None:
    days = {day: is_business_day(date(2026, 11, day)) for day in range(25, 31)}
    assert days == {25: True, 26: False, 27: True, 28: False, 29: False, 30: True}


def test_the_days_between_are_counted_on_washingtons_clock() -> None:
    eve = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)  # still Wednesday in Washington
    assert business_days_between(eve, datetime(2026, 11, 30, 12, 0, tzinfo=UTC)) == 1
    assert business_days_between(eve, datetime(2026, 11, 27, 12, 0, tzinfo=UTC)) == 0
    assert business_days_between(eve, eve) == 0
