"""What went wrong between us and a mail server, and whether trying again can help.

Measured against Exim 4.96 and aiosmtpd in November 2026; the codes are those of RFC 5321 and RFC 4954.
"""

import base64
import smtplib
import ssl
from enum import Enum

from notifiers.delivery import DeliveryError, Retry
from notifiers.mail.server import MailServer, Security
from notifiers.text.safe import header_text, one_line

_WRONG_PASSWORD = 535
_TOO_LARGE = 552
_LOGIN_WANTED = 530


class Stage(Enum):
    """What the server was asked when it refused."""

    MAIL = "the sender {sender}"
    RCPT = "the address {recipient}"
    DATA = "a mail to {recipient}"


def refusal(stage: Stage, code: int, reply: bytes, *, server: MailServer, recipient: str) -> DeliveryError:
    """Return the error for a mail that the server refused with `code`: nothing was delivered."""
    what = stage.value.format(sender=server.sender.address, recipient=recipient)
    said = f"{code} {header_text(reply.decode('utf-8', 'replace'), 200)}"
    if code < 500:
        return DeliveryError(f"{server} did not take {what} for now ({said}). It is tried again.", retry=Retry.LATER)
    # What it has against the address or the sender, it has against the next mail too; the rest is about this one.
    retry = Retry.NEVER if stage is Stage.DATA or code == _TOO_LARGE else Retry.PAUSE
    return DeliveryError(f"{server} refused {what} ({said}). {_advice(stage, code)}", retry=retry)


def _advice(stage: Stage, code: int) -> str:
    if code == _LOGIN_WANTED:
        return "It wants a login, or TLS before it: set the mail server's user, password and security in the config."
    if code == _TOO_LARGE:
        return (
            "The mail is too large for it, or the reader's mailbox is full: ask the reader, or the server's operator."
        )
    match stage:
        case Stage.MAIL:
            return "Use a sender address that this server may send from."
        case Stage.RCPT:
            return "Check the address in the config; if it is right, ask the reader's mail operator."
        case Stage.DATA:
            return "Ask the server's operator why; its spam filter may need to know the sender."


def unanswered(error: Exception, *, server: MailServer, recipient: str) -> DeliveryError:
    """Return the error for a mail whose text was on its way when the line broke: it may have arrived."""
    return DeliveryError(
        f"{server} took a mail to {recipient} and broke off without an answer ({_kind(error)}). It is sent again "
        f"under the same Message-ID; a reader may see it twice.",
        retry=Retry.UNKNOWN,
    )


def broken_off(error: Exception, *, server: MailServer) -> DeliveryError:
    """Return the error for a connection that failed before a mail's text was on its way: nothing was delivered."""
    retry = Retry.PAUSE
    match error:
        case ssl.SSLCertVerificationError():
            said = (
                f": its TLS certificate can't be trusted ({error.verify_message}). Nothing was sent. Check the host's "
                f"name in the config; for a private certificate authority set ca_file."
            )
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER" | "WRONG_SSL_VERSION"):
            other = Security.STARTTLS if server.security is Security.TLS else Security.TLS
            said = f' does not speak TLS in this way. Check its port, or set security = "{other}".'
        case smtplib.SMTPNotSupportedError():
            said = f" does not offer what the config asks for ({_kind(error)}). Check its port, security and login."
        case smtplib.SMTPResponseException() if error.smtp_code >= 500:
            said = f" turned us away ({_said(error)}). Ask its operator whether we may send there."
        case smtplib.SMTPResponseException():
            retry, said = Retry.LATER, f" has no time for us now ({_said(error)}). It is tried again."
        case smtplib.SMTPException() if not isinstance(error, smtplib.SMTPServerDisconnected):
            said = " offers no way to log in that fits the config. Check the user, and password or token."
        case _:
            hint = "It is tried again; if this stays, check host, port and security in the config."
            retry, said = Retry.LATER, f" can't be reached or broke off ({_kind(error)}). {hint}"
    return DeliveryError(f"{server}{said}", retry=retry)


def login_refused(error: smtplib.SMTPResponseException, *, server: MailServer, secret: str) -> DeliveryError:
    """Return the error for a login that failed; what the server says of it is told without the secret."""
    said = _said(error, hide=secret, user=server.user or "")
    if error.smtp_code < 500:
        sentence = f"{server} can't check the login of {server.user} now ({said}). It is tried again."
        return DeliveryError(sentence, retry=Retry.LATER)
    wrong = "wrong password, or this way to log in is switched off" if error.smtp_code == _WRONG_PASSWORD else "refused"
    sentence = f"{server}: login of {server.user}: {wrong} ({said}). Mend the user, password or token in the config."
    return DeliveryError(sentence, retry=Retry.PAUSE)


def _said(error: smtplib.SMTPResponseException, *, hide: str = "", user: str = "") -> str:
    """Return the server's words on one line; some servers repeat what they were given, plain or in base64."""
    reply = error.smtp_error
    text = one_line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)
    plain = f"\0{user}\0{hide}"
    bearer = f"user={user}\1auth=Bearer {hide}\1\1"
    shapes = [hide, *(base64.b64encode(shape.encode()).decode() for shape in (hide, plain, bearer))] if hide else []
    for shape in shapes:
        text = text.replace(shape, "…")
    return f"{error.smtp_code} {header_text(text, 200)}"


def _kind(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return header_text(reason or type(error).__name__, 200)
