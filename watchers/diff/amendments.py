"""What ICE changed in a row that stayed the same agreement."""

from collections.abc import Iterable
from typing import Any

from watchers.model.agreement import Agreement
from watchers.model.event import Change
from watchers.names.normalise import file_of, tidy

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})


def changes_among(rows: Iterable[tuple[str, Agreement, Agreement]]) -> dict[str, tuple[Change, ...]]:
    """What ICE changed in each row, given as an id of the caller's, the row before and after.

    A row in which `altered_fields` finds nothing isn't in the answer.
    """
    altered = [(row_id, before, after, fields) for row_id, before, after in rows if (fields := _altered(before, after))]
    if not altered:
        return {}
    from deepdiff import DeepDiff

    # One comparison for all, over what differs: for each row by itself, or within it, it takes three times as long.
    old = {(row_id, field): values[0] for row_id, _, _, fields in altered for field, values in fields.items()}
    new = {(row_id, field): values[1] for row_id, _, _, fields in altered for field, values in fields.items()}
    delta = DeepDiff(old, new, threshold_to_diff_deeper=0, verbose_level=2, view="tree")
    touched = {item.get_root_key() for items in delta.values() for item in items}
    return {
        row_id: tuple(
            Change(field=field, before=_shown(before, field), after=_shown(after, field))
            for field in fields
            if (row_id, field) in touched
        )
        for row_id, before, after, fields in altered
    }


def have_same_cells(before: Agreement, after: Agreement) -> bool:
    """Whether two rows are printed alike and link one agreement document: nearly every row, from list to list."""
    return (before.printed is after.printed or before.printed == after.printed) and before.moa == after.moa


def altered_fields(before: Agreement, after: Agreement) -> list[str]:
    """The fields that differ in more than case, white space and quotes, in the order of `Agreement`.

    A date, model, level or state that ICE made unreadable is no change of the agreement, and is passed over.
    """
    return list(_altered(before, after))


def _altered(before: Agreement, after: Agreement) -> dict[str, tuple[Any, Any]]:
    """Those fields, each with what is compared, before and after."""
    if have_same_cells(before, after) and before.addendum == after.addendum:
        return {}
    old, new = _comparable(before), _comparable(after)
    return {
        field: (old[field], new[field])
        for field in old
        if old[field] != new[field] and not (field in after.unclear or (field in before.unclear and new[field] is None))
    }


def _comparable(a: Agreement) -> dict[str, Any]:
    return {
        "state": a.state,
        "agency": tidy(a.agency).translate(_QUOTES).casefold(),
        "model": a.model,
        "level": a.level,
        "county": a.county.casefold() if a.county else None,
        "signed": a.signed,
        "moa": file_of(a.moa) if a.moa else None,
        "addendum": file_of(a.addendum) if a.addendum else None,
    }


def _shown(a: Agreement, field: str) -> str | None:
    value = getattr(a, field)
    return None if value is None else str(value)
