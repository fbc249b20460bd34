"""What people do to a channel's subscriptions: subscribe, unsubscribe, list, pause and resume, by words or buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.commands.changing import Place, paused, subscribed, unsubscribed
from bot.commands.office import Answer, Ask, Office, RefusalError
from bot.commands.typed import MisunderstoodError, read_wishes
from bot.config.made_in_slack import read_made
from bot.config.model import FOR_GOOD
from bot.config.subscriptions import KeysError
from bot.config.values import ALL_STATES
from bot.config.when import ComingDay, NoSuchDayError
from notifiers.delivery import DeliveryError
from notifiers.language.language import Language, SlackWords
from notifiers.slack.checkup import Seat
from notifiers.slack.inside.cards import Button, Card, Part
from notifiers.slack.inside.dialog import places_of, rows_of
from notifiers.subscriptions.model import Subscription
from state.entries import ChannelSubscription


def subscribe(office: Office, ask: Ask) -> Answer:
    """Subscribe the channel to what the words say, and to that alone."""
    wishes, place = read_wishes(ask.words), ask.place
    require_place(office, place, f"subscribe {ask.words}")
    office.require_leave(ask.person, ask.place)
    hand = office.hand_of(ask.person)
    before = office.mine(place.channel)
    after = before
    for wish in wishes:
        keys = complete({**wish, "zone": office.zone_of(ask.person).key})
        after = subscribed(after, keys, place, hand, taken=taken(office, after))
    checked(office, after)
    if after == before:
        return Answer(card=listed(office, place, headline=office.language(place).slack.NOTHING_CHANGED))
    office.put(place, before, after, hand)
    return Answer(card=_told(office, place, hand.by, before), is_public=True)


def complete(keys: Mapping[str, Any]) -> dict[str, Any]:
    """The keys without a digest where none is wished for."""
    return {key: value for key, value in keys.items() if (key, value) != ("digest", "none")}


def checked(office: Office, after: Sequence[ChannelSubscription]) -> None:
    """Raise `MisunderstoodError` where one of them is no subscription."""
    for each in after:
        try:
            read_made(each, office.config())
        except KeysError as error:
            raise MisunderstoodError(misfit(error)) from None


def misfit(error: KeysError) -> Callable[[SlackWords], str]:
    """Why no subscription can be made of that, in somebody's words."""
    return lambda words: words.misfit(next(iter(error.mistakes)), str(error))


def taken(office: Office, more: Sequence[ChannelSubscription]) -> frozenset[str]:
    """The names that no new subscription may have."""
    made = office.store.entries(ChannelSubscription)
    return frozenset({*made, *(e.name for e in more), *(s.name for s in office.config().subscriptions)})


def unsubscribe(office: Office, ask: Ask) -> Answer:
    """Take states off the channel, or all that it has."""
    place = ask.place
    before = office.mine(place.channel)
    if not ask.words:
        return Answer(card=listed(office, place))
    wishes = read_wishes(ask.words)
    is_all = any(wish["states"] == ALL_STATES for wish in wishes)
    states = ALL_STATES if is_all else [code for wish in wishes for code in wish["states"]]
    office.require_leave(ask.person, ask.place)
    hand = office.hand_of(ask.person)
    after = unsubscribed(before, states, hand)
    if after == before:
        return Answer(card=_nothing_of(office, place, states))
    office.put(place, before, after, hand)
    headline = office.language(place).slack.unsubscribed_headline(hand.by, len(after))
    return Answer(card=listed(office, place, headline=headline), is_public=True)


def _nothing_of(office: Office, place: Place, states: Sequence[str] | str) -> Card:
    """That there was nothing to end; where the file sends it, who can."""
    in_the_file = office.of_the_file(place)
    if states == ALL_STATES:
        return listed(office, place)
    theirs = [code for code in states if any(s.states is None or code in s.states for s in in_the_file)]
    words = office.language(place).slack
    said = words.only_in_the_file(theirs) if theirs else words.nothing_of(states)
    return listed(office, place, first=said)


def drop(office: Office, ask: Ask) -> Answer:
    """End one of the channel's subscriptions, by its button."""
    place = ask.place
    office.require_leave(ask.person, ask.place)
    before, hand = office.mine(place.channel), office.hand_of(ask.person)
    after = tuple(each for each in before if each.name != ask.words)
    if after == before:
        return Answer(card=listed(office, place, headline=office.language(place).slack.NOTHING_CHANGED))
    office.put(place, before, after, hand)
    headline = office.language(place).slack.unsubscribed_headline(hand.by, len(after))
    return Answer(card=listed(office, place, headline=headline), is_public=True)


def pause(office: Office, ask: Ask) -> Answer:
    """Let the channel's news wait until a day, or until somebody resumes it."""
    place, person, text = ask.place, ask.person, ask.words
    before = office.mine(place.channel)
    if not before:
        raise RefusalError(listed(office, place))
    today = office.now().astimezone(office.zone_of(person)).date()
    day = FOR_GOOD
    if text:
        try:
            day = ComingDay.read(text.removeprefix("until").strip()).day(today)
        except NoSuchDayError as error:
            why = str(error)
            raise MisunderstoodError(lambda words: words.no_such_day(why)) from None
    if day <= today:
        raise MisunderstoodError(lambda words: words.that_day_has_come(day))
    office.require_leave(person, place)
    hand = office.hand_of(person)
    office.put(place, before, paused(before, day.isoformat(), hand), hand)
    words = office.language(place).slack
    headline = words.paused_headline(hand.by, words.until(day, today))
    return Answer(card=listed(office, place, headline=headline), is_public=True)


def pause_for_good(office: Office, ask: Ask) -> Answer:
    """Pause the channel until somebody resumes it, by a button."""
    return pause(office, replace(ask, words=""))


def resume(office: Office, ask: Ask) -> Answer:
    """End the pause; what waits is sent."""
    place = ask.place
    office.require_leave(ask.person, ask.place)
    before, hand = office.mine(place.channel), office.hand_of(ask.person)
    after = paused(before, "", hand)
    if after == before:
        return Answer(card=listed(office, place, headline=office.language(place).slack.NOTHING_CHANGED))
    office.put(place, before, after, hand)
    return Answer(
        card=listed(office, place, headline=office.language(place).slack.resumed_headline(hand.by)), is_public=True
    )


def list_(office: Office, ask: Ask) -> Answer:
    """Show what the channel has."""
    return Answer(card=listed(office, ask.place))


def listed(office: Office, place: Place, *, headline: str = "", first: str = "") -> Card:
    """What the channel has, each with its buttons, and what the config sends here."""
    found, theirs = office.read(office.mine(place.channel)), office.of_the_file(place)
    language = office.language(place)
    words = language.slack
    parts = [Part(sentences=(first,))] if first else []
    parts += [part_of(office, each, s, language) for each, s in found]
    parts += [Part(title=words.IN_THE_FILE, rows=tuple(rows_of(s, office.now(), language))) for s in theirs]
    if not found and not theirs:
        parts.append(Part(sentences=(words.NOTHING_HERE,), buttons=(Button(action="open", text=words.SUBSCRIBE),)))
    headline, stuck = headline or words.list_headline(len(found) + len(theirs)), office.stuck(place)
    return Card(summary=headline, headline=headline, parts=parts, small=[words.stuck(stuck)] if stuck else ())


def part_of(office: Office, each: ChannelSubscription, s: Subscription, language: Language) -> Part:
    """One subscription with its buttons."""
    words = language.slack
    pausing = ("resume", words.RESUME) if "paused_until" in each.keys else ("pause", words.PAUSE)
    buttons = (
        Button(action="change", text=words.CHANGE, value=each.name),
        Button(action=pausing[0], text=pausing[1], value=each.name),
        Button(
            action="drop",
            text=words.UNSUBSCRIBE,
            value=each.name,
            style="danger",
            confirm=words.sure(places_of(s, language)),
        ),
    )
    rows = tuple(rows_of(s, office.now(), language))
    return Part(rows=rows, buttons=buttons)


def _told(office: Office, place: Place, by: str, before: Sequence[ChannelSubscription]) -> Card:
    """What comes now that something was subscribed: the new or changed ones, and where the file sends the same."""
    language = office.language(place)
    words, headline = language.slack, language.slack.subscribed_headline(by)
    found = office.read(each for each in office.mine(place.channel) if each not in before)
    small = [words.CORRECTIONS] if any(s.alerts for _, s in found) else []
    if office.of_the_file(place):
        small.append(words.twice(", ".join(s.name for s in office.of_the_file(place))))
    parts = [part_of(office, each, s, language) for each, s in found]
    return Card(summary=headline, headline=headline, parts=parts, small=small)


def require_place(office: Office, place: Place, command: str) -> None:
    """Raise `RefusalError` where the bot could not post: it isn't in the channel, or that is no channel.

    Where Slack doesn't answer, the first delivery will tell.
    """
    words = office.language(place).slack
    if place.channel[:1] == "D":
        raise RefusalError(words.NO_DIRECT_MESSAGE)
    try:
        seat = office.calls.seat(place.channel)
        if seat is Seat.ARCHIVED:
            raise RefusalError(words.archived())
        if seat in {Seat.OUTSIDE, Seat.NOWHERE}:
            said = words.invite(office.calls.identity()[0], command)
            again = Button(action="again", text=words.HERE_NOW, value=command)
            raise RefusalError(Card(summary=said, parts=(Part(sentences=(said,), buttons=(again,)),)))
    except DeliveryError:
        return
