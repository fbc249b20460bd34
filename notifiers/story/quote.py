"""Sentences that an editor can print as they are: AP style, attributed, with the caution that they need."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from notifiers.story import words
from notifiers.story.headline import right_name
from notifiers.story.telling import by_agency, same_models
from notifiers.text.ap_style import day, listing, places
from watchers.model.event import OF_DOCUMENTS, Event, EventKind
from watchers.names.places import state_name

_ICE = "U.S. Immigration and Customs Enforcement"
_SHORT = "ICE"
_NAMED = 3
_SENTENCES = 2
_CAUTIONED = frozenset({EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED})
_UPKEEP = frozenset({EventKind.AMENDED, EventKind.MOA_POSTED}) | OF_DOCUMENTS


def quote(events: Sequence[Event], zone: ZoneInfo, *, is_at_home: bool = False) -> str:
    """A sentence for each sort of news, for two at most; of edits only where there is no other news.

    `events`, one or more, are of one story, the weightiest first. With more than three agencies, they are counted.
    Where the reader `is_at_home`, all are of the one state of which it has news, and it isn't named.
    """
    year = max(e.observed_at for e in events).astimezone(zone).year
    return " ".join(
        _sentence(group, _who(group, is_at_home=is_at_home), zone, year, _SHORT if n else _ICE)
        for n, group in enumerate(_quoted(events))
    )


def cautioned(events: Sequence[Event]) -> frozenset[EventKind]:
    """The kinds of news in the quote that need a caution, and have it there."""
    return _CAUTIONED & {group[0].kind for group in _quoted(events)}


def _quoted(events: Sequence[Event]) -> list[list[Event]]:
    """The news that is quoted, a sentence each."""
    news = [e for e in events if e.kind not in _UPKEEP]
    groups = [list(group) for _, group in groupby(news or events, key=lambda e: e.kind)]
    return groups[: _SENTENCES if news else 1]


def _sentence(group: list[Event], who: str, zone: ZoneInfo, year: int, ice: str) -> str:
    many = len(by_agency(group)) > 1
    seen = day(max(e.observed_at for e in group).astimezone(zone).date(), year)
    text = _SENTENCES_OF[group[0].kind].format(
        ice=ice,
        who=who,
        are="are" if many else "is",
        have="have" if many else "has",
        agreements=_agreements(group),
        for_which=_for(group),
        on=_signed_on(group, year),
        seen=seen,
        of_day="" if _signed_on(group, year) else f"'s list of {seen}",
        one="the agreement" if len(group) == 1 else "the agreements",
        entries="entry" if len(group) == 1 else "entries",
    )
    return text[0].upper() + text[1:]


_SENTENCES_OF = {
    EventKind.SIGNED: "{who} signed {agreements}{on}, according to {ice}{of_day}.",
    EventKind.MISSING: "{who} {are} missing from {ice}'s 287(g) list{for_which}, as of {seen}. That may be a slip.",
    EventKind.WITHDRAWN: (
        "{ice} no longer lists {agreements} with {who}, as of {seen}. The list does not say why, or whether {one} "
        "ended."
    ),
    EventKind.POSSIBLY_RENAMED: "{who} {are} new on {ice}'s 287(g) list of {seen}, perhaps under a new name.",
    EventKind.RETURNED: "{who} {are} on {ice}'s 287(g) list again{for_which}, as of {seen}.",
    EventKind.PENDING: "{who} {have} {agreements} pending, as of {seen}, according to {ice}.",
    EventKind.PENDING_DROPPED: (
        "{ice} no longer lists {who} among its pending 287(g) agreements{for_which}, as of {seen}. The list does not "
        "say why; {one} may still be signed."
    ),
    EventKind.AMENDED: "{ice} edited its 287(g) list's {entries} for {who}, as of {seen}.",
    EventKind.MOA_POSTED: "{ice} has posted {agreements} with {who}, as of {seen}.",
    EventKind.DOCUMENT_REPLACED: "{ice} has replaced the document of {agreements} with {who}, as of {seen}.",
    EventKind.DOCUMENT_REMOVED: "{ice} no longer posts the document of {agreements} with {who}, as of {seen}.",
    EventKind.DOCUMENT_POSTED: "{ice} has posted the document of {agreements} with {who}, as of {seen}.",
}
"""Each kind of news in a sentence; `{seen}` is the day on which we saw ICE's list so."""


def _who(group: Sequence[Event], *, is_at_home: bool) -> str:
    """As in "the Webster County Sheriff's Office in Missouri"; of more than three, "21 agencies in Texas"."""
    agencies = [events[0] for events in by_agency(group)]
    states = list(dict.fromkeys(e.agreement.state for e in agencies))
    if len(agencies) > _NAMED:
        return f"{words.spelled(len(agencies))} law enforcement agencies{'' if is_at_home else _in(states)}"
    return listing(
        [
            listing([_the(right_name(e)) for e in agencies if e.agreement.state == state])
            + ("" if is_at_home or _says_it(agencies, state) else _in([state]))
            for state in states
        ]
    )


def _says_it(agencies: Sequence[Event], state: str | None) -> bool:
    """Whether the last name of a state says the state itself: "the Florida Department of Corrections"."""
    last = [right_name(e) for e in agencies if e.agreement.state == state][-1]
    return state_name(state).casefold() in last.casefold()


def _in(states: Sequence[str | None]) -> str:
    return f" in {places(states)}" if any(states) else ""


def _the(name: str) -> str:
    return name if name.casefold().startswith("the ") else f"the {name or words.NO_NAME}"


def _agreements(group: Sequence[Event]) -> str:
    """As in "a 287(g) Task Force agreement", "287(g) Task Force and Jail Enforcement agreements"."""
    models = same_models(group)
    said = f"287(g) {words.models(models)} agreement" if models else "287(g) agreement"
    return f"a {said}" if len(group) == 1 else f"{said}s"


def _for(group: Sequence[Event]) -> str:
    models = same_models(group)
    return f" for {words.models(models)}" if models else ""


def _signed_on(group: Sequence[Event], year: int) -> str:
    days: set[date | None] = {e.signed_on for e in group}
    when = days.pop() if len(days) == 1 else None
    return f" {day(when, year)}" if when is not None else ""
