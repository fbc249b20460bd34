import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest

from watchers.frozen import frozen


@frozen
class Place:
    """Of all kinds of fields."""

    name: str
    near: tuple[str, ...] = ()
    seen: dict[str, int] = field(default_factory=dict, compare=False)
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a place has a name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """The same as Python makes it."""

    name: str
    near: tuple[str, ...] = ()
    seen: dict[str, int] = field(default_factory=dict, compare=False)
    secret: str = field(default="", repr=False)


@frozen
class Town(Place):
    """One that inherits, and has words of its own for itself."""

    people: int

    def __repr__(self) -> str:
        return f"{self.name}, {self.people}"


GIVEN: list[dict[str, Any]] = [
    {"name": "Ash"},
    {"name": "Ash", "seen": {"today": 1}},
    {"name": "Ash", "near": ("Elm",), "secret": "mill"},
]


@pytest.mark.parametrize("one", GIVEN)
@pytest.mark.parametrize("other", GIVEN)
def test_a_frozen_value_is_what_a_frozen_dataclass_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    ours, plain = Place(**one), Plain(**one)
    assert repr(ours) == repr(plain).replace("Plain", "Place")
    assert (ours == Place(**other)) is (plain == Plain(**other))
    assert (hash(ours) == hash(Place(**other))) is (hash(plain) == hash(Plain(**other)))
    assert [(f.name, f.kw_only) for f in fields(ours)] == [(f.name, f.kw_only) for f in fields(plain)]
    for name, value in one.items():
        assert getattr(replace(Place(**other), **{name: value}), name) == value


def test_it_never_changes_and_has_no_room_for_more() -> None:
    place = Place(name="Ash")
    for name in ("name", "x"):
        with pytest.raises(FrozenInstanceError):
            setattr(place, name, "Elm")
        with pytest.raises(FrozenInstanceError):
            delattr(place, name)
    assert not hasattr(place, "__dict__")
    assert Place(name="Ash").seen is not place.seen


def test_it_can_be_copied_and_sent_to_another_process() -> None:
    town = Town(name="Ash", people=7, seen={"today": 1})
    for same in (copy.copy(town), copy.deepcopy(town), pickle.loads(pickle.dumps(town))):
        assert same == town
        assert same.seen == {"today": 1}
    assert repr(town) == "Ash, 7"
    assert town != Place(name="Ash")


def test_what_is_given_wrongly_is_said_with_the_class() -> None:
    with pytest.raises(TypeError, match=r"Place\.__init__\(\) missing 1 required keyword-only argument: 'name'"):
        Place()  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="a place has a name"):
        Place(name="")
    with pytest.raises(TypeError, match=r"Late\.made: a field of a frozen value has to be given"):

        @frozen
        class Late:
            made: int = field(init=False)
