"""Whom an agency serves: the county or place, how many live there, and its right name where ICE's has a slip."""

import re
from functools import lru_cache

from watchers.frozen import frozen
from watchers.model.agreement import Agreement
from watchers.names.agency_kinds import AgencyKind, agency_kind
from watchers.names.agency_name import Parts, parts
from watchers.names.counties import CITY_COUNTIES, PEOPLE_IN, County, counties, counties_named, county_people
from watchers.names.edit_distance import distance
from watchers.names.gazetteer import fold, may_share_a_name, municipal_kinds, municipalities, places
from watchers.names.vocabulary import SPELT_OUT, usual


@frozen
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
    if kind in _OF_COUNTIES and not (kind is AgencyKind.COUNTY_POLICE and not _is_of_all(parts(row.agency, row.state))):
        county = _county(row.agency, row.county, row.state)
        if county is not None:
            people = county_people(row.state).get(county.fips)
            return Served(name=county.name, people=people, year=PEOPLE_IN if people else None)
    elif kind is AgencyKind.MUNICIPAL_POLICE:
        return _place(parts(row.agency, row.state), row.state)
    return None


def _is_of_all(said: Parts) -> bool:
    """Whether county police are the county's own, and not a regional authority somewhere in it."""
    return said.words[: len(said.place) + 2] in {(*said.place, "county", "police"), (*said.place, "parish", "police")}


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


def place_fips(row: Agreement) -> str | None:
    """The Census Bureau's seven digits of the incorporated place whose police these are; None where unsure."""
    if row.state is None or agency_kind(row.agency, row.level).kind is not AgencyKind.MUNICIPAL_POLICE:
        return None
    said, known = parts(row.agency, row.state), municipalities(row.state)
    name = fold(" ".join(said.place))
    fitting = [place for place in known.get(name, ()) if place.kind == said.kind or not (said.kind or place.is_shared)]
    if said.kind and (whole := f"{name}{said.kind}") in fold(row.agency):  # Dade City
        fitting += [place for place in known.get(whole, ()) if not place.is_shared]
    return fitting[0].fips if len(fitting) == 1 else None


@frozen
class Slip:
    """ICE's name for an agency is misspelt: the `right` one, None where it isn't certain; the word as it should be."""

    right: str | None
    word: str = ""


def slip(row: Agreement) -> Slip | None:
    """The slip in an agency's printed name; None where there is none that we know of.

    Of a county's name it is certain what the county column says exactly, or what only one county of the state is like;
    of an office's, a usual word with a letter or two wrong ("Departent").
    """
    said = parts(row.agency, row.state)
    right, word = _offices_respelt(row.agency)
    if row.state is not None and said.kind == "county" and said.place:
        name = fold(" ".join(said.place))
        near = _like(name, row.county, row.state)
        if len(near) == 1:
            respelt = _respelt(right, said.place, near[0].bare)
            right, word = (respelt, near[0].name) if respelt else (right, word)
        elif near:
            return Slip(right=None)
    return Slip(right=right, word=word) if right != row.agency else None


_TOKEN = re.compile(r"[^\W\d_]+")
_SURE = frozenset([
    "department", "sheriff", "constable", "county", "police", "office", "corrections", "enforcement", "commissioners",
    "district", "judicial",
])  # fmt: skip
"""Words for offices that no other word is like; "Protection" is near "prosecution", and "Harbour" no slip."""


@lru_cache(maxsize=4096)
def _offices_respelt(agency: str) -> tuple[str, str]:
    """The name with its misspelt words for offices put right, and the first of them as it should be."""
    words: list[str] = []

    def put_right(found: re.Match[str]) -> str:
        right = _office_meant(found[0])
        words.extend([right] if right else [])
        return right or found[0]

    return _TOKEN.sub(put_right, agency), next(iter(words), "")


def _office_meant(printed: str) -> str:
    """The usual word for an office that a misspelt one stands for, in its case; "" where it is no such word."""
    word = printed.casefold()
    meant = usual(word)
    is_a_form = word in SPELT_OUT or meant.startswith(word[:-1]) or word.rstrip("s") == meant.rstrip("s")
    if len(word) < 6 or meant not in _SURE or is_a_form:
        return ""
    many = f"{meant}s" if word.endswith("s") and not meant.endswith("s") else meant
    return many.upper() if printed.isupper() else many.capitalize() if printed[0].isupper() else many


@lru_cache(maxsize=20_000)
def _like(name: str, column: str | None, state: str) -> tuple[County, ...]:
    """The counties that a name which is none may stand for: the one of the county column, or all that are like it."""
    if counties_named(name, state):
        return ()
    by_column = [c for c in counties_named(column or "", state) if not c.former]
    return tuple(c for c in by_column or counties(state) if not c.former and _is_slip(name, fold(c.bare)))


def _respelt(agency: str, place: tuple[str, ...], right: str) -> str | None:
    """The printed name with the words of its place put right; None where they don't stand there one by one."""
    pattern = r"[\W_]+".join(map(re.escape, place))
    found = list(re.finditer(rf"(?<!\w){pattern}(?!\w)", agency, re.IGNORECASE))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    return agency[:start] + (right.upper() if agency.isupper() else right) + agency[end:]
