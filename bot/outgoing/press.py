"""Stories and payloads, made once for all desks that read the same: thousands of desks read few different ones."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from bot.channels import render, unsubscribe_of
from bot.destinations import Destination, EmailDestination
from bot.settings import Config
from notifiers.compose import compose
from notifiers.mailing import Mailing
from notifiers.story import Story
from notifiers.subscription import Subscription
from watchers.event import Event
from watchers.register import Register
from watchers.totals import Tally, tally_by_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a story says of the lists as a whole: the totals by state, and whether ICE links a pending list."""

    totals: Mapping[str, Tally]
    links_pending: bool

    @classmethod
    def of(cls, register: Register) -> Self:
        """The lists as a register has them."""
        return cls(totals=tally_by_state(register), links_pending=links_pending(register))


def links_pending(register: Register) -> bool:
    """Whether ICE's page links a pending list, as far as the record knows."""
    return register.pending.workbook is not None and register.pending.absent_since is None


@dataclass(slots=True)
class Plate:
    """One story, whoever reads it, and the payloads that were made of it so far."""

    story: Story
    payloads: dict[Hashable, list[dict[str, Any]]] = field(default_factory=dict)
    mailing: Mailing | None = None


class Press:
    """Makes the stories of one publication. `setting` is the lists after it."""

    def __init__(self, config: Config, setting: Setting) -> None:
        self._config = config
        self._setting = setting
        self._plates: dict[Hashable, Plate] = {}

    def plate(self, desk: Subscription, batch: Sequence[Event], heard: Mapping[str, Event]) -> Plate:
        """The story of a batch for a desk; `heard` holds by id the corrected events that the desk was told of."""
        key = (desk.zone, desk.states is None, tuple(e.id for e in batch), frozenset(heard))
        if key not in self._plates:
            story = compose(
                desk,
                batch,
                totals=self._setting.totals,
                page_url=self._config.watch.page,
                told=heard,
                pending_listed=self._setting.links_pending,
            )
            self._plates[key] = Plate(story)
        return self._plates[key]

    def payloads(self, plate: Plate, destination_id: str, story: Story) -> list[dict[str, Any]]:
        """What a destination is given: `story` is the plate's, with what is one desk's own."""
        destination: Destination = self._config.destinations[destination_id]
        if isinstance(destination, EmailDestination):
            plate.mailing = plate.mailing or Mailing(plate.story, unsubscribe=unsubscribe_of(self._config))
            return [plate.mailing.for_desk(story.subscription)]
        key = (type(destination), bool(story.continues))
        if key not in plate.payloads:
            continued = replace(plate.story, continues=story.continues)
            plate.payloads[key] = render(destination, continued, self._config)
        return plate.payloads[key]
