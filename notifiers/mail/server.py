"""Where mails are handed over, and how the login there is proved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from notifiers.destination import Surroundings
from notifiers.mail.mime import Sender
from notifiers.mail.settings import Login, MailSettings, Security
from watchers.fetch.route import Route, is_this_machine

TIMEOUT = 30.0
"""Seconds that the server has for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A newsroom's own mail relay or its provider's, and whom mails are from.

    `password` and `token` (an OAuth access token, for XOAUTH2; it goes before the password) are asked for at each
    login, and raise `notifiers.delivery.DeliveryError` where they can't be had. `timeout` is in seconds. `ca_file`
    holds certificates to trust beside the system's and those of `route`, by which the server is reached. `helo` is
    the name to greet with, where the server minds. Raises ValueError for a host or port that can't be one, for a login
    that would go over the network in clear, and for one without a secret.
    """

    host: str
    port: int
    security: Security
    sender: Sender
    user: str | None = None
    password: Callable[[], str] | None = field(default=None, repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    timeout: float = TIMEOUT
    ca_file: Path | None = None
    route: Route = field(default_factory=Route)
    helo: str | None = None

    def __post_init__(self) -> None:
        if not _is_host(self.host) or not 1 <= self.port <= 65535:
            raise ValueError(f"{self}: expected a mail server's host name and a port from 1 to 65535")
        if self.user is None:
            return
        if self.password is None and self.token is None:
            raise ValueError(f"{self}: a user ({self.user}) without a password; give the password or remove the user")
        if self.security is Security.PLAIN and not is_this_machine(self.host):
            raise ValueError(
                f'{self}: security "plain" with a login would send the password in clear over the network; '
                f'use "starttls" (port 587) or "tls" (port 465)'
            )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def mail_server(mail: MailSettings, here: Surroundings) -> MailServer:
    """The mail server of the config, with its login. Raises ValueError for settings that would betray a password."""
    secret, command = mail.secret, mail.token_command
    ask = partial(here.secret, secret) if secret is not None else None
    if mail.user is not None and command:
        ask = partial(here.printed_by, command)
    is_token = mail.login is Login.XOAUTH2
    return MailServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        sender=Sender(address=mail.sender, name=mail.sender_name),
        user=mail.user,
        password=None if is_token else ask,
        token=ask if is_token else None,
        timeout=float(here.timeout or TIMEOUT),
        ca_file=Path(mail.ca_file) if mail.ca_file else None,
        route=here.route,
        helo=mail.helo,
    )


def _is_host(name: str) -> bool:
    try:
        return bool(name) and name.isprintable() and bool(name.encode("idna"))
    except UnicodeError:
        return False
