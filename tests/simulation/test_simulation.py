"""A few weeks of faults at each run of the tests, and that the oracle sees what must not be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.simulation.newsroom import Log
from tests.simulation.oracle import judge
from tests.simulation.run import Simulation, shrunk, simulation
from tests.simulation.week import WEEK, Fault, Kind, Week, draw

BUSY = Week(
    seed=0,
    listed=draw(1).listed,
    postings=draw(1).postings,
    faults=(
        Fault(kind=Kind.KILLED_AFTER, start=draw(1).postings[0].hour, hours=9),
        Fault(kind=Kind.REFUSED, start=90, hours=5),
    ),
)
"""A week in which the bot is killed over a message that had arrived, and refused by ICE."""


@pytest.fixture(scope="module")
def lives() -> Iterator[Simulation]:
    with simulation() as opened:
        yield opened


@pytest.fixture(scope="module")
def log(lives: Simulation) -> Log:
    log, wrong = lives.through(BUSY)
    assert wrong == []
    assert set(BUSY.faults) <= log.seen.keys()
    return log


def test_a_week_of_a_seed_ends_as_it_must(lives: Simulation) -> None:
    assert lives.through(draw(7))[1] == []


def test_the_oracle_misses_no_message_that_was_lost(log: Log) -> None:
    told = [a for a in log.arrivals if a.place != "terminal" and not a.place.startswith("C0DIGEST")]
    for lost in (told[0], told[-1]):
        assert judge(BUSY, replace(log, arrivals=[a for a in log.arrivals if a is not lost]))


def test_the_oracle_sees_a_message_that_came_twice(log: Log) -> None:
    again = next(a for a in log.arrivals if a.place == "C0NATION001")
    assert any("2 times" in said for said in judge(BUSY, replace(log, arrivals=[*log.arrivals, again])))


def test_the_oracle_sees_news_of_an_agency_to_which_nothing_happened(log: Log) -> None:
    place = BUSY.listed[0][1]
    false = replace(next(a for a in log.arrivals if a.place == "terminal"), words=f"{place} County Sheriff's Office")
    assert any("stayed on the list" in said for said in judge(BUSY, replace(log, arrivals=[*log.arrivals, false])))


def test_the_oracle_sees_trouble_that_was_not_told_and_trouble_that_was_not_ended(log: Log) -> None:
    without = [a for a in log.arrivals if "refuses watch287g" not in a.words]
    assert any("never told" in said for said in judge(BUSY, replace(log, arrivals=without)))
    endless = [a for a in log.arrivals if "lets watch287g in again" not in a.words]
    assert any("was told as start" in said for said in judge(BUSY, replace(log, arrivals=endless)))


def test_the_oracle_sees_a_health_that_is_content_while_something_waits(log: Log) -> None:
    hours = [replace(log.hours[50], oldest=log.hours[50].at - timedelta(hours=8), failing=())]
    assert any("health is content" in said for said in judge(BUSY, replace(log, hours=hours)))


def test_a_week_that_fails_is_shrunk_to_the_faults_that_it_takes() -> None:
    week = next(week for week in map(draw, range(1, 50)) if len(week.faults) > 5)
    pair = set(week.faults[1:3])
    assert set(shrunk(week, lambda fewer: pair <= set(fewer.faults)).faults) == pair


def test_a_seed_always_gives_the_same_week_and_nothing_breaks_at_its_end() -> None:
    assert draw(11) == draw(11) != draw(12)
    assert all(fault.end <= WEEK for seed in range(1, 200) for fault in draw(seed).faults)
    assert {fault.kind for seed in range(1, 400) for fault in draw(seed).faults} == set(Kind)
