"""What clerks do to rows, kind by kind: one agreement, two, or open; and what is news beside a row that stays."""

from typing import Any

import pytest

from tests.lists import row
from watchers.matching.match import match
from watchers.model.agreement import Agreement


def verdict(old: Agreement, new: Agreement) -> str:
    """What becomes of a row that goes as another comes; the same the other way round."""
    found, back = match([old], [new]), match([new], [old])
    assert (len(found.pairs), len(found.possibly)) == (len(back.pairs), len(back.possibly))
    return "one" if found.pairs else "open" if found.possibly else "two"


def pair(one: str, other: str, *, then: dict[str, Any] | None = None, **both: Any) -> tuple[Agreement, Agreement]:
    return row(one, **both), row(other, **{**both, **(then or {})})


IOWA: dict[str, Any] = {"state": "IOWA", "model": "WSO", "signed": "2026-01-14"}

ONE = [
    pytest.param(*pair("Department of Corrections", "Utah Department of Corrections", state="UTAH"), id="state put in"),
    pytest.param(*pair("SD Highway Patrol", "South Dakota Highway Patrol", state="SOUTH DAKOTA"), id="state's code"),
    pytest.param(*pair("Knox County Jail", "Knox County Adult Detention Center", state="INDIANA"), id="another word"),
    pytest.param(*pair("Vinton Police", "Vinton Police & Rescue", **IOWA), id="a duty more"),
    pytest.param(*pair("Benton Marshal's Office", "Benton Marshal's Office, Narcotics", **IOWA), id="a unit behind"),
    pytest.param(*pair("Dallas County ADC", "Dallas County Adult Detention Center", state="TEXAS"), id="an acronym"),
    pytest.param(
        row("Beaton County Sheriff's Office", county="Beaton County", **IOWA),
        row("Benton County Sheriff's Office", county="Benton County", **IOWA),
        id="a county that is none",
    ),
    pytest.param(
        *pair("Floyde County Sheriff's Office", "Floyd County Sheriff's Office", then={"signed": "2026-01-13"}, **IOWA),
        id="name and date mended at once",
    ),
    pytest.param(
        *pair(
            "Clay County Sheriff's Office",
            "Clay County Board of Commissioners, Corrections",
            then={"signed": "2026-01-15"},
            **IOWA,
            moa="clay.pdf",
        ),
        id="one document, another office, a day off",
    ),
    pytest.param(
        *pair(
            "Clay County Sheriff's Office",
            "Clay County Sheriff's Office",
            **IOWA,
            moa="clay.pdf",
            then={"model": "JEM"},
        ),
        id="one document, another model",
    ),
    pytest.param(
        *pair("Polk State College Police", "District Board of Trustees of Polk State College", state="FLORIDA"),
        id="a college's trustees",
    ),
    pytest.param(
        *pair("Dawes County Sheriff", "Dawes County Sheriff", state="COLORADO", signed="", then={"state": "NEBRASKA"}),
        id="the state that has the county",
    ),
    pytest.param(
        *pair("Polk County District Attorney", "Polk County DA's Office", state="TEXAS"), id="a title's letters"
    ),
    pytest.param(
        *pair("Dallas Fort Worth International Airport Police", "DFW Airport Police", state="TEXAS"),
        id="an airport's code",
    ),
    pytest.param(
        *pair("Mat-Su Borough Police", "Matanuska-Susitna Borough Police", state="ALASKA"), id="a name cut short"
    ),
    pytest.param(
        *pair(
            "Lexington-Fayette Urban County Jail", "Lexington Fayette Urban County Government Jail", state="KENTUCKY"
        ),
        id="a united government's jail",
    ),
    pytest.param(
        *pair("Edna CISD Police", "Edna Consolidated Independent School District Police", state="TEXAS"),
        id="a school district's letters",
    ),
    pytest.param(
        *pair("15th Circuit Solicitor", "Fifteenth Circuit Solicitor", state="SOUTH CAROLINA"), id="a number in words"
    ),
]
OPEN = [
    pytest.param(
        *pair("Nevada Police", "Nevda Police", **IOWA, then={"signed": "2025-11-14"}), id="a slip, months off"
    ),
    pytest.param(
        *pair("Clay County Sheriff", "Clay County Jail", **IOWA), id="another office, without a county's cell"
    ),
    pytest.param(
        *pair("Clay County Sheriff", "Clay County Sheriff", **IOWA, then={"model": "JEM"}), id="another model"
    ),
    pytest.param(
        *pair("Cobb County Sheriff's Office", "Cobb County Police Department", state="GEORGIA", county="Cobb County"),
        id="two forces of a county",
    ),
    pytest.param(
        *pair("St. Charles County Police", "St. Charles Police", state="MISSOURI", county="St. Charles County"),
        id="a county and its town of one name",
    ),
]
TWO = [
    pytest.param(
        *pair("Gray County Attorney", "Gray County District Attorney", state="KANSAS", county="Gray County"),
        id="county's and district attorney",
    ),
    pytest.param(*pair("City of Rome Police", "Town of Rome Police", state="NEW YORK"), id="City and Town of one name"),
    pytest.param(
        *pair("University of Kansas Police", "Kansas State University Police", state="KANSAS"), id="State University"
    ),
    pytest.param(
        *pair(
            "Lincoln County Sheriff", "Lincoln County Sheriff", state="COLORADO", signed="", then={"state": "NEBRASKA"}
        ),
        id="two states with a county of the name",
    ),
    pytest.param(
        *pair("Ohio State Highway Patrol", "Ohio State Fire Marshal", state="OHIO"), id="a state's two agencies"
    ),
    pytest.param(*pair("Texas National Guard", "Texas State Guard", state="TEXAS"), id="two guards"),
    pytest.param(*pair("Spring ISD Police", "Spring Branch ISD Police", state="TEXAS"), id="two districts' schools"),
    pytest.param(*pair("Lake City Police", "Lake County Sheriff", state="FLORIDA"), id="a city and a county"),
    pytest.param(*pair("Ocala Police", "Ocala Airport Police", state="FLORIDA"), id="a town's and an airport's police"),
]


@pytest.mark.parametrize(("old", "new"), ONE)
def test_it_is_one_agreement(old: Agreement, new: Agreement) -> None:
    assert verdict(old, new) == "one"


@pytest.mark.parametrize(("old", "new"), OPEN)
def test_nobody_can_say_yet(old: Agreement, new: Agreement) -> None:
    assert verdict(old, new) == "open"


@pytest.mark.parametrize(("old", "new"), TWO)
def test_they_are_two(old: Agreement, new: Agreement) -> None:
    assert verdict(old, new) == "two"


@pytest.mark.parametrize(("stays", "comes"), TWO)
def test_the_second_of_two_is_news_and_so_is_its_going(stays: Agreement, comes: Agreement) -> None:
    assert match([stays], [stays, comes]).appeared == (1,)
    assert match([stays, comes], [stays]).gone == (1,)


def test_a_row_of_one_name_and_another_date_is_an_agreement_of_its_own() -> None:
    first, second = row("Vinton Police", **IOWA), row("City of Vinton Police", **{**IOWA, "signed": "2025-11-20"})
    assert match([first], [first, second]).appeared == (1,)


def test_a_row_that_turns_into_two_keeps_the_one_of_its_date() -> None:
    """Its date stands under a new name, and its old name stands beside it with a new date."""
    before = row("Vinton Police", **IOWA)
    renamed, signed = row("Vinton Police & Rescue", **IOWA), row("Vinton Police", **{**IOWA, "signed": "2026-01-29"})
    found = match([before], [signed, renamed])
    assert [(p.old, p.new) for p in found.pairs] == [(0, 1)]
    assert found.appeared == (0,)


def test_with_several_of_its_date_the_trustees_are_left_open() -> None:
    police = row("Polk State College Police", state="FLORIDA")
    others = [row("Ocala Police", state="FLORIDA"), row("Eustis Police", state="FLORIDA")]
    found = match(
        [police, others[0]], [row("District Board of Trustees of Polk State College", state="FLORIDA"), others[1]]
    )
    assert found.pairs == ()
    assert found.possibly == ((0, 0),)


def test_of_two_that_are_as_near_neither_is_taken() -> None:
    old = row("Marion Police", **IOWA)
    found = match([old], [row("Marlon Police", **IOWA), row("Marnion Police", **IOWA)])
    assert found.pairs == ()
    assert len(found.possibly) == 2


def test_the_best_for_all_goes_before_the_best_for_one() -> None:
    """The first of the new rows is nearest to both old ones; only one of these can be another."""
    slip, unit = row("Vintn Police", **IOWA), row("Vinton Police Narcotics", **IOWA, moa="v.pdf")
    plain, other = row("Vinton Police", **IOWA, moa="v.pdf"), row("Vintn Police Unit", **IOWA)
    found = match([slip, unit], [plain, other])
    assert sorted((p.old, p.new) for p in found.pairs) == [(0, 1), (1, 0)]
