"""What one commit changes: rows by table, collected first and applied together."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, cast

from state.codec.agreement import encode_workbook, workbook_key
from state.codec.codec import encode_fetched, encode_hold, encode_list_state, encode_moved, encode_standing, place_of
from state.codec.event_codec import encode_event
from state.codec.fields import Doc
from state.codec.outbox_codec import encode_owed, encode_told
from state.db.migrations import Tables
from state.db.storage import Database
from state.documents import Codec
from state.entries import ENTRY_TABLES, Entry, Removal, Update, id_of
from state.events import month_table
from state.files.workbooks import Fetched
from state.outbox import Owed, Told
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Event
from watchers.model.register import Hold, ListState, Register, Standing

STANDINGS = "standings"
LISTS = "lists"
WORKBOOKS = "workbooks"
FETCHED = "fetched"
OUTBOX = "outbox"
TOLD = "told"
HOLDS = "holds"


Entries = Mapping[type[object], Mapping[str, Entry]]
"""All entries by kind and id."""


@cache
def entry_codec(kind: Hashable) -> Codec[Any]:
    """The documents of one kind of entries."""
    return Codec(cast("type[Any]", kind), key=ENTRY_TABLES[cast("type[Any]", kind)].key)


class Draft:
    """Changes to some tables as documents. None is touched before `apply`. Raises ValueError for what isn't JSON."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.shelf: dict[str, Workbook] = {}
        self.events: dict[str, Doc] = {}
        self._put: defaultdict[str, dict[str, Doc]] = defaultdict(dict)
        self._drop: defaultdict[str, list[str]] = defaultdict(list)

    def standings(self, present: Register, standings: list[Standing], forget: set[str]) -> Register:
        """Put the standings that differ and take some away; what comes back is the register as it then is."""
        known, docs = present.standings, self._tables.get(STANDINGS, {})
        changed = {}
        places: dict[tuple[int, int], Doc] = {}  # by identity: nearly all are in one workbook, seen at one time
        for standing in standings:
            row_id, before = standing.id, known.get(standing.id)
            present_doc = docs.get(row_id)
            if before is None or present_doc is None:
                doc = encode_standing(standing)
            else:
                where = id(standing.workbook), id(standing.last_seen)
                place = places.get(where) or places.setdefault(where, place_of(standing))
                doc = encode_moved(standing, before, present_doc, place)
            if present_doc is None or present_doc["last_seen"] != doc["last_seen"] or present_doc != doc:
                changed[row_id] = standing
                self._put[STANDINGS][row_id] = doc
        gone = {row_id for row_id in forget if row_id in known} - {standing.id for standing in standings}
        if not changed and not gone:
            return present
        self._shelve(*{id(standing.workbook): standing.workbook for standing in changed.values()}.values())
        self.drop(STANDINGS, gone)
        kept = {row_id: standing for row_id, standing in known.items() if row_id not in gone}
        return replace(present, standings={**kept, **changed})

    def lists(self, present: Register, participating: ListState | None, pending: ListState | None) -> Register:
        """Put the states of the lists, None leaving one as it is; what comes back is the register as it then is."""
        after = Register(
            standings=present.standings,
            participating=participating or present.participating,
            pending=pending or present.pending,
        )
        moved = [kind for kind in ListKind if after.state_of(kind) != present.state_of(kind)]
        for kind in moved:
            state = after.state_of(kind)
            self._shelve(state.workbook)
            self._put[LISTS][kind.value] = encode_list_state(state)
        return after if moved else present

    def event(self, event: Event) -> None:
        """Put an event."""
        self._shelve(event.workbook, event.before_workbook)
        doc = encode_event(event)
        self.events[event.id] = self._put[month_table(event.observed_at)][event.id] = doc

    def owed(self, owed: Owed) -> None:
        """Put a row of the outbox."""
        self._put[OUTBOX][owed.id] = encode_owed(owed)

    def told(self, owed_id: str, told: Told) -> None:
        """Put who was told what, by which message."""
        self._put[TOLD][owed_id] = encode_told(told)

    def fetched(self, present: dict[str, Fetched], news: Iterable[Fetched]) -> dict[str, Fetched]:
        """Put the workbooks that were not fetched before; what comes back is all of them."""
        after = dict(present)
        for row in news:
            row_id = f"{row.list.value}:{workbook_key(row.workbook)}"
            if row_id not in after:
                after[row_id] = row
                self._shelve(row.workbook)
                self._put[FETCHED][row_id] = encode_fetched(row)
        return after

    def holds(self, present: dict[ListKind, Hold], news: Mapping[ListKind, Hold | None]) -> dict[ListKind, Hold]:
        """Put what is held of a list, None letting go of it; what comes back is all holds as they then are."""
        after = dict(present)
        for kind, hold in news.items():
            after.pop(kind, None)
            if hold is None:
                self.drop(HOLDS, [kind.value])
            else:
                after[kind] = hold
                self._shelve(hold.suspicion.workbook)
                self._put[HOLDS][kind.value] = encode_hold(hold)
        return after

    def entries(self, present: Entries, updates: Iterable[Update]) -> Entries:
        """Put entries and take some away; what comes back is all of them as they then are."""
        after = {kind: dict(rows) for kind, rows in present.items()}
        for update in updates:
            if isinstance(update, Removal):
                after[update.kind].pop(update.id, None)
            else:
                after[type(update)][id_of(update)] = update
        for kind, rows in after.items():
            name = ENTRY_TABLES[kind].name
            self.drop(name, present[kind].keys() - rows.keys())
            for id_, entry in rows.items():
                if present[kind].get(id_) != entry:
                    self._put[name][id_] = entry_codec(cast("Hashable", kind)).encode(entry, {})
        return after

    def drop(self, table: str, row_ids: Iterable[str]) -> None:
        """Take rows away. A row that is put in the same draft stays."""
        self._drop[table] += row_ids

    def apply(self, database: Database) -> None:
        """Change the tables, inside one transaction of the storage."""
        self._put[WORKBOOKS].update({key: encode_workbook(book) for key, book in self.shelf.items()})
        for table in {**self._put, **self._drop}:
            put = self._put[table]
            drop = [row_id for row_id in self._drop[table] if row_id not in put]
            database.rows(table).change(put, drop, all_differ=table == STANDINGS)

    def _shelve(self, *workbooks: Workbook | None) -> None:
        self.shelf.update({workbook_key(book): book for book in workbooks if book is not None})
