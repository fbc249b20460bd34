"""The monitor's monitor: refused, blind, ICE silent: a sentence each, once at its start and once at its end."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.outgoing.operators import current
from bot.poll.source_health import FIRST_TRIES
from bot.reports.health import examine
from bot.reports.status import status_text
from state.files.last_poll import read_last_poll
from tests.bot.newsroom import (
    EVERYBODY,
    OPERATORS,
    QUARTER,
    TWO_DESKS,
    Newsroom,
    lists,
    sheriff,
    status,
    without_moa,
)
from watchers.errors import Blocked, Unreachable, WatchError
from watchers.schedule.business_days import business_days_between

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A bot that has seen ICE's list once, on Monday, Jan. 5, with operators at a webhook that takes nothing."""
    found = Newsroom(tmp_path, TWO_DESKS + OPERATORS)
    found.ice.post(lists(*EVERYBODY))
    found.poll(deliver=False)
    return found


def heads(room: Newsroom) -> list[str]:
    """The headlines of the notices, oldest first."""
    return [re.search(r'"text": ?"(?:\S+ )?(.*?)[.\\"]', text)[1] for text in room.notices()]  # type: ignore[index]


def no_network(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route to host")


def fails(room: Newsroom, fault: Callable[[httpx.Request], httpx.Response | None], *, after: timedelta) -> None:
    room.ice.fault = fault
    with pytest.raises(WatchError):
        room.poll(after=after, deliver=False)


def works(room: Newsroom, *, after: timedelta = QUARTER) -> None:
    room.ice.fault = lambda _: None
    room.poll(after=after, deliver=False)


def test_an_hour_without_the_network_is_told_to_nobody(room: Newsroom) -> None:
    for _ in range(4):
        fails(room, no_network, after=QUARTER)
    works(room)
    assert room.notices() == []


def test_polls_that_fail_for_hours_make_it_blind_told_once_and_once_when_it_sees_again(room: Newsroom) -> None:
    for _ in range(9):
        fails(room, no_network, after=HOUR)
    (blind,) = room.notices()
    assert "watch287g is blind" in blind
    assert "since Jan. 5, 2026, 9:15 a.m. CST, 6 hours ago" in blind
    assert "could not be reached" in blind  # the last try, and why
    works(room)
    works(room)
    _, over = room.notices()
    assert "Over: watch287g sees ICE's list again" in over
    assert "The trouble lasted 9 hours" in over or "The trouble lasted 8 hours" in over
    with room.record() as store:
        assert current(store) == {}


def test_a_second_refusal_in_a_row_is_told_and_blindness_only_hours_later_and_both_end(room: Newsroom) -> None:
    fails(room, status(403), after=QUARTER)
    assert room.notices() == []
    fails(room, status(403), after=QUARTER)
    (refused,) = room.notices()
    assert "ICE's site refuses watch287g" in refused
    for _ in range(7):
        fails(room, status(403), after=HOUR)
    works(room)
    said = room.notices()
    assert len(said) == 4
    assert "is blind" in said[1]
    assert {"lets watch287g in again" in over or "sees ICE's list again" in over for over in said[2:]} == {True}


@pytest.mark.parametrize("good_between", [1, 2])
def test_refusals_that_come_and_go_are_told_once_with_their_rate_and_their_end_once(
    room: Newsroom, good_between: int
) -> None:
    for _ in range(12):
        fails(room, status(403), after=QUARTER)
        for _ in range(good_between):
            works(room)
    if good_between == 1:
        (flapping,) = room.notices()
        assert "It comes and goes: 3 of the last 6 polls failed" in flapping or "of the last 5 polls" in flapping
    else:
        assert room.notices() == []
    for _ in range(6):
        works(room)
    assert len([over for over in room.notices() if "Over: ICE's site lets watch287g in again" in over]) == (
        good_between == 1
    )


def test_one_refusal_between_good_polls_is_told_to_nobody(room: Newsroom) -> None:
    fails(room, status(403), after=QUARTER)
    works(room)
    assert room.notices() == []
    with room.record() as store:
        assert current(store) == {}


def test_status_says_a_refusal_once_though_the_bot_is_on_its_way_to_be_blind(room: Newsroom) -> None:
    fails(room, status(403), after=QUARTER)
    with room.record() as store:
        lines = status_text(store, room.config).splitlines()
        outcome = read_last_poll(store.folder)
    assert outcome is not None
    assert "Last poll Jan. 5, 2026, 9:30 a.m. CST failed. 2 polls, 1 failed; 0.0 MB today (UTC) from ICE." in lines
    assert [line for line in lines if outcome.outcome in line] == [f"Trouble (blocked): {outcome.outcome}"]
    assert not any("blind" in line for line in lines)


def test_status_calls_one_poll_without_the_network_a_failure_and_no_blindness(room: Newsroom) -> None:
    fails(room, no_network, after=QUARTER)
    with room.record() as store:
        text = status_text(store, room.config)
    assert re.search(r"^Last poll Jan\. 5, 2026, 9:30 a\.m\. CST failed: .*could not be reached", text, re.MULTILINE)
    assert "Trouble" not in text


def test_the_hours_until_it_is_blind_are_the_configs(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, f"{TWO_DESKS}{OPERATORS}\n[health]\nblind_hours = 24\n")
    room.sees(*EVERYBODY)
    fails(room, no_network, after=23 * HOUR)
    assert room.notices() == []
    fails(room, no_network, after=HOUR)
    assert len(room.notices()) == 1


def test_a_bot_that_never_saw_the_list_is_blind_from_its_first_try_on(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, TWO_DESKS + OPERATORS)
    fails(room, no_network, after=QUARTER)
    fails(room, no_network, after=5 * HOUR)
    assert room.notices() == []
    fails(room, no_network, after=HOUR)
    assert "is blind" in room.notices()[0]


def test_a_machine_that_wakes_up_is_not_blind_before_it_has_tried_for_a_while(room: Newsroom) -> None:
    room.ice.fault = no_network
    room.at += 12 * HOUR  # it was switched off
    with room.app() as app:
        app.checker.tries = FIRST_TRIES
        for minutes in (0, 10):
            room.at += timedelta(minutes=minutes)
            with pytest.raises(Unreachable):
                app.check()
            app.checker.mind_blindness()
        assert room.notices() == []
        room.at += timedelta(minutes=10)
        app.checker.mind_blindness()  # between two polls that back off
        assert len(room.notices()) == 1


def test_seven_business_days_without_a_new_list_are_ices_silence_and_a_new_one_ends_it(room: Newsroom) -> None:
    for _ in range(9):  # to Wednesday, Jan. 14, the seventh: Jan. 6 to 9 and 12 to 14
        works(room, after=DAY)
    assert room.notices() == []
    for _ in range(4):
        works(room, after=DAY)
    (silent,) = room.notices()
    assert "ICE is silent: no new list" in silent
    assert "It is ICE that is silent, not the bot" in silent
    assert "for 7 business days" in silent
    room.ice.post(lists(*EVERYBODY, sheriff("Callaway")))
    works(room)
    _, over = room.notices()
    assert "Over: ICE has posted a new list" in over


def test_a_list_that_is_held_back_is_not_silence(room: Newsroom) -> None:
    works(room, after=8 * DAY)
    room.ice.post({"Participating Agencies": without_moa(*EVERYBODY)})
    for _ in range(3):
        works(room, after=2 * DAY)
    assert len(room.notices()) == 1
    assert "holds back" in room.notices()[0]


def without_the_pending_file(request: httpx.Request) -> httpx.Response | None:
    return httpx.Response(404) if "pending" in str(request.url) else None


def test_a_pending_list_whose_file_is_not_there_holds_up_no_signing_and_drops_nobody(room: Newsroom) -> None:
    room.ice.post(lists(*EVERYBODY, waiting=[sheriff("Osage")]))
    works(room)
    room.ice.post(lists(*EVERYBODY, sheriff("Callaway")))
    room.ice.fault = without_the_pending_file
    checked = room.poll(deliver=False)
    assert [event.agreement.agency for event in checked.events] == ["Callaway County Sheriff's Office"]
    for _ in range(10):
        room.poll(after=DAY, deliver=False)
    with room.record() as store:
        assert store.register().pending.absent_since is None
        assert [event.kind.value for event in store.events()] == ["pending", "signed"]


def test_a_link_to_the_pending_list_that_leads_nowhere_is_told_after_hours_and_its_end_once(room: Newsroom) -> None:
    room.ice.post(lists(*EVERYBODY, waiting=[sheriff("Osage")]))
    room.ice.fault = without_the_pending_file
    for _ in range(5):
        room.poll(after=HOUR, deliver=False)
    assert room.notices() == []
    for _ in range(5):
        room.poll(after=HOUR, deliver=False)
    works(room)
    begun, over = room.notices()
    assert "leads nowhere" in begun
    assert "Over: ICE's link to its pending list leads to it again" in over


def test_a_refused_bot_does_not_call_ice_silent(room: Newsroom) -> None:
    for _ in range(20):
        fails(room, status(403), after=DAY)
    assert not [text for text in room.notices() if "ICE is silent" in text]
    with room.record() as store:
        assert set(current(store)) == {"blocked", "blind"}


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ((2026, 1, 5, 15), (2026, 1, 5, 23), 0),  # the same Monday
        ((2026, 1, 5, 15), (2026, 1, 6, 23), 0),  # Tuesday isn't over
        ((2026, 1, 5, 15), (2026, 1, 7, 15), 1),
        ((2026, 1, 9, 15), (2026, 1, 12, 15), 0),  # a weekend
        ((2026, 1, 9, 15), (2026, 1, 13, 15), 1),
        ((2025, 12, 12, 15), (2025, 12, 24, 15), 7),
        ((2026, 1, 6, 3), (2026, 1, 8, 3), 1),  # 10 p.m. in Washington, the evening before
    ],
)
def test_business_days_are_whole_ones_in_washington(
    since: tuple[int, int, int, int], until: tuple[int, int, int, int], days: int
) -> None:
    assert business_days_between(datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC)) == days


def test_each_sentence_has_its_own_words(room: Newsroom) -> None:
    fails(room, status(403), after=QUARTER)
    fails(room, status(403), after=7 * HOUR)
    works(room)
    for _ in range(20):
        works(room, after=DAY)
    headlines = heads(room)
    assert len(headlines) == len(set(headlines)) == 5
    assert Blocked.__name__ not in "".join(headlines)


def test_silence_is_counted_by_looks_and_not_while_nobody_looked(room: Newsroom) -> None:
    works(room, after=365 * DAY)
    assert not [head for head in heads(room) if "silent" in head]
    assert not [f.words for f in examine(room.config, room.at + 365 * DAY) if "silent" in f.words]
    for _ in range(14):
        works(room, after=DAY)
    assert [head for head in heads(room) if "silent" in head]
