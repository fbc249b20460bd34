"""Who answers what people do inside one workspace: each thing once, whatever comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, assert_never

from bot.commands import dialogs, looking, offers, subscribing
from bot.commands.changing import Hand, Place
from bot.commands.office import LOG, Answer, Ask, Office, RefusalError
from bot.commands.typed import Command, MisunderstoodError, read_command
from bot.outgoing.operators import Notice, owe_notices
from notifiers.delivery import DeliveryError
from notifiers.language.language import SlackWords
from notifiers.slack.inside.calls import TooLateError
from notifiers.slack.inside.cards import Button, Card, Part, action_of, answer, sentence
from notifiers.slack.inside.dialog import done
from notifiers.slack.inside.requests import Gone, Heard, HomeOpened, Pressed, Request, Submitted, Typed
from state.entries import ChannelSubscription, Removal
from state.errors import StateError

_UNNAMED = frozenset({"", "privategroup", "directmessage", "mpdm"})


_Doing = Callable[[Office, Ask], Answer | None]
_COMMANDS: Mapping[str, _Doing] = {
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "list": subscribing.list_,
    "pause": subscribing.pause,
    "resume": subscribing.resume,
    "status": looking.status,
    "find": looking.find,
    "why": offers.why,
    "quote": offers.quote,
    "digest": looking.digest,
    "help": looking.help_,
}
_BUTTONS: Mapping[str, _Doing] = {
    "evidence": offers.evidence,
    "why": offers.why,
    "quote": offers.quote,
    "claim": offers.claim,
    "drop": subscribing.drop,
    "pause": subscribing.pause_for_good,
    "resume": subscribing.resume,
}


_WORTH_SHOWING = frozenset({"status", "find", "why", "quote"})
"""What is shown to one person, who may show it to everybody in the channel."""


class Clerk:
    """Answers for one workspace's office. Nothing that goes wrong over one request gets out of here."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def judge(self, heard: Heard | None) -> dict[str, Any] | None:
        """What is said at once, with the acknowledgement: of dialogs alone, whose mistakes show while they are open."""
        if not isinstance(heard, Submitted):
            return None
        try:
            return dialogs.judge(self._office, heard)
        except Exception:  # noqa: BLE001 - the line goes on, and the dialog closes
            LOG.exception("A dialog could not be judged, by a fault of ours. Please report it.")
            return None

    def serve(self, heard: Heard) -> None:
        """Do it, and answer whoever asked."""
        try:
            self._serve(heard)
        except (MisunderstoodError, RefusalError, DeliveryError, StateError) as error:
            self._say(heard, _why_not(error, self._words(heard)))
        except Exception:  # noqa: BLE001 - whatever one request ends in, the next is answered
            LOG.exception("Something that was asked inside Slack ended in a fault of ours. Please report it.")
            self._say(heard, sentence(self._words(heard).FAULT))

    def _serve(self, heard: Heard) -> None:
        match heard:
            case Typed():
                self._reply(heard, self._typed(heard, self._place(heard.channel, heard.channel_name), heard.text))
            case Pressed():
                self._pressed(heard)
            case Submitted():
                self._submitted(heard)
            case HomeOpened():
                self._home(heard)
            case Gone():
                self._gone(heard)
            case _:
                assert_never(heard)

    def _typed(self, heard: Typed | Pressed, place: Place, text: str) -> Answer | None:
        command = read_command(text)
        ask = Ask(place=place, person=heard.person, words=command.words, trigger=heard.trigger)
        if command == Command(name="subscribe", words=""):
            dialogs.open_dialog(self._office, ask)
            return None
        found = _COMMANDS[command.name](self._office, ask)
        if found is None or found.is_public or command.name not in _WORTH_SHOWING:
            return found
        share = Part(buttons=(Button(action="share", text=self._office.language(place).slack.SHARE, value=text),))
        return replace(found, card=replace(found.card, parts=(*found.card.parts, share)))

    def _pressed(self, heard: Pressed) -> None:
        value, action = heard.value, action_of(heard.action)
        place = self._place(heard.channel, heard.channel_name) if heard.channel else self._place_of(value)
        if action == "again":
            self._reply(heard, self._typed(heard, place, value))
            return
        if action == "share":
            self._share(heard, place)
            return
        ask = Ask(place=place, person=heard.person, words=value, trigger=heard.trigger)
        if action in {"open", "change"}:
            dialogs.open_dialog(self._office, ask)
        elif action in _BUTTONS:
            self._reply(heard, _BUTTONS[action](self._office, ask))

    def _share(self, heard: Pressed, place: Place) -> None:
        """Show everybody what one person was shown; they see it there, and no longer twice."""
        command = read_command(heard.value)
        ask = Ask(place=place, person=heard.person, words=command.words)
        found = _COMMANDS[command.name](self._office, ask) if command.name in _WORTH_SHOWING else None
        if found is not None:
            self._reply(heard, replace(found, is_public=True))
            self._office.calls.respond(heard.respond, {"delete_original": True})

    def _submitted(self, heard: Submitted) -> None:
        card, said = dialogs.save(self._office, heard)
        channel = dialogs.place_of(self._office, heard).channel
        try:
            self._office.calls.update_view(heard.view, done(card, self._words(heard)))
        finally:
            if said is not None:
                self._office.calls.post(channel, said)

    def _gone(self, heard: Gone) -> None:
        """A channel is gone, or the bot from it, or from the workspace: what was made there ends, with a notice."""
        office, at = self._office, self._office.now()
        made = office.store.entries(ChannelSubscription).values()
        mine = [e for e in made if e.workspace == office.workspace and heard.channel in {e.channel, ""}]
        if not mine:
            return
        called = ", ".join(dict.fromkeys(each.called for each in mine))
        names = [each.name for each in mine]
        text = (
            f"They were made inside Slack, and {heard.why}. Nothing is sent there any more. Ended: {', '.join(names)}. "
            "Whoever wants it again types /287g subscribe in a channel."
        )
        notice = Notice(headline=f"Subscriptions of {called} ended", text=text)
        gone = [Removal(kind=ChannelSubscription, id=name) for name in names]
        office.store.commit(entries=gone, owed=owe_notices([notice], config=office.config(), at=at))
        office.log_change(Hand(by="Slack", at=at), f"{heard.why}: {', '.join(names)} ended")
        office.hurry()

    def _words(self, heard: Heard | Request) -> SlackWords:
        """The words of whoever is answered."""
        match heard:
            case Typed() | Pressed() if heard.channel:
                return self._office.language(self._place(heard.channel, heard.channel_name)).slack
            case Submitted():
                return self._office.language(dialogs.place_of(self._office, heard)).slack
            case _:
                return self._office.language_of_home().slack

    def _place(self, channel: str, name: str) -> Place:
        known = next((e.called for e in self._office.mine(channel)), channel)
        called = known if name in _UNNAMED else f"#{name}"
        return Place(workspace=self._office.workspace, channel=channel, called=called)

    def _place_of(self, name: str) -> Place:
        """The channel of a subscription, for a button in Home."""
        each = self._office.store.entry(ChannelSubscription, name)
        if each is None:
            raise RefusalError(self._office.language_of_home().slack.NOT_FOR_HERE)
        return Place(workspace=each.workspace, channel=each.channel, called=each.called)

    def _reply(self, heard: Request, found: Answer | None) -> None:
        """Answer; in Home, where no answer can stand, Home is shown anew."""
        if found is None:
            return
        if heard.respond:
            self._office.calls.respond(heard.respond, answer(found.card, self._words(heard), public=found.is_public))
        else:
            self._home(heard)

    def _say(self, heard: Heard, card: Card) -> None:
        """Say to whoever asked why it was not done, as far as that can be said."""
        try:
            match heard:
                case Submitted():
                    self._office.calls.update_view(heard.view, done(card, self._words(heard)))
                case Typed() | Pressed() if heard.respond:
                    self._office.calls.respond(heard.respond, answer(card, self._words(heard), public=False))
                case _:
                    LOG.warning(f"Inside Slack: {card.summary}")
        except DeliveryError as error:
            LOG.warning(f"An answer inside Slack was not taken: {error}")

    def _home(self, heard: Request) -> None:
        from bot.commands.looking import show_home

        show_home(self._office, heard.person)


def _why_not(error: Exception, words: SlackWords) -> Card:
    match error:
        case RefusalError():
            return error.card
        case TooLateError():
            button = Button(action="open", text=words.OPEN_DIALOG)
            return Card(summary=words.EXPIRED, parts=(Part(sentences=(words.EXPIRED,), buttons=(button,)),))
        case MisunderstoodError():
            return sentence(error.said(words))
        case StateError():
            return sentence(words.unwritten(str(error)))
        case DeliveryError():
            return sentence(words.unreached(str(error)))
        case _:
            return sentence(str(error))
