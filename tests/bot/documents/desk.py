"""A bot that fetches documents in a test: ICE's site with them, and the steps of its job."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.documents.job import Documents
from tests.bot.newsroom import TWO_DESKS, Newsroom, Row, sheriff
from watchers.documents import reader
from watchers.model.document import DocumentAddress, Fetching, KeptDocument
from watchers.model.event import OF_DOCUMENTS, Event

FETCHING = TWO_DESKS + "\n[documents]\nfetch = true\n"
DOCS = "https://www.ice.gov/doclib/about/offices/ero/287g/moa/"
FIVE = timedelta(seconds=5)


def with_moa(row: Row, name: str) -> Row:
    """The row, with a document of that name linked."""
    return (*row[:6], DOCS + name if name else "link pending", row[7])


WEBSTER, PETTIS = sheriff("Webster"), sheriff("Pettis")


@dataclass
class Library:
    """ICE's documents: bytes by name, or an answer of another kind."""

    files: dict[str, bytes | Callable[[httpx.Request], httpx.Response]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response | None:
        """What the site says of a document; None for anything else. As ICE's origin, it knows If-Modified-Since."""
        url = str(request.url)
        if not url.startswith(DOCS):
            return None
        name = url.removeprefix(DOCS)
        self.asked.append(name)
        found = self.files.get(name)
        if found is None:
            return httpx.Response(404)
        if not isinstance(found, bytes):
            return found(request)
        mark = f"Mon, 05 Jan 2026 15:00:{abs(hash(found)) % 60:02} GMT"
        if request.headers.get("If-Modified-Since") == mark:
            return httpx.Response(304)
        self.whole.append(name)
        return httpx.Response(200, content=found, headers={"Last-Modified": mark, "Content-Type": "application/pdf"})


class Archivist(Newsroom):
    """A bot that polls and fetches documents."""

    def __init__(self, folder: Path, config: str = FETCHING) -> None:
        super().__init__(folder, config)
        self.library = Library()
        self.ice.fault = self.library.answer

    def steps(self, most: int = 50, *, after: timedelta = FIVE, deliver: bool = True) -> int:
        """Steps of the job until nothing is due, and the deliveries after them; how many there were."""
        with self.app() as app:
            job = Documents(config=self.config, store=app.store, source=app.checker.source, now=lambda: self.at)
            made = 0
            while made < most:
                self.at += after
                if not job.step():
                    break
                made += 1
            if deliver:
                app.deliver()
        return made

    def days(self, number: int) -> list[Event]:
        """So many days later: a step or more on each; the events of documents until then."""
        for _ in range(number):
            self.at += timedelta(days=1)
            self.steps()
        return self.events()

    def events(self) -> list[Event]:
        """The events of documents."""
        with self.record() as store:
            return store.events(kinds=OF_DOCUMENTS)

    def address(self, name: str) -> DocumentAddress:
        """What is known of an address."""
        with self.record() as store:
            return store.entries(DocumentAddress)[DOCS + name]

    def kept(self) -> list[KeptDocument]:
        """The documents on record."""
        with self.record() as store:
            return list(store.entries(KeptDocument).values())

    def fetching(self) -> Fetching | None:
        """How far fetching is."""
        with self.record() as store:
            return store.entry(Fetching)

    def rules(self, **over: int | bool) -> None:
        """Other rules of [documents]."""
        self.config = replace(self.config, documents=replace(self.config.documents, **over))  # type: ignore[arg-type]


def read_here(patch: pytest.MonkeyPatch) -> None:
    """Read documents in this process: that they are read in one of their own is `test_reader.py`'s matter."""
    patch.setattr(reader, "apart", lambda do, *given: do(*given))


def said(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Kind and agency of each."""
    return [(event.kind.value, event.agreement.agency.split()[0]) for event in events]
