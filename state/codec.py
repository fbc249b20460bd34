"""Frozen dataclasses as JSON documents and back, exactly, by their type hints.

A field that holds its default, None or nothing is left out, and reading gives it back. Reading checks everything:
`MalformedError` says where a document isn't what it should be. Values of a type that is written by reference stand in
a table of their own (the shelf), and documents name them by their keys.
"""

import types
from collections import abc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache, cached_property, lru_cache, partial
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

from watchers.frozen import frozen

Doc = dict[str, Any]
Shelf = Mapping[str, Any]
"""The values that documents name, by key."""

T = TypeVar("T")
_NOTHING: Any = object()
"""In place of a value that stands for nothing: such a field has to be there."""


class MalformedError(ValueError):
    """A document holds something else than it should; the message says where, what was wanted, what was found."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem

    def inside(self, part: str) -> "MalformedError":
        """The same, as seen from what the part belongs to."""
        joint = "." if self.where and not self.where.startswith("[") else ""
        return MalformedError(f"{part}{joint}{self.where}", self.problem)


def inside(where: str, read: Callable[[], T]) -> T:
    """Read a part of something; an error within names the part."""
    try:
        return read()
    except MalformedError as error:
        raise error.inside(where) from None


@frozen
class Reference:
    """How a type is written by reference: the name of the table of its values, and what a value's key is there."""

    table: str
    key_of: Callable[[Any], str]


@frozen
class _Form:
    """How values of one type stand in a document. `words` say what is expected, `absent` is read where nothing stands.

    `write` puts what it writes by reference on the shelf that it is given. A value of type `plain` is read as it is.
    """

    words: str
    write: Callable[[Any, dict[str, Any]], Any]
    read: Callable[[Any, Shelf], Any]
    absent: Any = _NOTHING
    plain: type | None = None


class Codec(Generic[T]):
    """The documents of one frozen dataclass. `key` names the field that is the row's id, and not in the document."""

    def __init__(self, kind: type[T], *, key: str = "", by_reference: Mapping[type, Reference] | None = None) -> None:
        self._kind, self._key = kind, key
        self._forms = _forms(kind, by_reference or {}, key)
        self._absent = {name: form.absent for name, form in self._forms.items() if form.absent is not _NOTHING}

    @property
    def empty(self) -> Any:
        """The value of an empty document; `_NOTHING` where a document can't be empty."""
        return self._kind(**self._absent) if not self._key and len(self._absent) == len(self._forms) else _NOTHING

    def encode(self, value: T, shelf: dict[str, Any]) -> Doc:
        """The value as a document, and on the shelf what that names.

        Raises ValueError for a time without a zone, and for what JSON can't hold.
        """
        return self._written(value, shelf)

    @cached_property
    def _written(self) -> Callable[[T, dict[str, Any]], Doc]:
        """What writes the document, as plain code for these fields: every row of a list that moved is written anew."""
        names = {f"write_{name}": form.write for name, form in self._forms.items()}
        names |= {f"absent_{name}": form.absent for name, form in self._forms.items()}
        exec("\n".join(_source(self._forms)), names)  # noqa: S102 - names of fields, from our own sources
        return cast("Callable[[T, dict[str, Any]], Doc]", names["written"])

    def decode(self, doc: Any, shelf: Shelf, row_id: str = "") -> T:
        """The value of a document. Raises MalformedError."""
        if type(doc) is not dict:
            raise _unexpected(doc, "an object")
        values, forms = self._absent.copy(), self._forms
        for name, part in doc.items():
            form = forms.get(name)
            if form is None:
                raise MalformedError(name, "this version knows no such field")
            if type(part) is form.plain:
                values[name] = part
                continue
            try:
                values[name] = form.read(part, shelf)
            except MalformedError as error:
                raise error.inside(name) from None
        if len(values) < len(forms):
            missing = next(name for name in forms if name not in values)
            raise MalformedError(missing, f"expected {forms[missing].words}, found nothing")
        if self._key:
            values[self._key] = row_id
        return self._kind(**values)


def _source(forms: Mapping[str, _Form]) -> Iterator[str]:
    yield "def written(value, shelf):"
    yield " doc = {}"
    for name, form in forms.items():
        yield f" part = value.{name}"
        is_there = f"part is not absent_{name}" + f" and part != absent_{name}" * (form.absent is not None)
        written = "part" if form.write is _as_it_is else f"write_{name}(part, shelf)"
        yield f" if {'True' if form.absent is _NOTHING else is_there}: doc[{name!r}] = {written}"
    yield " return doc"


def plain(value: Any) -> Any:
    """A deep copy of a plain JSON value. Raises ValueError for anything that JSON can't hold."""
    try:
        return orjson.loads(orjson.dumps(value))
    except TypeError as error:
        raise ValueError(f"{repr(value)[:80]} is not plain JSON: {error}") from error


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


def read_stamp(value: Any) -> datetime:
    """A time as it was written. Raises MalformedError."""
    try:
        moment = _moment(value)
    except (TypeError, ValueError):
        raise _unexpected(value, "a time in ISO 8601") from None
    if moment.tzinfo is None:
        raise _unexpected(value, "a time with its offset")
    return moment


_moment = lru_cache(maxsize=4096)(datetime.fromisoformat)  # those of one publication have one


def _forms(kind: type, by_reference: Mapping[type, Reference], key: str) -> dict[str, _Form]:
    hints = _hints(kind)
    found = {}
    for field in fields(kind):
        if field.name == key:
            continue
        form = _form(hints[field.name], by_reference)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        found[field.name] = form if default is MISSING else replace(form, absent=default)
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _form(hint: Any, by_reference: Mapping[type, Reference]) -> _Form:
    """The form of a type. Raises KeyError for one that has none."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:  # X | None: what is None is left out
        return replace(_form(_but_none(hint), by_reference), absent=None)
    if origin is tuple:
        return _list_form(_form(args[0], by_reference), args[0])
    if origin in {dict, abc.Mapping}:
        return _any_object() if args[1] is Any else _dict_form(args[0], _form(args[1], by_reference))
    if is_dataclass(hint) and hint not in by_reference:
        codec = Codec(hint, by_reference=by_reference)  # type: ignore[arg-type]  # a class, by its hint
        return _Form(words="an object", write=codec.encode, read=codec.decode, absent=codec.empty)
    return _reference_form(by_reference[hint]) if hint in by_reference else _word_form(hint)


def _but_none(hint: Any) -> Any:
    (inner,) = (arg for arg in get_args(hint) if arg is not type(None))
    return inner


def _word_form(kind: type) -> _Form:
    """The form of what is one word or figure."""
    if issubclass(kind, Enum):
        return _choice_form(kind)
    if kind is datetime:
        return _Form(words="a time", write=lambda value, _: stamp(value), read=lambda value, _: read_stamp(value))
    if kind is date:
        return _Form(words=_DAY, write=lambda value, _: value.isoformat(), read=_read_day)
    return _Form(words=_PLAIN[kind], write=_as_it_is, read=partial(_read_plain, kind), plain=kind)


_PLAIN = {str: "a string", int: "a whole number", bool: "true or false"}
_DAY = "a day as YYYY-MM-DD"


def _as_it_is(value: Any, _shelf: object) -> Any:
    return value


def _read_plain(kind: type, value: Any, _shelf: Shelf) -> Any:
    if type(value) is not kind:
        raise _unexpected(value, _PLAIN[kind])
    return value


def _read_day(value: Any, _shelf: Shelf) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _unexpected(value, _DAY) from None


def _choice_form(choices: type[Enum]) -> _Form:
    known = {choice.value: choice for choice in choices}
    words = "one of " + ", ".join(known)

    def read(value: Any, _shelf: Shelf) -> Enum:
        try:
            return known.get(value) or choices(value)  # an enum may know more than it lists
        except (TypeError, ValueError):
            raise _unexpected(value, words) from None

    return _Form(words=words, write=lambda value, _: value._value_, read=read)


def _list_form(item: _Form, kind: Any) -> _Form:
    def read(value: Any, shelf: Shelf) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _unexpected(value, "a list")
        return tuple(inside(f"[{number}]", partial(item.read, part, shelf)) for number, part in enumerate(value))

    def write(value: Any, shelf: dict[str, Any]) -> list[Any]:
        return list(value) if kind is str else [item.write(part, shelf) for part in value]

    return _Form(words="a list", write=write, read=read, absent=())


def _dict_form(key: Any, item: _Form) -> _Form:
    """Keys are words, or those of an enum; where that may be None, "" stands for it."""
    is_optional = get_origin(key) in {Union, types.UnionType}
    kind = _but_none(key) if is_optional else key
    name = None if kind is str else _choice_form(kind)

    def read_key(value: str) -> Any:
        return value if name is None else None if is_optional and not value else name.read(value, {})

    def read(value: Any, shelf: Shelf) -> dict[Any, Any]:
        if type(value) is not dict:
            raise _unexpected(value, "an object")
        return {read_key(word): inside(word, partial(item.read, part, shelf)) for word, part in value.items()}

    def write(value: Any, shelf: dict[str, Any]) -> Doc:
        return {"" if word is None else str(word): item.write(part, shelf) for word, part in value.items()}

    return _Form(words="an object", write=write, read=read, absent={})


def _any_object() -> _Form:
    def read(value: Any, _shelf: Shelf) -> Doc:
        if type(value) is not dict:
            raise _unexpected(value, "an object")
        return value

    return _Form(words="an object", write=lambda value, _: _copied(value), read=read, absent={})


def _copied(value: Doc) -> Doc:
    """A deep copy, the same one for a value that is written again: thousands of desks read one payload."""
    known = _COPIES.get(id(value))
    if known is not None and known[0] is value and known[1] == value:
        return known[1]
    if len(_COPIES) >= _MOST_COPIES:
        _COPIES.clear()
    copy: Doc = plain(value)
    _COPIES[id(value)] = (value, copy)
    return copy


_COPIES: dict[int, tuple[Doc, Doc]] = {}
_MOST_COPIES = 16


def _reference_form(to: Reference) -> _Form:
    words = f"the key of a row in the table of {to.table}"

    def write(value: Any, shelf: dict[str, Any]) -> str:
        key = to.key_of(value)
        shelf[key] = value
        return key

    def read(value: Any, shelf: Shelf) -> Any:
        if type(value) is not str or value not in shelf:
            raise _unexpected(value, words)
        return shelf[value]

    return _Form(words=words, write=write, read=read)


def _unexpected(value: Any, words: str) -> MalformedError:
    return MalformedError("", f"expected {words}, found {repr(value)[:80]}")
