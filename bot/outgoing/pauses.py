"""Destinations that take nothing until somebody mends them: what is owed there waits, and isn't tried one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from state.store import Store

_MARK = "paused:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A destination's id, since when it takes nothing, and why, in the channel's own sentence."""

    destination: str
    since: datetime
    why: str


def pauses(store: Store) -> dict[str, Pause]:
    """The paused destinations by id."""
    marks = {name.removeprefix(_MARK): known for name, known in store.marks(_MARK).items()}
    return {
        id_: Pause(destination=id_, since=datetime.fromisoformat(known["since"]), why=known["why"])
        for id_, known in marks.items()
    }


def begun(destination: str, why: str, at: datetime) -> dict[str, Any]:
    """The mark that pauses a destination, to commit."""
    return {_MARK + destination: {"since": at.isoformat(), "why": why}}


def lifted(destinations: Iterable[str]) -> dict[str, Any]:
    """The marks to commit that end the pauses of destinations; where there is none it changes nothing."""
    return dict.fromkeys((_MARK + id_ for id_ in destinations), None)
