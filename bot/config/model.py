"""The config as values: what `bot.config.load` makes of config.toml, and the rest of the bot reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.config.destinations import Destination
from notifiers.subscriptions.model import Subscription
from watchers.model.second_look import SecondLook

OPERATORS = "operators"
"""The name under which the outbox keeps the operators' messages. No subscription may have it."""

FOR_GOOD = date(9999, 12, 30)
"""The end of a pause that has none: every later day, in any zone, is one that Python knows."""


def is_loopback(url: str) -> bool:
    """Whether a web address leads to this machine: only a rehearsal's does."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return is_loopback_host(host)


def is_loopback_host(host: str) -> bool:
    """Whether a host name or IP address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """[watch]. `every` is the time between two polls; `contact` stands in the user agent, None for none.

    `folder` is absolute: where the bot keeps its state. `zone` is the clock of the terminal and the operators.
    """

    page: str
    every: timedelta
    contact: str | None
    folder: Path
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """[slack]. Names of workspaces beside the default one, and of incoming webhooks; `api` only in rehearsals."""

    workspaces: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()
    api: str | None = None


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    PLAIN = "plain"


class Login(StrEnum):
    """How the bot proves to the mail server who it is, where `user` is set."""

    PASSWORD = "password"  # noqa: S105 - the kind of login
    XOAUTH2 = "xoauth2"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """[mail]. `sender` is a plain address, `sender_name` the words before it. Without `user` there is no login.

    With `Login.PASSWORD` the secret is SMTP_PASSWORD. With `Login.XOAUTH2` the access token is what `token_command`
    prints (a program and its arguments, no shell), or, where that is empty, the secret SMTP_TOKEN.
    """

    host: str
    port: int
    security: Security
    sender: str
    sender_name: str
    user: str | None = None
    login: Login = Login.PASSWORD
    token_command: tuple[str, ...] = ()
    unsubscribe_mailto: str | None = None
    unsubscribe_url: str | None = None

    @property
    def secret(self) -> str | None:
        """The name of the secret that logging in needs; None where it needs none."""
        if self.user is None or self.token_command:
            return None
        return "SMTP_PASSWORD" if self.login is Login.PASSWORD else "SMTP_TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """[health]. When the operators hear that the bot sees nothing, or that ICE posts nothing, and who else is told.

    `blind_after` is the time without a good poll; `silent_days` counts business days without a new list.
    `heartbeat` says that the address in the secret HEARTBEAT_URL is asked after each complete poll. Prometheus' figures
    are served on this machine at `metrics_port` while `run` runs, and written to `metrics_file` after each poll.
    """

    blind_after: timedelta = timedelta(hours=6)
    silent_days: int = 7
    heartbeat: bool = False
    metrics_port: int | None = None
    metrics_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole file. `destinations` holds, by id, every one that a subscription or the operators name."""

    path: Path
    watch: Watch
    second_look: SecondLook
    health: Health
    slack: SlackSettings
    mail: MailSettings | None
    subscriptions: tuple[Subscription, ...]
    operators: tuple[str, ...]
    destinations: Mapping[str, Destination]
