"""Each kind of destination with a stand-in for its service, so that one test can ask the same of all of them."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from notifiers.apprise.destination import AppriseDestination
from notifiers.console.destination import TerminalDestination
from notifiers.delivery import Retry
from notifiers.destination import Destination, Surroundings
from notifiers.discord.destination import DiscordDestination
from notifiers.google_chat.destination import GoogleChatDestination
from notifiers.http.destination import HttpDestination
from notifiers.mail.destination import EmailDestination
from notifiers.mail.settings import MailSettings, Security
from notifiers.mastodon.destination import MastodonDestination
from notifiers.slack.destination import SlackDestination
from notifiers.slack_webhook.destination import WebhookDestination
from notifiers.teams.destination import TeamsDestination
from tests.doubles.services import DiscordDouble, GoogleChatDouble, MastodonDouble, TeamsDouble
from tests.doubles.slack import Fault as SlackFault
from tests.doubles.slack import SlackDouble
from tests.doubles.smtp import After, SmtpDouble
from tests.doubles.web import Fault, WebDouble
from tests.notifiers.slack_rules import check
from watchers.fetch.route import Route

SECRET = "secretsecret"


class Trouble(StrEnum):
    """What can become of one message."""

    BUSY = "429, Retry-After 90"
    FAILED = "500, not taken"
    LOST = "taken, closed without an answer"
    CLOSED = "closed before it was taken"
    HANGS = "hangs"
    REVOKED = "revoked"
    ODD = "status 200 with somebody else's words"


WEB_FAULTS = {
    Trouble.BUSY: Fault(status=429, headers={"Retry-After": "90"}),
    Trouble.FAILED: Fault(status=500),
    Trouble.LOST: Fault(close=True, accepted=True),
    Trouble.CLOSED: Fault(close=True),
    Trouble.HANGS: Fault(hang=True),
    Trouble.REVOKED: Fault(status=404),
    Trouble.ODD: Fault(status=200, body="<html>Please log in</html>"),
}
_SLACK = {
    Trouble.BUSY: SlackFault(status=429, retry_after=90, error="ratelimited"),
    Trouble.FAILED: SlackFault(status=500),
    Trouble.LOST: SlackFault(close=True, accepted=True),
    Trouble.CLOSED: SlackFault(close=True),
    Trouble.HANGS: SlackFault(hang=True),
    Trouble.REVOKED: SlackFault(error="token_revoked"),
}
_USUAL = {
    Trouble.BUSY: Retry.LATER,
    Trouble.FAILED: Retry.UNKNOWN,
    Trouble.LOST: Retry.UNKNOWN,
    Trouble.CLOSED: Retry.UNKNOWN,
    Trouble.HANGS: Retry.UNKNOWN,
    Trouble.REVOKED: Retry.PAUSE,
    Trouble.ODD: Retry.UNKNOWN,
}
_ANY_STATUS: dict[Trouble, Retry] = {trouble: retry for trouble, retry in _USUAL.items() if trouble is not Trouble.ODD}
EXPECTED: Mapping[str, Mapping[Trouble, Retry]] = {
    "slack": {trouble: retry for trouble, retry in _USUAL.items() if trouble in _SLACK},
    "webhook": {trouble: retry for trouble, retry in _USUAL.items() if trouble in _SLACK},
    "email": {Trouble.BUSY: Retry.LATER, Trouble.LOST: Retry.UNKNOWN},
    "teams": _USUAL,
    "discord": _USUAL,
    "google_chat": _USUAL,
    "mastodon": _USUAL,
    # One word for all, so that nothing is ever sent twice.
    "apprise": {trouble: Retry.NEVER for trouble in _ANY_STATUS if trouble is not Trouble.HANGS},
    # Its status is all that a program of the newsroom's need say, and what it refuses may be mended in a minute.
    "http": {**_ANY_STATUS, Trouble.REVOKED: Retry.LATER},
}
"""By the keys of kinds: the troubles that a service can have, and what its channel is to say of each."""


@dataclass(kw_only=True)
class Stand:
    """A destination and its stand-in. `fail` makes the next message end in a trouble; `arrived` is each as text.

    `can_tell`: nobody has a message twice. `refused` is what the service would have refused or cut. `printed` is what
    went to the terminal.
    """

    place: Destination
    secrets: Mapping[str, str]
    arrived: Callable[[], list[str]]
    fail: Callable[[Trouble], None] = lambda _: None
    forgive: Callable[[], None] = lambda: None
    can_tell: bool = False
    refused: Callable[[], list[str]] = list
    printed: list[str] = field(default_factory=list)
    web: Any = None  # the double, of the kinds that have one of `tests.doubles.web`

    def here(self, **over: Any) -> Surroundings:
        return surroundings(**{"secret": self.secrets.__getitem__, "write": self.printed.append, **over})


def surroundings(**over: Any) -> Surroundings:
    """What a channel may ask of the world, where nobody is asked anything."""
    values: dict[str, Any] = {
        "secret": lambda _: "",
        "printed_by": lambda _: "",
        "write": lambda _: None,
        "now": lambda: datetime.now(UTC),
        "clock": time.time,
        "sleep": lambda _: None,
        "route": Route(),
        "timeout": 1,
    }
    return Surroundings(**{**values, **over})


def _web(place: Destination, web: WebDouble, secrets: Mapping[str, str], **more: Any) -> Stand:
    return Stand(
        place=place,
        secrets=secrets,
        arrived=lambda: [json.dumps(asked.json, ensure_ascii=False) for asked in web.taken],
        fail=lambda trouble: web.fail(WEB_FAULTS[trouble]),
        forgive=web.forgive,
        refused=lambda: web.refused,
        web=web,
        **more,
    )


def _slack(place: Destination, double: SlackDouble, method: str, secrets: Mapping[str, str], **more: Any) -> Stand:
    faults = {
        **_SLACK,
        **({Trouble.REVOKED: SlackFault(status=404, error="no_service")} if method == "webhook" else {}),
    }
    return Stand(
        place=place,
        secrets=secrets,
        arrived=lambda: [json.dumps(post.body, ensure_ascii=False) for post in double.posts],
        fail=lambda trouble: double.fail(method, faults[trouble]),
        forgive=double.forgive,
        refused=lambda: double.refused,
        **more,
    )


@contextmanager
def teams() -> Iterator[Stand]:
    with TeamsDouble() as web:
        secrets = {"TEAMS_WEBHOOK_NEWSROOM": web.url.format(address=web.address)}
        yield _web(TeamsDestination(name="newsroom"), web, secrets)


@contextmanager
def discord() -> Iterator[Stand]:
    with DiscordDouble() as web:
        secrets = {"DISCORD_WEBHOOK_NEWSROOM": web.url.format(address=web.address)}
        yield _web(DiscordDestination(name="newsroom"), web, secrets)


@contextmanager
def google_chat() -> Iterator[Stand]:
    with GoogleChatDouble() as web:
        secrets = {"GOOGLE_CHAT_WEBHOOK_NEWSROOM": web.url.format(address=web.address)}
        yield _web(GoogleChatDestination(name="newsroom"), web, secrets, can_tell=True)


@contextmanager
def mastodon() -> Iterator[Stand]:
    with MastodonDouble() as web:
        place = MastodonDestination(account="newsroom", server=web.host)
        yield _web(place, web, {place.secret: web.token}, can_tell=True)


@contextmanager
def http() -> Iterator[Stand]:
    """It tells repeats by their id: here each id counts once."""
    with WebDouble() as web:
        key = "whsec_" + base64.b64encode(SECRET.encode() * 2).decode()
        secrets = {"HTTP_URL_CMS": f"{web.address}/{SECRET}", "HTTP_SECRET_CMS": key}
        place = HttpDestination(name="cms", is_private=True)
        stand = _web(place, web, secrets, can_tell=True)
        stand.arrived = lambda: list({asked.json["id"]: asked.body.decode() for asked in web.taken}.values())
        yield stand


@contextmanager
def slack() -> Iterator[Stand]:
    with SlackDouble(check=check) as double:
        place = SlackDestination(workspace="default", channel="C0DESK0001", api=double.base_url)
        yield _slack(place, double, "chat.postMessage", {"SLACK_BOT_TOKEN": f"xoxb-{SECRET}"}, can_tell=True)


@contextmanager
def webhook() -> Iterator[Stand]:
    with SlackDouble(check=check) as double:
        yield _slack(WebhookDestination(name="tips"), double, "webhook", {"SLACK_WEBHOOK_TIPS": double.webhook_url()})


@contextmanager
def mail() -> Iterator[Stand]:
    """Each Message-ID counts once: a repeat has the same one."""
    with SmtpDouble() as double:
        settings = MailSettings(
            host="127.0.0.1",
            port=double.port,
            security=Security.PLAIN,
            sender="bot@watch.test",
            sender_name="287(g) watch",
        )

        def fail(trouble: Trouble) -> None:
            if trouble is Trouble.BUSY:
                double.replies["RCPT"] = ["450 4.2.0 Please come back later"]
            else:
                double.after = After.DIE

        def forgive() -> None:
            double.after = After.ANSWER

        def arrived() -> list[str]:
            found = {mail.parsed["Message-ID"]: mail.parsed for mail in double.mails}
            return [part.get_content() for mail in found.values() if (part := mail.get_body(("plain",)))]

        yield Stand(
            place=EmailDestination(address="desk@paper.test", mail=settings),
            secrets={},
            arrived=arrived,
            fail=fail,
            forgive=forgive,
            can_tell=True,
        )


@contextmanager
def terminal() -> Iterator[Stand]:
    """Paper: nothing goes wrong with it."""
    stand = Stand(place=TerminalDestination(), secrets={}, arrived=list)
    stand.arrived = lambda: stand.printed
    yield stand


@contextmanager
def apprise() -> Iterator[Stand]:
    pytest.importorskip("apprise", reason="the extra apprise is not installed: make dev")
    with WebDouble() as web:
        place = AppriseDestination(name="telegram")
        yield _web(place, web, {"APPRISE_URL_TELEGRAM": f"json://{web.host}/{SECRET}"}, can_tell=True)


STANDS = {
    stand.__name__ if stand is not mail else "email": stand
    for stand in (terminal, slack, webhook, mail, teams, discord, google_chat, mastodon, apprise, http)
}
"""By the keys of their kinds."""
