"""ICE at work: a spreadsheet that changes from publication to publication, with true news and with slips.

What is out of scope, since no reader of the lists alone could tell it:

- a row whose name, date and document (or county) are changed together: each row has one slip at a time, in one of the
  things that tell it, and none while an earlier one is being mended;
- an agency that comes with the signing date, county and model of one that leaves, and a name that shares its place
  (that is what a relabelled row looks like);
- an agency of the same name in another state, under the same signing date (a row moved to its right state);
- a pending row moved to another state: the pending list has no date to tell by.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from tests.corruptions import breakages
from tests.corruptions.bases import Base, with_document
from tests.corruptions.dressings import DRESSINGS
from tests.corruptions.lines import COLUMNS, Line, could_be_one, pick, read, some_day_before
from tests.corruptions.newcomers import Newcomer, look_alikes, newcomers
from tests.corruptions.slips import SLIPS, name_respelt, slip_for
from watchers.agreement import Agreement, ListKind
from watchers.event import EventKind
from watchers.names import take_apart

PARTICIPATING, PENDING = ListKind.PARTICIPATING, ListKind.PENDING
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
class News:
    """What truly happened: `kind` to the agreement `subject`, first to be seen at publication `step`."""

    kind: EventKind
    subject: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The publications of one run, the first being the baseline, and the truth about them."""

    steps: tuple[Step, ...]
    news: tuple[News, ...]
    corruptions: Counter[str]
    signed_from: dict[int, int]


@dataclass(slots=True)
class Ice:
    """The office that keeps the spreadsheet."""

    rng: Random
    day: date
    lists: dict[ListKind, list[Line]]
    truth: dict[int, Agreement]  # every agreement that ever was on a list, as it truly is
    news: list[News] = field(default_factory=list)
    corruptions: Counter[str] = field(default_factory=Counter)
    slipped: set[int] = field(default_factory=set)  # each row has one slip in a run
    leaving_late: list[tuple[int, int]] = field(default_factory=list)  # pending rows that go after they have signed
    signed_from: dict[int, int] = field(default_factory=dict)
    step: int = 0

    def tell(self, kind: EventKind, subject: int) -> None:
        self.news.append(News(kind=kind, subject=subject, step=self.step))

    def clean(self, kind: ListKind) -> list[Line]:
        """The rows with nothing wrong, that nothing happened to yet."""
        return [ln for ln in self.lists[kind] if not ln.slip and not ln.is_double and ln.subject not in self.slipped]

    def put(self, kind: ListKind, old: Line, new: Line) -> None:
        self.lists[kind] = [new if line is old else line for line in self.lists[kind]]

    def take_off(self, kind: ListKind, subject: int) -> None:
        self.lists[kind] = [line for line in self.lists[kind] if line.subject != subject]

    def is_new(self, line: Line) -> bool:
        """Whether no agreement that ever was on a list could be meant by this row."""
        a = read(line, day=self.day)
        return all(not could_be_one(a, other) for other in self.truth.values())

    def enter(self, kind: ListKind, line: Line) -> Line:
        """Write a new row somewhere in the list."""
        subject = max(self.truth, default=-1) + 1
        entered = replace(line, subject=subject)
        self.truth[subject] = read(entered, day=self.day)
        self.lists[kind].insert(self.rng.randint(0, len(self.lists[kind])), entered)
        return entered


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
            _do_business(ice)
            _slip(ice)
        _mend(ice, everything=is_last)
        steps.append(Step(at=at, postings=_post(ice, steps, is_last=is_last)))
    return History(
        steps=tuple(steps), news=tuple(ice.news), corruptions=ice.corruptions, signed_from=ice.signed_from
    )


def _next_time(rng: Random, at: datetime) -> datetime:
    """The next afternoon or morning, or one a day or two later."""
    later = at + timedelta(hours=rng.choice((7, 17, 24, 24, 31, 48)))
    return later.replace(hour=rng.choice((9, 10)) if later.hour < 13 else rng.choice((15, 16)))


def _do_business(ice: Ice) -> None:
    """What truly happens: agencies sign, leave, switch models, apply, and give up applying."""
    rng = ice.rng
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        if leaver := pick(rng, ice.clean(PARTICIPATING)):
            _withdraw(ice, leaver)
    if rng.random() < 0.01:
        _leave_together(ice)
    states = sorted({a.state for a in ice.truth.values() if a.state})
    count = 60 if rng.random() < 0.01 else rng.choice((0, 0, 1, 2, 4, 8))
    for newcomer in islice(newcomers(rng, states, ice.day), count):
        _sign(ice, newcomer)
    for near in rng.sample(list(ice.truth.values()), 2):
        _sign_look_alike(ice, near)
    if rng.random() < 0.3 and (switcher := pick(rng, ice.clean(PARTICIPATING))):
        _withdraw(ice, switcher, how="model switch")
    _move_pending(ice, states)


def _withdraw(ice: Ice, leaver: Line, how: str = "") -> None:
    """An agreement ends; often one that looks like it is signed at the same time."""
    ice.take_off(PARTICIPATING, leaver.subject)
    ice.tell(EventKind.WITHDRAWN, leaver.subject)
    truth = ice.truth[leaver.subject]
    if how == "model switch":
        for near in look_alikes(ice.rng, truth, ice.day):
            if near.kind == "other model":
                _sign(ice, near, how)
    elif ice.rng.random() < 0.6:
        _sign_look_alike(ice, truth)


def _leave_together(ice: Ice) -> None:
    """A new law: all agencies of a state leave, and one list shows it."""
    state = ice.rng.choice(sorted({a.state for a in ice.truth.values() if a.state}))
    for subject in {ln.subject for ln in ice.lists[PARTICIPATING] if ice.truth[ln.subject].state == state}:
        ice.take_off(PARTICIPATING, subject)
        ice.tell(EventKind.WITHDRAWN, subject)
    ice.corruptions["(news) a state's agencies leave"] += 1


def _sign_look_alike(ice: Ice, near: Agreement) -> None:
    for newcomer in look_alikes(ice.rng, near, some_day_before(ice.rng, ice.day, within=4)):
        if _sign(ice, newcomer):
            return


def _sign(ice: Ice, newcomer: Newcomer, how: str = "") -> bool:
    if not ice.is_new(newcomer.line):
        return False
    line = ice.enter(PARTICIPATING, newcomer.line)
    ice.tell(EventKind.SIGNED, line.subject)
    ice.corruptions[f"(news) signs: {how or newcomer.kind}"] += 1
    if ice.rng.random() < 0.1:
        _make_slip(ice, PARTICIPATING, line)
    return True


def _move_pending(ice: Ice, states: list[str]) -> None:
    rng = ice.rng
    for subject in [s for s, step in ice.leaving_late if step <= ice.step]:
        ice.take_off(PENDING, subject)
    for newcomer in islice(newcomers(rng, states, ice.day), rng.choice((0, 0, 1, 3))):
        if ice.is_new(newcomer.line):
            kept = {f: t for f, t in newcomer.line.cells.items() if f in COLUMNS[PENDING]}
            line = ice.enter(PENDING, replace(newcomer.line, cells=kept, links={}))
            ice.tell(EventKind.PENDING, line.subject)
    waiting = [ln for ln in ice.clean(PENDING) if ln.subject not in {s for s, _ in ice.leaving_late}]
    rng.shuffle(waiting)
    signing = rng.choice((0, 1, 1, 2, 3))
    for line in waiting[:signing]:
        _sign_pending(ice, line)
    for line in waiting[signing : signing + (rng.random() < 0.3)]:
        ice.take_off(PENDING, line.subject)
        ice.tell(EventKind.PENDING_DROPPED, line.subject)


def _sign_pending(ice: Ice, waiting: Line) -> None:
    """A pending agency signs, at times under another spelling; its pending row goes now, or a list later."""
    signed = some_day_before(ice.rng, ice.day, within=4).isoformat()
    line = replace(waiting, cells=waiting.cells | {"signed": signed, "moa": "link pending", "addendum": ""}, links={})
    if ice.rng.random() < 0.3:
        line = name_respelt(ice.rng, line) or line
    entered = ice.enter(PARTICIPATING, line)
    ice.tell(EventKind.SIGNED, entered.subject)
    ice.signed_from[entered.subject] = waiting.subject
    ice.corruptions["(news) signs: was pending"] += 1
    ice.slipped.add(waiting.subject)
    if ice.rng.random() < 0.7:
        ice.take_off(PENDING, waiting.subject)
    else:
        ice.leaving_late.append((waiting.subject, ice.step + 1))


def _slip(ice: Ice) -> None:
    """Some rows get a slip, some a double, some are only dressed otherwise."""
    rng = ice.rng
    for kind, most in ((PARTICIPATING, 16), (PENDING, 2)):
        for line in ice.rng.sample(clean := ice.clean(kind), min(len(clean), rng.randint(0, most))):
            _make_slip(ice, kind, line)
    for line in rng.sample(clean := ice.clean(PARTICIPATING), min(len(clean), rng.randint(0, 2))):
        _double(ice, line)
    for kind, most in ((PARTICIPATING, 30), (PENDING, 3)):
        for line in rng.sample(lines := list(ice.lists[kind]), min(len(lines), rng.randint(0, most))):
            name = rng.choice(sorted(DRESSINGS))
            ice.put(kind, line, DRESSINGS[name](rng, line))
            ice.corruptions[f"dressed: {name}"] += 1
    unposted = [ln for ln in ice.clean(PARTICIPATING) if "moa" not in ln.links and ln.cells.get("signed")]
    for line in rng.sample(unposted, min(len(unposted), rng.randint(0, 4))):
        ice.put(PARTICIPATING, line, with_document(line))
        ice.corruptions["MOA posted"] += 1


def _make_slip(ice: Ice, kind: ListKind, line: Line) -> None:
    name = slip_for(ice.rng, kind)
    wrong = SLIPS[name](ice.rng, line)
    if wrong is None or _is_anothers(ice, kind, wrong, name):
        return
    ice.put(kind, line, replace(wrong, slip=name, clean=line))
    ice.slipped.add(line.subject)
    ice.corruptions[f"{name}{'' if kind is PARTICIPATING else ' (pending)'}"] += 1


def _is_anothers(ice: Ice, kind: ListKind, wrong: Line, slip: str) -> bool:
    """Whether the slip makes the row another agreement's that is, or was, on the list: then no reader could tell.

    A document must be its own row's to tell a relabelled one by.
    """
    if slip in ("relabelled, same document", "model wrong, same document"):
        links = [other.links.get("moa") for other in ice.lists[kind]]
        if links.count(wrong.links["moa"]) > 1:
            return True
    a = read(wrong, day=ice.day)
    return any(
        (a.state, a.model) == (b.state, b.model) and take_apart(a.agency).folded == take_apart(b.agency).folded
        for subject, b in ice.truth.items()
        if subject != wrong.subject
    )


def _double(ice: Ice, line: Line) -> None:
    """A second row for the same agreement: as it is, or with a slip of its own."""
    name = ice.rng.choice(("", "name mistyped", "name re-spelt", "county wrong", "date wrong"))
    again = SLIPS[name](ice.rng, line) if name else line
    if again is None or (name and _is_anothers(ice, PARTICIPATING, again, name)):
        return
    lines = ice.lists[PARTICIPATING]
    lines.insert(ice.rng.choice((lines.index(line) + 1, len(lines))), replace(again, is_double=True, slip="doubled"))
    ice.slipped.add(line.subject)
    ice.corruptions[f"doubled{', ' if name else ''}{name}"] += 1


def _mend(ice: Ice, *, everything: bool) -> None:
    """Slips of earlier lists are mended, some sooner, some at the end; news is never mended away."""
    for kind in ListKind:
        for line in list(ice.lists[kind]):
            if not line.slip or not (everything or ice.rng.random() < 0.15):
                continue
            if line.is_double:
                ice.lists[kind] = [other for other in ice.lists[kind] if other is not line]
            elif line.clean is not None:
                ice.put(kind, line, line.clean)


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
    name = ice.rng.choice([*sorted(breakages.BREAKAGES), "an old list again", "a column gone"])
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
    lost = {line.subject for line in ice.rng.sample(posting.lines, 3) if line.subject in before}
    ice.corruptions["row left out once"] += len(lost)
    return replace(posting, lines=tuple(line for line in posting.lines if line.subject not in lost))
