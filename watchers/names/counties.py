"""Counties and their equals, by what a clerk typed: facts of `data/`, and one slip mended where it is asked for."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from watchers.frozen import frozen
from watchers.names.edit_distance import distance, is_a_slip
from watchers.names.gazetteer import entries, fold, folded_words
from watchers.names.places import STATES


@frozen
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


CITY_COUNTIES = {
    "CO broomfield": "broomfield", "CO denver": "denver", "FL jacksonville": "duval", "GA athens": "clarke",
    "GA augusta": "richmond", "GA columbus": "muscogee", "GA cusseta": "chattahoochee", "GA georgetown": "quitman",
    "GA macon": "bibb", "IN indianapolis": "marion", "KS kansascity": "wyandotte", "KY lexington": "fayette",
    "KY louisville": "jefferson", "LA houma": "terrebonne", "LA neworleans": "orleans", "MT anaconda": "deerlodge",
    "MT butte": "silverbow", "TN hartsville": "trousdale", "TN lynchburg": "moore", "TN nashville": "davidson",
}  # fmt: skip
"""Cities that are one government with their county (the Census Bureau's consolidated cities)."""


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


ALSO_CALLED = {"AK matsu": "matanuskasusitna", "FL dade": "miamidade", "MD pg": "princegeorges"}
"""Short and former names that are in no list of the Census Bureau's."""


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


_COUNTY_WORD = re.compile(
    "county|counties|co|cnty|parish|borough|city|municipality|census|area|municipio|planning|region"
)


@cache
def folded_county(printed: str) -> str:
    """A county's name without "County", "Parish" and the like, folded: "St. Johns County" to "saintjohns"."""
    words = folded_words(printed)
    return "".join([word for word in words if not _COUNTY_WORD.fullmatch(word)] or words)


@cache
def county_names(state: str) -> dict[str, str]:
    """The Census Bureau's county names of a state, as `folded_county` has them ("desoto", "lasalle").

    Names that a county had before are among them, where it is not the one of now spelt otherwise.
    """
    found: dict[str, str] = {}
    for county in sorted(counties(state), key=lambda county: (county.former, county.name.endswith(" city"))):
        found.setdefault(folded_county(county.name), county.name)
    return found


def county_meant(printed: str, state: str | None) -> str | None:
    """The county that words stand for, a slip allowed in each ("Lampass", "Lake Conty"); None where two are as near."""
    names = county_names(state or "")
    *name, last = printed.split() or [""]
    word = folded_county(" ".join(name) if name and distance(last.casefold(), "county") == 1 else printed)
    if word in names:
        return names[word]
    if len(word) < 5:
        return None
    near = [key for key in names if is_a_slip(word, key)]
    return names[near[0]] if len(near) == 1 else None
