"""What `why` shows of the weighing, over events of a real comparison."""

from types import SimpleNamespace
from typing import cast

from bot.reports.why import the_sum
from state.store import Store
from tests.lists import Watch, police, row, sheriff
from watchers.model.event import Event, EventKind


def said(events: tuple[Event, ...], kind: EventKind) -> str:
    store = cast("Store", SimpleNamespace(events=lambda until: list(events)))
    event = next(event for event in events if event.kind is kind)
    return "\n".join(the_sum(store, event))


def test_a_renaming_is_shown_part_by_part_with_its_sum() -> None:
    watch = Watch(police("Nixa", moa="nixa.pdf"), sheriff("Barry"))
    events = watch.sees(police("Nixxa", moa="nixa.pdf"), sheriff("Barry"))
    shown = said(events, EventKind.AMENDED)
    assert "  +9  name: Nixa and Nixxa differ by a slip of the pen" in shown
    assert " +10  document: same MOA file" in shown
    assert "  +3  others: no other row of this state, model and date went or came" in shown
    assert "   31  together: one agreement" in shown
    assert "Second-best reading: none" in shown


def test_one_that_may_be_renamed_says_so() -> None:
    events = Watch(police("Nixa"), sheriff("Barry")).sees(police("Nixxa", signed="2026-01-15"), sheriff("Barry"))
    shown = said(events, EventKind.POSSIBLY_RENAMED)
    assert "together: possibly one agreement" in shown
    assert "  -4  date: the signing dates are 70 days apart" in shown


def test_a_missing_row_names_the_one_that_came_nearest_and_what_makes_it_two() -> None:
    old, new = (
        row(f"Gray County {office}", state="KANSAS", county="Gray County")
        for office in ("Attorney", "District Attorney")
    )
    events = Watch(old, sheriff("Barry")).sees(new, sheriff("Barry"))
    shown = said(events, EventKind.MISSING)
    assert "Nearest other reading: row 2, “Gray County District Attorney”" in shown
    assert "two agreements: county attorney and district attorney are two offices." in shown


def test_where_state_name_and_model_settle_it_nothing_is_weighed() -> None:
    events = Watch(police("Nixa"), sheriff("Barry")).sees(police("Nixa", signed="2026-01-15"), sheriff("Barry"))
    assert said(events, EventKind.AMENDED) == ""
