import unicodedata
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.text.safe import SUBJECT_LIMIT, header_text, one_line

ANY_TEXT = st.text(st.characters() | st.sampled_from("\u2028\u2029\x85\x0b\x0c\x1c\x1e\0\t\r\n\u202e =?"), max_size=300)


@given(ANY_TEXT)
def test_any_text_becomes_one_line_that_a_header_takes(text: str) -> None:
    line = header_text(text)
    assert len(line) <= SUBJECT_LIMIT
    assert len(line.splitlines()) <= 1
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "=?" not in line
    assert "  " not in line
    assert line == line.strip()
    EmailMessage(policy=SMTP)["Subject"] = line


@given(ANY_TEXT)
def test_made_safe_twice_is_made_safe_once(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert header_text(header_text(text)) == header_text(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Webster\u2028County\r\nBcc: x@y.z", "Webster County Bcc: x@y.z"),
        ("\u202eOffice\u202c of the Sheriff", "Office of the Sheriff"),
        ("Don\u0303a Ana", "Doña Ana"),
        ("Sher\u00adiff\u200b's", "Sheriff's"),
        ("Town\u00a0 of  X", "Town of X"),
        ("=?utf-8?q?=0ABcc?=", "= ?utf-8?q?=0ABcc?="),
    ],
)
def test_what_could_steer_a_header_or_a_screen_goes_and_words_stay(text: str, line: str) -> None:
    assert header_text(text) == line


def test_a_long_line_is_cut_at_a_word_and_says_so() -> None:
    assert header_text("Webster County sheriff signs; Pulaski County drops", 31) == "Webster County sheriff signs…"
    assert header_text("W" * 300) == "W" * (SUBJECT_LIMIT - 1) + "…"
    assert header_text("W" * SUBJECT_LIMIT) == "W" * SUBJECT_LIMIT
