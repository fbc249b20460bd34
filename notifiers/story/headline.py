"""A story's headline and its summary: the news in one line, by name while names fit, by counts beyond."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from notifiers.language.language import HeadlineWords, Language
from notifiers.story.telling import Telling, agency_key, by_agency, is_correction, is_renaming, same_models
from notifiers.story.weight import Matter
from notifiers.text.safe import literal
from watchers.model.agreement import models_in_order
from watchers.model.event import Event, EventKind
from watchers.names.places import state_name, state_named
from watchers.names.served import slip

HEADLINE = 149
"""Characters; Slack's header block holds 150."""
SUMMARY = 300
"""Characters that a notification or a screen reader is given."""

_NAMED_AGENCIES = 3
_NAMED_MODELS = 2
_SUMMED_UP = 8

Matters = Mapping[str, Matter]


def headline(events: Sequence[Event], matters: Matters, telling: Telling) -> str:
    """The news in under 150 characters. `events` are one story's, the weightiest first, and one matter together.

    Each sort of news by the names of up to three agencies; while that is too long, the last sorts that are told by name
    are counted instead, and then the last of all are summed up.
    """
    groups = [list(group) for _, group in groupby(events, key=lambda e: matters[e.id])]
    states = {e.agreement.state for e in events}
    language = telling.language
    state = language.state_name(groups[0][0].agreement.state) if len(states) == 1 else ""
    named = [_named(group, matters[group[0].id], telling, is_one_state=bool(state)) for group in groups]
    for by_name in range(len(groups), -1, -1):
        clauses = [named[n] if n < by_name else "" for n in range(len(groups))]
        if by_name and not clauses[by_name - 1]:
            continue  # it has no names to give up
        counted = _counted_clauses(groups, clauses, language, is_one_state=bool(state))
        text = _marked(counted, groups, telling, state)
        for shorter in (text, language.headlines.shortened(text)):
            if len(shorter) <= HEADLINE:
                return shorter
    return _summed_up(groups, telling, state)


def _counted_clauses(
    groups: list[list[Event]], named: list[str], language: Language, *, is_one_state: bool
) -> list[str]:
    """The clauses by name, and counts for those without; a count says where, unless the one before was there too."""
    clauses: list[str] = []
    where: list[str | None] = []
    hw = language.headlines
    for group, by_name in zip(groups, named, strict=True):
        states = by_number(group, language.state_order)
        clauses.append(by_name or _counted(group, hw, [] if is_one_state or states == where else states))
        where = states
    return clauses


def _summed_up(groups: list[list[Event]], telling: Telling, state: str) -> str:
    hw = telling.language.headlines
    clauses = _counted_clauses(groups, [""] * len(groups), telling.language, is_one_state=bool(state))
    for shown in range(len(clauses), 0, -1):
        left = sum(len(group) for group in groups[shown:])
        text = _marked(clauses[:shown], groups, telling, state) + (hw.other_changes(left) if left else "")
        if len(text) <= HEADLINE:
            return text
    return hw.changes(sum(len(group) for group in groups))


def _marked(clauses: list[str], groups: list[list[Event]], telling: Telling, state: str) -> str:
    """The clauses as one line, a correction marked as one; `state` in front where it is that of all."""
    hw = telling.language.headlines
    wrong = [all(is_correction(e, telling.told) for e in group) for group in groups]
    if all(wrong):
        return hw.correction(state, "; ".join(clauses))
    said = [hw.corrected(clause) if is_wrong else clause for clause, is_wrong in zip(clauses, wrong, strict=False)]
    line = "; ".join(said)
    return hw.of_state(state, line) if state else line[0].upper() + line[1:]


def by_number(events: Sequence[Event], name: Callable[[str | None], str] = state_name) -> list[str | None]:
    """The events' states, those with the most events first, then by name."""
    states = [e.agreement.state for e in events]
    return sorted(set(states), key=lambda s: (-states.count(s), name(s)))


def right_name(event: Event) -> str:
    """The agency's name, literal; with ICE's slip put right where that is certain, and without the state behind it."""
    row, found = event.agreement, slip(event.agreement)
    name = found.right if found and found.right else row.agency
    whole, _, behind = name.rpartition(",")
    return literal(whole if whole and row.state and state_named(behind) == row.state else name)


def _named(group: list[Event], matter: Matter, telling: Telling, *, is_one_state: bool) -> str:
    """What happened, by the names of the agencies; with more than three or no words for them all, the weightiest."""
    agencies, hw = by_agency(group), telling.language.headlines
    if len(agencies) == 1:
        where = "" if is_one_state or _has_moved(group[0]) else hw.where([group[0].agreement.state])
        return _of_one(group, matter, telling) + where
    if len(agencies) > _NAMED_AGENCIES:
        return _with_the_weightiest(group, telling, is_one_state=is_one_state)
    who = _who(agencies, telling, is_one_state=is_one_state)
    if matter is Matter.SIGNED:
        return hw.several_signed(who, all_first=all("agency" in found[0].context.first_of for found in agencies))
    if matter is Matter.LEFT:
        return hw.several_left(who)
    alike = {  # what is said alike of several agencies that have the same models
        Matter.MISSING: hw.several_missing,
        Matter.FEWER: hw.several_fewer,
        Matter.PENDING: hw.several_pending,
        Matter.PENDING_DROPPED: hw.several_dropped,
    }
    same = same_models(group)
    return alike[matter](who, telling.language.models(same)) if same and matter in alike else ""


def _who(agencies: Sequence[list[Event]], telling: Telling, *, is_one_state: bool) -> str:
    """As in "A and B"; over several states, "A and B in Missouri and C in Kansas"."""
    said, language = [], telling.language
    for state, found in groupby(agencies, key=lambda events: events[0].agreement.state):
        names = language.listing([language.short_agency(right_name(events[0])) for events in found])
        said.append(names if is_one_state else f"{names}{language.headlines.where([state])}")
    return language.listing(said)


def _with_the_weightiest(group: list[Event], telling: Telling, *, is_one_state: bool) -> str:
    hw = telling.language.headlines
    where = [] if is_one_state else by_number(group, telling.language.state_order)
    name, state = right_name(group[0]), group[0].agreement.state
    its = "" if is_one_state or state_name(state) in name else hw.where([state])
    return f"{_counted(group, hw, where)}{hw.among_them(telling.language.short_agency(name) + its)}"


def _of_one(group: list[Event], matter: Matter, telling: Telling) -> str:
    """What happened to one agency, in a headline's words."""
    event, language, hw = group[0], telling.language, telling.language.headlines
    who = language.short_agency(right_name(event))
    under = models_in_order(e.agreement.model for e in group)
    which = language.models(under) if under else hw.MODEL_UNCLEAR
    if len(under) > _NAMED_MODELS and event.kind in {EventKind.SIGNED, EventKind.PENDING}:
        which = hw.number_of_models(len(under))
    if matter is Matter.CHANGED:
        return _changed(group, who, which, telling)
    if matter is Matter.LEFT:
        return hw.left(who)
    return _OF_ONE[event.kind](group, who, which, language)


def _possibly_renamed(group: list[Event], who: str, language: Language) -> str:
    before = group[0].before
    was = language.short_agency(literal(before.agency)) if before else ""
    return language.headlines.possibly_renamed(was, who)


def _changed(group: list[Event], who: str, which: str, telling: Telling) -> str:
    event, hw, short_model = group[0], telling.language.headlines, telling.language.short_model
    earlier = next((telling.lately[e.id] for e in group if e.id in telling.lately), None)
    other = event.context.switched_from or event.context.switched_to or (earlier.agreement.model if earlier else None)
    if event.kind is EventKind.SIGNED and other is not None:
        return hw.now_listed(who, which, short_model(other))
    if earlier is not None and other is not None:
        return hw.fewer_after(who, which, short_model(other))
    return hw.now_listed(who, short_model(other), which) if other is not None else hw.fewer(who, which)


def _signed(group: list[Event], who: str, which: str, language: Language) -> str:
    context, hw = group[0].context, language.headlines
    if "agency" in context.first_of:
        return hw.joins(who, which if len(group) > 1 else "")
    if set(context.other_models) - {e.agreement.model for e in group}:
        return hw.adds(who, which)
    return hw.signs(who, which)


def _edited(event: Event, who: str, language: Language) -> str:
    hw = language.headlines
    if is_renaming(event) and event.before is not None:
        return hw.renamed(language.short_agency(literal(event.before.agency)), who)
    moved = next((c for c in event.changes if c.field == "state"), None)
    if moved is None:
        return hw.edited(who)
    return hw.moved(who, moved.after, moved.before)


def _has_moved(event: Event) -> bool:
    """Whether the news is the state itself, which is then said."""
    return event.kind is EventKind.AMENDED and not is_renaming(event) and any(c.field == "state" for c in event.changes)


def _document(event: Event, who: str, which: str, language: Language) -> str:
    news, words = event.document, language.documents
    if news is None or not news.is_new_template or news.reading is None or news.reading.revised is None:
        return words.document_headline(event.kind, who, which)
    model = language.short_model(news.reading.model) if news.reading.model else None
    return words.template_headline(news.reading.revised.words, model, who, event.agreement.state)


_OF_ONE: Mapping[EventKind, Callable[[list[Event], str, str, Language], str]] = {
    EventKind.SIGNED: _signed,
    EventKind.MISSING: lambda _, who, which, to: to.headlines.missing(who, which),
    EventKind.WITHDRAWN: lambda _, who, which, to: to.headlines.fewer(who, which),
    EventKind.POSSIBLY_RENAMED: lambda group, who, _, to: _possibly_renamed(group, who, to),
    EventKind.RETURNED: lambda group, who, which, to: to.headlines.again(who, group[0].list, which),
    EventKind.PENDING: lambda _, who, which, to: to.headlines.pending(who, which),
    EventKind.PENDING_DROPPED: lambda _, who, which, to: to.headlines.dropped(who, which),
    EventKind.AMENDED: lambda group, who, _, to: _edited(group[0], who, to),
    EventKind.MOA_POSTED: lambda _, who, which, to: to.headlines.posted(who, which),
    EventKind.DOCUMENT_REPLACED: lambda group, who, which, to: _document(group[0], who, which, to),
    EventKind.DOCUMENT_REMOVED: lambda group, who, which, to: _document(group[0], who, which, to),
    EventKind.DOCUMENT_POSTED: lambda group, who, which, to: _document(group[0], who, which, to),
}


def _counted(group: list[Event], hw: HeadlineWords, where: Sequence[str | None] = ()) -> str:
    """How many it happened to, and in which states where that is to be said."""
    agencies = len({agency_key(e) for e in group})
    return hw.counted(group[0].kind, agencies, len(group), where, is_renaming=all(map(is_renaming, group)))


def summary(events: Sequence[Event], matters: Matters, telling: Telling) -> str:
    """The whole news in at most 300 characters: every name where they fit, else the counts by state, or of all."""
    if len(events) <= _SUMMED_UP:
        text = _by_state(events, matters, lambda group: _listed(group, telling), telling)
        if len(text) <= SUMMARY:
            return text
    text = _by_state(events, matters, lambda group: _counted(group, telling.language.headlines), telling)
    return text if len(text) <= SUMMARY else f"{headline(events, matters, telling)}."


def _by_state(events: Sequence[Event], matters: Matters, said: Callable[[list[Event]], str], telling: Telling) -> str:
    sentences = []
    for state in dict.fromkeys(e.agreement.state for e in events):
        mine = [e for e in events if e.agreement.state == state]
        clauses = [said(list(group)) for _, group in groupby(mine, key=lambda e: (matters[e.id], e.kind))]
        sentences.append(telling.language.headlines.state_summary(state, clauses))
    return " ".join(sentences)


def _listed(group: list[Event], telling: Telling) -> str:
    """As in "A (Task Force) and B (Jail Enforcement) newly signed"."""
    hw = telling.language.headlines
    named = [
        hw.under(
            right_name(found[0]),
            models_in_order(e.agreement.model for e in found),
            [before for e in found if (before := _before(e, telling.language))],
        )
        for found in by_agency(group)
    ]
    return hw.happened(
        group[0].kind,
        named,
        is_renaming=all(map(is_renaming, group)),
        is_correction=all(is_correction(e, telling.told) for e in group),
    )


def _before(event: Event, language: Language) -> str | None:
    """The model that a signing replaces, or the name that the agency had, or possibly had."""
    if event.kind is EventKind.SIGNED and event.context.switched_from is not None:
        return language.short_model(event.context.switched_from)
    is_other_name = event.kind is EventKind.POSSIBLY_RENAMED or is_renaming(event)
    return literal(event.before.agency) if is_other_name and event.before is not None else None
