"""One poll: ask ICE, compare, record events and owed messages in one write. Reads as a sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from bot.config.model import Config
from bot.outgoing.operators import Found as Finding
from bot.outgoing.operators import Notice, Trouble, begin, end, gathered, owe_notices, tell, untold_since
from bot.outgoing.pending_list import list_news
from bot.outgoing.send import Outgoing, Sent
from bot.poll.clock import ahead_of, bring_back, clock_differs, left_by_digests
from bot.poll.remarks import hold_sentence, model_notices, named_newly, remarked, stated_now, totals_now
from bot.poll.source_health import blind, lost, not_there, regained, sentence_of, silence
from notifiers.text.ap_style import count
from state.entries import ONLY, CatchUp, HeldList, ListRemarks, Removal, Restored, Update
from state.errors import StateError
from state.files.kept import Fetched as KeptWorkbook
from state.files.kept import WorkbookArchive
from state.files.last_poll import LastPollFile, looking_since
from state.store import Store
from watchers.errors import WatchError
from watchers.fetch.source import Fetched, FetchedFile, Source, Unchanged
from watchers.fetch.validators import SourceMarks
from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Model, Workbook
from watchers.model.event import Event
from watchers.model.register import Hold, Register, doubted, held_lists
from watchers.model.second_look import WAITING, later, next_look
from watchers.model.table import Tab

if TYPE_CHECKING:  # comparing and composing are loaded when there is something to compare: most polls find nothing new
    from notifiers.story.model import Story
    from watchers.diff.intake import Intake, PostedFile
    from watchers.fetch.validators import StatedTotals

_LONG_GAP = timedelta(days=3)


Polled = Unchanged | Fetched
"""What ICE was found to have; None in its place where nobody asked ICE."""


class Found(Enum):
    """How a poll ended."""

    NOTHING_NEW = "nothing new"
    BASELINE = "baseline"
    CHANGED = "changed"
    CONFIRMED = "confirmed"  # ICE's list is as it was, and the second look's time has come for something
    HELD = "held"


@frozen
class Checked:
    """What a poll found. `events` are recorded, `alerts` owed; `holds` is what is held back now, `held` what newly is.

    `waiting` names the desks for whom events wait for their hour.

    `models` are those that ICE names for the first time, and that nobody knows.

    `caught_up` says that the events came from a gap after a backfill, and were recorded without telling anybody.
    """

    found: Found
    at: datetime
    events: tuple[Event, ...] = ()
    alerts: "tuple[Sent[Story], ...]" = ()
    waiting: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()
    held: tuple[Hold, ...] = ()
    caught_up: bool = False
    models: tuple[Model, ...] = ()


@dataclass(slots=True, kw_only=True)
class Checker:
    """What a poll needs: the config, where to look, where to record, and the time.

    `tries` is how long polls have to fail before the bot may call itself blind; nothing, where no other poll follows.
    """

    config: Config
    store: Store
    source: Source
    now: Callable[[], datetime]
    tries: timedelta = timedelta(0)
    archive: WorkbookArchive = field(init=False)
    last_poll: LastPollFile = field(init=False)
    received: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.archive = self.store.workbooks
        self.last_poll = self.store.polls()

    def check(self) -> Checked:
        """Poll once. Raises `WatchError` and `StateError`; all but the latter is recorded for the operators."""
        try:
            checked = self._check()
        except StateError:
            raise
        except Exception as error:
            self._note_failure(error)
            raise
        self._beat(_words(checked), good=True)
        return checked

    def mind_blindness(self) -> None:
        """Tell the operators once polls have failed for too long; to be asked between polls. Raises `StateError`."""
        at = self.now()
        if untold_since(self.store, Trouble.BLIND) is not None:
            last_poll = self.store.last_poll()
            tell(self.store, self.config, blind(self.store, last_poll, self.config, at=at, tries=self.tries), at=at)

    def _check(self) -> Checked:
        fetched = self.source.fetch(self.store.entry(SourceMarks) or SourceMarks())
        at = self.now()
        bring_back(self.store, self.config, self.last_poll, said_at=fetched.said_at, at=at)
        if isinstance(fetched, Unchanged):
            return self._look_again(at, stated_now(self.store, fetched.totals, at), fetched)
        posted = [_posted(file) for file in fetched.files]
        promised = frozenset({ListKind.PENDING}) if fetched.not_there else frozenset[ListKind]()
        tabs = {file.sha256: file.tabs for file in fetched.files}
        try:
            intake = self._take_in(
                posted, at, promised=promised, tabs=tabs, totals=fetched.totals, said_at=fetched.said_at
            )
        except WatchError:
            self._keep(fetched.files, passed_over=frozenset())  # for whoever looks into it
            raise
        self._keep(fetched.files, passed_over=self._kept_today(intake, at))
        stated = stated_now(self.store, fetched.totals, at)
        return self._record(intake, at, [fetched.marks, *stated], polled=fetched)

    def _keep(self, files: "Iterable[FetchedFile]", *, passed_over: frozenset[str]) -> None:
        for file in files:
            if file.content is not None and file.sha256 not in passed_over:
                self.archive.keep(file.content, sha256=file.sha256)

    def _kept_today(self, intake: "Intake", at: datetime) -> frozenset[str]:
        """The hashes of lists that repeat the rows of the one before, where such a copy was kept today already."""
        return frozenset(
            roll.workbook.sha256
            for roll in intake.same
            if (entry := self.store.entry(ListRemarks, roll.kind)) is not None and entry.kept == at.date()
        )

    def accept(self, workbook: Workbook) -> Checked:
        """Take a held workbook into the record on the operator's word, beside the other list as it stands.

        Two lists in each other's place are one matter: who accepts the one accepts the other.
        """
        from watchers.diff.intake import PostedFile

        at, holds = self.now(), self.store.holds()
        swapped = {h.suspicion.workbook.sha256 for h in holds.values() if h.suspicion.rule == "swapped"}
        accepted = frozenset({workbook.sha256} | (swapped if workbook.sha256 in swapped else set()))
        posted = [PostedFile(workbook=workbook, expected=None), *self._known()]
        for kind, hold in holds.items():
            if hold.suspicion.workbook.sha256 != workbook.sha256:
                posted.append(PostedFile(workbook=hold.suspicion.workbook, expected=kind))
        return self._record(self._take_in(posted, at, accepted=accepted), at, [], polled=None)

    def _take_in(
        self,
        posted: "Iterable[PostedFile]",
        at: datetime,
        *,
        accepted: frozenset[str] = frozenset(),
        promised: frozenset[ListKind] = frozenset(),
        tabs: "Mapping[str, Sequence[Tab]] | None" = None,
        totals: "StatedTotals | None" = None,
        said_at: datetime | None = None,
    ) -> "Intake":
        from watchers.diff.intake import take_in
        from watchers.table.read import read_table

        stated = totals_now(self.store, totals)
        return take_in(
            self.store.register(),
            self.store.holds(),
            posted,
            at=at,
            rules=later(self.config.second_look, ahead_of(said_at, at)),
            read=lambda book: read_table(
                (tabs or {}).get(book.sha256) or self.archive.read(book.sha256), name=book.name
            ),
            accepted=accepted,
            promised=promised,
            stated=stated.agreements if stated is not None else None,
        )

    def _look_again(self, at: datetime, stated: Sequence[Update], polled: Polled) -> Checked:
        """ICE posted nothing. Time alone may have confirmed that something stays gone."""
        notices, updates = self._notices_of(at, self.store.register(), polled=polled)
        holds = self.store.holds()
        rules = later(self.config.second_look, ahead_of(polled.said_at, at))
        due = next_look(self.store.standing_as(WAITING), rules, doubted(holds))
        if due is None or due > at or held_lists(holds):
            news = list_news(self.store, self.store.register(), self.config, at)
            if notices or updates or news.updates or stated:
                owed = [*news.owed, *owe_notices(notices, config=self.config, at=at)]
                self.store.commit(entries=[*updates, *news.updates, *stated], owed=owed)
            found = Found.HELD if held_lists(holds) else Found.NOTHING_NEW
            return Checked(found=found, at=at, holds=tuple(holds.values()))
        return self._record(self._take_in(self._known(), at, said_at=polled.said_at), at, stated, polled=polled)

    def _known(self) -> "list[PostedFile]":
        """The lists as they stand in the record, without one that ICE links no more."""
        from watchers.diff.intake import PostedFile

        states = {kind: self.store.register().state_of(kind) for kind in ListKind}
        return [
            PostedFile(workbook=state.workbook, expected=kind)
            for kind, state in states.items()
            if state.workbook is not None and state.absent_since is None
        ]

    def _record(self, intake: "Intake", at: datetime, updates: Sequence[Update], *, polled: Polled | None) -> Checked:
        from bot.outgoing.alerts import alerts_for, with_corrections

        outcome, register = intake.outcome, intake.outcome.register
        events = with_corrections(outcome.events, self.store)
        catching_up = self.is_catching_up(at) and bool(intake.rolls)
        restored = self.store.entry(Restored) is not None
        out = (
            Outgoing()
            if catching_up
            else alerts_for(events, config=self.config, store=self.store, register=register, at=at, unsure=restored)
        )
        notices, over = self._notices_of(at, register, intake, polled=polled)
        news = list_news(self.store, register, self.config, at)
        before = self.store.register()
        models = named_newly(before, register)
        self.store.commit(
            standings=outcome.changed,
            forget=outcome.forgotten,
            participating=None if register.participating == before.participating else register.participating,
            pending=None if register.pending == before.pending else register.pending,
            events=events,
            owed=[
                *out.owed,
                *news.owed,
                *owe_notices([*notices, *model_notices(models)], config=self.config, at=at),
            ],
            entries=[
                *updates,
                *over,
                *news.updates,
                *out.updates,
                *left_by_digests(self.store, events, at),
                *_caught_up(intake),
                *map(HeldList.of, intake.held),
                Removal(kind=Restored, id=ONLY),
            ],
            workbooks=[KeptWorkbook(workbook=r.workbook, list=r.kind, fetched_at=at) for r in intake.rolls],
            holds={kind: intake.holds.get(kind) for kind in ListKind},
        )
        return Checked(
            found=_found(intake, polled),
            at=at,
            events=events,
            alerts=out.sent,
            waiting=out.waiting,
            holds=tuple(intake.holds.values()),
            held=intake.held,
            caught_up=catching_up and bool(events),
            models=tuple(models),
        )

    def is_catching_up(self, at: datetime) -> bool:
        """Whether this is the first poll after a backfill that ended long ago: all since then is no news of today."""
        backfill = self.store.entry(CatchUp)
        return backfill is not None and at - backfill.until > _LONG_GAP

    def _notices_of(
        self, at: datetime, register: Register, intake: "Intake | None" = None, *, polled: Polled | None
    ) -> tuple[list[Notice], list[Update]]:
        """The notices that this poll's success ends or begins, and what to commit with them."""
        found: list[Finding] = []
        held = ListKind.PARTICIPATING in held_lists(self.store.holds() if intake is None else intake.holds)
        if polled is not None:
            found += regained(self.store, before=self.last_poll.last, at=at)
            found += clock_differs(self.store, polled.said_at, at=at)
            found += not_there(self.store, polled.not_there, self.config, at=at)
            looking = looking_since(self.last_poll.last, at)
            found += silence(self.store, register, self.config, is_held=held, looking=looking, at=at)
        totals = None if polled is None or held else totals_now(self.store, polled.totals)
        found += remarked(self.store, intake, register, totals, at=at)
        if intake is not None:
            found += [
                begin(self.store, f"hold {hold.suspicion.list}", hold_sentence(hold), at=at, tell=is_told)
                for hold, is_told in _first_of_swapped(intake.held)
            ]
            found += [
                end(self.store, f"hold {kind}", at=at, how="The newest was a sane one, or you accepted it.")
                for kind in intake.released
            ]
        return gathered(found)

    def _note_failure(self, error: Exception) -> None:
        """Note a poll that failed, and tell the operators of what won't pass by itself."""
        at = self.now()
        tell(self.store, self.config, lost(self.store, error, before=self.last_poll.last, at=at), at=at)
        self._beat(sentence_of(error), good=False)
        self.mind_blindness()

    def _beat(self, outcome: str, *, good: bool) -> None:
        received, self.received = self.source.received - self.received, self.source.received
        self.last_poll.note(at=self.now(), outcome=outcome, good=good, received=received)


def _first_of_swapped(held: Iterable[Hold]) -> Iterator[tuple[Hold, bool]]:
    """The holds, and whether each is to be told: two lists in each other's place are one matter."""
    met = False
    for hold in held:
        is_swapped = hold.suspicion.rule == "swapped"
        yield hold, not (is_swapped and met)
        met |= is_swapped


def _posted(file: FetchedFile) -> "PostedFile":
    from watchers.diff.intake import PostedFile

    book = Workbook(name=file.name, url=file.url, sha256=file.sha256, modified=file.modified)
    return PostedFile(workbook=book, expected=file.expected)


def _caught_up(intake: "Intake") -> list[Removal]:
    """The gap is behind us once ICE's list of today is in the record; while that is held, it is still before us."""
    return [] if ListKind.PARTICIPATING in held_lists(intake.holds) else [Removal(kind=CatchUp, id=ONLY)]


def _found(intake: "Intake", polled: Polled | None) -> Found:
    if intake.outcome.baseline and not intake.outcome.events:
        return Found.BASELINE
    if isinstance(polled, Unchanged) and intake.outcome.events:
        return Found.CONFIRMED
    if intake.outcome.events or (intake.rolls and not isinstance(polled, Unchanged)):
        return Found.CHANGED
    return Found.HELD if held_lists(intake.holds) else Found.NOTHING_NEW


def _words(checked: Checked) -> str:
    return f"{checked.found.value}, {count(len(checked.events), 'event')}" if checked.events else checked.found.value
