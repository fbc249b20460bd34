"""A stretch of ICE's publications to run the bot over: made up, or from the recorded history."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.workbooks import PENDING_HEADER, Sheet, excel
from watchers.model.agreement import ListKind

STATES = ("MISSOURI", "KANSAS", "NEBRASKA", "IOWA", "FLORIDA", "TEXAS")
_MODELS = ("Task Force Model", "Jail Enforcement Model", "Warrant Service Officer")
_BEGINNINGS = ("Ash", "Birch", "Cedar", "Dog", "Elder", "Fern", "Gorse", "Hazel", "Iron", "Juniper", "Lark", "Maple")
_ENDS = ("burg", "creek", "dale", "field", "gate", "haven", "island", "mill", "point", "ridge", "shore", "ton", "wood")


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A workbook as the page links it."""

    name: str
    content: bytes


Posted = dict[ListKind, PostedFile]
"""One publication: what the page links, by list."""


def made_up(length: int, *, rows: int = 250, crowd_at: int | None = None) -> list[Posted]:
    """So many publications, the same agencies each time: signings, withdrawals, returns, and a pending list.

    Each publication signs one to four agreements, most from the pending list, and drops up to two, some of which
    come back. `crowd_at` numbers one that signs 110 at once, whose alert needs a thread and a file.
    """
    return list(_publications(length, rows=rows, crowd_at=crowd_at))


def recorded(archive: Path, *, first: int, length: int) -> list[Posted]:
    """A stretch of the recorded history, from its publication `first` on."""
    entries = json.loads((archive / "publications.json").read_text("utf-8"))[first : first + length]
    return [
        {
            kind: PostedFile(Path(entry[kind]).name, (archive / entry[kind]).read_bytes())
            for kind in ListKind
            if entry.get(kind)
        }
        for entry in entries
    ]


def _publications(length: int, *, rows: int, crowd_at: int | None) -> Iterator[Posted]:
    chance = random.Random(287)
    names = _agencies(chance)
    listed = [next(names) for _ in range(rows)]
    waiting = [next(names) for _ in range(12)]
    gone: list[tuple[str, ...]] = []
    for number in range(length):
        if number:
            back = [gone.pop(0)] if gone and number % 4 == 0 else []
            left = chance.sample(listed, number % 3)
            signing = [waiting.pop(0) for _ in range(1 + number % 2)] + [next(names) for _ in range(number % 3)]
            crowd = [next(names) for _ in range(110)] if number == crowd_at else []
            listed = sorted([*(row for row in listed if row not in left), *back, *signing, *crowd])
            waiting += [next(names) for _ in range(2)]
            gone += left
        yield {
            ListKind.PARTICIPATING: _file(ListKind.PARTICIPATING, number, listed),
            ListKind.PENDING: _file(ListKind.PENDING, number, [row[:5] for row in waiting]),
        }


def _agencies(chance: random.Random) -> Iterator[tuple[str, ...]]:
    """Agreements of places that no two states share, so that none is taken for another."""
    places = [first + end for first in _BEGINNINGS for end in _ENDS]
    places += [f"{first} {end.title()}" for first in _BEGINNINGS for end in _ENDS]
    places += [f"New {place}" for place in places]
    chance.shuffle(places)
    for number, place in enumerate(places):
        day = f"2025-{1 + number % 11:02}-{1 + number % 28:02}"
        name, county = f"{place} County Sheriff's Office", f"{place} County"
        yield STATES[number % len(STATES)], name, "County", county, _MODELS[number % 3], day, "link pending", ""


def _file(kind: ListKind, number: int, rows: Sequence[tuple[str, ...]]) -> PostedFile:
    sheet = Sheet(rows=rows) if kind is ListKind.PARTICIPATING else Sheet(rows=rows, header=PENDING_HEADER)
    return PostedFile(f"{kind}Agencies{1 + number // 28:02}{1 + number % 28:02}2026am.xlsx", excel(sheet))
