"""Stories in the form that a channel gives them, as documents to read on the screen or to keep as files."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.config.model import Config
from bot.preview.files import clock_beside
from bot.preview.posts_html import posts_page
from bot.preview.slack_html import slack_preview
from notifiers.destination import Destination, Payloads
from notifiers.registry import kind
from notifiers.story.model import Story
from notifiers.subscriptions.model import Subscription


class Form(StrEnum):
    """How a preview shows a story."""

    TERMINAL = "terminal"  # as the terminal prints it
    SLACK = "slack"  # Block Kit JSON
    HTML = "html"  # a page that looks like the Slack message
    MAIL = "mail"  # the mail's subject and text; in a folder its HTML too
    HTTP = "http"  # and all below, by the keys of their kinds: a page of what readers see
    TEAMS = "teams"
    DISCORD = "discord"
    GOOGLE_CHAT = "google_chat"
    MASTODON = "mastodon"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One story as text. `ending` is that of a file's name (".txt"). `messages` counts what the channel would get."""

    ending: str
    text: str
    messages: int
    beside: tuple["Document", ...] = ()


def documents(stories: Sequence[Story], form: Form, subscription: Subscription, config: Config) -> list[Document]:
    """Each story in the given form, as the subscription's own destination of that kind would get it.

    Where it has none of that kind: as an example of one, for Slack a channel with a bot token.
    """
    place = _destination(form, subscription, config)
    return [_FORMS.get(form, _posts)(story, place.render(story), place, subscription) for story in stories]


def joined(found: Sequence[Document]) -> str:
    """Documents of one form as one text; JSON as one array of all messages."""
    if found and found[0].ending == ".json":
        return _json([message for document in found for message in json.loads(document.text)])
    return f"\n{'─' * 80}\n\n".join(document.text for document in found)


def _destination(form: Form, subscription: Subscription, config: Config) -> Destination:
    keys = _KEYS.get(form, (form.value,))
    own = [place for id_ in subscription.destinations if (place := config.destinations[id_]).key in keys]
    usual = kind(keys[0])
    return own[0] if own else usual.example(config.settings.get(usual.section))


_KEYS = {
    Form.SLACK: ("slack", "webhook"),
    Form.HTML: ("slack", "webhook"),
    Form.MAIL: ("email",),
}
"""The kinds of destinations that a form is the form of, where its name isn't theirs; the first has the example."""

_Shape = Callable[[Story, Payloads, Destination, Subscription], Document]


def _terminal(_story: Story, payloads: Payloads, _to: Destination, _by: Subscription) -> Document:
    text = "\n\n".join(str(payload["text"]) for payload in payloads)
    return Document(ending=".txt", text=text + "\n", messages=len(payloads))


def _slack(_story: Story, payloads: Payloads, _to: Destination, _by: Subscription) -> Document:
    return Document(ending=".json", text=_json(payloads), messages=len(payloads))


def _html(story: Story, payloads: Payloads, to: Destination, by: Subscription) -> Document:
    at = clock_beside(story.observed_at.astimezone(by.zone))
    channel = to.invite_to or to.words
    page = slack_preview(payloads, channel=channel, times=[at] * len(payloads))
    return Document(ending=".html", text=page, messages=len(payloads))


def _mail(_story: Story, payloads: Payloads, _to: Destination, _by: Subscription) -> Document:
    (payload,) = payloads
    page = Document(ending=".html", text=str(payload["html"]), messages=1)
    return Document(
        ending=".txt", text=f"Subject: {payload['subject']}\n\n{payload['text']}", messages=1, beside=(page,)
    )


def _posts(_story: Story, payloads: Payloads, to: Destination, _by: Subscription) -> Document:
    page = posts_page([to.shown(payload) for payload in payloads], where=to.words)
    return Document(ending=".html", text=page, messages=len(payloads))


_FORMS: dict[Form, _Shape] = {Form.TERMINAL: _terminal, Form.SLACK: _slack, Form.HTML: _html, Form.MAIL: _mail}


def _json(payloads: Payloads) -> str:
    return json.dumps(payloads, indent=2, ensure_ascii=False) + "\n"
