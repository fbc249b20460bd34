"""One poll with the clock years ahead, then right again."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from bot.reports.health import examine
from state.files.last_poll import read_last_poll
from state.outbox import OwedStatus
from tests.bot.newsroom import DAY, EVERYBODY, Newsroom, lists, sheriff
from watchers.model.event import EventKind

FAR = datetime(2037, 6, 1, 15, 0, tzinfo=UTC)
DIGEST = """
[slack]
webhooks = ["ops"]

[operators]
webhook = ["ops"]

[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
digest = "weekly"
"""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """One whose bot has polled once in 2037, with news, and whose clock is right again."""
    found = Newsroom(tmp_path, DIGEST, {"SLACK_WEBHOOK_OPS": "http://127.0.0.1:9/services/T0/B0/x"})
    found.sees(*EVERYBODY)
    with found.app() as app:
        app.digest()
    now, found.at = found.at, FAR
    found.ice.post(lists(*EVERYBODY, sheriff("Osage")))
    with found.app() as app:
        app.digest()
        app.check()
        app.deliver()
    found.at = now + DAY
    return found


def test_health_says_that_the_clock_was_wrong(room: Newsroom) -> None:
    wrong = [f.words for f in examine(room.config, room.at) if not f.well]
    assert [words for words in wrong if "ahead of the clock" in words]


def test_nothing_on_record_lies_ahead_and_operators_hear_of_it_once(room: Newsroom) -> None:
    room.poll()
    room.poll()
    with room.record() as store:
        assert store.most_ahead(room.at) is None
        assert all(event.observed_at <= room.at for event in store.events())
        assert all(s.first_seen <= room.at for s in store.register().standings.values())
        store.read_all()
    last = read_last_poll(room.config.watch.folder)
    assert last is not None
    assert last.at == room.at
    [told] = [notice for notice in room.notices() if "clock" in notice]
    assert "4163 days ahead" in told


def test_messages_and_digests_go_on_at_once(room: Newsroom) -> None:
    room.poll()
    with room.record() as store:
        for row in store.owed({OwedStatus.QUEUED, OwedStatus.UNKNOWN}):
            assert row.not_before is None or row.not_before <= room.at + timedelta(hours=6)
    room.at += timedelta(days=8)
    with room.app() as app:
        before = app.store.owed()
        app.digest()
        assert [row.subscription for row in app.store.owed() if row not in before] == ["missouri"]


def says(at: datetime) -> dict[str, str]:
    return {"Date": format_datetime(at, usegmt=True)}


def test_a_clock_that_differs_from_ices_is_told_once_and_confirms_nothing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, DIGEST, {"SLACK_WEBHOOK_OPS": "http://127.0.0.1:9/services/T0/B0/x"})
    answer, right = room.ice.answer, room.at

    def dated(request: httpx.Request) -> httpx.Response:
        said = answer(request)
        said.headers.update(says(right))
        return said

    room.ice.answer = dated  # type: ignore[method-assign]
    room.sees(*EVERYBODY, after=timedelta(0))
    right = room.at + DAY
    room.sees(*EVERYBODY[1:])
    room.at = FAR
    assert not room.poll().events
    assert not room.poll().events
    assert len([notice for notice in room.notices() if "clock of watch287g's machine is wrong" in notice]) == 1
    room.at = right
    assert not room.poll(after=timedelta(0)).events
    assert len([notice for notice in room.notices() if "is right again" in notice]) == 1
    right = room.at + 4 * DAY
    assert [event.kind for event in room.poll(after=4 * DAY).events] == [EventKind.WITHDRAWN]


def test_a_clock_that_is_behind_brings_nothing_back(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, DIGEST, {"SLACK_WEBHOOK_OPS": "http://127.0.0.1:9/services/T0/B0/x"})
    room.sees(*EVERYBODY)
    now = room.at
    room.at = datetime(1970, 1, 1, tzinfo=UTC)
    room.poll()
    with room.record() as store:
        assert {s.first_seen for s in store.register().standings.values()} == {now}
