"""Tells English of ours in a text that is to be Spanish: names and words that ICE prints are taken out first."""

import re
from collections.abc import Iterable

_STOPS = frozenset(
    """
    about after again agencies agency agreement agreements all also an and any are as at back be been before below
    by can changed charges chief counties county day days department document does doesn don each edited ended
    enforcement first for force from gone had has have here how in is it its jail joined joins just left link list
    listed lists long many may missing model models more most new newest newly next none nor not nothing now number
    of off office officer on one only or other others our out over page pages patrol pending police posted printed
    program quote record renamed replaced row rows said saved says seen several sheriff sheriffs signed signs since
    slip source state states still task tells than that the them then there these they this those three time times
    to two unless until warrant was we week weekly were what when where which who whole why with without word words
    year years you your
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""English words of ours that are no Spanish ones."""
_KEPT = (
    r"https?://\S+",
    r"`[^`]*`",
    r"\b[0-9a-f]{64}\b",
    r"watch287g (?:why|digest|outbox|events).*",
    r"“[^”]*”",
    r"\S+\.(?:xlsx|csv|png)\b",
    r"/287g [a-z]+(?: [A-Z][a-z]+)?",
    r"/invite \S+",
    r"^\* may\.:",  # the month of May in Spanish
    r"Task Force Model|Jail Enforcement Model|Warrant Service Officer",
)


def _ours(text: str, printed: Iterable[str]) -> str:
    for kept in _KEPT:
        text = re.sub(kept, " ", text, flags=re.MULTILINE)
    for name in sorted({name for name in printed if name}, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


_WORD = re.compile(r"(?<!\w)[a-záéíóúüñ]+(?!\w)", re.IGNORECASE)  # and no part of an id


def english_in(text: str, printed: Iterable[str]) -> list[str]:
    """The English words in a text, without what was `printed` by ICE, what is typed, and what is quoted."""
    text = _ours(text, printed)
    return [word for word in _WORD.findall(text) if word.casefold() in _STOPS]


_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)")


def figures_in(text: str, printed: Iterable[str]) -> list[str]:
    """The figures in a text, sorted, without those in what ICE printed."""
    text = _ours(text, printed)
    return sorted(_NUMBER.findall(text))
