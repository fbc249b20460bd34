"""The words of the domain: what a 287(g) agreement is, and the lists in which ICE publishes them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Model(StrEnum):
    """The kind of authority that an agreement delegates (8 U.S.C. 1357(g))."""

    JEM = "JEM"
    TFM = "TFM"
    WSO = "WSO"

    @property
    def words(self) -> str:
        """ICE's own words for the model."""
        return _MODEL_WORDS[self]


_MODEL_WORDS = {
    Model.JEM: "Jail Enforcement Model",
    Model.TFM: "Task Force Model",
    Model.WSO: "Warrant Service Officer",
}


class Level(StrEnum):
    """What kind of government the agency belongs to: the list's TYPE column."""

    COUNTY = "county"
    MUNICIPALITY = "municipality"
    STATE = "state"


class ListKind(StrEnum):
    """Which of ICE's two lists."""

    PARTICIPATING = "participating"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A row's cells as ICE printed them, white space and typos included; "" where the cell is blank."""

    state: str = ""
    agency: str = ""
    level: str = ""
    county: str = ""
    model: str = ""
    signed: str = ""
    moa: str = ""
    addendum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One agency under one model, as one row of a list shows it.

    `state` is a USPS code. A value is None where the cell is blank or can't be read; `unclear` then names
    the columns (fields of `Printed`) that hold something unreadable. `agency` and `county` are ICE's words
    with their white space tidied. `signed` is the day of ICE's signature. `moa` and `addendum` are the
    documents' https addresses, unwrapped. `row` is the row in the workbook, counted as Excel does, from 1.
    """

    state: str | None
    agency: str
    model: Model | None
    level: Level | None
    county: str | None
    signed: date | None
    moa: str | None
    addendum: str | None
    row: int
    printed: Printed
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """One file that ICE posted: its name, its address, its SHA-256 in hex, and ICE's Last-Modified."""

    name: str
    url: str
    sha256: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """One list at one time: every row that holds an agreement, in the workbook's order.

    `columns` are the fields of `Printed` that the table has a column for.
    """

    kind: ListKind
    workbook: Workbook
    agreements: tuple[Agreement, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What one look at ICE's page showed of the two lists, as far as it can be trusted.

    A roll is None where there is nothing to take in. Then `unchanged` names the list if it is the one that the
    record has already, and `absent` names it if the page links no such list; in neither, it is held.
    """

    observed_at: datetime
    participating: Roll | None = None
    pending: Roll | None = None
    unchanged: frozenset[ListKind] = frozenset()
    absent: frozenset[ListKind] = frozenset()
