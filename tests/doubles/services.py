"""Teams, Discord, Google Chat and Mastodon on loopback, each with the limits of its documentation (November 2026)."""

import json
import re
from typing import Any

from tests.doubles.web import Asked, Said, WebDouble

_NO_PATH = 404, {"message": "Unknown", "code": 10015}


class TeamsDouble(WebDouble):
    """A workflow: 202 and no more. Cards above some 21 kB it accepts and drops, as others have measured."""

    url = "{address}/workflows/0a1b/triggers/manual/paths/invoke?sig=secretsecret"

    def answer(self, asked: Asked) -> Said:
        self.keep(asked)
        return 202, ""

    def check(self, asked: Asked) -> None:
        body = asked.json
        assert body["type"] == "message"
        (attachment,) = body["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        card = attachment["content"]
        assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
        assert len(asked.body) <= 20_800, f"a card of {len(asked.body)} bytes"
        kept = len(json.dumps(json.dumps(card)))  # as a text within a text: MicrosoftDocs/msteams-docs#11274
        assert kept <= 28_672, f"message properties of {kept} bytes"
        for block in card["body"]:
            assert block["type"] == "RichTextBlock", "only this one prints text as it is"
            assert block["inlines"], "an empty block"
            for run in block["inlines"]:
                assert run["type"] == "TextRun"
                assert run["text"], "an empty run"
                assert "\n" not in run["text"], "a line end"
                assert "{{" not in run["text"], "a function"
                assert run.get("selectAction", {"url": "https:"})["url"].startswith("http")


class DiscordDouble(WebDouble):
    """A webhook of a channel, or of a forum: then it needs a thread. `threads` are those that are there."""

    url = "{address}/api/webhooks/1/secretsecret"

    def __init__(self) -> None:
        super().__init__()
        self.is_forum = False
        self.threads: set[str] = set()

    def answer(self, asked: Asked) -> Said:
        if asked.path != "/api/webhooks/1/secretsecret":
            return _NO_PATH
        if asked.method == "GET":
            return 200, {"id": "1", "channel_id": "77", "name": "news"}
        thread, name = asked.query.get("thread_id"), asked.json.get("thread_name")
        if thread and thread not in self.threads:
            return 404, {"message": "Unknown Channel", "code": 10003}
        if self.is_forum and not (thread or name):
            return 400, {"message": "Webhooks posted to forum channels must have a thread_name", "code": 220001}
        self.keep(asked)
        if name:
            thread = f"9{len(self.taken)}"
            self.threads.add(thread)
        assert asked.query["wait"] == "true"
        return 200, {"id": f"{len(self.taken)}", "channel_id": thread or "77"}

    def check(self, asked: Asked) -> None:
        body = asked.json
        assert 1 <= len(body["content"]) <= 2_000, "content"
        assert body["allowed_mentions"] == {"parse": []}
        assert len(body.get("thread_name", "x")) <= 100
        embeds = body.get("embeds", [])
        assert len(embeds) <= 10
        texts = [part for embed in embeds for part in (embed.get("description"), embed.get("footer", {}).get("text"))]
        assert all(len(text) <= 4_096 for text in texts if text), "an embed's description"
        assert sum(len(text) for text in texts if text) <= 6_000, "all embeds together"
        for text in (body["content"], *(text for text in texts if text)):
            bare = re.sub(r"\[(?:\\.|[^\\\]])*\]\(https?://[^\s()]*\)|\\.", "", text)
            assert not re.search(r"[@<]|https?:|[^*]\*[^*]*\*{3}", bare), f"a mark: {bare!r}"


class GoogleChatDouble(WebDouble):
    """A space's webhook. The same request id is answered with the message that has it, unless it is `forgetful`."""

    url = "{address}/v1/spaces/AAA/messages?key=a-key&token=secretsecret"

    def __init__(self) -> None:
        super().__init__()
        self.forgetful = False
        self._known: dict[str, dict[str, Any]] = {}

    def answer(self, asked: Asked) -> Said:
        if asked.query.get("token") != "secretsecret":
            return 403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}}
        if not (asked.json.get("cardsV2") or asked.json.get("text")):
            return 400, {"error": {"code": 400, "message": "Message cannot be empty.", "status": "INVALID_ARGUMENT"}}
        id_, thread = asked.query["requestId"], asked.json["thread"]
        if id_ not in self._known or self.forgetful:
            self.keep(asked)
            name = thread.get("name") or f"spaces/AAA/threads/{thread['threadKey']}"
            self._known[id_] = {"name": f"spaces/AAA/messages/{len(self.taken)}", "thread": {"name": name}}
        return 200, self._known[id_]

    def check(self, asked: Asked) -> None:
        if not asked.json.get("cardsV2"):
            assert "<" not in asked.json.get("text", ""), "a mention"
            assert len(asked.json.get("text", "")) <= 4_096
            return
        assert len(asked.body) <= 32_000, f"a message of {len(asked.body)} bytes"
        assert asked.query["messageReplyOption"] == "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
        (card,) = asked.json["cardsV2"]
        (section,) = card["card"]["sections"]
        assert 1 <= len(section["widgets"]) <= 100, "widgets"
        assert "<" not in asked.json["fallbackText"] + asked.json.get("text", ""), "a mention"
        for widget in section["widgets"]:
            text = widget["textParagraph"]["text"]
            bare = re.sub(r'</?[bi]>|<br>|<font color="#\w+">|</font>|<a href="https?://[^"<>]*">|</a>', "", text)
            assert text
            assert "<" not in bare, f"a mark: {bare!r}"


class MastodonDouble(WebDouble):
    """An account's server. The same Idempotency-Key is answered with the post that has it, unless it is `forgetful`."""

    token = "secretsecretsecretsecret"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.forgetful = False
        self.most = 500
        self._known: dict[str, str] = {}

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/api/v2/instance":
            return 200, {"configuration": {"statuses": {"max_characters": self.most}}}
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"error": "The access token is invalid"}
        if asked.path == "/api/v1/accounts/verify_credentials":
            return 200, {"id": "1", "username": "newsroom"}
        answered = asked.json.get("in_reply_to_id")
        if answered and answered not in self._known.values():
            return 404, {"error": "Record not found"}
        key = asked.headers["idempotency-key"]
        if key not in self._known or self.forgetful:
            self.keep(asked)
            self._known[key] = f"{len(self.taken)}"
        return 200, {"id": self._known[key], "url": f"https://mastodon.example/@newsroom/{self._known[key]}"}

    def check(self, asked: Asked) -> None:
        text = asked.json["status"]
        length = len(re.sub(r"https?://\S+", "x" * 23, text))
        assert length <= self.most, f"a post of {length} characters"
        assert not re.search(r"(?<![\w/=])@\w", text), "a mention"
        assert asked.json["visibility"] in {"public", "unlisted", "private"}
        assert not re.search(r"https?://evil", text), "a link of somebody else's"
