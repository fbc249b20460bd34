"""Which of many named values differ between two times, as DeepDiff finds it. Pure."""

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from deepdiff.model import DiffLevel

Name = TypeVar("Name", bound=Hashable)


def differences(
    before: Mapping[Name, Any], after: Mapping[Name, Any], *, alike: Callable[[str, str], bool] | None = None
) -> dict[Name, tuple[Any, Any]]:
    """The values that differ, by name: each as it was and as it is, None on the side that has no such name.

    A value counts as a whole, whatever it is made of. `alike` says which two strings are no difference.
    """
    if before == after:
        return {}
    from deepdiff import DeepDiff

    # Flat, and all in one: nested, or piece by piece, it takes two to three times as long.
    delta = DeepDiff(
        dict(before),
        dict(after),
        threshold_to_diff_deeper=0,
        verbose_level=2,
        view="tree",
        custom_operators=[_Alike(alike)] if alike else None,
    )
    found = {level.get_root_key(): _whole(level) for levels in delta.values() for level in levels}
    return {name: found[name] for name in {**before, **after} if name in found}


def _whole(level: "DiffLevel") -> tuple[Any, Any]:
    """What stands under the name where a difference was found, however deep that is."""
    from deepdiff.helper import notpresent

    top = level.all_up.down or level
    return (None if top.t1 is notpresent else top.t1), (None if top.t2 is notpresent else top.t2)


class _Alike:
    """DeepDiff's way to be told what is no difference."""

    def __init__(self, alike: Callable[[str, str], bool]) -> None:
        self._alike = alike

    def match(self, level: "DiffLevel") -> bool:
        """Whether this has a say: of plain strings alone."""
        return type(level.t1) is str and type(level.t2) is str

    def give_up_diffing(self, level: "DiffLevel", **_: object) -> bool:
        """Whether there is nothing to find here."""
        return self._alike(level.t1, level.t2)
