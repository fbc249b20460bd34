"""Plain values for tests: say only what the test is about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from watchers.model.agreement import Agreement, Level, ListKind, Model, Printed, Workbook
from watchers.model.event import Event, EventKind
from watchers.model.register import Stand, Standing
from watchers.model.table import TableRow

NOON = datetime(2025, 11, 6, 18, 4, tzinfo=UTC)


def agreement(**over: Any) -> Agreement:
    values: dict[str, Any] = {
        "state": "MO",
        "agency": "Webster County Sheriff's Office",
        "model": Model.TFM,
        "level": Level.COUNTY,
        "county": "Webster County",
        "signed": date(2025, 11, 6),
        "moa": None,
        "addendum": None,
        "row": 598,
        "printed": Printed(
            state="MISSOURI",
            agency="Webster County Sheriff's Office",
            level="County",
            county="Webster County",
            model="Task Force Model",
            signed="2025-11-06",
            moa="link pending",
        ),
    }
    return Agreement(**{**values, **over})


def table_row(cells: Mapping[str, str], links: Mapping[str, str] | None = None, *, number: int = 2) -> TableRow:
    """A row as the reader gives it, from texts and links by field."""
    return TableRow(number=number, columns=tuple(cells), texts=tuple(cells.values()), links=links or {})


def workbook(**over: Any) -> Workbook:
    values: dict[str, Any] = {
        "name": "participatingAgencies11062025am.xlsx",
        "url": "https://www.ice.gov/doclib/about/offices/ero/287g/participatingAgencies11062025am.xlsx",
        "sha256": "ab" * 32,
        "modified": datetime(2025, 11, 6, 14, 0, tzinfo=UTC),
    }
    return Workbook(**{**values, **over})


def event(**over: Any) -> Event:
    values: dict[str, Any] = {
        "id": "7f3a81c2",
        "kind": EventKind.SIGNED,
        "list": ListKind.PARTICIPATING,
        "subject": "a1",
        "agreement": agreement(),
        "observed_at": NOON,
        "workbook": workbook(),
        "because": "It is on the list of Nov. 6 and was on no list before.",
    }
    return Event(**{**values, **over})


def standing(**over: Any) -> Standing:
    values: dict[str, Any] = {
        "id": "a1",
        "list": ListKind.PARTICIPATING,
        "agreement": agreement(),
        "stand": Stand.LISTED,
        "workbook": workbook(),
        "first_seen": NOON,
        "last_seen": NOON,
    }
    return Standing(**{**values, **over})
