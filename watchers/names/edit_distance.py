"""How near two spellings are. rapidfuzz is loaded when the first two are compared: most starts compare none."""

from collections.abc import Callable
from functools import cache


def distance(one: str, other: str, *, score_cutoff: int | None = None) -> int:
    """How many letters must be put in, left out, changed or swapped; `score_cutoff` + 1 where it is more than that."""
    return _distance()(one, other, score_cutoff=score_cutoff)


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
