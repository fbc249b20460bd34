from collections import Counter
from dataclasses import replace
from datetime import date

from tests.factories import agreement, event, standing
from watchers.diff.totals import Counts, counted, counts_before
from watchers.model.agreement import ListKind, Model
from watchers.model.event import Change, EventKind
from watchers.model.register import Register, Stand
from watchers.names.places import UNKNOWN_STATE

ROW = agreement()
HERE = ("MO", Model.TFM)


def test_what_is_on_the_list_is_counted_as_the_totals_count_it() -> None:
    rows = [
        standing(id="a"),
        standing(id="b", stand=Stand.DOUBLED),
        standing(id="c", stand=Stand.MISSING),
        standing(id="d", stand=Stand.GONE),
        standing(id="e", list=ListKind.PENDING),
        standing(id="f", agreement=agreement(state=None, model=None)),
    ]
    assert counted(Register(standings={s.id: s for s in rows})) == Counter({HERE: 2, (UNKNOWN_STATE, None): 1})


def test_a_signing_was_not_there_before_and_a_missing_one_was() -> None:
    now: Counts = Counter({HERE: 5})
    assert counts_before(now, [event(kind=EventKind.SIGNED)]) == Counter({HERE: 4})
    assert counts_before(now, [event(kind=EventKind.MISSING)]) == Counter({HERE: 6})
    assert now == Counter({HERE: 5})


def test_a_withdrawal_changes_nothing_since_the_row_was_missing_already() -> None:
    missing, gone, back = (event(kind=k) for k in (EventKind.MISSING, EventKind.WITHDRAWN, EventKind.RETURNED))
    assert counts_before(Counter({HERE: 5}), [missing, gone]) == Counter({HERE: 6})
    assert counts_before(Counter({HERE: 5}), [missing, gone, back]) == Counter({HERE: 5})


def test_a_row_that_moved_counts_where_it_was() -> None:
    moved = event(
        kind=EventKind.AMENDED,
        before=replace(ROW, state="KS", model=Model.JEM),
        changes=(Change(field="state", before="KS", after="MO"), Change(field="model", before="JEM", after="TFM")),
    )
    assert counts_before(Counter({HERE: 5}), [moved]) == Counter({HERE: 4, ("KS", Model.JEM): 1})


def test_pending_ones_and_other_edits_change_no_count() -> None:
    edited = event(kind=EventKind.AMENDED, before=replace(ROW, signed=date(2025, 1, 1)))
    waiting = event(kind=EventKind.PENDING, list=ListKind.PENDING)
    posted = event(kind=EventKind.MOA_POSTED, before=ROW)
    assert counts_before(Counter({HERE: 5}), [edited, waiting, posted]) == Counter({HERE: 5})
