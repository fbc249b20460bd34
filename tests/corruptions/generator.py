"""ICE at work: a spreadsheet that changes from publication to publication, with true news and with slips.

What is out of scope, since no reader of the lists alone could tell it:

- a row whose name, date and document (or county) are changed together: each row has one slip at a time, in one of the
  things that tell it, and none while an earlier one is being mended;
- an agency that comes with the signing date, county and model of one that leaves, and a name that shares its place
  (that is what a relabelled row looks like);
- an agency of the same name in another state, under the same signing date (a row moved to its right state);
- a pending row moved to another state: the pending list has no date to tell by;
- a list broken in one way twice in a row: what two files say is ICE's word.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.corruptions import breakages
from tests.corruptions.bases import Base
from tests.corruptions.business import do_business
from tests.corruptions.lines import COLUMNS, Line, pick, read
from tests.corruptions.office import PARTICIPATING, PENDING, Ice, News, make_slips, mend
from watchers.model.agreement import ListKind

_WASHINGTON = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One list as ICE posts it behind its link. `broken` says what must make it held, "" where it is sound.

    `lines` are the rows in order, `columns` what the table has; `again` is the step whose file is posted again.
    """

    kind: ListKind
    lines: tuple[Line, ...]
    columns: tuple[str, ...]
    broken: str = ""
    again: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One publication: when it is seen, and what is behind each of the two links."""

    at: datetime
    postings: dict[ListKind, Posting]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The publications of one run, the first being the baseline, and the truth about them."""

    steps: tuple[Step, ...]
    news: tuple[News, ...]
    corruptions: Counter[str]
    signed_from: dict[int, int]


def history(rng: Random, base: Base, *, publications: int = 9) -> History:
    """A run: the base, publications with news and slips, and two late ones in which all is mended."""
    ice = Ice(
        rng=rng,
        day=base.day,
        lists={PARTICIPATING: list(base.participating), PENDING: list(base.pending)},
        truth={line.subject: read(line, day=base.day) for line in (*base.participating, *base.pending)},
    )
    at = datetime(base.day.year, base.day.month, base.day.day, 9, tzinfo=_WASHINGTON)
    steps = [Step(at=at, postings={kind: _sound(ice, kind) for kind in ListKind})]
    for number in range(1, publications):
        ice.step, at = number, _next_time(rng, at)
        ice.day = at.date()
        is_last = number >= publications - 2
        if is_last:
            at += timedelta(days=9)
        else:
            do_business(ice)
            make_slips(ice)
        mend(ice, everything=is_last)
        steps.append(Step(at=at, postings=_post(ice, steps, is_last=is_last)))
    return History(steps=tuple(steps), news=tuple(ice.news), corruptions=ice.corruptions, signed_from=ice.signed_from)


def _next_time(rng: Random, at: datetime) -> datetime:
    """The next afternoon or morning, or one a day or two later."""
    later = at + timedelta(hours=rng.choice((7, 17, 24, 24, 31, 48)))
    return later.replace(hour=rng.choice((9, 10)) if later.hour < 13 else rng.choice((15, 16)))


def _sound(ice: Ice, kind: ListKind) -> Posting:
    return Posting(kind=kind, lines=tuple(ice.lists[kind]), columns=COLUMNS[kind])


def _post(ice: Ice, earlier: list[Step], *, is_last: bool) -> dict[ListKind, Posting]:
    """The two lists as they are posted: as the spreadsheet has them, or spoilt on the way."""
    rng = ice.rng
    sound = {kind: _sound(ice, kind) for kind in ListKind}
    if is_last:
        return sound
    chance = rng.random()
    if chance < 0.03:
        ice.corruptions["lists swapped"] += 1
        return {
            kind: replace(sound[other], kind=kind, broken="lists swapped")
            for kind, other in ((PARTICIPATING, PENDING), (PENDING, PARTICIPATING))
        }
    if chance < 0.15:
        sound[PARTICIPATING] = _spoil(ice, sound[PARTICIPATING], earlier)
    elif chance < 0.30:
        name = rng.choice(sorted(breakages.OTHER_LOOKS))
        lines = breakages.OTHER_LOOKS[name](rng, sound[PARTICIPATING].lines)
        if lines is not None:
            ice.corruptions[name] += 1
            sound[PARTICIPATING] = replace(sound[PARTICIPATING], lines=lines)
    elif chance < 0.45:
        sound[PARTICIPATING] = _lose_for_once(ice, sound[PARTICIPATING], earlier)
    return sound


def _spoil(ice: Ice, posting: Posting, earlier: list[Step]) -> Posting:
    """A list that must be held."""
    names = [*sorted(breakages.BREAKAGES), "an old list again", "a column gone"]
    name = ice.rng.choice([name for name in names if name != earlier[-1].postings[PARTICIPATING].broken])
    if name == "an old list again":
        older = [n for n, s in enumerate(earlier[:-1]) if not s.postings[PARTICIPATING].broken]
        again = pick(ice.rng, older)
        if again is None or earlier[again].postings[PARTICIPATING].lines == earlier[-1].postings[PARTICIPATING].lines:
            return posting
        ice.corruptions[name] += 1
        return replace(earlier[again].postings[PARTICIPATING], broken=name, again=again)
    if name == "a column gone":
        gone = ice.rng.choice(("county", "signed", "moa", "level"))
        spoilt = replace(
            posting,
            columns=tuple(c for c in posting.columns if c != gone),
            lines=tuple(replace(ln, cells={f: t for f, t in ln.cells.items() if f != gone}) for ln in posting.lines),
        )
        ice.corruptions[name] += 1
        return replace(spoilt, broken=name)
    lines = breakages.BREAKAGES[name](ice.rng, posting.lines)
    if lines is None:
        return posting
    ice.corruptions[name] += 1
    return replace(posting, lines=lines, broken=name)


def _lose_for_once(ice: Ice, posting: Posting, earlier: list[Step]) -> Posting:
    """Rows left out by mistake, and back on the next list. Only those that the list before had."""
    before = {line.subject for line in earlier[-1].postings[PARTICIPATING].lines}
    lost = {line.subject for line in ice.rng.sample(posting.lines, 2) if line.subject in before}
    ice.corruptions["row left out once"] += len(lost)
    return replace(posting, lines=tuple(line for line in posting.lines if line.subject not in lost))
