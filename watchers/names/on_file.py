"""The state's own agencies, colleges and airports that names are, by the reference data."""

import re
from collections.abc import Iterator
from functools import lru_cache

from watchers.names import gazetteer
from watchers.names.agency_name import Parts, parts
from watchers.names.counties import counties_named
from watchers.names.places import STATES
from watchers.names.vocabulary import COUNTIES, DUTIES
from watchers.names.word_pairs import pair_up


@lru_cache(maxsize=20_000)
def state_agencies(a: Parts, state: str | None) -> frozenset[str]:
    """The state's own agencies that a name says and nothing else, by their full names from the reference data.

    Mostly one, with duties behind it at times; two where a department's division is named after it.
    """
    if state is None or a.kind in COUNTIES or not a.words:
        return frozenset()
    known = _state_agencies(state)
    own = a.words[a.words[0] == state.casefold() :]  # MA Environmental Police
    for words in (own, ("".join(own),)):
        if words in known:
            return frozenset({known[words]})
    said = [(n, words) for words in known for n in range(len(a.words)) if a.words[n : n + len(words)] == words]
    covered = {at for n, words in said for at in range(n, n + len(words))}
    if said and all(word in DUTIES for at, word in enumerate(a.words) if at not in covered):
        return frozenset(known[words] for _, words in said)
    near = {full for words, full in known.items() if _says_the_same(a.words, words)} or set(_by_initials(a, state))
    return frozenset(near) if len(near) == 1 else frozenset()


def _says_the_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each word is one of the other's, or a slip or short form of it, in any order, state and office or not."""
    one, other = (tuple(word for word in words if word not in {"state", "office"}) for words in (one, other))
    return len(one) == len(other) > 1 and not any(map(any, pair_up(one, other, one, other)))


def _by_initials(a: Parts, state: str) -> Iterator[str]:
    """The state's agencies whose initials a name's only word of its own is, the state's own before them or not."""
    own = [word for word in a.words if word not in DUTIES]
    if len(own) != 1 or len(own[0]) < 3 or gazetteer.fold(own[0]) in gazetteer.places(state):
        return
    heads = ("", state.casefold(), "".join(word[0] for word in STATES[state].name.casefold().split()))
    for words, full in _state_agencies(state).items():
        if own[0] in {head + "".join(word[0] for word in words) for head in heads}:
            yield full


def is_division(one: str, other: str, state: str) -> bool:
    """Whether one of two state agencies, by their full names, is a division of the other."""
    return {f"{one}|{other}", f"{other}|{one}"} & _divisions(state) != set()


@lru_cache(maxsize=64)
def _divisions(state: str) -> frozenset[str]:
    return frozenset(gazetteer.entries("state_divisions.txt", state))


@lru_cache(maxsize=64)
def _state_agencies(state: str) -> dict[tuple[str, ...], str]:
    """The state's agencies by the words of each of their names."""
    entries = (entry.split("|") for entry in gazetteer.entries("state_agencies.txt", state))
    return {parts(name, state).words: names[0] for names in entries for name in names}


_POLICE = re.compile(r"\b(police|pd|dep\w*|dpt|public safety|campus|security)\b.*", re.IGNORECASE)


@lru_cache(maxsize=5_000)
def college_number(printed: str, state: str | None) -> int | None:
    """The Department of Education's number of the college whose police a name is."""
    known = gazetteer.colleges(state) if state else {}
    return known.get(gazetteer.fold(_POLICE.sub("", printed)))


@lru_cache(maxsize=1_000)
def airport_code(place: tuple[str, ...], state: str | None) -> str | None:
    """The code of the state's airport that a name's words for where are, or that they say: DFW."""
    return _airport_codes(state).get(place) if state else None


@lru_cache(maxsize=64)
def _airport_codes(state: str) -> dict[tuple[str, ...], str]:
    entries = (entry.partition(" ") for entry in gazetteer.entries("airports.txt", state))
    found: dict[tuple[str, ...], str] = {}
    for code, _, name in entries:
        said = code.casefold()
        if said not in gazetteer.places(state) and not counties_named(said, state):  # Lee County's is no Leesburg's
            found[said,] = code
        found[parts(name, state).place] = code
    return found
