"""Scenarios told by hand, of all states: the bot tells what a careful reader would tell, and nothing else."""

from itertools import groupby
from pathlib import Path

import pytest

from tests.watchers.diff.scenarios import Scenario, mistakes, read

NOT_YET = {
    "one FL Eustace Police Department": "two words that sound alike are farther apart than a slip, and a day off",
}
"""Scenarios of which something is told wrongly yet, by how they begin, and why: to become fewer."""

SCENARIOS = read()
KINDS = {kind: list(found) for kind, found in groupby(SCENARIOS, key=lambda s: s.kind)}


def _is_known(scenario: Scenario) -> bool:
    return any(scenario.title.startswith(start) for start in NOT_YET)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_careful_reader_tells_is_told(kind: str) -> None:
    wrong = {s.title: found for s in KINDS[kind] if not _is_known(s) and (found := mistakes(s))}

    assert wrong == {}


@pytest.mark.parametrize("start", NOT_YET)
def test_what_is_not_told_rightly_yet_is_listed_here(start: str) -> None:
    [scenario] = [s for s in SCENARIOS if s.title.startswith(start)]

    assert mistakes(scenario) != []


def test_there_are_scenarios_of_every_state() -> None:
    states = {row.cells["state"] for scenario in SCENARIOS for row in scenario.rows}

    assert len(SCENARIOS) > 400
    assert {"AK", "CT", "DE", "HI", "RI", "VT", "WA"} <= states


def test_the_judge_sees_what_is_false_lost_and_late(tmp_path: Path) -> None:
    pair = "GA Bartow County Sheriff's Office | Bartow County => Bibb County SO; county=Bibb County; signed=2026-02-01"
    (tmp_path / "made.txt").write_text(f"one {pair}\nhalves {pair}\ntwo {pair}\n", "utf-8")
    renamed, doubled, apart = map(mistakes, read(tmp_path))

    assert renamed == ["false signed of row 1", "false withdrawn of row 0"]
    assert doubled == ["false withdrawn of row 0"]
    assert apart == []
