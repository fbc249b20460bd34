"""Laws that hold for any two lists: tried on lists drawn at random from real places."""

from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.lists import Watch, row, sheriff
from watchers.matching.match import match
from watchers.model.agreement import Agreement
from watchers.model.event import Event
from watchers.names.counties import counties, county_meant
from watchers.names.places import STATES, state_meant
from watchers.names.spelling import folded

CODES = ("KY", "MO", "TX", "FL", "MD", "OK")
PLACES = {code: sorted(c.bare for c in counties(code) if c.name.endswith(" County") and not c.former) for code in CODES}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
FORMS = (
    "{} County Sheriff's Office",
    "{} Police Department",
    "City of {} Police Department",
    "{} County Constable Precinct 1",
    "{} County Constable Precinct 2",
)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    code = draw(st.sampled_from(CODES))
    place = draw(st.sampled_from(PLACES[code][:25]))
    return row(
        draw(st.sampled_from(FORMS)).format(place),
        state=STATES[code].name.upper(),
        county=draw(st.sampled_from([f"{place} County", "#N/A"])),
        model=draw(st.sampled_from(["TFM", "JEM", "WSO"])),
        signed=draw(st.sampled_from(["2025-03-04", "2025-11-06", "2026-01-29", "5025-01-02"])),
        moa=draw(st.sampled_from(["", f"{code}{place}.pdf"])),
    )


def lists(least: int = 0) -> st.SearchStrategy[list[Agreement]]:
    return st.lists(agreements(), min_size=least, max_size=12)


def facts(rows: list[Agreement], indexes: tuple[int, ...]) -> set[Any]:
    return {(rows[i].state, folded(rows[i].agency), rows[i].model) for i in indexes}


def said(event: Event) -> tuple[str, ...]:
    """What is told, without its id: which of two rows of one agency and model has the first one is their order's."""
    there = (event.agreement, event.before)
    return (event.kind, *(f"{a.state} {a.agency} {a.model} {a.county} {a.signed} {a.moa}" for a in there if a))


def printed_otherwise(a: Agreement) -> Agreement:
    """The same row in other case, quotes and spaces."""
    agency = a.printed.agency.upper().replace("'", "’").replace(" ", "  ") + "\u00a0"
    again = row(
        agency,
        state=f" {a.printed.state.lower()}\u00a0",
        county=a.printed.county.upper() + " ",
        model=a.printed.model.upper() + " ",
        signed=a.printed.signed + " ",
        level=a.printed.level.lower(),
        moa=(a.moa or "").rpartition("/")[2],
    )
    return replace(again, row=a.row)


@SOME
@given(lists())
def test_where_nothing_changes_there_is_no_news(rows: list[Agreement]) -> None:
    watch = Watch(*rows, pending=tuple(rows))
    assert watch.sees(*rows, pending=tuple(rows)) == ()
    assert watch.sees(*rows, pending=tuple(rows)) == ()


@SOME
@given(lists(), lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_plays_no_part(old: list[Agreement], new: list[Agreement], chance: Any) -> None:
    one, other = Watch(*old), Watch(*chance.sample(old, len(old)))
    mixed = chance.sample(new, len(new))
    before, after = one.sees(*new), other.sees(*mixed)
    assert sorted(map(said, before)) == sorted(map(said, after))


@SOME
@given(lists(least=1), st.data())
def test_a_row_that_stands_there_twice_plays_no_part(rows: list[Agreement], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(rows), max_size=4))
    watch = Watch(*rows)
    assert watch.sees(*rows, *again) == ()
    assert watch.sees(*rows) == ()


@SOME
@given(lists())
def test_spaces_quotes_and_case_play_no_part(rows: list[Agreement]) -> None:
    watch = Watch(*rows)
    assert watch.sees(*map(printed_otherwise, rows)) == ()


@SOME
@given(lists(), lists())
def test_what_is_gone_one_way_has_appeared_the_other_way(old: list[Agreement], new: list[Agreement]) -> None:
    there, back = match(old, new), match(new, old)
    assert facts(old, (*there.gone, *there.absorbed)) == facts(old, (*back.appeared, *back.doubled))
    assert facts(new, (*there.appeared, *there.doubled)) == facts(new, (*back.gone, *back.absorbed))
    # A second row under another date is told when it comes, and is no withdrawal when it goes and the first one stays.
    of_old, of_new = (facts(rows, tuple(range(len(rows)))) for rows in (old, new))
    assert facts(old, there.gone) >= facts(old, back.appeared) - of_new
    assert facts(new, there.appeared) - of_old <= facts(new, back.gone)


@SOME
@given(lists(), lists())
def test_every_row_has_one_fate(old: list[Agreement], new: list[Agreement]) -> None:
    found = match(old, new)
    assert sorted([*(p.old for p in found.pairs), *found.gone, *found.absorbed]) == list(range(len(old)))
    assert sorted([*(p.new for p in found.pairs), *found.appeared, *found.doubled]) == list(range(len(new)))


@cache
def sheriffs_of(code: str) -> list[Agreement]:
    return [sheriff(place, state=STATES[code].name) for place in PLACES[code]]


@SOME
@given(st.data())
def test_a_one_letter_slip_in_a_name_is_never_a_withdrawal(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    rows = sheriffs_of(code)
    at = data.draw(st.integers(0, len(rows) - 1))
    slip = _slipped(rows[at].agency, data)
    new = [*rows[:at], row(slip, state=STATES[code].name, county=rows[at].county or ""), *rows[at + 1 :]]
    found = match(rows, new)
    assert (found.gone, found.appeared) == ((), ())


@SOME
@given(st.data())
def test_a_one_letter_slip_in_a_state_is_never_a_withdrawal(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    rows = sheriffs_of(code)
    slip = _slipped(STATES[code].name, data)
    assume(state_meant(slip) in (code, None))
    at = data.draw(st.integers(0, len(rows) - 1))
    new = [*rows[:at], sheriff(PLACES[code][at], state=slip), *rows[at + 1 :]]
    found = match(rows, new)
    assert (found.gone, found.appeared) == ((), ())


@SOME
@given(st.data())
def test_two_real_counties_are_never_one(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(CODES))
    one, other = data.draw(st.lists(st.sampled_from(PLACES[code]), min_size=2, max_size=2, unique=True))
    moa = data.draw(st.sampled_from(["", "theSame.pdf"]))
    old = sheriff(one, state=STATES[code].name, moa=moa)
    new = sheriff(other, state=STATES[code].name, moa=moa)
    assert county_meant(one, code) != county_meant(other, code)
    assert match([old], [new]).pairs == ()


def _slipped(text: str, data: st.DataObject) -> str:
    """The text with one letter left out, doubled, put in, changed, or changed places with the next."""
    at = data.draw(st.integers(0, len(text) - 2))
    letter = data.draw(st.sampled_from(LETTERS))
    before, here, after = text[:at], text[at], text[at + 1 :]
    return data.draw(
        st.sampled_from(
            [
                before + after,
                before + here + here + after,
                before + letter + here + after,
                before + letter + after,
                before + after[0] + here + after[1:],
            ]
        )
    )
