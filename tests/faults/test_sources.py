"""ICE's page and files that fail: the record is untouched, polling goes on, operators hear twice and desks never."""

from pathlib import Path

import pytest

from tests.faults.page import PageFault
from tests.faults.sources import (
    MOST_MEGABYTES,
    SourceCase,
    peak_megabytes,
    requests_while_ailing,
    source_cases,
    weather,
)
from tests.faults.stretch import made_up

STRETCH = made_up(2, rows=12)
CASES = source_cases()
PASSING = {"Unreachable", "Missing"}  # what may pass by itself: operators hear once the bot is blind, at the third poll
REFUSING = {"Blocked"}  # what comes and goes with a firewall's mood: at the second in a row


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_source_that_fails_changes_nothing_and_its_news_comes_when_it_is_back(
    case: SourceCase, tmp_path: Path
) -> None:
    came = weather(case, STRETCH, tmp_path)
    assert came.polls == 4
    assert came.changed == ()
    assert came.to_desks == 0
    notices = 1 if came.kind in PASSING else 2  # what it is at once, and that the bot is blind by now
    assert (came.began, came.ended) == (notices, notices)
    assert came.told_at == (3 if came.kind in PASSING else 2 if came.kind in REFUSING else 1)
    assert came.after == 1
    assert "lists stay as they were" in came.said


@pytest.mark.parametrize("case", [case for case in CASES if "bomb" in case.name], ids=lambda case: case.name)
def test_a_zip_bomb_takes_no_more_memory_than_is_allowed(case: SourceCase, tmp_path: Path) -> None:
    assert peak_megabytes(case, STRETCH, tmp_path) < MOST_MEGABYTES


def test_a_running_bot_asks_less_often_while_ice_is_away_and_goes_on(tmp_path: Path) -> None:
    ailing, after = requests_while_ailing(STRETCH, tmp_path, fault=PageFault(status=503), seconds=1.2)
    assert 2 <= ailing <= 6  # not the twenty of a healthy page: 0.06, 0.12, 0.24 seconds apart …
    assert after >= 1
