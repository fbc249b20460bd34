"""ICE's lists for tests: rows as they are printed, read by the real reader, and a watch that sees list after list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.factories import table_row, workbook
from watchers.diff.compare import Outcome, compare
from watchers.model.agreement import Agreement, ListKind, Publication, Roll
from watchers.model.event import Event, EventKind
from watchers.model.register import Register
from watchers.model.second_look import SecondLook
from watchers.names.normalise import normalise_row

MONDAY = datetime(2026, 2, 2, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
COLUMNS = ("state", "agency", "level", "county", "model", "signed", "moa", "addendum")
PENDING_COLUMNS = COLUMNS[:5]
SHORT = {"TFM": "Task Force Model", "JEM": "Jail Enforcement Model", "WSO": "Warrant Service Officer"}


def row(
    agency: str,
    *,
    state: str = "MISSOURI",
    county: str = "",
    level: str = "County",
    model: str = "TFM",
    signed: str = "2025-11-06",
    moa: str = "",
    number: int = 2,
) -> Agreement:
    """A row with these cells; `moa` is the linked document's file name, and a model may be said in short."""
    cells = {
        "state": state,
        "agency": agency,
        "level": level,
        "county": county,
        "model": SHORT.get(model, model),
        "signed": signed,
        "moa": "link" if moa else "",
    }
    links = {"moa": f"https://www.ice.gov/doclib/287g/moa/{moa}"} if moa else {}
    read = normalise_row(table_row(cells, links, number=number), observed_on=MONDAY.date())
    assert read is not None
    return read


def sheriff(place: str, **over: Any) -> Agreement:
    """A county sheriff's row."""
    return row(f"{place} County Sheriff's Office", **{"county": f"{place} County", **over})


def police(town: str, **over: Any) -> Agreement:
    """A town police's row."""
    return row(f"{town} Police Department", **{"level": "Municipality", **over})


def roll(*rows: Agreement, kind: ListKind = ListKind.PARTICIPATING, number: int = 1, **over: Any) -> Roll:
    """The rows as a list, numbered from the top; `number` tells one workbook from another."""
    placed = tuple(replace(a, row=at) for at, a in enumerate(rows, 2))
    columns = COLUMNS if kind is ListKind.PARTICIPATING else PENDING_COLUMNS
    name = f"{kind}Agencies{number:03}.xlsx"
    file = workbook(name=name, url=f"https://www.ice.gov/{name}", sha256=f"{kind}{number:060}")
    return Roll(**{"kind": kind, "workbook": file, "agreements": placed, "columns": columns, **over})


def pending_roll(*rows: Agreement, number: int = 1) -> Roll:
    """The rows as a pending list, which prints no dates and no documents."""
    bare = (replace(a, signed=None, moa=None, printed=replace(a.printed, signed="", moa="")) for a in rows)
    return roll(*bare, kind=ListKind.PENDING, number=number)


class Watch:
    """A record that takes in one publication after another, a day apart unless said otherwise."""

    def __init__(self, *first: Agreement, pending: tuple[Agreement, ...] | None = None, **rules: Any) -> None:
        self.rules = SecondLook(**rules)
        self.register = Register()
        self.at = MONDAY
        self._number = 0
        self.outcome = self._take(
            participating=roll(*first, number=0),
            pending=None if pending is None else pending_roll(*pending, number=0),
        )

    def sees(
        self, *rows: Agreement, pending: tuple[Agreement, ...] | None = None, after: timedelta = DAY
    ) -> tuple[Event, ...]:
        """A new participating list, beside the pending list (None: as before)."""
        self._number += 1
        self.at += after
        lists: dict[str, Any] = {"participating": roll(*rows, number=self._number)}
        if pending is None:
            lists["unchanged"] = frozenset({ListKind.PENDING})
        else:
            lists["pending"] = pending_roll(*pending, number=self._number)
        return self._take(**lists).events

    def sees_pending(self, *rows: Agreement, after: timedelta = DAY) -> tuple[Event, ...]:
        """A new pending list beside the participating list of before."""
        self._number += 1
        self.at += after
        unchanged = frozenset({ListKind.PARTICIPATING})
        return self._take(pending=pending_roll(*rows, number=self._number), unchanged=unchanged).events

    def looks_again(self, after: timedelta = DAY) -> tuple[Event, ...]:
        """ICE posts nothing new."""
        self.at += after
        return self._take(unchanged=frozenset(ListKind)).events

    def sees_no_pending_list(self, after: timedelta = DAY) -> tuple[Event, ...]:
        """ICE's page links the participating list of before alone."""
        self.at += after
        lists = frozenset({ListKind.PARTICIPATING})
        return self._take(unchanged=lists, absent=frozenset({ListKind.PENDING})).events

    def _take(self, **lists: Any) -> Outcome:
        self.outcome = compare(self.register, Publication(observed_at=self.at, **lists), self.rules)
        self.register = self.outcome.register
        return self.outcome


def told(events: tuple[Event, ...]) -> list[tuple[EventKind, str]]:
    """What the events say, in short: kind and agency."""
    return [(event.kind, event.agreement.agency) for event in events]


def kinds(events: tuple[Event, ...]) -> list[EventKind]:
    """The events' kinds."""
    return [event.kind for event in events]
