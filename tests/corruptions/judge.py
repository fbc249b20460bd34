"""The bot at work on a run, and its events beside the truth."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.corruptions.generator import History, Posting, Step
from tests.corruptions.office import PARTICIPATING, PENDING, News
from tests.corruptions.sheets import sheet_bytes
from tests.factories import table_row
from watchers.diff.compare import compare
from watchers.diff.plausible import confirms, suspect
from watchers.model.agreement import ListKind, Publication, Roll, Workbook
from watchers.model.event import Event, EventKind
from watchers.model.register import Register, Suspicion
from watchers.model.second_look import SecondLook
from watchers.names.normalise import normalise
from watchers.xlsx.read import Table, read_table

JUDGED = (EventKind.SIGNED, EventKind.WITHDRAWN, EventKind.PENDING, EventKind.PENDING_DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that the bot said wrongly or did not say: what, about whom, and its reason."""

    kind: str
    about: str
    because: str = ""


@dataclass(slots=True)
class Verdict:
    """What came of one run, by kind of event: true ones, those found, those that were false."""

    true: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)

    def blame(self, kind: str, about: str, because: str = "") -> None:
        self.mistakes.append(Mistake(kind=kind, about=about, because=because))


@dataclass(slots=True)
class Bot:
    """The pipeline under test: lists to rolls, the broken ones held, the others taken into the record.

    Of a doubtful one only the losses wait: thinned by a slip, it looks as one that many have left.
    """

    verdict: Verdict
    through_workbooks: bool = False
    register: Register = field(default_factory=Register)
    held: dict[ListKind, Suspicion] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    subjects: dict[tuple[str, int], int] = field(default_factory=dict)  # by workbook and row
    last: dict[ListKind, tuple[Posting, str]] = field(default_factory=dict)
    shas: dict[tuple[ListKind, int], str] = field(default_factory=dict)
    shown: dict[str, set[int]] = field(default_factory=dict)  # the subjects on each workbook

    def look(self, step: Step, number: int) -> None:
        """Take in one publication, and look once more some hours later."""
        rolls: dict[ListKind, Roll] = {}
        for kind in ListKind:
            roll = self.read(step.postings[kind], number, step.at.date())
            if self.can_take(step.postings[kind], roll, rolls.get(PARTICIPATING) if kind is PENDING else None):
                rolls[kind] = roll
        self.take_in(
            Publication(observed_at=step.at, participating=rolls.get(PARTICIPATING), pending=rolls.get(PENDING))
        )
        again = step.at + timedelta(hours=5)
        self.take_in(Publication(observed_at=again, unchanged=frozenset(k for k in ListKind if k in rolls)))

    def take_in(self, publication: Publication) -> None:
        ids = {id_ for doubt in self.held.values() if not doubt.whole for id_ in doubt.fingerprint}
        outcome = compare(self.register, publication, SecondLook(), doubted=frozenset(ids))
        self.register = outcome.register
        self.events += outcome.events

    def can_take(self, posting: Posting, roll: Roll, beside: Roll | None) -> bool:
        """Whether the list passes, or says again what an earlier one was held for."""
        doubt = suspect(self.register, roll, expected=posting.kind, beside=beside)
        before = self.held.pop(posting.kind, None)
        passes = doubt is None or not doubt.whole or (before is not None and confirms(doubt, before))
        if doubt is not None and not (passes and doubt.whole):
            self.held[posting.kind] = doubt
        current = self.register.state_of(posting.kind).workbook
        # An old list is the record's own, where all that came after it was held.
        is_broken = posting.broken and not (current is not None and current.sha256 == roll.workbook.sha256)
        taken = "taken, its losses in doubt" if doubt is not None and not doubt.whole else "taken"
        outcome = ("broken" if is_broken else "sound", taken if passes else "held")
        self.verdict.lists[" and ".join(outcome)] += 1
        if outcome == ("sound", "held") and doubt:
            self.verdict.blame("a sound list held", doubt.rule, doubt.reason)
        if outcome == ("broken", "taken"):
            self.verdict.blame("a broken list taken", posting.broken)
        return passes

    def read(self, posting: Posting, number: int, day: date) -> Roll:
        """The posted rows as a Roll, through a real workbook or straight from the cells."""
        rows = tuple(
            table_row(line.cells, {f: u for f, u in line.links.items() if f in posting.columns}, number=at)
            for at, line in enumerate(posting.lines, 2)
        )
        table = Table(columns=posting.columns, rows=rows)
        name = f"{posting.kind}Agencies-{number if posting.again is None else posting.again}.xlsx"
        sha = self.sha_of(posting, number)
        if self.through_workbooks:
            table = read_table(sheet_bytes(posting, seed=sha), name=name)
        roll = normalise(table, Workbook(name=name, url=f"https://www.ice.gov/{name}", sha256=sha), observed_on=day)
        self.subjects |= {(sha, at): line.subject for at, line in enumerate(posting.lines, 2)}
        self.shown[sha] = {line.subject for line in posting.lines}
        return roll

    def sha_of(self, posting: Posting, number: int) -> str:
        """The same for the same rows as on the list before, and for an old file posted again; else another."""
        if posting.again is not None:
            return self.shas[posting.kind, posting.again]
        before = self.last.get(posting.kind)
        sha = hashlib.sha256(repr((posting, number)).encode()).hexdigest()
        if before is not None and before[0] == posting:
            sha = before[1]
        self.last[posting.kind] = posting, sha
        self.shas[posting.kind, number] = sha
        return sha


def run(history: History, *, through_workbooks: bool = False) -> Verdict:
    """Let the bot see a run, and judge what it said."""
    verdict = Verdict()
    bot = Bot(verdict=verdict, through_workbooks=through_workbooks)
    for number, step in enumerate(history.steps):
        bot.look(step, number)
    for kind in JUDGED:
        _judge(verdict, bot, history, kind)
    _judge_missing(verdict, bot)
    _judge_waits(verdict, bot, history)
    return verdict


def _judge(verdict: Verdict, bot: Bot, history: History, kind: EventKind) -> None:
    true = {news.subject: news for news in history.news if news.kind is kind}
    expected = {subject for subject, news in true.items() if _is_to_be_told(history, news)}
    said: dict[int, list[Event]] = defaultdict(list)
    for event in bot.events:
        if event.kind is kind:
            said[_subject(bot, event)].append(event)
    verdict.true[kind] += len(expected)
    verdict.found[kind] += len(expected & said.keys())
    for subject, events in said.items():
        for event in events[subject in true :]:
            verdict.false[kind] += 1
            verdict.blame(f"a false {kind}", _about(event), event.because)
    for subject in sorted(expected - said.keys()):
        others = [e for e in bot.events if _subject(bot, e) == subject]
        verdict.blame(f"a lost {kind}", _row(history, subject), "; ".join(f"{e.kind}: {e.because}" for e in others))


def _is_to_be_told(history: History, news: News) -> bool:
    """Not the coming of one that no sound list showed, nor its going; nor a going that a coming back undid."""
    shown = _sound_steps(history, _list_of(news.kind), news.subject)
    comes = news.kind in (EventKind.SIGNED, EventKind.PENDING)
    return any((number >= news.step) is comes for number in shown)


def _sound_steps(history: History, kind: ListKind, subject: int) -> list[int]:
    """The publications whose list of that kind is sound, and shows the agreement."""
    return [
        number
        for number, step in enumerate(history.steps)
        if not (posting := step.postings[kind]).broken and any(line.subject == subject for line in posting.lines)
    ]


def _list_of(kind: EventKind) -> ListKind:
    return PENDING if kind in (EventKind.PENDING, EventKind.PENDING_DROPPED) else PARTICIPATING


def _subject(bot: Bot, event: Event) -> int:
    """Whom an event is truly about: the row that shows it, or, of one that is gone, the row that last did."""
    gone = event.kind in (EventKind.WITHDRAWN, EventKind.PENDING_DROPPED, EventKind.MISSING)
    workbook, agreement = event.workbook, event.agreement
    if gone and event.before is not None and event.before_workbook is not None:
        workbook, agreement = event.before_workbook, event.before
    return bot.subjects[workbook.sha256, agreement.row]


def _judge_missing(verdict: Verdict, bot: Bot) -> None:
    """An agreement is told as missing though a row of the list shows it: not yet a false alarm, but near one."""
    for event in bot.events:
        if event.kind is EventKind.MISSING and _subject(bot, event) in bot.shown[event.workbook.sha256]:
            verdict.false[event.kind] += 1
            verdict.blame("a false missing", _about(event), event.because)


def _judge_waits(verdict: Verdict, bot: Bot, history: History) -> None:
    """Of the signings whose waiting a sound pending list had shown, how many the bot knows to have waited."""
    waited = {signed for signed, waiting in history.signed_from.items() if _sound_steps(history, PENDING, waiting)}
    known = {_subject(bot, e) for e in bot.events if e.kind is EventKind.SIGNED and "pending" in e.because}
    verdict.true["pending, then signed"] += len(waited)
    verdict.found["pending, then signed"] += len(known & waited)


def _about(event: Event) -> str:
    a = event.before or event.agreement
    return f"{a.state} | {a.agency} | {a.model} | {a.county} | {a.signed or a.printed.signed}"


def _row(history: History, subject: int) -> str:
    for step in history.steps:
        for posting in step.postings.values():
            for line in posting.lines:
                if line.subject == subject:
                    c = line.cells
                    return f"{c['state']} | {c['agency']} | {c['model']} | {c.get('county')} | {c.get('signed')}"
    return "a row that no list shows"


def merged(verdicts: Iterator[Verdict]) -> Verdict:
    """The sum of many runs."""
    total = Verdict()
    for verdict in verdicts:
        for name in ("true", "found", "false", "lists"):
            getattr(total, name).update(getattr(verdict, name))
        total.mistakes += verdict.mistakes
    return replace(total)
