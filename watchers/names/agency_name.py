"""Agency names taken apart: the kind of agency, the proper words that say which one, and its numbers.

ICE writes one agency as "Ft. Myers PD", "City of Fort Myers Police Department" and "Fort Myers Police Departent".
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from watchers.names.edit_distance import distance
from watchers.names.vocabulary import GENERIC, KIND_WORDS, NUMBERED, NUMBERS, PLACE_KINDS, SILENT, SPELT_OUT, slips


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name taken apart.

    `words` are all that count, abbreviations spelt out, in order; `folded` joins them with the numbers: equal for
    spellings that differ in case, punctuation and usual short forms alone. `plain` is the whole name in small letters,
    joined, with nothing spelt out. `proper` are the words that say which agency of its kind it is, `kind` what kind the
    name says ("sheriff", "police" …, "" if none), `numbers` the precinct's or ward's number.
    """

    words: tuple[str, ...]
    folded: str
    plain: str
    proper: frozenset[str]
    kind: str
    numbers: frozenset[str]


_SILENT_SIGNS = str.maketrans({**dict.fromkeys("'’‘`´ʼ."), "&": " and "})
_WORD = re.compile(r"[0-9]*[a-z]+|[0-9]+")  # "pct4" is two words, "4th" is one


@lru_cache(maxsize=20_000)
def take_apart(printed: str) -> Name:
    """Take an agency's printed name apart."""
    words = _plain_words(printed)
    said, numbers = _all_that_counts(words)
    kind = next((KIND_WORDS[word] for word, after in _kind_words(said) if not slips(after, "county")), "")
    return Name(
        words=tuple(said),
        folded=_joined(said, numbers),
        plain="".join(words),
        proper=frozenset(set(said) - GENERIC - PLACE_KINDS - NUMBERED - KIND_WORDS.keys()),
        kind=kind,
        numbers=numbers,
    )


@lru_cache(maxsize=200_000)
def folded(printed: str) -> str:
    """`take_apart(printed).folded`, without the rest: every row is asked for it, few for more."""
    return _joined(*_all_that_counts(_plain_words(printed)))


def _all_that_counts(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """The words that count, abbreviations spelt out, and the numbers."""
    spelt = " ".join(map(_spelt_out, words)).split()
    if "so" in spelt:
        for at in range(1, len(spelt)):  # "Bay County SO", "Bay County SO Detention Division"
            if spelt[at] == "so" and (at == len(spelt) - 1 or spelt[at - 1] in ("county", "parish")):
                spelt[at] = "sheriff"
    numbers, kept = _numbers(spelt)
    said = [word for word in kept if word not in SILENT]
    # A sheriff has an office or a department, and ICE uses either word for the same one.
    if "sheriff" in said:
        said = [word for word in said if word not in ("office", "department")]
    return said, numbers


def _joined(words: list[str], numbers: frozenset[str]) -> str:
    return " ".join([*words, *sorted(numbers)])


def _plain_words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKD", text).casefold()
    if not text.isascii():
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _WORD.findall(text.translate(_SILENT_SIGNS))


def _kind_words(words: list[str]) -> Iterator[tuple[str, str]]:
    """The words that say a kind, each with the word behind it: in "Marshal County" a letter of Marshall is missing."""
    return ((word, after) for word, after in pairwise([*words, ""]) if word in KIND_WORDS)


@lru_cache(maxsize=20_000)
def _spelt_out(word: str) -> str:
    """A word's usual form; of the long ones also where it is a letter off: "Corrcetional", "Shriffs"."""
    if word in SPELT_OUT or len(word) < 7:
        return SPELT_OUT.get(word, word)
    near = (usual for form, usual in SPELT_OUT.items() if len(form) > 7 and distance(word, form) <= 1)
    return next(near, word)


def _numbers(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """Numbers, and the words without them; "II" and "two" are numbers only beside "precinct" and its like."""
    numbered = not NUMBERED.isdisjoint(words)
    if not numbered and not any(map(str.isdigit, words)):
        return frozenset(), words
    found = {
        word: NUMBERS.get(word, word) if numbered else word
        for word in words
        if word.isdigit() or (numbered and word in NUMBERS)
    }
    return frozenset(n.lstrip("0") or "0" for n in found.values()), [w for w in words if w not in found]
