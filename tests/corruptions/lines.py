"""The generator's words: a row as ICE has it in its spreadsheet, and the agreement that it truly is."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from rapidfuzz.distance import OSA

from tests.factories import table_row
from watchers.model.agreement import Agreement, ListKind
from watchers.names.agency_name import take_apart
from watchers.names.normalise import normalise_row
from watchers.names.places import STATES, county_names, county_words

T = TypeVar("T")

PARTICIPATING_COLUMNS = ("state", "agency", "level", "county", "model", "signed", "moa", "addendum")
PENDING_COLUMNS = PARTICIPATING_COLUMNS[:5]
COLUMNS = {ListKind.PARTICIPATING: PARTICIPATING_COLUMNS, ListKind.PENDING: PENDING_COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of ICE's spreadsheet. `subject` is the agreement that it truly is.

    `slip` names what is wrong with it, "" if nothing; then `clean` is the row that the mending brings back.
    `is_double` marks a second row for an agreement that another row shows.
    """

    subject: int
    cells: dict[str, str]
    links: dict[str, str]
    slip: str = ""
    clean: "Line | None" = None
    is_double: bool = False

    def printed(self, **cells: str) -> "Line":
        """The line with other words in some cells."""
        return replace(self, cells=self.cells | cells)

    def linked(self, moa: str) -> "Line":
        """The line with another document under its MOA cell; "" for none."""
        return replace(self, links={k: v for k, v in self.links.items() if k != "moa"} | ({"moa": moa} if moa else {}))


def read(line: Line, *, day: date) -> Agreement:
    """What the project reads in a line: used on clean lines only, to know the state, county, model and date."""
    found = normalise_row(table_row(line.cells, line.links), observed_on=day)
    assert found is not None, f"a line of the generator names no agency: {line}"
    return found


def state_words(code: str) -> str:
    """A state as ICE prints it."""
    return STATES[code].name.upper()


def day_of(cell: str) -> date | None:
    """The day that a cell names in ICE's usual form; None for anything else."""
    try:
        return date.fromisoformat(cell.removesuffix(" 00:00:00"))
    except ValueError:
        return None


def some_day_before(rng: Random, day: date, *, within: int) -> date:
    return day - timedelta(days=rng.randint(0, within))


def pick(rng: Random, values: list[T]) -> T | None:
    return rng.choice(values) if values else None


def could_be_one(a: Agreement, b: Agreement) -> bool:
    """One place, one kind of agency, one model: too alike for any reader to take them for two.

    Unless they lie in two real counties and signed on two days: there are many Springfields.
    """
    one, other = take_apart(a.agency), take_apart(b.agency)
    if a.model is not b.model:
        return False
    if a.state != b.state:  # a row moved to its right state looks so
        return a.signed is not None and a.signed == b.signed and one.folded == other.folded
    alike = (one.proper, one.kind, one.numbers) == (other.proper, other.kind, other.numbers)
    short, long = sorted((one.folded, other.folded), key=len)
    alike = alike or f"{long} ".startswith(f"{short} ")  # an agency, and a division of it
    places = {_county(a), _county(b)}
    if not alike:  # Atlantis Beach is Atlantic Beach mistyped, where it signed on that day
        near = one.numbers == other.numbers and OSA.distance(one.folded, other.folded, score_cutoff=2) <= 2
        return near and a.signed == b.signed and ("" in places or len(places) == 1)
    are_two = len(places - {""}) == 2 and a.signed is not None and b.signed is not None and a.signed != b.signed
    return not are_two or "county" in one.words


def _county(a: Agreement) -> str:
    word = county_words(a.county or "").replace(" ", "")
    return word if word in county_names(a.state or "") else ""
