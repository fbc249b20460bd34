"""How near two spellings are. rapidfuzz is loaded when the first two are compared: most starts compare none."""

from collections.abc import Callable
from functools import cache


def distance(one: str, other: str, *, score_cutoff: int | None = None) -> int:
    """How many letters must be put in, left out, changed or swapped; `score_cutoff` + 1 where it is more than that."""
    return _distance()(one, other, score_cutoff=score_cutoff)


def is_a_slip(one: str, other: str) -> bool:
    """Whether one is the other with at most one letter put in, left out or changed, or two that stand together swapped.

    As `distance` is at most 1, for who compares nothing else: it doesn't load rapidfuzz.
    """
    short, long = sorted((one, other), key=len)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]


def likeness_of(one: str, other: str) -> float:
    """Jaro and Winkler's likeness, from 0 to 1: high where the words begin alike."""
    return _likeness()(one, other)


@cache
def _distance() -> Callable[..., int]:
    from rapidfuzz.distance import OSA

    return OSA.distance


@cache
def _likeness() -> Callable[..., float]:
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.similarity
