"""Times that lie ahead: what was noted while the clock was wrong. They count as now, and so nothing waits for them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

from watchers.fetch.validators import SourceMarks
from watchers.model.agreement import Workbook

T = TypeVar("T")

MOST_AHEAD = timedelta(hours=6)
"""The longest that anything is put off. What lies further ahead was noted by a clock that was wrong."""

_THEIRS = (Workbook, SourceMarks)
"""Times in these are of ICE's clock, and nothing waits for them."""


def most_ahead(value: Any, at: datetime) -> timedelta | None:
    """How far the latest time in a value lies ahead of `at`; None where none lies ahead beyond reason."""
    ahead = max(_times(value), default=at) - at
    return ahead if ahead > MOST_AHEAD else None


def brought_back(value: T, at: datetime, *, beyond: timedelta = MOST_AHEAD) -> T:
    """The value with `at` in the place of every time that lies ahead of it `beyond` that; itself where none does."""
    if isinstance(value, datetime):
        return cast("T", at) if value > at + beyond else value
    if isinstance(value, tuple):
        parts = tuple(brought_back(part, at, beyond=beyond) for part in value)
        return cast("T", parts) if parts != value else value
    if is_dataclass(value) and not isinstance(value, _THEIRS):
        changed = {
            field.name: after
            for field in fields(value)
            if (after := brought_back(before := getattr(value, field.name), at, beyond=beyond)) is not before
        }
        return replace(value, **changed) if changed else value  # type: ignore[type-var]  # an instance, not a class
    return value


def _times(value: Any) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _times(part)
    else:
        for name in _parts(value.__class__):
            yield from _times(getattr(value, name))


@cache
def _parts(kind: type[object]) -> tuple[str, ...]:
    """The fields in whose values there may be a time."""
    if not is_dataclass(kind) or issubclass(kind, _THEIRS):
        return ()
    return tuple(field.name for field in fields(kind))
