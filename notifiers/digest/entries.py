"""A digest's agencies, one line each: every model of an agency together, and no word that its section has said."""

from collections.abc import Sequence
from itertools import groupby

from notifiers.digest.model import Entry, Rank
from notifiers.story.facts import document, place_of, spelling
from notifiers.story.items import item
from notifiers.story.model import Item, Link
from notifiers.story.telling import Telling
from notifiers.text.safe import CELL, literal, web_url
from watchers.model.agreement import Agreement, Level, Model, models_in_order
from watchers.model.event import Event, EventKind
from watchers.names.counties import folded_county
from watchers.names.whereabouts import whereabouts

SHORT = frozenset({EventKind.SIGNED, EventKind.PENDING, EventKind.PENDING_DROPPED, EventKind.MOA_POSTED})
"""Kinds that are told in a line; of the others an alert's words are all needed."""

_RANKS = {
    EventKind.SIGNED: Rank.SIGNED,
    EventKind.PENDING: Rank.PENDING,
    EventKind.PENDING_DROPPED: Rank.PENDING,
    EventKind.MOA_POSTED: Rank.UPKEEP,
}


def entry(
    found: Sequence[Event], telling: Telling, *, documents: dict[str, str], nth: str, with_state: bool, is_aside: bool
) -> Entry:
    """One agency's events of one kind, as one entry.

    `documents` has the addresses of agreements by subject that were posted later in the period. `nth` says which one of
    its county's agencies it is. `with_state`: its part is not of one state. An aside matters least.
    """
    first = found[0]
    state = (telling.language.state_name(first.agreement.state),) if with_state else ()
    if first.kind not in SHORT:
        return _in_full(item(first, telling), state, Rank.UPKEEP if is_aside else Rank.FIRST)
    return Entry(
        event_id=first.id,
        kind=first.kind,
        state=first.agreement.state,
        agency=literal(first.agreement.agency) or telling.language.story.NO_NAME,
        facts=(
            *spelling(first.agreement, telling),
            *state,
            *_where(first.agreement, telling),
            *_models(found, telling),
            *_news(found, nth, telling),
        ),
        notes=tuple(dict.fromkeys(note for event in found for note in _doubts(event, telling))),
        links=tuple(_links(found, documents, telling)),
        also=tuple(e.id for e in found[1:]),
        rank=_rank(found),
    )


def _in_full(told: Item, state: tuple[str, ...], rank: Rank) -> Entry:
    """An alert's item as it is."""
    return Entry(
        event_id=told.event_id,
        kind=told.kind,
        state=told.state,
        agency=told.agency,
        facts=(*state, *told.facts),
        notes=told.notes,
        links=told.links,
        also=told.also,
        rank=rank,
    )


def _rank(found: Sequence[Event]) -> Rank:
    firsts = {what for event in found for what in event.context.first_of} if found[0].kind is EventKind.SIGNED else ()
    if "state" in firsts:
        return Rank.FIRST
    return Rank.FIRST_IN_COUNTY if "county" in firsts else _RANKS[found[0].kind]


def _where(row: Agreement, telling: Telling) -> list[str]:
    """The county where the agency's name doesn't have it; a state agency is called so."""
    words = telling.language.story
    if row.county:
        named = folded_county(row.county)
        return [] if named and named in folded_county(row.agency) else [words.county(literal(row.county, CELL))]
    return [words.STATE_AGENCY] if row.level is Level.STATE else []


def _models(found: Sequence[Event], telling: Telling) -> list[str]:
    """The models, each day's together, with the day."""

    def signed(event: Event) -> str:
        return _day(event, telling)

    facts = []
    for when, events in groupby(sorted(found, key=signed), key=signed):
        rows = [event.agreement for event in events]
        under = models_in_order(row.model for row in rows)
        unclear = [
            telling.language.story.unclear("model", literal(row.printed.model, CELL))
            for row in rows
            if row.model is None
        ]
        facts += [*([telling.language.models(under)] if under else []), *unclear, *([when] if when else [])]
    return facts


def _day(event: Event, telling: Telling) -> str:
    row = event.agreement
    if event.kind is not EventKind.SIGNED:
        return ""
    probably = telling.language.day(row.signed, telling.year) if row.signed else None
    if "signed" in row.unclear:
        return telling.language.story.signing_date_unclear(literal(row.printed.signed, CELL), probably)
    return probably or telling.language.story.NO_SIGNING_DATE


def _news(found: Sequence[Event], nth: str, telling: Telling) -> list[str]:
    """What is new about it beyond the signing."""
    row, kind = found[0].agreement, found[0].kind
    if kind not in {EventKind.SIGNED, EventKind.PENDING}:
        return []
    firsts = {what for event in found for what in event.context.first_of}
    if "state" in firsts:
        return [telling.language.digest.first_in_state(row.state)]
    county = whereabouts(row).county
    if "county" in firsts and county is not None:
        return [telling.language.digest.first_in(county.name)]
    older = _older(found)
    return [*([nth] if nth else []), *([telling.language.digest.beside(older)] if older else [])]


def _older(found: Sequence[Event]) -> list[Model]:
    """The models that the agency had before the period."""
    new = {event.agreement.model for event in found}
    left = {event.context.switched_from for event in found}
    return models_in_order(m for event in found for m in event.context.other_models if m not in new | left)


def _doubts(event: Event, telling: Telling) -> tuple[str, ...]:
    """An alert's sentences where there is a doubt, a correction or a change of model; else the facts say it all."""
    context = event.context
    if not (context.possibly or context.switched_from or context.switched_to or event.follows):
        return ()
    return tuple(note for note in item(event, telling).notes if note != telling.language.story.NO_MOA.text)


def _links(found: Sequence[Event], documents: dict[str, str], telling: Telling) -> list[Link]:
    several, words = len({e.agreement.model for e in found}) > 1, telling.language.story
    links = [
        (
            document(words.MOA, e.agreement.model if several else None, telling),
            documents.get(e.subject) or e.agreement.moa,
        )
        for e in found
    ]
    links += [(words.row(place_of(e.agreement)), e.workbook.url) for e in found if e.kind is EventKind.SIGNED][:1]
    named = [Link(text=text, url=url) for text, address in links if (url := web_url(address))]
    return list(dict.fromkeys(named))
