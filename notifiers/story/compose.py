"""Events to a Story: grouped, weighed, counted and worded once, for every channel."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from notifiers.language.language import Language, language_of
from notifiers.story.headline import by_number, headline, summary
from notifiers.story.items import items_of, kind_heading
from notifiers.story.model import Link, Section, Story
from notifiers.story.notes import GONE, day_named
from notifiers.story.quote import cautioned, quote
from notifiers.story.telling import Telling, agency_key, alphabetical, is_correction
from notifiers.story.weight import Matter, matters, weights
from notifiers.subscriptions.model import Subscription
from notifiers.text.safe import literal, web_url
from watchers.diff.totals import Tally
from watchers.model.agreement import Model, models_in_order
from watchers.model.event import Event, EventKind

_ORDER = {kind: place for place, kind in enumerate(EventKind)}
_MARKS = "¹²³⁴⁵⁶⁷⁸⁹"


def compose(
    subscription: Subscription,
    events: Sequence[Event],
    *,
    totals: Mapping[str, Tally],
    page_url: str,
    told: Mapping[str, Event] | None = None,
    lately: Mapping[str, Event] | None = None,
    pending_listed: bool | None = True,
) -> Story:
    """One publication's events, all of which the desk is to hear of, as its story. Pure.

    `events` has one or more. `totals` are of all states, after the events, as `tally_by_state` makes them. `told` holds
    by id those events named in `corrects` that this desk was told of: a correction says when our alert was. With
    None it is taken that the desk was told of all that `corrects` names. `lately` has for the id of an event the one
    of some weeks before that makes a change of model of the two. Where not `pending_listed`, ICE links no pending list,
    and the last one's figures are no figures of now; None: whether it does isn't known.
    """
    observed_at = max(e.observed_at for e in events)
    partners, language = switches(events), language_of(subscription.language)
    merged = {partner.id for partner in partners.values()}
    telling = Telling(
        zone=subscription.zone,
        year=observed_at.astimezone(subscription.zone).year,
        batch={e.id: e for e in events},
        told=told,
        partners=partners,
        lately=lately or {},
        language=language,
    )
    sorts = matters(events, telling)
    shown = _ordered([e for e in events if e.id not in merged], sorts, telling.language)
    links = _workbooks(shown, language)
    telling = replace(telling, marks=model_marks(shown), named=frozenset(link.url for link in links))
    return Story(
        subscription=subscription.name,
        headline=headline(shown, sorts, telling),
        summary=summary(shown, sorts, telling),
        sections=_sections(shown, sorts, telling),
        totals=_totals(
            shown, totals, language, nationwide=subscription.states is None, pending_listed=pending_listed is True
        ),
        glossary=tuple(language.story.glossary_line(mark, model) for model, mark in telling.marks.items()),
        source=_source(events, observed_at, telling, links),
        source_links=links or _page(page_url, language),
        event_ids=_ids(events),
        observed_at=observed_at,
        is_correction=all(is_correction(e, told) for e in shown),
        quote=quote(shown, subscription.zone, language, is_at_home=is_at_home(shown, subscription)),
        language=subscription.language,
        cautioned=cautioned(shown),
    )


def is_at_home(events: Sequence[Event], subscription: Subscription) -> bool:
    """Whether all is of the one state that the desk watches."""
    states = {e.agreement.state for e in events}
    return len(states) == 1 and subscription.states == frozenset(states)


def _ordered(events: Iterable[Event], sorts: Mapping[str, Matter], language: Language) -> list[Event]:
    """By the weight of the news, and within it of the agency; by state, the busiest first, where each has several."""
    ordered: list[Event] = []
    for _, group in groupby(sorted(events, key=lambda e: sorts[e.id]), key=lambda e: sorts[e.id]):
        of_kind = list(group)
        states = enumerate(by_number(of_kind, language.state_order))
        place = {state: 0 if _is_spread(of_kind) else n for n, state in states}
        by_agency, weight = alphabetical(of_kind), weights(of_kind)
        ordered += sorted(
            of_kind, key=lambda e: (_ORDER[e.kind], place[e.agreement.state], weight[agency_key(e)], *by_agency(e))
        )
    return ordered


def _ids(events: Sequence[Event]) -> tuple[str, ...]:
    """The events' ids, by the printed name within kind and state: messages' own ids are made of them, and stay."""
    ordered: list[Event] = []
    for kind in sorted({e.kind for e in events}, key=_ORDER.__getitem__):
        of_kind = [e for e in events if e.kind is kind]
        place = {state: n for n, state in enumerate(by_number(of_kind))}
        ordered += sorted(
            of_kind,
            key=lambda e: (place[e.agreement.state], e.agreement.agency.casefold(), e.agreement.model or ""),
        )
    return tuple(e.id for e in ordered)


def switches(events: Sequence[Event]) -> dict[str, Event]:
    """Each signing that replaces another model of the same agency, by id, with the removal that belongs to it."""
    gone = {
        (agency_key(e), e.agreement.model, e.context.switched_to): e
        for e in events
        if e.kind in {EventKind.MISSING, EventKind.WITHDRAWN} and e.context.switched_to is not None
    }
    found = {}
    for event in events:
        key = (agency_key(event), event.context.switched_from, event.agreement.model)
        if event.kind is EventKind.SIGNED and key in gone:
            found[event.id] = gone.pop(key)
    return found


def model_marks(events: Iterable[Event]) -> dict[Model, str]:
    """The footnotes' marks of the models that the events name, in the order of their first naming.

    "" for each where there is only one, or one agency: then its name says which is meant.
    """
    found = list(events)
    models = dict.fromkeys(e.agreement.model for e in found if e.agreement.model is not None)
    is_plain = len(models) == 1 or len({agency_key(e) for e in found}) == 1
    return dict.fromkeys(models, "") if is_plain else dict(zip(models, _MARKS, strict=False))


def _sections(events: Sequence[Event], sorts: Mapping[str, Matter], telling: Telling) -> tuple[Section, ...]:
    # The one thing that happened to the only agency is the headline, and so is the only state.
    parts = list(_parted(events, sorts))
    is_headed = len(parts) > 1 or len({agency_key(e) for e in events}) > 1
    is_spread = len({e.agreement.state for e in events}) > 1
    return tuple(
        _section(found, sorts[found[0].id], telling, is_headed=is_headed, is_spread=is_spread) for found in parts
    )


def _section(found: list[Event], matter: Matter, telling: Telling, *, is_headed: bool, is_spread: bool) -> Section:
    kind, state = found[0].kind, found[0].agreement.state
    is_of_one_state = all(e.agreement.state == state for e in found)
    words = telling.language.story
    titles = {Matter.CHANGED: words.CHANGED, Matter.FEWER: words.FEWER}
    where = telling.language.state_name(state) if is_spread and is_of_one_state else ""
    agencies = len({agency_key(e) for e in found})
    title = titles.get(matter) or kind_heading(found, telling.told, telling.language)
    items, of_each = items_of(found, telling, name_states=not is_of_one_state)
    switched = [telling.partners[e.id].kind for e in found if e.id in telling.partners]
    return Section(
        kind=kind,
        state=state if is_of_one_state else None,
        title=title,
        heading=words.section_heading(title, where, agencies, len(found)) if is_headed else "",
        items=items,
        of_each=of_each,
        caution=words.CAUTIONS.get(kind) or (words.CAUTIONS.get(min(switched)) if switched else None),
    )


_FEW_OF_A_STATE = 3
"""Agencies of a state, below which on average a heading for each state would be more than what it heads."""


def _is_spread(events: Sequence[Event]) -> bool:
    return len({agency_key(e) for e in events}) < _FEW_OF_A_STATE * len({e.agreement.state for e in events})


def _parted(events: Sequence[Event], sorts: Mapping[str, Matter]) -> Iterator[list[Event]]:
    """The events by what happened, and by state where there are several agencies of each."""
    for _, group in groupby(events, key=lambda e: sorts[e.id]):
        of_sort = list(group)
        key = _kind_alone if _is_spread(of_sort) else _kind_and_state
        for _, found in groupby(of_sort, key=key):
            yield list(found)


def _kind_alone(event: Event) -> tuple[EventKind, str | None]:
    return event.kind, None


def _kind_and_state(event: Event) -> tuple[EventKind, str | None]:
    return event.kind, event.agreement.state


def _totals(
    events: Sequence[Event],
    totals: Mapping[str, Tally],
    language: Language,
    *,
    nationwide: bool,
    pending_listed: bool,
) -> tuple[str, ...]:
    """A line for each state in the story, by name; of many one line. For a desk of all states the nation.

    Below the nation stand the states, where there is one, or there are several agencies of each. Of the models, those
    that the story names are counted.
    """
    words, state_name = language.story, language.state_name
    named = models_in_order(e.agreement.model for e in events)
    states = sorted({e.agreement.state for e in events if e.agreement.state}, key=language.state_order)
    counted = [(state_name(s), [totals.get(s, Tally())]) for s in states]
    in_one = [words.totals_of_many([(name, tally.agreements) for name, (tally,) in counted])] if counted else []
    if nationwide and totals:
        nation = _totals_line(words.NATIONWIDE, list(totals.values()), named, language, pending_listed=pending_listed)
        return (nation,) if len(counted) > 1 and _is_spread(events) else (nation, *in_one)
    if len(counted) > _FEW_STATES:
        return tuple(in_one)
    return tuple(_totals_line(name, of, named, language, pending_listed=pending_listed) for name, of in counted)


_FEW_STATES = 3


def _totals_line(
    name: str, tallies: Sequence[Tally], named: Sequence[Model], language: Language, *, pending_listed: bool
) -> str:
    by_model = [(model, sum(t.models.get(model, 0) for t in tallies)) for model in named]
    return language.story.totals_line(
        name,
        sum(t.agreements for t in tallies),
        sorted(by_model, key=lambda found: -found[1]),
        sum(t.pending for t in tallies) if pending_listed else None,
    )


def _source(events: Sequence[Event], observed_at: datetime, telling: Telling, links: Sequence[Link]) -> str:
    """When ICE saved the workbook, where it is one, and when we saw it; the name of one that can't be linked.

    The day is not said again where the name of a new workbook among the `links` says it.
    """
    books = {e.workbook.sha256: e.workbook for e in events}
    local, words = observed_at.astimezone(telling.zone), telling.language.story
    day, clock = telling.language.day, telling.language.clock
    named = {literal(book.name) for book in books.values()} & {link.text for link in links}
    is_named = any(found and found[0] == local.date() for found in (day_named(name, local.date()) for name in named))
    said = words.seen("" if is_named else day(local.date(), telling.year), clock(local))
    modified = next(iter(books.values())).modified if len(books) == 1 else None
    if modified:
        saved = modified.astimezone(telling.zone)
        on = "" if saved.date() == local.date() else day(saved.date(), telling.year)
        said = words.saved_and_seen(on, clock(saved, names_zone=saved.tzname() != local.tzname()), said)
    unlinked = [literal(book.name) for book in books.values() if not web_url(book.url)]
    return "; ".join([*unlinked, said])


def _workbooks(events: Sequence[Event], language: Language) -> tuple[Link, ...]:
    """The workbooks that show the news; and of what is gone, those that last had it. None where they are many."""
    now = {e.workbook.url: literal(e.workbook.name) for e in events}
    before = {
        e.before_workbook.url: language.story.before(literal(e.before_workbook.name))
        for e in events
        if e.kind in GONE and e.before_workbook is not None and e.before_workbook.url not in now
    }
    found = [
        *([] if len({e.list for e in events}) < len(now) else now.items()),
        *([] if len(before) > 1 else before.items()),
    ]
    return tuple(Link(text=text, url=url) for address, text in found if (url := web_url(address)))


def _page(page_url: str, language: Language) -> tuple[Link, ...]:
    address = web_url(page_url)
    return (Link(text=language.story.ICES_PAGE, url=address),) if address else ()
