"""What Slack refuses, and what to do about it: wait, mend, or ask first.

Each error of Slack's reference for the methods that the bot calls, and for incoming webhooks, has its place here;
`tests/notifiers/slack/documented_errors.py` has the reference's list, and its date.
"""

import errno
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import URLError

from notifiers.delivery import DeliveryError, Retry
from watchers.errors import plain_words

PAYLOAD_ERRORS = frozenset({
    "invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long", "msg_too_long",
    "no_text", "metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema",
    "metadata_must_be_sent_from_app", "invalid_payload", "too_many_attachments", "too_many_contact_cards",
    "attachment_payload_limit_exceeded", "markdown_text_conflict", "missing_file_data", "as_user_not_supported",
    "duplicate_channel_not_found", "duplicate_message_not_found", "slack_connect_canvas_sharing_blocked",
    "slack_connect_file_link_sharing_blocked", "slack_connect_lists_sharing_blocked", "invalid_arguments",
    "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data", "invalid_post_type",
    "missing_argument", "missing_post_type", "deprecated_endpoint", "method_deprecated",
})  # fmt: skip
"""Slack can't print the message as it is; as plain words it may."""

THREAD_ERRORS = frozenset({
    "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
})  # fmt: skip
"""The thread takes no answer: it was deleted, locked, or the channel has none. The channel itself may take it."""

FILE_ERRORS = frozenset({
    "alt_txt_too_large", "channels_limit_exceeded", "file_not_found", "file_update_failed",
    "file_upload_size_restricted", "file_uploads_disabled", "snippet_too_large", "storage_limit_reached",
    "unknown_snippet_type", "unknown_subtype",
})  # fmt: skip
"""The file isn't taken, whatever the channel takes of words."""

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
    "posting_to_channel_denied": f"the workspace doesn't let the bot post there. {_ASK_ADMIN}",
    "restricted_action_thread_only_channel": f"the channel takes answers in threads alone. {_ASK_ADMIN}",
    "messages_tab_disabled": "the app's Messages tab is off. Switch it on in the app's settings, or name a channel.",
    "invalid_channel": "there is no such channel. Check the name, or name it by its id.",
    "team_not_found": "a token of a whole organization needs the channel's id (C…) in place of its name: put the id "
    "into the config.",
    "team_access_not_granted": f"the app isn't granted that workspace of the organization. {_ASK_ADMIN}",
    "enterprise_is_restricted": f"a whole organization takes no post. Install the app in a workspace. {_MEND_IT}",
    "access_denied": f"the workspace denies it. {_ASK_ADMIN}",
    "accesslimited": "the workspace doesn't let this network in. Ask a Slack admin to allow this machine's address.",
    "user_is_restricted": f"the token's user is a guest who may not. {_ASK_ADMIN}",
    "is_bot": f"a bot's token may not do this. {_ASK_ADMIN}",
    "two_factor_setup_required": f"the workspace wants two-factor login set up first. {_ASK_ADMIN}",
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
_LATER = frozenset({
    "ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "request_timeout",
    "team_added_to_org", "org_login_required", "rollup_error",
})  # fmt: skip
_UNKNOWN = frozenset({"internal_error", "fatal_error"})

CANNOT_ASK = frozenset(
    ["missing_scope", "not_in_channel", "channel_not_found", "not_allowed_token_type", "no_permission"]
)
"""Answers to a look-back that mean that the bot isn't allowed to read there."""


_APP_TOKEN = (
    "Make a new one in the app's settings (Basic Information, App-Level Tokens, with the scope connections:write) and "
    f"put it {_PLACE}"
)

LINE_CLOSED = {
    "invalid_auth": f"the app-level token is wrong. {_APP_TOKEN}",
    "not_authed": f"there is no app-level token. {_APP_TOKEN}",
    "token_revoked": f"the app-level token was revoked. {_APP_TOKEN}",
    "token_expired": f"the app-level token has expired. {_APP_TOKEN}",
    "not_allowed_token_type": f"this is no app-level token; those begin with xapp-. {_APP_TOKEN}",
    "missing_scope": f"the app-level token lacks the scope connections:write. {_APP_TOKEN}",
    "account_inactive": f"the app was removed from the workspace. Install it again. {_APP_TOKEN}",
    "no_permission": f"the app-level token may not do this. {_APP_TOKEN}",
    "access_denied": f"the workspace denies it. {_ASK_ADMIN}",
    "accesslimited": "the workspace doesn't let this network in. Ask a Slack admin to allow this machine's address.",
    "ekm_access_denied": f"the workspace's key management refuses it. {_ASK_ADMIN}",
    "enterprise_is_restricted": f"the organization doesn't let the app do this. {_ASK_ADMIN}",
    "team_access_not_granted": f"the app isn't granted that workspace of the organization. {_ASK_ADMIN}",
    "forbidden_team": f"the app isn't granted that workspace of the organization. {_ASK_ADMIN}",
    "socket_mode_not_enabled": "Socket Mode is off. Switch it on in the app's settings (Socket Mode).",
}
"""What Slack says where no line can be opened until somebody mends it, and what to mend."""


def refused(where: str, error: str, *, status: int, headers: Mapping[str, str]) -> DeliveryError:
    """The answer of Slack's Web API, or of a webhook, as an error. `where` names the destination, without secrets.

    `error` is Slack's short code (a webhook's whole body); it is printed only where it is a plain word.
    """
    code = error.strip() if error.strip().replace("_", "").isalnum() and len(error) <= 60 else f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _LATER:
        sentence, retry = "busy; trying again later.", Retry.LATER
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _UNKNOWN:
        sentence, retry = "failed, and may have posted all the same.", Retry.UNKNOWN
    elif code in THREAD_ERRORS:
        sentence, retry = "neither the thread nor the channel took the answer.", Retry.NEVER
    elif code in FILE_ERRORS:
        sentence, retry = f"the file was not taken; the words are there. {_ASK_ADMIN}", Retry.NEVER
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
