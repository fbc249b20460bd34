"""Places, colleges, airports and state agencies of the United States, looked up by what a clerk typed.

Everything here is a fact from `data/` (its README says from where), or None where there is none: nothing is guessed and
no misspelling mended. Each file is read when it is first asked for, and each state of it when that state is.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from types import MappingProxyType

from watchers.frozen import frozen

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
    return "".join(folded_words(name))


def folded_words(name: str) -> list[str]:
    """The words of `fold`."""
    plain = name.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [_SPELT_OUT.get(word, word) for word in plain.translate(_TABLE).split()]


@frozen
class Place:
    """A populated place: GeoNames's name and population; its kind ("city", "town"…) where that is on record.

    `is_shared`: a smaller one in the state has the same name.
    """

    name: str
    population: int
    kind: str | None = None
    is_shared: bool = False


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


@frozen
class Municipality:
    """An incorporated place: the Census Bureau's seven digits (GEOID: the state's two and the place's five); its kind.

    `is_shared`: another municipality of the state has its name, such as the township around a borough.
    """

    fips: str
    kind: str | None
    is_shared: bool


@cache
def municipalities(state: str) -> Mapping[str, tuple[Municipality, ...]]:
    """A state's incorporated places by folded name."""
    found: dict[str, list[Municipality]] = {}
    for entry in entries("municipalities.txt", state):
        code, _, name = entry.partition(" ")
        kind = _PLACE_KINDS.get(code[7:8])
        found.setdefault(fold(name), []).append(Municipality(fips=code[:7], kind=kind, is_shared=code.endswith("+")))
    return MappingProxyType({name: tuple(all_found) for name, all_found in found.items()})


def place_names(state: str) -> Iterator[str]:
    """The names of a state's populated places and post offices as they are on file."""
    yield from (entry.rpartition(" ")[0] for entry in entries("places.txt", state))
    yield from entries("post_offices.txt", state)


@cache
def towns(state: str) -> frozenset[str]:
    """The folded names of a state's populated places and post offices, whatever else is known of them."""
    return frozenset(map(fold, place_names(state)))


def is_a_place(printed: str) -> bool:
    """Whether any state has a populated place or post office of this name."""
    name = fold(printed)
    if name in _post_offices():
        return True
    entry = re.compile(rf"(?<!\D\D){name}\d")  # behind another's number and kind, before its own number
    texts = _place_texts().items()
    return any(name in text and entry.search(text) and name in places(state) for state, text in texts)


@cache
def _post_offices() -> frozenset[str]:
    """The folded names of all states' post offices."""
    return frozenset(fold(name) for names in _by_state("post_offices.txt").values() for name in names.split(", "))


@cache
def _place_texts() -> dict[str, str]:
    """Each state's places in one folded text: where a name is not in that, they need not be parsed."""
    return {state: "".join(folded_words(entries)) for state, entries in _by_state("places.txt").items()}


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
