"""What people do inside Slack, as values: Slack's envelopes, read as its documentation of Socket Mode has them."""

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from notifiers.text.safe import literal
from watchers.frozen import frozen

_LONGEST = 3000  # characters of what was typed; Slack lets through about 4,000


@frozen
class Person:
    """Who it was. `team` is the id of their own workspace, which in a shared channel may be another; "" for unknown."""

    id: str
    name: str
    team: str = ""


@frozen
class Request:
    """What all have in common: who, and the address and the ticket by which they can be answered; "" for none."""

    person: Person
    respond: str = ""
    trigger: str = ""


@frozen
class Typed(Request):
    """A command was typed in a channel: `text` is what stood behind it."""

    channel: str
    channel_name: str
    text: str


@frozen
class Pressed(Request):
    """A button was pressed, or a choice made. `channel` is "" in Home and in dialogs."""

    channel: str = ""
    channel_name: str = ""
    action: str
    value: str


@frozen
class Submitted(Request):
    """A dialog was sent in. `metadata` is what it carried along; `values` what was filled in, by action."""

    view: str
    metadata: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class HomeOpened(Request):
    """Somebody looks at the app's Home."""


@frozen
class Gone:
    """A channel is gone, or the bot from it; `channel` "" where the app was removed from the workspace."""

    channel: str
    why: str


Heard = Typed | Pressed | Submitted | HomeOpened | Gone

GONE = {
    "channel_deleted": "the channel was deleted",
    "group_deleted": "the channel was deleted",
    "channel_left": "the bot was removed from the channel",
    "group_left": "the bot was removed from the channel",
    "app_uninstalled": "the app was removed from the workspace",
}
"""Slack's events after which nothing can come to a channel any more, and what they say."""


def read_request(envelope: Mapping[str, Any]) -> Heard | None:
    """What an envelope says; None for what concerns nobody here, or can't be read."""
    try:
        return _read(str(envelope.get("type")), envelope["payload"])
    except (KeyError, TypeError, IndexError, AttributeError):
        return None


def _read(kind: str, payload: dict[str, Any]) -> Heard | None:
    match kind, payload.get("type"):
        case "slash_commands", _:
            return _typed(payload)
        case "interactive", "block_actions":
            return _pressed(payload)
        case "interactive", "view_submission":
            return _submitted(payload)
        case "events_api", _:
            return _event(payload["event"])
        case _:
            return None


def key_of(envelope: Mapping[str, Any]) -> str:
    """What is the same whenever Slack sends one thing again."""
    payload = envelope.get("payload")
    known = payload if isinstance(payload, dict) else {}
    return str(known.get("event_id") or known.get("trigger_id") or envelope.get("envelope_id"))


def _typed(payload: dict[str, Any]) -> Typed:
    return Typed(
        person=Person(id=payload["user_id"], name=_name(payload.get("user_name")), team=payload.get("team_id") or ""),
        respond=payload.get("response_url") or "",
        trigger=payload.get("trigger_id") or "",
        channel=payload["channel_id"],
        channel_name=_name(payload.get("channel_name")),
        text=literal(str(payload.get("text") or ""), _LONGEST),
    )


def _pressed(payload: dict[str, Any]) -> Pressed:
    action = payload["actions"][0]
    chosen = action.get("selected_option") or {}
    container, channel = payload.get("container") or {}, payload.get("channel") or {}
    return Pressed(
        person=_person(payload["user"]),
        respond=payload.get("response_url") or "",
        trigger=payload.get("trigger_id") or "",
        channel=channel.get("id") or container.get("channel_id") or "",
        channel_name=_name(channel.get("name")),
        action=action["action_id"],
        value=str(action.get("value") or chosen.get("value") or ""),
    )


def _submitted(payload: dict[str, Any]) -> Submitted:
    view = payload["view"]
    filled = {
        action: _filled(found)
        for block in (view.get("state") or {}).get("values", {}).values()
        for action, found in block.items()
    }
    return Submitted(
        person=_person(payload["user"]),
        trigger=payload.get("trigger_id") or "",
        view=view["id"],
        metadata=str(view.get("private_metadata") or ""),
        values=filled,
    )


def _filled(found: dict[str, Any]) -> tuple[str, ...]:
    """What one field of a dialog holds: the values of its options, or its text, none where it is empty."""
    options = found.get("selected_options")
    if options is not None:
        return tuple(str(option["value"]) for option in options)
    one = (found.get("selected_option") or {}).get("value") or found.get("value") or found.get("selected_date")
    return (literal(str(one), _LONGEST),) if one else ()


def _event(event: dict[str, Any]) -> HomeOpened | Gone | None:
    kind = event["type"]
    if kind == "app_home_opened":
        if event.get("tab") != "home":
            return None
        return HomeOpened(person=Person(id=event["user"], name=""))
    if kind not in GONE:
        return None
    return Gone(channel=str(event.get("channel") or ""), why=GONE[kind])


def _person(user: dict[str, Any]) -> Person:
    return Person(
        id=user["id"], name=_name(user.get("username") or user.get("name")), team=str(user.get("team_id") or "")
    )


def _name(text: object) -> str:
    return literal(str(text or ""), 80)


def metadata(**words: str) -> str:
    """What a dialog carries along, to be read by `carried`."""
    return json.dumps(words)


def carried(text: str) -> dict[str, str]:
    """What a dialog carried; nothing of one that isn't ours."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(word) for name, word in found.items()} if isinstance(found, dict) else {}
