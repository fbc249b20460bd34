"""Events to a Story: grouped, counted and worded once, for every channel."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from notifiers.story import words
from notifiers.story.headline import by_number, headline, summary
from notifiers.story.items import Telling, agency_key, alphabetical, is_correction, item, kind_heading, place_of
from notifiers.story.model import Link, Section, Story
from notifiers.subscriptions.model import Subscription
from notifiers.text.ap_style import clock, day
from notifiers.text.safe import literal, web_url
from watchers.diff.totals import Tally
from watchers.model.agreement import Model, Workbook, models_in_order
from watchers.model.event import Event, EventKind
from watchers.names.places import state_name

_ORDER = {kind: place for place, kind in enumerate(EventKind)}
_MARKS = "¹²³⁴⁵⁶⁷⁸⁹"


def compose(
    subscription: Subscription,
    events: Sequence[Event],
    *,
    totals: Mapping[str, Tally],
    page_url: str,
    told: Mapping[str, Event] | None = None,
    pending_listed: bool | None = True,
) -> Story:
    """One publication's events, all of which the desk is to hear of, as its story. Pure.

    `events` has one or more. `totals` are of all states, after the events, as `tally_by_state` makes them. `told` holds
    by id those events named in `corrects` that this desk was told of: a correction says when our alert was. With
    None it is taken that the desk was told of all that `corrects` names. Where not `pending_listed`, ICE links no
    pending list, and the last one's figures are no figures of now; None: whether it does isn't known.
    """
    observed_at = max(e.observed_at for e in events)
    ordered = _ordered(events)
    partners = switches(ordered)
    merged = {partner.id for partner in partners.values()}
    shown = [e for e in ordered if e.id not in merged]
    telling = Telling(
        zone=subscription.zone,
        year=observed_at.astimezone(subscription.zone).year,
        batch={e.id: e for e in ordered},
        told=told,
        marks=model_marks(shown),
        partners=partners,
    )
    return Story(
        subscription=subscription.name,
        headline=headline(shown, told),
        summary=summary(shown, told),
        sections=_sections(shown, telling),
        totals=_totals(shown, totals, nationwide=subscription.states is None, pending_listed=pending_listed),
        glossary=tuple(words.glossary_line(mark, model) for model, mark in telling.marks.items()),
        source=_source(ordered, observed_at, telling),
        source_links=_source_links(ordered, page_url),
        event_ids=_ids(ordered),
        observed_at=observed_at,
        is_correction=all(is_correction(e, told) for e in shown),
    )


def _ordered(events: Iterable[Event]) -> list[Event]:
    """By kind; within it by state, the busiest first as the headline counts them; within that by agency and model."""
    kinds = sorted(events, key=lambda e: _ORDER[e.kind])
    ordered: list[Event] = []
    for _, group in groupby(kinds, key=lambda e: e.kind):
        of_kind = list(group)
        place = {state: n for n, state in enumerate(by_number(of_kind))}
        by_agency = alphabetical(of_kind)
        ordered += sorted(of_kind, key=lambda e: (place[e.agreement.state], *by_agency(e)))
    return ordered


def _ids(ordered: Sequence[Event]) -> tuple[str, ...]:
    """The events' ids, by the printed name within kind and state: messages' own ids are made of them, and stay."""
    groups = groupby(ordered, key=lambda e: (e.kind, e.agreement.state))
    printed = (sorted(of, key=lambda e: (e.agreement.agency.casefold(), e.agreement.model or "")) for _, of in groups)
    return tuple(e.id for group in printed for e in group)


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
    """The footnotes' marks of the models that the events name, in the order of their first naming."""
    models = dict.fromkeys(e.agreement.model for e in events if e.agreement.model is not None)
    return dict(zip(models, _MARKS, strict=False))


def _sections(events: Sequence[Event], telling: Telling) -> tuple[Section, ...]:
    sections = []
    for (kind, state), group in groupby(events, key=lambda e: (e.kind, e.agreement.state)):
        found = list(group)
        agencies = len({agency_key(e) for e in found})
        switched = [telling.partners[e.id].kind for e in found if e.id in telling.partners]
        sections.append(
            Section(
                kind=kind,
                state=state,
                heading=words.section_heading(kind_heading(found, telling.told), state, agencies, len(found)),
                items=tuple(item(e, telling) for e in found),
                caution=words.caution(kind) or (words.caution(min(switched)) if switched else None),
            )
        )
    return tuple(sections)


def _totals(
    events: Sequence[Event], totals: Mapping[str, Tally], *, nationwide: bool, pending_listed: bool | None
) -> tuple[str, ...]:
    """A line for each state in the story, by name; for a desk that watches every state, the nation first."""
    counted = [(words.NATIONWIDE, list(totals.values()))] if nationwide and totals else []
    states = sorted({e.agreement.state for e in events if e.agreement.state}, key=state_name)
    counted += [(state_name(s), [totals.get(s, Tally())]) for s in states]
    lines = [_totals_line(name, tallies, pending_listed=bool(pending_listed)) for name, tallies in counted]
    return (*lines, words.NO_PENDING_LIST) if lines and pending_listed is False else tuple(lines)


def _totals_line(name: str, tallies: Sequence[Tally], *, pending_listed: bool) -> str:
    there = models_in_order(model for t in tallies for model in t.models)
    by_model = [(model, sum(t.models.get(model, 0) for t in tallies)) for model in there]
    return words.totals_line(
        name,
        sum(t.agreements for t in tallies),
        sorted(by_model, key=lambda found: -found[1]),
        sum(t.pending for t in tallies) if pending_listed else None,
    )


def _source(events: Sequence[Event], observed_at: datetime, telling: Telling) -> str:
    """Which workbooks show it, with the row where it is one; when ICE saved them; when we saw them."""
    place = place_of(events[0].agreement) if len(events) == 1 and _shows_row(events[0]) else ""
    books = {e.workbook.sha256: e.workbook for e in events}
    said = [_book(book, place, telling) for book in books.values()]
    if len(events) == 1 and (last := events[0].before_workbook) and last.sha256 not in books:
        before = events[0].before or events[0].agreement
        said.append(words.before(literal(last.name), place_of(before)))
    local = observed_at.astimezone(telling.zone)
    return f"{'; '.join(said)} · {words.seen(day(local.date(), telling.year), clock(local))}"


def _shows_row(event: Event) -> bool:
    return event.kind not in {EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED}


def _book(book: Workbook, place: str, telling: Telling) -> str:
    saved = _moment(book.modified, telling.zone, telling.year) if book.modified else None
    return words.workbook(literal(book.name), place, saved)


def _moment(when: datetime, zone: ZoneInfo, year: int) -> str:
    local = when.astimezone(zone)
    return f"{day(local.date(), year)}, {clock(local)}"


def _source_links(events: Sequence[Event], page_url: str) -> tuple[Link, ...]:
    books = {e.workbook.url: e.workbook for e in events}
    named = [(literal(book.name), url) for url, book in books.items()] + [(words.ICES_PAGE, page_url)]
    return tuple(Link(text=text, url=url) for text, address in named if (url := web_url(address)))
