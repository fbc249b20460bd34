"""Agency names taken apart: which state, which place and of what kind, which office, its numbers, what else it says."""

import re
from functools import lru_cache
from itertools import pairwise

from watchers.frozen import frozen
from watchers.names.counties import counties_named
from watchers.names.gazetteer import fold, place_names, towns
from watchers.names.places import STATES
from watchers.names.spelling import numbers_in, plain_words, spelt
from watchers.names.vocabulary import (
    CAMPUS,
    COUNTIES,
    DUTIES,
    FEATURES,
    GENERIC,
    KIND_WORDS,
    MUNICIPAL,
    OFFICES,
    PLACE_KINDS,
    SILENT,
    SPELT_OUT,
    campus_word,
    slips,
    usual,
)


@frozen
class Parts:
    """What a name says, part by part, read in its state.

    `place` are the words for where: a place's, or a campus's or an airport's whole name. `kind` is the kind of place
    ("county", "township" …, "" if unsaid), and `fronted` whether it stands in front ("City of"). `office` is the first
    of `offices` (see `OFFICES`), "" if none is said. `duties` are the words that may come and go. `words` are all,
    without the state's, in order.
    """

    place: tuple[str, ...]
    kind: str
    fronted: bool
    office: str
    offices: frozenset[str]
    numbers: frozenset[str]
    duties: frozenset[str]
    words: tuple[str, ...]

    @property
    def is_countys(self) -> bool:
        """Whether it is a county's own agency, or a county's name."""
        return self.kind == "county" or (not self.kind and self.office == "sheriff")

    @property
    def spellings(self) -> set[str]:
        """The place's name joined, with and without the kind behind it: De Soto and DeSoto, Kansas City."""
        bare = "".join(self.place)
        return {bare, bare + self.kind} if self.kind in MUNICIPAL and not self.fronted else {bare}


@lru_cache(maxsize=20_000)
def parts(printed: str, state: str | None) -> Parts:
    """Read an agency's printed name in its state, whose own name and code say nothing there."""
    raw = plain_words(printed)
    words = spelt(_without_code(raw, state))
    words = [usual(*three) for three in zip(words, ["", *words], [*words[1:], ""], strict=False)]
    if state == "AK":
        words = ["county" if word == "borough" else word for word in words]
    is_campus = _is_campus(words, state)
    numbers, words = numbers_in(words)
    if not is_campus:
        words = _without_state(words, state)
    read = _Reading(words, state)
    offices = read.take_offices()
    fronted = read.take_front()
    if is_campus:
        offices.insert(0, "campus")
        place, duties = _institution(words, state)
    else:
        place, duties = read.place_and_duties(fronted)
    kind = "" if is_campus else fronted or read.kind
    if kind == "county" and offices[:1] == ["attorney"]:
        offices[0] = "county attorney"  # Attorney's Office, Polk County
    return Parts(
        place=place,
        kind=kind,
        fronted=bool(fronted),
        office=offices[0] if offices else "",
        offices=frozenset(offices),
        numbers=numbers,
        duties=duties,
        words=tuple(word for word in words if word not in SILENT),
    )


class _Reading:
    """The words of a name, and which of them a part has taken already."""

    def __init__(self, words: list[str], state: str | None) -> None:
        self.words, self._state = words, state
        self.kind = ""
        own = towns_own(words, state)
        self._own = {n for n in own if n + 1 in own or words[n] not in PLACE_KINDS}
        self._taken: set[int] = set()
        self._start = len(words)  # of the first word for an office

    def take_offices(self) -> list[str]:
        """The offices that the name says, those first that stand first in `OFFICES`."""
        found = []
        for office, phrase in OFFICES:
            for n in range(len(self.words) - len(phrase) + 1 if phrase[0] in self.words else 0):
                here = range(n, n + len(phrase))
                if tuple(self.words[n : n + len(phrase)]) == phrase and self._is_free(here):
                    found.append(office)
                    self._taken.update(here)
                    self._start = min(self._start, n)
                    if phrase[0] in PLACE_KINDS:
                        self.kind = "county" if phrase[0] in COUNTIES else phrase[0]
        return list(dict.fromkeys(found))

    def _is_free(self, here: range) -> bool:
        """Whether no other office has these words; in "Marshal County" a letter of Marshall is missing."""
        is_place = len(here) == 1 and self.words[here.stop : here.stop + 1] == ["county"] and here.start == 0
        return self._taken.isdisjoint(here) and self._own.isdisjoint(here) and not is_place

    def take_front(self) -> str:
        """The kind of place that stands before "of" and its name: "City of Branson"."""
        if self.words[:2] == ["city", "and"] and self.words[3:4] == ["of"]:  # both: City and County of Denver
            self._taken.update(range(4))
            return ""
        for n, (word, after) in enumerate(pairwise(self.words)):
            if word in PLACE_KINDS and after == "of" and n not in self._taken:
                self._taken.add(n)
                return "county" if word in COUNTIES else word
        return ""

    def place_and_duties(self, fronted: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """The words for where, and the rest: where stands before the office, or behind it if nothing stands before."""
        free = [n for n, word in enumerate(self.words) if n not in self._taken and word not in SILENT]
        kinds = [n for n in free if self.words[n] in PLACE_KINDS]
        # In Forest City Township the city is of the name.
        own = [n for n in kinds[:1] if len(two := {*self.words[n : n + 2]}) == 2 and two <= MUNICIPAL]
        kinds = kinds[len(own) :]
        if len(kinds) > 1 and self.words[kinds[0]] in MUNICIPAL and self.words[kinds[-1]] in COUNTIES:
            free = [n for n in free if not kinds[0] < n < kinds[-1]]  # Cooke Township, Bradford County
        if kinds and not self.kind:
            self.kind = "county" if self.words[kinds[0]] in COUNTIES else self.words[kinds[0]]
        no_names = DUTIES | (COUNTIES if fronted else PLACE_KINDS)  # City of Lake City
        named = [n for n in free if self.words[n] not in no_names or n in own or n in self._own]
        here = self._county_of_two(named, kinds) or [n for n in named if n < self._start] or named
        # Center is a town of several states, Ward and Bureau are counties.
        here = here or [n for n in free if n < self._start and (self.words[n] == "center" or n + 1 in kinds)]
        place = tuple(self.words[n] for n in here)
        rest = frozenset(self.words[n] for n in free) - {*place}  # McLean County Commissioners - McLean County Jail
        return place, rest - PLACE_KINDS - GENERIC - {"state"}

    def _county_of_two(self, named: list[int], kinds: list[int]) -> list[int]:
        """Where the county stands that is named behind its city or its sheriff: Macon-Bibb County."""
        before = [n for n in named if kinds and n < kinds[-1] and self.words[kinds[-1]] in COUNTIES]
        for first in before[-4:]:
            if self._state and counties_named(" ".join(self.words[first : before[-1] + 1]), self._state):
                rest = [n for n in before if n < first]
                words = [self.words[n] for n in rest]
                is_sheriffs = bool(rest) and not self._taken.isdisjoint((rest[0] - 1, *range(rest[-1], first)))
                is_else = is_sheriffs or fold(" ".join(words)) in towns(self._state)
                return [n for n in before if n >= first] if is_else and FEATURES.isdisjoint(words) else []
        return []


def _is_campus(words: list[str], state: str | None) -> bool:
    """Whether it is a college's: no town's of such a name, and no airport's that is called after a college."""
    own = towns_own(words, state)
    word = campus_word([word for n, word in enumerate(words) if n not in own])
    return bool(word) and (word == "campus" or "airport" not in words[words.index(word) :])


def towns_own(words: list[str], state: str | None) -> range:
    """Where a town's name stands whose words say an office, a duty or a campus elsewhere: Benton Harbor."""
    known = _towns_named_so(state) if state in STATES else {}
    for n, first in enumerate(words):
        for name in known.get(first, ()) if n == 0 or words[n - 1] == "of" else ():
            if tuple(words[n : n + len(name)]) == name and len(name) < len(words):
                return range(n, n + len(name))
    return range(0)


@lru_cache(maxsize=64)
def _towns_named_so(state: str) -> dict[str, list[tuple[str, ...]]]:
    """The words of the state's towns' names that have such a word, by the first of them, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in place_names(state):
        plain = name.casefold().split()
        is_campus = "of" in plain[1:2] or campus_word(plain)  # University of Maryland, on the map
        speaks = not (_SPEAKING.isdisjoint(plain) and PLACE_KINDS.isdisjoint(plain[:-1]))
        is_states = name.startswith(f"{STATES[state].name} ") and plain[-1] not in PLACE_KINDS  # Michigan Center
        if not is_campus and (speaks or is_states):
            words = tuple(spelt(plain_words(name)))
            found.setdefault(words[0], []).append(words)
    return {first: sorted(names, key=len, reverse=True) for first, names in found.items()}


_SPEAKING = (DUTIES | CAMPUS | {"centre", *(word for _, phrase in OFFICES for word in phrase)}) - PLACE_KINDS - {"of"}

_BESIDE_A_CAMPUS = (
    DUTIES | {"board", "trustees", "regents", "governors", "campus", "system"}
) - {"state", "medical", "international", "regional", "metropolitan", "municipal", "center", "unified"}  # fmt: skip
"""Words that stand beside a campus's own name: its police's, its trustees'."""


def _institution(words: list[str], state: str | None) -> tuple[tuple[str, ...], frozenset[str]]:
    """A campus's whole name, "State" and the order included; and what else it says, without its police and trustees."""
    name = STATES[state].name.casefold().split() if state in STATES else []
    if name and len(words) > len(name) and words[-len(name) :] == name and words[-len(name) - 1] in _BESIDE_A_CAMPUS:
        words = words[: -len(name)]
    if words[0] in CAMPUS and words[1:2] == ["police"]:
        words = words[1:]  # University Police, Florida Atlantic University
    own = tuple(word for word in words if word not in SILENT and word not in _BESIDE_A_CAMPUS)
    own = tuple(word for word in own if word != "".join(other[0] for other in own if other != word))  # … (UNF)
    return own, frozenset(words) & DUTIES - GENERIC - {
        *own,
        "safety",
        "public",
        "security",
        "law",
        "enforcement",
        "district",
    }


ALSO_WORDS = frozenset(["al", "co", "de", "hi", "id", "in", "la", "ma", "me", "mt", "oh", "ok", "or", "pa"])
"""Codes that are words or short forms too: "La Salle", "CO" for county, "Mt. Dora"."""


def _without_code(raw: list[str], state: str | None) -> list[str]:
    """The words without the state's code in front of a common word, or at the end: "NM Dept. of Corrections"."""
    code = (state or "").casefold()
    if len(raw) == 2 and raw[0] == code and SPELT_OUT.get(raw[1], "").startswith("department "):
        return raw[1:]  # SC DPS
    short = STATES[state].ap.casefold().rstrip(".") if state in STATES else code  # Fla. Highway Patrol
    is_whole = state in STATES and short == STATES[state].name.casefold()  # Ohio State University, and not the State's
    if len(raw) > 2 and (raw[0] == code or (raw[0] == short and not is_whole)):
        if raw[0] == code and code not in ALSO_WORDS:
            return raw[1:]
        if _is_of_an_agency(raw[1]):
            return raw[1:]
    for n in range(1, len(raw) - 1):  # Tiger, GA Police; Penn Township PA State Constable
        if raw[n] == code != "co" and _is_of_an_agency(raw[n + 1]):
            return raw[:n] + raw[n + 1 :]
    return raw[:-1] if len(raw) > 2 and raw[-1] == code != "co" else raw


def _is_of_an_agency(word: str) -> bool:
    """Whether it is a word of offices or duties, and no kind of place."""
    usually = usual((SPELT_OUT.get(word, word).split() or [""])[0])
    return usually not in PLACE_KINDS and (usually in DUTIES or any(usually in phrase for _, phrase in OFFICES))


_BEHIND_A_PLACE = DUTIES | PLACE_KINDS | KIND_WORDS
_STATE_OF = re.compile(r"\b(state|commonwealth) of( the)?$")


def _without_state(words: list[str], state: str | None) -> list[str]:
    """The words without the state's own name: "Georgia Department of Corrections". Not of Oklahoma County's sheriff."""
    if state not in STATES:
        return words
    name = STATES[state].name.casefold().split()
    size = len(name)
    own = towns_own(words, state)
    for at in range(len(words) - size + 1):
        here, after = words[at : at + size], words[at + size : at + size + 1]
        if at not in own and (here == name or (after and _is_of_an_agency(after[0]) and _is_mistyped(here, name))):
            beyond = words[at + size + 1 : at + size + 2]
            is_part = bool(after) and (
                (after[0] in PLACE_KINDS and beyond != ["of"])
                or (after[0] in FEATURES and (not beyond or beyond[0] in _BEHIND_A_PLACE))
            )
            if len(words) == size or is_part:  # Oklahoma City, Virginia Beach; but New Jersey, West Milford
                continue
            is_inside = at and after and words[at - 1] not in PLACE_KINDS and not _is_of_an_agency(words[at - 1])
            if is_inside and after[0] not in SILENT and not _is_of_an_agency(after[0]):
                continue  # "West Virginia" of Virginia, a street, a saint
            before = _STATE_OF.sub("", " ".join(words[:at])).split()
            return _without_state(before + words[at + size :], state)
    return words


def _is_mistyped(words: list[str], name: list[str]) -> bool:
    """Whether each word is the name's or a slip of it: New Jetsey."""
    return all(x == y or (x[0] == y[0] and slips(x, y)) for x, y in zip(words, name, strict=True))
