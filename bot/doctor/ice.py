"""ICE's page and its lists: one polite look, as a poll takes it, of which nothing is recorded."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bot import __version__
from bot.doctor.exam import PATIENCE, Installation
from bot.doctor.machine import against
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.text.ap_style import count, day
from state.errors import StateError
from state.store import Store, read_store
from watchers.diff.intake import PostedFile, take_in
from watchers.errors import WatchError
from watchers.fetch.download import Limits, trust_of
from watchers.fetch.site import Site
from watchers.fetch.source import Fetched, FetchedFile, Source
from watchers.fetch.validators import SourceMarks
from watchers.model.agreement import ListKind, Workbook
from watchers.names.normalise import normalise
from watchers.table.read import read_table

_LIMITS = Limits(connect=PATIENCE, read=PATIENCE, whole=3 * PATIENCE)
_LOOK = "Look at it on ICE's page, and tell the bot's makers. A poll that finds this changes nothing and tells no desk."

_REACH = "Check this machine's network, and that a firewall or proxy lets it out to that address."


class _Dated(httpx.BaseTransport):
    """The network, with the hour that the server's first answer gave and the hour here when it came."""

    def __init__(self, here: Installation) -> None:
        site, route = Site.of(here.config.watch.page), here.config.route
        proxy = route.proxy_to(site.host)
        self._network = httpx.HTTPTransport(trust_env=False, verify=trust_of(site, route), proxy=proxy)
        self._installation = here
        self.said: datetime | None = None
        self.answered = False
        self.here = here.now()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._network.handle_request(request)
        self.answered = True
        if self.said is None:
            self.said, self.here = _hour(response.headers), self._installation.now()
        return response

    def close(self) -> None:
        self._network.close()


def ice(here: Installation) -> Iterator[Finding]:
    """The clock against the server's, the page, and each list: its rows, and how it stands to the record."""
    watch = here.config.watch
    network = _Dated(here)
    source = Source(
        watch.page,
        contact=watch.contact or "",
        version=__version__,
        clock=time.monotonic,
        limits=_LIMITS,
        transport=network,
    )
    try:
        fetched = source.fetch(SourceMarks())
    except WatchError as error:
        if network.answered:
            yield against(network.said, network.here)
            yield failed("ICE's page", error, _LOOK)
        else:
            yield warn("clock", "not compared, for nobody answered", "First see to the network, as below.")
            yield fail("ICE's page", str(error).partition(". ")[0], _REACH)
        return
    yield against(network.said, network.here)
    assert isinstance(fetched, Fetched)  # noqa: S101 - without marks of an earlier fetch all is new
    names = ", ".join(file.name for file in fetched.files)
    yield ok("ICE's page", f"{watch.page} links {count(len(fetched.files), 'list')}: {names}")
    yield from _lists(fetched, here)


def _hour(headers: httpx.Headers) -> datetime | None:
    """The server's hour: its Date, and how long the answer has lain in a cache since (Age, in seconds)."""
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    age = headers.get("Age", "")
    said += timedelta(seconds=int(age[:9]) if age.isdecimal() else 0)
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said


def _lists(fetched: Fetched, here: Installation) -> Iterator[Finding]:
    at = here.now()
    readable = True
    for file in fetched.files:
        try:
            roll = normalise(read_table(file.tabs, name=file.name), _book(file), observed_on=at.date())
        except WatchError as error:
            readable = False
            yield failed(f"{file.expected or 'a'} list", error, _LOOK)
        else:
            newest = max((row.signed for row in roll.agreements if row.signed), default=None)
            signed = f", the newest signed {day(newest, 0)}" if newest else ""
            yield ok(f"{roll.kind} list", f"{file.name} can be read: {count(len(roll.agreements), 'row')}{signed}")
            yield from (warn(f"{roll.kind} list", remark.sentence.rstrip("."), _LOOK) for remark in roll.remarks)
    if readable:
        yield from _beside_the_record(fetched, here, at)


def _beside_the_record(fetched: Fetched, here: Installation, at: datetime) -> Iterator[Finding]:
    """What a poll would make of it now. A state that can't be read is told elsewhere."""
    try:
        store = read_store(here.config.place)
    except StateError:
        return
    with store:
        try:
            yield from _polled(fetched, store, here, at)
        except WatchError as error:
            yield failed("next poll", error, _LOOK)


def _polled(fetched: Fetched, store: Store, here: Installation, at: datetime) -> Iterator[Finding]:
    known = {kind: book.sha256 for kind in ListKind if (book := store.register().state_of(kind).workbook) is not None}
    if store.register().is_empty:
        yield ok("next poll", "is the first: it takes these lists in, and tells nobody")
        return
    tabs = {file.sha256: file.tabs for file in fetched.files}
    archive = store.workbooks
    intake = take_in(
        store.register(),
        store.holds(),
        [PostedFile(workbook=_book(file), expected=file.expected) for file in fetched.files],
        at=at,
        rules=here.config.second_look,
        read=lambda book: read_table(tabs.get(book.sha256) or archive.read(book.sha256), name=book.name),
    )
    for hold in intake.held:
        what = f"the {hold.suspicion.list} list" if hold.is_whole else f"what the {hold.suspicion.list} list lacks"
        yield warn("next poll", f"would hold back {what}: {hold.suspicion.reason}".rstrip("."), _LOOK)
    fresh = [roll.kind.value for roll in intake.rolls if known.get(roll.kind) != roll.workbook.sha256]
    if fresh:
        events = count(len(intake.outcome.events), "event")
        yield ok("next poll", f"takes in a newer {' and a newer '.join(fresh)} list, with {events}")
    elif not intake.held:
        yield ok("next poll", f"these lists are {'held back already' if intake.holds else 'the recorded ones'}")


def _book(file: FetchedFile) -> Workbook:
    return Workbook(name=file.name, url=file.url, sha256=file.sha256, modified=file.modified)
