"""Each state of the monitor's monitor, provoked over loopback: what the operators' Slack channel reads of it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.reports.health import examine
from tests.bot.ordering import ordered
from tests.doubles.slack import Fault
from tests.faults.newsroom import OPERATORS, Newsroom
from tests.faults.page import PageFault
from tests.faults.stretch import made_up
from watchers.errors import WatchError

DESK = '\n[[subscription]]\nname = "nation"\nstates = "all"\nslack = ["C0NATION001"]\n'
STRETCH = made_up(4, rows=12)
MONDAY = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with Newsroom(folder=tmp_path, subscriptions=DESK, clock=MONDAY) as found:
        found.step(STRETCH[0])
        yield found


def polls(room: Newsroom, *, times: int, every: timedelta) -> None:
    """Polls and the deliveries after them, whatever comes of them."""
    with room.app() as app:
        for _ in range(times):
            room.later(every)
            with suppress(WatchError):
                app.check()
            app.checker.mind_blindness()
            app.deliver()


def heard(room: Newsroom) -> list[str]:
    """What the operators' channel was sent: the headline of each notice."""
    return [str(post.body["blocks"][0]["text"]["text"]) for post in room.slack.posts if post.channel == OPERATORS]


def at_the_desk(room: Newsroom) -> int:
    return sum(post.channel == "C0NATION001" for post in room.slack.posts)


def ills(room: Newsroom) -> list[str]:
    with room.app() as app:
        config = app.config
    return [finding.words for finding in examine(config, room.now()) if not finding.well]


def test_refused_and_then_blind_and_then_both_are_over(room: Newsroom) -> None:
    room.page.fail("page", PageFault(status=403, body=b"<h1>Access Denied</h1>", kind="text/html"))
    polls(room, times=2, every=HOUR)
    assert heard(room) == ["ICE's site refuses watch287g"]
    polls(room, times=5, every=HOUR)
    assert heard(room)[1:] == ["watch287g is blind"]
    assert len(ills(room)) == 1
    room.page.mend()
    polls(room, times=2, every=HOUR)
    assert sorted(heard(room)[2:]) == [
        "Over: ICE's site lets watch287g in again",
        "Over: watch287g sees ICE's list again",
    ]
    assert ills(room) == []
    assert at_the_desk(room) == 0


def test_a_block_page_with_status_200_is_a_refusal_too(room: Newsroom) -> None:
    body = b"<html><title>Access Denied</title><h1>Access Denied</h1>You don't have permission.</html>"
    room.page.fail("page", PageFault(body=body, kind="text/html"))
    polls(room, times=3, every=HOUR)
    assert heard(room) == ["ICE's site refuses watch287g"]


def test_a_server_in_trouble_is_told_only_once_it_has_made_the_bot_blind(room: Newsroom) -> None:
    room.page.fail("page", PageFault(status=503))
    polls(room, times=5, every=HOUR)
    assert heard(room) == []
    polls(room, times=5, every=HOUR)
    room.page.mend()
    polls(room, times=2, every=HOUR)
    assert heard(room) == ["watch287g is blind", "Over: watch287g sees ICE's list again"]


def test_ices_silence_is_no_trouble_of_the_bots_and_ends_with_the_next_list(room: Newsroom) -> None:
    polls(room, times=15, every=DAY)
    assert heard(room) == ["ICE is silent: no new list"]
    assert ills(room) == []
    room.page.publish(STRETCH[1])
    polls(room, times=2, every=HOUR)
    assert heard(room)[1:] == ["Over: ICE has posted a new list"]
    assert at_the_desk(room) >= 1


def test_a_dead_channel_is_told_where_another_lives_and_its_return_as_well(room: Newsroom) -> None:
    room.slack.fail("chat.postMessage", Fault(error="is_archived"))
    room.page.publish(STRETCH[1])
    polls(room, times=3, every=HOUR)
    assert heard(room) == ["watch287g can't deliver to Slack C0NATION001"]
    assert ills(room)[0].startswith("Slack C0NATION001 takes no messages; 1 message")
    with room.app() as app:
        ordered(app, "outbox retry", "all")
        app.deliver()
    assert heard(room)[1:] == ["Over: watch287g delivers to Slack C0NATION001 again"]
    assert at_the_desk(room) >= 1
    assert ills(room) == []


def test_a_channel_that_is_only_busy_is_told_once_it_has_been_so_for_hours(room: Newsroom) -> None:
    for _ in range(20):
        room.slack.fail("chat.postMessage", Fault(error="service_unavailable"))
    room.page.publish(STRETCH[1])
    polls(room, times=4, every=HOUR)
    with room.store() as store:
        assert not store.owed(subscription="operators")
    polls(room, times=8, every=HOUR)
    with room.store() as store:
        assert len(store.owed(subscription="operators")) == 1
