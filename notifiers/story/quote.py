"""Sentences that an editor can print as they are."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from notifiers.language.language import Language
from notifiers.language.quoted import Quoted
from notifiers.story.headline import right_name
from notifiers.story.telling import by_agency, same_models
from watchers.model.event import OF_DOCUMENTS, Event, EventKind

_SENTENCES = 2
_CAUTIONED = frozenset({EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED})
_UPKEEP = frozenset({EventKind.AMENDED, EventKind.MOA_POSTED}) | OF_DOCUMENTS


def quote(events: Sequence[Event], zone: ZoneInfo, language: Language, *, is_at_home: bool = False) -> str:
    """A sentence for each sort of news, for two at most; of edits only where there is no other news.

    `events`, one or more, are of one story, the weightiest first. With more than three agencies, they are counted.
    Where the reader `is_at_home`, all are of the one state of which it has news, and it isn't named.
    """
    year = max(e.observed_at for e in events).astimezone(zone).year
    return " ".join(
        language.quotes.sentence(_quoted(group, zone, year, is_first=n == 0, is_at_home=is_at_home))
        for n, group in enumerate(_to_quote(events))
    )


def cautioned(events: Sequence[Event]) -> frozenset[EventKind]:
    """The kinds of news in the quote that need a caution, and have it there."""
    return _CAUTIONED & {group[0].kind for group in _to_quote(events)}


def _to_quote(events: Sequence[Event]) -> list[list[Event]]:
    """The news that is quoted, a sentence each."""
    news = [e for e in events if e.kind not in _UPKEEP]
    groups = [list(group) for _, group in groupby(news or events, key=lambda e: e.kind)]
    return groups[: _SENTENCES if news else 1]


def _quoted(group: list[Event], zone: ZoneInfo, year: int, *, is_first: bool, is_at_home: bool) -> Quoted:
    agencies = [events[0] for events in by_agency(group)]
    states = list(dict.fromkeys(e.agreement.state for e in agencies))
    return Quoted(
        kind=group[0].kind,
        agencies=[(s, [right_name(e) for e in agencies if e.agreement.state == s]) for s in states],
        number=len(agencies),
        agreements=len(group),
        models=same_models(group),
        signed=_signed_on(group),
        seen=max(e.observed_at for e in group).astimezone(zone).date(),
        year=year,
        is_first=is_first,
        is_at_home=is_at_home,
    )


def _signed_on(group: Sequence[Event]) -> date | None:
    days: set[date | None] = {e.signed_on for e in group}
    return days.pop() if len(days) == 1 else None
