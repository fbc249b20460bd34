"""The buttons under an alert: the evidence for what it says, a sentence to quote, and that somebody is on it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.commands.office import LOG, Answer, Ask, Office, RefusalError
from bot.commands.typed import MisunderstoodError
from bot.reports.why import why as why_lines
from notifiers.delivery import DeliveryError
from notifiers.language.language import SlackWords
from notifiers.site.addresses import event_address
from notifiers.slack.inside.cards import Card, Choice, Part, events_offered, sentence, with_claims
from notifiers.slack.inside.requests import Person
from notifiers.story.model import Link
from notifiers.story.quote import quote as to_quote
from notifiers.text.safe import literal
from state.entries import Claim, Removal, Update
from state.errors import NoSuchRowError
from watchers.model.event import Event

_AT_ONCE = 2
"""Events whose evidence is shown at once; of more, one is chosen."""
_KEPT = timedelta(days=90)
_MOST = 40
"""Messages that are changed when somebody is on an event; Slack takes fifty changes a minute."""


def why(office: Office, ask: Ask) -> Answer:
    """The evidence for an event, by its id or the beginning of it."""
    if not ask.words:
        raise RefusalError(office.language(ask.place).slack.WHICH_EVENT)
    return Answer(card=_evidence(office, ask, [_event(office, ask.words.split()[0])]))


def evidence(office: Office, ask: Ask) -> Answer:
    """The evidence for the events of an alert."""
    events = [_event(office, prefix) for prefix in ask.words.split()]
    if len(events) <= _AT_ONCE:
        return Answer(card=_evidence(office, ask, events))
    words = office.language(ask.place).slack
    options = [(e.id, words.event_choice(e.kind, literal(e.agreement.agency), e.agreement.state)) for e in events]
    chosen = Choice(action="why", placeholder=words.CHOOSE, options=options)
    return Answer(card=Card(summary=words.CHOOSE, parts=(Part(sentences=(words.CHOOSE,), choice=chosen),)))


def quote(office: Office, ask: Ask) -> Answer:
    """A sentence to quote on the events of an alert, or on those whose ids were typed."""
    events = [_event(office, prefix) for prefix in ask.words.split()]
    if not events:
        raise RefusalError(office.language(ask.place).slack.WHICH_EVENT)
    language = office.language(ask.place)
    said = to_quote(events, office.zone_of(ask.person), language)
    return Answer(card=Card(summary=said, parts=(Part(title=language.story.TO_QUOTE, sentences=(said,)),)))


def claim(office: Office, ask: Ask) -> Answer | None:
    """Say in every message that tells of these events that somebody is on it; or, by the same person, no more."""
    if office.is_stranger(ask.person):
        raise RefusalError(office.language(ask.place).slack.STRANGERS)
    events = [_event(office, prefix) for prefix in ask.words.split()]
    ids = {event.id for event in events}
    at, known = office.now(), office.store.entries(Claim)
    mine = [c for c in known.values() if c.who == ask.person.id and c.event in ids]
    updates: list[Update] = [Removal(kind=Claim, id=c.id) for c in known.values() if at - c.since > _KEPT or c in mine]
    if not mine:
        updates += _claims(ids, ask.person, office)
    office.store.commit(entries=updates)
    if _show(office, ids):
        return None
    return Answer(card=sentence(office.language(ask.place).slack.NOT_SHOWN))


def _claims(events: Iterable[str], person: Person, office: Office) -> list[Claim]:
    at, called = office.now(), office.name_of(person)
    return [Claim(id=f"{e} {person.id}", event=e, who=person.id, called=called, since=at) for e in sorted(events)]


def _show(office: Office, events: Iterable[str]) -> bool:
    """Put who is on these events into the messages that tell of them, the newest first; whether all of them took it."""
    places = {
        (*row.destination.split(":")[1:2], row.receipt["channel"], row.receipt["ts"], row.subscription)
        for event in events
        for row in office.store.deliveries_of(event)
        if row.destination.startswith("slack:") and "ts" in row.receipt
    }
    shown = [_change(office, *place) for place in sorted(places, key=lambda p: p[2], reverse=True)[:_MOST]]
    return all(shown)


def _change(office: Office, workspace: str, channel: str, ts: str, desk: str) -> bool:
    calls = office.calls_of.get(workspace)
    if calls is None:
        return True
    try:
        found = calls.blocks_of(channel, ts)
        if found is not None and (prefixes := events_offered(found[1])):
            calls.update(
                channel,
                ts,
                found[0],
                with_claims(found[1], _lines(office, prefixes, office.language_of_desk(desk).slack)),
            )
    except DeliveryError as error:
        LOG.warning(f"Who is on an alert can't be shown in {channel}: {error}")
        return False
    return True


def _lines(office: Office, prefixes: Sequence[str], words: SlackWords) -> list[str]:
    """Who is on the events whose ids begin so, those who were first first."""
    zone = office.config().watch.zone
    on = [c for c in office.store.entries(Claim).values() if c.event.startswith(tuple(prefixes))]
    first = {c.who: c for c in sorted(on, key=lambda c: c.since, reverse=True)}
    return [words.on_it(c.called, c.since, zone) for c in sorted(first.values(), key=lambda c: c.since)]


def _event(office: Office, prefix: str) -> Event:
    try:
        return office.store.event(prefix)
    except NoSuchRowError as error:
        why = str(error)
        raise MisunderstoodError(lambda words: words.no_event(prefix, why)) from None


def _evidence(office: Office, ask: Ask, events: Sequence[Event]) -> Card:
    """Why each event is what it is: the rule, ICE's cells, workbook, row and hash. Who was told is other desks' own."""
    config, language = office.config(), office.language(ask.place)
    words, record = language.slack, config.address_in(language.tongue)
    parts = [
        Part(fixed=words.evidence(event, why, config.watch.zone), links=_page_of(event, record, words))
        for event in events
        for why in [list(why_lines(office.store, event, config, told=False))]
    ]
    headline = words.evidence_headline(literal(events[0].agreement.agency) if len(events) == 1 else "")
    return Card(summary=headline, headline=headline, parts=parts)


def _page_of(event: Event, record: str | None, words: SlackWords) -> tuple[Link, ...]:
    """The way to the event's page in the public record, where there is one."""
    address = event_address(record, event.id)
    return (Link(text=words.ON_THE_RECORD, url=address),) if address else ()
