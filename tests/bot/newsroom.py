"""A bot at work in a test: ICE's page as a transport, a clock that the test moves, a state that outlives every poll."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bot.config.load import load_config
from bot.config.model import Config
from bot.outgoing.deliver import Delivery
from bot.poll.check import Checked
from bot.service.app import App
from state.store import Store, read_store
from tests.workbooks import HEADER, PENDING_HEADER, Cell, Sheet, excel
from watchers.fetch.source import Source

PAGE = "https://www.ice.gov/identify-and-arrest/287g"
FILES = "https://www.ice.gov/doclib/about/offices/ero/287g/"
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
MODELS = {"TFM": "Task Force Model", "JEM": "Jail Enforcement Model", "WSO": "Warrant Service Officer"}
Row = tuple[Cell, ...]


def agency(
    name: str, state: str = "MISSOURI", *, county: str = "", model: str = "TFM", signed: str = "2025-11-06"
) -> Row:
    """A row of the participating list, as ICE prints it."""
    return (
        state,
        name,
        "County" if county else "Municipality",
        county,
        MODELS.get(model, model),
        signed,
        "link pending",
        "",
    )


def sheriff(place: str, state: str = "MISSOURI", **over: str) -> Row:
    """A county sheriff's row."""
    return agency(f"{place} County Sheriff's Office", state, county=f"{place} County", **over)


def pending(row: Row) -> Row:
    """The same agency as the pending list has it."""
    return row[:5]


def lists(*rows: Row, waiting: Sequence[Row] | None = ()) -> dict[str, bytes]:
    """The workbooks by the words of their links; `waiting` None: ICE links no pending list."""
    title = f"Sheet{next(_number)}"  # as with ICE's, no two files are alike in bytes
    found = {"Participating Agencies": excel(Sheet(rows=rows, title=title))}
    if waiting is not None:
        found["Pending Agencies"] = excel(Sheet(rows=[row[:5] for row in waiting], header=PENDING_HEADER, title=title))
    return found


_number = count(1)


def without_moa(*rows: Row) -> bytes:
    """A participating list that lacks a column which every list before it had: it is held."""
    return excel(Sheet(rows=[row[:6] for row in rows], header=HEADER[:6]))


MISSOURI = (sheriff("Webster"), sheriff("Pettis"), agency("Rolla Police Department"))
KANSAS = (sheriff("Ellis", "KANSAS"), sheriff("Geary", "KANSAS", model="WSO"))
FAR = (sheriff("Bee", "TEXAS"), sheriff("Hale", "TEXAS"))
EVERYBODY = (*MISSOURI, *KANSAS, *FAR)

assert len(HEADER) == len(MISSOURI[0])


@dataclass
class Ice:
    """ICE's site: what its page links now. Answers 304 to whoever has the newest, as ICE's origin does."""

    links: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    posted: int = 0
    fault: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
    asked: list[str] = field(default_factory=list)

    def post(self, found: dict[str, bytes], *, names: dict[str, str] | None = None) -> None:
        """Put these lists on the page, under new names."""
        self.posted += 1
        self.links = {
            words: ((names or {}).get(words, f"{words.split()[0].lower()}Agencies{self.posted:03}.xlsx"), content)
            for words, content in found.items()
        }

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What the transport says."""
        self.asked.append(str(request.url))
        said = self.fault(request)
        if said is not None:
            return said
        at = (datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=self.posted)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        if request.headers.get("If-Modified-Since") == at:
            return httpx.Response(304)
        bodies = {FILES + name: content for name, content in self.links.values()}
        if str(request.url) == PAGE:
            links = "".join(f'<a href="{FILES}{name}">{words}</a>' for words, (name, _) in self.links.items())
            return httpx.Response(200, html=f"<p>ICE has signed Agreements</p>{links}", headers={"Last-Modified": at})
        return httpx.Response(200, content=bodies[str(request.url)], headers={"Last-Modified": at})


def status(code: int, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    """A fault: every request is answered so."""
    return lambda _: httpx.Response(code, html="<h1>Access Denied</h1>", headers=headers)


TWO_DESKS = """
[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true

[[subscription]]
name = "plains"
states = ["KS", "NE"]
terminal = true
"""
OPERATORS = '\n[slack]\nwebhooks = ["ops"]\n\n[operators]\nwebhook = ["ops"]\n'


class Newsroom:
    """A bot with its state in a folder. Every poll opens the state anew, as after a restart."""

    def __init__(self, folder: Path, config: str = TWO_DESKS, environ: dict[str, str] | None = None) -> None:
        path = folder / "config.toml"
        path.write_text(config, "utf-8")
        self.environ = environ or {}
        self.config: Config = load_config(path, self.environ)
        self.ice = Ice()
        self.at = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
        self.printed: list[str] = []

    @contextmanager
    def app(self) -> Iterator[App]:
        """The bot, open."""
        source = Source(
            PAGE, contact="", version="1", clock=lambda: 0.0, transport=httpx.MockTransport(self.ice.answer)
        )
        opened = App.open(self.config, self.environ, holder="a test", write=self.printed.append, now=lambda: self.at)
        with opened as app:
            app.checker.source = source
            yield app

    def poll(self, *, after: timedelta = QUARTER, deliver: bool = True) -> Checked:
        """One poll, some time after the last, and the deliveries that follow it. Raises `WatchError`."""
        self.at += after
        with self.app() as app:
            checked = app.check()
            self.delivered: list[Delivery] = app.deliver() if deliver else []
        return checked

    def sees(self, *rows: Row, waiting: Sequence[Row] | None = (), after: timedelta = DAY) -> Checked:
        """ICE posts these lists, and the bot polls."""
        self.ice.post(lists(*rows, waiting=waiting))
        return self.poll(after=after)

    @property
    def state_file(self) -> Path:
        """Where the state is."""
        return self.config.watch.folder / "state.json"

    @contextmanager
    def record(self) -> Iterator[Store]:
        """The state, to be read."""
        with read_store(self.config.watch.folder) as store:
            yield store

    def owed(self, **wanted: Any) -> list[tuple[str, str]]:
        """The outbox: subscription and status of each message."""
        with self.record() as store:
            return [(row.subscription, row.status.value) for row in store.owed(**wanted)]

    def news(self) -> list[str]:
        """What the terminal printed as a desk's; by default it is the operators' too, and hears of trouble."""
        return [text for text in self.printed if "Newsrooms were not told." not in text]

    def notices(self) -> list[str]:
        """What the operators are owed elsewhere than in the terminal, as JSON, oldest first."""
        with self.record() as store:
            rows = store.owed(subscription="operators")
            return [json.dumps(row.payload) for row in rows if row.destination != "terminal"]


def told(checked: Checked) -> dict[str, list[str]]:
    """Who hears of what, by the poll: subscription to the agencies of its stories."""
    found: dict[str, list[str]] = {}
    for alert in checked.alerts:
        names = [item.agency for section in alert.document.sections for item in section.items]
        found.setdefault(alert.subscription.name, []).extend(names)
    return found
