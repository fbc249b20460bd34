"""What a sentence to quote is about."""

from collections.abc import Sequence
from datetime import date

from watchers.frozen import frozen
from watchers.model.agreement import Model
from watchers.model.event import EventKind


@frozen
class Quoted:
    """News of one kind. `agencies` are named by state, each state once, in reading order; `number` is how many.

    `models` are those of every agency, none where they differ or one is unclear. `signed` is the day of all of it, None
    where there are several, or it can't be said. `seen` is the day on which we saw ICE's list so, `year` that of print.
    `is_first`: the sentence comes first, and has ICE's whole name; `is_at_home`: the reader knows which state it is.
    """

    kind: EventKind
    agencies: Sequence[tuple[str | None, Sequence[str]]]
    number: int
    agreements: int
    models: Sequence[Model]
    signed: date | None
    seen: date
    year: int
    is_first: bool
    is_at_home: bool

    @property
    def are_named(self) -> bool:
        """Whether the agencies are few enough for their names."""
        return self.number <= _NAMED

    @property
    def is_one(self) -> bool:
        """Whether it is of one agency."""
        return self.number == 1


_NAMED = 3
