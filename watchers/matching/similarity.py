"""Two agencies' names, part by part: what agrees, what comes and goes, and what makes two agencies of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from watchers.names import gazetteer
from watchers.names.agency_name import Parts, folded, parts, take_apart
from watchers.names.edit_distance import distance, likeness_of
from watchers.names.places import CITY_COUNTIES, STATES, county_names
from watchers.names.vocabulary import COUNTIES, DUTIES, FEATURES, MUNICIPAL, PROSECUTORS, slips

SAME = 20
"""Points of names that say the same, whatever their wording: state and model alone then make them one agreement."""
_SOLE = 14  # a slip in a county's name, which means no other county of the state, and the office is one of a kind there
_GOES_ON = 9  # words that come and go behind an otherwise equal name
_SLIP = 9  # a slip in the place's name, where only one of the two spellings is a real place
_UNPROVEN = 7  # a slip, where no reference tells which spelling is right
_TYPED = 5  # another word that begins like the county's name, and is no county of the state
_MORE = 2  # a word more that nobody knows
_OFFICE = 2  # the same place, and another office in it
_UNLIKE = -6
_EACH = 2  # less for each further part that differs


@dataclass(frozen=True, slots=True)
class Compared:
    """Two names compared: points for their being one, what speaks in words, and what makes them two ("" if nothing).

    `wording` are the parts that differ: "place", "kind" ("unsaid kind" where that may be left out), "office", "number",
    "duty"; "offices" where each names another one, and neither may sign for the other.
    """

    points: int
    says: tuple[str, ...]
    two: str = ""
    wording: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    part: str
    points: int
    says: str
    two: bool = False


@lru_cache(maxsize=50_000)
def compare_names(
    one: str, other: str, state: str | None, other_state: str | None, *, one_county: bool = False
) -> Compared:
    """Compare two printed names, each read in its row's state; `one_county` says that the rows are of one county."""
    if folded(one) == folded(other):
        return Compared(SAME, ("the names say the same",))
    a, b = parts(one, state), parts(other, other_state)
    home = state if state == other_state else None
    colleges = _college(one, state), _college(other, other_state)
    if (known := _on_file(a, b, home, colleges)) is not None:
        return known
    found = list(_numbers(a, b))
    if a.office == b.office == "airport":
        found += _airports(a, b, home, one_county=one_county)
    else:
        found += _differences(a, b, home, one_county=one_county, one_known=any(colleges))
    if found and _goes_on(a, b):
        behind = _Part("duty", _GOES_ON, "one is the other with something behind it")
        found = [*(part for part in found if part.part in {"number", "kind", "unsaid kind"}), behind]
    two = next((part.says for part in found if part.two), "")
    points = min((part.points for part in found), default=SAME) - _EACH * max(len(found) - 1, 0)
    if not two and points < _UNPROVEN and _is_one_letter(one, other):
        found, points = [_Part("place", _UNPROVEN, "the names differ by one letter")], _UNPROVEN
    says = tuple(part.says for part in found) or ("the names say the same in other words",)
    return Compared(points, says, two, frozenset(part.part for part in found))


def _on_file(a: Parts, b: Parts, state: str | None, colleges: tuple[int | None, int | None]) -> Compared | None:
    """What the reference data know of two names; None where they don't have both."""
    known = state_agencies(a, state), state_agencies(b, state)
    if all(known) and (a.numbers == b.numbers or not (a.numbers and b.numbers)):
        either = " and ".join(sorted(known[0] | known[1]))
        if known[0] == known[1]:
            return Compared(SAME, (f"both are names of the {either}",))
        if known[0] & known[1]:
            return Compared(_GOES_ON, (f"both name the {' and '.join(sorted(known[0] & known[1]))}",))
        return Compared(_UNLIKE, (), two=f"{either} are two agencies of the state")
    if None not in colleges:
        same = colleges[0] == colleges[1]
        one_college = Compared(SAME, ("both are names of one college",))
        return one_college if same else Compared(_UNLIKE, (), two="they are two colleges")
    if state is not None and (_is_initials(a, b) or _is_initials(b, a)):
        return Compared(_GOES_ON, ("one is the initials of the other's name",))
    return None


def _differences(a: Parts, b: Parts, state: str | None, *, one_county: bool, one_known: bool) -> Iterator[_Part]:
    offices = list(_offices(a, b))
    yield from _kinds(a, b, state)
    yield from offices
    if a.office == b.office == "campus":
        yield from _institutions(a, b, state, one_known=one_known)
    else:
        yield from _places(a, b, state, one_county=one_county)
    if not offices:
        yield from _duties(a, b)


def _is_initials(short: Parts, campus: Parts) -> bool:
    """Whether the one names the other's campus by its initials: USF Police Department, FAMU with its silent A."""
    if campus.office != "campus" or short.office == "campus" or len(short.place) != 1:
        return False
    initials, said = "".join(word[0] for word in campus.place), short.place[0]
    return len(said) > 1 and (initials == said or ("m" in campus.place and initials == said.replace("a", "")))


def _goes_on(a: Parts, b: Parts) -> bool:
    """Whether one name is the other with something behind it: a division, a facility, an acronym."""
    short, long = sorted((a, b), key=lambda name: len(name.words))
    if len(short.words) < 2 or long.words[: len(short.words)] != short.words or long.office == "campus":
        return False
    says_office = bool(short.office) or not DUTIES.isdisjoint(short.words)
    # Behind a state's department without a place of its own, a county's or a town's name makes another agency.
    is_of_it = long.place[: len(short.place)] == short.place if short.place else not long.kind
    return says_office and is_of_it


def _is_one_letter(one: str, other: str) -> bool:
    a, b = take_apart(one), take_apart(other)
    return a.numbers == b.numbers and len(a.plain) > 7 and distance(a.plain, b.plain, score_cutoff=1) <= 1


@lru_cache(maxsize=20_000)
def state_agencies(a: Parts, state: str | None) -> frozenset[str]:
    """The state's own agencies that a name says and nothing else, by their full names from the reference data.

    Mostly one, with duties behind it at times; two where a department's division is named after it.
    """
    if state is None or a.kind in COUNTIES or not a.words:
        return frozenset()
    known = _state_agencies(state)
    for words in (a.words, ("".join(a.words),)):
        if words in known:
            return frozenset({known[words]})
    said = [(n, words) for words in known for n in range(len(a.words)) if a.words[n : n + len(words)] == words]
    covered = {at for n, words in said for at in range(n, n + len(words))}
    if said and all(word in DUTIES for at, word in enumerate(a.words) if at not in covered):
        return frozenset(known[words] for n, words in said if not _is_within(n, words, said))
    near = {full for words, full in known.items() if _says_the_same(a.words, words)} or set(_by_initials(a, state))
    return frozenset(near) if len(near) == 1 else frozenset()


def _is_within(n: int, words: tuple[str, ...], others: list[tuple[int, tuple[str, ...]]]) -> bool:
    return any(at <= n and n + len(words) <= at + len(other) and len(other) > len(words) for at, other in others)


def _says_the_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word is one of the other's, or a slip or short form of it, in any order."""
    return len(one) == len(other) > 1 and not any(map(any, _pair_up(one, other, one, other)))


def _by_initials(a: Parts, state: str) -> Iterator[str]:
    """The state's agencies whose initials a name's only word of its own is, the state's own before them or not."""
    own = [word for word in a.words if word not in DUTIES]
    if len(own) != 1 or len(own[0]) < 3 or gazetteer.fold(own[0]) in gazetteer.places(state):
        return
    heads = ("", state.casefold(), "".join(word[0] for word in STATES[state].name.casefold().split()))
    for words, full in _state_agencies(state).items():
        if own[0] in {head + "".join(word[0] for word in words) for head in heads}:
            yield full


@lru_cache(maxsize=64)
def _state_agencies(state: str) -> dict[tuple[str, ...], str]:
    """The state's agencies by the words of each of their names."""
    entries = (entry.split("|") for entry in gazetteer.entries("state_agencies.txt", state))
    return {parts(name, state).words: names[0] for names in entries for name in names}


_UNITED = frozenset({"sheriff", "police", "state patrol", "corrections"})
"""Offices whose numbered districts and troops are units of one agency; each constable's precinct is one of its own."""


def _numbers(a: Parts, b: Parts) -> Iterator[_Part]:
    if a.numbers and b.numbers and a.numbers != b.numbers:
        yield _Part("number", _UNLIKE, f"number {_either(a.numbers)} is not number {_either(b.numbers)}", two=True)
    elif a.numbers != b.numbers and not (a.office in _UNITED and _goes_on(a, b)):
        yield _Part("number", _TYPED, f"only one says number {_either(a.numbers or b.numbers)}")


_OWNERS = frozenset({"campus", "airport", "port", "school", "tribe"})
_SIGNS = frozenset({"police", "government"})
_POLICE_AND_BOARD = {frozenset({"police"}), frozenset({"government"})}


def _offices(a: Parts, b: Parts) -> Iterator[_Part]:
    one, other = a.office, b.office
    if one == other:
        if one in _OWNERS and {frozenset(said.offices & _SIGNS) for said in (a, b)} == _POLICE_AND_BOARD:
            yield _Part("office", _TYPED, "one is named as the police, the other as who signs for it")
        return
    if _is_acronym(a, b):
        return
    offices = " and ".join(sorted(filter(None, (one, other))))
    if one in PROSECUTORS and other in PROSECUTORS:
        yield _Part("office", _UNLIKE, f"{offices} are two offices", two=True)
    elif (one in _OWNERS) is not (other in _OWNERS) or (one in _OWNERS and one != other):
        two = "police" in a.offices & b.offices
        yield _Part("office", _UNLIKE, f"{offices} are two kinds of agency", two=two)
    elif not (one and other) and (a.place or b.place):
        yield _Part("office", _GOES_ON, f"only one says {offices}")
    elif one in b.offices or other in a.offices or "attorney" in (one, other):
        yield _Part("office", _TYPED, f"they share {offices}")
    elif not (a.place or b.place):
        yield _Part("office", _UNLIKE, f"{offices} of a state are two agencies")
    else:
        part = "office" if "government" in (one, other) else "offices"
        yield _Part(part, _OFFICE, f"one is named as {one}, the other as {other}")


def _kinds(a: Parts, b: Parts, state: str | None) -> Iterator[_Part]:
    if a.kind == b.kind or "campus" in (a.office, b.office):
        return
    kinds = {a.kind, b.kind}
    said = " and ".join(sorted(kinds - {""}))
    if "" in kinds:
        yield from _unsaid(a, b, state, said)
    elif "county" in kinds:
        yield _Part("kind", _UNLIKE, f"{said} are two governments", two=True)
    elif state is None or gazetteer.may_share_a_name(state):
        yield _Part("kind", _UNLIKE, f"{said} of one name are two places in this state", two=True)
    else:
        yield _Part("kind", _UNPROVEN, f"{said} of one name cannot be two in this state")


_BEHIND = frozenset({"city", "town", "village"})
"""Kinds that belong to a place's own name behind it: Melbourne Village, beside Melbourne."""


def _unsaid(a: Parts, b: Parts, state: str | None, kind: str) -> Iterator[_Part]:
    """Where only one says its kind of place, and that may make another of it."""
    short = a if not a.kind else b
    bare = " ".join(short.place)
    if kind == "county":
        both = len(gazetteer.counties_named(bare, state)) > 1 if state else False
        is_town = short.office in {"police", "marshal"} and _is_town(bare, state)
        if both or is_town:
            points = _UNLIKE if is_town and a.office != b.office else _MORE
            yield _Part("kind", points, "only one says it is the county's")
    elif (
        kind in _BEHIND and not (a.fronted or b.fronted) and _is_town(bare, state) and _is_town(f"{bare} {kind}", state)
    ):
        yield _Part("kind", _UNLIKE, f"{bare.title()} {kind.title()} is another place", two=True)
    elif kind in {"township", "village", "borough"} and (state is None or gazetteer.may_share_a_name(state)):
        # A township's police says so; a borough's or a village's is often called after the place alone.
        part = "kind" if kind == "township" else "unsaid kind"
        yield _Part(part, _UNPROVEN, f"only one says {kind}")


def _places(a: Parts, b: Parts, state: str | None, *, one_county: bool) -> Iterator[_Part]:
    if not (a.place and b.place):
        if a.place != b.place:
            points = _TYPED if one_county and (a.kind or b.kind) == "county" else _UNLIKE
            yield _Part("place", points, "only one names its place")
    elif _spellings(a, state).isdisjoint(_spellings(b, state)):
        real = _on_record(a, state), _on_record(b, state)
        if all(real) and _is_county(a) is _is_county(b):
            if real[0].isdisjoint(real[1]):  # else Anderson County and AndersonCounty
                yield _Part("place", _UNLIKE, f"{_named(a, b)} are two places", two=True)
        else:
            yield from _spelt_otherwise(a, b, state, any_real=any(real))


_ONE_OF_A_COUNTY = frozenset({"sheriff", "corrections"})
"""Offices of which a county has one."""


def _spelt_otherwise(a: Parts, b: Parts, state: str | None, *, any_real: bool) -> Iterator[_Part]:
    """Two places' names of which no more than one is on record."""
    left_a, left_b = _pair_up(a.place, b.place, a.words, b.words)
    left = left_a + left_b
    counties = any_real and _is_county(a) and _is_county(b)
    sole = counties and a.office == b.office in _ONE_OF_A_COUNTY
    one_county = sole and None is not _county_meant(a.place, state) == _county_meant(b.place, state)
    if sorted(a.place) == sorted(b.place):
        yield _Part("place", _MORE, f"{_named(a, b)} are the same words in another order")  # Lake Forest, Forest Lake
    elif not left:
        short = max(len("".join(a.place)), len("".join(b.place))) < 6
        points = _SOLE if one_county else _SLIP if any_real else _TYPED if short else _UNPROVEN
        yield _Part("place", points, f"{_named(a, b)} differ by a slip of the pen")
    elif not (left_a and left_b):
        said = f"“{' '.join(left)}”"
        if sole:
            yield _Part("place", _GOES_ON, f"only one says {said}, and a county has one {a.office}")
        elif FEATURES.isdisjoint(left):
            yield _Part("place", _MORE, f"only one says {said}")
        else:
            yield _Part("place", _UNLIKE, f"{said} makes another place")
    elif a.office == b.office and _begin_alike(a, b, is_county=counties):
        points = _UNPROVEN if one_county else _TYPED
        yield _Part("place", points, f"{_named(a, b)} begin alike, and no more than one is on record in the state")
    elif not any_real and any(len(word) > 4 and word not in FEATURES for word in {*a.place} & {*b.place}):
        yield _Part("place", _MORE, f"{_named(a, b)} share a word")
    else:
        yield _Part("place", _UNLIKE, f"{_named(a, b)} are unlike")


@lru_cache(maxsize=5_000)
def _county_meant(place: tuple[str, ...], state: str | None) -> str | None:
    """The county of the state that a word is, or that it is far more like than any other."""
    typed, names = "".join(place), county_names(state or "")
    if typed in names:
        return typed
    near = sorted(((likeness_of(typed, name), name) for name in names), reverse=True)[:2]
    return near[0][1] if len(near) == 2 and near[0][0] > max(_NEAR, near[1][0] + _APART) else None


_NEAR, _APART = 0.8, 0.05


def _named(a: Parts, b: Parts) -> str:
    return f"{' '.join(a.place).title()} and {' '.join(b.place).title()}"


def _spellings(a: Parts, state: str | None) -> set[str]:
    """The place's name joined, with and without the kind behind it: De Soto, DeSoto; Lake City, City of Lake City.

    A city that is its county has one sheriff and one jail, whichever of the two they are named after.
    """
    bare = "".join(a.place)
    if a.office in _ONE_OF_A_COUNTY and (county := CITY_COUNTIES.get(f"{state} {bare}")):
        return {bare, county}
    return {bare, bare + a.kind} if a.kind in MUNICIPAL and not a.fronted else {bare}


def _is_county(a: Parts) -> bool:
    return a.kind == "county" or (a.kind == "" and a.office == "sheriff")


def _on_record(a: Parts, state: str | None) -> frozenset[str]:
    """The real counties or towns of the state that a name's place may be; none where it is no real one."""
    name = " ".join(a.place)
    if state is None:
        return frozenset()
    if _is_county(a):
        return frozenset(county.fips for county in gazetteer.counties_named(name, state))
    names = [name, f"{name} {a.kind}"] if a.kind in MUNICIPAL else [name]
    return frozenset(gazetteer.fold(town) for town in names if _is_town(town, state))


def _is_town(name: str, state: str | None) -> bool:
    return state is not None and gazetteer.fold(name) in gazetteer.places(state)


def _begin_alike(a: Parts, b: Parts, *, is_county: bool) -> bool:
    one, other = "".join(a.place), "".join(b.place)
    if min(len(one), len(other)) > (5 if is_county else 8) and distance(one, other, score_cutoff=2) <= 2:
        return one[0] == other[0]
    return one[:3] == other[:3] and likeness_of(one, other) >= (0.8 if is_county else 0.85)


_DISTINCT = FEATURES | {
    "state",
    "community",
    "technical",
    "tech",
    "junior",
    "central",
    "agricultural",
    "southern",
    "am",
}
_RANKS = frozenset({"state", "community", "junior", "technical", "tech"})
"""Words that colleges take into their names, and give up."""
_COMMON = _DISTINCT | {"university", "college"}


def _institutions(a: Parts, b: Parts, state: str | None, *, one_known: bool) -> Iterator[_Part]:
    if a.place == b.place:
        return
    left_a, left_b = _pair_up(a.place, b.place, a.words, b.words)
    left = left_a + left_b
    name = STATES[state].name.casefold() if state in STATES else ""
    if " ".join(left) == name and not (left_a and left_b) and not _COMMON.issuperset({*a.place} & {*b.place}):
        yield _Part("place", _GOES_ON, "only one says its state")
    elif one_known and _RANKS.issuperset(left) and "college" in {*a.place} & {*b.place}:
        yield _Part("place", _TYPED, f"the colleges' names differ by “{' '.join(left)}”, and only one is on record")
    elif not _DISTINCT.isdisjoint(left):
        yield _Part("place", _UNLIKE, f"“{' '.join(left)}” makes another college", two=True)
    elif left:
        yield _Part("place", _UNLIKE, f"the colleges' names differ by “{' '.join(left)}”")
    else:
        in_order = sorted(a.place) != sorted(b.place)  # Miami University and the University of Miami
        yield _Part("place", _UNPROVEN if in_order else _MORE, "the college's name is spelt or ordered otherwise")


def _airports(a: Parts, b: Parts, state: str | None, *, one_county: bool) -> Iterator[_Part]:
    one, other = set(a.place), set(b.place)
    codes = _airport(a.place, state), _airport(b.place, state)
    signs = {frozenset(said.offices & _SIGNS) for said in (a, b)} == _POLICE_AND_BOARD
    if None not in codes and codes[0] != codes[1]:
        yield _Part("place", _UNLIKE, f"{_named(a, b)} are two airports", two=True)
    elif one == other:
        if signs:
            yield _Part("office", _UNPROVEN, "one is named as the police, the other as who signs for it")
        else:
            yield from _duties(a, b)
    elif any(len(word) > 4 and word not in FEATURES for word in one & other):
        points = _UNPROVEN if one_county else _TYPED
        yield _Part("place", points, f"{_named(a, b)} share a word, and no two airports are called so")
    elif one_county:
        yield _Part("place", _OFFICE, "both are airports of one county")
    else:
        yield from _places(a, b, state, one_county=False)


@lru_cache(maxsize=1_000)
def _airport(place: tuple[str, ...], state: str | None) -> str | None:
    """The code of the state's airport that a name's words for where are."""
    return _airport_codes(state).get(place) if state else None


@lru_cache(maxsize=64)
def _airport_codes(state: str) -> dict[tuple[str, ...], str]:
    entries = (entry.partition(" ") for entry in gazetteer.entries("airports.txt", state))
    return {parts(name, state).place: code for code, _, name in entries}


_POLICE = re.compile(r"\b(police|pd|dep\w*|dpt|public safety|campus|security)\b.*", re.IGNORECASE)


@lru_cache(maxsize=5_000)
def _college(printed: str, state: str | None) -> int | None:
    """The Department of Education's number of the college whose police a name is."""
    known = gazetteer.colleges(state) if state else {}
    return known.get(gazetteer.fold(_POLICE.sub("", printed)))


def _either(numbers: frozenset[str]) -> str:
    return " and ".join(sorted(numbers))


_FACILITIES = frozenset({"center", "facility", "complex", "annex", "institution"})
"""Words for one building: Correctional Center, Correctional Facility."""


def _duties(a: Parts, b: Parts) -> Iterator[_Part]:
    left_a, left_b = _pair_up(tuple(a.duties), tuple(b.duties), a.words, b.words)
    if not left_a and not left_b:
        return
    left = " ".join(sorted(left_a + left_b))
    if left_a and left_b and not _FACILITIES.issuperset(left_a + left_b):
        yield _Part("duty", _MORE if a.place and b.place else _UNLIKE, f"they differ by “{left}”")
    else:
        yield _Part("duty", _GOES_ON if a.place and b.place else _TYPED, f"only one says “{left}”")


def _pair_up(
    a: tuple[str, ...], b: tuple[str, ...], words_a: tuple[str, ...], words_b: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """Pair words that are a slip, a short form or an acronym apart; what is left of each."""
    left_a = [word for word in a if word not in b]
    left_b = [word for word in b if word not in a]
    for word in list(left_a):
        match = next((other for other in left_b if slips(word, other) or _is_short_for(word, other)), None)
        if match is not None:
            left_a.remove(word)
            left_b.remove(match)
    left_a, explained_b = _without_acronyms(left_a, words_b)
    left_b, explained_a = _without_acronyms(left_b, words_a)
    return [w for w in left_a if w not in explained_a], [w for w in left_b if w not in explained_b]


def _is_short_for(one: str, other: str) -> bool:
    """Whether it is the start of the other: "Mass" for Massachusetts, "Invest" for Investigations."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short) and (long in DUTIES or long in _STATE_WORDS)


_STATE_WORDS = frozenset(word for state in STATES.values() for word in state.name.casefold().split())


def _without_acronyms(left: list[str], words: tuple[str, ...]) -> tuple[list[str], set[str]]:
    """The words that are no acronym of some of the other name's, and the words that those which are stand for."""
    initials = "".join(word[0] for word in words)
    explained: set[str] = set()
    rest = []
    for word in left:
        at = initials.find(word) if 2 < len(word) < 9 else -1
        if at < 0:
            rest.append(word)
        else:
            explained.update(words[at : at + len(word)])
    return rest, explained


def _is_acronym(a: Parts, b: Parts) -> bool:
    """Whether one name says its office by an acronym of the other's words: "Regional ADC"."""
    return not (a.office and b.office) and any(
        len(_without_acronyms(list(one.place), other.words)[0]) < len(one.place) for one, other in ((a, b), (b, a))
    )
