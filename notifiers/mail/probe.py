"""A visit to the mail server that sends no mail: connect, TLS, login, the sender's address, goodbye; what it shows."""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from notifiers.delivery import DeliveryError, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, failed, ok, warn
from notifiers.mail.channel import SmtpLine
from notifiers.mail.errors import Stage, broken_off, refusal
from notifiers.mail.settings import MailSettings
from notifiers.text.ap_style import count
from watchers.frozen import frozen


@frozen
class Visit:
    """What a visit showed: the protocol ("TLSv1.3") and the end of the certificate, None without TLS."""

    tls: str | None
    expires: datetime | None


def visit(mail: MailSettings, here: Surroundings) -> Visit:
    """Go there as a mail would, up to its sender, and take that back (RSET). Raises `DeliveryError`."""
    line = SmtpLine(mail, here)
    try:
        client = line.open()
        seen = _seen(client)
        code, reply = client.mail(mail.sender)
        if code >= 400:
            raise refusal(Stage.MAIL, code, reply, mail=mail, recipient="")
        code, _ = client.rset()
        if code != 250:
            sentence = f"{mail} does not take back a mail that was begun ({code}). Ask its operator."
            raise DeliveryError(sentence, retry=Retry.LATER)
    except (smtplib.SMTPException, OSError) as error:
        raise broken_off(error, mail=mail) from error
    finally:
        line.close()
    return seen


def _seen(client: smtplib.SMTP) -> Visit:
    if not isinstance(client.sock, ssl.SSLSocket):
        return Visit(tls=None, expires=None)
    ends = (client.sock.getpeercert() or {}).get("notAfter")
    expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
    return Visit(tls=client.sock.version(), expires=expires)


_SOON = timedelta(days=14)


def server_findings(mail: MailSettings, here: Surroundings) -> Iterator[Finding]:
    """The server, as far as a mail goes before it is one."""
    try:
        seen = visit(mail, here)
    except DeliveryError as error:
        yield failed("mail", error, "Run `watch287g doctor` again in a while.")
        return
    login = f"logged in as {mail.user}" if mail.user else "without a login, as the config says"
    private = f"over {seen.tls}" if seen.tls else "without TLS"
    yield ok("mail", f"{mail} reached {private}, {login}; it takes mails from {mail.sender}")
    if seen.expires is not None:
        yield _certificate(mail, seen.expires, here.now())


def _certificate(mail: MailSettings, expires: datetime, now: datetime) -> Finding:
    found = f"the certificate of {mail.host} holds for {count(max((expires - now).days, 0), 'day')} more"
    if expires - now < _SOON:
        return warn("mail", found, "Ask who runs that server to renew it: from then on no mail goes out.")
    return ok("mail", found)
