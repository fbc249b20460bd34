"""Agency text stays literal and can't steer."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.text.safe import literal, web_url


def test_markup_and_quotes_stay_as_printed() -> None:
    assert literal("Town of *Evil* <!channel> & Co’s “PD”") == "Town of *Evil* <!channel> & Co’s “PD”"


def test_controls_and_direction_marks_go_and_line_ends_become_spaces() -> None:
    assert literal("A\x1b[31m\u202eB\nC\u2028D\u200f\x00 E") == "A [31mB C D E"


@given(st.text())
def test_whatever_a_cell_holds_one_line_of_visible_characters_comes_out(text: str) -> None:
    out = literal(text, 50)
    assert len(out) <= 50
    assert not {unicodedata.category(c) for c in out} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert literal(out, 50) == out


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "http://www.ice.gov/a", "https://", "https://a b", "https://x.y/<!channel>", "", None],
)
def test_only_https_is_linked(bad: str | None) -> None:
    assert web_url(bad) is None


def test_a_rehearsal_on_loopback_may_be_linked() -> None:
    assert web_url("http://127.0.0.1:8000/a.xlsx") == "http://127.0.0.1:8000/a.xlsx"
    assert web_url("https://www.ice.gov/a.pdf") == "https://www.ice.gov/a.pdf"
