"""Mails handed to a newsroom's mail server: one recipient a mail, one connection for many."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from notifiers.destination import Surroundings
from notifiers.mail.errors import Stage, broken_off, login_refused, refusal, unanswered
from notifiers.mail.mime import Sender, mail_bytes, message_id, reference_chain
from notifiers.mail.settings import Login, MailSettings, Security
from notifiers.mail.tunnel import Tunnelled, TunnelledTls, through

TIMEOUT = 30.0
"""Seconds that the server has for an answer."""

_CLOSING = 421
"""The server says that it is about to hang up, whatever it was asked (RFC 5321, 3.8)."""


class SmtpLine:
    """A connection to one server, opened when a mail needs it and kept for the next. For one thread at a time."""

    def __init__(self, mail: MailSettings, here: Surroundings) -> None:
        self.mail, self._here = mail, here
        self._client: smtplib.SMTP | None = None

    def send(self, data: bytes, *, recipient: str) -> None:
        """Hand over one mail; raises `DeliveryError`. A refused mail leaves the line open for the next one."""
        client = self.open()
        self._ask(Stage.MAIL, lambda: client.mail(self.mail.sender, _options(client, data)), recipient)
        self._ask(Stage.RCPT, lambda: client.rcpt(recipient), recipient)
        self._ask(Stage.DATA, lambda: client.data(data), recipient)

    def open(self) -> smtplib.SMTP:
        """Return a connection that is ready for a mail, logged in where a login is set; raises `DeliveryError`."""
        if self._client is not None and not _still_there(self._client):
            self._drop()
        if self._client is None:
            self._client = _connected(self.mail, self._here)
        return self._client

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.quit()
        except (smtplib.SMTPException, OSError):
            client.close()

    def _ask(self, stage: Stage, command: Callable[[], tuple[int, bytes]], recipient: str) -> None:
        """Say `command`; raise what its answer means. Once a mail's text is on its way, silence means nothing sure."""
        try:
            code, reply = command()
        except smtplib.SMTPDataError as error:
            code, reply = error.smtp_code, _as_bytes(error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            if stage is Stage.DATA:
                raise unanswered(error, mail=self.mail, recipient=recipient) from error
            raise broken_off(error, mail=self.mail) from error
        if code == _CLOSING or code not in range(200, 600):
            self._drop()
        if stage is Stage.DATA and code not in range(200, 600):
            raise unanswered(smtplib.SMTPException("an answer that is not SMTP"), mail=self.mail, recipient=recipient)
        if not 200 <= code < 300:
            raise refusal(stage, code, reply, mail=self.mail, recipient=recipient)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


class SmtpChannel:
    """One reader's inbox (`notifiers.delivery.Channel`). Channels of one server may share its line.

    `now` tells the time for a mail's Date. A receipt holds the mail's `message_id`, and its `references` where it
    answered another.
    """

    def __init__(self, *, line: SmtpLine, recipient: str, now: Callable[[], datetime]) -> None:
        self._line = line
        self._sender = Sender(address=line.mail.sender, name=line.mail.sender_name)
        self._recipient, self._now = recipient, now

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - SMTP can't be asked
        """Send `message`. In doubt it is sent again: many receivers know it by its Message-ID, which stays the same."""
        data = mail_bytes(message, recipient=self._recipient, sender=self._sender, date=self._now())
        self._line.send(data, recipient=self._recipient)
        chain = reference_chain(message.reply_to)
        return Receipt(
            details={"message_id": message_id(message.id, self._sender)} | ({"references": chain} if chain else {})
        )

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def _connected(mail: MailSettings, here: Surroundings) -> smtplib.SMTP:
    try:
        with ExitStack() as undo:
            client = _reached(mail, here)
            undo.callback(client.close)
            _greet(client)
            if mail.security is Security.STARTTLS:
                client.starttls(context=_context(mail, here))
                _greet(client)
            _log_in(client, mail, here)
            undo.pop_all()
            return client
    except (smtplib.SMTPException, OSError) as error:
        raise broken_off(error, mail=mail) from error


def _reached(mail: MailSettings, here: Surroundings) -> smtplib.SMTP:
    """Return a fresh connection. The host is given at once, since STARTTLS checks the certificate against it."""
    proxy, timeout = here.route.proxy_to(mail.host), here.timeout or TIMEOUT
    if mail.security is Security.TLS:
        secret = smtplib.SMTP_SSL if proxy is None else through(TunnelledTls, proxy)
        return secret(mail.host, mail.port, mail.helo, timeout=timeout, context=_context(mail, here))
    plain = smtplib.SMTP if proxy is None else through(Tunnelled, proxy)
    return plain(mail.host, mail.port, mail.helo, timeout=timeout)


def _greet(client: smtplib.SMTP) -> None:
    """Say who we are. A server that hangs up over it has said why before; smtplib forgets that."""
    code, said = client.ehlo()
    if 200 <= code < 300:
        return
    try:
        code, said = client.helo()
    except smtplib.SMTPServerDisconnected:
        raise smtplib.SMTPHeloError(code, said) from None
    if not 200 <= code < 300:
        raise smtplib.SMTPHeloError(code, said)


def _context(mail: MailSettings, here: Surroundings) -> ssl.SSLContext:
    """Return a context that verifies; smtplib's own, where it is given none, takes any certificate."""
    context = here.route.trusted(ssl.create_default_context())
    if mail.ca_file is not None:
        try:
            context.load_verify_locations(mail.ca_file)
        except OSError as error:
            sentence = f"{mail}: ca_file {mail.ca_file} holds no certificates that can be read ({error})."
            raise DeliveryError(sentence, retry=Retry.PAUSE) from error
    return context


def _log_in(client: smtplib.SMTP, mail: MailSettings, here: Surroundings) -> None:
    if mail.user is None:
        return
    secret = here.secret(mail.secret) if mail.secret else here.printed_by(mail.token_command)
    if not (mail.user + secret).isascii():
        raise DeliveryError(
            f"{mail}: the user or password has letters outside ASCII, which SMTP logins don't carry; change it.",
            retry=Retry.PAUSE,
        )
    try:
        if mail.login is Login.PASSWORD:
            client.login(mail.user, secret)
        else:
            _log_in_by_token(client, mail.user, secret)
    except smtplib.SMTPResponseException as error:
        # Without its cause: some servers repeat in their refusal what they were given.
        raise login_refused(error, mail=mail, secret=secret) from None


def _log_in_by_token(client: smtplib.SMTP, user: str, token: str) -> None:
    """Log in as Gmail and Microsoft want it; a challenge holds the error as JSON, and wants an empty answer."""
    if "XOAUTH2" not in client.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("XOAUTH2, for a login by token")

    def answer(challenge: bytes | None = None) -> str:
        return f"user={user}\1auth=Bearer {token}\1\1" if challenge is None else ""

    client.auth("XOAUTH2", answer)


def _still_there(client: smtplib.SMTP) -> bool:
    """Forget whatever mail was begun; tell whether the server still listens, since it hangs up on the silent."""
    try:
        return client.rset()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _options(client: smtplib.SMTP, data: bytes) -> list[str]:
    """Announce the size, so that a mail that is too large is refused before it is sent."""
    return [f"size={len(data)}"] if client.has_extn("size") else []


def _as_bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()
