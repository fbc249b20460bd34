"""What ICE changed in rows, many at once."""

import sys
from dataclasses import fields
from typing import Any

import deepdiff
import pytest

from tests.lists import Watch, police, roll, row, sheriff
from watchers.diff.amendments import changes_among, have_same_cells
from watchers.diff.plausible import suspect
from watchers.model.agreement import Agreement, ListKind
from watchers.model.event import Change

NIXA = police("Nixa", moa="nixa.pdf")


def fields_of(before: Agreement, after: Agreement) -> list[str]:
    return [change.field for change in changes_among([("a", before, after)]).get("a", ())]


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
    assert (fields_of(row("Nixa Police Department"), row(agency)) == []) is same


def test_a_document_moved_to_another_folder_is_no_change() -> None:
    assert fields_of(NIXA, police("Nixa", moa="2026/NIXA.pdf")) == []


def test_a_row_with_another_document_is_looked_into_though_its_cells_are_the_same() -> None:
    linked = police("Nixa", moa="nixa-2.pdf")
    assert linked.printed == NIXA.printed
    assert not have_same_cells(NIXA, linked)
    assert fields_of(NIXA, linked) == ["moa"]


def test_every_field_of_a_row_is_compared() -> None:
    other = row(
        "Ava Police", state="KANSAS", county="Douglas", level="State", model="JEM", signed="2026-01-01", moa="ava.pdf"
    )
    told_otherwise = {"row", "tab", "printed", "unclear"}
    assert fields_of(NIXA, other) == [f.name for f in fields(Agreement) if f.name not in {*told_otherwise, "addendum"}]


class TestWhatIsToldIsWhatDeepDiffFound:
    """The package is not asked to agree: what it finds, and nothing else, is the news."""

    @staticmethod
    def finding(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
        """Let DeepDiff be given the values of one field alone, one of them another than ICE's."""

        class Partial(deepdiff.DeepDiff):
            def __init__(self, old: dict[Any, Any], new: dict[Any, Any], **options: Any) -> None:
                kept = [{k: v for k, v in side.items() if k[1] == chosen} for side in (old, new)]
                super().__init__(kept[0], {k: f"{v}, as found" for k, v in kept[1].items()}, **options)

        monkeypatch.setattr(deepdiff, "DeepDiff", Partial)

    def test_in_a_row(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.finding(monkeypatch, "county")
        found = changes_among([("a", NIXA, police("Nixa", county="Taney", signed="2026-01-15", moa="nixa.pdf"))])
        assert found == {"a": (Change(field="county", before=None, after="Taney County, as found"),)}

    def test_in_the_events_of_a_publication(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.finding(monkeypatch, "signed")
        [event] = Watch(NIXA).sees(police("City of Nixa", signed="2026-01-15", moa="nixa.pdf"))
        assert event.changes == (Change(field="signed", before="2025-11-06", after="2026-01-15, as found"),)

    def test_in_the_doubt_about_a_list(self, monkeypatch: pytest.MonkeyPatch) -> None:

        rows = [police(f"Nixa {n}", moa=f"{n}.pdf") for n in range(40)]
        spoilt = [police(f"Nixa {n}", moa=f"{n}.pdf", signed="2026-01-15") for n in range(40)]
        register = Watch(*rows).register
        assert (found := suspect(register, roll(*spoilt), expected=ListKind.PARTICIPATING)) is not None
        assert "another signing date in 40" in found.reason
        self.finding(monkeypatch, "county")
        assert (found := suspect(register, roll(*spoilt), expected=ListKind.PARTICIPATING)) is None

    def test_without_it_there_is_no_telling(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "deepdiff", None)
        assert Watch(NIXA).sees(NIXA) == ()
        with pytest.raises(ImportError):
            Watch(NIXA).sees(police("Nixa", signed="2026-01-15", moa="nixa.pdf"))


def test_the_record_says_no_change_for_what_could_not_be_read() -> None:
    unread = police("Nixa", moa="nixa.pdf", signed="5026-01-15", model="?")
    assert fields_of(NIXA, unread) == fields_of(unread, NIXA)[:0] == []
