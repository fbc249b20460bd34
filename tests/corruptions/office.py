"""The office that keeps the spreadsheet: what it has, and what is true of it. The kinds are played upon it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from tests.corruptions.agencies import TITLES, Agency
from tests.corruptions.clerk import Hand
from tests.corruptions.country import COUNTY_STATES, Country
from tests.corruptions.lines import COLUMNS, PARTICIPATING, Line, News
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind
from watchers.names import gazetteer
from watchers.names.counties import counties_named
from watchers.names.places import STATES

MODELS = ("Task Force Model", "Warrant Service Officer", "Jail Enforcement Model")
ORDINARY = "ordinary business"


@dataclass(slots=True, eq=False)
class Row:
    """A row of the spreadsheet as it is now."""

    line: Line
    agency: Agency
    list: ListKind
    signed: date

    @property
    def model(self) -> str:
        return self.line.cells["model"].strip()

    def put(self, **cells: str) -> None:
        """Write over some cells; `state` is a code."""
        if "state" in cells:
            cells["state"] = STATES[cells["state"]].name.upper()
        self.line = self.line.printed(**cells)


@dataclass(slots=True)
class Office:
    """The spreadsheet's two lists, and the truth. `playing` is the kind that the next rows are made for."""

    rng: Random
    day: date
    last: int
    country: Country
    rows: list[Row] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    kind_of: dict[int, str] = field(default_factory=dict)
    play_of: dict[int, int] = field(default_factory=dict)
    tried: dict[int, str] = field(default_factory=dict)
    playing: tuple[int, str] = (-1, ORDINARY)
    step: int = 0
    mass_days: list[date] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mass_days = [self.day - timedelta(days=self.rng.randint(5, 300)) for _ in range(12)]

    def soon(self, parts: int = 1) -> int:
        """How many publications until the next thing happens, where `parts` things are still to happen."""
        return self.rng.randint(1, max(1, (self.last - self.step) // parts))

    def a_day(self) -> date:
        """A signing date: of late for what is new, else one of a day when many signed, or any."""
        if self.step:
            return self.day - timedelta(days=self.rng.randint(0, 4))
        return self.rng.choice(self.mass_days) if self.rng.random() < 0.4 else self.own_day()

    def own_day(self) -> date:
        return self.day - timedelta(days=self.rng.randint(5, 400))

    def enlist(
        self,
        agency: Agency,
        kind: ListKind = PARTICIPATING,
        /,
        *,
        model: str = "",
        signed: date | None = None,
        document: bool | None = None,
        **cells: str,
    ) -> Row:
        """A new agreement on a list: news from the second publication on."""
        subject = len(self.kind_of)
        self.kind_of[subject], self.play_of[subject] = self.playing[1], self.playing[0]
        if self.step:
            self.tell(EventKind.SIGNED if kind is PARTICIPATING else EventKind.PENDING, subject)
        day = signed or self.a_day()
        printed = {
            "state": STATES[agency.state].name.upper(), "agency": agency.name, "level": agency.level,
            "county": agency.county if agency.office != "state" else "",
            "model": model or self.rng.choice(MODELS), "signed": day.isoformat(), "moa": "link pending", "addendum": "",
        }  # fmt: skip
        line = Line(subject=subject, cells={f: printed[f] for f in COLUMNS[kind]}, links={})
        row = Row(line=line, agency=agency, list=kind, signed=day)
        row.put(**cells)
        wants = self.rng.random() < (0.2 if self.step else 0.7) if document is None else document
        if wants and kind is PARTICIPATING:
            self.post_document(row)
        self.rows.insert(self.rng.randint(0, len(self.rows)), row)
        return row

    def again(self, row: Row, **cells: str) -> Row:
        """A second row for the same agreement."""
        double = replace(row)
        double.put(**cells)
        self.rows.insert(self.rows.index(row) + self.rng.randint(0, 1), double)
        return double

    def post_document(self, row: Row) -> None:
        words = re.sub(r"[^A-Za-z]", "", row.line.cells["agency"])
        model = "".join(word[0] for word in row.line.cells["model"].split())
        name = f"{words}{row.agency.state}_{model}_MOA_{row.signed:%m%d%Y}.pdf"
        row.line = row.line.printed(moa="link").linked(f"https://www.ice.gov/doclib/about/offices/ero/287gMOA/{name}")

    def leave(self, row: Row, *, is_news: bool = True) -> None:
        """The row goes; `is_news` unless it only goes from the sheet, and not the agreement."""
        self.rows.remove(row)
        if is_news:
            kind = EventKind.WITHDRAWN if row.list is PARTICIPATING else EventKind.PENDING_DROPPED
            self.tell(kind, row.line.subject)

    def tell(self, kind: EventKind, subject: int) -> None:
        self.news.append(News(kind=kind, subject=subject, step=self.step))

    def on(self, kind: ListKind) -> list[Row]:
        return [row for row in self.rows if row.list is kind]

    def ordinary(self, kind: ListKind = PARTICIPATING) -> list[Row]:
        """The rows that no kind is played on, and that were there from the first."""
        began = {news.subject for news in self.news}
        return [r for r in self.on(kind) if self.play_of[r.line.subject] < 0 and r.line.subject not in began]

    def draw(self, hand: Hand) -> tuple[Agency, str] | None:
        """An agency, and the name that the clerk's hand makes of its own; None where it seems to fit no agency."""
        for _ in range(80):
            agency = self.country.of(self.rng.choice(sorted(TITLES)))
            name = hand(self.rng, agency, agency.name)
            if name is not None and name != agency.name:
                return agency, name
        return None

    def elsewhere(self, agency: Agency) -> str:
        """A state that has no county, and no place, of the agency's name."""
        without = [
            state
            for state in COUNTY_STATES
            if not counties_named(agency.county, state) and gazetteer.fold(agency.place) not in gazetteer.places(state)
        ]
        return self.rng.choice(without)


Play = Callable[[Office], Iterator[int]]
"""A kind: what is on the lists at first; each number that it yields is for how many publications nothing happens.

One that yields nothing was not played: it drew no agency that it fits.
"""
