"""Which county an agreement belongs to, as far as ICE's row says: for maps and for lists by county. Never guessed.

A city's police whose row prints no county is not looked up by its city: cities lie in several counties, and several
cities of a state bear one name.
"""

import re
from enum import StrEnum
from functools import lru_cache

from watchers.frozen import frozen
from watchers.model.agreement import Agreement, Level
from watchers.names.agency_kinds import AgencyKind, agency_kind
from watchers.names.agency_name import Parts, parts
from watchers.names.counties import CITY_COUNTIES, County, counties_named
from watchers.names.gazetteer import fold
from watchers.names.normalise import is_blank, tidy
from watchers.names.places import STATES


class Basis(StrEnum):
    """What tells the county, or why it isn't told."""

    CELL = "the COUNTY cell"
    NAME = "the agency's name"
    STATEWIDE = "its reach is the whole state"
    NOT_PRINTED = "ICE prints no county"
    SEVERAL = "the COUNTY cell names more than one"
    TWO_OF_THE_NAME = "two counties of the state have that name"
    NO_SUCH_COUNTY = "the COUNTY cell names no county of the state"
    NO_STATE = "the row's state is unclear"


@frozen
class Whereabouts:
    """An agreement's county, or None; and what tells it, or why nothing does."""

    county: County | None
    basis: Basis


_OF_THE_STATE = frozenset({AgencyKind.STATE_POLICE, AgencyKind.STATE_AGENCY, AgencyKind.NATIONAL_GUARD})
_OF_EITHER = frozenset({AgencyKind.CORRECTIONS, AgencyKind.PROSECUTOR})


def whereabouts(agreement: Agreement) -> Whereabouts:
    """The county that an agreement belongs to. A state's own agency belongs to none, whatever its row prints."""
    if agreement.state not in STATES:
        return Whereabouts(county=None, basis=Basis.NO_STATE)
    return _told(agreement.state, agreement.agency, agreement.level, agreement.county or "", agreement.printed.county)


@lru_cache(maxsize=20_000)
def _told(state: str, agency: str, level: Level | None, county: str, printed: str) -> Whereabouts:
    kind = agency_kind(agency, level).kind
    if kind in _OF_THE_STATE or (kind in _OF_EITHER and level is Level.STATE):
        return Whereabouts(county=None, basis=Basis.STATEWIDE)
    name = parts(agency, state)
    by_name = _by_name(level, name, state)
    if is_blank(printed):
        return by_name
    by_cell = _by_cell(tidy(printed), county, name, state)
    return by_name if by_cell.basis is Basis.NO_SUCH_COUNTY and by_name.county else by_cell


def _by_cell(printed: str, county: str, name: Parts, state: str) -> Whereabouts:
    found = counties_named(printed, state) or counties_named(county, state)
    if found:
        return _one_of(found, name, Basis.CELL)
    said = [(part, counties_named(part, state)) for part in _PARTS.split(printed)]
    named = {county.fips: found for _, found in said for county in found}
    others = [part for part, found in said if not found]
    if len(named) == 1 and all(fold(part) == fold(" ".join(name.place)) for part in others):  # Sparta-White County
        return _one_of(next(iter(named.values())), name, Basis.CELL)
    return Whereabouts(county=None, basis=Basis.SEVERAL if len(named) > 1 else Basis.NO_SUCH_COUNTY)


_PARTS = re.compile(r"\s*(?:[,;/&+–-]|\band\b)\s*", re.IGNORECASE)


def _by_name(level: Level | None, name: Parts, state: str) -> Whereabouts:
    """By a sheriff's or county's own name, and a city's that is a county's equal or one government with its county."""
    place = " ".join(name.place)
    found = counties_named(place, state)
    is_of_a_county = name.kind == "county" or (not name.kind and _is_of_a_county(level, name))
    if is_of_a_county and found:
        return _one_of(found, name, Basis.NAME)
    if any(_is_a_city(county) for county in found) and name.kind in ("", "city"):
        return _one_of(found, name, Basis.NAME)
    joined = CITY_COUNTIES.get(f"{state} {''.join(name.place)}")
    if joined and _is_of_a_county(level, name):
        return _one_of(counties_named(joined, state), name, Basis.NAME)
    return Whereabouts(county=None, basis=Basis.NOT_PRINTED)


def _is_of_a_county(level: Level | None, name: Parts) -> bool:
    return name.office == "sheriff" or level is Level.COUNTY


def _one_of(found: tuple[County, ...], name: Parts, basis: Basis) -> Whereabouts:
    """The one county, or of a county and a city of one name (Roanoke, Va.) the one that the agency's name says."""
    of_now = tuple(county for county in found if not county.former) or found
    said = {"county": False, "city": True}.get(name.kind)
    kept = of_now if len(of_now) == 1 else tuple(county for county in of_now if _is_a_city(county) is said)
    if len(kept) == 1:
        return Whereabouts(county=kept[0], basis=basis)
    return Whereabouts(county=None, basis=Basis.TWO_OF_THE_NAME)


def _is_a_city(county: County) -> bool:
    return county.name.endswith(" city")
