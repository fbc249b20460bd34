"""Where news goes: each kind of destination looked at in its own way. Nothing is posted."""

from collections.abc import Iterator

from bot.config.credentials import wrong_secrets
from bot.doctor.exam import PATIENCE, Installation
from bot.outgoing.channels import surroundings
from bot.terminal import write
from notifiers.finding import Checks
from notifiers.registry import kinds


def place_checks(here: Installation) -> Iterator[Checks]:
    """The checks of every kind; a destination whose secret is missing or wrong has had its line."""
    wrong = wrong_secrets(here.config, here.secrets)
    world = surroundings(here.config, here.environ, write=write, now=here.now, timeout=PATIENCE)
    sound = [p for p in here.config.destinations.values() if not any(s.name in wrong for s in p.secrets)]
    for kind in kinds():
        yield from kind.checks([place for place in sound if isinstance(place, kind)], world)
