"""One period's events to a digest: grouped, counted and worded once, for every channel. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from notifiers.digest.counties import county_map, nth_of_its_county
from notifiers.digest.entries import SHORT, entry
from notifiers.digest.figures import Figures, models_of, picture_of, standing, totals, trend
from notifiers.digest.headline import headline, outcomes
from notifiers.digest.model import Digest, Entry, Part, Proof
from notifiers.digest.proof import how_we_know
from notifiers.language.language import DigestWords, Language, language_of
from notifiers.story.compose import switches
from notifiers.story.csv_table import file_name, items_csv
from notifiers.story.items import item, kind_heading
from notifiers.story.model import Link
from notifiers.story.telling import Telling, agency_key, alphabetical
from notifiers.story.weight import weights
from notifiers.subscriptions.digest_plan import Period
from notifiers.subscriptions.model import Subscription
from notifiers.text.safe import header_text, literal, web_url
from watchers.model.agreement import ListKind, models_in_order
from watchers.model.event import OF_DOCUMENTS, Event, EventKind

_ORDER = (
    EventKind.RETURNED, EventKind.WITHDRAWN, EventKind.MISSING, EventKind.POSSIBLY_RENAMED, EventKind.SIGNED,
    EventKind.PENDING, EventKind.PENDING_DROPPED, EventKind.DOCUMENT_REPLACED, EventKind.DOCUMENT_REMOVED,
    EventKind.MOA_POSTED, EventKind.AMENDED, EventKind.DOCUMENT_POSTED,
)  # fmt: skip
_SETTLED = frozenset({EventKind.WITHDRAWN, EventKind.RETURNED})
_OF_THE_TEXT = OF_DOCUMENTS | {EventKind.MOA_POSTED}
"""What ICE does with the agreements' texts: no agency came or left by it."""


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
    language = language_of(subscription.language)
    dw = language.digest
    shown, telling = _to_tell(subscription, period, events, told)
    said = dw.label(period, subscription.zone)
    watched = _watched(subscription, language)
    counts = outcomes(e for e in shown if _is_news(e) or e.kind is EventKind.AMENDED)
    unsaid = _unsaid(proof, dw) if not events else dw.NO_CHANGES
    place = dw.where(watched)
    one = watched[0] if watched is not None and len(watched) == 1 else None
    is_moving = any(_is_step(e) and e.list is ListKind.PARTICIPATING for e in shown)
    counties = county_map(one, shown, figures.listed, language) if one and is_moving else None
    news = headline(said, watched, counts, dw, unsaid=unsaid)
    parts = _parts(shown, telling, figures, is_of_one=one is not None)
    return Digest(
        subscription=subscription.name,
        key=period.key,
        label=said,
        subject=header_text(dw.subject(period, news)),
        headline=news,
        lede=tuple(
            filter(
                None,
                (
                    dw.missed(period),
                    _what_happened(events, shown, proof, dw),
                    standing(watched, figures, place, language),
                    dw.weeks_before(period.cadence, figures.signed) if events else "",
                ),
            )
        ),
        parts=parts,
        models=tuple(map(dw.model_column, models_of(figures))),
        totals=totals(watched, figures, language),
        place=place,
        trend=trend(watched, figures, language) if is_moving else (),
        picture=picture_of(watched, figures, language) if is_moving and counties is None else None,
        county_map=counties,
        proof=(
            language.proof.covers(period, subscription.zone),
            *how_we_know(proof, subscription.zone, telling.year, language),
        ),
        notes=_notes(parts, shown, language),
        links=_links(proof, page_url, language),
        csv=_csv(subscription, period, events, telling),
        csv_words=dw.csv_comment(len(events), len({agency_key(e) for e in events})),
        is_quiet=not events,
        language=subscription.language,
    )


def _to_tell(
    subscription: Subscription, period: Period, events: Sequence[Event], told: Mapping[str, Event]
) -> tuple[list[Event], Telling]:
    """The events that are told, and how: of a switch of models one tells both steps, of a signing also its document."""
    shown = _shown(events)
    partners = switches(shown)
    merged = {partner.id for partner in partners.values()}
    signed = {e.subject for e in shown if e.kind is EventKind.SIGNED}
    shown = [e for e in shown if e.id not in merged and not (e.kind is EventKind.MOA_POSTED and e.subject in signed)]
    telling = Telling(
        zone=subscription.zone,
        year=period.days(subscription.zone)[1].year,
        batch={e.id: e for e in events},
        told=told,
        partners=partners,
        language=language_of(subscription.language),
        named=frozenset(book.url for e in events for book in (e.workbook, e.before_workbook) if book is not None),
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
    """Whether it is more than upkeep: ICE's edits, first copies, rows back before anybody called them gone."""
    if event.kind is EventKind.RETURNED:
        return event.context.was_withdrawn
    return event.kind not in {EventKind.AMENDED, EventKind.DOCUMENT_POSTED}


def _is_step(event: Event) -> bool:
    """Whether an agency came, left or moved, and not ICE's posts and edits, or a document, alone."""
    return _is_news(event) and event.kind not in _OF_THE_TEXT


def _watched(subscription: Subscription, language: Language) -> list[str] | None:
    return None if subscription.states is None else sorted(subscription.states, key=language.state_order)


def _unsaid(proof: Proof, dw: DigestWords) -> str:
    """What stands where "no changes" would say more than the bot could see."""
    if proof.is_blind:
        return dw.NOT_CHECKED
    if proof.seen_until is not None:
        return dw.IN_PART
    return dw.HELD_BACK if proof.held else dw.NO_CHANGES


def _what_happened(events: Sequence[Event], shown: Sequence[Event], proof: Proof, dw: DigestWords) -> str:
    """What the headline can't say of a period without news; "" where it has said all."""
    if events:
        return "" if any(map(_is_step, shown)) else dw.NOBODY
    if proof.is_blind:
        return dw.ALL_FAILED if proof.polls else dw.BLIND
    if proof.seen_until is not None:
        return dw.RECORD_ENDS
    return dw.WITHOUT_IT if proof.held else ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Sort:
    """What the events of one part share; sorted by it, the weightiest come first and the asides last."""

    is_aside: bool
    place_in_order: int
    is_fewer: bool
    state: str


def _sort_of(event: Event, language: Language, *, by_state: bool) -> _Sort:
    return _Sort(
        is_aside=not _is_news(event),
        place_in_order=_ORDER.index(event.kind),
        is_fewer=event.kind is EventKind.WITHDRAWN and bool(event.context.other_models),
        state=language.state_name(event.agreement.state) if by_state and event.kind is EventKind.SIGNED else "",
    )


def _parts(shown: Sequence[Event], telling: Telling, figures: Figures, *, is_of_one: bool) -> tuple[Part, ...]:
    """By kind, signings by state within it; each agency once in each, the weightiest first. Asides are last."""
    by_agency, weight, tellings = alphabetical(shown), weights(shown), _by_list(telling)
    documents = {e.subject: e.agreement.moa for e in telling.batch.values() if e.agreement.moa}
    nth = nth_of_its_county(shown, figures.listed, telling.year, telling.language)
    sorts = {e.id: _sort_of(e, telling.language, by_state=not is_of_one) for e in shown}

    def entries_of(events: Sequence[Event], sort: _Sort) -> list[Entry]:
        of_agencies = [list(of) for _, of in groupby(events, key=_one_entry(events[0].kind))]
        made = [
            entry(
                of,
                tellings[of[0].observed_at],
                documents=documents,
                nth=nth.get(of[0].id, ""),
                with_state=not is_of_one and not sort.state,
                is_aside=sort.is_aside,
            )
            for of in of_agencies
        ]
        ranked = zip(made, of_agencies, strict=True)
        return [found for found, _ in sorted(ranked, key=lambda of: (of[0].rank, weight[agency_key(of[1][0])]))]

    parts = []
    for sort, grouped in groupby(sorted(shown, key=lambda e: sorts[e.id]), key=lambda e: sorts[e.id]):
        events = sorted(
            grouped, key=lambda e: (telling.language.state_order(e.agreement.state), by_agency(e), e.observed_at)
        )
        parts.append(_part(events, sort, entries_of(events, sort), telling, is_of_one=is_of_one))
    return tuple(parts)


def _part(events: Sequence[Event], sort: _Sort, entries: Sequence[Entry], telling: Telling, *, is_of_one: bool) -> Part:
    kind, number = events[0].kind, len({agency_key(e) for e in events})
    dw, words = telling.language.digest, telling.language.story
    heading = dw.part_heading(_title(events, sort, telling), sort.state, number)
    switched = [telling.partners[e.id].kind for e in events if e.id in telling.partners]
    return Part(
        kind=kind,
        state=events[0].agreement.state if sort.state or is_of_one else None,
        heading=heading,
        label=dw.labelled(sort.state, number) if sort.state else heading,
        entries=tuple(entries),
        caution=words.CAUTIONS.get(kind) or (words.CAUTIONS.get(min(switched)) if switched else None),
        is_aside=sort.is_aside,
    )


def _title(events: Sequence[Event], sort: _Sort, telling: Telling) -> str:
    if sort.is_fewer:
        return telling.language.story.FEWER
    is_blink = sort.is_aside and events[0].kind is EventKind.RETURNED
    if is_blink:
        return telling.language.digest.BLINKED
    return kind_heading(events, telling.told, telling.language)


def _one_entry(kind: EventKind) -> Callable[[Event], object]:
    """What makes events of a kind one entry: their agency; where all of an alert's words are needed, none does."""
    return agency_key if kind in SHORT else lambda event: event.id


def _notes(parts: Sequence[Part], shown: Sequence[Event], language: Language) -> tuple[str, ...]:
    """What explains words of the entries: models, firsts, agreements that aren't posted."""
    signed = [e for e in shown if e.kind is EventKind.SIGNED]
    if not signed:
        return ()
    dw, words = language.digest, language.story
    unknown = models_in_order(e.agreement.model for e in signed if e.agreement.model and not e.agreement.model.is_known)
    firsts = any(fact.startswith(f"{dw.FIRST_IN} ") for part in parts for entry in part.entries for fact in entry.facts)
    linked = all(
        any(link.text.startswith(words.MOA) for link in entry.links) for part in parts for entry in part.entries
    )
    return (
        dw.MODELS_ALLOW,
        *(words.glossary_line("", model).strip() for model in unknown),
        *([dw.FIRSTS] if firsts else []),
        *([] if linked else [dw.NO_LINK]),
    )


def _by_list(telling: Telling) -> dict[datetime, Telling]:
    """The telling among the events of each publication, by its time: "new on the same list" means that one."""
    batches: dict[datetime, dict[str, Event]] = {}
    for event in telling.batch.values():
        batches.setdefault(event.observed_at, {})[event.id] = event
    return {at: replace(telling, batch=batch) for at, batch in batches.items()}


def _links(proof: Proof, page_url: str, language: Language) -> tuple[Link, ...]:
    newest = [(literal(proof.newest.name), proof.newest.url)] if proof.newest else []
    named = [*newest, (language.story.ICES_PAGE, page_url)]
    return tuple(Link(text=text, url=url) for text, address in named if (url := web_url(address)))


def _csv(
    subscription: Subscription, period: Period, events: Sequence[Event], telling: Telling
) -> tuple[str, str] | None:
    if not events:
        return None
    tellings = _by_list(replace(telling, partners={}))
    name = file_name(subscription.name, f"digest-{period.key.lower()}")
    ordered = sorted(events, key=lambda e: (_ORDER.index(e.kind), e.observed_at))
    return name, items_csv(item(e, tellings[e.observed_at]) for e in ordered)
