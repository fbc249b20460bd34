"""What a search of the record asks and finds. Values only."""

from collections.abc import Iterator
from dataclasses import field

from watchers.diff.coverage import Coverage
from watchers.diff.totals import Tally
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.event import Event
from watchers.model.register import ON_LIST, ListState, Standing


@frozen
class Question:
    """Which agency or place is asked about, in somebody's words, and in which state (USPS code; None: in any).

    Without words it is the whole state.
    """

    words: str
    state: str | None = None


@frozen
class FoundAgency:
    """One agency as the record has it.

    `name` is ICE's newest for it, `former` are those under which ICE listed it before. `county` is the one in which ICE
    places it, as the Census Bureau writes it; None where neither its COUNTY cell nor its name says one. `standings` has
    every agreement that it has, had or applied for, the newest first; `history` its events, oldest first.
    """

    state: str | None
    name: str
    county: str | None
    former: tuple[str, ...]
    standings: tuple[Standing, ...]
    history: tuple[Event, ...]

    @property
    def is_listed(self) -> bool:
        """Whether ICE's newest participating list has it."""
        return any(self.standing_on(ListKind.PARTICIPATING))

    @property
    def is_pending(self) -> bool:
        """Whether ICE's newest pending list has it."""
        return any(self.standing_on(ListKind.PENDING))

    def standing_on(self, kind: ListKind) -> Iterator[Standing]:
        """Its agreements that one of the lists shows now."""
        return (s for s in self.standings if s.list is kind and s.stand in ON_LIST)


@frozen
class NamedPlace:
    """A real county or town: the name that the Census Bureau or GeoNames has for it, and its state's code."""

    name: str
    state: str
    is_county: bool


@frozen
class Searched:
    """Which lists were searched: the newest of each kind, and those of which a newer one is held back, unread."""

    participating: ListState
    pending: ListState
    held: frozenset[ListKind] = frozenset()


@frozen
class Finding:
    """What the record says to a question.

    `agencies` are those asked about, those on ICE's list first; `names_office`: the words ask for a sheriff, police and
    the like, and not for a place alone. `absent` are real places that the words name, of which the record has no
    agency. `read_as` is the place for which a misspelt one was taken, with which `question` was asked again. `near`
    are agencies of like names, where none was found. `county` is the one county that the question is about, if it is
    about one; `beside` are that county's other agencies; `placeless` counts the state's listed agencies for which ICE
    prints no county: they may be there too. `elsewhere` has the states that have a place of that name, where the state
    asked about has none. `tally` and `coverage` are of the state, if one was asked about.
    """

    question: Question
    searched: Searched
    names_office: bool = False
    agencies: tuple[FoundAgency, ...] = ()
    absent: tuple[NamedPlace, ...] = ()
    read_as: NamedPlace | None = None
    near: tuple[FoundAgency, ...] = ()
    county: NamedPlace | None = None
    beside: tuple[FoundAgency, ...] = ()
    placeless: int = 0
    elsewhere: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)
    coverage: Coverage = field(default_factory=Coverage)
