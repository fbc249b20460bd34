"""Every agency of one of ICE's lists is found by each way in which people write it: who is listed is never "not on"."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.factories import workbook
from tests.lists import Watch
from watchers.names.normalise import normalise
from watchers.names.places import STATES
from watchers.search.agencies import agencies_on_record
from watchers.search.find import is_asked
from watchers.search.model import FoundAgency
from watchers.search.question import asked
from watchers.table.read import read_table

pytestmark = pytest.mark.archive


@pytest.fixture(scope="module")
def listed(archive: Path) -> list[FoundAgency]:
    newest = max((archive / "participating").rglob("*12302025*.xlsx"))
    table = read_table(newest.read_bytes(), name=newest.name)
    rows = normalise(table, workbook(), observed_on=date(2025, 12, 30)).agreements
    found = agencies_on_record(Watch(*rows).register.standings.values(), ())
    return [agency for agency in found if agency.state]


def _short(agency: FoundAgency) -> str:
    name = agency.name.replace("'s Office", "").replace("Police Department", "police").lower()
    return f"{name} {STATES[agency.state or ''].name.lower()}"


WAYS: dict[str, Callable[[FoundAgency], str]] = {
    "in full": lambda agency: f"{agency.name}, {STATES[agency.state or ''].name}",
    "in small letters": lambda agency: f"{agency.name.lower().replace(chr(39), '')} {(agency.state or '').lower()}",
    "in short": _short,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_agency_is_found(listed: Sequence[FoundAgency], way: str) -> None:
    assert len(listed) > 1000
    missed = [said for agency in listed if not is_asked(asked(said := WAYS[way](agency)), agency)]
    assert missed == []
