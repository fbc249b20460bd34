"""The bot at work on a run, and its events beside the truth, kind by kind."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.corruptions.lines import PARTICIPATING, PENDING, History, Line, News, Posting, Step
from tests.corruptions.office import ORDINARY
from tests.corruptions.sheets import Places, sheet_bytes
from tests.factories import table_row
from watchers.diff.intake import PostedFile, take_in
from watchers.model.agreement import Agreement, ListKind, Workbook
from watchers.model.event import Event, EventKind
from watchers.model.register import Hold, Register
from watchers.model.second_look import SecondLook
from watchers.model.table import Table
from watchers.table.read import read_table

JUDGED = (EventKind.SIGNED, EventKind.WITHDRAWN, EventKind.PENDING, EventKind.PENDING_DROPPED)
LATE = 2
"""News is late where this many sound lists that show it went by before anything was said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something that the bot said wrongly, late or not: `what` ("false signed"), of which kind, about whom, and why."""

    what: str
    kind: str
    about: str
    because: str = ""


@dataclass(slots=True)
class Verdict:
    """What came of some runs: counts by (kind, what), and every mistake."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)

    def count(self, what: str, kind: str = "") -> int:
        """How often; over all kinds where none is given."""
        return sum(n for (k, w), n in self.counts.items() if w == what and kind in ("", k))

    def add(self, other: "Verdict") -> None:
        self.counts.update(other.counts)
        self.mistakes += other.mistakes


@dataclass(slots=True)
class Bot:
    """The pipeline under test: two files a look into the record, and what was said at which publication."""

    through_workbooks: bool = False
    register: Register = field(default_factory=Register)
    holds: dict[ListKind, Hold] = field(default_factory=dict)
    events: list[tuple[int, Event]] = field(default_factory=list)
    shown: dict[str, Posting] = field(default_factory=dict)  # by the workbook's hash
    shas: dict[tuple[ListKind, int], str] = field(default_factory=dict)
    places: dict[str, Places] = field(default_factory=dict)  # where the lines of a real workbook stand

    def look(self, step: Step, number: int) -> tuple[list[Posting], list[Posting]]:
        """Take in one publication, and look once more some hours later.

        The postings of which nothing was taken in, and those of which at least the losses were held.
        """
        files = [self._file(step.postings[kind], number) for kind in ListKind]
        self._take_in(files, step.at, number)
        doubted = {hold.suspicion.workbook.sha256: hold.is_whole for hold in self.holds.values()}
        self._take_in(files, step.at + timedelta(hours=5), number)
        postings = [(self.shown[sha], doubted[sha]) for f in files if (sha := f.workbook.sha256) in doubted]
        return [posting for posting, whole in postings if whole], [posting for posting, _ in postings]

    def _take_in(self, files: list[PostedFile], at: datetime, number: int) -> None:
        took = take_in(self.register, self.holds, files, at=at, rules=SecondLook(), read=self._read)
        self.register, self.holds = took.outcome.register, dict(took.holds)
        self.events += [(number, event) for event in took.outcome.events]

    def _file(self, posting: Posting, number: int) -> PostedFile:
        said = number if posting.again is None else posting.again
        name = f"{posting.kind}Agencies-{said}.xlsx"
        sha = hashlib.sha256((repr(posting.lines) + posting.sheet).encode()).hexdigest()
        if posting.again is not None:
            sha = self.shas[posting.kind, posting.again]
        self.shas[posting.kind, number] = sha
        self.shown[sha] = posting
        return PostedFile(
            workbook=Workbook(name=name, url=f"https://www.ice.gov/{name}", sha256=sha), expected=posting.kind
        )

    def _read(self, workbook: Workbook) -> Table:
        """The posted rows, through a real workbook or straight from the cells."""
        posting = self.shown[workbook.sha256]
        if self.through_workbooks or posting.sheet:
            content, self.places[workbook.sha256] = sheet_bytes(posting, seed=workbook.sha256)
            return read_table(content, name=workbook.name)
        rows = tuple(
            table_row(line.cells, {f: u for f, u in line.links.items() if f in posting.columns}, number=at)
            for at, line in enumerate(posting.lines, 2)
        )
        return Table(columns=posting.columns, rows=rows)

    def subject_of(self, event: Event) -> int:
        """Whom an event is truly about: the row that shows it, or, of one that is gone, the row that last did."""
        gone = event.kind in (EventKind.WITHDRAWN, EventKind.PENDING_DROPPED, EventKind.MISSING)
        workbook, agreement = event.workbook, event.agreement
        if gone and event.before is not None and event.before_workbook is not None:
            workbook, agreement = event.before_workbook, event.before
        return self.row(workbook, agreement)

    def row(self, workbook: Workbook, agreement: Agreement) -> int:
        """The agreement that a row of a workbook truly is."""
        places = self.places.get(workbook.sha256, {})
        return self.shown[workbook.sha256].lines[places.get((agreement.tab, agreement.row), agreement.row - 2)].subject


def run(history: History, *, through_workbooks: bool = False) -> Verdict:
    """Let the bot see a run, and judge what it said."""
    judge = _Judge(history, Bot(through_workbooks=through_workbooks))
    for number, step in enumerate(history.steps):
        judge.lists(step, number)
    judge.news()
    judge.missing()
    judge.plays()
    return judge.verdict


class _Judge:
    def __init__(self, history: History, bot: Bot) -> None:
        self.history, self.bot = history, bot
        self.verdict = Verdict()
        self._flawed: set[int] = set()
        self._held_for = ""

    def lists(self, step: Step, number: int) -> None:
        """Show the bot a publication; which of its lists it held."""
        known = {kind: book.sha256 for kind in ListKind if (book := self.bot.register.state_of(kind).workbook)}
        held, doubted = self.bot.look(step, number)
        tried = self.history.tried.get(number) or self._held_for or ORDINARY  # one hold goes on over the next lists
        self._held_for = ""
        for posting in step.postings.values():
            if posting.broken:
                self.verdict.counts[posting.way, "plays"] += 1
                # An old list is the record's own, where all that came after it was held.
                self.verdict.counts[posting.way, "right"] += posting in doubted
                if posting not in doubted and self.bot.shas[posting.kind, number] != known.get(posting.kind):
                    self._blame("broken taken", posting.way, f"publication {number}")
            elif posting in held:
                kind = self._held_for = tried if tried != ORDINARY else posting.way or ORDINARY
                hold = self.bot.holds.get(posting.kind)
                because = f"{hold.suspicion.rule}: {hold.suspicion.reason}" if hold else "until five hours later"
                self._blame("held", kind, f"publication {number}", because)
            elif posting.way:
                self.verdict.counts.update({(posting.way, "plays"): 1, (posting.way, "right"): 1})

    def news(self) -> None:
        """The events of the four kinds beside the news."""
        said: dict[tuple[EventKind, int], list[tuple[int, Event]]] = defaultdict(list)
        for number, event in self.bot.events:
            subject = self.bot.subject_of(event)
            said[event.kind, subject].append((number, event))
            if event.kind is EventKind.POSSIBLY_RENAMED and event.before is not None and event.before_workbook:
                self.verdict.counts[self.history.kind_of[subject], "open"] += 1
                gone = self.bot.row(event.before_workbook, event.before)
                said[event.kind, gone].append((number, event))
        true: dict[tuple[EventKind, int], News] = {(n.kind, n.subject): n for n in self.history.news}
        for (kind, subject), events in said.items():
            news = true.get((kind, subject))
            right = [e for e in events if news is not None and e[0] >= news.step][:1]
            for number, event in events if kind in JUDGED else ():
                if all(event is not e for _, e in right):
                    self._wrong(f"false {kind}", subject, event, number)
        for (kind, subject), news in true.items():
            if (first := self._first_to_be_seen(news)) is not None:
                told = [n for n, _ in said[kind, subject] if n >= news.step]
                hints = (EventKind.MISSING, EventKind.POSSIBLY_RENAMED)
                self._count(news, first, told, [n for hint in hints for n, _ in said[hint, subject] if n >= news.step])

    def _count(self, news: News, first: int, told: list[int], hinted: list[int]) -> None:
        kind = self.history.kind_of[news.subject]
        self.verdict.counts[kind, f"true {news.kind}"] += 1
        if not told:
            others = [e for _, e in self.bot.events if self.bot.subject_of(e) == news.subject]
            because = "; ".join(f"{e.kind}: {e.because}" for e in others)
            self._blame(f"lost {news.kind}", kind, self._row(news.subject), because, news.subject)
        elif min([*told, *hinted]) - first > LATE and news.kind is not EventKind.PENDING_DROPPED:
            self._blame("late", kind, self._row(news.subject), f"{news.kind}: {min(told) - first} lists", news.subject)

    def _first_to_be_seen(self, news: News) -> int | None:
        """The first publication that shows the news soundly; None where none does, or the next ones take it back."""
        list_kind = PENDING if news.kind in (EventKind.PENDING, EventKind.PENDING_DROPPED) else PARTICIPATING
        comes = news.kind in (EventKind.SIGNED, EventKind.PENDING)
        sound = [n for n, step in enumerate(self.history.steps) if not step.postings[list_kind].broken]
        lists = {n: self.history.steps[n].postings[list_kind].lines for n in sound if n >= news.step}
        shown = [n for n, lines in lists.items() if any(line.subject == news.subject for line in lines)]
        if comes:
            return min(shown, default=None)
        was_on = any(line.subject == news.subject for n in sound if n < news.step for line in self._lines(n, list_kind))
        return min(lists) if was_on and lists and not any(n < news.step + 6 for n in shown) else None

    def _lines(self, number: int, kind: ListKind) -> tuple[Line, ...]:
        return self.history.steps[number].postings[kind].lines

    def missing(self) -> None:
        """An agreement is told as missing though a row of the list shows it: not yet a false alarm, but near one."""
        for number, event in self.bot.events:
            if event.kind is EventKind.MISSING:
                subject = self.bot.subject_of(event)
                if any(line.subject == subject for line in self.bot.shown[event.workbook.sha256].lines):
                    self._wrong("false missing", subject, event, number)

    def plays(self) -> None:
        """How many plays of each kind there were, and how many without a mistake."""
        for number, kind in enumerate(self.history.plays):
            self.verdict.counts[kind, "plays"] += 1
            self.verdict.counts[kind, "right"] += number not in self._flawed

    def _wrong(self, what: str, subject: int, event: Event, number: int) -> None:
        posting = self.history.steps[number].postings[event.list]
        kind = self.history.kind_of[subject]
        if kind == ORDINARY and (posting.broken or posting.sheet):
            kind = posting.way
        a = event.before or event.agreement
        about = f"{a.state} | {a.agency} | {a.county} | {a.model} | {a.printed.signed}"
        self._blame(what, kind, about, event.because, subject)

    def _blame(self, what: str, kind: str, about: str, because: str = "", subject: int = -1) -> None:
        self.verdict.counts[kind, what] += 1
        self.verdict.mistakes.append(Mistake(what=what, kind=kind, about=about, because=because))
        self._flawed.add(self.history.play_of.get(subject, -1))

    def _row(self, subject: int) -> str:
        lines = (ln for s in self.history.steps for p in s.postings.values() for ln in p.lines)
        found = next((line for line in lines if line.subject == subject), None)
        return " | ".join(found.cells.values()) if found else "a row that no list shows"
