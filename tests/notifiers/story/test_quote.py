"""Sentences that can be printed as they are."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from notifiers.language.english import ENGLISH
from notifiers.language.spanish import SPANISH
from notifiers.story.quote import quote
from tests.factories import agreement, event
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings
from watchers.model.event import EventKind

CHICAGO = ZoneInfo("America/Chicago")


def test_a_signing_names_agency_state_model_ice_in_full_and_day() -> None:
    assert quote([WEBSTER], CHICAGO, ENGLISH) == (
        "The Webster County Sheriff's Office in Missouri signed a 287(g) Task Force agreement Nov. 6, according to "
        "U.S. Immigration and Customs Enforcement."
    )


def test_what_is_gone_carries_its_caution() -> None:
    assert quote([GONE], CHICAGO, ENGLISH) == (
        "U.S. Immigration and Customs Enforcement no longer lists a 287(g) Jail Enforcement agreement with the Pulaski "
        "County Sheriff's Office in Missouri, as of Nov. 6. The list does not say why, or whether the agreement ended."
    )


def test_several_are_named_up_to_three_and_counted_beyond() -> None:
    three, four = signings(3, ("MO", "KS")), signings(4, ("MO", "KS"))
    assert quote(three, CHICAGO, ENGLISH).startswith(
        "The Agency 000 County Sheriff's Office and the Agency 002 County Sheriff's Office in Missouri, and the Agency "
        "001 County Sheriff's Office in Kansas signed 287(g) Task Force agreements Nov. 6, according to "
    )
    assert quote(four, CHICAGO, ENGLISH).startswith(
        "Four law enforcement agencies in Missouri and Kansas signed 287(g)"
    )
    many = signings(5, ("MO", "KS", "TX", "OK", "FL"))
    assert quote(many, CHICAGO, ENGLISH).startswith("Five law enforcement agencies in five states signed 287(g)")
    assert quote(many, CHICAGO, SPANISH).startswith("Cinco agencias del orden en cinco estados firmaron acuerdos")


def test_ice_is_named_in_full_once() -> None:
    assert quote([WEBSTER, GONE], CHICAGO, ENGLISH).count("U.S. Immigration") == 1


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_a_sentence_that_claims_no_motive(kind: EventKind) -> None:
    said = quote([event(kind=kind)], CHICAGO, ENGLISH)
    assert said.endswith(".")
    assert "{" not in said
    assert not any(word in said.casefold() for word in ("terminat", "cancel", "withdr", "quit", "drop"))


def test_a_day_that_is_unclear_or_not_of_all_is_not_said() -> None:
    unclear = event(agreement=agreement(unclear=("signed",)))
    others = event(id="o", agreement=agreement(agency="Iron County Sheriff", signed=date(2025, 11, 3)))
    for found in ([unclear], [WEBSTER, others]):
        assert quote(found, CHICAGO, ENGLISH).endswith(
            "according to U.S. Immigration and Customs Enforcement's list of Nov. 6."
        )


def test_a_name_that_says_its_state_is_not_followed_by_it() -> None:
    patrol = event(agreement=agreement(agency="Missouri State Highway Patrol", model=None))
    assert quote([patrol], CHICAGO, ENGLISH).startswith(
        "The Missouri State Highway Patrol signed a 287(g) agreement Nov. 6"
    )


def test_edits_are_quoted_where_there_is_no_other_news() -> None:
    edit = event(id="e", kind=EventKind.AMENDED)
    assert "edited" not in quote([WEBSTER, edit], CHICAGO, ENGLISH)
    assert "edited its 287(g) list's entry for the Webster County" in quote([edit], CHICAGO, ENGLISH)
    assert "again for Jail Enforcement" in quote([BACK], CHICAGO, ENGLISH)


@pytest.mark.parametrize("when", [date(2025, 12, 24), date(2035, 11, 6), date(1925, 11, 6)])
def test_a_day_on_which_nobody_can_have_signed_is_not_quoted(when: date) -> None:
    odd = replace(WEBSTER, agreement=replace(WEBSTER.agreement, signed=when))
    said = quote([odd], CHICAGO, ENGLISH)
    assert said.endswith("agreement, according to U.S. Immigration and Customs Enforcement's list of Nov. 6.")
    assert odd.signed_on is None


@pytest.mark.parametrize("behind", [", MO", ", Mo.", ", Missouri"])
def test_the_state_that_ice_prints_behind_a_name_is_not_said_twice(behind: str) -> None:
    told = event(agreement=agreement(agency=f"Nixa Police Department{behind}", county=None))
    assert quote([told], CHICAGO, ENGLISH).startswith("The Nixa Police Department in Missouri signed")
    other = event(agreement=agreement(agency="Sheriff of Lake, Porter", county=None))
    assert "The Sheriff of Lake, Porter in Missouri signed" in quote([other], CHICAGO, ENGLISH)
