"""The bot broken from outside, in short: the cheap rows; `python -m tests.faults.outside` takes them all."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.outgoing.operators import current
from bot.reports.health import killed_before
from tests.bot.newsroom import Newsroom
from tests.faults.newsroom import OPERATORS
from tests.faults.newsroom import Newsroom as FaultyNewsroom
from tests.faults.outside import CHEAP, tried

DAY = timedelta(days=1)


@pytest.mark.parametrize("what", CHEAP)
def test_somebody_hears_and_no_news_is_lost(tmp_path: Path, what: str) -> None:
    heard = tried(what, CHEAP[what], tmp_path / "room", every=0.5)
    assert heard.is_heard
    assert heard.told_after


def test_a_bot_that_is_killed_over_and_over_says_so_once_a_day(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    for _ in range(3):
        with room.app() as app:
            app.mind_killed(was_killed="It was killed.")
            app.deliver()
    assert len(room.printed) == 1
    room.at += DAY
    with room.app() as app:
        app.mind_killed()
        assert current(app.store) == {}
        app.mind_killed(was_killed="It was killed.")
        app.deliver()
    assert len(room.printed) == 2
    assert killed_before(room.config.watch.folder, room.at) == ""


def test_a_disk_that_takes_nothing_is_told_at_once_and_its_end_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[OSError | None] = [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))]
    monkeypatch.setattr("bot.service.app.why_unwritable", lambda _: faults[-1])
    with FaultyNewsroom(folder=tmp_path) as room, room.app() as app:
        for _ in range(3):
            app.mind_disk()
        faults.append(None)
        for _ in range(3):
            app.mind_disk()
            app.deliver()
        assert [post.body["blocks"][0]["text"]["text"] for post in room.slack.posts if post.channel == OPERATORS] == [
            "watch287g can't write to its disk",
            "Over: watch287g can write to its disk again",
        ]
