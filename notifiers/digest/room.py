"""How much of a huge week stands in a message: four screens of a phone, the weightiest first; the rest is counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from notifiers.digest.model import Entry, Part, Rank
from watchers.frozen import frozen
from watchers.model.event import EventKind

SCREEN = 27
"""Lines of 24 pixels on the screen of a phone of 360 by 640."""
LINES = 4 * SCREEN

_TURNS = (
    (True, {Rank.FIRST}),
    (False, {Rank.FIRST_IN_COUNTY, Rank.SIGNED, Rank.PENDING}),
    (False, {Rank.UPKEEP}),
)
_WIDTH = 37  # characters of a line there
_HEADING = 2.5
_GAP = 0.4


@frozen
class Cut:
    """What found room: `parts` with entries, the `brief` ones with names alone; of the `left_out` ones, nothing."""

    parts: tuple[Part, ...]
    brief: tuple[Part, ...]
    left_out: tuple[Part, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all is told of each entry."""
        return not (self.hidden or self.brief or any(part.names for part in self.parts))

    @property
    def hidden(self) -> int:
        """How many entries found no room."""
        left_out = sum(len(part.entries) for part in self.left_out)
        return left_out + sum(part.hidden for part in (*self.parts, *self.brief))


def within(parts: Sequence[Part], lines: float, *, least: float | None = None) -> Cut:
    """The entries for which there is room: by rank, and within a rank as many of each part as of any other.

    First those that are to be told in full; then the names of who signed or waits, and what there is to say of them;
    then ICE's upkeep. However much the first ones take, `least` lines are there for names: a third of all.
    """
    room, ranked = _Room(parts, lines), _ranked(parts)
    least = lines / 3 if least is None else least
    for is_told_first, ranks in _TURNS:
        turn = [(place, found) for place, found in ranked if found.rank in ranks]
        if Rank.SIGNED in ranks:
            room.keep(least)
        if not is_told_first:
            for place, found in turn:
                room.name(place, found)
        for place, found in turn:
            room.tell(place, found)
    cut = [room.cut(place) for place in range(len(parts))]
    return Cut(
        parts=tuple(part for part in cut if part.entries),
        brief=tuple(part for part in cut if part.names and not part.entries),
        left_out=tuple(part for part, kept in zip(parts, cut, strict=True) if not kept.entries and not kept.names),
    )


def _ranked(parts: Sequence[Part]) -> list[tuple[int, Entry]]:
    found = [
        (rank, depth, place, entry)
        for place, part in enumerate(parts)
        for rank in Rank
        for depth, entry in enumerate(e for e in part.entries if e.rank is rank)
    ]
    return [(place, entry) for _, _, place, entry in sorted(found, key=lambda ranked: ranked[:3])]


class _Room:
    """The lines that are left, and what has been given some."""

    def __init__(self, parts: Sequence[Part], lines: float) -> None:
        self._parts = parts
        self._lines = lines
        self._told: dict[int, set[str]] = defaultdict(set)
        self._named: dict[int, set[str]] = defaultdict(set)

    def keep(self, lines: float) -> None:
        """So many lines at least, from here on."""
        self._lines = max(self._lines, lines)

    def tell(self, place: int, found: Entry) -> None:
        """All that there is to say of an entry, if there is room."""
        cost = _height(found) - (_name(found) if found.event_id in self._named[place] else 0)
        if not self._told[place]:
            cost += _HEADING + _wrapped(self._parts[place].caution or "")
        if found.event_id not in self._told[place] and cost <= self._lines:
            self._lines -= cost
            self._named[place].discard(found.event_id)
            self._told[place].add(found.event_id)

    def name(self, place: int, found: Entry) -> None:
        """Its name alone, if there is room. What needs a caution is never told by a name alone."""
        part = self._parts[place]
        if found.notes or (part.caution and part.kind is not EventKind.SIGNED):  # of signings, those with notes need it
            return
        cost = _name(found)
        if not (self._told[place] or self._named[place]):
            cost += _GAP + len(part.label) / _WIDTH
        if found.event_id not in self._told[place] and cost <= self._lines:
            self._lines -= cost
            self._named[place].add(found.event_id)

    def cut(self, place: int) -> Part:
        """What became of a part."""
        part = self._parts[place]
        told = tuple(entry for entry in part.entries if entry.event_id in self._told[place])
        named = tuple(entry.agency for entry in part.entries if entry.event_id in self._named[place])
        return replace(part, entries=told, names=named, hidden=len(part.entries) - len(told) - len(named))


def _height(found: Entry) -> float:
    head = " · ".join((found.agency, *found.facts, *(link.text for link in found.links)))
    return _wrapped(head) + _wrapped(" ".join(found.notes)) + _GAP


def _name(found: Entry) -> float:
    return (len(found.agency) + 2) / _WIDTH


def _wrapped(text: str) -> int:
    return -(-len(text) // _WIDTH)
