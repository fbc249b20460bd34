"""`backfill`: the history built from saved workbooks. Nobody is told of anything."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.check import hold_sentence
from bot.intake import PostedFile, take_in
from state.archive import Fetched, WorkbookArchive
from state.store import Store
from watchers.agreement import ListKind, Workbook
from watchers.container import check_workbook
from watchers.errors import WatchError
from watchers.event import Event
from watchers.register import ListState, Standing
from watchers.rules import SecondLook

ICE_FOLDER = "https://www.ice.gov/doclib/about/offices/ero/287g/"
"""Where ICE posted the workbooks; a saved file's own address is not known."""

_WRITE_EVERY = 50  # publications between two writes of the state


class BackfillError(Exception):
    """The folder holds no history that can be read; the message says what was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPublication:
    """The workbooks that were current at one time."""

    at: datetime
    files: dict[ListKind, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled:
    """What a backfill did: publications read and passed over, events recorded, and a sentence for each one held."""

    publications: int
    skipped: int
    events: int
    held: tuple[str, ...]


def saved_publications(folder: Path) -> tuple[list[SavedPublication], str]:
    """The publications in a folder in order, and a sentence on where the order comes from. Raises `BackfillError`."""
    if not folder.is_dir():
        raise BackfillError(f"{folder} is no folder.")
    listing = folder / "publications.json"
    if listing.is_file():
        listed = sorted(_listed(listing), key=lambda publication: publication.at)
        if not listed:
            raise BackfillError(f"{listing} names no publication.")
        return listed, f"The order is that of {listing}."
    found = list(_guessed(folder))
    if not found:
        raise BackfillError(
            f"{folder} has neither publications.json nor workbooks (.xlsx) with “participating” in their names."
        )
    order = "The order is worked out from the days in the files' names and, where one has none or a wrong one, from "
    return found, f"{order}when it was saved."


def _listed(listing: Path) -> Iterator[SavedPublication]:
    try:
        entries = json.loads(listing.read_text("utf-8"))
        for entry in entries:
            files = {kind: listing.parent / entry[kind.value] for kind in ListKind if entry.get(kind.value) is not None}
            yield SavedPublication(at=_moment(entry["published_at"]), files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackfillError(
            f"{listing} can't be read ({type(error).__name__}: {error}). Expected a list of objects with published_at, "
            "participating and pending."
        ) from error


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _guessed(folder: Path) -> Iterator[SavedPublication]:
    """Each file in the order of its time, with the other list's newest before it."""
    dated = sorted(
        (_time_of(path), path.name, path, kind)
        for path in folder.rglob("*")
        if path.suffix.lower() == ".xlsx" and (kind := _kind_of(path)) is not None
    )
    current: dict[ListKind, Path] = {}
    for at, _, path, kind in dated:
        current[kind] = path
        if ListKind.PARTICIPATING in current:
            yield SavedPublication(at=at, files=dict(current))


def _kind_of(path: Path) -> ListKind | None:
    words = f"{path.parent.name} {path.name}".casefold()
    return next((kind for kind in reversed(ListKind) if kind.value[:7] in words), None)


_NAMED_DAY = re.compile(
    r"(?<!\d)(?:(?P<m>\d\d)(?P<d>\d\d)(?P<y>20\d\d)|(?P<y2>20\d\d)-?(?P<m2>\d\d)-?(?P<d2>\d\d))(?P<half>[ap]m|mid)?"
)
_SAVED = re.compile(r"<dcterms:modified[^>]*>\s*([^<\s]+)\s*<")
_POSTED_WITHIN = timedelta(days=30)
_HALVES = {"am": time(13), "mid": time(17), "pm": time(21), None: time(17)}  # about when ICE posts, in UTC


def _time_of(path: Path) -> datetime:
    """When a saved file was posted: the day in its name, where the workbook bears it out; else when it was saved."""
    named, made = _named_time(path.name), _saved_in_excel(path)
    if named is None:
        return made or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    # ICE posts a list within hours of saving it. A year typed wrong (01052025 in January 2026) is further off.
    return named if made is None or abs(named - made) < _POSTED_WITHIN else made


def _named_time(name: str) -> datetime | None:
    match = _NAMED_DAY.search(name)
    if match is None:
        return None
    try:
        day = date(int(match["y"] or match["y2"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
    except ValueError:
        return None
    return datetime.combine(day, _HALVES[match["half"]], UTC)


def _saved_in_excel(path: Path) -> datetime | None:
    """When somebody last saved the workbook, as Excel notes it inside; None where the note is missing or unclear."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open("docProps/core.xml") as note:
            found = _SAVED.search(note.read(65_536).decode("utf-8", "replace"))
        return _moment(found[1]) if found else None
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return None  # the reader will say what is wrong with it


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
    work = _Work(store, rules)
    known = [s.current_since for s in (store.register().participating, store.register().pending) if s.current_since]
    newest = max(known, default=None)
    todo = [p for p in publications if newest is None or p.at > newest]
    for number, publication in enumerate(todo, 1):
        try:
            work.take(publication)
        except (WatchError, OSError) as error:
            work.write()
            names = ", ".join(path.name for path in publication.files.values())
            raise BackfillError(f"At {publication.at.isoformat()} ({names}): {error}") from error
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
        self.archive = WorkbookArchive(store.folder)
        self.told, self.held = 0, list[str]()
        self.books: dict[Path, Workbook] = {}
        self._changed: dict[str, Standing] = {}
        self._forgotten: set[str] = set()
        self._events: list[Event] = []
        self._fetched: list[Fetched] = []
        self._last: datetime | None = None

    def take(self, publication: SavedPublication) -> None:
        files = [PostedFile(workbook=self._book(path), expected=kind) for kind, path in publication.files.items()]
        paths = {self._book(path).sha256: path for path in publication.files.values()}
        contents: dict[str, bytes] = {}

        def read(book: Workbook) -> bytes:
            contents[book.sha256] = _content(paths[book.sha256])
            return contents[book.sha256]

        intake = take_in(
            self.register,
            self.holds,
            files,
            at=publication.at,
            rules=self.rules,
            read=read,
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

    def _book(self, path: Path) -> Workbook:
        if path not in self.books:
            sha = hashlib.sha256(path.read_bytes()).hexdigest()
            self.books[path] = Workbook(name=path.name, url=ICE_FOLDER + path.name, sha256=sha)
        return self.books[path]

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
            marks={"catch up": self._last.isoformat()} if self._last else None,
        )
        self.told += len(self._events)
        self._changed.clear()
        self._forgotten.clear()
        self._events.clear()
        self._fetched.clear()


def _if_new(before: ListState, after: ListState) -> ListState | None:
    return None if before == after else after


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    check_workbook(content, where=path.name)
    return content
