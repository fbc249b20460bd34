"""What Slack refuses, and what to do about it: wait, mend, or ask first.

Each error of Slack's reference for the methods that the bot calls, and for incoming webhooks, has its place in
`errors.toml`.
"""

import errno
import socket
import ssl
import tomllib
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from importlib.resources import files
from urllib.error import URLError

from notifiers.delivery import DeliveryError, Retry
from watchers.errors import plain_words

_TABLE = tomllib.loads(files("notifiers.slack").joinpath("errors.toml").read_text("utf-8"))
_CURES: Mapping[str, str] = _TABLE["cures"]


def _said(table: str) -> dict[str, str]:
    """What to say of each code of a table."""
    return {code: words.format_map(_CURES) for code, words in _TABLE[table].items()}


PAYLOAD_ERRORS = frozenset(_TABLE["payload"])
"""Slack can't print the message as it is; as plain words it may."""
THREAD_ERRORS = frozenset(_TABLE["thread"])
"""The thread takes no answer; the channel itself may take it."""
FILE_ERRORS = frozenset(_TABLE["file"])
"""The file isn't taken, whatever the channel takes of words."""
CANNOT_ASK = frozenset(_TABLE["cannot_ask"])
"""Answers to a look-back that mean that the bot isn't allowed to read there."""
LINE_CLOSED = _said("line")
"""What Slack says where no line can be opened until somebody mends it, and what to mend."""
_PAUSING = _said("pausing")


def refused(where: str, error: str, *, status: int, headers: Mapping[str, str]) -> DeliveryError:
    """The answer of Slack's Web API, or of a webhook, as an error. `where` names the destination, without secrets.

    `error` is Slack's short code (a webhook's whole body); it is printed only where it is a plain word.
    """
    code = error.strip() if error.strip().replace("_", "").isalnum() and len(error) <= 60 else f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _TABLE["later"]:
        sentence, retry = "busy; trying again later.", Retry.LATER
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _TABLE["unknown"]:
        sentence, retry = "failed, and may have posted all the same.", Retry.UNKNOWN
    elif code in THREAD_ERRORS:
        sentence, retry = "neither the thread nor the channel took the answer.", Retry.NEVER
    elif code in FILE_ERRORS:
        sentence, retry = f"the file was not taken; the words are there. {_CURES['ask_admin']}", Retry.NEVER
    elif code in PAYLOAD_ERRORS:
        sentence, retry = "the message was refused, as plain words too. Please report this as a bug.", Retry.NEVER
    elif code in _PAUSING or code.startswith("restricted_action"):
        sentence, retry = _PAUSING.get(code, _PAUSING["restricted_action"]), Retry.PAUSE
    elif status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.FORBIDDEN}:
        sentence, retry = f"nothing takes messages there. {_CURES['webhook']}", Retry.PAUSE
    else:
        sentence, retry = "refused; trying again later.", Retry.LATER
    return DeliveryError(f"Slack, {where}: {sentence} ({code})", retry=retry, wait=retry_after(headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Slack's Retry-After in seconds; None where it is missing or no number."""
    text = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "")
    return float(text) if text.strip().isdecimal() else None


def broken_off(where: str, error: OSError | HTTPException) -> DeliveryError:
    """A connection that failed. Only where it was never made is it certain that nothing was posted."""
    cause = error.reason if isinstance(error, URLError) else error
    why = plain_words(ConnectionError() if isinstance(cause, HTTPException) else cause) or "it broke off"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return DeliveryError(
            f"Slack, {where}: its certificate can't be verified; is there a proxy that opens TLS? Trying again later.",
            retry=Retry.LATER,
        )
    if isinstance(cause, ConnectionRefusedError | socket.gaierror) or (
        isinstance(cause, OSError) and cause.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}
    ):
        return DeliveryError(f"Slack, {where}: can't be reached ({why}); trying again later.", retry=Retry.LATER)
    return DeliveryError(f"Slack, {where}: no answer ({why}); it may have posted.", retry=Retry.UNKNOWN)


def unanswered(where: str, error: OSError | HTTPException, timeout: int) -> DeliveryError:
    """No answer came to a question; nothing was posted, whatever became of it."""
    cause = error.reason if isinstance(error, URLError) else error
    cure = "Check the network, and that a firewall lets this machine out."
    if isinstance(cause, ssl.SSLCertVerificationError):
        found = "its certificate can't be verified"
        cure = "Is there a proxy that opens TLS? Ask who runs the network."
    elif isinstance(cause, TimeoutError):
        found = f"no answer within {timeout} seconds"
    else:
        found = f"can't be reached ({plain_words(cause) or 'it broke off'})"
    return DeliveryError(f"Slack, {where}: {found}. {cure}", retry=Retry.LATER)
