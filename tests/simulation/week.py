"""A week for the bot, drawn from a seed: what ICE posts when, and what breaks when."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WEEK = 168  # hours in which things break
QUIET = 50  # hours after it in which nothing does
SIGNING = ("MISSOURI", "KANSAS", "NEBRASKA")
LEAVING = "IOWA"
"""No agency of it signs in the week, so that none that leaves may be one that signs under another name."""


class Part(StrEnum):
    """What breaks; two faults of one part never come at once."""

    ICE = "ICE"
    SLACK = "Slack"
    OPERATORS = "the operators' channel"
    MAIL = "mail"
    WEBHOOK = "webhook"
    CLOCK = "clock"
    MACHINE = "machine"
    OUTPUT = "output"
    CONFIG = "config"


class Kind(StrEnum):
    """How it breaks."""

    REFUSED = "page refused, 403"
    IN_TURNS = "every second poll refused, 403"
    DOWN = "page answers 503"
    HANGS = "page hangs"
    BLOCK_PAGE = "a block page with status 200"
    BROKEN_FILE = "a workbook cut short"
    NO_LINK = "page without links"
    ODD = "a workbook without its last columns"
    NO_PENDING = "the pending list's link leads nowhere"
    BUSY = "Slack: 429"
    FAILS = "Slack: 500, not posted"
    FAILS_POSTED = "Slack: 500, posted all the same"
    CLOSES = "Slack: takes the post, closes"
    THREAD_GONE = "Slack: thread_not_found"
    THREAD_LOCKED = "Slack: restricted_action_thread_locked"
    REVOKED = "Slack: token_revoked, mended later"
    ARCHIVED = "Slack: the operators' channel archived, mended later"
    HOOK_FAILS = "webhook: 500, posted all the same"
    HOOK_CLOSES = "webhook: takes the post, closes"
    HOOK_GONE = "webhook: no_service, mended later"
    MAIL_BUSY = "SMTP: 421"
    GREYLIST = "SMTP: 450"
    QUOTA = "SMTP: 552, mailbox full"
    MAIL_CLOSES = "SMTP: takes the mail, closes"
    HELO = "SMTP: HELO refused at RCPT, mended later"
    AHEAD = "clock eleven years ahead for one poll"
    BACK = "clock set back a day, right again later"
    ASLEEP = "machine asleep"
    KILLED = "killed after the poll's write, before delivery"
    KILLED_BEFORE = "killed before a message had arrived"
    KILLED_AFTER = "killed once a message had arrived"
    FULL = "disk full"
    UNWRITTEN = "output can't be written"
    RELOAD = "config reloaded, once with a mistake in it"


PARTS = {
    Part.ICE: (
        Kind.REFUSED, Kind.IN_TURNS, Kind.DOWN, Kind.HANGS, Kind.BLOCK_PAGE, Kind.BROKEN_FILE, Kind.NO_LINK, Kind.ODD,
        Kind.NO_PENDING,
    ),
    Part.SLACK: (
        Kind.BUSY, Kind.FAILS, Kind.FAILS_POSTED, Kind.CLOSES, Kind.THREAD_GONE, Kind.THREAD_LOCKED, Kind.REVOKED,
    ),
    Part.OPERATORS: (Kind.ARCHIVED,),
    Part.MAIL: (Kind.MAIL_BUSY, Kind.GREYLIST, Kind.QUOTA, Kind.MAIL_CLOSES, Kind.HELO),
    Part.WEBHOOK: (Kind.HOOK_FAILS, Kind.HOOK_CLOSES, Kind.HOOK_GONE),
    Part.CLOCK: (Kind.AHEAD, Kind.BACK),
    Part.MACHINE: (Kind.ASLEEP, Kind.KILLED, Kind.KILLED_BEFORE, Kind.KILLED_AFTER, Kind.FULL),
    Part.OUTPUT: (Kind.UNWRITTEN,),
    Part.CONFIG: (Kind.RELOAD,),
}  # fmt: skip
PART_OF = {kind: part for part, kinds in PARTS.items() for kind in kinds}
MENDED = frozenset({Kind.REVOKED, Kind.ARCHIVED, Kind.HOOK_GONE, Kind.HELO})
"""What a person has to mend, who then has all sent that waited."""
_HOURS = {Kind.AHEAD: (1,), Kind.BACK: (6, 12, 30), Kind.ASLEEP: (3, 8, 24), Kind.RELOAD: (1,)}
_USUAL_HOURS = (1, 2, 3, 5, 9, 14, 26)
_APART = 8  # hours between two faults of one part: what comes and goes is one trouble for a while


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that breaks, from an hour of the week on, for so many hours."""

    kind: Kind
    start: int
    hours: int

    @property
    def end(self) -> int:
        """The hour in which all is well again."""
        return self.start + self.hours

    def __str__(self) -> str:
        return f"hours {self.start} to {self.end}: {self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """ICE posts new lists: the places whose sheriffs sign, apply or leave, as (state, place)."""

    hour: int
    signs: tuple[tuple[str, str], ...] = ()
    applies: tuple[tuple[str, str], ...] = ()
    leaves: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """All that happens. The last two postings come when nothing breaks any more."""

    seed: int
    listed: tuple[tuple[str, str], ...]
    postings: tuple[Posting, ...]
    faults: tuple[Fault, ...]


def draw(seed: int) -> Week:
    """The week of a seed: always the same."""
    chance = random.Random(f"week {seed}")
    places = _places(chance)
    listed = tuple((state, next(places)) for state in (*SIGNING, LEAVING) for _ in range(5))
    leaving = [each for each in listed if each[0] == LEAVING]
    faults = _faults(chance)
    hours = {*chance.sample(range(2, WEEK), chance.randint(2, 5)), *(fault.start for fault in faults)}
    postings = [_posting(chance, hour, places, leaving) for hour in sorted(hours)]
    postings += [Posting(hour=hour, signs=((chance.choice(SIGNING), next(places)),)) for hour in (WEEK + 2, WEEK + 26)]
    return Week(seed=seed, listed=listed, postings=tuple(postings), faults=faults)


def _posting(chance: random.Random, hour: int, places: Iterator[str], leaving: list[tuple[str, str]]) -> Posting:
    signs = tuple((chance.choice(SIGNING), next(places)) for _ in range(chance.randint(1, 3)))
    applies = tuple((chance.choice(SIGNING), next(places)) for _ in range(chance.randint(0, 1)))
    leaves = (leaving.pop(),) if leaving and chance.random() < 0.3 else ()
    return Posting(hour=hour, signs=signs, applies=applies, leaves=leaves)


def _faults(chance: random.Random) -> tuple[Fault, ...]:
    drawn: list[Fault] = []
    for _ in range(chance.randint(1, 9)):
        kind = chance.choice(PARTS[chance.choice(list(Part))])
        hours = chance.choice(_HOURS.get(kind, _USUAL_HOURS))
        fault = Fault(kind=kind, start=chance.randint(6, WEEK - hours), hours=hours)
        if not any(_collide(fault, other) for other in drawn):
            drawn.append(fault)
    return tuple(sorted(drawn, key=lambda fault: (fault.start, fault.kind)))


def _collide(one: Fault, other: Fault) -> bool:
    same = PART_OF[one.kind] is PART_OF[other.kind]
    return same and one.start < other.end + _APART and other.start < one.end + _APART


_BEGINNINGS = ("Ash", "Birch", "Cedar", "Dog", "Elder", "Fern", "Gorse", "Hazel", "Iron", "Juniper", "Lark", "Maple")
_ENDS = ("burg", "creek", "dale", "field", "gate", "haven", "island", "mill", "point", "ridge", "shore", "wood")


def _places(chance: random.Random) -> Iterator[str]:
    places = [first + end for first in _BEGINNINGS for end in _ENDS]
    chance.shuffle(places)
    return iter(places)
