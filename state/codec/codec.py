"""Standings, the lists' states, holds and fetched workbooks as JSON documents and back, exactly.

A row's id is its key in the table, not in the document. See `agreement_codec` for the rest of the rules.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from operator import attrgetter
from typing import Any

from state.codec.agreement import (
    LISTS,
    Shelf,
    decode_agreement,
    encode_agreement,
    maybe_shelved,
    shelved,
    workbook_key,
)
from state.codec.fields import (
    Doc,
    brief,
    choice,
    expect_known,
    inside,
    maybe_stamp,
    maybe_when,
    number,
    stamp,
    text,
    texts,
    when,
)
from state.files.workbooks import Fetched
from watchers.model.agreement import Agreement, ListKind
from watchers.model.register import Hold, ListState, Register, Stand, Standing, Suspicion

_STANDS = {stand.value: stand for stand in Stand}

_STANDING = frozenset(
    {"list", "stand", "agreement", "workbook", "first_seen", "last_seen", "missing_since", "missing_from", "told"}
)
_MOVING = {"id", "agreement", "workbook", "last_seen"}
_lasting = attrgetter(*(field.name for field in fields(Standing) if field.name not in _MOVING))
_cells = attrgetter(*(field.name for field in fields(Agreement) if field.name != "row"))
_LIST_STATE = frozenset({"workbook", "current_since", "rows", "absent_since", "seen", "columns", "baseline_at"})
_HOLD = frozenset({"list", "workbook", "rule", "reason", "fingerprint", "since"})
_FETCHED = frozenset({"workbook", "list", "fetched_at"})


def encode_standing(standing: Standing) -> Doc:
    """A standing, without its id."""
    return brief(
        {
            "list": standing.list.value,
            "stand": standing.stand.value,
            "agreement": encode_agreement(standing.agreement),
            "workbook": workbook_key(standing.workbook),
            "first_seen": stamp(standing.first_seen),
            "last_seen": stamp(standing.last_seen),
            "missing_since": maybe_stamp(standing.missing_since),
            "missing_from": list(standing.missing_from),
            "told": list(standing.told),
        }
    )


def place_of(standing: Standing) -> Doc:
    """Where and when it was last seen: the part of its document that all standings of one publication share."""
    return {"workbook": workbook_key(standing.workbook), "last_seen": stamp(standing.last_seen)}


def encode_moved(standing: Standing, before: Standing, doc: Doc, place: Doc) -> Doc:
    """`encode_standing`, by the document of the standing as it was `before`; `place` as of `place_of`.

    Most of a new publication's standings are in a new workbook, on another row, and otherwise as they were.
    """
    if _lasting(standing) != _lasting(before) or _cells(standing.agreement) != _cells(before.agreement):
        return encode_standing(standing)
    agreement = doc["agreement"]
    if agreement["row"] != standing.agreement.row:
        agreement = {**agreement, "row": standing.agreement.row}
    return {**doc, "agreement": agreement, **place}


def decode_standing(row_id: str, doc: Any, shelf: Shelf) -> Standing:
    """A standing from its id and its document."""
    doc = expect_known(doc, _STANDING)
    return Standing(
        id=row_id,
        list=choice(doc, "list", LISTS),
        agreement=inside("agreement", decode_agreement, doc.get("agreement")),
        stand=choice(doc, "stand", _STANDS),
        workbook=shelved(doc, "workbook", shelf),
        first_seen=when(doc, "first_seen"),
        last_seen=when(doc, "last_seen"),
        missing_since=maybe_when(doc, "missing_since"),
        missing_from=texts(doc, "missing_from"),
        told=texts(doc, "told"),
    )


def encode_list_state(state: ListState) -> Doc:
    """One list's state."""
    return brief(
        {
            "workbook": workbook_key(state.workbook) if state.workbook else None,
            "current_since": maybe_stamp(state.current_since),
            "rows": state.rows,
            "absent_since": maybe_stamp(state.absent_since),
            "seen": list(state.seen),
            "columns": list(state.columns),
            "baseline_at": maybe_stamp(state.baseline_at),
        }
    )


def decode_list_state(doc: Any, shelf: Shelf) -> ListState:
    """One list's state from its document."""
    doc = expect_known(doc, _LIST_STATE)
    return ListState(
        workbook=maybe_shelved(doc, "workbook", shelf),
        current_since=maybe_when(doc, "current_since"),
        rows=number(doc, "rows"),
        absent_since=maybe_when(doc, "absent_since"),
        seen=texts(doc, "seen"),
        columns=texts(doc, "columns"),
        baseline_at=maybe_when(doc, "baseline_at"),
    )


def decode_register(standings: Mapping[str, Any], lists: Mapping[str, Any], shelf: Shelf) -> Register:
    """The register from the tables of standings and of lists; a list that has no row was never seen."""
    states = {
        kind: inside(f"lists.{kind}", partial(decode_list_state, shelf=shelf), lists[kind])
        for kind in LISTS
        if kind in lists
    }
    return Register(
        standings={
            row_id: inside(f"standings.{row_id}", partial(decode_standing, row_id, shelf=shelf), doc)
            for row_id, doc in standings.items()
        },
        participating=states.get(ListKind.PARTICIPATING, ListState()),
        pending=states.get(ListKind.PENDING, ListState()),
    )


def encode_hold(hold: Hold) -> Doc:
    """A publication that waits."""
    suspicion = hold.suspicion
    return brief(
        {
            "list": suspicion.list.value,
            "workbook": workbook_key(suspicion.workbook),
            "rule": suspicion.rule,
            "reason": suspicion.reason,
            "fingerprint": list(suspicion.fingerprint),
            "since": stamp(hold.since),
        }
    )


def decode_hold(doc: Any, shelf: Shelf) -> Hold:
    """A publication that waits, from its document."""
    doc = expect_known(doc, _HOLD)
    suspicion = Suspicion(
        list=choice(doc, "list", LISTS),
        workbook=shelved(doc, "workbook", shelf),
        rule=text(doc, "rule"),
        reason=text(doc, "reason"),
        fingerprint=texts(doc, "fingerprint"),
    )
    return Hold(suspicion=suspicion, since=when(doc, "since"))


def decode_holds(table: Mapping[str, Any], shelf: Shelf) -> dict[ListKind, Hold]:
    """What is held of each list, from the table of holds."""
    read = partial(decode_hold, shelf=shelf)
    held = [inside(f"holds.{row_id}", read, doc) for row_id, doc in table.items()]
    return {hold.suspicion.list: hold for hold in held}


def encode_fetched(fetched: Fetched) -> Doc:
    """A workbook as fetched."""
    return {
        "workbook": workbook_key(fetched.workbook),
        "list": fetched.list.value,
        "fetched_at": stamp(fetched.fetched_at),
    }


def decode_fetched(doc: Any, shelf: Shelf) -> Fetched:
    """A workbook as fetched, from its document."""
    doc = expect_known(doc, _FETCHED)
    return Fetched(
        workbook=shelved(doc, "workbook", shelf), list=choice(doc, "list", LISTS), fetched_at=when(doc, "fetched_at")
    )


def decode_all_fetched(table: Mapping[str, Any], shelf: Shelf) -> dict[str, Fetched]:
    """The workbooks as fetched by their rows' ids, from their table."""
    read = partial(decode_fetched, shelf=shelf)
    return {row_id: inside(f"fetched.{row_id}", read, doc) for row_id, doc in table.items()}
