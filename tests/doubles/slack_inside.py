"""Slack as people see it from inside: commands, buttons, dialogs and Home, told over Socket Mode. Stdlib only.

It checks what Slack checks: that each envelope is acknowledged once, by its own id and within 3 seconds; that a
response_url is used five times at most, and a trigger_id once and within 3 seconds; and every dialog's limits.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

from tests.doubles.slack import SlackDouble
from tests.doubles.websocket import WebSocket, WebSocketServer
from tests.notifiers.slack_rules import check, check_view

IN_TIME = 3.0
TEAM = "T0NEWSROOM"
APP_TOKEN = "xapp-1-A0-good"


@dataclass(slots=True)
class Asked:
    """One thing that somebody did, and what became of it."""

    envelope: dict[str, Any]
    sent_at: float
    acked_at: float | None = None
    ack: dict[str, Any] | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.envelope["envelope_id"])

    @property
    def text(self) -> str:
        """All that the answers say, for a look."""
        return "\n".join(words_of(answer) for answer in self.answers)

    @property
    def is_public(self) -> bool:
        return bool(self.answers) and all(a.get("response_type") == "in_channel" for a in self.answers)


def words_of(found: object) -> str:
    """Every text in some blocks."""
    if isinstance(found, list):
        return "\n".join(filter(None, map(words_of, found)))
    if not isinstance(found, dict):
        return ""
    own = found.get("text")
    inner = [words_of(v) for k, v in found.items() if isinstance(v, dict | list) and k != "metadata"]
    return "\n".join(filter(None, [own if isinstance(own, str) else "", *inner]))


class SlackInside(SlackDouble):
    """A workspace with people in it. `with SlackInside() as slack:` then `slack.type("help")`, `slack.press(…)` …

    `people` holds what users.info says of a person beside the usual; `complaints` what broke a rule of Slack's.
    `refuse_lines`: what apps.connections.open answers in place of an address. Messages go to one connection each, to
    `only` where that is set.
    """

    def __init__(self) -> None:
        super().__init__(check=check)
        self.sockets: list[WebSocket] = []
        self.asked: dict[str, Asked] = {}
        self.complaints: list[str] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.members: dict[str, list[str]] = {}
        self.refuse_lines: str | None = None
        self.only: WebSocket | None = None
        self.app_tokens = {APP_TOKEN}
        self.opened_at: list[float] = []
        self._tickets: dict[str, Asked] = {}
        self._triggers: dict[str, float] = {}
        self._numbers = count(1)
        self._guard = threading.Lock()
        self._sockets_server = WebSocketServer(self._connected)

    def __enter__(self) -> Self:
        self._sockets_server.__enter__()
        return super().__enter__()

    def __exit__(self, *_: object) -> None:
        for each in self.sockets:
            each.cut()
        self._sockets_server.__exit__()
        super().__exit__()

    # What people do

    def type(self, text: str, *, user: str = "U0ANA", channel: str = "C0NEWSROOM", name: str = "newsroom") -> Asked:
        """Somebody types /287g."""
        payload = {"command": "/287g", "text": text, "user_id": user, "user_name": user.lower(), "team_id": TEAM}
        place = {"channel_id": channel, "channel_name": name}
        return self._tell("slash_commands", {**payload, **place}, answers=True)

    def press(
        self,
        action: str,
        value: str = "",
        *,
        user: str = "U0ANA",
        team: str = TEAM,
        channel: str = "C0NEWSROOM",
        message: str = "",
        ephemeral: bool = False,
    ) -> Asked:
        """Somebody presses a button under a message, or in Home where `channel` is ""."""
        container = {"type": "message", "message_ts": message, "channel_id": channel, "is_ephemeral": ephemeral}
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "team_id": team},
            "container": container if channel else {"type": "view", "view_id": "V0"},
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
            **({"channel": {"id": channel, "name": "newsroom"}} if channel else {}),
        }
        return self._tell("interactive", payload, answers=bool(channel))

    def choose(self, action: str, value: str, *, user: str = "U0ANA", channel: str = "C0NEWSROOM") -> Asked:
        """Somebody chooses from a menu in a message."""
        asked = {"type": "static_select", "action_id": action, "selected_option": {"value": value}}
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "team_id": TEAM},
            "container": {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": True},
            "channel": {"id": channel, "name": "newsroom"},
            "actions": [asked],
        }
        return self._tell("interactive", payload, answers=True)

    def submit(self, view_id: str, *, user: str = "U0ANA", **filled: str | list[str] | None) -> Asked:
        """Somebody sends a dialog in: as it was opened, but for what is `filled` (None: emptied)."""
        view = self.views[view_id]
        values: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                name = element["action_id"]
                found = _state(element, filled[name]) if name in filled else _initial(element)
                values[block["block_id"]] = {name: found}
        payload = {
            "type": "view_submission",
            "user": {"id": user, "username": user.lower(), "team_id": TEAM},
            "view": {**view, "id": view_id, "state": {"values": values}},
        }
        return self._tell("interactive", payload)

    def event(self, kind: str, **words: Any) -> Asked:
        """Something happens in the workspace."""
        payload = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{next(self._numbers)}"}
        return self._tell("events_api", {**payload, "event": {"type": kind, **words}})

    def again(self, asked: Asked) -> None:
        """Send an envelope once more, as where no acknowledgement came."""
        self._send(asked)

    def _tell(self, kind: str, payload: dict[str, Any], *, answers: bool = False) -> Asked:
        number = next(self._numbers)
        ticket, trigger = f"T{number:06}", f"{number}.trigger"
        envelope = {
            "envelope_id": f"E{number:06}",
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": {
                **payload,
                **({"trigger_id": trigger} if kind != "events_api" else {}),
                **({"response_url": f"{self.address}/respond/{ticket}"} if answers else {}),
            },
        }
        asked = Asked(envelope=envelope, sent_at=time.monotonic())
        with self._guard:
            self.asked[asked.id] = self._tickets[ticket] = asked
            self._triggers[trigger] = asked.sent_at
        self._send(asked)
        return asked

    def _send(self, asked: Asked) -> None:
        """To one of the connections that look open to Slack; where there is none, the person is told so at once."""
        for each in [self.only] if self.only else sorted(self.live, key=lambda s: hash((asked.id, s.path))):
            if each.send(json.dumps(asked.envelope)):
                return
        self.complaints.append(f"{asked.id}: dispatch_failed")

    # The line

    @property
    def live(self) -> list[WebSocket]:
        return [each for each in self.sockets if each.is_open]

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the app to come anew, and close what it had a moment later."""
        for each in self.live:
            each.send(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}))
            threading.Timer(1.5, each.close).start()

    def cut(self) -> None:
        for each in self.live:
            each.cut()

    def freeze(self) -> None:
        """Nothing gets through any more, either way. Slack's own side gives such connections up after some time."""
        for each in self.live:
            each.frozen.set()
            giving_up = threading.Timer(8, each.cut)
            giving_up.daemon = True
            giving_up.start()

    def _connected(self, sock: WebSocket) -> None:
        with self._guard:
            self.sockets.append(sock)
        sock.send(json.dumps({"type": "hello", "num_connections": len(self.live), "connection_info": {"app_id": "A0"}}))
        sock.serve(self._acknowledged)

    def _acknowledged(self, text: str) -> None:
        said = json.loads(text)
        asked = self.asked.get(said.get("envelope_id", ""))
        if asked is None:
            self.complaints.append(f"an acknowledgement of nothing: {text[:80]}")
            return
        if asked.acked_at is not None and asked.ack is not None:
            self.complaints.append(f"{asked.id}: acknowledged twice")
        if asked.acked_at is None:
            asked.acked_at = time.monotonic()
            asked.ack = said.get("payload")
            if asked.acked_at - asked.sent_at > IN_TIME:
                self.complaints.append(f"{asked.id}: acknowledged after {asked.acked_at - asked.sent_at:.1f} s")
            if asked.ack and "view" in asked.ack:
                self._checked(lambda: check_view(asked.ack["view"]))  # type: ignore[index]
                self.views[asked.envelope["payload"]["view"]["id"]] = asked.ack["view"]

    # What the app asks

    def respond(self, ticket: str, body: dict[str, Any]) -> str:
        asked = self._tickets.get(ticket)
        if asked is None or len(asked.answers) >= 5:
            return "used_url"
        if not body.get("delete_original"):
            self._checked(lambda: check({"unfurl_links": False, **body}))
        asked.answers.append(body)
        return "ok"

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "apps.connections.open":
                self.opened_at.append(time.monotonic())
                return self._address(body)
            case "views.open":
                return self._opened(body)
            case "views.update":
                return self._put(str(body["view_id"]), body["view"])
            case "views.publish":
                self._checked(lambda: check_view(body["view"]))
                self.homes[body["user_id"]] = body["view"]
                return {"ok": True, "view": body["view"]}
            case "users.info":
                return {"ok": True, "user": self._person(str(body["user"]))}
            case "auth.test":
                return {**super().answer(method, body), "team_id": TEAM}
            case "conversations.members":
                return {"ok": True, "members": self.members.get(str(body["channel"]), [])}
            case "chat.update":
                return self._updated(body)
            case _:
                return super().answer(method, body)

    def _address(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.refuse_lines:
            return {"ok": False, "error": self.refuse_lines}
        if body.get("token", "") not in self.app_tokens and not any(
            t in self.authorizations[-1] for t in self.app_tokens
        ):
            return {"ok": False, "error": "invalid_auth"}
        return {"ok": True, "url": f"{self._sockets_server.address}/link/?ticket={next(self._numbers)}&app_id=A0"}

    def _opened(self, body: dict[str, Any]) -> dict[str, Any]:
        issued = self._triggers.pop(body["trigger_id"], None)
        if issued is None:
            return {"ok": False, "error": "exchanged_trigger_id"}
        if time.monotonic() - issued > IN_TIME:
            return {"ok": False, "error": "expired_trigger_id"}
        return self._put(f"V{next(self._numbers):06}", body["view"])

    def _put(self, view_id: str, view: dict[str, Any]) -> dict[str, Any]:
        self._checked(lambda: check_view(view))
        self.views[view_id] = view
        return {"ok": True, "view": {**view, "id": view_id}}

    def _person(self, user: str) -> dict[str, Any]:
        usual = {"id": user, "name": user.lower(), "real_name": user.title(), "tz": "America/Chicago", "team_id": TEAM}
        return {**usual, "is_admin": False, "is_owner": False, "is_restricted": False, **self.people.get(user, {})}

    def _updated(self, body: dict[str, Any]) -> dict[str, Any]:
        for post in self.posts:
            if (post.channel, post.ts) == (body["channel"], body["ts"]):
                self._checked(lambda: check({"unfurl_links": False, **body}))
                post.body.update(blocks=body["blocks"], text=body["text"])
                return {"ok": True, "channel": post.channel, "ts": post.ts}
        return {"ok": False, "error": "message_not_found"}

    def _checked(self, rule: Callable[[], None]) -> None:
        try:
            rule()
        except (AssertionError, KeyError, TypeError) as error:
            self.complaints.append(f"{type(error).__name__}: {error}")


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    if "initial_options" in element or element["type"] in {"multi_static_select", "checkboxes"}:
        return {"type": element["type"], "selected_options": element.get("initial_options", [])}
    if element["type"] in {"static_select", "radio_buttons"}:
        return {"type": element["type"], "selected_option": element.get("initial_option")}
    return {"type": element["type"], "value": element.get("initial_value")}


def _state(element: dict[str, Any], filled: str | list[str] | None) -> dict[str, Any]:
    if element["type"] in {"multi_static_select", "checkboxes"}:
        values = {option["value"] for option in element["options"]}
        assert set(filled or ()) <= values, f"{filled} is not on offer"
        return {"type": element["type"], "selected_options": [{"value": value} for value in filled or ()]}
    if element["type"] in {"static_select", "radio_buttons"}:
        assert filled is None or filled in {option["value"] for option in element["options"]}, filled
        return {"type": element["type"], "selected_option": {"value": filled} if filled else None}
    return {"type": element["type"], "value": filled}


def until(is_so: Callable[[], object], *, within: float = 20.0) -> None:
    """Wait until something is so; fail where it isn't in time."""
    give_up = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < give_up, "it did not come to that in time"
        time.sleep(0.005)
