"""What two spellings of agencies' names have in common, and what makes them two agencies."""

from collections import Counter
from enum import IntEnum
from functools import lru_cache

from watchers.names.agency_name import Name, take_apart
from watchers.names.edit_distance import distance, likeness_of
from watchers.names.vocabulary import GENERIC, KIND_WORDS, MUNICIPAL, SOFT, slips


class Likeness(IntEnum):
    """How much two names are alike; the larger, the more."""

    APART = 0  # they name two: another number, or words that make another place
    UNLIKE = 1  # nothing says that they are one, nothing that they are two
    RELATED = 2  # they share the words that say which place
    NEAR = 3  # a slip or two of the typist
    LOOSE = 4  # the same words but for their order, and words that come and go
    SAME = 5


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str, states: frozenset[str] = frozenset()) -> Likeness:
    """How much two printed names are alike. `states` (the names and codes of theirs, folded) may come and go."""
    a, b = take_apart(one), take_apart(other)
    if a.folded == b.folded:
        return Likeness.SAME
    state_words = _state_words(a, states) | _state_words(b, states)
    if (a.numbers and b.numbers and a.numbers != b.numbers) or _are_other_places(a, b):
        return Likeness.APART
    left_a, left_b = _leftovers(a.words, b.words)
    pairs, left_a, left_b = _near_pairs(left_a, left_b)
    loose = [word for word in left_a + left_b if not _is_soft(word, state_words)]
    if not loose or _goes_on(a.words, b.words):
        return _grade(a, b, pairs, state_words)
    if distance("".join(a.words), "".join(b.words), score_cutoff=1) <= 1:
        return Likeness.NEAR  # De Soto and DeSoto, Palmbeach and Palm Beach
    if distance(a.plain, b.plain, score_cutoff=1) <= 1:
        return Likeness.NEAR  # "Sr. Charles", "SixthJudicial": a slip in what is spelt out, or in a number
    return _distant(a, b, state_words)


def _state_words(name: Name, states: frozenset[str]) -> frozenset[str]:
    """The words of a state that the name says whole: in West Virginia, "West" alone is part of a place's name."""
    said = f" {' '.join(name.words)} "
    return frozenset(word for state in states if f" {state} " in said for word in state.split())


def _are_other_places(a: Name, b: Name) -> bool:
    """A township, a borough and a village of one name lie side by side, and each has its own police."""
    place_a, place_b = MUNICIPAL.intersection(a.words), MUNICIPAL.intersection(b.words)
    return bool(place_a and place_b and place_a.isdisjoint(place_b))


def _goes_on(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one name is the other with something behind it: a division, a facility, an acronym."""
    short, long = sorted((a, b), key=len)
    return len(short) > 1 and long[: len(short)] == short and not (KIND_WORDS.keys() | GENERIC).isdisjoint(short)


def _grade(a: Name, b: Name, pairs: int, state_words: frozenset[str]) -> Likeness:
    """Names whose every word is found in the other, near it, or free to come and go."""
    shared = (a.proper & b.proper) - state_words
    if a.kind != b.kind and a.kind and b.kind:
        return Likeness.RELATED if shared else Likeness.UNLIKE
    if 0 < pairs < min(len(a.words), len(b.words)) and set(a.words).isdisjoint(b.words):
        return Likeness.UNLIKE  # Davison County's sheriff, and a state's Division of something
    if pairs or a.numbers != b.numbers:
        return Likeness.NEAR
    is_one = a.proper == b.proper or bool(shared) or _goes_on(a.words, b.words)
    return Likeness.LOOSE if is_one else Likeness.UNLIKE


def _distant(a: Name, b: Name, state_words: frozenset[str]) -> Likeness:
    same_kind = bool(a.kind) and a.kind == b.kind
    shared = (a.proper & b.proper) - state_words
    if shared:  # Melbourne and Melbourne Beach, Walton and Fort Walton Beach
        return Likeness.APART if same_kind else Likeness.RELATED
    proper_a, proper_b = " ".join(sorted(a.proper)), " ".join(sorted(b.proper))
    is_close = bool(proper_a and proper_b) and likeness_of(proper_a, proper_b) >= 0.85
    return Likeness.RELATED if same_kind and (is_close or a.numbers) else Likeness.UNLIKE


def _leftovers(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words of each that the other lacks, counting doubles."""
    count_a, count_b = Counter(a), Counter(b)
    return list((count_a - count_b).elements()), list((count_b - count_a).elements())


def _near_pairs(left_a: list[str], left_b: list[str]) -> tuple[int, list[str], list[str]]:
    """Pair leftover words that are a slip apart; the number of pairs, and what is left of each."""
    rest_b, rest_a, pairs = list(left_b), [], 0
    for word in left_a:
        match = next((other for other in rest_b if slips(word, other)), None)
        if match is None:
            rest_a.append(word)
        else:
            rest_b.remove(match)
            pairs += 1
    return pairs, rest_a, rest_b


def _is_soft(word: str, state_words: frozenset[str]) -> bool:
    return word in state_words or _is_near_soft(word)


@lru_cache(maxsize=20_000)
def _is_near_soft(word: str) -> bool:
    return word in SOFT or any(slips(word, soft) for soft in SOFT if len(soft) > 4) or slips(word, "dept")
