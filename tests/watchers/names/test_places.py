import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.names.places import STATES, near_states, state_meant, state_name, state_named

LONG_NAMES = sorted(s.name for s in STATES.values() if len(s.name) >= 8)


def test_there_are_fifty_states_the_district_and_five_territories() -> None:
    assert len(STATES) == 56
    assert {"DC", "GU", "MP", "PR", "VI", "AS"} < set(STATES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MISSOURI", "MO"), ("missouri", "MO"), (" Missouri ", "MO"), ("MO", "MO"), ("Mo.", "MO"),
        ("WEST  VIRGINIA", "WV"), ("W.Va.", "WV"), ("N.Y.", "NY"), ("Washington", "WA"), ("D.C.", "DC"),
        ("Washington, D.C.", "DC"), ("GUAM", "GU"), ("NORTHERN MARIANA ISLANDS", "MP"), ("CNMI", "MP"),
        ("U.S. Virgin Islands", "VI"), ("Virgin Islands", "VI"),
    ],
)  # fmt: skip
def test_a_state_is_known_by_its_code_its_name_and_its_short_form(text: str, code: str) -> None:
    assert state_named(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PENNSLYVANIA", "PA"), ("UTAh", "UT"), ("UTAHJ", "UT"), ("WEST VIRIGINIA", "WV"), ("WESTVIRGINIA", "WV"),
        ("TEXSA", "TX"), ("FLORDIA", "FL"), ("GEROGIA", "GA"), ("MISSISIPI", "MS"), ("MISOURI", "MO"),
        ("NORTH CAROLNA", "NC"), ("TENNESEE", "TN"), ("MASSACHUSSETTS", "MA"), ("OKLAHOMA.", "OK"),
        ("NORTHERN MARIANNA ISLANDS", "MP"), ("KANSSAS", "KS"), ("ARKANAS", "AR"),
    ],
)  # fmt: skip
def test_a_misspelt_state_is_the_one_it_is_nearest_to(text: str, code: str) -> None:
    assert state_meant(text) == code


@pytest.mark.parametrize("text", ["", "#N/A", "??", "XX", "FEDERAL", "CAROLINA", "DAKOTA", "Webster County"])
def test_what_is_near_no_state_or_near_two_is_none(text: str) -> None:
    assert state_meant(text) is None


def test_a_word_as_near_to_two_states_names_both() -> None:
    assert set(near_states("NRTH CAROLIN")) == {"NC"}
    assert set(near_states("NOUTH CAROLINA")) == {"NC", "SC"}
    assert state_meant("NOUTH CAROLINA") is None


def test_no_state_is_taken_for_a_misspelling_of_another() -> None:
    assert {code: state_meant(s.name) for code, s in STATES.items()} == {code: code for code in STATES}


@given(st.sampled_from(LONG_NAMES), st.data())
def test_a_letter_left_out_of_a_long_name_leaves_the_state_among_the_nearest(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    near = near_states(name[:at] + name[at + 1 :])
    assert name in {STATES[code].name for code in near}
    assert len(near) == 1 or name == "Arkansas"  # "rkansas" may be Kansas too


@given(st.sampled_from(sorted(s.name for s in STATES.values())), st.data())
def test_one_wrong_letter_never_makes_another_state(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    meant = state_meant(name[:at] + letter + name[at + 1 :])
    assert meant is None or STATES[meant].name == name


def test_an_unknown_state_is_printed_as_unclear() -> None:
    assert state_name("MO") == "Missouri"
    assert state_name(None) == state_name("??") == "state unclear"
