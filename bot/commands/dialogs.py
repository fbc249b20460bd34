"""The dialog of a channel's subscription: opened, judged while it is still open, and saved."""

import hashlib
from collections.abc import Sequence
from typing import Any

from bot.commands.changing import Place, subscribed
from bot.commands.office import Ask, Office, RefusalError
from bot.commands.subscribing import checked, listed, require_place, taken
from bot.commands.typed import MisunderstoodError, counties_in
from bot.config.made_in_slack import read_made
from bot.config.subscriptions import KeysError
from bot.config.values import ALL_STATES
from notifiers.slack.inside.cards import Card, answer, sentence
from notifiers.slack.inside.dialog import NONE, dialog, done, keys_of
from notifiers.slack.inside.requests import Person, Submitted, carried, metadata
from notifiers.subscriptions.digest_plan import DigestPlan
from notifiers.subscriptions.model import NEWS, Subscription
from state.entries import ChannelSubscription


def open_dialog(office: Office, ask: Ask) -> None:
    """Open the dialog for the channel's subscription of a name; for its only one, or a new one, where none is named.

    Raises `RefusalError`, and `TooLateError` where its three seconds are over.
    """
    place, name = ask.place, ask.words
    require_place(office, place, "subscribe")
    mine = office.read(office.mine(place.channel))
    known = next((s for each, s in mine if each.name == name), mine[0][1] if len(mine) == 1 and not name else None)
    shown = known or _new(office, ask.person)
    carried_along = metadata(
        channel=place.channel,
        called=place.called,
        name=known.name if known else "",
        stamp=_stamp(office.mine(place.channel)),
    )
    view = dialog(shown, office.language(place), channel=place.called, metadata=carried_along, is_new=known is None)
    office.calls.open_view(ask.trigger, view)


def _new(office: Office, person: Person) -> Subscription:
    """What the dialog begins with: the news of no state yet, a weekly digest, on the person's clock."""
    return Subscription(
        name="new",
        states=frozenset(),
        kinds=NEWS,
        destinations=(),
        zone=office.zone_of(person),
        digest=DigestPlan(),
        language=office.config().watch.language,
    )


def judge(office: Office, sent: Submitted) -> dict[str, Any]:
    """What Slack is told with the acknowledgement: what is wrong, by field, or that it is being saved."""
    words = office.language(place_of(office, sent)).slack
    if not sent.values.get("states"):
        return {"response_action": "errors", "errors": {"states": words.NO_STATE}}
    if not sent.values.get("kinds") and sent.values.get("digest") in {(), (NONE,)}:
        return {"response_action": "errors", "errors": {"kinds": words.NOTHING_TO_HEAR}}
    try:
        _made(office, sent)
    except MisunderstoodError as error:
        return {"response_action": "errors", "errors": {"counties": error.said(words)[:2000]}}
    except KeysError as error:
        fields = {_field_of(key): words.misfit(key, said) for key, said in error.mistakes.items()}
        return {"response_action": "errors", "errors": {key: said[:2000] for key, said in fields.items()}}
    return {"response_action": "update", "view": done(sentence(words.SAVING), words)}


def save(office: Office, sent: Submitted) -> tuple[Card, dict[str, Any] | None]:
    """Save what was sent in: what its sender sees, and the message to the channel, None where nothing changed.

    Raises `RefusalError`.
    """
    office.require_leave(sent.person, place_of(office, sent))
    place, name, keys = _made(office, sent)
    words = office.language(place).slack
    before = office.mine(place.channel)
    if carried(sent.metadata).get("stamp") != _stamp(before):
        raise RefusalError(listed(office, place, headline=words.list_headline(len(before)), first=words.MEANWHILE))
    hand = office.hand_of(sent.person)
    after = subscribed(before, keys, place, hand, taken=taken(office, before), name=name)
    checked(office, after)
    office.put(place, before, after, hand)
    words = office.language(place).slack  # it may be another one now
    card = listed(office, place, headline=words.subscribed_headline(hand.by))
    return card, answer(card, words, public=True)


def _made(office: Office, sent: Submitted) -> tuple[Place, str, dict[str, Any]]:
    """Which channel, which of its subscriptions ("" for a new one), and its keys. Raises as `judge` catches."""
    along, place = carried(sent.metadata), place_of(office, sent)
    states = [code for code in sent.values.get("states", ()) if code != ALL_STATES]
    counties = counties_in(" ".join(sent.values.get("counties", ())), states)
    if counties:
        _each_has_one(states, counties)
    name = along.get("name", "")
    known = next((each for each in office.mine(place.channel) if each.name == name), None)
    keys = keys_of(sent.values, known.keys if known else {}, counties, office.config().watch.language)
    made = ChannelSubscription(
        name=name or "slack-new",
        workspace=place.workspace,
        channel=place.channel,
        called=place.called,
        keys=keys,
        by="",
        at=office.now(),
    )
    read_made(made, office.config())
    return place, name if known else "", keys


def place_of(office: Office, sent: Submitted) -> Place:
    """The channel that a dialog is about."""
    along = carried(sent.metadata)
    return Place(workspace=office.workspace, channel=along.get("channel", ""), called=along.get("called", ""))


def _each_has_one(states: Sequence[str], counties: Sequence[str]) -> None:
    """Raise `MisunderstoodError` where a chosen state has no county here: nothing would come of it."""
    there = {county.rpartition(",")[2].strip() for county in counties}
    without = [code for code in states if code not in there]
    if without:
        raise MisunderstoodError(lambda words: words.no_county_of(without))


_FIELDS = {"not_states": "states", "alerts": "kinds", "not_kinds": "kinds", "send_hour": "hour", "digest_hour": "hour"}
_SHOWN = frozenset(
    {"states", "kinds", "counties", "models", "agency_kinds", "send", "digest", "digest_day", "hour", "quiet_hours"}
    | {"zone", "language"}
)


def _field_of(key: str) -> str:
    """The field of the dialog at which a mistake in a key is shown."""
    field = _FIELDS.get(key, key)
    return field if field in _SHOWN else "states"


def _stamp(mine: Sequence[ChannelSubscription]) -> str:
    """What tells one state of a channel's subscriptions from another."""
    return hashlib.blake2s(repr([(e.name, e.keys, e.at) for e in mine]).encode(), digest_size=8).hexdigest()
