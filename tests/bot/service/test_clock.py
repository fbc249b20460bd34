from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.clock import LEAST_STEP, ClockWatch, SharedClock

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Clocks:
    def __init__(self) -> None:
        self.wall, self.ticks = NOON, 100.0

    def watch(self) -> ClockWatch:
        return ClockWatch(lambda: self.wall, lambda: self.ticks)

    def pass_by(self, time: timedelta, *, step: timedelta = timedelta(0)) -> None:
        self.wall += time + step
        self.ticks += time.total_seconds()


@pytest.mark.parametrize("step", [timedelta(days=-1), timedelta(days=4000), LEAST_STEP, -LEAST_STEP])
def test_a_step_is_told_once_and_by_how_much(step: timedelta) -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.pass_by(timedelta(seconds=5), step=step)
    assert watch.step() == step
    clocks.pass_by(timedelta(seconds=5))
    assert watch.step() is None


@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(-50, 50)), max_size=20))
def test_time_that_passes_and_small_corrections_are_no_step(passed: list[tuple[int, int]]) -> None:
    clocks = Clocks()
    watch = clocks.watch()
    for seconds, slew in passed:
        clocks.pass_by(timedelta(seconds=seconds), step=timedelta(seconds=slew))
        assert watch.step() is None


def test_a_clock_that_is_hours_off_goes_by_the_one_that_is_shared() -> None:
    wall = NOON + timedelta(hours=2)
    clock = SharedClock(lambda: wall)
    clock.heed(lambda: NOON)
    assert clock() == NOON
    clock.heed(lambda: wall + LEAST_STEP / 2)
    assert clock() == wall


def test_an_answer_that_took_long_says_nothing_of_the_clock() -> None:
    times = iter([NOON, NOON + timedelta(minutes=9), NOON])
    clock = SharedClock(lambda: next(times))
    clock.heed(lambda: NOON + timedelta(minutes=8))
    assert clock() == NOON
