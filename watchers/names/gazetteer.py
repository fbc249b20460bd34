"""Counties, places, colleges, airports and state agencies of the United States, looked up by what a clerk typed.

Everything here is a fact from `data/` (its README says from where), or None where there is none: nothing is guessed and
no misspelling mended. Each file is read when it is first asked for, and each state of it when that state is.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from watchers.names.places import STATES

_SPELT_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "&": "and"}
_LETTERS = {
    **{chr(code): " " for code in range(128) if not chr(code).isalnum()},
    **dict.fromkeys("'’‘.", ""),
    "&": " & ",
}
_TABLE = str.maketrans(_LETTERS)


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A name as it is compared: letters and digits alone, "St." spelt out ("St. Mary's", "Saint Marys": saintmarys)."""
    return _folded(name)


def _folded(name: str) -> str:
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(_SPELT_OUT.get(word, word) for word in plain.translate(_TABLE).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county or its equal: five-digit FIPS code, the Census Bureau's name; `former` where it has another name now."""

    fips: str
    name: str
    former: bool = False

    @property
    def bare(self) -> str:
        """The name without its kind: "Acadia" of "Acadia Parish", "Roanoke" of "Roanoke city"."""
        return _COUNTY_KIND.sub("", self.name)


_COUNTY_KIND = re.compile(
    r" (County|Parish|Borough|City and Borough|Census Area|Municipality|Municipio|city|Planning Region"
    r"|District|Island District)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A populated place: GeoNames's name and population; its kind ("city", "town"…) where that is on record.

    `is_shared`: a smaller one in the state has the same name.
    """

    name: str
    population: int
    kind: str | None = None
    is_shared: bool = False


@cache
def counties(state: str) -> tuple[County, ...]:
    """A state's counties, former ones too, in the order of their codes; none where the code is no state's."""
    split = (entry.partition(" ") for entry in entries("counties.txt", state))
    return tuple(County(fips=fips.strip("*"), name=name, former=fips.endswith("*")) for fips, _, name in split)


PEOPLE_IN = 2020
"""The year of the counties' numbers of people: estimates for July 1."""


@cache
def county_people(state: str) -> Mapping[str, int]:
    """The people of each county of a state by its FIPS code, in `PEOPLE_IN`; none for a territory's."""
    split = (entry.partition(" ") for entry in entries("county_people.txt", state))
    return MappingProxyType({fips: int(people) for fips, _, people in split})


def counties_named(printed: str, state: str) -> tuple[County, ...]:
    """The counties that a printed name is: bare or with its kind in any usual form; two where a city bears it too.

    "Acadia", "Acadia Parish", "Acadia Co."; "Roanoke" is Roanoke County and Roanoke city, "Roanoke County" is one.
    """
    return _county_forms(state).get(fold(printed), ())


@cache
def _county_forms(state: str) -> dict[str, tuple[County, ...]]:
    forms: dict[str, dict[str, County]] = {}
    for county in sorted(counties(state), key=lambda county: county.former):
        for form in _forms(county):
            forms.setdefault(form, {}).setdefault(county.fips, county)
    return {form: tuple(found.values()) for form, found in forms.items()}


def _forms(county: County) -> tuple[str, ...]:
    bare = fold(county.bare)
    if county.name.endswith(" city"):
        return (bare, f"{bare}city", f"cityof{bare}")
    short = fold(_SILENT.sub("", county.bare))  # Lake of the Woods, as names are taken apart
    return (bare, short, fold(county.name), f"{bare}county", f"{bare}co", f"{bare}cnty", f"countyof{bare}")


_SILENT = re.compile(r"\b(of|the|and)\b")


def states_with_county(printed: str) -> frozenset[str]:
    """The states that have a county which a printed name is ("Dawes County": Nebraska's code)."""
    return frozenset(state for state in STATES if counties_named(printed, state))


_PLACE_KINDS = {"c": "city", "t": "town", "v": "village", "b": "borough", "p": "township"}


@cache
def places(state: str) -> Mapping[str, Place]:
    """A state's populated places from 500 inhabitants by folded name; of two of one name the larger."""
    found = (re.fullmatch(r"(.+) (\d+)([a-z]?)(\+?)", entry) for entry in entries("places.txt", state))
    named = [
        Place(name=m[1], population=int(m[2]), kind=_PLACE_KINDS.get(m[3]), is_shared=bool(m[4])) for m in found if m
    ]
    named.sort(key=lambda place: place.population)
    by_name: dict[str, Place] = {}
    for place in named:
        before = by_name.get(fold(place.name))
        by_name[fold(place.name)] = replace(place, is_shared=True) if before else place
    return MappingProxyType(by_name)


def is_a_place(printed: str) -> bool:
    """Whether any state has a populated place of this name."""
    name = fold(printed)
    entry = re.compile(rf"(?<!\D\D){name}\d")  # behind another's number and kind, before its own number
    texts = _place_texts().items()
    return any(name in text and entry.search(text) and name in places(state) for state, text in texts)


@cache
def _place_texts() -> dict[str, str]:
    """Each state's places in one folded text: where a name is not in that, they need not be parsed."""
    return {state: _folded(entries) for state, entries in _by_state("places.txt").items()}


@cache
def colleges(state: str) -> Mapping[str, int]:
    """A state's colleges by folded name, former names too, and the Department of Education's number."""
    split = (entry.partition(" ") for entry in entries("colleges.txt", state))
    return MappingProxyType({fold(name): int(number) for number, _, names in split for name in names.split("|")})


_NESTED = frozenset({"CT", "IL", "IN", "KS", "MI", "MN", "MO", "ND", "NE", "NJ", "NY", "OH", "PA", "SD", "VT", "WI"})


def may_share_a_name(state: str) -> bool:
    """Whether two municipalities of one name may stand in a state: a town or township beside a city, village, borough.

    Elsewhere "City of Salem" and "Town of Salem" can only be one that was mistyped.
    """
    return state in _NESTED


def entries(file: str, state: str) -> tuple[str, ...]:
    """The entries of one state in one of the data files (its name), as the file has them."""
    found = _by_state(file).get(state)
    return () if found is None else tuple(found.split(", "))


@cache
def _by_state(file: str) -> dict[str, str]:
    from importlib.resources import files

    lines = files("watchers.names").joinpath("data", file).read_text("utf-8").splitlines()
    return {code: rest for code, _, rest in (line.partition(": ") for line in lines)}


_KINDS_OF_GOVERNMENT = {
    "city": "AK ID IA KY NV DC",
    "city town": "AL AZ AR CA CO GA MA MT NH OK OR RI SC TN UT VA WA WY",
    "city town borough": "CT",
    "city town plantation": "ME",
    "city town township": "SD IN",
    "city town village": "DE FL LA MD MS NM NY NC TX VT WV WI",
    "city town village township": "IL MO",
    "city township": "KS MN ND",
    "city village township": "MI NE OH",
    "city town borough township": "PA",
    "city town borough township village": "NJ",
}  # fmt: skip


@cache
def municipal_kinds(state: str) -> frozenset[str]:
    """The kinds of municipal government that a state has (the Census Bureau's Census of Governments)."""
    return frozenset(
        k for kinds, states in _KINDS_OF_GOVERNMENT.items() if state in states.split() for k in kinds.split()
    )
