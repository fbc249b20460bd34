"""The words of the domain: what a 287(g) agreement is, and the lists in which ICE publishes them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import cast

from watchers.frozen import frozen
from watchers.model.table import Remark, place


class Model(StrEnum):
    """The kind of authority that an agreement delegates (8 U.S.C. 1357(g)).

    Three are known, and are what iterating gives. ICE may name more: `Model("Tribal Task Force Model")` is one of its
    own, with ICE's words, two or more, as its value; the same object for the same words.
    """

    JEM = "JEM"
    TFM = "TFM"
    WSO = "WSO"

    @classmethod
    def _missing_(cls, value: object) -> "Model | None":
        if not isinstance(value, str) or len(value.split()) < 2:
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return cast("Model", cls._value2member_map_.setdefault(value, member))

    @property
    def words(self) -> str:
        """ICE's own words for the model."""
        return _MODEL_WORDS.get(self, self.value)

    @property
    def is_known(self) -> bool:
        """Whether it is one of the three."""
        return self in _MODEL_WORDS


_MODEL_WORDS = {
    Model.JEM: "Jail Enforcement Model",
    Model.TFM: "Task Force Model",
    Model.WSO: "Warrant Service Officer",
}
_KNOWN = tuple(Model)


def models_in_order(found: Iterable[Model | None]) -> list[Model]:
    """Each model once: the known ones in the enum's order, then the others by their words."""
    there = set(found) - {None}
    return [m for m in _KNOWN if m in there] + sorted(m for m in there if m is not None and not m.is_known)


class Level(StrEnum):
    """What kind of government the agency belongs to: the list's TYPE column."""

    COUNTY = "county"
    MUNICIPALITY = "municipality"
    STATE = "state"


class ListKind(StrEnum):
    """Which of ICE's two lists."""

    PARTICIPATING = "participating"
    PENDING = "pending"


@frozen
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


@frozen
class Agreement:
    """One agency under one model, as one row of a list shows it.

    `state` is a USPS code. A value is None where the cell is blank or can't be read; `unclear` then names
    the columns (fields of `Printed`) that hold something unreadable. `agency` and `county` are ICE's words
    with their white space tidied. `signed` is the day of ICE's signature. `moa` and `addendum` are the
    documents' https addresses, unwrapped. `row` is the row in the workbook, counted as Excel does, from 1; `tab` is its
    sheet's name, where the list stands on more than one.
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
    tab: str = ""

    @property
    def place(self) -> str:
        """Where it stands in its workbook, for people."""
        return place(self.row, self.tab)

    @property
    def is_document_unknown(self) -> bool:
        """Whether the MOA cell says that it leads to a document ("link"), and no address can be found in it."""
        return self.moa is None and _LEADS.fullmatch(self.printed.moa) is not None


_LEADS = re.compile(r"\s*(?:(?:view|click|moa|the)\s+)*links?(?:\s+here)?\s*(?:[|,/&].*)?", re.IGNORECASE | re.DOTALL)
"""Not "link pending", which leads nowhere yet."""


@frozen
class Workbook:
    """One file that ICE posted: its name, its address, its SHA-256 in hex, and ICE's Last-Modified."""

    name: str
    url: str
    sha256: str
    modified: datetime | None = None


@frozen
class Roll:
    """One list at one time: every row that holds an agreement, in the workbook's order.

    `columns` are the fields of `Printed` that the table has a column for. `left_out` holds what stands under AGENCY in
    the rows that name none; `doubt` as in `Table`.
    """

    kind: ListKind
    workbook: Workbook
    agreements: tuple[Agreement, ...]
    columns: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    left_out: tuple[str, ...] = ()
    doubt: str = ""


@frozen
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
