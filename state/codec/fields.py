"""Reading the fields of a JSON document strictly, and writing them briefly."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar, cast

import orjson

Doc = dict[str, Any]
T = TypeVar("T")


class MalformedError(ValueError):
    """A document holds something else than it should; the message says where, what was wanted, what was found."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


def inside(where: str, read: Callable[[Any], T], value: Any) -> T:
    """Read a part of a document; an error within names the part."""
    try:
        return read(value)
    except MalformedError as error:
        raise MalformedError(f"{where}.{error.where}" if error.where else where, error.problem) from None


def brief(doc: Doc) -> Doc:
    """The document without what is None, [] or {}: reading gives these back."""
    return {name: value for name, value in doc.items() if value or not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {})


def plain(value: Any, what: str) -> Any:
    """A deep copy of a plain JSON value. Raises ValueError for anything that JSON can't hold."""
    try:
        return orjson.loads(orjson.dumps(value))
    except TypeError as error:
        raise ValueError(f"{what} is not plain JSON: {error}") from error


def stamp(moment: datetime) -> str:
    """A time as it is written: ISO 8601 with its offset. Raises ValueError for one without a zone."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment!r} has no zone; the state holds aware times only")
    return _stamped(moment, offset)


@lru_cache(maxsize=64)
def _stamped(moment: datetime, _offset: timedelta) -> str:
    """Hundreds of rows of one commit have the same time. Times of two zones can be equal, so the offset counts too."""
    return moment.isoformat()


def maybe_stamp(moment: datetime | None) -> str | None:
    """`stamp`, or None."""
    return None if moment is None else stamp(moment)


def expect_object(doc: Any) -> Doc:
    """The document itself, if it is one."""
    if not isinstance(doc, dict):
        raise MalformedError("", f"expected an object, found {repr(doc)[:80]}")
    return cast("Doc", doc)


def expect_known(doc: Any, names: frozenset[str]) -> Doc:
    """The document itself, if it is one and has no field that isn't in `names`."""
    found = expect_object(doc)
    if not found.keys() <= names:
        raise MalformedError(min(found.keys() - names), "this version knows no such field")
    return found


def text(doc: Doc, name: str) -> str:
    """A string that must be there."""
    value = doc.get(name)
    if not isinstance(value, str):
        raise _unexpected(doc, name, "a string")
    return value


def maybe_text(doc: Doc, name: str) -> str | None:
    """A string, or None where it isn't there."""
    return None if name not in doc else text(doc, name)


def texts(doc: Doc, name: str) -> tuple[str, ...]:
    """A list of strings; none where it isn't there."""
    found = doc.get(name, [])
    if not (isinstance(found, list) and all(isinstance(value, str) for value in found)):
        raise _unexpected(doc, name, "a list of strings")
    return tuple(found)


def number(doc: Doc, name: str) -> int:
    """A whole number that must be there."""
    value = doc.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _unexpected(doc, name, "a whole number")
    return value


def maybe_number(doc: Doc, name: str) -> int | None:
    """A whole number, or None where it isn't there."""
    return None if name not in doc else number(doc, name)


def flag(doc: Doc, name: str) -> bool:
    """True; False where it isn't there."""
    if name in doc and doc[name] is not True:
        raise _unexpected(doc, name, "true")
    return name in doc


def when(doc: Doc, name: str) -> datetime:
    """A time with its offset that must be there."""
    value = text(doc, name)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise _unexpected(doc, name, "a time in ISO 8601") from None
    if moment.tzinfo is None:
        raise _unexpected(doc, name, "a time with its offset")
    return moment


def maybe_when(doc: Doc, name: str) -> datetime | None:
    """A time with its offset, or None where it isn't there."""
    return None if name not in doc else when(doc, name)


def maybe_day(doc: Doc, name: str) -> date | None:
    """A day as ISO writes it, or None where it isn't there."""
    value = maybe_text(doc, name)
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise _unexpected(doc, name, "a day as YYYY-MM-DD") from None


def choice(doc: Doc, name: str, choices: Mapping[str, T]) -> T:
    """One of a closed set, by its word, that must be there."""
    value = doc.get(name)
    if not isinstance(value, str) or value not in choices:
        raise _unexpected(doc, name, "one of " + ", ".join(choices))
    return choices[value]


def maybe_choice(doc: Doc, name: str, choices: Mapping[str, T]) -> T | None:
    """One of a closed set, or None where it isn't there."""
    return None if name not in doc else choice(doc, name, choices)


def json_object(doc: Doc, name: str) -> Doc:
    """A plain JSON object; {} where it isn't there."""
    value = doc.get(name, {})
    if not isinstance(value, dict):
        raise _unexpected(doc, name, "an object")
    return value


def listed(doc: Doc, name: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    """A list of documents; none where it isn't there."""
    found = doc.get(name, [])
    if not isinstance(found, list):
        raise _unexpected(doc, name, "a list")
    return tuple(inside(f"{name}[{number}]", read, value) for number, value in enumerate(found))


def _unexpected(doc: Doc, name: str, wanted: str) -> MalformedError:
    found = repr(doc[name])[:80] if name in doc else "nothing"
    return MalformedError(name, f"expected {wanted}, found {found}")
