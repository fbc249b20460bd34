"""What orders come to: their words, and the exit statuses that stand for them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.exits import Exit
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff
from tests.bot.ordering import ordered

DAILY = '[[subscription]]\nname = "missouri"\nstates = ["MO"]\nterminal = true\ndigest = "daily"\n'


def test_a_poll_beside_a_digest_that_cant_be_made_goes_well_and_doesnt_end_as_one_that_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Newsroom(tmp_path, DAILY)
    room.sees(*EVERYBODY)
    with room.app() as app:
        assert ordered(app, "check", status=Exit.FINE)  # from here on there are digests
    room.at += timedelta(days=2)

    def breaks(*_: object, **__: object) -> None:
        raise KeyError("picture")

    with monkeypatch.context() as patch, room.app() as app:
        patch.setattr("bot.digest.build.make_digest", breaks)
        said = ordered(app, "check", status=Exit.FAULT)
        assert "can't make the digest of" in "\n".join(room.printed)
        assert any(line.startswith("Nothing new") for line in said)
    with room.app() as app:
        assert "could not be made" not in "\n".join(ordered(app, "check", status=Exit.FINE))


def test_what_could_not_be_delivered_is_no_success_of_a_retry(tmp_path: Path) -> None:
    hook = '[slack]\nwebhooks = ["tips"]\n[[subscription]]\nname = "one"\nstates = ["MO"]\nwebhook = ["tips"]\n'
    room = Newsroom(tmp_path, hook, {"SLACK_WEBHOOK_TIPS": "http://127.0.0.1:9/services/T0/B0/secretsecret"})
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY, sheriff("Dent"))
    with room.app() as app:
        (row,) = app.store.owed(subscription="one")
        assert ordered(app, "outbox retry", row.id[:8], status=Exit.UNDELIVERED)
        assert ordered(app, "outbox drop", row.id[:8], status=Exit.FINE)
        assert ordered(app, "outbox retry", "ffffffff", status=Exit.USAGE) == [
            "No message has an id that begins with 'ffffffff'."
        ]
