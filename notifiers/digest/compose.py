"""One period's events to a digest: grouped, counted and worded once, for every channel. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from notifiers.digest import words as dw
from notifiers.digest.figures import Figures, models_of, picture_of, standing, totals
from notifiers.digest.model import Digest, Proof
from notifiers.digest.proof import covers, how_we_know
from notifiers.story import words
from notifiers.story.compose import model_marks, switches
from notifiers.story.csv_table import file_name, items_csv
from notifiers.story.items import Telling, agency_key, alphabetical, item, kind_heading
from notifiers.story.model import Link, Section
from notifiers.subscriptions.digest_plan import Period
from notifiers.subscriptions.model import Subscription
from notifiers.text.safe import header_text, literal, web_url
from watchers.model.event import Event, EventKind
from watchers.names.places import UNKNOWN_STATE, state_name

_SETTLED = frozenset({EventKind.WITHDRAWN, EventKind.RETURNED})
_ORDER = (
    EventKind.SIGNED, EventKind.WITHDRAWN, EventKind.MISSING, EventKind.POSSIBLY_RENAMED, EventKind.PENDING,
    EventKind.PENDING_DROPPED,
    EventKind.RETURNED, EventKind.MOA_POSTED, EventKind.AMENDED,
)  # fmt: skip


def compose_digest(
    subscription: Subscription,
    period: Period,
    events: Sequence[Event],
    *,
    figures: Figures,
    proof: Proof,
    page_url: str,
    told: Mapping[str, Event],
) -> Digest:
    """The digest of `events`: those of the period that concern the subscription, oldest first, of every kind.

    `told` has by id those earlier events that an alert to this desk told of: for their corrections.
    """
    shown, telling = _to_tell(subscription, period, events, told)
    said = dw.label(period, subscription.zone)
    watched = _watched(subscription)
    counts = Counter(e.kind for e in shown if _is_news(e) or e.kind is EventKind.AMENDED)
    unsaid = _unsaid(proof) if not events else None
    when, place = dw.during(period, subscription.zone), dw.where(watched)
    return Digest(
        subscription=subscription.name,
        key=period.key,
        label=said,
        subject=header_text(dw.subject(period.cadence, watched, counts, said, unsaid=unsaid)),
        headline=header_text(dw.headline(when, counts, place, unsaid=unsaid), 149),
        lede=(
            *filter(None, [dw.missed(period)]),
            *_what_happened(shown, counts, proof, when=when, place=place),
            standing(watched, figures, place),
        ),
        sections=_sections([e for e in shown if _is_news(e)], telling),
        asides=_sections([e for e in shown if not _is_news(e)], telling),
        models=tuple(map(dw.model_column, models_of(figures))),
        totals=totals(watched, figures),
        picture=picture_of(watched, place, figures) if events else None,
        proof=(covers(period, subscription.zone), *how_we_know(proof, subscription.zone)),
        glossary=tuple(words.glossary_line(mark, model) for model, mark in telling.marks.items()),
        links=_links(proof, page_url),
        csv=_csv(subscription, period, events, telling),
        event_ids=tuple(e.id for e in events),
        is_quiet=not events,
    )


def _to_tell(
    subscription: Subscription, period: Period, events: Sequence[Event], told: Mapping[str, Event]
) -> tuple[list[Event], Telling]:
    """The events that have an entry of their own, and how they are told; of a switch of models one tells both steps."""
    shown = _shown(events)
    partners = switches(shown)
    merged = {partner.id for partner in partners.values()}
    shown = [e for e in shown if e.id not in merged]
    telling = Telling(
        zone=subscription.zone,
        year=period.days(subscription.zone)[1].year,
        batch={e.id: e for e in events},
        told=told,
        marks=model_marks(e for e in shown if _is_news(e)),
        partners=partners,
    )
    return shown, telling


def _shown(events: Sequence[Event]) -> list[Event]:
    """The events without those whose outcome came within the period: missing and settled, pending and signed."""
    shown = []
    settled: set[object] = set()
    for event in reversed(events):
        signing = (agency_key(event), event.agreement.model)
        settled.update(event.settles)
        if event.kind in _SETTLED:
            settled.add(event.subject)
        elif event.kind is EventKind.SIGNED:
            settled.add(signing)
        outlived = {
            EventKind.MISSING: event.subject,
            EventKind.POSSIBLY_RENAMED: event.id,
            EventKind.PENDING: signing,
        }.get(event.kind)
        if outlived is None or outlived not in settled:
            shown.append(event)
    return shown[::-1]


def _is_news(event: Event) -> bool:
    """Whether it is more than upkeep: ICE's edits, and rows that were back before anybody called them gone."""
    if event.kind is EventKind.RETURNED:
        return event.context.was_withdrawn
    return event.kind is not EventKind.AMENDED


def _watched(subscription: Subscription) -> list[str] | None:
    return None if subscription.states is None else sorted(subscription.states, key=state_name)


def _unsaid(proof: Proof) -> str | None:
    """What stands where "no changes" would say more than the bot could see."""
    if proof.is_blind:
        return dw.NOT_CHECKED
    if proof.seen_until is not None:
        return dw.IN_PART
    return dw.HELD_BACK if proof.held else None


def _what_happened(
    shown: Sequence[Event], counts: Mapping[EventKind, int], proof: Proof, *, when: str, place: str
) -> list[str]:
    """The first sentences."""
    if not shown and proof.is_blind:
        return [dw.ALL_FAILED if proof.polls else dw.BLIND]
    if not shown and proof.seen_until is not None:
        return [dw.nothing_seen(when, place)]
    if not shown:
        return [dw.nothing(when, place, held=bool(proof.held))]
    signed = [e for e in shown if e.kind is EventKind.SIGNED]
    agencies = {EventKind.SIGNED: len({agency_key(e) for e in signed})}
    upkeep = dw.upkeep(counts.get(EventKind.MOA_POSTED, 0), counts.get(EventKind.AMENDED, 0))
    first = dw.sentence(when, dw.what_happened(agencies, counts, place))
    return [first, upkeep] if upkeep else [first]


def _sections(events: Sequence[Event], telling: Telling) -> tuple[Section, ...]:
    """By kind, and by state within it."""

    def group(event: Event) -> tuple[int, str, str]:
        return _ORDER.index(event.kind), state_name(event.agreement.state), event.agreement.state or UNKNOWN_STATE

    by_agency = alphabetical(events)

    def place(event: Event) -> tuple[object, ...]:
        agency, model = by_agency(event)
        return *group(event), agency, event.observed_at, model

    ordered = sorted(events, key=place)
    tellings = _by_list(telling)
    return tuple(_section(list(found), tellings) for _, found in groupby(ordered, key=group))


def _section(found: list[Event], tellings: Mapping[datetime, Telling]) -> Section:
    kind, state = found[0].kind, found[0].agreement.state
    agencies = len({agency_key(e) for e in found})
    is_blink = kind is EventKind.RETURNED and not _is_news(found[0])
    said = dw.BLINKED if is_blink else kind_heading(found, tellings[found[0].observed_at].told)
    return Section(
        kind=kind,
        state=state,
        heading=words.section_heading(said, state, agencies, len(found)),
        items=tuple(item(e, tellings[e.observed_at]) for e in found),
        caution=words.caution(kind),
    )


def _by_list(telling: Telling) -> dict[datetime, Telling]:
    """The telling among the events of each publication, by its time: "new on the same list" means that one."""
    batches: dict[datetime, dict[str, Event]] = {}
    for event in telling.batch.values():
        batches.setdefault(event.observed_at, {})[event.id] = event
    return {at: replace(telling, batch=batch) for at, batch in batches.items()}


def _links(proof: Proof, page_url: str) -> tuple[Link, ...]:
    newest = [(literal(proof.newest.name), proof.newest.url)] if proof.newest else []
    named = [*newest, (words.ICES_PAGE, page_url)]
    return tuple(Link(text=text, url=url) for text, address in named if (url := web_url(address)))


def _csv(
    subscription: Subscription, period: Period, events: Sequence[Event], telling: Telling
) -> tuple[str, str] | None:
    if not events:
        return None
    tellings = _by_list(replace(telling, marks={}, partners={}))
    name = file_name(subscription.name, f"digest-{period.key.lower()}")
    ordered = sorted(events, key=lambda e: (_ORDER.index(e.kind), e.observed_at))
    return name, items_csv(item(e, tellings[e.observed_at]) for e in ordered)
