from hypothesis import example, given
from hypothesis import strategies as st

from watchers.names.edit_distance import distance, is_a_slip

WORDS = st.text("abc", max_size=6)


@given(one=WORDS, other=WORDS)
@example(one="sheriff", other="sheriffs")
@example(one="ab", other="ba")
def test_a_slip_is_one_letter_or_a_swap(one: str, other: str) -> None:
    assert is_a_slip(one, other) is (distance(one, other) <= 1)
