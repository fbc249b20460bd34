"""Words of two names, paired where they are a slip, a short form or an acronym apart."""

from watchers.names.places import STATES
from watchers.names.vocabulary import DUTIES, FEATURES, is_without, slips


def pair_up(
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
    """Whether it is the start of the other, or it without its vowels: "Invest" for Investigations, "Vly" for Valley."""
    short, long = sorted((one, other), key=len)
    return long in _MADE_SHORT and (
        (len(short) > 1 and is_without(short, long)) or (len(short) > 3 and long.startswith(short))
    )


_MADE_SHORT = (
    DUTIES
    | FEATURES
    | {"conservation"}
    | frozenset(word for state in STATES.values() for word in state.name.casefold().split())
)


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
