"""What pages of several kinds share: an event as a line, the claims, the feeds of a place, which list it is by."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

from notifiers.language.language import Language, SiteWords
from notifiers.site.addresses import address_in, event_page
from notifiers.site.documents import workbook_copy
from notifiers.site.layout import FeedLink, Layout
from notifiers.site.record import Record
from notifiers.site.telling import Claim, Told, claim, told, told_by
from notifiers.text.safe import literal, web_url
from notifiers.text.tongue import Tongue
from watchers.diff.totals import Counts
from watchers.frozen import frozen
from watchers.model.agreement import Workbook
from watchers.model.event import Event
from watchers.model.register import Standing


@frozen
class Line:
    """An event as one line of a list; `corrected` says that a later one takes it back or settles it."""

    page: str
    kind: str
    label: str
    state: str
    at: datetime
    day: str
    title: str
    corrected: str


@frozen
class Book:
    """A workbook as evidence: what it is to the event, where in it, and where it can be had."""

    heading: str
    name: str
    sha256: str
    saved: str
    place: str
    url: str | None
    copied: str | None


class Site:
    """The record, the layout, and what was worked out of them so far; `remembered`: what was told of events before."""

    def __init__(self, record: Record, layout: Layout, remembered: dict[str, Told]) -> None:
        self.record = record
        self.layout = layout
        self.language: Language = layout.language
        self.words: SiteWords = layout.language.site
        self._told = remembered
        self._counts: dict[datetime, Counts | None] = {}

    def claim(self, event: Event) -> Claim:
        """What is claimed of an event."""
        found = claim(event, self.record, self.language)
        self._told[self._key(event)] = told(found)
        return found

    def told(self, event: Event) -> Told:
        """What lists and feeds say of an event."""
        try:
            return self._told[self._key(event)]
        except KeyError:
            self.claim(event)
            return self.told(event)

    def _key(self, event: Event) -> str:
        return f"{self.mark}{told_by(event, self.record)}"

    @property
    def is_first(self) -> bool:
        """Whether it is in the language whose site has what is the same in all: data, pictures, files."""
        return self.language.tongue is Tongue.ENGLISH

    @property
    def mark(self) -> str:
        """What tells its ids from those of the English site."""
        return "" if self.is_first else f"{self.language.tongue} "

    @property
    def address(self) -> str | None:
        """Where readers find the site in its language."""
        return address_in(self.record.about.address, self.language.tongue)

    def feed_link(self, title: str, path: str) -> FeedLink:
        """The feeds beside a page."""
        return FeedLink(title=self.words.feed_title(title), base=path.removesuffix(".html"))

    def line(self, event: Event) -> Line:
        """An event as a line."""
        later = self.record.followed_by.get(event.id, ())
        return Line(
            page=event_page(event.id),
            kind=event.kind.value,
            label=self.words.kind(event.kind),
            state=self.words.state(event.agreement.state),
            at=event.observed_at,
            day=self.day(event.observed_at),
            title=self.told(event).headline,
            corrected=self.words.corrected_on(self.day(later[-1].observed_at)).rstrip(":") if later else "",
        )

    def lines(self, events: Iterable[Event]) -> list[Line]:
        """Events as lines, in the order given."""
        return [self.line(event) for event in events]

    def day(self, at: datetime) -> str:
        """The day of a time, for print."""
        return self.words.date_of(self.record.day_of(at))

    def moment(self, at: datetime) -> str:
        """A time, for print."""
        return self.words.moment(at, self.record.about.zone)

    def events_key(self, events: Iterable[Event]) -> str:
        """What lines of events depend on."""
        keys = self.record.event_keys
        return digest([keys[event.id] for event in events])

    def standings_key(self, standings: Iterable[Standing]) -> str:
        """What a page about agreements depends on."""
        keys = self.record.standing_keys
        return digest([keys[standing.id] for standing in standings])

    def book(self, heading: str, book: Workbook, place: str = "") -> Book:
        """A workbook as evidence."""
        return Book(
            heading=heading,
            name=book.name,
            sha256=book.sha256,
            saved=self.moment(book.modified) if book.modified else "",
            place=place,
            url=web_url(book.url),
            copied=workbook_copy(book.sha256) if book.sha256 in self.record.kept else None,
        )

    def counts_at(self, at: datetime) -> Counts | None:
        """The agreements as they were at a time."""
        if at not in self._counts:
            self._counts[at] = self.record.counts_at(at)
        return self._counts[at]

    def as_of(self) -> str:
        """By which list the figures are."""
        newest = self.record.newest
        return (
            self.words.as_of(literal(newest.workbook.name), self.moment(newest.seen)) if newest else self.words.NO_LIST
        )


def digest(parts: Iterable[str]) -> str:
    """A short hash of texts."""
    return blake2b("\x00".join(parts).encode("utf-8", "replace"), digest_size=10).hexdigest()


def change(number: int | None) -> str:
    """A change in signs: "+5", "−1", "±0"; "" where it isn't known."""
    if number is None:
        return ""
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "±0"
