"""Times noted by a clock that was wrong."""

import types
from collections import abc
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from state.clock import MOST_AHEAD, brought_back, most_ahead
from state.outbox import Owed, Try, is_due, owed_parts
from state.store import read_store
from state.tables import TABLES, Table
from tests.factories import event as make_event
from tests.state.rows import writing
from watchers.model.event import Event

AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
FAR = datetime(2037, 6, 1, tzinfo=UTC)


def row(**over: Any) -> Owed:
    [made] = owed_parts([{"text": "news"}], subscription="mo", destination="slack #a", occasion="alert", at=AT)
    return Owed(**{field.name: getattr(made, field.name) for field in fields(made)} | over)


def test_every_time_that_lies_ahead_beyond_reason_counts_as_now_also_within_others() -> None:
    soon = AT + MOST_AHEAD
    noted = row(created_at=FAR, not_before=soon, tries=(Try(at=AT), Try(at=FAR, outcome="refused")))
    assert most_ahead(noted, AT) == FAR - AT
    assert brought_back(noted, AT) == row(
        created_at=AT, not_before=soon, tries=(Try(at=AT), Try(at=AT, outcome="refused"))
    )


def test_a_value_without_such_a_time_is_itself() -> None:
    noted = row(not_before=AT + timedelta(hours=1), tries=(Try(at=AT),))
    assert most_ahead(noted, AT) is None
    assert brought_back(noted, AT) is noted


def test_a_message_waits_for_no_time_that_lies_ahead_beyond_reason() -> None:
    assert not is_due(row(not_before=AT + MOST_AHEAD), AT)
    assert is_due(row(not_before=FAR), AT)


@pytest.mark.parametrize("table", [*TABLES, Table("events", Event)], ids=lambda table: table.name)
def test_no_kind_of_value_hides_a_time_where_it_would_not_be_found(table: Table[Any]) -> None:
    assert not hidden_times(table.kind)


def hidden_times(hint: Any, *, out_of_sight: bool = False) -> list[Any]:
    """The places of times that are in anything else than values and tuples of them."""
    if hint is datetime:
        return [hint] if out_of_sight else []
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return [f"{hint}.{f.name}" for f in fields(hint) if hidden_times(hints[f.name], out_of_sight=out_of_sight)]
    if get_origin(hint) not in {None, tuple, types.UnionType}:
        assert get_origin(hint) in {dict, abc.Mapping, abc.Callable} or get_origin(hint).__name__ == "Union", hint
        out_of_sight = out_of_sight or get_origin(hint) in {dict, abc.Mapping}
    return [found for inner in get_args(hint) for found in hidden_times(inner, out_of_sight=out_of_sight)]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=7), timedelta(days=400)])
def test_an_event_that_is_brought_back_stays_in_the_record_in_its_month_as_in_another(
    tmp_path: Path, ahead: timedelta
) -> None:
    event = make_event(observed_at=AT + ahead)
    with writing(tmp_path) as store:
        store.commit(events=[event])
        store.bring_back(AT, owed=[], entries=[])
        assert store.events() == [replace(event, observed_at=AT)]
    with read_store(tmp_path) as store:
        store.read_all()
        assert store.events() == [replace(event, observed_at=AT)]
