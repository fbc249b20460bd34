"""What ICE changed in a row that stayed the same agreement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from watchers.diff.fields import differences
from watchers.model.agreement import Agreement
from watchers.model.event import Change
from watchers.names.normalise import file_of, tidy

FIELD_WORDS = {
    "state": "state",
    "agency": "agency name",
    "model": "model",
    "level": "level",
    "county": "county",
    "signed": "signing date",
    "moa": "agreement document",
    "addendum": "addendum",
}
"""The fields of a row that are compared, in its order, and what a sentence calls each."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})


def changes_among(rows: Iterable[tuple[str, Agreement, Agreement]]) -> dict[str, tuple[Change, ...]]:
    """What ICE changed in each row, given as an id of the caller's, the row before and after.

    Case, white space, quotes and a document's folder are no change; neither is a date, model, level or state that ICE
    made unreadable. A row in which nothing changed isn't in the answer.
    """
    old: dict[tuple[str, str], Any] = {}
    new: dict[tuple[str, str], Any] = {}
    for row_id, before, after in rows:
        if not (have_same_cells(before, after) and before.addendum == after.addendum):
            for field in _compared(before, after):
                old[row_id, field], new[row_id, field] = getattr(before, field), getattr(after, field)
    found: dict[str, list[Change]] = defaultdict(list)
    for (row_id, field), (was, is_now) in differences(old, new, alike=_say_the_same).items():
        found[row_id].append(Change(field=field, before=_shown(was), after=_shown(is_now)))
    return {row_id: tuple(changes) for row_id, changes in found.items()}


def have_same_cells(before: Agreement, after: Agreement) -> bool:
    """Whether two rows are printed alike and link one agreement document: nearly every row, from list to list."""
    return (before.printed is after.printed or before.printed == after.printed) and before.moa == after.moa


def _compared(before: Agreement, after: Agreement) -> Iterator[str]:
    """The fields that can be compared: what ICE made unreadable is passed over."""
    for field in FIELD_WORDS:
        is_unknown = field == "moa" and (before.is_document_unknown or after.is_document_unknown)
        is_lost = field in before.unclear and getattr(after, field) is None
        if field not in after.unclear and not is_lost and not is_unknown:
            yield field


def _say_the_same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(text: str) -> str | None:
    if text.startswith("https://"):
        return file_of(text)
    return tidy(text).translate(_QUOTES).casefold()


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)
