"""What ICE changed in a row that stayed the same agreement."""

from typing import Any

from watchers.agreement import Agreement
from watchers.event import Change
from watchers.normalise import file_of, tidy

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})


def changes_between(before: Agreement, after: Agreement) -> tuple[Change, ...]:
    """What `altered_fields` names, before and after."""
    differ = altered_fields(before, after)
    if not differ:
        return ()
    from deepdiff import DeepDiff

    old, new = _comparable(before), _comparable(after)
    one, other = ({field: row[field] for field in differ} for row in (old, new))
    delta = DeepDiff(one, other, threshold_to_diff_deeper=0, verbose_level=2, view="tree")
    touched = {item.path(output_format="list")[0] for items in delta.values() for item in items}
    return tuple(
        Change(field=field, before=_shown(before, field), after=_shown(after, field))
        for field in differ
        if field in touched
    )


def altered_fields(before: Agreement, after: Agreement) -> list[str]:
    """The fields that differ in more than case, white space and quotes, in the order of `Agreement`.

    A date, model, level or state that ICE made unreadable is no change of the agreement, and is passed over.
    """
    if before.printed == after.printed and before.moa == after.moa and before.addendum == after.addendum:
        return []  # the same cells and links: nothing to look into
    old, new = _comparable(before), _comparable(after)
    return [
        field
        for field in old
        if old[field] != new[field] and not (field in after.unclear or (field in before.unclear and new[field] is None))
    ]


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
