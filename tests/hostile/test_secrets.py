"""Secrets and recipients, where things go wrong: in no log, sentence, state, notice or traceback; in no argument."""

import base64
import json
import logging
import smtplib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.cli.main import parser, run
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff
from watchers.fetch.route import Route

TOKEN, PASSWORD = "xoxb-123456789-secretsecret", "hunter2-very-secret"
WEBHOOK = "http://127.0.0.1:9/services/T000/B000/secretsecret"
HEARTBEAT = "http://127.0.0.1:9/ping/1f2e-secretsecret"
ENVIRON = {
    "SLACK_BOT_TOKEN": TOKEN,
    "SLACK_WEBHOOK_TIPS": WEBHOOK,
    "SMTP_PASSWORD": PASSWORD,
    "HEARTBEAT_URL": HEARTBEAT,
    "TEAMS_WEBHOOK_A": "http://127.0.0.1:9/workflows/secretsecret",
    "DISCORD_WEBHOOK_A": "http://127.0.0.1:9/api/webhooks/1/secretsecret",
    "GOOGLE_CHAT_WEBHOOK_A": "http://127.0.0.1:9/v1/spaces/A/messages?token=secretsecret",
    "MASTODON_TOKEN_A_127_0_0_1_9": "secretsecretsecretsecret",
    "APPRISE_URL_A": "json://127.0.0.1:9/secretsecret",
    "HTTP_URL_A": "http://127.0.0.1:9/secretsecret",
    "HTTP_SECRET_A": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
}
CONFIG = """
[[subscription]]
name = "missouri"
states = ["MO"]
slack = ["#news"]
webhook = ["tips"]
email = ["desk@example.org"]
teams = ["a"]
discord = ["a"]
google_chat = ["a"]
mastodon = ["a@127.0.0.1:9"]
apprise = ["a"]
http = ["a"]
[http]
private = ["a"]
[slack]
webhooks = ["tips"]
api = "http://127.0.0.1:9/api/"
[mail]
host = "127.0.0.1"
port = 9
security = "plain"
sender = "alerts@example.org"
user = "alerts@example.org"
[operators]
webhook = ["tips"]
[health]
heartbeat = true
"""
SHAPES = [TOKEN, PASSWORD, "secretsecret", "c2VjcmV0c2VjcmV0", base64.b64encode(PASSWORD.encode()).decode()]


def breaks(self: Any, *_: Any, **__: Any) -> NoReturn:
    """A fault nobody foresaw, whose words hold all that a library knows."""
    raise RuntimeError(f"{TOKEN} {WEBHOOK} {PASSWORD} {HEARTBEAT}")


def is_refused(_: pytest.MonkeyPatch) -> None:
    """Port 9 of this machine: nobody listens there."""


def breaks_inside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(WebClient, "api_call", breaks)
    patch.setattr(WebhookClient, "send_dict", breaks)
    patch.setattr(smtplib.SMTP, "__init__", breaks)
    patch.setattr(httpx.Client, "stream", breaks)


@pytest.mark.parametrize("trouble", [is_refused, breaks_inside])
def test_a_delivery_that_fails_shows_no_secret_anywhere(
    trouble: Callable[[pytest.MonkeyPatch], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    trouble(monkeypatch)
    room = Newsroom(tmp_path, CONFIG, ENVIRON)
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY, sheriff("Osage"))
    assert len(room.delivered) >= 9
    assert all(delivery.why for delivery in room.delivered)
    for words in (["status"], ["status", "--format", "json"], ["outbox", "list", "--all"], ["doctor", "--offline"]):
        run(["--config", str(room.config.path), *words], ENVIRON)
    out, err = capsys.readouterr()
    assert "missouri" in out
    kept = "".join(path.read_text("utf-8", "replace") for path in room.state_file.parent.glob("*.json*"))
    said = json.dumps([delivery.why for delivery in room.delivered])
    for place, text in {"printed": out + err, "kept": kept, "said": said, "logged": caplog.text}.items():
        for shape in SHAPES:
            assert shape not in text, place


def test_a_heartbeat_that_fails_shows_its_address_nowhere(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    from bot.config.credentials import Secrets
    from bot.outgoing.heartbeat import HeartbeatError, send_heartbeat

    caplog.set_level(logging.INFO)
    with pytest.raises(HeartbeatError) as caught:
        send_heartbeat(Secrets(environ={"HEARTBEAT_URL": HEARTBEAT}, own=tmp_path), agent="a test", route=Route())
    assert "secretsecret" not in str(caught.value) + repr(caught.value) + caplog.text
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__  # a traceback would else print httpx's words


def test_a_page_that_reports_its_request_back_learns_of_no_secret(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, CONFIG, ENVIRON)
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> None:
        seen.append(request)

    room.ice.fault = note
    room.sees(*EVERYBODY)
    assert seen
    sent = " ".join(f"{request.url} {request.headers}" for request in seen)
    assert not [shape for shape in SHAPES if shape in sent]
    assert "desk@example.org" not in sent


def test_no_option_takes_a_secret_which_the_list_of_processes_would_show() -> None:
    def options(words: Any) -> list[str]:
        found = []
        for action in words._actions:
            found += action.option_strings
            choices = action.choices if isinstance(action.choices, dict) else {}
            for inner in choices.values():
                found += options(inner)
        return found

    names = options(parser())
    assert "--config" in names
    assert not [n for n in names if any(word in n for word in ("token", "password", "secret", "webhook-url"))]
