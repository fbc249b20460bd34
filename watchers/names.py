"""Agency names: what two spellings have in common, and what makes them two agencies.

ICE writes one agency as "Ft. Myers PD", "City of Fort Myers Police Department" and "Fort Myers Police Departent".
A name is taken apart into the kind of agency, the proper words that say which one, and its numbers.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

_SPELT_OUT = {
    "pd": "police department",
    "dept": "department",
    "depart": "department",
    "dpt": "department",
    "deptartment": "department",
    "ofc": "office",
    "sheriffs": "sheriff",
    "constables": "constable",
    "attorneys": "attorney",
    "marshals": "marshal",
    "dps": "department public safety",
    "doc": "department corrections",
    "da": "district attorney",
    "bocc": "board county commissioners",
    "isd": "independent school district",
    "univ": "university",
    "ft": "fort",
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "twp": "township",
    "boro": "borough",
    "co": "county",
    "cnty": "county",
    "pct": "precinct",
    "prec": "precinct",
    "natl": "national",
    "hwy": "highway",
    "comm": "commission",
    "comn": "commission",
    "intl": "international",
    "corr": "corrections",
    "correction": "corrections",
    "correctional": "corrections",
    "no": "",
    "number": "",
}
_SILENT = frozenset({"of", "the", "and", "for", "a", "at", "s"})
_NUMBER_WORDS = (
    ("one", "i", "1st", "first"),
    ("two", "ii", "2nd", "second"),
    ("three", "iii", "3rd", "third"),
    ("four", "iv", "4th", "fourth"),
    ("five", "v", "5th", "fifth"),
    ("six", "vi", "6th", "sixth"),
    ("seven", "vii", "7th", "seventh"),
    ("eight", "viii", "8th", "eighth"),
    ("nine", "ix", "9th", "ninth"),
)
_NUMBERS = {word: str(n) for n, words in enumerate(_NUMBER_WORDS, 1) for word in words}
_NUMBERED = frozenset({"precinct", "ward", "district", "place", "division", "troop", "zone", "circuit"})

_KIND_WORDS = {
    "sheriff": "sheriff",
    "police": "police",
    "constable": "constable",
    "marshal": "marshal",
    "corrections": "corrections",
    "jail": "corrections",
    "detention": "corrections",
    "attorney": "prosecutor",
    "prosecutor": "prosecutor",
    "commissioners": "county government",
    "guard": "national guard",
}
_GENERIC = frozenset({"department", "office", "agency", "bureau", "division", "unit", "service", "services", "police"})
_MUNICIPAL = frozenset({"city", "town", "township", "village", "borough"})
_PLACE_KINDS = _MUNICIPAL | {"county", "parish"}


_SOFT = (
    _GENERIC
    | _KIND_WORDS.keys()
    | _PLACE_KINDS
    | _NUMBERED
    | {"state", "law", "enforcement", "public", "safety", "board", "special", "criminal"}
    | {"investigations", "investigation", "investigative", "patrol", "highway", "facility", "center", "authority"}
)
"""Words that come and go between two spellings of one agency. Others ("Beach", "West") make another place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name taken apart.

    `words` are all that count, abbreviations spelt out, in order; `folded` joins them with the numbers: equal for
    spellings that differ in case, punctuation and usual short forms alone. `proper` are the words that say which
    agency of its kind it is, `kind` what kind the name says ("sheriff", "police" …, "" if none), `numbers` the
    precinct's or ward's number.
    """

    words: tuple[str, ...]
    folded: str
    proper: frozenset[str]
    kind: str
    numbers: frozenset[str]


class Likeness(IntEnum):
    """How much two names are alike; the larger, the more."""

    APART = 0  # they name two: another number, or words that make another place
    UNLIKE = 1  # nothing says that they are one, nothing that they are two
    RELATED = 2  # they share the words that say which place
    NEAR = 3  # a slip or two of the typist
    LOOSE = 4  # the same words but for their order, and words that come and go
    SAME = 5


def _plain_words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’‘`´ʼ.]", "", text).replace("&", " and ")
    text = re.sub(r"(?<=[a-z])(?=\d)", " ", text)  # Pct.4
    return re.sub(r"[^a-z0-9]+", " ", text).split()


@lru_cache(maxsize=20_000)
def take_apart(printed: str) -> Name:
    """Take an agency's printed name apart."""
    words = _plain_words(printed)
    if len(words) > 1 and words[-1] == "so":  # "Bay County SO"
        words[-1] = "sheriff"
    spelt = " ".join(_SPELT_OUT.get(word, word) for word in words).split()
    numbers, kept = _numbers(spelt)
    said = [word for word in kept if word not in _SILENT]
    # A sheriff has an office or a department, and ICE uses either word for the same one.
    if "sheriff" in said:
        said = [word for word in said if word not in ("office", "department")]
    kind = next((_KIND_WORDS[word] for word in said if word in _KIND_WORDS), "")
    return Name(
        words=tuple(said),
        folded=" ".join([*said, *sorted(numbers)]),
        proper=frozenset(set(said) - _GENERIC - _PLACE_KINDS - _NUMBERED - _KIND_WORDS.keys()),
        kind=kind,
        numbers=numbers,
    )


def _numbers(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """Numbers, and the words without them; "II" and "two" are numbers only beside "precinct" and its like."""
    numbered = not _NUMBERED.isdisjoint(words)
    found = {
        word: _NUMBERS.get(word, word) if numbered else word
        for word in words
        if word.isdigit() or (numbered and word in _NUMBERS)
    }
    return frozenset(n.lstrip("0") or "0" for n in found.values()), [w for w in words if w not in found]


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
    if OSA.distance("".join(a.words), "".join(b.words), score_cutoff=1) <= 1:
        return Likeness.NEAR  # De Soto and DeSoto, Palmbeach and Palm Beach
    return _distant(a, b, state_words)


def _state_words(name: Name, states: frozenset[str]) -> frozenset[str]:
    """The words of a state that the name says whole: in West Virginia, "West" alone is part of a place's name."""
    said = f" {' '.join(name.words)} "
    return frozenset(word for state in states if f" {state} " in said for word in state.split())


def _are_other_places(a: Name, b: Name) -> bool:
    """A township, a borough and a village of one name lie side by side, and each has its own police."""
    place_a, place_b = _MUNICIPAL.intersection(a.words), _MUNICIPAL.intersection(b.words)
    return bool(place_a and place_b and place_a.isdisjoint(place_b))


def _goes_on(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one name is the other with something behind it: a division, a facility, an acronym."""
    short, long = sorted((a, b), key=len)
    return len(short) > 1 and long[: len(short)] == short and not (_KIND_WORDS.keys() | _GENERIC).isdisjoint(short)


def _grade(a: Name, b: Name, pairs: int, state_words: frozenset[str]) -> Likeness:
    """Names whose every word is found in the other, near it, or free to come and go."""
    shared = (a.proper & b.proper) - state_words
    if a.kind != b.kind and a.kind and b.kind:
        return Likeness.RELATED if shared else Likeness.UNLIKE
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
    is_close = bool(proper_a and proper_b) and JaroWinkler.similarity(proper_a, proper_b) >= 0.85
    return Likeness.RELATED if same_kind and (is_close or a.numbers) else Likeness.UNLIKE


def _leftovers(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words of each that the other lacks, counting doubles."""
    count_a, count_b = Counter(a), Counter(b)
    return list((count_a - count_b).elements()), list((count_b - count_a).elements())


def _near_pairs(left_a: list[str], left_b: list[str]) -> tuple[int, list[str], list[str]]:
    """Pair leftover words that are a slip apart; the number of pairs, and what is left of each."""
    rest_b, rest_a, pairs = list(left_b), [], 0
    for word in left_a:
        match = next((other for other in rest_b if _slips(word, other)), None)
        if match is None:
            rest_a.append(word)
        else:
            rest_b.remove(match)
            pairs += 1
    return pairs, rest_a, rest_b


def _slips(one: str, other: str) -> bool:
    """Whether one is the other with a slip: one letter, or two in a long word; another digit is another number.

    The s of a possessive is no slip of its own: "Shriff's" is one letter from "Sheriff".
    """
    longer = max(len(one), len(other))
    if longer < 3 or _digits(one) != _digits(other):
        return False
    allowed = 2 if longer >= 8 else 1
    if OSA.distance(one, other, score_cutoff=allowed) <= allowed:
        return True
    bare_one, bare_other = one.removesuffix("s"), other.removesuffix("s")
    return min(len(bare_one), len(bare_other)) >= 5 and OSA.distance(bare_one, bare_other, score_cutoff=1) <= 1


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def _is_soft(word: str, state_words: frozenset[str]) -> bool:
    return word in state_words or _is_near_soft(word)


@lru_cache(maxsize=20_000)
def _is_near_soft(word: str) -> bool:
    return word in _SOFT or any(_slips(word, soft) for soft in _SOFT if len(soft) > 4)
