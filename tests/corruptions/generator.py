"""Runs made up: lists over real places of all states, kinds played upon them, and what is done to whole lists."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.corruptions import breakages
from tests.corruptions.business import NEWS, go_on
from tests.corruptions.country import Country
from tests.corruptions.crowds import MASS
from tests.corruptions.dressings import DRESSINGS
from tests.corruptions.lines import COLUMNS, PARTICIPATING, PENDING, History, Posting, Step
from tests.corruptions.office import ORDINARY, Office, Play
from tests.corruptions.pairs import TWO
from tests.corruptions.sheets import SHEETS, UNREADABLE
from tests.corruptions.slips import SLIPS
from watchers.model.agreement import ListKind

_WASHINGTON = ZoneInfo("America/New_York")
_BROKEN = ("lists swapped", "an old list again", "a column gone", *sorted(breakages.BREAKAGES))
_SHEETS = {f"sheet: {name}": name for name in SHEETS} | {f"broken: {UNREADABLE}": UNREADABLE}

PLAYS: dict[str, Play] = SLIPS | TWO | NEWS | MASS
KINDS = (
    ORDINARY,
    *PLAYS,
    *(f"broken: {name}" for name in _BROKEN),
    *(f"looks: {name}" for name in breakages.OTHER_LOOKS),
    *_SHEETS,
)


def is_held_out(kind: str) -> bool:
    """Whether a kind belongs to the half that nobody tunes on: its name's hash says, once and for all."""
    return kind != ORDINARY and hashlib.sha256(kind.encode()).digest()[0] % 2 == 1


HELD_OUT_SEEDS = range(1_000_000, 2_000_000)
"""Nobody tunes on these either."""


def history(
    rng: Random, kinds: Sequence[str] = KINDS, *, size: int = 300, publications: int = 12, plays: int = 14
) -> History:
    """A run of some of the kinds over a list of `size` rows; on the last three publications nothing new happens."""
    day = date(2025, 9, 1) + timedelta(days=rng.randint(0, 300))
    office = Office(rng=rng, day=day, last=publications - 4, country=Country(rng))
    for _ in range(size):
        office.enlist(office.country.any())
    for _ in range(max(4, size // 25)):
        office.enlist(office.country.any(), PENDING)
    company = _Company(office, _chosen(rng, kinds, plays))
    at = datetime(day.year, day.month, day.day, 9, tzinfo=_WASHINGTON)
    steps = [Step(at=at, postings={kind: _sound(office, kind) for kind in ListKind})]
    for number in range(1, publications):
        office.step, is_late = number, number >= publications - 2
        at = at + timedelta(days=9) if is_late else _next_time(rng, at)
        office.day = at.date()
        company.play_on()
        if number <= office.last:
            office.playing = (-1, ORDINARY)
            go_on(office)
            _dress(office)
        steps.append(Step(at=at, postings=_post(office, steps, kinds, may_break=number <= office.last)))
    return History(
        steps=tuple(steps), news=tuple(office.news), kind_of=office.kind_of, play_of=office.play_of,
        plays=tuple(company.played), tried=office.tried,
    )  # fmt: skip


def _chosen(rng: Random, kinds: Sequence[str], plays: int) -> list[str]:
    """The kinds to be played: one of the great ones at most, in one run of three."""
    small = [kind for kind in kinds if kind in PLAYS and kind not in MASS]
    great = [kind for kind in kinds if kind in MASS]
    chosen = rng.choices(small, k=plays) if small else []
    return chosen + (rng.sample(great, 1) if great and (not small or rng.random() < 0.33) else [])


class _Company:
    """The plays of a run, each at its own pace."""

    def __init__(self, office: Office, chosen: list[str]) -> None:
        self.office = office
        self.played: list[str] = []
        self._next: list[tuple[int, int, Iterator[int]]] = []
        for kind in chosen:
            number = len(self.played)
            office.playing = number, kind
            play = PLAYS[kind](office)
            pause = next(play, None)
            if pause is not None:  # else it found no agency that it fits
                self.played.append(kind)
                self._next.append((pause, number, play))

    def play_on(self) -> None:
        """Whatever is to happen by this publication."""
        due = [entry for entry in self._next if entry[0] <= self.office.step]
        self._next = [entry for entry in self._next if entry[0] > self.office.step]
        for _, number, play in due:
            self.office.playing = number, self.played[number]
            while (pause := next(play, None)) == 0:
                pass
            if pause is not None:
                self._next.append((self.office.step + pause, number, play))


def _next_time(rng: Random, at: datetime) -> datetime:
    """The next afternoon or morning, or one a day or two later."""
    later = at + timedelta(hours=rng.choice((7, 17, 24, 24, 31, 48)))
    return later.replace(hour=rng.choice((9, 10)) if later.hour < 13 else rng.choice((15, 16)))


def _dress(office: Office) -> None:
    """Some rows are printed otherwise, and say the same."""
    rng = office.rng
    for row in rng.sample(office.rows, min(len(office.rows), rng.randint(0, 15))):
        name = rng.choice(sorted(DRESSINGS))
        if name != "MOA cell" or office.play_of[row.line.subject] < 0:  # its document may be all there is to tell it by
            row.line = DRESSINGS[name](rng, row.line)


def _sound(office: Office, kind: ListKind) -> Posting:
    return Posting(kind=kind, lines=tuple(row.line for row in office.on(kind)), columns=COLUMNS[kind])


def _post(office: Office, earlier: list[Step], kinds: Sequence[str], *, may_break: bool) -> dict[ListKind, Posting]:
    """The two lists as they are posted: as the spreadsheet has them, or spoilt on the way."""
    rng = office.rng
    sound = {kind: _sound(office, kind) for kind in ListKind}
    ways = [kind for kind in kinds if kind.startswith(("broken: ", "looks: ")) and kind not in _SHEETS]
    if not may_break:
        return sound
    if not ways or rng.random() > 0.15:
        return sound | {PARTICIPATING: _as_a_clerk_has_it(sound[PARTICIPATING], earlier, kinds)}
    way = rng.choice(ways)
    name = way.partition(": ")[2]
    if way == earlier[-1].postings[PARTICIPATING].way:
        return sound  # what two files say is ICE's word
    if name == "lists swapped":
        return {
            kind: replace(sound[other], kind=kind, way=way)
            for kind, other in ((PARTICIPATING, PENDING), (PENDING, PARTICIPATING))
        }
    spoilt = _spoilt(rng, name, sound[PARTICIPATING], earlier)
    if spoilt is not None:
        sound[PARTICIPATING] = replace(spoilt, way=way)
    return sound


def _as_a_clerk_has_it(posting: Posting, earlier: list[Step], kinds: Sequence[str]) -> Posting:
    """One list of four as a workbook with a slip, drawn apart from the rest: the rows are the same without it."""
    ways = [kind for kind in kinds if kind in _SHEETS]
    rng = Random(f"{len(earlier)} {posting.lines[0]} {len(posting.lines)}")
    if not ways or rng.random() > 0.25:
        return posting
    way = rng.choice(ways)
    if way == earlier[-1].postings[PARTICIPATING].way:
        return posting
    older = rng.choice(earlier).postings[PARTICIPATING].lines
    return replace(posting, way=way, sheet=_SHEETS[way], older=older)


def _spoilt(rng: Random, name: str, posting: Posting, earlier: list[Step]) -> Posting | None:
    if name == "an old list again":
        latest = earlier[-1].postings[PARTICIPATING].lines
        older = [
            n for n, s in enumerate(earlier[:-1]) if not (p := s.postings[PARTICIPATING]).broken and p.lines != latest
        ]
        again = rng.choice(older) if older else None
        return None if again is None else replace(earlier[again].postings[PARTICIPATING], again=again)
    if name == "a column gone":
        gone = rng.choice(("county", "signed", "moa", "level"))
        lines = tuple(replace(ln, cells={f: t for f, t in ln.cells.items() if f != gone}) for ln in posting.lines)
        return replace(posting, columns=tuple(c for c in posting.columns if c != gone), lines=lines)
    made = (breakages.BREAKAGES | breakages.OTHER_LOOKS)[name](rng, posting.lines)
    return None if made is None else replace(posting, lines=made)
