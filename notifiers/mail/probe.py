"""A visit to the mail server that sends no mail: connect, TLS, login, the sender's address, and goodbye."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime

from notifiers.delivery import DeliveryError, Retry
from notifiers.mail.channel import SmtpLine
from notifiers.mail.errors import Stage, broken_off, refusal
from notifiers.mail.server import MailServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit showed: the protocol ("TLSv1.3") and the end of the certificate, None without TLS."""

    tls: str | None
    expires: datetime | None


def visit(server: MailServer) -> Visit:
    """Go there as a mail would, up to its sender, and take that back (RSET). Raises `DeliveryError`."""
    line = SmtpLine(server)
    try:
        client = line.open()
        seen = _seen(client)
        code, reply = client.mail(server.sender.address)
        if code >= 400:
            raise refusal(Stage.MAIL, code, reply, server=server, recipient="")
        code, _ = client.rset()
        if code != 250:
            sentence = f"{server} does not take back a mail that was begun ({code}). Ask its operator."
            raise DeliveryError(sentence, retry=Retry.LATER)
    except (smtplib.SMTPException, OSError) as error:
        raise broken_off(error, server=server) from error
    finally:
        line.close()
    return seen


def _seen(client: smtplib.SMTP) -> Visit:
    if not isinstance(client.sock, ssl.SSLSocket):
        return Visit(tls=None, expires=None)
    ends = (client.sock.getpeercert() or {}).get("notAfter")
    expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
    return Visit(tls=client.sock.version(), expires=expires)
