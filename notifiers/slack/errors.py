"""What Slack refuses, and what to do about it: wait, mend, or ask first.

From Slack's lists of errors for chat.postMessage, files.completeUploadExternal and incoming webhooks, November 2026.
"""

import errno
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from urllib.error import URLError

from notifiers.delivery import DeliveryError, Retry

PAYLOAD_ERRORS = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "metadata_too_large",
        "invalid_metadata_format",
        "invalid_payload",
        "too_many_attachments",
    }
)
"""Slack can't print the message as it is; as plain words it may."""

_PLACE = "where the old one is; `watch287g doctor` says where."
_MEND_IT = f"Make a new bot token in the app's settings (OAuth & Permissions) and put it {_PLACE}"
_SCOPES = "In the app's settings add the scopes of the manifest, reinstall the app, and use the new token."
_ASK_ADMIN = "Ask a Slack admin to let the app post there, or name another channel."
_WEBHOOK = f"Make a new incoming webhook in the app's settings and put its address {_PLACE}"

_PAUSING = {
    "channel_not_found": "there is no such channel, or it is private. Check the name; for a private one, in Slack: "
    "/invite @ the bot's name in it.",
    "not_in_channel": "the bot is not in the channel. In Slack, in that channel: /invite @ the bot's name.",
    "is_archived": "the channel is archived. Unarchive it, or name another one.",
    "restricted_action": f"the workspace doesn't let apps post there. {_ASK_ADMIN}",
    "posting_to_general_channel_denied": f"the workspace doesn't let apps post to #general. {_ASK_ADMIN}",
    "ekm_access_denied": f"the workspace's key management refuses it. {_ASK_ADMIN}",
    "no_permission": f"the bot may not post there. {_ASK_ADMIN}",
    "invalid_auth": f"the token is wrong. {_MEND_IT}",
    "not_authed": f"there is no token. {_MEND_IT}",
    "token_revoked": f"the token was revoked. {_MEND_IT}",
    "token_expired": f"the token has expired. {_MEND_IT}",
    "account_inactive": f"the app was removed from the workspace. Install it again. {_MEND_IT}",
    "missing_scope": f"the token lacks a permission. {_SCOPES}",
    "not_allowed_token_type": f"this kind of token may not post. Use the bot token (it begins with xoxb-). {_MEND_IT}",
    "no_service": f"the incoming webhook was removed or switched off. {_WEBHOOK}",
    "no_active_hooks": f"the incoming webhook was switched off. {_WEBHOOK}",
    "no_team": f"the incoming webhook's workspace is gone. {_WEBHOOK}",
    "team_disabled": f"the incoming webhook's workspace is switched off. {_WEBHOOK}",
    "invalid_token": f"the incoming webhook's address is wrong. {_WEBHOOK}",
    "action_prohibited": f"the workspace doesn't let this webhook post. {_ASK_ADMIN}",
    "channel_is_archived": f"the webhook's channel is archived. {_WEBHOOK}",
    "user_not_found": f"the webhook's owner is gone. {_WEBHOOK}",
}
_LATER = frozenset(
    {"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org", "rollup_error"}
)
_UNKNOWN = frozenset({"internal_error", "fatal_error"})

CANNOT_ASK = frozenset(
    {
        "missing_scope",
        "not_in_channel",
        "channel_not_found",
        "not_allowed_token_type",
        "thread_not_found",
        "no_permission",
    }
)
"""Answers to a look-back that mean that the bot isn't allowed to read there."""


def refused(where: str, error: str, *, status: int, headers: Mapping[str, str]) -> DeliveryError:
    """The answer of Slack's Web API, or of a webhook, as an error. `where` names the destination, without secrets.

    `error` is Slack's short code (a webhook's whole body); it is printed only where it is a plain word.
    """
    code = error.strip() if error.strip().replace("_", "").isalnum() and len(error) <= 60 else f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _LATER:
        sentence, retry = "busy; trying again later.", Retry.LATER
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _UNKNOWN:
        sentence, retry = "failed, and may have posted all the same.", Retry.UNKNOWN
    elif code in PAYLOAD_ERRORS:
        sentence, retry = "the message was refused, as plain words too. Please report this as a bug.", Retry.NEVER
    elif code in _PAUSING or code.startswith("restricted_action"):
        sentence, retry = _PAUSING.get(code, _PAUSING["restricted_action"]), Retry.PAUSE
    elif status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.FORBIDDEN}:
        sentence, retry = f"nothing takes messages there. {_WEBHOOK}", Retry.PAUSE
    else:
        sentence, retry = "refused; trying again later.", Retry.LATER
    return DeliveryError(f"Slack, {where}: {sentence} ({code})", retry=retry, wait=retry_after(headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Slack's Retry-After in seconds; None where it is missing or no number."""
    text = next((value for name, value in headers.items() if name.casefold() == "retry-after"), "")
    return float(text) if text.strip().isdecimal() else None


def broken_off(where: str, error: OSError) -> DeliveryError:
    """A connection that failed. Only where it was never made is it certain that nothing was posted."""
    cause = error.reason if isinstance(error, URLError) else error
    name = type(cause).__name__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return DeliveryError(
            f"Slack, {where}: its certificate can't be verified; is there a proxy that opens TLS? Trying again later.",
            retry=Retry.LATER,
        )
    if isinstance(cause, ConnectionRefusedError | socket.gaierror) or (
        isinstance(cause, OSError) and cause.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}
    ):
        return DeliveryError(f"Slack, {where}: can't be reached ({name}); trying again later.", retry=Retry.LATER)
    return DeliveryError(
        f"Slack, {where}: no answer ({name}); it may have posted.",
        retry=Retry.UNKNOWN,
    )
