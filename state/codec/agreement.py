"""Agreements and workbooks as JSON documents and back, exactly.

What is None or empty is left out. Workbooks are written once and named by a short key: half of an event's size would
be its workbook. On the way in everything is checked: `MalformedError` says where a document isn't what it should be.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from state.codec.fields import (
    Doc,
    MalformedError,
    brief,
    expect_known,
    expect_object,
    inside,
    maybe_choice,
    maybe_day,
    maybe_stamp,
    maybe_text,
    maybe_when,
    number,
    text,
    texts,
)
from watchers.model.agreement import Agreement, Level, ListKind, Model, Printed, Workbook

Shelf = Mapping[str, Workbook]
"""The workbooks that documents name, by key."""

LISTS = {kind.value: kind for kind in ListKind}
MODELS = {model.value: model for model in Model}
LEVELS = {level.value: level for level in Level}

_CELLS = ("state", "agency", "level", "county", "model", "signed", "moa", "addendum")
_cells = attrgetter(*_CELLS)
_PRINTED = frozenset(_CELLS)
_AGREEMENT = _PRINTED | {"row", "printed", "unclear"}
_WORKBOOK = frozenset({"name", "url", "sha256", "modified"})


@lru_cache(maxsize=4096)
def workbook_key(workbook: Workbook) -> str:
    """A short name made from all of a workbook: ICE posts the same bytes under new names."""
    fields = (workbook.name, workbook.url, workbook.sha256, maybe_stamp(workbook.modified) or "")
    return hashlib.blake2s("\0".join(fields).encode(), digest_size=8).hexdigest()


def shelved(doc: Doc, name: str, shelf: Shelf) -> Workbook:
    """The workbook that a document names."""
    found = shelf.get(text(doc, name))
    if found is None:
        raise MalformedError(name, f"the workbook {doc[name]!r} is not in the table of workbooks")
    return found


def maybe_shelved(doc: Doc, name: str, shelf: Shelf) -> Workbook | None:
    """The workbook that a document names, or None where it names none."""
    return None if name not in doc else shelved(doc, name, shelf)


def encode_workbook(workbook: Workbook) -> Doc:
    """A workbook in full."""
    doc = {"name": workbook.name, "url": workbook.url, "sha256": workbook.sha256}
    return doc if workbook.modified is None else doc | {"modified": maybe_stamp(workbook.modified)}


def decode_workbook(doc: Any) -> Workbook:
    """A workbook from its document."""
    doc = expect_known(doc, _WORKBOOK)
    return Workbook(
        name=text(doc, "name"), url=text(doc, "url"), sha256=text(doc, "sha256"), modified=maybe_when(doc, "modified")
    )


def decode_shelf(table: Mapping[str, Any]) -> dict[str, Workbook]:
    """The shelf from the table of workbooks."""
    return {key: inside(f"workbooks.{key}", decode_workbook, doc) for key, doc in table.items()}


def encode_agreement(agreement: Agreement) -> Doc:
    """An agreement, with those of its printed cells that aren't blank."""
    return brief(
        {
            "state": agreement.state,
            "agency": agreement.agency,
            "model": _word(agreement.model),
            "level": _word(agreement.level),
            "county": agreement.county,
            "signed": _iso(agreement.signed),
            "moa": agreement.moa,
            "addendum": agreement.addendum,
            "row": agreement.row,
            "printed": {name: cell for name, cell in zip(_CELLS, _cells(agreement.printed), strict=True) if cell},
            "unclear": list(agreement.unclear),
        }
    )


def decode_agreement(doc: Any) -> Agreement:
    """An agreement from its document."""
    doc = expect_known(doc, _AGREEMENT)
    return Agreement(
        state=maybe_text(doc, "state"),
        agency=text(doc, "agency"),
        model=maybe_choice(doc, "model", MODELS),
        level=maybe_choice(doc, "level", LEVELS),
        county=maybe_text(doc, "county"),
        signed=maybe_day(doc, "signed"),
        moa=maybe_text(doc, "moa"),
        addendum=maybe_text(doc, "addendum"),
        row=number(doc, "row"),
        printed=inside("printed", _decode_printed, doc["printed"]) if "printed" in doc else Printed(),
        unclear=texts(doc, "unclear"),
    )


def encode_difference(base: Doc, other: Doc) -> Doc:
    """What turns one document into another: each field that differs, with None for one that is not in `other`."""
    return {name: other.get(name) for name in {**base, **other} if base.get(name) != other.get(name)}


def apply_difference(base: Any, difference: Any) -> Doc:
    """The other document of `encode_difference`."""
    return brief({**expect_object(base), **expect_object(difference)})


def _decode_printed(doc: Any) -> Printed:
    doc = expect_known(doc, _PRINTED)
    for name, cell in doc.items():
        if type(cell) is not str:
            text(doc, name)
    return Printed(**doc)


def _word(choice: Model | Level | None) -> str | None:
    return None if choice is None else choice.value


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
