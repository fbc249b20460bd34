"""What people look up inside Slack: a state's figures, what there is to type, and Home."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.office import Answer, Ask, Office, RefusalError
from bot.commands.subscribing import part_of
from bot.commands.typed import county_of, state_of
from bot.config.made_in_slack import with_made_in_slack
from bot.outgoing.operators import current
from bot.reports.search import found as found_in
from notifiers.delivery import DeliveryError
from notifiers.language.language import Language, SlackWords, language_of
from notifiers.search.compose import answer
from notifiers.site.addresses import state_page
from notifiers.slack.inside.cards import Card, Part, card_blocks, sentence
from notifiers.slack.inside.requests import Person
from notifiers.story.model import Link
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.periods import last_ended
from notifiers.text.safe import literal
from state.entries import ChannelSubscription
from state.store import Store
from watchers.diff.coverage import coverage
from watchers.diff.totals import Counts, counted, counts_before, tally
from watchers.model.event import Event
from watchers.model.register import Register, Standing
from watchers.search.question import asked

_NEWEST = 5
_MOST_FOUND = 12
_SPANS = (7, 30)
"""Days over which a change is told."""


def help_(office: Office, ask: Ask) -> Answer:
    """What can be typed."""
    words = office.language(ask.place).slack
    part = Part(rows=[(f"{typed}:", what) for typed, what in words.HELP])
    return Answer(card=Card(summary=words.HELP_TITLE, headline="/287g", parts=(Part(title=words.HELP_TITLE), part)))


def status(office: Office, ask: Ask) -> Answer:
    """The figures of the nation, of a state or of a county."""
    store, at, text, language = office.store, office.now(), ask.words, office.language(ask.place)
    register = store.register()
    if register.is_empty:
        raise RefusalError(language.slack.bot_line(None, office.config().watch.zone))
    if county_of(text) is not None:
        return find(office, ask)
    state = state_of(text) if text else None
    found = [s for s in register.standings.values() if state is None or s.agreement.state == state]
    rows = list(_figures(register, found, state, language))
    rows += _changes(store, state, at, language.slack)
    return Answer(card=_card(office, state, rows, _newest(store, state, at), language))


def find(office: Office, ask: Ask) -> Answer:
    """An agency, or a county's or a town's agencies: what they hold, and what became of them."""
    question = asked(ask.words, None)
    if not question.words and question.state is None:
        raise RefusalError(office.language(ask.place).slack.FIND_WHAT)
    language, zone = office.language(ask.place), office.config().watch.zone
    told = answer(found_in(office.store, question), zone, language, most=_MOST_FOUND)
    parts = [Part(sentences=told.lines)] if told.lines else []
    for group in told.groups:
        parts += [Part(title=group.heading)] if group.heading else []
        parts += [
            Part(title=each.name, bullets=[*each.lines, *each.history], links=each.links) for each in group.entries
        ]
    summary = next(iter((*told.lines, *(e.name for g in told.groups for e in g.entries))), ask.words)
    return Answer(card=Card(summary=summary, parts=parts, small=told.notes))


_PERIODS = {
    "last week": Cadence.WEEKLY,
    "weekly": Cadence.WEEKLY,
    "last month": Cadence.MONTHLY,
    "monthly": Cadence.MONTHLY,
    "yesterday": Cadence.DAILY,
    "daily": Cadence.DAILY,
}


def digest(office: Office, ask: Ask) -> Answer:
    """Have the digest of a past period of what comes to this channel sent here."""
    from bot.digest.again import DigestError, make_again, wanted
    from bot.digest.send import owed_digest

    at, config = office.now(), with_made_in_slack(office.config(), office.mine(ask.place.channel))
    rows, said, language = [], "", office.language(ask.place)
    words = language.slack
    for subscription, destination in office.here(ask.place, config):
        one = replace(subscription, destinations=(destination,))
        try:
            wish = wanted(config, office.store, one.name, _key(ask.words, one, at), at)
        except DigestError as error:
            raise RefusalError(words.no_digest(str(error))) from None
        made = make_again(office.store, config, wish, at)
        rows += owed_digest(made.digest, one, config, wish.period, at=at, mark=f" by hand {at.isoformat()}")
        said = language.digest.label(wish.period, one.zone)
    if not said:
        raise RefusalError(words.NO_DIGEST_HERE)
    office.store.commit(owed=rows)
    office.hurry()
    return Answer(card=sentence(words.digest_begun(said)))


def _key(text: str, subscription: Subscription, at: datetime) -> str | None:
    """The name of the period that is asked for; None for the one that ended last."""
    cadence = _PERIODS.get(text.casefold())
    if cadence is None:
        return text or None
    plan = replace(subscription.digest or DigestPlan(), cadence=cadence)
    return last_ended(plan, subscription.zone, at).key


def _figures(
    register: Register, found: list[Standing], state: str | None, language: Language
) -> Iterator[tuple[str, str]]:
    of, words = tally(found), language.slack
    yield words.AGREEMENTS, words.agreements(of.agreements, of.agencies, None if state else of.states)
    yield words.BY_MODEL, words.by_model(of.models)
    if register.pending.workbook is not None and register.pending.absent_since is None:
        yield words.PENDING, f"{of.pending:,}"
    if state is not None:
        part = coverage(found, state)
        if part.counties:
            yield words.COVERAGE, language.search.sheriffs_share(state, part.sheriffs, part.counties)


def _changes(store: Store, state: str | None, at: datetime, words: SlackWords) -> Iterator[tuple[str, str]]:
    """How the number of agreements has changed, as far as the record goes back."""
    begin = store.register().participating.baseline_at
    now = counted(store.register())
    said = [
        words.change(_sum(now, state) - _sum(counts_before(now, store.events(since=since)), state), days)
        for days in _SPANS
        if begin is not None and begin <= (since := at - timedelta(days=days))
    ]
    if said:
        yield words.DIFFERENCE, " · ".join(said)


def _sum(counts: Counts, state: str | None) -> int:
    return sum(n for (code, _), n in counts.items() if state is None or code == state)


def _newest(store: Store, state: str | None, at: datetime) -> list[Event]:
    events = store.events(since=at - timedelta(days=90), states=[state] if state else None)
    return events[: -_NEWEST - 1 : -1]


def _card(
    office: Office, state: str | None, rows: list[tuple[str, str]], newest: list[Event], language: Language
) -> Card:
    """The figures, what is new, and the way to the public record, where there is one."""
    zone, words = office.config().watch.zone, language.slack
    headline = words.state_headline(state or "")
    said = [
        words.newest(
            e.kind, literal(e.agreement.agency), language.day(e.observed_at.astimezone(zone).date(), 0), e.id[:8]
        )
        for e in newest
    ]
    parts = [Part(rows=rows)]
    if said:
        parts.append(Part(title=words.NEWEST, bullets=said))
    record = office.config().address_in(language.tongue)
    if record is not None:
        page = f"{record}/{state_page(state) if state else ''}"
        parts.append(Part(links=(Link(text=words.ON_THE_RECORD, url=page),)))
    return Card(summary=f"{headline}: {rows[0][1]}", headline=headline, parts=parts, small=[_bot(office, words)])


def _bot(office: Office, words: SlackWords) -> str:
    """When the bot last saw ICE's list."""
    last = office.store.last_poll()
    return words.bot_line(last.last_good if last else None, office.config().watch.zone)


_MOST = 98
"""Blocks that are shown; a view has room for a hundred."""


def show_home(office: Office, person: Person) -> None:
    """Show somebody their Home. Raises `DeliveryError`."""
    shown = _shown_to(office, person)
    tongues = {subscription.language for _, subscription in shown}
    language = language_of(tongues.pop()) if len(tongues) == 1 else office.language_of_home()
    card = _home_card(office, shown, language)
    office.calls.publish(person.id, {"type": "home", "blocks": card_blocks(card, language.slack, _MOST)})


_Shown = Sequence[tuple[ChannelSubscription, Subscription]]


def _shown_to(office: Office, person: Person) -> _Shown:
    """What was subscribed in channels that the person is in; Slack has to say so."""
    made = office.store.entries(ChannelSubscription).values()
    found = office.read(e for e in made if e.workspace == office.workspace)
    there = {channel: _is_in(office, person, channel) for channel in dict.fromkeys(each.channel for each, _ in found)}
    return [(each, subscription) for each, subscription in found if there[each.channel]]


def _home_card(office: Office, shown: _Shown, language: Language) -> Card:
    words = language.slack
    parts: list[Part] = []
    for each, subscription in shown:
        parts += [Part(title=each.called), part_of(office, each, subscription, language)]
    zone, last = office.config().watch.zone, office.store.last_poll()
    small = [words.HOME_HOW, words.bot_line(last.last_good if last else None, zone)]
    trouble = words.troubles(len(current(office.store)))
    parts = parts or [Part(sentences=(words.HOME_EMPTY,))]
    return Card(
        summary=words.HOME_TITLE, headline=words.HOME_TITLE, parts=parts, small=[*small, *filter(None, [trouble])]
    )


def _is_in(office: Office, person: Person, channel: str) -> bool:
    try:
        return office.calls.is_in(person.id, channel)
    except DeliveryError:
        return False
