"""Named values at two times, and what differs."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.diff.fields import differences

VALUES = st.none() | st.integers() | st.sampled_from(["", "a", "A"]) | st.lists(st.booleans(), max_size=2)
STATES = st.dictionaries(st.sampled_from("abcdef"), VALUES, max_size=6)


def test_each_value_that_differs_is_there_as_it_was_and_as_it_is() -> None:
    before = {"agreements": 1274, "states": 40, "models": {"JEM": 145}, "as of": None}
    after = {"agreements": 1290, "states": 40, "models": {"JEM": 146}, "as of": "Dec. 31", "territories": 2}
    assert differences(before, after) == {
        "agreements": (1274, 1290),
        "models": ({"JEM": 145}, {"JEM": 146}),
        "as of": (None, "Dec. 31"),
        "territories": (None, 2),
    }


def test_what_counts_as_alike_is_the_callers_to_say() -> None:
    before, after = {"a": "Nixa", "b": "Ava"}, {"a": "NIXA", "b": "Ozark"}
    assert differences(before, after, alike=lambda one, other: one.lower() == other.lower()) == {"b": ("Ava", "Ozark")}


def test_where_nothing_differs_the_package_is_not_even_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "deepdiff", None)
    assert differences({"a": 1}, {"a": 1}) == {}


@given(STATES, STATES)
def test_the_differences_turn_the_one_into_the_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    found = differences(before, after)
    patched = before | {name: is_now for name, (_, is_now) in found.items()}
    assert {name: value for name, value in patched.items() if name in after} == after
    assert all(before.get(name) == was and after.get(name) == is_now for name, (was, is_now) in found.items())
