"""The pending list's news, told by hand: coming, signing, leaving, and the list's own end."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.lists import DAY, Watch, kinds, police, row, sheriff, told
from watchers.matching.match import match
from watchers.model.agreement import Agreement, ListKind, Model
from watchers.model.event import EventKind
from watchers.model.register import Stand
from watchers.model.second_look import SecondLook, next_look

TANEY, OZARK, STONE, BARRY = (sheriff(place) for place in ("Taney", "Ozark", "Stone", "Barry"))
SIGNED_BARRY = sheriff("Barry", signed="2026-01-29")


def pending_stands(watch: Watch) -> list[Stand]:
    return [s.stand for s in watch.register.standings.values() if s.list is ListKind.PENDING]


def test_a_new_row_is_pending() -> None:
    watch = Watch(TANEY, pending=(OZARK,))
    [event] = watch.sees_pending(OZARK, BARRY)
    assert (event.kind, event.list, event.agreement.agency) == (EventKind.PENDING, ListKind.PENDING, BARRY.agency)
    assert event.because == "It is on the pending list, row 3, and was not before."
    assert watch.sees_pending(BARRY, OZARK) == ()


def test_a_pending_row_of_an_agency_with_an_agreement_says_which_it_has() -> None:
    watch = Watch(sheriff("Barry", model="JEM"), pending=())
    [event] = watch.sees_pending(BARRY)
    assert (event.kind, event.context.other_models) == (EventKind.PENDING, (Model.JEM,))


def test_a_pending_list_first_seen_late_is_a_silent_baseline_of_its_own() -> None:
    watch = Watch(TANEY)
    assert watch.sees(TANEY, pending=(OZARK, BARRY)) == ()
    assert watch.outcome.baseline == (ListKind.PENDING,)


def test_a_renamed_pending_row_is_amended() -> None:
    watch = Watch(TANEY, pending=(police("Nixa"),))
    assert told(watch.sees_pending(row("City of Nixa Police"))) == [(EventKind.AMENDED, "City of Nixa Police")]


def test_a_misspelt_pending_row_is_neither_dropped_nor_new() -> None:
    watch = Watch(TANEY, pending=(police("Nixa"), OZARK))
    assert kinds(watch.sees_pending(police("Nixxa"), OZARK)) == [EventKind.AMENDED]
    assert watch.looks_again(9 * DAY) == ()


class TestSigning:
    def test_a_namesake_in_another_state_whose_county_is_none_anywhere_takes_no_pending_row(self) -> None:
        tennessee = police("Sparta", state="TENNESSEE", county="Sparta-White County", signed="2025-08-06")
        missouri = police("Sparta", county="Christian County", signed="2026-02-05")
        watch = Watch(tennessee, pending=())
        watch.sees_pending(missouri)
        assert watch.sees_pending() == ()
        [event] = watch.sees(tennessee, missouri, pending=())
        assert (event.kind, event.context.waited_days) == (EventKind.SIGNED, 2)

    def test_one_that_signs_on_the_list_that_it_leaves_pending_tells_how_long_it_waited(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees_pending(BARRY)
        [event] = watch.sees(TANEY, SIGNED_BARRY, pending=(), after=12 * DAY)
        assert (event.kind, event.context.waited_days) == (EventKind.SIGNED, 12)
        assert event.because.endswith("until now it was pending, as “Barry County Sheriff's Office”.")
        assert watch.looks_again(9 * DAY) == ()

    def test_of_one_pending_since_before_the_first_sight_nobody_knows_how_long(self) -> None:
        watch = Watch(TANEY, pending=(BARRY,))
        [event] = watch.sees(TANEY, SIGNED_BARRY, pending=())
        assert (event.kind, event.context.waited_days) == (EventKind.SIGNED, None)
        assert "until now it was pending" in event.because

    def test_one_that_signs_days_after_it_left_is_not_dropped(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees_pending(BARRY)
        assert watch.sees_pending(after=3 * DAY) == ()
        [event] = watch.sees(TANEY, SIGNED_BARRY, after=3 * DAY)
        assert (event.kind, event.context.waited_days) == (EventKind.SIGNED, 6)
        assert watch.looks_again(9 * DAY) == ()

    def test_one_named_otherwise_on_the_two_lists_is_one_story(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees_pending(police("Nixa", county="Christian County"))
        signed = row("City of Nixa, Missouri, Police Dept.", county="Christian County", signed="2026-01-29")
        [event] = watch.sees(TANEY, signed, pending=(), after=4 * DAY)
        assert event.context.waited_days == 4
        assert "as “Nixa Police Department”" in event.because

    def test_another_office_of_the_county_is_one_story_where_it_is_the_only_one(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees_pending(row("Barry County Attorney", county="Barry County"))
        [event] = watch.sees(TANEY, SIGNED_BARRY, pending=(), after=4 * DAY)
        assert event.context.waited_days == 4
        assert watch.looks_again(9 * DAY) == ()

    def test_one_that_signs_another_model_leaves_its_application_open(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees_pending(sheriff("Barry", model="WSO"))
        [event] = watch.sees(TANEY, SIGNED_BARRY, pending=(sheriff("Barry", model="WSO"),))
        assert (event.agreement.model, event.context.waited_days) == (Model.TFM, None)
        assert pending_stands(watch) == [Stand.LISTED]

    def test_one_that_is_on_both_lists_for_some_days_signs_once(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees_pending(BARRY)
        assert kinds(watch.sees(TANEY, SIGNED_BARRY, pending=(BARRY,))) == [EventKind.SIGNED]
        assert pending_stands(watch) == [Stand.SIGNED]
        assert watch.sees(TANEY, SIGNED_BARRY, pending=(BARRY, BARRY)) == ()
        assert watch.sees(TANEY, SIGNED_BARRY, pending=()) == ()
        assert pending_stands(watch) == []
        assert watch.looks_again(9 * DAY) == ()

    def test_one_that_enters_the_pending_list_days_after_its_signing_is_no_news(self) -> None:
        watch = Watch(TANEY, pending=())
        watch.sees(TANEY, SIGNED_BARRY)
        assert watch.sees_pending(BARRY, after=2 * DAY) == ()

    def test_an_agency_that_signed_long_ago_and_applies_again_is_pending(self) -> None:
        watch = Watch(TANEY, BARRY, pending=())
        assert kinds(watch.sees_pending(BARRY, after=30 * DAY)) == [EventKind.PENDING]


class TestLeaving:
    def test_one_that_left_is_dropped_after_a_week_and_not_before(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        assert watch.sees_pending(OZARK) == ()
        assert watch.sees(TANEY, STONE, pending=(OZARK,), after=6 * DAY)[1:] == ()
        [event] = watch.looks_again(1 * DAY)
        assert (event.kind, event.agreement.agency) == (EventKind.PENDING_DROPPED, BARRY.agency)
        assert event.because.startswith("It left the pending list 7 days ago")
        assert event.workbook.name == "pendingAgencies002.xlsx"
        assert watch.looks_again(30 * DAY) == ()

    def test_one_that_is_back_within_the_week_is_no_news(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        assert watch.sees_pending(OZARK) == watch.sees_pending(OZARK, BARRY) == watch.looks_again(9 * DAY) == ()

    def test_one_that_was_dropped_and_applies_again_is_pending_again(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        watch.sees_pending(OZARK)
        assert kinds(watch.looks_again(7 * DAY)) == [EventKind.PENDING_DROPPED]
        [event] = watch.sees_pending(OZARK, BARRY)
        assert event.kind is EventKind.PENDING
        assert event.because == "It is on the pending list again, after it had left it without signing."

    def test_one_that_was_dropped_and_signs_after_all_is_one_story(self) -> None:
        watch = Watch(TANEY, pending=(OZARK,))
        watch.sees_pending(OZARK, BARRY)
        watch.sees_pending(OZARK)
        watch.looks_again(8 * DAY)
        [event] = watch.sees(TANEY, SIGNED_BARRY)
        assert event.context.waited_days == 10

    def test_one_row_doubled_and_then_single_is_not_dropped(self) -> None:
        watch = Watch(TANEY, pending=(OZARK,))
        watch.sees_pending(OZARK, police("Nixa"), police("Nixa"), row("City of Nixa Police"))
        assert set(kinds(watch.sees_pending(OZARK, police("Nixa")))) <= {EventKind.AMENDED}
        assert watch.looks_again(9 * DAY) == ()


class TestTheListsEnd:
    def test_a_list_that_is_no_longer_linked_drops_nobody(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        assert watch.sees_no_pending_list() == watch.sees_no_pending_list(60 * DAY) == ()
        assert pending_stands(watch) == [Stand.LISTED, Stand.LISTED]
        assert watch.register.pending.absent_since == watch.at - 60 * DAY

    def test_one_that_signs_while_the_list_is_gone_closes_its_application(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        watch.sees_no_pending_list()
        [event] = watch.sees(TANEY, SIGNED_BARRY)
        assert "until now it was pending" in event.because

    def test_a_list_that_is_linked_again_is_compared_with_the_last_one(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        watch.sees_no_pending_list()
        assert kinds(watch.sees_pending(OZARK, BARRY, STONE)) == [EventKind.PENDING]
        assert watch.register.pending.absent_since is None

    def test_an_empty_list_drops_those_who_did_not_sign_a_week_later(self) -> None:
        watch = Watch(TANEY, pending=(OZARK, BARRY))
        assert kinds(watch.sees(TANEY, SIGNED_BARRY, pending=())) == [EventKind.SIGNED]
        assert told(watch.looks_again(7 * DAY)) == [(EventKind.PENDING_DROPPED, OZARK.agency)]


class TestTheNextLook:
    def test_nothing_missing_needs_no_look(self) -> None:
        assert next_look(Watch(TANEY, pending=(OZARK,)).register.standings.values(), SecondLook()) is None

    def test_the_earliest_of_what_is_missing_decides(self) -> None:
        watch = Watch(TANEY, STONE, pending=(OZARK, BARRY))
        watch.sees_pending(OZARK)
        assert next_look(watch.register.standings.values(), watch.rules) == watch.at + 7 * DAY
        watch.sees(TANEY)
        due = next_look(watch.register.standings.values(), watch.rules)
        assert due == watch.at + 3 * DAY
        assert watch.looks_again(3 * DAY - timedelta(seconds=1)) == ()
        assert kinds(watch.looks_again(timedelta(seconds=1))) == [EventKind.WITHDRAWN]


def test_one_that_may_be_a_row_that_signed_as_it_left_is_not_told_as_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_for_one(old: list[Agreement], new: list[Agreement], **more: Any) -> Any:
        left_open = len(old) == 1 and [a.agency for a in new] == [BARRY.agency]
        return SimpleNamespace(pairs=(), possibly=((0, 0),)) if left_open else match(old, new, **more)

    monkeypatch.setattr("watchers.diff.pending.match", open_for_one)
    watch = Watch(TANEY, pending=(row("Nixa County Commission"),))
    assert kinds(watch.sees(TANEY, BARRY, pending=())) == [EventKind.SIGNED]
    assert watch.looks_again(8 * DAY) == ()
    assert pending_stands(watch) == []
