"""What all answers inside Slack share: the state, the config, the clock, and the workspace that they are given in."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.changing import Hand, Place
from bot.config import values
from bot.config.made_in_slack import read_made
from bot.config.model import Config
from bot.config.subscriptions import KeysError
from bot.config.write import note_change
from bot.outgoing.operators import Notice, owe_notices
from notifiers.delivery import DeliveryError
from notifiers.language.english import ENGLISH
from notifiers.language.language import Language, language_of
from notifiers.slack.destination import SlackDestination
from notifiers.slack.inside.calls import Profile, Workspace
from notifiers.slack.inside.cards import Card, sentence
from notifiers.slack.inside.dialog import places_of
from notifiers.slack.inside.requests import Person
from notifiers.slack.settings import ADMINS, ANYONE, SlackSettings
from notifiers.subscriptions.model import Subscription
from notifiers.text.entry import Unfit
from state.entries import ChannelSubscription, Pause, Removal, Update
from state.store import Store
from watchers.frozen import frozen

LOG = logging.getLogger("bot.commands")
_KNOWN = 500  # people whose profiles are kept in mind


class RefusalError(Exception):
    """What was asked for can't be done; `card` says why, to the one who asked."""

    def __init__(self, card: Card | str) -> None:
        super().__init__()
        self.card = sentence(card) if isinstance(card, str) else card


@frozen
class Ask:
    """What somebody asks, and where: the words behind the command, or a button's value. `trigger` opens a dialog."""

    place: Place
    person: Person
    words: str = ""
    trigger: str = ""


@frozen
class Answer:
    """What somebody is answered, and whether all in the channel are to see it."""

    card: Card
    is_public: bool = False


@dataclass(slots=True, kw_only=True)
class Office:
    """One workspace's office. `config` is the file as it is now; `hurry` has what is owed sent soon.

    `calls_of` has every workspace's: an alert is told in several.
    """

    workspace: str
    store: Store
    config: Callable[[], Config]
    now: Callable[[], datetime]
    calls_of: Mapping[str, Workspace]
    hurry: Callable[[], None]
    _profiles: dict[str, Profile] = field(default_factory=dict)

    @property
    def calls(self) -> Workspace:
        """What can be asked of this workspace."""
        return self.calls_of[self.workspace]

    @property
    def settings(self) -> SlackSettings:
        """[slack] of the config."""
        found: SlackSettings = self.config().settings["slack"]
        return found

    def mine(self, channel: str) -> tuple[ChannelSubscription, ...]:
        """What was subscribed in a channel, in the order in which it was."""
        made = self.store.entries(ChannelSubscription).values()
        return tuple(e for e in made if (e.workspace, e.channel) == (self.workspace, channel))

    def read(self, mine: Iterable[ChannelSubscription]) -> list[tuple[ChannelSubscription, Subscription]]:
        """The same as subscriptions; one that the config leaves no way to is left out."""
        found = []
        for each in mine:
            try:
                found.append((each, read_made(each, self.config())[0]))
            except KeysError as error:
                LOG.warning(f"The subscription {each.name}, made inside Slack, can't be read: {error}")
        return found

    def of_the_file(self, place: Place) -> list[Subscription]:
        """The config's own subscriptions that go to a channel."""
        return [s for s, _ in self.here(place, self.config())]

    def language(self, place: Place) -> Language:
        """What people in a channel are answered in: the language of what comes there, else that of a new desk."""
        made = self.mine(place.channel)
        found = [s for _, s in self.read(made)] or self.of_the_file(place)
        return language_of(found[0].language if found else self.config().watch.language)

    def language_of_desk(self, name: str) -> Language:
        """What a subscription's messages are written in."""
        made = self.read(e for e in self.store.entries(ChannelSubscription).values() if e.name == name)
        found = [s for s in (*(s for _, s in made), *self.config().subscriptions) if s.name == name]
        return language_of(found[0].language) if found else self.language_of_home()

    def language_of_home(self) -> Language:
        """What people are answered in outside channels."""
        return language_of(self.config().watch.language)

    def here(self, place: Place, config: Config) -> list[tuple[Subscription, str]]:
        """The subscriptions of a config that go to a channel, by its id or its name, with the destination's id."""
        ids = {
            id_
            for id_, to in config.destinations.items()
            if isinstance(to, SlackDestination)
            and to.workspace == self.workspace
            and to.channel in {place.channel, place.called}
        }
        return [(s, id_) for s in config.subscriptions for id_ in s.destinations if id_ in ids]

    def profile(self, person: Person) -> Profile | None:
        """Who somebody is; None where Slack doesn't say. Asked once for each."""
        if person.id not in self._profiles:
            try:
                found = self.calls.profile(person.id)
            except DeliveryError:
                return None
            if len(self._profiles) >= _KNOWN:
                self._profiles.clear()
            self._profiles[person.id] = found
        return self._profiles[person.id]

    def name_of(self, person: Person) -> str:
        """What to call somebody."""
        found = self.profile(person)
        return found.name if found else person.name or person.id

    def zone_of(self, person: Person) -> ZoneInfo:
        """Somebody's clock; the bot's own where it isn't known."""
        found = self.profile(person)
        try:
            return values.zone(found.zone) if found else self.config().watch.zone
        except (Unfit, IndexError):
            return self.config().watch.zone

    def hand_of(self, person: Person) -> Hand:
        """Somebody's hand, now."""
        return Hand(by=self.name_of(person), at=self.now())

    def require_leave(self, person: Person, place: Place) -> None:
        """Raise `RefusalError` unless somebody may change what comes to a channel."""
        words = self.language(place).slack
        if self.is_stranger(person):
            raise RefusalError(words.STRANGERS)
        who = self.settings.who_may_subscribe
        if ANYONE in who or person.id in who:
            return
        if ADMINS in who:
            self._profiles.pop(person.id, None)  # who was an admin an hour ago may be none now
            found = self.profile(person)
            if found is None:
                raise RefusalError(words.who_is_unknown())
            if found.is_admin:
                return
        raise RefusalError(words.not_allowed(who))

    def is_stranger(self, person: Person) -> bool:
        """Whether somebody is of another workspace, as in a shared channel."""
        try:
            _, team = self.calls.identity()
        except DeliveryError:
            return False
        return bool(person.team and team and person.team != team)

    def put(
        self, place: Place, before: Sequence[ChannelSubscription], after: Sequence[ChannelSubscription], hand: Hand
    ) -> None:
        """Record what a channel's subscriptions have become, and who says so; operators hear it where they want to.

        Where a channel took nothing, it is tried again now that somebody in it has seen to it. Raises `StateError`.
        """
        names = {each.name for each in after}
        gone: list[Update] = [
            Removal(kind=ChannelSubscription, id=each.name) for each in before if each.name not in names
        ]
        changed = [each for each in after if each not in before]
        what = self._what(place, changed, [each.name for each in before if each.name not in names])
        notice = Notice(
            headline=f"Subscriptions of {place.called} were changed inside Slack", text=f"{hand.by}: {what}"
        )
        wants = self.settings.tell_operators and (gone or changed)
        owed = owe_notices([notice], config=self.config(), at=hand.at) if wants else []
        lifted = [Removal(kind=Pause, id=self.destination(place))] if self.stuck(place) else []
        self.store.commit(entries=[*gone, *changed, *lifted], owed=owed)
        self.log_change(hand, what)
        self.hurry()

    def destination(self, place: Place) -> str:
        """The id under which the outbox knows a channel."""
        return SlackDestination(workspace=place.workspace, channel=place.channel).id

    def stuck(self, place: Place) -> str:
        """Why nothing gets through to a channel now; "" where it does."""
        pause = self.store.entry(Pause, self.destination(place))
        return pause.why if pause else ""

    def _what(self, place: Place, changed: Sequence[ChannelSubscription], gone: Sequence[str]) -> str:
        """What was changed, for the log and the operators."""
        said = [f"{each.name}: {places_of(s, ENGLISH)}" for each, s in self.read(changed)]
        parts = [*said, *(f"{name}: ended" for name in gone)]
        return f"subscriptions of {place.called}: {'; '.join(parts) or 'nothing'}"

    def log_change(self, hand: Hand, what: str) -> None:
        """Note who changed what; that it can't be noted stops nothing."""
        try:
            note_change(self.config().watch.folder, hand.at, f"{hand.by} (Slack {self.workspace})", what)
        except OSError as error:
            LOG.warning(f"A change made inside Slack can't be noted ({error.strerror}): {what}")
