"""Events' documents in the order of their times, decoded only when somebody asks for them."""

from bisect import bisect_left, insort
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from state.agreement_codec import Shelf
from state.event_codec import decode_event
from state.fields import Doc, MalformedError, expect_object, inside, when
from state.migrations import Tables
from watchers.event import Event, EventKind

PREFIX = "events-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events: from `since` on, before `until`, in these states (USPS codes), of these kinds, with these ids.

    None sets no bound. An event without a readable state is in no state.
    """

    since: datetime | None = None
    until: datetime | None = None
    states: Collection[str] | None = None
    kinds: Collection[EventKind] | None = None
    ids: Collection[str] | None = None

    def has(self, row_id: str, doc: Doc) -> bool:
        """Whether a document within the time is wanted."""
        return (
            (self.ids is None or row_id in self.ids)
            and (self.kinds is None or doc.get("kind") in self.kinds)
            and (self.states is None or doc.get("agreement", {}).get("state") in self.states)
        )

    def may_be_in(self, year: int) -> bool:
        """Whether an event of this year (UTC) can be wanted."""
        early = self.until is not None and self.until.astimezone(UTC).year < year
        late = self.since is not None and self.since.astimezone(UTC).year > year
        return not early and not late


class Timeline:
    """Documents of events by id and by time. Those of one time stay in the order in which they came."""

    def __init__(self, shelf: Shelf) -> None:
        self.docs: dict[str, Doc] = {}
        self._shelf = shelf
        self._entries: list[tuple[datetime, int, str]] = []
        self._count = 0

    def extend(self, rows: Mapping[str, Doc]) -> None:
        """Add many documents, by id. Raises MalformedError for one whose time can't be read."""
        self._entries += [self._entry(row_id, doc) for row_id, doc in rows.items()]
        self._entries.sort()
        self.docs.update(rows.items())

    def add(self, row_id: str, doc: Doc) -> None:
        """Add one document."""
        insort(self._entries, self._entry(row_id, doc))
        self.docs[row_id] = doc

    def remove(self, row_ids: Collection[str]) -> None:
        """Forget documents."""
        gone = set(row_ids)
        self._entries = [entry for entry in self._entries if entry[2] not in gone]
        for row_id in gone:
            self.docs.pop(row_id, None)

    def between(self, since: datetime | None, until: datetime | None) -> list[tuple[datetime, str]]:
        """Times and ids from `since` on and before `until`, oldest first."""
        start = 0 if since is None else bisect_left(self._entries, since, key=lambda entry: entry[0])
        end = len(self._entries) if until is None else bisect_left(self._entries, until, key=lambda entry: entry[0])
        return [(at, row_id) for at, _, row_id in self._entries[start:end]]

    def select(self, wanted: Wanted) -> list[tuple[datetime, str]]:
        """Times and ids of the wanted documents, oldest first."""
        return [
            (at, row_id)
            for at, row_id in self.between(wanted.since, wanted.until)
            if wanted.has(row_id, self.docs[row_id])
        ]

    def event(self, row_id: str) -> Event:
        """One event. Raises MalformedError, KeyError."""
        return inside(f"events.{row_id}", lambda doc: decode_event(row_id, doc, self._shelf), self.docs[row_id])

    def _entry(self, row_id: str, doc: Doc) -> tuple[datetime, int, str]:
        self._count += 1
        return time_of(row_id, doc), self._count, row_id


def time_of(row_id: str, doc: Doc) -> datetime:
    """When an event was observed, from its document. Raises MalformedError."""
    try:
        return _observed_at(doc)
    except MalformedError:
        return inside(f"events.{row_id}", _observed_at, doc)


def _observed_at(doc: Doc) -> datetime:
    return when(expect_object(doc), "observed_at")


def month_table(at: datetime) -> str:
    """The table of the month (UTC) of an event: a new event then touches one month, not all of history."""
    day = at.astimezone(UTC)
    return f"{PREFIX}{day.year:04}-{day.month:02}"


def month_tables(tables: Tables) -> dict[str, Mapping[str, Doc]]:
    """The tables of events in a document by name, oldest month first."""
    return {name: tables[name] for name in sorted(tables) if name.startswith(PREFIX)}
