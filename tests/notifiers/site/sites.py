"""Sites of made-up lists, built in memory: every page by its path."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from notifiers.site.build import build
from notifiers.site.law import Law
from notifiers.site.layout import Batch, Page
from notifiers.site.record import About, PostedList, Record
from tests.lists import Watch, police, row, sheriff
from watchers.model.agreement import Agreement, ListKind, Workbook
from watchers.model.event import Event

ADDRESS = "https://record.example.org/287g"
ABOUT = About(
    page_url="https://www.ice.gov/identify-and-arrest/287g",
    zone=ZoneInfo("America/Chicago"),
    address=ADDRESS,
    contact="desk@example.org",
    laws=(Law(state="MD", since=date(2026, 2, 17), words="State law bars <new> agreements.", url="https://a.gov/l"),),
)


class History:
    """A watch that remembers its events and its lists."""

    def __init__(self, *first: Agreement, **more: Any) -> None:
        self.watch = Watch(*first, **more)
        self.events: list[Event] = []
        self.lists: list[PostedList] = []
        self._note(self.watch.outcome.events)

    def sees(self, *rows: Agreement, **more: Any) -> tuple[Event, ...]:
        return self._note(self.watch.sees(*rows, **more))

    def looks_again(self, **more: Any) -> tuple[Event, ...]:
        return self._note(self.watch.looks_again(**more))

    def _note(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        self.events += events
        known = {found.workbook.sha256 for found in self.lists}
        for kind in ListKind:
            book: Workbook | None = self.watch.register.state_of(kind).workbook
            if book is not None and book.sha256 not in known:
                self.lists.append(PostedList(workbook=book, list=kind, seen=self.watch.at))
        return events

    def record(self, **over: Any) -> Record:
        values: dict[str, Any] = {
            "register": self.watch.register,
            "events": tuple(self.events),
            "lists": tuple(self.lists),
            "about": ABOUT,
        }
        return Record(**{**values, **over})


def made(record: Record, only: str = "") -> dict[str, bytes]:
    """Every page and file of the site; or those alone whose paths this fits."""
    return {page.path: page.body() for page in every(build(record)) if re.search(only, page.path)}


def every(pages: Iterable[Page | Batch]) -> Iterator[Page]:
    """The pages, and those of the batches."""
    for page in pages:
        yield from page.pages() if isinstance(page, Batch) else [page]


def a_history() -> History:
    """A signing, a loss, a return, a pending one, a renaming and an edit, in four states."""
    webster, pettis, kenner = (
        sheriff("Webster"),
        sheriff("Pettis"),
        police("Kenner", state="LOUISIANA", county="Jefferson Parish"),
    )
    patrol = row("Texas Highway Patrol", state="TEXAS", level="State")
    old = (webster, pettis, kenner, patrol)
    history = History(*old, pending=(police("Rolla"),))
    history.sees(*old, sheriff("Dent", moa="dent.pdf"), police("Sarasota", state="FLORIDA"))
    history.sees(webster, kenner, patrol, sheriff("Dent", moa="dent.pdf"), police("Sarasota", state="FLORIDA"))
    history.sees(webster, kenner, patrol, sheriff("Dent", moa="dent.pdf"), police("Sarasota", state="FLORIDA"))
    history.sees(
        *old,
        sheriff("Dent", moa="dent.pdf"),
        police("Sarasota", state="FLORIDA"),
        pending=(police("Rolla"), police("Salem")),
    )
    return history


class Links(HTMLParser):
    """What a page links to, and what it names: addresses, ids, images' words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(found["id"] or "")
        for name in ("href", "src", "action", "poster", "srcset"):
            if found.get(name):
                (self.links if tag == "a" else self.loads).append(found[name] or "")
