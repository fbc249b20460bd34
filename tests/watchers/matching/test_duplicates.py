"""Cases that the corruptions found: second rows for one agency, and rows that another one seems to be."""

import pytest

from tests.lists import DAY, Watch, kinds, police, row, sheriff
from watchers.matching.match import match
from watchers.matching.part import SAME
from watchers.matching.similarity import compare_names
from watchers.model.agreement import Agreement
from watchers.model.event import EventKind


@pytest.mark.parametrize(
    "again",
    [
        row("Barry County Sheriff's Office - Investigations Division", county="Barry County"),
        row("Missouri Barry County Sheriff's Office", county="Barry County"),
        row("Sheriff's Office, Barry County", county="Barry County"),
        row("Barry County Sheriff's Ofmice", county="Barry County"),
        row("Barry County Shriff's Office", county="Barry County"),
    ],
    ids=lambda a: a.agency,
)
def test_a_second_row_for_one_agency_is_a_double_whichever_came_first(again: Agreement) -> None:
    barry = sheriff("Barry")
    assert match([barry], [barry, again]).doubled == (1,)
    assert len(match([], [again, barry]).appeared) == 1
    assert match([barry, again], [barry]).gone == ()


def test_a_town_and_the_township_around_it_are_two_though_they_sign_on_one_day() -> None:
    chester = police("Chester", state="PENNSYLVANIA", county="Delaware County")
    township = police("Chester Township", state="PENNSYLVANIA", county="Delaware County")
    assert len(match([], [chester, township]).appeared) == 2


def test_constables_of_two_precincts_are_two_without_a_space_before_the_number() -> None:
    fourth = row("Barry County Constable's Office Pct.4")
    assert match([fourth], [fourth, row("Barry County Constable's Office Pct.2")]).appeared == (1,)


def test_a_word_of_the_states_name_makes_another_place() -> None:
    assert compare_names("Salem Police Department", "West Salem Police Department", "WV", "WV").points < 0
    assert compare_names("State Police", "West Virginia State Police", "WV", "WV").points == SAME


def test_a_slip_in_a_word_that_is_spelt_out_is_a_slip() -> None:
    right, wrong = "Idaho Department of Correctional Services", "Idaho Department of Corrcetional Services"
    assert compare_names(right, wrong, "ID", "ID").points == SAME
    assert compare_names("Salem Police Dept.", "Salem Police Dkpt.", "MO", "MO").points > 0


def test_a_word_that_comes_near_another_is_no_likeness_where_nothing_else_is_shared() -> None:
    davison, division = "Davison County Sheriff's Office", "South Dakota Division of Criminal Investigation"
    assert compare_names(davison, division, "SD", "SD").points < 0


def test_a_sheriffs_two_letters_are_read_before_a_division_too() -> None:
    assert compare_names("Union Parish SO", "Union Parish SO Detention Division", "LA", "LA").points > 0


class TestAStraySlip:
    """Maryland's Carroll County stands under Kentucky by a slip, and Kentucky's Carroll County signs."""

    STRAY = sheriff("Carroll", state="KENTUCKY", signed="2025-04-14")
    MARYLAND = sheriff("Carroll", state="MARYLAND", signed="2025-04-14")
    KENTUCKY = sheriff("Carroll", state="KENTUCKY", signed="2026-01-30")

    def test_mended_as_the_other_signs_is_an_amendment_and_a_signing(self) -> None:
        watch = Watch(self.STRAY)
        signed, amended = watch.sees(self.MARYLAND, self.KENTUCKY)
        assert (signed.kind, signed.agreement.state) == (EventKind.SIGNED, "KY")
        assert (amended.kind, amended.agreement.state) == (EventKind.AMENDED, "MD")

    def test_made_as_the_other_leaves_is_an_amendment_and_a_withdrawal(self) -> None:
        watch = Watch(self.MARYLAND, self.KENTUCKY)
        missing, amended = watch.sees(self.STRAY)
        assert (missing.kind, missing.agreement.signed) == (EventKind.MISSING, self.KENTUCKY.signed)
        assert amended.before is not None
        assert (amended.kind, amended.before.state) == (EventKind.AMENDED, "MD")


def test_an_agency_worded_otherwise_in_another_state_is_another_though_they_signed_on_one_day() -> None:
    louisiana = row("Washington Parish Sheriff's Office", state="LOUISIANA", county="Washington Parish")
    texas = row("Washington County Office of the Sheriff", state="TEXAS", county="Washington County")
    assert match([louisiana], [texas]).pairs == ()


def test_a_town_that_waits_is_not_the_one_of_that_name_in_another_county_that_signed() -> None:
    aiken = police("Clayton", state="SOUTH CAROLINA", county="Aiken County", signed="2026-02-02")
    richland = police("Clayton", state="SOUTH CAROLINA", county="Richland County")
    watch = Watch(sheriff("Barry"), pending=())
    watch.sees(sheriff("Barry"), aiken)
    assert kinds(watch.sees_pending(richland)) == [EventKind.PENDING]


def test_what_was_signed_before_the_first_sight_is_no_reason_to_pass_over_a_pending_row() -> None:
    watch = Watch(sheriff("Barry", model="WSO", signed="2025-03-01"), pending=())
    unclear = row("Barry County Sheriff's Office", county="Barry County", model="")
    assert kinds(watch.sees_pending(unclear, after=DAY)) == [EventKind.PENDING]


def test_a_slip_in_a_short_name_is_seen_where_nothing_else_is_there_to_find_it_by() -> None:
    watch = Watch(sheriff("Barry"), pending=(police("Cocoa", state="FLORIDA"),))
    assert kinds(watch.sees_pending(police("Cooa", state="FLORIDA"))) == [EventKind.AMENDED]


def test_one_that_left_the_pending_list_is_not_another_of_a_near_name_that_was_listed_long_before() -> None:
    oakland = police("Oakland", state="FLORIDA", signed="2025-03-01")
    watch = Watch(oakland, pending=(police("Lakeland", state="FLORIDA"), sheriff("Barry")))
    watch.sees_pending(sheriff("Barry"))
    assert kinds(watch.looks_again(8 * DAY)) == [EventKind.PENDING_DROPPED]


def test_a_blank_model_is_that_of_the_row_before_and_not_of_one_that_had_left_earlier() -> None:
    left, stays = sheriff("Barry", model="JEM"), sheriff("Barry", model="TFM")
    watch = Watch(left, stays, sheriff("Taney"))
    watch.sees(stays, sheriff("Taney"))
    [event] = watch.sees(sheriff("Barry", model=""), sheriff("Taney"), after=2 * DAY)
    assert (event.kind, event.agreement.model) == (EventKind.WITHDRAWN, left.model)


@pytest.mark.parametrize("later", ["2025-11-03", "n/a"])
def test_nobody_has_left_a_program_in_which_a_second_row_of_the_same_name_still_shows_him(later: str) -> None:
    first = sheriff("Barry", signed="2025-03-04")
    second = sheriff("Barry", signed=later)
    assert match([first, second], [second]).gone == ()
    assert match([first, second], [first]).gone == ()


def test_one_of_two_townships_of_one_name_can_leave() -> None:
    bucks = police("Union Township", state="PENNSYLVANIA", county="Bucks County", signed="2025-03-04")
    berks = police("Union Township", state="PENNSYLVANIA", county="Berks County", signed="2025-11-03")
    assert match([bucks, berks], [berks]).gone == (0,)
