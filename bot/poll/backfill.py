"""`backfill`: the history built from saved workbooks. Nobody is told of anything."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.poll.remarks import hold_sentence
from bot.poll.saved_workbooks import BackfillError, SavedPublication
from state.entries import CatchUp, HeldList
from state.files.kept import Fetched
from state.store import Store
from watchers.diff.intake import PostedFile, take_in
from watchers.errors import WatchError
from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Event
from watchers.model.register import ListState, Standing
from watchers.model.second_look import SecondLook
from watchers.table.read import read_table

ICE_FOLDER = "https://www.ice.gov/doclib/about/offices/ero/287g/"
"""Where ICE posted the workbooks; a saved file's own address is not known."""

_GO_ON = "All before it is in the record. Put the file right, and run the same again: it goes on from there."
_WRITE_EVERY = 50  # publications between two writes of the state


@frozen
class Backfilled:
    """What a backfill did: publications read and passed over, events recorded, and a sentence for each one held."""

    publications: int
    skipped: int
    events: int
    held: tuple[str, ...]


def backfill(
    store: Store,
    publications: list[SavedPublication],
    *,
    rules: SecondLook,
    progress: Callable[[], object] = lambda: None,
) -> Backfilled:
    """Take saved publications into the record, oldest first; those before what is known already are passed over.

    Raises `BackfillError` for a file that can't be read; what came before it is recorded, and running it again
    goes on from there. Raises `StateError`.
    """
    known = [s.current_since for s in (store.register().participating, store.register().pending) if s.current_since]
    newest = max(known, default=None)
    todo = [p for p in publications if newest is None or p.at > newest]
    work = _Work(store, rules)
    for number, publication in enumerate(todo, 1):
        try:
            work.take(publication)
        except (WatchError, OSError) as error:
            work.write()
            names = ", ".join(path.name for path in publication.files.values())
            raise BackfillError(f"At {publication.at.isoformat()} ({names}): {error} {_GO_ON}") from error
        if number % _WRITE_EVERY == 0:
            work.write()
        progress()
    work.write()
    return Backfilled(
        publications=len(todo), skipped=len(publications) - len(todo), events=work.told, held=tuple(work.held)
    )


class _Work:
    """The record as it moves, written from time to time: each write holds whole publications only."""

    def __init__(self, store: Store, rules: SecondLook) -> None:
        self.store, self.rules = store, rules
        self.register, self.holds = store.register(), dict(store.holds())
        self.archive = store.workbooks
        self.told, self.held = 0, list[str]()
        self._changed: dict[str, Standing] = {}
        self._forgotten: set[str] = set()
        self._events: list[Event] = []
        self._fetched: list[Fetched] = []
        self._held: list[HeldList] = []
        self._last: datetime | None = None

    def take(self, publication: SavedPublication) -> None:
        saved = {kind: _saved(path) for kind, path in publication.files.items()}
        contents = {book.sha256: content for book, content in saved.values()}
        intake = take_in(
            self.register,
            self.holds,
            [PostedFile(workbook=book, expected=kind) for kind, (book, _) in saved.items()],
            at=publication.at,
            rules=self.rules,
            read=lambda book: read_table(contents[book.sha256], name=book.name),
        )
        self.register, self.holds = intake.outcome.register, dict(intake.holds)
        for standing in intake.outcome.changed:
            self._changed[standing.id] = standing
            self._forgotten.discard(standing.id)
        for id_ in intake.outcome.forgotten:
            self._changed.pop(id_, None)
            self._forgotten.add(id_)
        self._events += intake.outcome.events
        self._fetched += [Fetched(workbook=r.workbook, list=r.kind, fetched_at=publication.at) for r in intake.rolls]
        for roll in intake.rolls:
            self.archive.keep(contents[roll.workbook.sha256], sha256=roll.workbook.sha256)
        self._last = publication.at
        self.held += [f"{publication.at.isoformat()}: {hold_sentence(hold)}" for hold in intake.held]
        self._held += map(HeldList.of, intake.held)

    def write(self) -> None:
        before = self.store.register()
        self.store.commit(
            standings=list(self._changed.values()),
            forget=self._forgotten,
            participating=_if_new(before.participating, self.register.participating),
            pending=_if_new(before.pending, self.register.pending),
            events=self._events,
            workbooks=self._fetched,
            holds={kind: self.holds.get(kind) for kind in ListKind},
            entries=[*self._held, *([CatchUp(until=self._last)] if self._last else [])],
        )
        self.told += len(self._events)
        for written in (self._changed, self._forgotten, self._events, self._held, self._fetched):
            written.clear()


def _saved(path: Path) -> tuple[Workbook, bytes]:
    content = path.read_bytes()
    return Workbook(name=path.name, url=ICE_FOLDER + path.name, sha256=hashlib.sha256(content).hexdigest()), content


def _if_new(before: ListState, after: ListState) -> ListState | None:
    return None if before == after else after
