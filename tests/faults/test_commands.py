"""The short form of the storm, and the long one: a thousand commands."""

from pathlib import Path

import pytest

from tests.faults.commands import Storm, storm


def held(found: Storm) -> None:
    assert (found.lost, found.twice) == (0, 0)
    assert (found.alerts_twice, found.undelivered) == (0, 0)
    assert found.complaints == ()
    assert found.answered + found.told_failed == found.typed
    assert found.slowest_ack < 3.0
    assert found.alerts > 0


def test_no_command_is_lost_or_answered_twice_while_the_line_falls_ill(tmp_path: Path) -> None:
    found = storm(tmp_path, commands=40, every=10, seed=5, pause=0.01)
    held(found)


@pytest.mark.long
def test_a_thousand_commands(tmp_path: Path) -> None:
    found = storm(tmp_path, commands=1000, every=50, seed=1, pause=0.25, at_rest=20)
    held(found)
    assert found.answered > 800, "what is typed while nothing gets through is all that Slack has to refuse"
    assert found.rest < 0.01


@pytest.mark.long
def test_a_line_that_is_cut_or_refreshed_costs_next_to_no_command(tmp_path: Path) -> None:
    found = storm(tmp_path, commands=500, every=25, seed=2, pause=0.1, kinds=("cut", "refresh", "warning"))
    held(found)
    assert found.told_failed < 10
