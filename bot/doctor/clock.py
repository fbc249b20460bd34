"""Zones and the clock: news is dated by them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.doctor.exam import Installation
from bot.outgoing.operators import ago
from notifiers.finding import Finding, fail, ok, warn
from notifiers.text.ap_style import clock
from notifiers.text.ap_style import day as date_words

_ODD = timedelta(minutes=2)
_WRONG = timedelta(hours=1)
_SET_IT = "Let the machine set its clock itself: timedatectl set-ntp true (in a container or VM: on its host)."


def zones(here: Installation) -> Iterator[Finding]:
    """What time it is now on each desk's clock."""
    config, at = here.config, here.now()
    found = {zone.key: zone for zone in (config.watch.zone, *(s.zone for s in config.subscriptions))}
    times = [
        f"{key} {date_words((local := at.astimezone(zone)).date(), 0)}, {clock(local)}" for key, zone in found.items()
    ]
    yield ok("zones", "; ".join(times))


def against(said: datetime | None, here: datetime) -> Finding:
    """This machine's clock beside the one of ICE's server; None where that didn't say."""
    if said is None:
        return warn("clock", "not compared, for ICE's server gave no time", _SET_IT)
    off = abs(here - said)
    words = f"{ago(said, said + off)} {'ahead of' if here > said else 'behind'} the clock of ICE's server"
    if off > _WRONG:
        return fail("clock", f"{words} ({said.astimezone(UTC):%Y-%m-%d %H:%M} UTC): news would be dated wrong", _SET_IT)
    if off > _ODD:
        return warn("clock", words, _SET_IT)
    return ok("clock", "agrees with the clock of ICE's server")
