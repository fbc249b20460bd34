"""What speaks for two rows' being one agreement, and what against: points, each with its reason, added up here alone.

The points are worth about a bit each. Over two years of lists a row that goes has been retyped about as often as its
agency has left, so that without evidence the odds are even; `ONE` asks for a thousand to one and more, as a false
withdrawal in print is the worst that can happen. Between `ONE` and `OPEN` nobody can say yet.
"""

from dataclasses import dataclass
from enum import Enum

from watchers.matching.part import SAME, SLIP
from watchers.matching.similarity import Compared, compare_names
from watchers.model.agreement import Agreement
from watchers.model.grounds import Ground
from watchers.names import gazetteer
from watchers.names.agency_name import parts
from watchers.names.counties import counties_named, county_names, folded_county
from watchers.names.normalise import file_of, is_blank
from watchers.names.places import STATES
from watchers.names.spelling import folded

ONE = 12
OPEN = 5
_SAME_DATE, _DAY_OFF, _DATE_SLIP, _UNREADABLE, _WEEKS, _MONTHS = 5, 4, 3, 1, -2, -4
_NO_DATE = 3  # the pending list has none: rows stay there for days, and few of one place
_DOCUMENT, _DOCUMENT_AND_DATE, _TWO_DOCUMENTS = 10, 4, -3
_COUNTY, _COUNTY_TYPED, _OTHER_COUNTY = 2, -4, -8
_OTHER_STATE, _STRAY = -6, 3
_OTHER_MODEL, _NO_MODEL = -8, -1
_ONLY = 3
ONLY_SAYS = Ground.NO_OTHERS.value


class Outcome(Enum):
    """What the evidence says of two rows."""

    ONE = "one agreement"
    OPEN = "possibly one agreement"
    TWO = "two agreements"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the comparison: points for one agreement, or against, and why."""

    part: str
    points: int
    says: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two rows share, and what tells them apart.

    `two` is what makes them two whatever else agrees, `doubt` what leaves them open at the best; "" where nothing does.
    `proves` says that they have one document, and dates within a day.
    """

    names: Compared
    findings: tuple[Finding, ...]
    two: str = ""
    doubt: str = ""
    proves: bool = False

    @property
    def points(self) -> int:
        """The sum."""
        return sum(finding.points for finding in self.findings)

    @property
    def outcome(self) -> Outcome:
        """What the sum says. Even what makes two is left open where one document and date make one."""
        if self.points < OPEN or (self.two and not self.proves):
            return Outcome.TWO
        return Outcome.OPEN if self.points < ONE or self.two or self.doubt else Outcome.ONE

    def of(self, part: str) -> int:
        """The points of one part; 0 where nothing is said of it."""
        return sum(finding.points for finding in self.findings if finding.part == part)

    @property
    def because(self) -> str:
        """One sentence for a reporter: what speaks for one agreement."""
        name, *others = self.findings
        shared = ", ".join(finding.says for finding in others if finding.points > 0)
        says = f"{name.says}; {shared or Ground.NOTHING_AGAINST.value}."
        return says[0].upper() + says[1:]


def weigh(a: Agreement, b: Agreement, void: frozenset[str] = frozenset(), *, only: bool = False) -> Evidence:
    """Add up what two rows share. The documents in `void` prove nothing; `only` says that no others went and came."""
    county = known_county(a) if a.state == b.state else None
    one_county = county is not None and county == known_county(b)
    names = compare_names(a.agency, b.agency, a.state, b.state, one_county=one_county)
    document = _documents(a, b, void)
    one_document = document is not None and document.points > 0
    if one_document and a.state != b.state:  # both names may be of the one state: Alaska DOC, listed under Oregon
        one_county = folded_county(a.county or "") == folded_county(b.county or "") != ""
        in_one = (
            compare_names(a.agency, b.agency, state, state, one_county=one_county) for state in (a.state, b.state)
        )
        names = max(names, *in_one, key=lambda compared: (not compared.two, compared.points))
    date = _dates(a, b, one_document=one_document)
    near = date.points >= _DAY_OFF
    proves = one_document and near
    found: list[Finding | None] = [Finding("name", names.points, "; ".join(names.says) or names.two), date, document]
    if proves:
        found.append(Finding("document and date", _DOCUMENT_AND_DATE, Ground.DOCUMENT_AND_DATE.value))
    found += [_counties(a, b, names), _states(a, b, names), _models(a, b)]
    if only:
        found.append(Finding("others", _ONLY, ONLY_SAYS))
    kept = tuple(finding for finding in found if finding is not None)
    two = names.two or _two_places(a, b, near=near, one_document=one_document)
    doubt = _doubt(a, b, date, document)
    if doubt and a.model is not b.model and not (near and document is None):
        two, doubt = two or doubt, ""
    return Evidence(names, kept, two, doubt, proves)


def _dates(a: Agreement, b: Agreement, *, one_document: bool) -> Finding:
    if a.signed is None or b.signed is None:
        if any(is_blank(row.printed.signed) for row in (a, b)):
            return Finding("date", _NO_DATE, Ground.NO_DATE.value)
        return Finding("date", _UNREADABLE, Ground.NO_READABLE_DATE.value)
    days = abs((a.signed - b.signed).days)
    if days <= 1:
        return Finding("date", _DAY_OFF, Ground.DAY_APART.value) if days else _SAME_DAY
    if _is_date_slip(a.signed.isoformat(), b.signed.isoformat()):
        return Finding("date", _DATE_SLIP, Ground.DATE_SLIP.value)
    points = _WEEKS if days <= 45 or one_document else _MONTHS  # under one document it is the date that was typed anew
    return Finding("date", points, f"the signing dates are {days} days apart")


def _doubt(a: Agreement, b: Agreement, date: Finding, document: Finding | None) -> str:
    """What no sum outweighs without a document that both have; "" where nothing is."""
    if document is not None and document.points > 0:
        return ""
    if None not in (a.model, b.model) and a.model is not b.model:
        return f"{a.model} and {b.model} are two agreements, which an agency may hold side by side"
    if None in (a.state, b.state) or a.state == b.state or _is_stray(a, b):
        return ""
    is_same = date is _SAME_DAY and folded(a.agency) == folded(b.agency)
    return "" if is_same else "they are listed under two states"


_SAME_DAY = Finding("date", _SAME_DATE, Ground.SAME_DATE.value)


def _is_date_slip(one: str, other: str) -> bool:
    swapped = f"{other[:5]}{other[8:]}-{other[5:7]}"
    return one == swapped or (sum(x != y for x, y in zip(one, other, strict=True)) == 1 and one[:4] != other[:4])


def _documents(a: Agreement, b: Agreement, void: frozenset[str]) -> Finding | None:
    one, other = document_of(a), document_of(b)
    if one is None or other is None or one in void or other in void:
        return None
    if one == other:
        return Finding("document", _DOCUMENT, Ground.SAME_DOCUMENT.value)
    return Finding("document", _TWO_DOCUMENTS, "each has an MOA file of its own")


def _counties(a: Agreement, b: Agreement, names: Compared) -> Finding | None:
    one, other = known_county(a), known_county(b)
    if a.state != b.state:
        return None
    if one is None or other is None:
        return None
    if one == other:  # where no cell says it, it is the names that agree
        are_said = a.county is not None and b.county is not None
        return Finding("county", _COUNTY, Ground.SAME_COUNTY.value) if are_said else None
    if names.points >= SLIP and (named_county(a) or named_county(b)):
        return None  # the name says the county, and a COUNTY cell is wrong
    points = _COUNTY_TYPED if _is_the_only_town(a, b) else _OTHER_COUNTY
    return Finding("county", points, "ICE puts them in two counties")


def _is_the_only_town(a: Agreement, b: Agreement) -> bool:
    """Whether both names say one town, and the state has no other of the name: then a COUNTY cell is wrong."""
    places = {parts(row.agency, row.state).place for row in (a, b)}
    if a.state is None or len(places) > 1 or gazetteer.may_share_a_name(a.state):
        return False
    town = gazetteer.places(a.state).get("".join(*places))
    return town is not None and not town.is_shared


def _states(a: Agreement, b: Agreement, names: Compared) -> Finding | None:
    """Another state is a slip where the old or the new one has no county of that name, and the other has."""
    if a.state is None or b.state is None:
        return Finding("state", 0, "a state is unreadable")
    if a.state == b.state:
        return None
    if names.points == SAME and _is_stray(a, b):
        wrong = a.state if _has_county(b) else b.state
        return Finding("state", _OTHER_STATE + _STRAY, f"{STATES[wrong].name} has no such county, the other state has")
    return Finding("state", _OTHER_STATE, "they are listed under two states")


def _is_stray(a: Agreement, b: Agreement) -> bool:
    """Whether one state has no county of the name that its row says, and the other, whose row says a real one, has.

    Sparta in Sparta-White County, Tennessee, is not Sparta in Missouri's Christian County: no state has the former.
    """
    if {_has_county(a), _has_county(b)} != {True, False}:
        return False
    wrong, right = (b, a) if _has_county(a) else (a, b)
    return right.state is not None and bool(counties_named(_county_said(wrong), right.state))


def _has_county(a: Agreement) -> bool | None:
    """Whether the row's state has the county that it says; None where it says none."""
    said = _county_said(a)
    return bool(counties_named(said, a.state)) if said and a.state else None


def _county_said(a: Agreement) -> str:
    """The county that the agency's name says, or else its cell."""
    name = parts(a.agency, a.state)
    said = " ".join(name.place) if name.kind == "county" else ""
    return said or folded_county(a.county or "")


def _models(a: Agreement, b: Agreement) -> Finding | None:
    if a.model is b.model:
        return None
    if a.model is None or b.model is None:
        return Finding("model", _NO_MODEL, "the model is blank or unclear on one of the lists")
    return Finding("model", _OTHER_MODEL, "the models differ")


def _two_places(a: Agreement, b: Agreement, *, near: bool, one_document: bool) -> str:
    """Two real counties, by the COUNTY cells and the names together: Bee and Bell, Butler and Bullitt."""
    named, cells = {named_county(a), named_county(b)}, {known_county(a), known_county(b)}
    if a.state != b.state:
        dated = near and not is_blank(a.printed.signed)
        return "" if dated or one_document or _is_stray(a, b) else "two states have agencies of this name"
    if len(named - {None}) == 2:
        return "they name two counties"
    apart = len(cells - {None}) == 2 and None in named and not (near or one_document)
    return "ICE puts them in two counties, and neither date nor document ties them" if apart else ""


def document_of(a: Agreement) -> str | None:
    """The MOA's file name: ICE moves files between folders, and wraps their addresses."""
    return file_of(a.moa) if a.moa else None


def known_county(a: Agreement) -> str | None:
    """The row's county, folded, where its COUNTY cell or else its name says a real one."""
    word = folded_county(a.county or "")
    return word if word in county_names(a.state or "") else named_county(a)


def named_county(a: Agreement) -> str | None:
    """The real county that the agency's name says, folded: "bee" for Bee County Sheriff's Office in Texas."""
    name = parts(a.agency, a.state)
    word = "".join(name.place)
    return word if name.kind == "county" and word in county_names(a.state or "") else None


def order(a: Agreement) -> tuple[str, ...]:
    """An order of rows that doesn't depend on where they stand: the most complete first."""
    blanks = sum(value is None for value in (a.state, a.model, a.county, a.signed, a.moa, a.level))
    return (str(blanks), a.agency, a.county or "", str(a.signed), a.moa or "", a.printed.model)
