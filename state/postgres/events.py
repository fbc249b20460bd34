"""The events in a database: asked for by what is wanted of them, and never all in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from state.codec import MalformedError, Shelf, inside
from state.events import Wanted, only_one
from state.glance import glanced
from state.postgres.session import Session
from state.tables import decode_event
from watchers.model.event import Event


class StoredEvents:
    """Every event, whatever its age, in one table."""

    def __init__(self, session: Session, shelf: Callable[[], Shelf]) -> None:
        self._session = session
        self._shelf = shelf

    def known(self, events: Iterable[Event]) -> set[str]:
        """The ids of those that were ever recorded."""
        ids = [event.id for event in events]
        return (
            {id_ for (id_,) in self._session.rows("SELECT id FROM events WHERE id = ANY(%s)", (ids,))} if ids else set()
        )

    def events(self, wanted: Wanted) -> list[Event]:
        """The wanted ones, oldest first, those of one time as they were recorded."""
        where: list[str] = []
        params: list[Any] = []
        for clause, value in (
            ("observed_at >= %s", wanted.since),
            ("observed_at < %s", wanted.until),
            ("state = ANY(%s)", _listed(wanted.states)),
            ("kind = ANY(%s)", _listed(wanted.kinds)),
            ("id = ANY(%s)", _listed(wanted.ids)),
        ):
            if value is not None:
                where.append(clause)
                params.append(value)
        found = self._session.rows(
            f"SELECT id, doc FROM events WHERE {' AND '.join(where) or 'true'} ORDER BY observed_at, seq",
            params,
        )
        shelf = self._shelf()
        return [self._read(id_, doc, shelf) for id_, doc in found]

    def glances(self) -> list[Event]:
        """All, oldest first, each read as far as lists need."""
        shelf = self._shelf()
        found = self._session.rows("SELECT id, doc FROM events ORDER BY observed_at, seq", ())
        return [glanced(id_, doc, shelf) for id_, doc in found]

    @staticmethod
    def _read(id_: str, doc: Any, shelf: Shelf) -> Event:
        return inside(f"events.{id_}", lambda: decode_event(id_, doc, shelf))

    def event(self, prefix: str) -> Event:
        """The one whose id begins with `prefix`. Raises NoSuchRowError."""
        found = dict(self._session.rows("SELECT id, doc FROM events WHERE id ^@ %s LIMIT 1000", (prefix,)))
        id_ = only_one(found, prefix, "event")
        return self._read(id_, found[id_], self._shelf())

    def read_all(self) -> None:
        """Read every one, some thousand at a time, and so find one that can't be read."""
        shelf = self._shelf()
        for id_, doc, at, _ in self._session.pages("events", "id, doc, observed_at"):
            if self._read(id_, doc, shelf).observed_at != at:
                raise MalformedError(f"events.{id_}.observed_at", "it is of another time than its row")

    def copy_to_years(self, _before: datetime) -> Mapping[str, Collection[str]]:
        """They stay where they are: a table has room for all years."""
        return {}


def _listed(values: Collection[str] | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
