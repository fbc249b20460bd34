"""What went wrong between us and a mail server, and whether trying again can help.

Measured against Exim 4.96 and aiosmtpd in November 2026; the codes are those of RFC 5321 and RFC 4954.
"""

import base64
import re
import smtplib
import ssl
from enum import Enum

from notifiers.delivery import DeliveryError, Retry
from notifiers.mail.settings import MailSettings, Security
from notifiers.text.safe import header_text, one_line
from watchers.errors import plain_words

_WRONG_PASSWORD = 535
_TOO_LARGE = 552
_LOGIN_WANTED = 530


class Stage(Enum):
    """What the server was asked when it refused."""

    MAIL = "the sender {sender}"
    RCPT = "the address {recipient}"
    DATA = "a mail to {recipient}"


def refusal(stage: Stage, code: int, reply: bytes, *, mail: MailSettings, recipient: str) -> DeliveryError:
    """Return the error for a mail that the server refused with `code`: nothing was delivered."""
    what = stage.value.format(sender=mail.sender, recipient=recipient)
    said = f"{code} {header_text(reply.decode('utf-8', 'replace'), 200)}"
    if code < 500 or _passes(code, said):
        return DeliveryError(f"{mail} did not take {what} for now ({said}). It is tried again.", retry=Retry.LATER)
    if _is_about_us(said):
        return DeliveryError(f"{mail} turned this machine away ({said}). {_ABOUT_US}", retry=Retry.PAUSE)
    # What it has against the address or the sender, it has against the next mail too; the rest is about this one.
    retry = Retry.NEVER if stage is Stage.DATA or code == _TOO_LARGE else Retry.PAUSE
    return DeliveryError(f"{mail} refused {what} ({said}). {_advice(stage, code)}", retry=retry)


_ENHANCED = re.compile(r"\d{3}[ -](\d)\.(\d{1,3})\.(\d{1,3})\b")
_MAILBOX = re.compile(r"mailbox|inbox|maildir|quota", re.IGNORECASE)
_SIZE = re.compile(r"\bsize\b|too (?:big|large)", re.IGNORECASE)
_FOR_NOW = re.compile(
    r"quota|try again|(?<!not )(?<!n't )retry|tempor|gr[ae]y ?list|deferr|throttl|busy|overload|over ?limit|too many"
    r"|rate.?limit|limit\b.{0,80}\b(?:exceeded|reached)|exceed\w*\b.{0,40}\b(?:limit|rate|storage|allocation)"
    r"|(?:mailbox|inbox|maildir|disk|storage|system)\b.{0,20}\bfull|insufficient.{0,20}(?:storage|space|resources)"
    r"|(?:daily|hourly)\b|per (?:day|hour|minute)|come back|later\b",
    re.IGNORECASE,
)


def _passes(code: int, said: str) -> bool:
    """Whether a refusal for good (5xx) is one for now: a full mailbox, a day's limit, a server that says "later".

    RFC 3463: class 4 passes whatever the code before it says; X.2.2 is a full mailbox, X.3.1 a full system, X.4.5 a
    congested one. RFC 5321: 552 alone is a full mailbox; with 5.3.4, or words of a size, it is about the mail.
    """
    enhanced = _ENHANCED.match(said)
    detail = f"{enhanced[2]}.{enhanced[3]}" if enhanced else ""
    if (enhanced and enhanced[1] == "4") or detail in {"2.2", "3.1", "4.5"}:
        return True
    if detail == "3.4" or (_SIZE.search(said) and not _MAILBOX.search(said)):
        return False
    return code == _TOO_LARGE or _FOR_NOW.search(said) is not None


_WHO_WE_ARE = re.compile(
    r"\b(?:helo|ehlo)\b|client host rejected|reverse (?:dns|host|lookup)|\bptr\b|\brdns\b|blocked using|block ?list"
    r"|black ?list|\b[dr]n?sbl\b|spamhaus|relay(?:ing)? (?:access )?(?:denied|not permitted)"
    r"|(?:unable|not allowed) to relay",
    re.IGNORECASE,
)
_ABOUT_US = (
    "That is about this machine and not about the reader: set helo in [mail] to its full name, log in if the server "
    "asks for it, or ask the server's operator to let it send there."
)


def _is_about_us(said: str) -> bool:
    """Whether the server minds who hands the mail over; many say so only when they hear whom it is for."""
    return _WHO_WE_ARE.search(said) is not None


def _advice(stage: Stage, code: int) -> str:
    if code == _LOGIN_WANTED:
        return "It wants a login, or TLS before it: set the mail server's user, password and security in the config."
    if code == _TOO_LARGE:
        return "The mail is too large for it: ask the server's operator."
    match stage:
        case Stage.MAIL:
            return "Use a sender address that this server may send from."
        case Stage.RCPT:
            return "Check the address in the config; if it is right, ask the reader's mail operator."
        case Stage.DATA:
            return "Ask the server's operator why; its spam filter may need to know the sender."


def unanswered(error: Exception, *, mail: MailSettings, recipient: str) -> DeliveryError:
    """Return the error for a mail whose text was on its way when the line broke: it may have arrived."""
    return DeliveryError(
        f"{mail} took a mail to {recipient} and broke off without an answer ({_kind(error)}). It is sent again "
        f"under the same Message-ID; a reader may see it twice.",
        retry=Retry.UNKNOWN,
    )


def broken_off(error: Exception, *, mail: MailSettings) -> DeliveryError:
    """Return the error for a connection that failed before a mail's text was on its way: nothing was delivered."""
    retry = Retry.PAUSE
    match error:
        case ssl.SSLCertVerificationError():
            said = (
                f": its TLS certificate can't be trusted ({error.verify_message}). Nothing was sent. Check the host's "
                f"name in the config; for a private certificate authority set ca_file."
            )
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER" | "WRONG_SSL_VERSION"):
            other = Security.STARTTLS if mail.security is Security.TLS else Security.TLS
            said = f' does not speak TLS in this way. Check its port, or set security = "{other}".'
        case smtplib.SMTPNotSupportedError():
            said = f" does not offer what the config asks for ({_kind(error)}). Check its port, security and login."
        case smtplib.SMTPHeloError() if error.smtp_code >= 500:
            said = (
                f" turned us away at the greeting ({_said(error)}). Set helo in [mail] to this machine's full name, "
                "such as bot.example.org, or ask the server's operator."
            )
        case smtplib.SMTPResponseException() if error.smtp_code >= 500 and not _passes(error.smtp_code, _said(error)):
            said = f" turned us away ({_said(error)}). Ask its operator whether we may send there."
        case smtplib.SMTPResponseException():
            retry, said = Retry.LATER, f" has no time for us now ({_said(error)}). It is tried again."
        case smtplib.SMTPException() if not isinstance(error, smtplib.SMTPServerDisconnected):
            said = " offers no way to log in that fits the config. Check the user, and password or token."
        case _:
            hint = "It is tried again; if this stays, check host, port and security in the config."
            retry, said = Retry.LATER, f" can't be reached or broke off ({_kind(error)}). {hint}"
    return DeliveryError(f"{mail}{said}", retry=retry)


def login_refused(error: smtplib.SMTPResponseException, *, mail: MailSettings, secret: str) -> DeliveryError:
    """Return the error for a login that failed; what the server says of it is told without the secret."""
    said = _said(error, hide=secret, user=mail.user or "")
    if error.smtp_code < 500:
        sentence = f"{mail} can't check the login of {mail.user} now ({said}). It is tried again."
        return DeliveryError(sentence, retry=Retry.LATER)
    wrong = "wrong password, or this way to log in is switched off" if error.smtp_code == _WRONG_PASSWORD else "refused"
    sentence = f"{mail}: login of {mail.user}: {wrong} ({said}). Mend the user, password or token in the config."
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
    return header_text(plain_words(error) or str(error) or "no more is known", 200)
