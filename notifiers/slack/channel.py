"""Slack by bot token: any channel, threads, files, and a look back before anything is posted twice."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.language.language import LANGUAGE, language_of_payload
from notifiers.posts.pace import Pace
from notifiers.slack.blocks import OFFERS, escaped, plain_words
from notifiers.slack.common import (
    LONGEST_TEXT,
    SECONDS_BETWEEN,
    RefusedError,
    SlackApi,
    is_id,
    marked_as_repeat,
    metadata_of,
    next_cursor,
    receipt,
    thread_of,
)
from notifiers.slack.errors import CANNOT_ASK, PAYLOAD_ERRORS, THREAD_ERRORS, broken_off

SCOPES = {
    "chat:write": "to post",
    "files:write": "to put a long story's CSV, and a digest's map, into its thread",
    "channels:history": "to look in a public channel whether a message that Slack didn't confirm is there",
    "groups:history": "the same in a private channel",
    "channels:read": "to find a channel's id by its name for that look",
}
"""What the bot token needs, and what for. The manifest beside this module, from which the app is made, asks for these.

Left out on purpose: chat:write.public, for a bot that isn't in the channel could neither look back nor upload.
"""

COMMAND_SCOPES = {
    "commands": "to hear what is typed after /287g",
    "users:read": "to know somebody's name and clock, and whether they are an admin",
    "groups:read": "to know whether the bot, and somebody who looks at its Home, is in a private channel",
}
"""What the bot token needs beside these where people are heard inside Slack; the manifest asks for these, too."""

LOOK_BACK = 7 * 24 * 3600.0
"""Seconds of a channel's history that are searched for a message of which no answer came."""

_PAGES = 10


class _CannotTellError(Exception):
    """The bot may not read the channel's history, or it is too long: no one can say whether the message is there."""


class _NoThreadError(Exception):
    """The thread to be looked into is not there."""


class SlackChannel(Channel):
    """One Slack channel, by its id or its #name.

    `clock` gives seconds, for the pace. A message of which no answer came is looked for by its delivery id in the
    history of the last seven days (scopes channels:history, groups:history, and an id rather than a name where the
    bot hasn't posted since it started, or channels:read). Where that isn't allowed it is posted again and says that
    it may be a repeat: to a desk a repeat is a nuisance, a lost alert is a lost story.
    `hears`: somebody answers to buttons, so that alerts have some.
    """

    def __init__(
        self,
        api: SlackApi,
        channel: str,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        hears: bool = False,
    ) -> None:
        self._api, self._channel, self._hears = api, channel, hears
        self._pace = Pace(SECONDS_BETWEEN, f"Slack, {channel}", clock=clock, sleep=sleep)
        self._known_id: str | None = channel if is_id(channel) else None

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Post the message, or upload its file. The receipt has "channel" and "ts", and "thread_ts" for a reply."""
        payload = message.payload
        if unsure:
            try:
                found = self._sought(message)
            except _CannotTellError:
                payload = marked_as_repeat(payload)
            else:
                if found is not None:
                    return found
        self._pace.keep()
        if "file" in payload:
            return self._uploaded(message, payload)
        return self._posted(message, payload)

    def _posted(self, message: Message, payload: dict[str, Any]) -> Receipt:
        thread = thread_of(message)
        arguments: dict[str, Any] = {
            **self._with_buttons(payload),
            "channel": self._channel_for(message),
            "metadata": metadata_of(message),
        }
        if thread:
            arguments["thread_ts"] = thread
        else:
            arguments.pop("reply_broadcast", None)
        answer = self._got_through(arguments)
        self._known_id = str(answer["channel"])
        return receipt(self._known_id, str(answer["ts"]), arguments.get("thread_ts"))

    def _with_buttons(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The payload with buttons for more of its events, where somebody answers to them."""
        said = {key: value for key, value in payload.items() if key not in {OFFERS, LANGUAGE}}
        events = payload.get(OFFERS)
        if not events or not self._hears:
            return said
        from notifiers.slack.inside.cards import offers_block

        return {**said, "blocks": [*said.get("blocks", ()), offers_block(events, language_of_payload(payload).slack)]}

    def _got_through(self, arguments: dict[str, Any]) -> SlackResponse:
        """Post, and mend `arguments` by what Slack has against them: each fault once, and each post in its time."""
        mended = set[str]()
        while True:
            try:
                return self._call(lambda client: client.chat_postMessage(**arguments))
            except RefusedError as refusal:
                if refusal.code in THREAD_ERRORS and "thread" not in mended:
                    mended.add("thread")
                    _leave_thread(arguments)
                elif refusal.code in PAYLOAD_ERRORS and "words" not in mended:
                    mended.add("words")
                    _make_plain(arguments, keep_metadata="metadata" not in refusal.code)
                else:
                    raise
            self._pace.keep()

    def _uploaded(self, message: Message, payload: dict[str, Any]) -> Receipt:
        """Upload into the thread of part 0, whose receipt has the channel's id: files are not taken by a name."""
        thread = thread_of(message)
        channel = self._channel_for(message)

        sent = payload["file"]

        def upload(client: WebClient) -> SlackResponse:
            return client.files_upload_v2(
                channel=channel,
                filename=sent["name"],
                content=b64decode(sent["base64"]) if "base64" in sent else sent["content"],
                alt_txt=sent.get("alt"),
                initial_comment=escaped(payload.get("text", "")),
                thread_ts=thread,
            )

        try:
            answer = self._call(upload)
        except RefusedError as refusal:
            if refusal.code in THREAD_ERRORS and thread is not None:
                return self._uploaded(replace(message, reply_to={"channel": channel}), payload)
            if refusal.retry is Retry.PAUSE:  # a token may post and yet not upload: the words still get through
                raise DeliveryError(str(refusal), retry=Retry.NEVER) from None
            raise
        file: dict[str, Any] = answer["file"]
        return Receipt(
            details={"channel": channel, "file": str(file["id"]), **({"thread_ts": thread} if thread else {})}
        )

    def _sought(self, message: Message) -> Receipt | None:
        """The receipt of the message when Slack has it, None when it has not. Raises `_CannotTellError`."""
        channel = self._channel_id(message)
        thread = thread_of(message)
        for found in self._there(channel, thread):
            payload = (found.get("metadata") or {}).get("event_payload") or {}
            names = {file.get("name") for file in found.get("files") or ()}
            wanted = message.payload.get("file")
            if payload.get("delivery_id") == message.id or (wanted and wanted["name"] in names):
                return receipt(channel, str(found["ts"]), thread)
        return None

    def _there(self, channel: str, thread: str | None) -> Iterator[dict[str, Any]]:
        """What the thread holds, or the channel where an answer would be by now if the thread takes none."""
        try:
            yield from self._history(channel, thread)
        except _NoThreadError:
            yield from self._history(channel, None)

    def _history(self, channel: str, thread: str | None) -> Iterator[dict[str, Any]]:
        """The thread's messages, or those of the channel's last week: by Slack's clock, for ours may be wrong."""
        asked: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": 200}
        newest = 0.0
        for _ in range(_PAGES):
            if thread:
                answer = self._asked(lambda client: client.conversations_replies(**asked, ts=thread))
            else:
                answer = self._asked(lambda client: client.conversations_history(**asked))
            times = [float(found["ts"]) for found in answer.get("messages") or ()]
            newest = max([newest, *times])
            yield from answer.get("messages") or ()
            asked["cursor"] = next_cursor(answer.get("response_metadata"))
            if not asked["cursor"] or (not thread and min(times, default=newest) < newest - LOOK_BACK):
                return
        raise _CannotTellError

    def _channel_id(self, message: Message) -> str:
        """The channel's id: history is asked for by id alone."""
        known = (message.reply_to or {}).get("channel") or self._known_id
        asked: dict[str, Any] = {"limit": 200, "exclude_archived": True}
        cursor: str | None = None
        for _ in range(_PAGES):
            if known:
                return str(known)
            asked["cursor"] = cursor
            answer = self._asked(lambda client: client.conversations_list(**asked))
            named = [c for c in answer.get("channels") or () if c["name"] == self._channel.removeprefix("#")]
            known = self._known_id = named[0]["id"] if named else None
            cursor = next_cursor(answer.get("response_metadata"))
            if not known and not cursor:
                break
        raise _CannotTellError

    def _asked(self, ask: Callable[[WebClient], SlackResponse]) -> SlackResponse:
        """The answer to a look-back. While Slack doesn't answer, it stays unknown whether the message is there."""
        try:
            return self._call(ask)
        except RefusedError as refusal:
            if refusal.code in THREAD_ERRORS:
                raise _NoThreadError from None
            if refusal.code in CANNOT_ASK:
                raise _CannotTellError from None
            raise _still_unknown(refusal) from None
        except DeliveryError as error:
            raise _still_unknown(error) from None

    def _call(self, call: Callable[[WebClient], SlackResponse]) -> SlackResponse:
        """One call, tried once: slack_sdk's own retries would post again what was accepted without an answer.

        Raises `RefusedError` where Slack answered no, `DeliveryError` where it didn't answer.
        """
        where = self._channel
        try:
            return call(self._api.client())
        except SlackApiError as error:
            raise RefusedError(error, where) from None
        except (HTTPError, SlackRequestError) as error:  # a file's bytes were not taken; nothing is in the channel yet
            if isinstance(error, HTTPError):
                error.close()
            raise DeliveryError(f"Slack, {where}: the file was not taken.", retry=Retry.LATER) from None
        except (OSError, HTTPException) as error:
            raise broken_off(where, error) from None

    def _channel_for(self, message: Message) -> str:
        """Replies go to the very channel of the message that they answer, even where the name has moved on."""
        return str((message.reply_to or {}).get("channel") or self._channel)


def _leave_thread(arguments: dict[str, Any]) -> None:
    """To the channel, where the thread takes no answer: a correction names what it corrects."""
    arguments.pop("thread_ts", None)
    arguments.pop("reply_broadcast", None)


def _make_plain(arguments: dict[str, Any], *, keep_metadata: bool) -> None:
    """The same news as unformatted text, for the day when Slack changes what blocks it takes."""
    arguments["text"] = plain_words(arguments.pop("blocks", None))[:LONGEST_TEXT] or arguments["text"]
    arguments.pop("mrkdwn", None)
    if not keep_metadata:
        arguments.pop("metadata", None)


def _still_unknown(error: DeliveryError) -> DeliveryError:
    """A look-back that failed, as the outbox needs it: the message itself may be there or not."""
    retry = Retry.PAUSE if error.retry is Retry.PAUSE else Retry.UNKNOWN
    return DeliveryError(str(error), retry=retry, wait=error.wait)
