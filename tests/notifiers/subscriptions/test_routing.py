"""Which news is whose."""

import pytest

from notifiers.subscriptions.routing import route
from tests.factories import agreement, event
from tests.notifiers.stories import BACK, desk
from watchers.model.event import Change, EventKind


def names(routed: object) -> list[str]:
    return [subscription.name for subscription, _ in routed]  # type: ignore[attr-defined]


MISSOURI = desk()
KANSAS = desk(name="kansas", states=frozenset({"KS"}))
NATION = desk(name="nation", states=None, kinds=frozenset(EventKind))


def test_news_goes_to_those_who_watch_its_state_and_kind() -> None:
    news = (event(id="1"), event(id="2", agreement=agreement(state="KS")), event(id="3", kind=EventKind.MOA_POSTED))
    routed = route(news, [MISSOURI, KANSAS, NATION])
    assert [(s.name, [e.id for e in mine]) for s, mine in routed] == [
        ("mid-missouri", ["1"]),
        ("kansas", ["2"]),
        ("nation", ["1", "2", "3"]),
    ]


def test_a_desk_without_news_is_not_in_the_result() -> None:
    assert route([event()], [KANSAS]) == []


def test_a_row_whose_state_is_unclear_goes_to_those_who_watch_all_states() -> None:
    assert names(route([event(agreement=agreement(state=None))], [MISSOURI, NATION])) == ["nation"]


@pytest.mark.parametrize("states", [{"MO"}, {"KS"}])
def test_a_row_that_ice_moves_to_another_state_is_news_in_both(states: set[str]) -> None:
    moved = event(kind=EventKind.AMENDED, changes=(Change(field="state", before="KS", after="MO"),))
    both = frozenset({EventKind.AMENDED})
    assert names(route([moved], [desk(states=frozenset(states), kinds=both)])) == ["mid-missouri"]
    assert route([moved], [desk(states=frozenset({"TX"}), kinds=both)]) == []


def test_a_correction_goes_to_those_who_were_told_whatever_they_watch_now() -> None:
    changed = desk(name="changed", states=frozenset({"TX"}), kinds=frozenset({EventKind.PENDING}))
    told = {"82c1d3e4": frozenset({"changed"})}
    assert names(route([BACK], [changed, KANSAS], told=told)) == ["changed"]


def test_a_row_that_only_blinked_is_no_news_to_a_desk_that_does_not_ask_for_missing_rows() -> None:
    blinked = {"82c1d3e4": event(id="82c1d3e4", kind=EventKind.MISSING)}
    assert names(route([BACK], [MISSOURI, NATION], earlier=blinked)) == ["nation"]
    gone = {"82c1d3e4": event(id="82c1d3e4", kind=EventKind.WITHDRAWN)}
    assert names(route([BACK], [MISSOURI, NATION], earlier=gone)) == ["mid-missouri", "nation"]
