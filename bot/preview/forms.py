"""Stories in the form that a channel gives them, as documents to read on the screen or to keep as files."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.config.model import Config
from bot.preview.files import clock_beside
from bot.preview.pages import posts_page
from bot.preview.slack_html import slack_preview
from notifiers.destination import Destination, Payloads
from notifiers.registry import kind
from notifiers.story.model import Story
from notifiers.subscriptions.model import Subscription
from watchers.frozen import frozen


@frozen
class Document:
    """One story as text. `ending` is that of a file's name (".txt"). `messages` counts what the channel would get."""

    ending: str
    text: str
    messages: int
    beside: tuple["Document", ...] = ()


def documents(stories: Sequence[Story], form: str, subscription: Subscription, config: Config) -> list[Document]:
    """Each story in the given form, as the subscription's own destination of that kind would get it.

    "terminal" is as the terminal prints it, "slack" Block Kit's JSON, "html" a page that looks like the Slack message,
    "mail" its subject and text, in a folder its HTML too. Any other kind's key is a page of what its readers see.
    Where it has none of that kind: as an example of one, for Slack a channel with a bot token.
    """
    place = _destination(form, subscription, config)
    return [_document(form, story, place, subscription.zone) for story in stories]


def joined(found: Sequence[Document]) -> str:
    """Documents of one form as one text; JSON as one array of all messages."""
    if found and found[0].ending == ".json":
        return _json([message for document in found for message in json.loads(document.text)])
    return f"\n{'─' * 80}\n\n".join(document.text for document in found)


def _destination(form: str, subscription: Subscription, config: Config) -> Destination:
    keys = _KEYS.get(form, (form,))
    own = [place for id_ in subscription.destinations if (place := config.destinations[id_]).key in keys]
    usual = kind(keys[0])
    return own[0] if own else usual.example(config.settings[usual.section])


_KEYS = {
    "slack": ("slack", "webhook"),
    "html": ("slack", "webhook"),
    "mail": ("email",),
}
"""The kinds of destinations that a form is the form of, where its name isn't theirs; the first has the example."""


def _document(form: str, story: Story, to: Destination, zone: ZoneInfo) -> Document:
    payloads = to.render(story)
    match form:
        case "terminal":
            text = "\n\n".join(str(payload["text"]) for payload in payloads)
            return Document(ending=".txt", text=text + "\n", messages=len(payloads))
        case "slack":
            return Document(ending=".json", text=_json(payloads), messages=len(payloads))
        case "mail":
            (payload,) = payloads
            page = Document(ending=".html", text=str(payload["html"]), messages=1)
            text = f"Subject: {payload['subject']}\n\n{payload['text']}"
            return Document(ending=".txt", text=text, messages=1, beside=(page,))
        case "html":
            times = [clock_beside(story.observed_at.astimezone(zone))] * len(payloads)
            text = slack_preview(payloads, channel=to.invite_to or to.words, times=times)
        case _:
            text = posts_page([to.shown(payload) for payload in payloads], where=to.words)
    return Document(ending=".html", text=text, messages=len(payloads))


def _json(payloads: Payloads) -> str:
    return json.dumps(payloads, indent=2, ensure_ascii=False) + "\n"
