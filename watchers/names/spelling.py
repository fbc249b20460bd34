"""The words of agencies' names, however they are spelt: their usual forms, and what tells one agency from another.

ICE writes one agency as "Ft. Myers PD", "City of Fort Myers Police Department" and "Fort Myers Police Departent".
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from watchers.names.edit_distance import is_a_slip
from watchers.names.vocabulary import (
    GENERIC,
    KIND_WORDS,
    LETTERED,
    NUMBERED,
    NUMBERS,
    OF_A_STATE,
    PLACE_KINDS,
    SILENT,
    SPELT_OUT,
    USUAL,
)

_SILENT_SIGNS = str.maketrans({**dict.fromkeys("'’‘`´ʼ."), "&": " and "})
_WORD = re.compile(r"[0-9]*[a-z]+|[0-9]+")  # "pct4" is two words, "4th" is one
# HindsCommunity College, NewParis; not McLennan or DeKalb
_RUN_TOGETHER = re.compile(r"(?:(?<=[a-z]{3})|(?<=\bNew)|(?<=\bOld))(?=[A-Z][a-z])")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


@lru_cache(maxsize=200_000)  # every row is asked for it, few for more
def folded(printed: str) -> str:
    """A name's words and numbers: equal for spellings that differ in case, punctuation and usual short forms alone."""
    words, numbers = _counted(printed)
    return " ".join([*words, *sorted(numbers)])


@lru_cache(maxsize=20_000)
def words_of(printed: str) -> tuple[str, ...]:
    """A name's words that count, abbreviations spelt out, without the numbers."""
    return _counted(printed)[0]


def _counted(printed: str) -> tuple[tuple[str, ...], frozenset[str]]:
    numbers, kept = numbers_in(spelt(plain_words(printed)))
    # A sheriff has an office or a department, and ICE uses either word for the same one.
    unsaid = SILENT | {"office", "department"} if "sheriff" in kept else SILENT
    return tuple(word for word in kept if word not in unsaid), numbers


@lru_cache(maxsize=20_000)
def proper(printed: str) -> frozenset[str]:
    """The words that say which agency of its kind it is."""
    return frozenset(words_of(printed)) - GENERIC - PLACE_KINDS - NUMBERED - KIND_WORDS


@lru_cache(maxsize=20_000)
def plain(printed: str) -> str:
    """The whole name in small letters, joined, with nothing spelt out."""
    return "".join(plain_words(printed))


def plain_words(text: str) -> list[str]:
    """All words and numbers of a text, in small letters without accents."""
    text = unicodedata.normalize("NFKD", _RUN_TOGETHER.sub(" ", text)).casefold()
    if not text.isascii():
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _WORD.findall(text.translate(_SILENT_SIGNS))


def spelt(words: list[str]) -> list[str]:
    """The words in their usual forms."""
    if words[:1] == ["s"]:  # and no possessive: S. Hooksett
        words = ["south", *words[1:]]
    for at, whole in enumerate(map("".join, pairwise(words))):
        if whole in _WHOLE:  # Town ship
            words = [*words[:at], whole, *words[at + 2 :]]
    found = " ".join(_spelt_before(word, after) for word, after in pairwise([*words, ""])).split()
    for at in range(1, len(found) if "so" in found else 0):  # "Bay County SO", "Bay County SO Detention Division"
        if found[at] == "so" and (at == len(found) - 1 or found[at - 1] in ("county", "parish")):
            found[at] = "sheriff"
    if found[-1:] == ["sd"] and found[-2:-1] in (["county"], ["parish"]):
        found[-1] = "sheriff"  # and no school district: that has police
    return found


_WHOLE = frozenset(word for word in USUAL if len(word) > 6)


def _spelt_before(word: str, after: str) -> str:
    """A word's usual form, where what comes after it may tell which: St. Police, P-4."""
    if word == "st" and after in OF_A_STATE:
        return "state"
    return "precinct" if word == "p" and after.isdigit() else _spelt_out(word)


@lru_cache(maxsize=20_000)
def _spelt_out(word: str) -> str:
    """A word's usual form; of the long ones also where it is a letter off: "Corrcetional", "Shriffs"."""
    if word in SPELT_OUT or len(word) < 7:
        bare = word.removesuffix("s") if len(word) > 4 else word  # Atty's
        return SPELT_OUT.get(word) or SPELT_OUT.get(bare, word)
    near = (usual for form, usual in SPELT_OUT.items() if len(form) > 7 and is_a_slip(word, form))
    return next(near, word)


def numbers_in(words: list[str]) -> tuple[frozenset[str], list[str]]:
    """Numbers, and the words without them. "II" and "two" are so only beside "precinct" and its like, "A" behind it."""
    lettered = {word: word for before, word in pairwise(words) if before in LETTERED and len(word) == 1}
    if NUMBERED.isdisjoint(words) and not lettered and not any(word[:1].isdigit() for word in words):
        return frozenset(), words
    found = {word: NUMBERS.get(word, word) for word in lettered}
    for n, word in enumerate(words):
        ordinal = _ORDINAL.fullmatch(word)
        numbered = not NUMBERED.isdisjoint(words[max(n - 2, 0) : n + 3])
        if word.isdigit() or ordinal or (numbered and word in NUMBERS):
            found[word] = ordinal[1] if ordinal else NUMBERS.get(word, word)
    return frozenset(n.lstrip("0") or "0" for n in found.values()), [w for w in words if w not in found]
