"""Real agencies' names in pairs: those of two agencies are never folded, those of one are recognised."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.lists import row
from watchers.matching.match import match
from watchers.model.agreement import Agreement
from watchers.names.places import STATES


class NamePair(NamedTuple):
    kind: str
    verdict: str
    state: str
    one: str
    other: str


def _read() -> Iterator[NamePair]:
    kind = verdict = ""
    for line in (Path(__file__).parent / "pairs" / "pairs.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind, _, verdict = line.strip("[]").split(", ")
        elif line and not line.startswith("#"):
            yield NamePair(kind, verdict, *line.split(" | "))


PAIRS = list(_read())
SAME = [pair for pair in PAIRS if pair.verdict == "same"]
DIFFERENT = [pair for pair in PAIRS if pair.verdict == "different"]


def rows(pair: NamePair, signed: str = "2025-11-06") -> tuple[Agreement, Agreement]:
    state = STATES[pair.state].name
    return row(pair.one, state=state), row(pair.other, state=state, signed=signed)


def test_there_are_enough_of_them_to_mean_something() -> None:
    assert len(PAIRS) >= 300
    assert {pair.verdict for pair in PAIRS} == {"same", "different"}


@pytest.mark.parametrize("pair", DIFFERENT, ids=lambda p: f"{p.one} / {p.other}")
def test_two_agencies_are_never_folded(pair: NamePair) -> None:
    one, other = rows(pair)
    assert match([one], [other]).pairs == ()
    assert match([other], [one]).pairs == ()
    assert len(match([], [one, other]).appeared) == 2
    later = rows(pair, signed="2026-01-20")
    assert match([later[0]], [later[1]]).pairs == ()
    assert len(match([], later).appeared) == 2


def test_nearly_all_of_one_agency_are_recognised() -> None:
    missed = [pair for pair in SAME if not match([rows(pair)[0]], [rows(pair)[1]]).pairs]
    assert len(missed) <= 0.02 * len(SAME), missed
