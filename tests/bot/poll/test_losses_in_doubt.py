"""A list that lacks many agreements of many states: its news is told, its losses wait for a second list."""

from pathlib import Path

import pytest

from bot.exits import Exit
from bot.poll.check import Checked, Found
from bot.reports.status import status_text
from bot.reports.waiting import hold_lines
from tests.bot.newsroom import DAY, OPERATORS, TWO_DESKS, Newsroom, agency, sheriff, told
from tests.bot.ordering import ordered
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind
from watchers.model.register import held_lists

STATES = ("MISSOURI", "KANSAS", "TEXAS", "FLORIDA", "OHIO", "IOWA", "UTAH", "MAINE", "IDAHO", "NEVADA")
MANY = [agency(f"{town} Police Department", state) for state in STATES for town in ("Ashford", "Elmville", "Foxdale")]
THINNED = [row for at, row in enumerate(MANY) if at % 3]
NEWCOMER = sheriff("Webster")


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = Newsroom(tmp_path, TWO_DESKS + OPERATORS)
    room.sees(*MANY)
    return room


@pytest.fixture
def doubted(room: Newsroom) -> Checked:
    """The poll that sees the list."""
    return room.sees(*THINNED, NEWCOMER)


def test_the_signing_is_told_at_once_and_the_operators_hear_of_the_rest(room: Newsroom, doubted: Checked) -> None:
    assert doubted.found is Found.CHANGED
    assert told(doubted) == {"missouri": [NEWCOMER[1]]}
    [hold] = doubted.holds
    assert not hold.is_whole
    [notice] = {text for text in room.notices() if "lacks 10 agreements of 10 states" in text}
    assert "What is new in it was taken in and told." in notice


def test_time_alone_confirms_nothing_and_no_poll_has_anything_to_write(room: Newsroom, doubted: Checked) -> None:
    room.poll()
    before = room.state_file.read_bytes()
    for _ in range(2):
        checked = room.poll(after=2 * DAY)
        assert (checked.found, checked.events) == (Found.NOTHING_NEW, ())
        assert held_lists({h.suspicion.list: h for h in checked.holds}) == frozenset()
    assert room.state_file.read_bytes() == before


def test_a_second_list_confirms_it_and_ends_the_hold(room: Newsroom, doubted: Checked) -> None:
    checked = room.sees(*THINNED, NEWCOMER, sheriff("Pettis"))
    assert checked.holds == ()
    assert [e.kind for e in checked.events].count(EventKind.WITHDRAWN) == len(MANY) - len(THINNED)


def test_what_people_see_says_which_part_is_held(room: Newsroom, doubted: Checked) -> None:
    with room.record() as store:
        said = "\n".join(hold_lines(store, room.config.watch.zone))
        assert "What ICE's participating list" in said
        assert "lacks is held back since" in said
        assert "It ends with ICE's next list, or `watch287g hold accept participating`." in said
        assert "lacks is held back since" in status_text(store, room.config)


def test_the_operators_word_ends_the_hold_and_tells_nothing_yet(room: Newsroom, doubted: Checked) -> None:
    with room.app() as app:
        said = ordered(app, "hold accept", status=Exit.FINE)
        assert app.store.holds() == {}
    assert "lacks is confirmed by time or a second list, as ever." in said[0]
    confirmed = room.poll(after=3 * DAY)
    assert {e.kind for e in confirmed.events} == {EventKind.WITHDRAWN}


def test_there_is_nothing_to_reject(room: Newsroom, doubted: Checked) -> None:
    with room.app() as app:
        assert "is in the record already" in ordered(app, "hold reject", status=Exit.USAGE)[0]
        assert app.store.holds()[ListKind.PARTICIPATING] == doubted.holds[0]
