"""From the config's destinations to the channels that deliver, and to what each of them is given."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, assert_never

from bot.config.credentials import SecretError, Secrets
from bot.config.destinations import (
    Destination,
    EmailDestination,
    SlackDestination,
    TerminalDestination,
    WebhookDestination,
)
from bot.config.model import Config, Login, MailSettings
from notifiers.delivery import Channel, DeliveryError, Retry

if TYPE_CHECKING:
    from notifiers.mail.mime import Unsubscribe
    from notifiers.story.model import Story

_TOKEN_TIMEOUT = 60.0  # seconds that a token command may take


def render(destination: Destination, story: "Story", config: Config, *, width: int = 80) -> list[dict[str, Any]]:
    """The story as the payloads that this destination is given, one for each message."""
    match destination:
        case TerminalDestination():
            from notifiers.console import render_console

            return render_console(story, width=width)
        case SlackDestination() | WebhookDestination():
            from notifiers.slack.render import render_slack

            return render_slack(story, single_message=isinstance(destination, WebhookDestination))
        case EmailDestination():
            from notifiers.mail.render import render_mail

            return [render_mail(story, unsubscribe=unsubscribe_of(config))]
        case _:
            assert_never(destination)


def unsubscribe_of(config: Config) -> "Unsubscribe | None":
    """How readers of the mails ask to be taken off; None where the config has no way."""
    from notifiers.mail.mime import Unsubscribe

    mail = config.mail
    if mail is None or not (mail.unsubscribe_mailto or mail.unsubscribe_url):
        return None
    return Unsubscribe(mailto=mail.unsubscribe_mailto, one_click=mail.unsubscribe_url)


class Switchboard(Protocol):
    """Finds the channel of a destination."""

    def to(self, destination_id: str) -> Channel:
        """The channel of a destination. Raises `DeliveryError` where there is none."""

    def close(self) -> None:
        """Let go of every connection; `to` makes new ones."""


class Channels:
    """The open channels of one delivery run, made when first needed. Secrets are asked for at each use."""

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        *,
        write: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._config, self._write, self._now = config, write, now
        self._secrets = Secrets.beside(config.path, environ)
        self._open: dict[str, Channel] = {}
        # slack_sdk's modules import each other in a circle: two threads that import them at once both fail.
        self._opening = threading.Lock()

    def to(self, destination_id: str) -> Channel:
        """The channel of a destination. Raises `DeliveryError` where the config no longer has it."""
        with self._opening:
            if destination_id not in self._open:
                destination = self._config.destinations.get(destination_id)
                if destination is None:
                    raise DeliveryError(
                        f"{destination_id} is no longer in the config. Put it back and run `watch287g outbox retry`, "
                        "or drop the message with `watch287g outbox drop`.",
                        retry=Retry.NEVER,
                    )
                self._open[destination_id] = self._make(destination)
            return self._open[destination_id]

    def close(self) -> None:
        """Let go of every connection."""
        for channel in self._open.values():
            channel.close()
        self._open.clear()

    def _make(self, destination: Destination) -> Channel:
        match destination:
            case TerminalDestination():
                from notifiers.console import ConsoleChannel

                return ConsoleChannel(self._write)
            case SlackDestination():
                from notifiers.slack.channel import SlackChannel

                return SlackChannel(
                    token=self._secret(destination.secret),
                    channel=destination.channel,
                    clock=time.time,
                    sleep=time.sleep,
                    base_url=self._config.slack.api or "https://slack.com/api/",
                )
            case WebhookDestination():
                from notifiers.slack.webhook import WebhookChannel

                return WebhookChannel(
                    url=self._secret(destination.secret), name=destination.name, clock=time.time, sleep=time.sleep
                )
            case EmailDestination():
                return self._inbox(destination)
            case _:
                assert_never(destination)

    def _inbox(self, destination: EmailDestination) -> Channel:
        from notifiers.mail.channel import SmtpChannel, SmtpLine

        if self._config.mail is None:
            raise DeliveryError("config.toml has no [mail] any more. Put it back.", retry=Retry.NEVER)
        # One connection for each reader: the outbox serves readers side by side, and a line is for one at a time.
        line = SmtpLine(mail_server(self._config.mail, self._secrets))
        return SmtpChannel(line=line, recipient=destination.address, now=self._now)

    def _secret(self, name: str) -> Callable[[], str]:
        return secret_asker(name, self._secrets)


def mail_server(mail: MailSettings, secrets: Secrets) -> Any:
    """The mail server of the config, with its login. Raises ValueError for settings that would betray a password."""
    from notifiers.mail.mime import Sender
    from notifiers.mail.server import MailServer, Security

    password = token = None
    if mail.user is not None and mail.login is Login.PASSWORD:
        password = secret_asker("SMTP_PASSWORD", secrets)
    elif mail.user is not None and mail.token_command:
        token = _token_printed_by(mail.token_command)
    elif mail.user is not None:
        token = secret_asker("SMTP_TOKEN", secrets)
    return MailServer(
        host=mail.host,
        port=mail.port,
        security=Security(mail.security),
        sender=Sender(address=mail.sender, name=mail.sender_name),
        user=mail.user,
        password=password,
        token=token,
    )


def secret_asker(name: str, secrets: Secrets) -> Callable[[], str]:
    """A secret for a channel to ask for when it needs it; a missing one pauses the destination, not the bot."""

    def ask() -> str:
        try:
            return secrets.find(name).reveal()
        except SecretError as error:
            raise DeliveryError(str(error), retry=Retry.PAUSE) from error

    return ask


def _token_printed_by(command: tuple[str, ...]) -> Callable[[], str]:
    import subprocess

    def ask() -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
                command, capture_output=True, text=True, timeout=_TOKEN_TIMEOUT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DeliveryError(
                f"token_command ({command[0]}) could not be run ({type(error).__name__}).", retry=Retry.LATER
            ) from error
        token = done.stdout.strip()
        if done.returncode != 0 or not token or len(token.split()) != 1:
            raise DeliveryError(
                f"token_command ({command[0]}) ended with {done.returncode} and printed no single token. "
                "Run it by hand.",
                retry=Retry.LATER,
            )
        return token

    return ask
