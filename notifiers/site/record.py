"""What a site is made of: the record as values, and what many pages ask of it, worked out once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import blake2b
from zoneinfo import ZoneInfo

from notifiers.site.agencies import Agency, agencies_of
from notifiers.site.law import Law
from notifiers.text.tongue import Tongue
from watchers.diff.totals import Counts, Tally, counted, counts_before, tally, tally_by_state, undone
from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Event
from watchers.model.register import Hold, Register
from watchers.names.places import UNKNOWN_STATE


@frozen
class PostedList:
    """A workbook, which list it was, and when the bot first had it; `is_kept`: whether a copy is there to be had."""

    workbook: Workbook
    list: ListKind
    seen: datetime
    is_kept: bool = True


@frozen
class About:
    """What the operator says of the site: its address (None: not published yet), whom to write to, and state law.

    `languages` are those that it is written in, English first.
    """

    page_url: str
    zone: ZoneInfo
    address: str | None = None
    contact: str = ""
    laws: tuple[Law, ...] = ()
    languages: tuple[Tongue, ...] = (Tongue.ENGLISH,)


@dataclass(frozen=True, kw_only=True)
class Record:
    """The record. `events` are all, oldest first, as they were recorded; `lists` oldest first.

    `holds` are the lists that are held back now, `held` those that ever were.

    `documents` are the kept copies of agreements that the site serves, by SHA-256; `pictured` those of them whose
    signatures can be shown.
    """

    register: Register
    events: tuple[Event, ...]
    lists: tuple[PostedList, ...]
    holds: tuple[Hold, ...] = ()
    held: tuple[Hold, ...] = ()
    about: About
    documents: frozenset[str] = frozenset()
    pictured: frozenset[str] = frozenset()

    @cached_property
    def marks(self) -> Sequence[str]:
        """What tells each event from any other, and from the same with another time."""
        return [f"{event.id}{_stamp(event.observed_at, event.observed_at.utcoffset())}\0" for event in self.events]

    @property
    def mark(self) -> str:
        """What tells the record from any other of which something else is to be said."""
        found = blake2b("".join(self.marks).encode("utf-8", "replace"), digest_size=16)
        for s in self.register.standings.values():
            place = f"{s.last_seen}|{s.workbook.sha256}|{s.workbook.name}|{s.agreement.row}"
            found.update(f"{self.standing_keys[s.id]}|{place}\0".encode("utf-8", "replace"))
        begun = (self.register.participating.baseline_at, self.register.pending.baseline_at)
        rest = (
            begun,
            self.lists,
            self.holds,
            self.held,
            self.about.laws,
            sorted(self.documents),
            sorted(self.pictured),
        )
        found.update(repr(rest).encode("utf-8", "replace"))
        return found.hexdigest()

    @cached_property
    def event_keys(self) -> Mapping[str, str]:
        """What an event's page depends on, by the event's id: the event, and what became of it."""
        found = dict(zip(self.by_id, self.marks, strict=True))
        for id_, later in self.followed_by.items():
            if id_ in found:
                found[id_] += "|".join(event.id for event in later)
        return found

    @cached_property
    def standing_keys(self) -> Mapping[str, str]:
        """What a page depends on of each agreement, by its id: not its row, which moves from list to list."""
        return {
            s.id: f"{s.id}|{s.list}|{s.stand}|{s.first_seen.isoformat()}|{a.state}|{a.agency}|{a.county}|{a.model}|"
            f"{a.signed}|{a.moa}|{a.level}|{a.printed.county}|{a.printed.signed}"
            for s in self.register.standings.values()
            for a in (s.agreement,)
        }

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """The events by their ids."""
        return {event.id: event for event in self.events}

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """Every agency that the record knows, by state and name."""
        return agencies_of(self.register, self.events)

    @cached_property
    def agency_of(self) -> Mapping[str, Agency]:
        """The agency that each event, by its id, belongs to."""
        return {event.id: agency for agency in self.agencies for event in agency.events}

    @cached_property
    def agencies_in(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies of each state, by code."""
        found: dict[str, list[Agency]] = defaultdict(list)
        for agency in self.agencies:
            found[agency.state or UNKNOWN_STATE].append(agency)
        return {state: tuple(agencies) for state, agencies in found.items()}

    @cached_property
    def events_in(self) -> Mapping[str, tuple[Event, ...]]:
        """The events of each state, by code, oldest first."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.agreement.state or UNKNOWN_STATE].append(event)
        return {state: tuple(events) for state, events in found.items()}

    @cached_property
    def followed_by(self) -> Mapping[str, tuple[Event, ...]]:
        """The events that correct or settle each one, by its id."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            for id_ in event.follows:
                found[id_].append(event)
        return {id_: tuple(events) for id_, events in found.items()}

    @cached_property
    def by_day(self) -> Mapping[date, tuple[Event, ...]]:
        """The events of each day on the site's clock, oldest day first."""
        found: dict[date, list[Event]] = defaultdict(list)
        for event in self.events:
            found[self.day_of(event.observed_at)].append(event)
        return {day: tuple(found[day]) for day in sorted(found)}

    @cached_property
    def moves(self) -> Mapping[str | None, Mapping[date, Counts]]:
        """By how much the agreements of the nation (None) and of each state were more before each day's events."""
        found: dict[str | None, dict[date, Counts]] = defaultdict(lambda: defaultdict(Counts))
        for day, events in self.by_day.items():
            moved = found[None][day] = undone(events)
            for event in events:
                found[event.agreement.state or UNKNOWN_STATE][day]
            for place, number in moved.items():
                found[place[0]][day][place] += number
        return found

    @cached_property
    def shown_by(self) -> Mapping[str, tuple[Event, ...]]:
        """The events that each workbook, by its hash, shows."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.workbook.sha256].append(event)
        return {sha256: tuple(events) for sha256, events in found.items()}

    @cached_property
    def kept(self) -> frozenset[str]:
        """The hashes of the workbooks of which a copy is there to be had."""
        return frozenset(found.workbook.sha256 for found in self.lists if found.is_kept)

    @cached_property
    def tally(self) -> Tally:
        """The nation's figures now."""
        return tally(self.register.standings.values())

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """Each state's figures now, by code."""
        return tally_by_state(self.register)

    @cached_property
    def counts(self) -> Counts:
        """The agreements now by state and model."""
        return counted(self.register)

    def counts_at(self, at: datetime) -> Counts | None:
        """The agreements as they were at a time; None for one before the record begins."""
        begin = self.register.participating.baseline_at
        if begin is None or at < begin:
            return None
        return counts_before(self.counts, (event for event in self.events if event.observed_at >= at))

    @cached_property
    def newest(self) -> PostedList | None:
        """The participating list as it stands in the record, with when it was first seen."""
        book = self.register.participating.workbook
        found = [each for each in self.lists if book is not None and each.workbook.sha256 == book.sha256]
        return found[-1] if found else None

    def day_of(self, at: datetime) -> date:
        """The day of a time on the site's clock."""
        return _day_in(self.about.zone, at)


@lru_cache(maxsize=8192)
def _stamp(at: datetime, _offset: timedelta | None) -> str:
    return at.isoformat()


@lru_cache(maxsize=8192)
def _day_in(zone: ZoneInfo, at: datetime) -> date:
    return at.astimezone(zone).date()
