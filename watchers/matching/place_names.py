"""Two names' places: which are real, and what a slip, a word more or another word makes of them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nlargest

from watchers.matching.part import BEGUN, GOES_ON, MORE, SLIP, SOLE, TYPED, UNLIKE, UNPROVEN, Part
from watchers.model.grounds import Ground
from watchers.names import gazetteer
from watchers.names.agency_name import Parts
from watchers.names.counties import ALSO_CALLED, CITY_COUNTIES, counties_named, county_names, states_with_county
from watchers.names.edit_distance import distance, likeness_of
from watchers.names.vocabulary import FEATURES, MUNICIPAL
from watchers.names.word_pairs import pair_up


def compare_places(a: Parts, b: Parts, state: str | None, *, one_county: bool) -> Iterator[Part]:
    """Whether the two names' places are one, a slip of one another, or two."""
    if not (a.place and b.place):
        if a.place != b.place:
            points = TYPED if one_county and (a.kind or b.kind) == "county" else UNLIKE
            yield Part("place", points, Ground.ONE_PLACE.value)
    elif _spellings(a, state).isdisjoint(_spellings(b, state)):
        real = _on_record(a, state), _on_record(b, state)
        if all(real) and a.is_countys is b.is_countys:
            if real[0].isdisjoint(real[1]):  # else Anderson County and AndersonCounty
                yield Part("place", UNLIKE, f"{named(a, b)} are two places", two=True)
        else:
            yield from _spelt_otherwise(a, b, state, any_real=any(real))


ONE_OF_A_COUNTY = frozenset({"sheriff", "corrections"})
"""Offices of which a county has one."""


def _spelt_otherwise(a: Parts, b: Parts, state: str | None, *, any_real: bool) -> Iterator[Part]:
    """Two places' names of which no more than one is on record."""
    left_a, left_b = pair_up(a.place, b.place, a.words, b.words)
    left = left_a + left_b
    counties = any_real and a.is_countys and b.is_countys
    sole = counties and a.office == b.office in ONE_OF_A_COUNTY
    one_county = sole and None is not _county_meant(a.place, state) == _county_meant(b.place, state)
    if sorted(a.place) == sorted(b.place):
        points = GOES_ON if a.kind == b.kind == "county" else MORE  # Lake Forest, Forest Lake
        yield Part("place", points, Ground.OTHER_ORDER.says(places=named(a, b)))
    elif not left or _is_cut_short(a.place, b.place):
        points = SOLE if one_county else SLIP if any_real else UNPROVEN
        yield Part("place", points, Ground.SLIP.says(places=named(a, b)))
    elif not (left_a and left_b):
        words = " ".join(left)
        if sole:
            yield Part("place", GOES_ON, Ground.MORE_OF_ITS_KIND.says(words=words, one=a.office))
        elif FEATURES.isdisjoint(left):
            yield Part("place", MORE, Ground.MORE_WORDS.says(words=words))
        else:
            yield Part("place", UNLIKE, Ground.ANOTHER_PLACE.says(words=words))
    elif not counties and is_somewhere(a) and is_somewhere(b):
        yield Part("place", UNLIKE, Ground.BOTH_PLACES.says(places=named(a, b)))
    elif a.office == b.office and _begin_alike("".join(left_a), "".join(left_b), is_county=counties):
        points = UNPROVEN if one_county else TYPED
        yield Part("place", points, Ground.BEGIN_ALIKE.says(places=named(a, b)))
    elif any_real and (a.office, a.kind) == (b.office, b.kind) and _begin_so(left_a, left_b):
        points = BEGUN if counties else MORE
        yield Part("place", points, Ground.BEGIN_SO.says(places=named(a, b)))
    else:
        yield Part("place", UNLIKE, Ground.UNLIKE.says(places=named(a, b)))


@lru_cache(maxsize=5_000)
def _county_meant(place: tuple[str, ...], state: str | None) -> str | None:
    """The county of the state that a word is, or that it is far more like than any other."""
    typed, names = "".join(place), county_names(state or "")
    return typed if typed in names else _nearest(typed, names)


def _nearest(typed: str, names: Iterable[str]) -> str | None:
    """The name that a word is far more like than any other; None where two are as near."""
    near = nlargest(2, ((likeness_of(typed, name), name) for name in names))
    return near[0][1] if len(near) == 2 and near[0][0] > max(_NEAR, near[1][0] + _APART) else None


_NEAR, _APART = 0.8, 0.05


def named(a: Parts, b: Parts) -> str:
    """Both places, for a sentence."""
    return f"{' '.join(a.place).title()} and {' '.join(b.place).title()}"


def _spellings(a: Parts, state: str | None) -> set[str]:
    """The place's spellings. A city that is its county may be named after either, or both."""
    own = "".join(a.place)
    return a.spellings | _counties_of(own, state) | {ALSO_CALLED.get(f"{state} {own}", own)}


@lru_cache(maxsize=4096)  # asked of the same names at each comparison
def _counties_of(place: str, state: str | None) -> frozenset[str]:
    """The counties that are one with the city of this name, which may have the county's behind or before its own."""
    joined = ((name[3:], county) for name, county in CITY_COUNTIES.items() if name[:2] == state)
    return frozenset(county for city, county in joined if place in {city, city + county, county + city})


def are_one_government(a: Parts, b: Parts, state: str | None) -> bool:
    """Whether the one says a city, the other a county, that are one."""
    said = _spellings(a, state) & _spellings(b, state)
    return any(name[:2] == state and county in said for name, county in CITY_COUNTIES.items())


def _on_record(a: Parts, state: str | None) -> frozenset[str]:
    """The real counties or towns of the state that a name's place may be; none where it is no real one."""
    name = " ".join(a.place)
    if state is None:
        return frozenset()
    if a.is_countys:
        return frozenset(county.fips for county in counties_named(name, state))
    names = [name, f"{name} {a.kind}"] if a.kind in MUNICIPAL else [name]
    return frozenset(gazetteer.fold(town) for town in names if is_town(town, state))


def is_somewhere(a: Parts) -> bool:
    """Whether any state has a county or town of the name: Hilton and Milton are no misprints of each other."""
    place = " ".join(a.place)
    return gazetteer.is_a_place(place) or bool(states_with_county(place))


def is_town(name: str, state: str | None) -> bool:
    """Whether the state has a town of that name."""
    return state is not None and gazetteer.fold(name) in gazetteer.towns(state)


def _is_cut_short(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word is the start of the other's, of at least two: Mat-Su, Matanuska-Susitna."""
    words = zip(one, other, strict=False)
    return len(one) == len(other) > 1 and all(
        len(min(x, y, key=len)) > 1 and (x.startswith(y) or y.startswith(x)) for x, y in words
    )


def _begin_so(one: list[str], other: list[str]) -> bool:
    """Whether a single word differs, and begins as the other one: with two letters, or with one and two slips."""
    if len(one) != 1 or len(other) != 1:
        return False
    return one[0][:2] == other[0][:2] or (one[0][0] == other[0][0] and distance(one[0], other[0], score_cutoff=2) <= 2)


def _begin_alike(one: str, other: str, *, is_county: bool) -> bool:
    """Of the words that differ alone: Lake Odessa and Lake Vista don't begin alike."""
    if min(len(one), len(other)) > (4 if is_county else 8) and distance(one, other, score_cutoff=2) <= 2:
        return one[0] == other[0]
    return one[:3] == other[:3] and likeness_of(one, other) >= (0.8 if is_county else 0.85)
