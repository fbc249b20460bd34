"""Fetching the agreements' documents: one at a time, seldom enough to be polite, and on record before the next one.

A step makes one request at most. It can be killed anywhere: what came is put down before it is recorded, so nothing is
asked for twice; and nothing here holds up a poll or an alert.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.config.model import Config
from bot.outgoing.alerts import alerts_for
from state.codec import Codec
from state.entries import Update
from state.errors import StateError
from state.files.kept import DocumentArchive
from state.store import Store
from watchers.documents.addresses import Gave, answered, linked, next_due
from watchers.documents.fetch import MOST_BYTES, Fetched, fetch
from watchers.documents.links import follow
from watchers.documents.news import Known, Teller
from watchers.documents.read import READER
from watchers.documents.reader import can_read, differing_pages, picture_of, read_document
from watchers.fetch.source import Source
from watchers.model.document import DocumentAddress, DocumentLink, Fetching, KeptDocument, Reading
from watchers.model.event import Event
from watchers.model.register import Register

EVERY = timedelta(seconds=5)
"""The time between two requests, at least."""
_FOLLOW_EVERY = timedelta(hours=1)
_LEAST_ROOM = 1 << 30
"""Bytes that stay free on the disk: documents must never take the room of the record."""
_REFUSED, _LONGEST = timedelta(hours=1), timedelta(days=1)
_GAVE: Codec[Gave] = Codec(Gave)


@dataclass(slots=True, kw_only=True)
class Documents:
    """The job of one bot. `guard` is held where the record is read and changed; fetching and reading go without it."""

    config: Config
    store: Store
    source: Source
    now: Callable[[], datetime]
    guard: AbstractContextManager[object] = field(default_factory=nullcontext)
    archive: DocumentArchive = field(init=False)
    _followed: Register | None = None
    _follow_again: datetime | None = None

    def __post_init__(self) -> None:
        self.archive = self.store.documents

    def step(self) -> bool:
        """Do the next thing that is due; whether there was any. Raises `StateError`."""
        if not self.config.documents.fetch:
            return False
        with self.guard:
            if self.store.register().is_empty:
                return False
            self._follow()
            address = self._next()
        landed = self.archive.landed()
        if landed is not None:
            self._settle(landed.about, landed.content)
            return True
        if address is None:
            return self._read_another()
        self._ask(address)
        return True

    def _follow(self) -> None:
        """Take over which rows link what, after each change of the lists, and every hour for what waits."""
        register, at = self.store.register(), self.now()
        if register is self._followed and self._follow_again is not None and at < self._follow_again:
            return
        links = self.store.entries(DocumentLink)
        followed = follow(links.values(), register, self.config.second_look, at)
        if followed.changed or self.store.entry(Fetching) is None:
            self._take_over(followed.changed, followed.lost, register, at)
        self._followed, self._follow_again = self.store.register(), at + _FOLLOW_EVERY

    def _take_over(
        self, changed: Sequence[DocumentLink], lost: Sequence[DocumentLink], register: Register, at: datetime
    ) -> None:
        fetching, addresses = self.store.entry(Fetching), self.store.entries(DocumentAddress)
        fresh = dict.fromkeys(link.url for link in changed if link.until is None and link.url not in addresses)
        known = self._known()
        events = Teller(known=known, at=at).of_links([link for link in changed if link.until is None], lost)
        begun = [] if fetching is not None else [Fetching(since=at, day=at.date())]
        self._commit(
            events,
            [*changed, *(linked(url, at, is_backlog=fetching is None) for url in fresh), *begun],
            register,
            at,
        )

    def _known(self, *newer: KeptDocument | DocumentAddress) -> Known:
        """What is on record, with what is about to be."""
        return Known(
            register=self.store.register(),
            links=tuple(self.store.entries(DocumentLink).values()),
            addresses={
                **self.store.entries(DocumentAddress),
                **{a.url: a for a in newer if isinstance(a, DocumentAddress)},
            },
            documents={
                **self.store.entries(KeptDocument),
                **{d.sha256: d for d in newer if isinstance(d, KeptDocument)},
            },
        )

    def _next(self) -> DocumentAddress | None:
        """The address to be asked now; None where none is due, the day's requests are made, or ICE sent us away."""
        at, fetching = self.now(), self.store.entry(Fetching)
        if fetching is None or (fetching.not_before is not None and at < fetching.not_before):
            return None
        if fetching.day == at.date() and fetching.asked >= self.config.documents.a_day:
            return None
        if shutil.disk_usage(self.store.folder).free < _LEAST_ROOM:
            return None
        now = frozenset(link.url for link in self.store.entries(DocumentLink).values() if link.until is None)
        return next_due(self.store.entries(DocumentAddress).values(), now, at)

    def _ask(self, address: DocumentAddress) -> None:
        get = partial(self.source.ask, most=MOST_BYTES, what="The document")
        fetched = fetch(address, get, site=self.config.watch.page)
        about = {"url": address.url, "at": self.now().isoformat(), "gave": _GAVE.encode(fetched.gave, {})}
        if fetched.content:
            self.archive.land(about, fetched.content)
        self._settle(about, fetched.content, fetched)

    def _settle(self, about: Any, content: bytes, fetched: Fetched | None = None) -> None:
        """Keep and read what came, and put it on record with its news in one write."""
        gave, at = _GAVE.decode(about["gave"], {}), datetime.fromisoformat(about["at"])
        kept = self._keep(gave.sha256, content, at) if gave.sha256 else None
        if kept is not None and kept.reading is not None:
            gave = replace(gave, is_sound=not kept.reading.unreadable)
        differing = self._compared(about["url"], gave.sha256, content)
        with self.guard:
            self._record(about["url"], gave, kept, differing, self._counted(fetched, at), at=at)
        self.archive.settle()

    def _keep(self, sha256: str, content: bytes, at: datetime) -> KeptDocument:
        self.archive.keep(content, sha256=sha256)
        known = self.store.entries(KeptDocument).get(sha256)
        if known is not None and known.reading is not None and known.reading.reader == READER:
            return known
        reading = self._read(sha256, content)
        return KeptDocument(sha256=sha256, size=len(content), since=known.since if known else at, reading=reading)

    def _read(self, sha256: str, content: bytes) -> Reading | None:
        """What a kept document says; the picture of its signatures is kept beside it."""
        reading = read_document(content)
        picture = picture_of(content, reading.block) if reading is not None and reading.block is not None else None
        if picture is not None:
            self.archive.keep_picture(sha256, picture)
        return reading

    def _compared(self, url: str, sha256: str, content: bytes) -> dict[str, tuple[int, ...]]:
        """The pages that look otherwise in what came, by the SHA-256 of each document that it may replace."""
        addresses = self.store.entries(DocumentAddress)
        links = self.store.entries(DocumentLink).values()
        urls = {url} | {link.instead_of for link in links if link.url == url and link.until is None}
        before = {addresses[old].sha256 for old in urls if old in addresses} - {"", sha256}
        if not sha256:
            return {}
        return {old: differing_pages(self.archive.read(old), content) for old in before if self.archive.has(old)}

    def _record(
        self,
        url: str,
        gave: Gave,
        kept: KeptDocument | None,
        differing: dict[str, tuple[int, ...]],
        counted: Fetching,
        *,
        at: datetime,
    ) -> None:
        before = self.store.entries(DocumentAddress).get(url)
        if before is None:
            return
        last = self.store.entries(KeptDocument).get(before.sha256)
        known_sound = last is None or last.reading is None or not last.reading.unreadable
        after, news = answered(before, gave, at, known_sound=known_sound)
        known = replace(self._known(*([after] if kept is None else [after, kept])), differing=differing)
        events = Teller(known=known, at=at).of_address(news, before, after)
        entries: list[Update] = [after, counted]
        self._commit(events, [*entries, *([] if kept is None else [kept])], known.register, at)

    def _counted(self, fetched: Fetched | None, at: datetime) -> Fetching:
        """The day's requests with one more; and where ICE's server refuses us, when to come back."""
        known = self.store.entry(Fetching) or Fetching(since=at, day=at.date())
        day = known if known.day == at.date() else replace(known, day=at.date(), asked=0)
        if fetched is None or not fetched.refused:
            return replace(day, asked=day.asked + 1, not_before=None, refusals=0)
        wait = min(_REFUSED * 2 ** min(known.refusals, 5), _LONGEST)
        wait = max(wait, timedelta(seconds=fetched.retry_after or 0))
        return replace(day, asked=day.asked + 1, not_before=at + wait, refusals=known.refusals + 1)

    def _commit(self, events: Sequence[Event], entries: Sequence[Update], register: Register, at: datetime) -> None:
        out = alerts_for(events, config=self.config, store=self.store, register=register, at=at)
        self.store.commit(events=events, owed=out.owed, entries=[*entries, *out.updates])

    def _read_another(self) -> bool:
        """Read one kept document that this version has not read: the reader may be newer than the copy."""
        if not can_read():
            return False
        documents = self.store.entries(KeptDocument).values()
        old = next((d for d in documents if d.reading is None or d.reading.reader < READER), None)
        if old is None:
            return False
        try:
            reading = self._read(old.sha256, self.archive.read(old.sha256))
        except StateError as error:
            reading = Reading(reader=READER, unreadable=str(error))
        with self.guard:
            self.store.commit(entries=[replace(old, reading=reading)])
        return True
