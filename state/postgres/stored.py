"""The events and the messages in a database: rows asked for by what is wanted of them, and never all in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from state.backend import Queue, Selected
from state.codec import MalformedError, Shelf, inside
from state.events import Wanted, only_one
from state.glance import glanced
from state.outbox import KEPT_FOR, Owed, OwedStatus, PastDelivery
from state.postgres.session import Session
from state.tables import DELIVERIES, OUTBOX, Table, decode_event
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
        where, params = _bounds(
            ("observed_at >= %s", wanted.since),
            ("observed_at < %s", wanted.until),
            ("state = ANY(%s)", _listed(wanted.states)),
            ("kind = ANY(%s)", _listed(wanted.kinds)),
            ("id = ANY(%s)", _listed(wanted.ids)),
        )
        found = self._session.rows(f"SELECT id, doc FROM events WHERE {where} ORDER BY observed_at, seq", params)
        shelf = self._shelf()
        return [self._read(id_, doc, shelf) for id_, doc in found]

    def glances(self) -> list[Event]:
        """All, oldest first, each read as far as lists need."""
        shelf = self._shelf()
        found = self._session.rows("SELECT id, doc FROM events ORDER BY observed_at, seq", ())
        return [glanced(id_, doc, shelf) for id_, doc in found]

    def newest(self) -> object:
        """What is another as soon as there is a newer one."""
        return tuple(self._session.rows("SELECT id FROM events ORDER BY observed_at DESC, seq DESC LIMIT 1", ()))

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

    def copy_to_files(self, _before: datetime) -> Mapping[str, Collection[str]]:
        """They stay where they are: a table has room for all years."""
        return {}


def _bounds(*clauses: tuple[str, Any]) -> tuple[str, list[Any]]:
    """The clauses that have a value as one condition, and those values."""
    bound = [(clause, value) for clause, value in clauses if value is not None]
    return " AND ".join(["true", *(clause for clause, _ in bound)]), [value for _, value in bound]


def _listed(values: Collection[str] | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]


class StoredOutbox:
    """The messages in two tables: those that are owed, and those that were delivered."""

    def __init__(self, session: Session, leads: Callable[[], bool]) -> None:
        self._session, self._leads = session, leads

    def rows(self, selected: Selected) -> list[Owed]:
        """The rows, in the order in which they were made."""
        where, params = _bounds(
            ("status = ANY(%s)", _listed(selected.statuses)),
            ("subscription = %s", selected.subscription),
            ("destination = %s", selected.destination),
            ("story = %s", selected.group),
        )
        wanted = selected.statuses if selected.statuses is not None else OwedStatus
        indexed = next((clause for statuses, clause in _INDEXED if statuses.issuperset(wanted)), "true")
        return self._read(f"WHERE {where} AND ({indexed}) ORDER BY seq", params)

    def _read(self, rest: str, params: list[Any]) -> list[Owed]:
        found = self._session.rows(f"SELECT id, doc FROM outbox {rest}", params)
        return list(OUTBOX.decode(dict(found), {}).values())

    def row(self, prefix: str) -> Owed:
        """The one whose id begins with `prefix`. Raises NoSuchRowError."""
        found = {row.id: row for row in self._read("WHERE id ^@ %s LIMIT 1000", [prefix])}
        return found[only_one(found, prefix, "message")]

    def known(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that are a row's, or were when it was delivered."""
        query = "SELECT id FROM outbox WHERE id = ANY(%s) UNION SELECT id FROM deliveries WHERE id = ANY(%s)"
        return {id_ for (id_,) in self._session.rows(query, (list(ids), list(ids)))} if ids else set()

    def past(self, ids: Collection[str]) -> set[str]:
        """Those of the ids whose message was delivered."""
        query = "SELECT id FROM deliveries WHERE id = ANY(%s)"
        return {id_ for (id_,) in self._session.rows(query, (list(ids),))} if ids else set()

    def told(self, event_id: str) -> list[PastDelivery]:
        """The deliveries that told of an event, in their order."""
        found = self._session.rows(
            "SELECT id, doc FROM deliveries WHERE told = ANY(ARRAY(SELECT id FROM told WHERE event_ids @> ARRAY[%s])) "
            "ORDER BY seq",
            (event_id,),
        )
        return list(DELIVERIES.decode(dict(found), {}).values())

    def telling(self, event_id: str) -> set[str]:
        """The subscriptions to which a message that tells of an event is owed, or was delivered."""
        found = self._session.rows(
            "WITH sets AS (SELECT id FROM told WHERE event_ids @> ARRAY[%s]) "
            "SELECT subscription FROM outbox WHERE told IN (SELECT id FROM sets) AND status <> 'dropped' "
            "UNION SELECT doc ->> 'subscription' FROM deliveries WHERE told IN (SELECT id FROM sets)",
            (event_id,),
        )
        return {name for (name,) in found}

    def outlived(self, moved: Mapping[str, Owed]) -> list[str]:
        """The ids of the rows that go once these have moved. Only who leads looks for them."""
        if not self._leads():
            return []
        newest = max(row.moved_at for row in moved.values())
        found = self._session.rows(
            "SELECT id FROM outbox AS old WHERE status IN ('delivered', 'dropped') AND moved_at <= %s "
            "AND story <> ALL(%s) AND NOT EXISTS (SELECT FROM outbox AS other WHERE other.story = old.story "
            "AND (other.status NOT IN ('delivered', 'dropped') OR other.moved_at > %s))",
            (newest - KEPT_FOR, list({row.group for row in moved.values()}), newest - KEPT_FOR),
        )
        return [id_ for (id_,) in found]

    def ahead(self, at: datetime) -> list[Owed]:
        """The rows that moved after `at`, by some machine's clock."""
        return self._read("WHERE moved_at > %s ORDER BY seq", [at])

    def destinations(self) -> list[str]:
        """The destinations at which something is yet to be sent, those first that have waited longest."""
        found = self._session.rows(
            "SELECT destination FROM outbox WHERE status IN ('queued', 'sending', 'unknown') "
            "GROUP BY destination ORDER BY min(seq)"
        )
        return [destination for (destination,) in found]

    def queues(self) -> list[Queue]:
        """What waits or failed, by destination."""
        found = self._session.rows(
            "SELECT destination, count(*) FILTER (WHERE status <> 'failed'), "
            "count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE moved_at <> made), min(made) "
            "FROM outbox, LATERAL (SELECT coalesce(created_at, (doc ->> 'created_at')::timestamptz) AS made) AS of_doc "
            "WHERE status IN ('queued', 'sending', 'unknown') OR status IN ('sending', 'failed') "
            "GROUP BY destination ORDER BY min(seq)"
        )
        return [
            Queue(destination=to, waiting=waiting, failed=failed, tried=tried, oldest=oldest)
            for to, waiting, failed, tried, oldest in found
        ]

    def read_all(self) -> None:
        """Read every row, some thousand at a time, and so find one that can't be read."""
        tables: tuple[Table[Any], ...] = (OUTBOX, DELIVERIES)
        for table in tables:
            for id_, doc, _ in self._session.pages(table.name, "id, doc"):
                table.decode({id_: doc}, {})


_INDEXED = (
    (frozenset({OwedStatus.SENDING, OwedStatus.FAILED}), "status IN ('sending', 'failed')"),
    (
        frozenset({OwedStatus.QUEUED, OwedStatus.UNKNOWN, OwedStatus.SENDING}),
        "status IN ('queued', 'sending', 'unknown')",
    ),
)
"""The statuses for whose rows there is an index, and how to say so that it is used."""
