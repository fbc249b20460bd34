"""The participating list's news, told by hand: what each list shows, and what is to be said about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.lists import DAY, MONDAY, Watch, kinds, police, roll, row, sheriff, told
from watchers.diff.compare import compare
from watchers.model.agreement import Agreement, ListKind, Model, Publication
from watchers.model.event import Change, EventKind
from watchers.model.register import Stand

TANEY, OZARK, STONE = sheriff("Taney"), sheriff("Ozark"), sheriff("Stone")
BARRY = sheriff("Barry", signed="2026-01-29")


def test_the_first_sight_is_a_baseline_and_silent() -> None:
    watch = Watch(TANEY, OZARK, pending=(STONE,))
    assert watch.outcome.events == ()
    assert set(watch.outcome.baseline) == set(ListKind)
    assert len(watch.register.standings) == 3
    assert {s.first_seen for s in watch.register.standings.values()} == {MONDAY}


def test_a_list_whose_rows_are_the_same_is_no_news() -> None:
    watch = Watch(TANEY, OZARK)
    assert watch.sees(TANEY, OZARK) == ()
    assert watch.register.participating.workbook == roll(number=1).workbook


def test_the_same_workbook_again_is_no_news_and_changes_nothing() -> None:
    watch = Watch(TANEY)
    before = watch.register
    again = Publication(observed_at=MONDAY + DAY, participating=roll(TANEY, number=0))
    outcome = compare(before, again, watch.rules)
    assert (outcome.events, outcome.changed, outcome.register) == ((), (), before)


def test_a_new_row_is_signed() -> None:
    watch = Watch(TANEY)
    [event] = watch.sees(TANEY, replace(BARRY, row=99))
    assert event.kind is EventKind.SIGNED
    assert event.agreement.agency == "Barry County Sheriff's Office"
    assert event.agreement.row == 3
    assert event.because == "It is on the list, row 3, and on no earlier one that we have."
    assert event.observed_at == MONDAY + DAY
    assert event.workbook.name == "participatingAgencies001.xlsx"
    assert event.context.first_of == ("agency", "county")
    assert event.before is None


def test_the_first_agreement_of_a_state_and_a_second_model_say_so() -> None:
    watch = Watch(TANEY)
    jail, kansas = sheriff("Taney", model="JEM", signed="2026-01-29"), sheriff("Riley", state="KANSAS")
    one, other = watch.sees(TANEY, jail, kansas)
    assert one.context.first_of == ("agency", "county", "state")
    assert (other.context.first_of, other.context.other_models) == ((), (Model.TFM,))


def test_a_states_own_agency_is_no_first_in_the_county_of_its_seat() -> None:
    watch = Watch(TANEY)
    patrol = row("Missouri State Highway Patrol", county="Cole County", level="State")
    (event,) = watch.sees(TANEY, patrol)
    assert event.context.first_of == ("agency",)


@pytest.mark.parametrize("county", ["", "#N/A", "Barry Conty", "Bowie County", "Taney and Barry"])
def test_a_town_that_may_be_in_the_county_leaves_no_first_in_it(county: str) -> None:
    watch = Watch(TANEY, police("Monett", county=county))
    (event,) = watch.sees(TANEY, police("Monett", county=county), BARRY)
    assert event.context.first_of == ("agency",)


def test_events_come_in_a_readers_order_whatever_the_rows() -> None:
    watch = Watch(TANEY, OZARK, police("Nixa"))
    events = watch.sees(police("Nixa", moa="nixa.pdf"), BARRY, sheriff("Taney", signed="2025-11-07"))
    assert kinds(events) == [EventKind.SIGNED, EventKind.MISSING, EventKind.AMENDED, EventKind.MOA_POSTED]


class TestTheSecondLook:
    def test_a_row_that_is_gone_is_missing_and_withdrawn_on_the_next_days_list(self) -> None:
        watch = Watch(TANEY, OZARK)
        [missing] = watch.sees(OZARK)
        [withdrawn] = watch.sees(OZARK, BARRY)[1:]
        assert (missing.kind, missing.agreement.agency) == (EventKind.MISSING, TANEY.agency)
        assert missing.context.missing_from == ("participatingAgencies001.xlsx",)
        assert (missing.before, missing.before_workbook) == (missing.agreement, roll(number=0).workbook)
        assert withdrawn.kind is EventKind.WITHDRAWN
        assert withdrawn.subject == missing.subject
        assert withdrawn.context.missing_from == ("participatingAgencies001.xlsx", "participatingAgencies002.xlsx")
        assert "missing from 2 lists in a row" in withdrawn.because

    def test_it_is_told_once(self) -> None:
        watch = Watch(TANEY, OZARK)
        watch.sees(OZARK)
        watch.sees(OZARK)
        assert watch.sees(OZARK) == watch.looks_again(9 * DAY) == ()

    def test_reading_the_same_list_again_in_a_minute_confirms_nothing(self) -> None:
        watch = Watch(TANEY, OZARK)
        watch.sees(OZARK)
        assert watch.looks_again(timedelta(minutes=1)) == ()

    def test_another_list_an_hour_later_confirms_nothing(self) -> None:
        watch = Watch(TANEY, OZARK)
        watch.sees(OZARK)
        assert watch.sees(OZARK, after=timedelta(hours=1)) == ()
        assert kinds(watch.looks_again(timedelta(hours=19))) == [EventKind.WITHDRAWN]

    def test_three_days_without_a_new_list_are_enough(self) -> None:
        watch = Watch(TANEY, OZARK)
        watch.sees(OZARK)
        assert watch.looks_again(2 * DAY) == ()
        [event] = watch.looks_again(1 * DAY)
        assert event.kind is EventKind.WITHDRAWN
        assert "which has been ICE's list since" in event.because

    def test_the_operators_rules_count(self) -> None:
        watch = Watch(TANEY, OZARK, lists=3, or_days=30)
        watch.sees(OZARK)
        assert watch.sees(OZARK) == ()
        assert kinds(watch.sees(OZARK)) == [EventKind.WITHDRAWN]

    def test_while_no_list_can_be_trusted_nothing_is_confirmed(self) -> None:
        watch = Watch(TANEY, OZARK)
        watch.sees(OZARK)
        held = Publication(observed_at=watch.at + 9 * DAY)
        assert compare(watch.register, held, watch.rules).events == ()

    def test_a_pending_list_alone_confirms_no_withdrawal(self) -> None:
        watch = Watch(TANEY, OZARK, pending=())
        watch.sees(OZARK)
        held = Publication(observed_at=watch.at + 9 * DAY, unchanged=frozenset({ListKind.PENDING}))
        assert compare(watch.register, held, watch.rules).events == ()

    def test_a_row_that_is_back_at_once_is_returned_and_corrects_what_was_told(self) -> None:
        watch = Watch(TANEY, OZARK)
        [missing] = watch.sees(OZARK)
        [back] = watch.sees(OZARK, TANEY)
        assert back.kind is EventKind.RETURNED
        assert back.corrects == (missing.id,)
        assert not back.context.was_withdrawn
        assert watch.sees(OZARK, TANEY) == watch.looks_again(9 * DAY) == ()

    def test_a_row_that_is_back_after_its_withdrawal_corrects_both_messages(self) -> None:
        watch = Watch(TANEY, OZARK)
        [missing] = watch.sees(OZARK)
        [withdrawn] = watch.sees(OZARK)
        watch.sees(OZARK)
        [back] = watch.sees(OZARK, TANEY)
        assert back.kind is EventKind.RETURNED
        assert back.corrects == (missing.id, withdrawn.id)
        assert back.context.was_withdrawn
        assert back.subject == withdrawn.subject

    def test_a_row_that_is_back_under_another_spelling_is_returned(self) -> None:
        watch = Watch(police("Nixa"), OZARK)
        watch.sees(OZARK)
        watch.sees(OZARK)
        [back] = watch.sees(OZARK, row("City of Nixa Police", level="Municipality"))
        assert back.kind is EventKind.RETURNED
        assert [c.field for c in back.changes] == ["agency"]

    def test_after_its_return_a_row_may_go_missing_and_withdraw_again(self) -> None:
        watch = Watch(TANEY, OZARK)
        first = [*watch.sees(OZARK), *watch.sees(OZARK, TANEY)]
        again = [*watch.sees(OZARK), *watch.sees(OZARK)]
        assert kinds(tuple(again)) == [EventKind.MISSING, EventKind.WITHDRAWN]
        assert len({e.id for e in (*first, *again)}) == 4

    def test_signing_anew_after_a_withdrawal_is_a_signing(self) -> None:
        watch = Watch(sheriff("Taney", signed="2025-03-01"), OZARK)
        watch.sees(OZARK)
        watch.sees(OZARK)
        [signed] = watch.sees(OZARK, sheriff("Taney", signed="2026-01-29"))
        assert signed.kind is EventKind.SIGNED
        assert signed.before is not None
        assert signed.because == "It is on the list again under a new signing date, after it had been gone."


class TestOneAgreementUnderManySpellings:
    def test_an_amendment_names_each_changed_field_with_before_and_after(self) -> None:
        watch = Watch(sheriff("Taney", county="#N/A", level="State"), OZARK)
        [event] = watch.sees(sheriff("Taney", signed="2025-11-07"), OZARK)
        assert event.kind is EventKind.AMENDED
        assert event.changes == (
            Change(field="level", before="state", after="county"),
            Change(field="county", before=None, after="Taney County"),
            Change(field="signed", before="2025-11-06", after="2025-11-07"),
        )
        assert event.because == "It is the same agreement, printed with another level, county and signing date."

    def test_a_renaming_says_by_what_evidence_it_is_one(self) -> None:
        watch = Watch(police("Nixa", moa="nixa.pdf"))
        [event] = watch.sees(row("City of Nixa Police", level="Municipality", moa="nixa.pdf"))
        assert event.kind is EventKind.AMENDED
        assert event.because.endswith("no other row of this state, model and date went or came.")

    def test_a_posted_document_is_news_of_its_own(self) -> None:
        watch = Watch(TANEY)
        [event] = watch.sees(sheriff("Taney", moa="taney.pdf"))
        assert event.kind is EventKind.MOA_POSTED
        assert event.changes[0].before is None
        assert event.changes[0].after == "https://www.ice.gov/doclib/287g/moa/taney.pdf"

    def test_another_document_is_an_amendment_and_the_same_file_elsewhere_is_nothing(self) -> None:
        watch = Watch(sheriff("Taney", moa="taney.pdf"))
        assert watch.sees(sheriff("Taney", moa="2026/Taney.pdf")) == ()
        [event] = watch.sees(sheriff("Taney", moa="taneySigned.pdf"))
        assert (event.kind, [c.field for c in event.changes]) == (EventKind.AMENDED, ["moa"])

    def test_signing_anew_without_ever_going_is_an_amendment(self) -> None:
        watch = Watch(sheriff("Taney", moa="taney.pdf"))
        [event] = watch.sees(sheriff("Taney", signed="2026-01-29", moa="taney2026.pdf"))
        assert (event.kind, [c.field for c in event.changes]) == (EventKind.AMENDED, ["signed", "moa"])

    def test_a_year_that_is_none_is_no_news_and_its_mending_is_none_either(self) -> None:
        watch = Watch(TANEY)
        assert watch.sees(sheriff("Taney", signed="5025-11-06")) == ()
        assert watch.sees(sheriff("Taney", signed="11/6/20025")) == ()
        assert watch.sees(TANEY) == ()

    def test_what_can_be_read_again_is_compared_with_what_could_be_read_last(self) -> None:
        watch = Watch(TANEY)
        watch.sees(sheriff("Taney", signed="5025-11-07"))
        [event] = watch.sees(sheriff("Taney", signed="2025-11-07"))
        assert event.changes == (Change(field="signed", before="2025-11-06", after="2025-11-07"),)

    def test_a_new_row_with_a_date_that_is_none_is_signed_and_unclear(self) -> None:
        watch = Watch(TANEY)
        [event] = watch.sees(TANEY, sheriff("Barry", signed="5/31/20026"))
        assert event.kind is EventKind.SIGNED
        assert (event.agreement.signed, event.agreement.unclear) == (None, ("signed",))

    def test_a_blank_model_is_filled_in_without_a_withdrawal(self) -> None:
        watch = Watch(sheriff("Taney", model=""))
        [event] = watch.sees(TANEY)
        assert (event.kind, [c.field for c in event.changes]) == (EventKind.AMENDED, ["model"])

    def test_a_model_that_becomes_unreadable_is_no_news(self) -> None:
        watch = Watch(TANEY)
        assert watch.sees(sheriff("Taney", model="")) == watch.sees(TANEY) == ()

    def test_doubled_rows_are_no_news_and_neither_is_their_mending(self) -> None:
        watch = Watch(TANEY, OZARK)
        assert watch.sees(TANEY, TANEY, OZARK, sheriff("Ozrak", county="Ozark County")) == ()
        assert watch.sees(TANEY, OZARK) == ()

    def test_a_new_row_that_stands_there_twice_signs_once(self) -> None:
        watch = Watch(TANEY)
        assert told(watch.sees(TANEY, BARRY, BARRY)) == [(EventKind.SIGNED, BARRY.agency)]

    def test_a_row_moved_to_another_state_is_amended(self) -> None:
        watch = Watch(sheriff("Ellis", state="TEXAS"), OZARK)
        [event] = watch.sees(sheriff("Ellis", state="KANSAS"), OZARK)
        assert (event.kind, event.changes) == (EventKind.AMENDED, (Change(field="state", before="TX", after="KS"),))

    def test_a_whole_states_misspelling_hides_no_withdrawal_elsewhere(self) -> None:
        places = [f"{name} County" for name in ("Adams", "Bedford", "Berks", "Blair", "Bucks", "Butler", "Centre")]

        def pennsylvania(printed: str) -> list[Agreement]:
            return [row(f"{place} Sheriff", state=printed, county=place) for place in places]

        maryland = [sheriff(place, state="MARYLAND") for place in ("Allegany", "Carroll", "Cecil", "Harford")]
        watch = Watch(*pennsylvania("PENNSYLVANIA"), *maryland)
        first = watch.sees(*pennsylvania("PENNSLYVANIA"), *maryland[:2])
        second = watch.sees(*pennsylvania("PENNSYLVANIA"), *maryland[:2])
        assert told(first) == [(EventKind.MISSING, a.agency) for a in maryland[2:]]
        assert told(second) == [(EventKind.WITHDRAWN, a.agency) for a in maryland[2:]]
        assert {e.context.together for e in first} == {2}

    def test_a_county_of_one_state_is_not_its_namesake_in_another(self) -> None:
        watch = Watch(sheriff("Carroll", state="MARYLAND", signed="2025-02-27"), OZARK)
        events = watch.sees(sheriff("Carroll", state="KENTUCKY", signed="2026-01-29"), OZARK)
        assert [(e.kind, e.agreement.state) for e in events] == [(EventKind.SIGNED, "KY"), (EventKind.MISSING, "MD")]
        assert all(e.context.possibly == () for e in events)


class TestASwitchOfModel:
    def test_on_one_list_both_halves_know_of_each_other(self) -> None:
        watch = Watch(sheriff("Taney", model="JEM", signed="2025-03-01"), OZARK)
        signed, missing = watch.sees(sheriff("Taney", signed="2026-01-29"), OZARK)
        assert (signed.kind, signed.context.switched_from) == (EventKind.SIGNED, Model.JEM)
        assert (missing.kind, missing.context.switched_to) == (EventKind.MISSING, Model.TFM)
        [withdrawn] = watch.sees(sheriff("Taney", signed="2026-01-29"), OZARK)
        assert (withdrawn.kind, withdrawn.context.switched_to) == (EventKind.WITHDRAWN, Model.TFM)
        assert withdrawn.context.other_models == (Model.TFM,)

    def test_on_two_lists_the_later_half_knows_of_the_earlier(self) -> None:
        jail, force = sheriff("Taney", model="JEM", signed="2025-03-01"), sheriff("Taney", signed="2026-01-29")
        watch = Watch(jail, OZARK)
        [signed] = watch.sees(jail, force, OZARK)
        assert (signed.context.switched_from, signed.context.other_models) == (None, (Model.JEM,))
        [missing] = watch.sees(force, OZARK)
        assert missing.context.switched_to is Model.TFM

    def test_leaving_one_of_two_models_held_for_long_is_no_switch(self) -> None:
        watch = Watch(sheriff("Taney", model="JEM"), TANEY, OZARK)
        watch.sees(sheriff("Taney", model="JEM"), TANEY, OZARK, after=30 * DAY)
        [missing] = watch.sees(TANEY, OZARK)
        assert (missing.context.switched_to, missing.context.other_models) == (None, (Model.TFM,))


def test_the_record_keeps_an_agreements_id_through_a_renaming() -> None:
    watch = Watch(police("Nixa"))
    [before] = watch.register.standings
    [event] = watch.sees(row("City of Nixa Police", level="Municipality"))
    assert event.subject == before
    assert watch.register.standings[before].agreement.agency == "City of Nixa Police"


def test_the_outcome_names_what_changed_and_nothing_else() -> None:
    watch = Watch(TANEY, OZARK)
    watch.sees(TANEY, BARRY)
    stands = {s.agreement.agency: s.stand for s in watch.outcome.changed}
    assert stands[BARRY.agency] is Stand.LISTED
    assert stands[OZARK.agency] is Stand.MISSING


def test_the_same_comparison_gives_the_same_ids() -> None:
    one, other = Watch(TANEY, OZARK), Watch(OZARK, TANEY)
    assert {e.id for e in one.sees(OZARK, BARRY)} == {e.id for e in other.sees(BARRY, OZARK)}
