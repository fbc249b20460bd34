"""What ICE changed in rows, many at once."""

import pytest

from tests.lists import police, row, sheriff
from watchers.diff.amendments import altered_fields, changes_among, have_same_cells
from watchers.model.event import Change

NIXA = police("Nixa", moa="nixa.pdf")


def test_each_row_is_told_its_own_changes_and_an_unchanged_one_none() -> None:
    other = police("Nixa", moa="nixa.pdf", signed="2026-01-15")
    moved = sheriff("Taney", county="Stone County", signed="")
    found = changes_among([("a", NIXA, NIXA), ("b", NIXA, other), ("c", sheriff("Taney"), moved)])
    assert found == {
        "b": (Change(field="signed", before="2025-11-06", after="2026-01-15"),),
        "c": (
            Change(field="county", before="Taney County", after="Stone County"),
            Change(field="signed", before="2025-11-06", after=None),
        ),
    }


def test_of_no_rows_there_are_no_changes() -> None:
    assert changes_among([]) == {}


@pytest.mark.parametrize(
    ("agency", "same"), [("NIXA Police Department", True), ("Nixa  Police Department", True), ("Nixa PD", False)]
)
def test_case_and_white_space_are_no_change(agency: str, same: bool) -> None:
    assert (altered_fields(row("Nixa Police Department"), row(agency)) == []) is same


def test_a_row_with_another_document_is_looked_into_though_its_cells_are_the_same() -> None:
    linked = police("Nixa", moa="nixa-2.pdf")
    assert linked.printed == NIXA.printed
    assert not have_same_cells(NIXA, linked)
    assert altered_fields(NIXA, linked) == ["moa"]
