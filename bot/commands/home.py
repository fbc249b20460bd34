"""The app's Home: what comes to the channels that somebody is in, and how the bot fares."""

from bot.commands.office import Office
from bot.commands.subscribing import part_of
from bot.outgoing.operators import current
from notifiers.delivery import DeliveryError
from notifiers.slack.inside.cards import Card, Part, card_blocks
from notifiers.slack.inside.requests import Person
from state.entries import ChannelSubscription

_MOST = 98
"""Blocks that are shown; a view has room for a hundred."""


def show_home(office: Office, person: Person) -> None:
    """Show somebody their Home. Raises `DeliveryError`."""
    office.calls.publish(
        person.id,
        {"type": "home", "blocks": card_blocks(home_card(office, person), office.language_of_home().slack, _MOST)},
    )


def home_card(office: Office, person: Person) -> Card:
    """What stands there. A channel that the person isn't in, or of which Slack doesn't say so, is not named."""
    language = office.language_of_home()
    words = language.slack
    made = office.store.entries(ChannelSubscription).values()
    seen: dict[str, bool] = {}
    parts: list[Part] = []
    for each, subscription in office.read(e for e in made if e.workspace == office.workspace):
        if each.channel not in seen:
            seen[each.channel] = _is_in(office, person, each.channel)
        if seen[each.channel]:
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
