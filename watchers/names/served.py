"""Whom an agency serves: the county or place, how many live there, and its right name where ICE's has a slip."""

import re
from dataclasses import dataclass
from functools import lru_cache

from watchers.model.agreement import Agreement
from watchers.names.agency_kinds import AgencyKind, agency_kind
from watchers.names.agency_name import Parts, parts
from watchers.names.edit_distance import distance
from watchers.names.gazetteer import (
    PEOPLE_IN,
    County,
    counties,
    counties_named,
    county_people,
    fold,
    may_share_a_name,
    municipal_kinds,
    places,
)
from watchers.names.places import CITY_COUNTIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A county or place by its right name, and how many live there. `year`: of the number, None where it has none."""

    name: str
    people: int | None
    year: int | None = None


def served(row: Agreement) -> Served | None:
    """The county of a sheriff, county police or county board; the place of a town's police. None where unsure.

    None too for state agencies, campuses, airports, constables and prosecutors, who serve no place as a whole. Nothing
    is guessed: a county is one that the name or the county column says exactly, and no other of the two gainsays it.
    """
    if row.state is None:
        return None
    kind = agency_kind(row.agency, row.level).kind
    if kind in _OF_COUNTIES:
        county = _county(row.agency, row.county, row.state)
        if county is not None:
            people = county_people(row.state).get(county.fips)
            return Served(name=county.name, people=people, year=PEOPLE_IN if people else None)
    elif kind is AgencyKind.MUNICIPAL_POLICE:
        return _place(parts(row.agency, row.state), row.state)
    return None


_OF_COUNTIES = frozenset({AgencyKind.SHERIFF, AgencyKind.COUNTY_POLICE, AgencyKind.COUNTY_GOVERNMENT})


@lru_cache(maxsize=20_000)
def _county(agency: str, column: str | None, state: str) -> County | None:
    said = parts(agency, state)
    by_name = _named(" ".join(said.place), said.kind, state)
    by_column = {c.fips: c for c in counties_named(column or "", state) if not c.former}
    if by_name and by_column:
        found = [county for fips, county in by_name.items() if fips in by_column]
    elif by_column and (not said.place or _is_slip_of(said, list(by_column.values()), state)):
        found = list(by_column.values())
    else:
        found = list(by_name.values())
    return found[0] if len(found) == 1 else None


def _named(place: str, kind: str, state: str) -> dict[str, County]:
    whole = {"county": f"{place} County", "city": f"City of {place}"}.get(kind, place)
    found = counties_named(whole, state) or counties_named(CITY_COUNTIES.get(f"{state} {fold(place)}", ""), state)
    return {county.fips: county for county in found if not county.former}


def _is_slip_of(said: Parts, found: list[County], state: str) -> bool:
    name = fold(" ".join(said.place))
    return len(found) == 1 and _is_slip(name, fold(found[0].bare)) and name not in places(state)


def _is_slip(printed: str, meant: str) -> bool:
    """Whether one longer word is another with a letter or two wrong, and not a short one that may be any."""
    allowed = 2 if len(meant) >= 8 else 1
    return len(meant) >= 5 and 0 < distance(printed, meant, score_cutoff=allowed) <= allowed


def _place(said: Parts, state: str) -> Served | None:
    found = places(state).get(fold(" ".join(said.place)))
    if found is None or found.is_shared or said.kind in {"county", "parish"}:
        return None
    if said.kind and found.kind and said.kind != found.kind:
        return None
    is_certain = found.kind is not None or not may_share_a_name(state) or municipal_kinds(state) <= {"city"}
    return Served(name=found.name, people=found.population) if is_certain and said.kind != "township" else None


def right_name(row: Agreement) -> str | None:
    """The agency's name with the county's spelt right, where ICE's has a slip there; None where it has none, or unsure.

    Certain is what the county column says exactly, or what only one county of the state is like.
    """
    if row.state is None:
        return None
    said = parts(row.agency, row.state)
    if said.kind != "county" or not said.place or agency_kind(row.agency, row.level).kind not in _OF_COUNTIES:
        return None
    meant = _meant(fold(" ".join(said.place)), row.county, row.state)
    return _respelt(row.agency, said.place, meant.bare) if meant is not None else None


@lru_cache(maxsize=20_000)
def _meant(name: str, column: str | None, state: str) -> County | None:
    if counties_named(name, state):
        return None
    by_column = [c for c in counties_named(column or "", state) if not c.former]
    near = [c for c in by_column or counties(state) if not c.former and _is_slip(name, fold(c.bare))]
    return near[0] if len(near) == 1 else None


def _respelt(agency: str, place: tuple[str, ...], right: str) -> str | None:
    """The printed name with the words of its place put right; None where they don't stand there one by one."""
    pattern = r"[\W_]+".join(map(re.escape, place))
    found = list(re.finditer(rf"(?<!\w){pattern}(?!\w)", agency, re.IGNORECASE))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    return agency[:start] + (right.upper() if agency.isupper() else right) + agency[end:]
