"""Values that never change, of a kind that is made in half the time that Python takes.

`@dataclass` compiles each of a class's six methods by itself, at every start: of `status` that was a fifth of the work.
Here the three that depend on the fields are compiled together, and the others shared.
"""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")
_NOT_GIVEN: Any = object()


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(kind: type[T]) -> type[T]:
    """The class as `@dataclass(frozen=True, slots=True, kw_only=True)` makes it; what it defines itself is kept.

    Raises TypeError for a field that nobody can give.
    """
    own = set(vars(kind))
    made = dataclass(slots=True, kw_only=True, init=False, repr=False, eq=False)(kind)
    for name, method in {**_SHARED, **_compiled(made)}.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _compiled(kind: type) -> dict[str, Callable[..., Any]]:
    """The methods that depend on a class's fields."""
    known = fields(kind)
    names: dict[str, Any] = {"_set": object.__setattr__, "_NOT_GIVEN": _NOT_GIVEN}
    for each in known:
        if not each.init:
            raise TypeError(f"{kind.__qualname__}.{each.name}: a field of a frozen value has to be given at its making")
        names[f"_of_{each.name}"] = each.default if each.default_factory is MISSING else each.default_factory
    exec("\n".join(_source(kind, known)), names)  # noqa: S102 - names of fields, from our own sources
    methods = {name: names[name] for name in ("__init__", "__eq__", "__hash__")}
    for name, method in methods.items():
        method.__qualname__ = f"{kind.__qualname__}.{name}"
        method.__module__ = kind.__module__
    return methods


def _source(kind: type, known: tuple[Field[Any], ...]) -> Iterator[str]:
    compared = [each.name for each in known if each.compare]
    ours, theirs = (f"({''.join(f'{whose}.{name}, ' for name in compared)})" for whose in ("self", "other"))
    yield f"def __init__(self{', *, ' if known else ''}{', '.join(map(_parameter, known))}):"
    yield from map(_assignment, known)
    yield " self.__post_init__()" if hasattr(kind, "__post_init__") else " pass"
    yield f"def __eq__(self, other): return {ours} == {theirs} if other.__class__ is self.__class__ else NotImplemented"
    yield f"def __hash__(self): return hash({ours})"


def _parameter(of: Field[Any]) -> str:
    if of.default_factory is not MISSING:
        return f"{of.name}=_NOT_GIVEN"
    return of.name if of.default is MISSING else f"{of.name}=_of_{of.name}"


def _assignment(of: Field[Any]) -> str:
    made = "" if of.default_factory is MISSING else f"_of_{of.name}() if {of.name} is _NOT_GIVEN else "
    return f" _set(self, {of.name!r}, {made}{of.name})"


def _repr(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _set_state(self: object, state: tuple[None, dict[str, Any]]) -> None:
    """For copies, and for values from another process."""
    for name, value in state[1].items():
        object.__setattr__(self, name, value)


_SHARED: dict[str, Callable[..., Any]] = {
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__setstate__": _set_state,
}
