"""Events of which only that is read which lists and counts ask of all; the rest of one when it is first asked for.

Reading a whole event takes ten times as long, and of tens of thousands a page or two needs more than this.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any

import orjson

from state.codec import Shelf, inside, read_stamp
from state.tables import decode_event
from watchers.model.agreement import Agreement, ListKind, Model
from watchers.model.event import Event, EventKind

_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in (Event, Agreement)}
_KINDS = {kind.value: kind for kind in EventKind}
_LISTS = {kind.value: kind for kind in ListKind}
_MODELS: dict[str | None, Model | None] = {None: None, **{model.value: model for model in Model}}
_put = object.__setattr__  # values are frozen


def _fill(late: Any, whole: Any, name: str) -> Any:
    for field in _FIELDS[type(whole)]:
        _put(late, field, getattr(whole, field))
    return getattr(whole, name)


class _LateAgreement(Agreement):
    __slots__ = ("_part", "_whole")
    _whole: Callable[[], Event]
    _part: str

    def __getattr__(self, name: str) -> Any:
        if name not in _FIELDS[Agreement]:
            raise AttributeError(name)
        return _fill(self, getattr(self._whole(), self._part), name)


class _LateEvent(Event):
    __slots__ = ("_whole",)
    _whole: Callable[[], Event]

    def __getattr__(self, name: str) -> Any:
        if name not in _FIELDS[Event]:
            raise AttributeError(name)
        return _fill(self, self._whole(), name)


def glanced(row_id: str, doc: Any, shelf: Shelf) -> Event:
    """The event of a document, the most of which is read when it is asked for.

    Raises MalformedError where the document isn't an event's, and so may what is asked of it later.
    """
    try:
        return _glanced(row_id, doc, shelf)
    except (KeyError, TypeError, AttributeError, ValueError):
        return inside(f"events.{row_id}", lambda: decode_event(row_id, doc, shelf))  # it says what is wrong, and where


def _glanced(row_id: str, doc: Any, shelf: Shelf) -> Event:
    whole = partial(_whole, row_id, orjson.dumps(doc), shelf)
    row, before, before_book = doc["agreement"], doc.get("before"), doc.get("before_workbook")
    event = _LateEvent.__new__(_LateEvent)
    _put(event, "_whole", whole)
    _put(event, "id", row_id)
    _put(event, "kind", _KINDS[doc["kind"]])
    _put(event, "list", _LISTS[doc["list"]])
    _put(event, "subject", doc["subject"])
    _put(event, "observed_at", read_stamp(doc["observed_at"]))
    _put(event, "workbook", shelf[doc["workbook"]])
    _put(event, "before_workbook", shelf[before_book] if before_book is not None else None)
    _put(event, "corrects", tuple(doc.get("corrects", ())))
    _put(event, "settles", tuple(doc.get("settles", ())))
    _put(event, "agreement", _agreement(row, row, whole, "agreement"))
    _put(event, "before", None if before is None else _agreement(before, row, whole, "before"))
    if "document" not in doc:
        _put(event, "document", None)
    return event


def _agreement(row: Any, base: Any, whole: Callable[[], Event], part: str) -> Agreement:
    """A row; what it doesn't say is as the base says."""
    found = _LateAgreement.__new__(_LateAgreement)
    _put(found, "_whole", whole)
    _put(found, "_part", part)
    _put(found, "state", row.get("state", base.get("state")))
    _put(found, "agency", row["agency"] if "agency" in row else base["agency"])
    model = row.get("model", base.get("model"))
    _put(found, "model", _MODELS[model] if model in _MODELS else Model(model))
    return found


def _whole(row_id: str, text: bytes, shelf: Shelf) -> Event:
    return inside(f"events.{row_id}", lambda: decode_event(row_id, orjson.loads(text), shelf))
