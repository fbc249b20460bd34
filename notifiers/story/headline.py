"""A story's headline and its summary: the news in one line, by name while names fit, by counts beyond."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import assert_never

from notifiers.story.items import agency_key, is_correction, is_renaming
from notifiers.story.words import kind_heading, models, short_model, the_list
from notifiers.text.ap_style import count, listing, places, short_agency
from notifiers.text.safe import literal
from watchers.model.agreement import models_in_order
from watchers.model.event import Event, EventKind
from watchers.names.places import state_name

HEADLINE = 149
"""Characters; Slack's header block holds 150."""
SUMMARY = 300
"""Characters that a notification or a screen reader is given."""

_PROGRAM = "ICE's 287(g) program"
_NAMED_AGENCIES = 3
_SUMMED_UP = 8


def headline(events: Sequence[Event], told: Mapping[str, Event] | None) -> str:
    """The news in under 150 characters. `events` are one story's, in the order of `EventKind`."""
    groups = [list(group) for _, group in groupby(events, key=lambda e: e.kind)]
    states = {e.agreement.state for e in events}
    agencies = {agency_key(e) for e in events}
    if len(agencies) <= _NAMED_AGENCIES and all(len({agency_key(e) for e in group}) == 1 for group in groups):
        state = state_name(groups[0][0].agreement.state) if len(states) == 1 else ""
        clauses = [_named(group) + ("" if state else _where([group[0].agreement.state])) for group in groups]
        named = _marked(clauses, groups, told, state)
        if len(named) <= HEADLINE:
            return named
    return _counted_headline(groups, told)


def _marked(clauses: list[str], groups: list[list[Event]], told: Mapping[str, Event] | None, state: str = "") -> str:
    """The clauses as one line, a correction marked as one; `state` in front where it is that of all."""
    wrong = [all(is_correction(e, told) for e in group) for group in groups]
    if all(wrong):
        return f"Correction{f', {state}' if state else ''}: {'; '.join(clauses)}"
    said = [f"correction: {clause}" if is_wrong else clause for clause, is_wrong in zip(clauses, wrong, strict=False)]
    line = "; ".join(said)
    return f"{state[0].upper()}{state[1:]}: {line}" if state else line[0].upper() + line[1:]


def _where(states: list[str | None]) -> str:
    return ", state unclear" if states == [None] else f" in {places(states)}"


def _counted_headline(groups: list[list[Event]], told: Mapping[str, Event] | None) -> str:
    clauses: list[str] = []
    where: list[str | None] = []
    for group in groups:
        states = by_number(group)
        clauses.append(_counted(group) + ("" if states == where else _where(states)))
        where = states
    for shown in range(len(clauses), 0, -1):
        left = sum(len(group) for group in groups[shown:])
        text = _marked(clauses[:shown], groups, told) + (f"; {count(left, 'other change')}" if left else "")
        if len(text) <= HEADLINE:
            return text
    return count(sum(len(group) for group in groups), "change") + " to ICE's 287(g) list"


def by_number(events: Sequence[Event]) -> list[str | None]:
    """The events' states, those with the most events first, then by name."""
    states = [e.agreement.state for e in events]
    return sorted(set(states), key=lambda s: (-states.count(s), state_name(s)))


def _named(group: list[Event]) -> str:
    """What happened to one agency, in a headline's words."""
    event = group[0]
    who = short_agency(literal(event.agreement.agency))
    under = models_in_order(e.agreement.model for e in group)
    which = models(under) if under else "model unclear"
    match event.kind:
        case EventKind.SIGNED:
            said = _named_signing(who, which, group)
        case EventKind.MISSING:
            said = f"{who} missing from ICE's newest list ({which})"
        case EventKind.WITHDRAWN:
            rest = set(event.context.other_models) - set(under)
            said = f"{who} no longer listed for {which}" if rest else f"{who} no longer on ICE's 287(g) list"
        case EventKind.POSSIBLY_RENAMED:
            before = short_agency(literal(event.before.agency)) if event.before else "an agency"
            said = f"possibly one agency renamed: ICE's list no longer shows {before} and newly shows {who}"
        case EventKind.RETURNED:
            said = f"{who} is on {the_list(event.list)} again ({which})"
        case EventKind.PENDING:
            said = f"{who} newly pending for {which}"
        case EventKind.PENDING_DROPPED:
            said = f"{who} off ICE's pending list, not signed ({which})"
        case EventKind.AMENDED:
            said = _named_edit(event, who)
        case EventKind.MOA_POSTED:
            said = f"ICE posted its agreement with {who} ({which})"
        case _:
            assert_never(event.kind)
    return said


def _named_edit(event: Event, who: str) -> str:
    if is_renaming(event) and event.before is not None:
        return f"{short_agency(literal(event.before.agency))} is {who} now, one agency renamed on ICE's list"
    moved = next((c for c in event.changes if c.field == "state"), None)
    if moved is None:
        return f"ICE edited its entry for {who}"
    before = f", not {state_name(moved.before)}" if moved.before else ""
    return f"ICE now lists {who} under {state_name(moved.after)}{before}"


def _named_signing(who: str, which: str, group: list[Event]) -> str:
    context = group[0].context
    if "agency" in context.first_of:
        return f"{who} joins {_PROGRAM}" + (f" ({which})" if len(group) > 1 else "")
    if len(group) == 1 and context.switched_from is not None:
        return f"{who} now listed for {which}, not {short_model(context.switched_from)}"
    if set(context.other_models) - {e.agreement.model for e in group}:
        return f"{who} adds {which} to its 287(g) agreements"
    return f"{who} signs with ICE for {which}"


def _counted(group: list[Event]) -> str:
    """How many it happened to. Agreements are counted where the agency may well keep another one."""
    number = len(group)
    agencies = len({agency_key(e) for e in group})
    who = count(agencies, "agency")
    rows = f" ({count(number, 'agreement')})" if number != agencies else ""
    match group[0].kind:
        case EventKind.SIGNED:
            said = f"{who} newly signed{rows}"
        case EventKind.MISSING:
            said = f"{count(number, 'agreement')} missing from ICE's newest list"
        case EventKind.WITHDRAWN:
            said = f"{count(number, 'agreement')} no longer on the list"
        case EventKind.POSSIBLY_RENAMED:
            said = f"{who} possibly renamed{rows}"
        case EventKind.RETURNED:
            said = f"{count(number, 'agreement')} back on the list"
        case EventKind.PENDING:
            said = f"{who} newly pending{rows}"
        case EventKind.PENDING_DROPPED:
            said = f"{count(number, 'agreement')} off the pending list, not signed"
        case EventKind.AMENDED:
            renamed = all(map(is_renaming, group))
            said = f"{who} renamed on the list" if renamed else f"ICE edited {count(number, 'entry')}"
        case EventKind.MOA_POSTED:
            said = f"ICE posted {count(number, 'agreement')}"
        case _:
            assert_never(group[0].kind)
    return said


def summary(events: Sequence[Event], told: Mapping[str, Event] | None) -> str:
    """The whole news in at most 300 characters: every name where they fit, else the counts by state."""
    if len(events) <= _SUMMED_UP:
        text = _by_state(events, lambda group: _listed(group, told))
        if len(text) <= SUMMARY:
            return text
    text = _by_state(events, _counted)
    return text if len(text) <= SUMMARY else _shortened(events, told)


def _by_state(events: Sequence[Event], said: Callable[[list[Event]], str]) -> str:
    sentences = []
    for state in by_number(events):
        mine = [e for e in events if e.agreement.state == state]
        clauses = [said(list(group)) for _, group in groupby(mine, key=lambda e: e.kind)]
        sentences.append(f"{state_name(state) if state else 'State unclear'}: {'; '.join(clauses)}.")
    return " ".join(sentences)


def _listed(group: list[Event], told: Mapping[str, Event] | None) -> str:
    """As in "A (Task Force) and B (Jail Enforcement) newly signed"."""
    kind = group[0].kind
    named = []
    for _, rows in groupby(group, key=agency_key):
        found = list(rows)
        under = models_in_order(e.agreement.model for e in found)
        old = [before for e in found if (before := _before(e))]
        which = (models(under) if under else "model unclear") + (f"; before, {listing(old)}" if old else "")
        named.append(f"{literal(found[0].agreement.agency)} ({which})")
    correction = "Correction: " if all(is_correction(e, told) for e in group) else ""
    happened = "renamed on ICE's list" if all(map(is_renaming, group)) else _HAPPENED[kind]
    return f"{correction}{listing(named)} {happened}"


def _before(event: Event) -> str | None:
    """The model that a signing replaces, or the name that the agency had, or possibly had."""
    if event.kind is EventKind.SIGNED and event.context.switched_from is not None:
        return short_model(event.context.switched_from)
    is_other_name = event.kind is EventKind.POSSIBLY_RENAMED or is_renaming(event)
    return literal(event.before.agency) if is_other_name and event.before is not None else None


_HAPPENED = {
    EventKind.SIGNED: "newly signed",
    EventKind.MISSING: "missing from ICE's newest list",
    EventKind.WITHDRAWN: "no longer listed",
    EventKind.POSSIBLY_RENAMED: "possibly renamed",
    EventKind.RETURNED: "listed again",
    EventKind.PENDING: "newly pending",
    EventKind.PENDING_DROPPED: "off the pending list, not signed",
    EventKind.AMENDED: "edited by ICE",
    EventKind.MOA_POSTED: "with its agreement now posted",
}


def _shortened(events: Sequence[Event], told: Mapping[str, Event] | None) -> str:
    """The counted headline, and the first kind's states with their counts as far as they fit, and how many more."""
    groups = [list(group) for _, group in groupby(events, key=lambda e: e.kind)]
    text = f"{_counted_headline(groups, told)}."
    states = by_number(groups[0])
    each = [f"{state_name(s)} {sum(e.agreement.state == s for e in groups[0])}" for s in states]
    text += f" {kind_heading(groups[0][0].kind)}:"
    for shown in range(len(each), 0, -1):
        rest = f" and {len(each) - shown} more" if shown < len(each) else ""
        longer = f"{text} {', '.join(each[:shown])}{rest}."
        if len(longer) <= SUMMARY:
            return longer
    return headline(events, told)
