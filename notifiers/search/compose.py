"""An answer to a question, once for every channel: values without markup, which a channel only lays out."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifiers.language.language import Language
from notifiers.story.model import Link
from notifiers.text.safe import web_url
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.register import ON_LIST, Stand, Standing
from watchers.search.model import Finding, FoundAgency

MOST_TOLD_WHOLE = 4
"""Agencies that are told with their history and documents; of more, each has what it holds now."""
_MOST_NAMES = 3


@frozen
class Entry:
    """One agency: its name, what is to be said of it, a line each, and links. `history` has what happened to it."""

    name: str
    lines: tuple[str, ...]
    history: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@frozen
class Group:
    """Agencies under a heading; "" for those that were asked about."""

    heading: str
    entries: tuple[Entry, ...]


@frozen
class Answer:
    """`lines` come first: what is not on the list, the state's figures; `notes` last: what the answer is worth.

    `history` heads what happened to an agency.
    """

    lines: tuple[str, ...]
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    history: str


def answer(found: Finding, zone: ZoneInfo, language: Language, *, most: int | None = None) -> Answer:
    """What to say of a finding, its days those of `zone`. At most so many agencies are shown of those asked about."""
    tell = _Telling(found, zone, language)
    if found.searched.participating.workbook is None:
        return Answer(lines=(language.search.NOTHING_KNOWN,), groups=(), notes=(), history=language.search.HISTORY)
    return Answer(
        lines=tuple(tell.lines()),
        groups=tuple(tell.groups(most)),
        notes=tuple(tell.notes(most)),
        history=language.search.HISTORY,
    )


class _Telling:
    """One finding on one clock, in one language."""

    def __init__(self, found: Finding, zone: ZoneInfo, language: Language) -> None:
        self._found, self._zone, self._words = found, zone, language.search
        self._list = found.searched.participating
        self._begins = self._day(self._list.baseline_at)

    def _day(self, at: datetime | None) -> date | None:
        return at.astimezone(self._zone).date() if at is not None else None

    def _list_of(self) -> date:
        day = self._day(self._list.current_since)
        assert day is not None  # noqa: S101 - a list that has a workbook has been current since some time
        return day

    def lines(self) -> Iterator[str]:
        found = self._found
        if found.read_as is not None:
            yield self._words.read_as(found.read_as)
        if not found.question.words and found.question.state is not None:
            yield from self.state_lines(found.question.state)
            return
        if not found.agencies and (not found.absent or found.names_office):
            yield self._not_listed(self._words.asked_for(found.question.words, found.question.state))
        elif found.absent:
            yield self._not_listed(self._words.places(found.absent, found.question.words))
        if not found.agencies and not found.absent:
            yield self._words.no_such_place(found.question.state, found.elsewhere)

    def _not_listed(self, what: str) -> str:
        return self._words.not_listed(what, self._list_of(), self._begins)

    def state_lines(self, state: str) -> Iterator[str]:
        tally, part = self._found.tally, self._found.coverage
        yield self._words.state_head(state, tally.agreements, tally.agencies, tally.pending)
        for kind, agencies in part.agencies.items():
            yield self._words.kind_line(kind, agencies, part.agreements[kind])
        if part.sheriffs and part.counties:
            yield self._words.sheriffs_share(state, part.sheriffs, part.counties)

    def groups(self, most: int | None) -> Iterator[Group]:
        found = self._found
        whole = len(found.agencies) <= MOST_TOLD_WHOLE
        for heading, agencies in (
            ("", found.agencies[:most]),
            (self._words.NEAR, found.near),
            (self._words.beside(found.county) if found.county else "", found.beside),
        ):
            if agencies:
                yield Group(
                    heading=heading, entries=tuple(self._entry(a, whole=whole and not heading) for a in agencies)
                )

    def _entry(self, agency: FoundAgency, *, whole: bool) -> Entry:
        shown = [s for s in agency.standings if whole or s.stand in ON_LIST] or agency.standings
        name = self._words.agency(agency.name, agency.county, agency.state)
        lines = [self._standing(s) for s in shown]
        if not whole:
            return Entry(name=name, lines=tuple(lines))
        if agency.former:
            lines.append(self._words.formerly(agency.former[:_MOST_NAMES]))
        return Entry(name=name, lines=tuple(lines), history=self._history(agency), links=self._links(shown))

    def _standing(self, s: Standing) -> str:
        a = s.agreement
        since = self._day(s.first_seen) if s.first_seen != self._list.baseline_at else None
        missing = self._day(s.missing_since)
        if s.stand is Stand.MISSING and missing is not None:
            return self._words.missing(a.model, s.list, missing)
        if s.stand not in ON_LIST:
            return self._words.gone(a.model, s.list, missing, a.signed)
        if s.list is ListKind.PENDING:
            return self._words.pending(a.model, self._day(s.first_seen))
        return self._words.listed(a.model, a.signed, since)

    def _history(self, agency: FoundAgency) -> tuple[str, ...]:
        return tuple(
            self._words.happened(e.observed_at.astimezone(self._zone).date(), e.kind, e.agreement.model, e.id)
            for e in agency.history
        )

    def notes(self, most: int | None) -> Iterator[str]:
        found, searched = self._found, self._found.searched
        hidden = len(found.agencies[most:]) if most is not None else 0
        if hidden:
            yield self._words.left_out(hidden)
        if not found.agencies and [place.is_county for place in found.absent] == [False]:
            yield self._words.towns_own(found.absent[0])
        if found.county is not None and not found.beside:
            yield self._words.none_beside(found.county, other=bool(found.agencies))
        if found.county is not None and found.placeless:
            yield self._words.placeless(found.placeless, found.county)
        yield from (self._words.held_back(kind) for kind in ListKind if kind in searched.held)
        absent = self._day(searched.pending.absent_since)
        if absent is not None and any(a.is_pending for a in (*found.agencies, *found.beside, *found.near)):
            yield self._words.pending_list_gone(absent)
        if self._list.workbook is not None:
            yield self._words.searched(self._list_of(), self._list.workbook.name)

    def _links(self, standings: Sequence[Standing]) -> tuple[Link, ...]:
        listed = [s.agreement for s in standings if s.list is ListKind.PARTICIPATING]
        return tuple(
            Link(text=f"{self._words.MOA}, {self._words.model(a.model)}", url=url)
            for a in listed
            if (url := web_url(a.moa)) is not None
        )
