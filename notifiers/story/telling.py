"""What the words about one event depend on beside the event, and which events are about one agency."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from notifiers.language.english import ENGLISH
from notifiers.language.language import Language
from watchers.frozen import frozen
from watchers.model.agreement import Model, models_in_order
from watchers.model.event import Event, EventKind
from watchers.names.spelling import folded


@frozen
class Telling:
    """What the words about one event depend on beside the event.

    `year` is the year of the news on the desk's clock: other years are printed. `batch` has every event of the story by
    id. `told` has earlier events by id that this desk was told of; None: taken to be all that `corrects` names.
    `marks` gives each model its footnote's mark. `partners` maps a signing to the removal told with it; `lately` an
    event to the one of some weeks before that makes a change of model of the two. `named` has the addresses of the
    workbooks that the story names once for all: below them a row's number is enough.
    All is said in `language`.
    """

    zone: ZoneInfo
    year: int
    batch: Mapping[str, Event]
    told: Mapping[str, Event] | None = None
    marks: Mapping[Model, str] = field(default_factory=dict)
    partners: Mapping[str, Event] = field(default_factory=dict)
    lately: Mapping[str, Event] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    language: Language = ENGLISH

    def day_of(self, when: datetime) -> str:
        """The day on the desk's clock, for print."""
        return self.language.day(when.astimezone(self.zone).date(), self.year)


def is_correction(event: Event, told: Mapping[str, Event] | None) -> bool:
    """Whether this takes back something that the desk was told."""
    return bool(event.corrects) if told is None else any(wrong in told for wrong in event.corrects)


def is_renaming(event: Event) -> bool:
    """Whether this is the outcome of what was left open: one agency, renamed."""
    return event.kind is EventKind.AMENDED and bool(event.settles)


def agency_key(event: Event) -> tuple[str | None, str]:
    """What makes two events about one agency: its state, and its name as the lists' rows are compared by."""
    return event.agreement.state, plain_name(event.agreement.agency)


def by_agency(events: Iterable[Event]) -> list[list[Event]]:
    """The events of each agency, in the order of its first."""
    found: dict[object, list[Event]] = {}
    for event in events:
        found.setdefault(agency_key(event), []).append(event)
    return list(found.values())


def same_models(events: Sequence[Event]) -> list[Model]:
    """The models of each agency, where they are the same of all and none is unclear; else []."""
    found = {tuple(models_in_order(e.agreement.model for e in of_one)) for of_one in by_agency(events)}
    is_clear = all(e.agreement.model is not None for e in events)
    return list(found.pop()) if is_clear and len(found) == 1 else []


def plain_name(agency: str) -> str:
    """A name without what may differ between two printings of it: case, punctuation, usual short forms."""
    return folded(agency) or agency.casefold()


def alphabetical(events: Iterable[Event]) -> Callable[[Event], tuple[str, str]]:
    """A sorting key by agency and model; an agency that is printed in two ways stands where the first of them does."""
    first: dict[tuple[str | None, str], str] = {}
    for event in events:
        printed = event.agreement.agency.casefold()
        first[agency_key(event)] = min(printed, first.get(agency_key(event), printed))
    return lambda event: (first[agency_key(event)], event.agreement.model or "")
