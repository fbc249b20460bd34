"""Which clock a desk most likely goes by: this machine's, or, where that says nothing, its first state's."""

from collections.abc import Mapping
from pathlib import Path

from bot import config_values as values
from bot.config_reader import Unfit

LOCALTIME = Path("/etc/localtime")
_USUAL = "America/Chicago"
_ZONES = """
    America/New_York CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV
    America/Chicago AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI
    America/Denver CO ID MT NM UT WY
    America/Los_Angeles CA NV OR WA
    America/Phoenix AZ
    America/Anchorage AK
    Pacific/Honolulu HI
    America/Puerto_Rico PR VI
    Pacific/Guam GU MP
    Pacific/Pago_Pago AS
"""
_OF_STATE = {code: line.split()[0] for line in _ZONES.strip().splitlines() for code in line.split()[1:]}
"""The zone in which most people of a state live, by USPS code (IANA's tz database, file zone1970.tab)."""


def likely_zone(states: tuple[str, ...], environ: Mapping[str, str], localtime: Path = LOCALTIME) -> str:
    """A zone's name. Servers and containers run on UTC, which is no newsroom's clock: then the first state decides."""
    here = _machine_zone(environ, localtime)
    return here or _OF_STATE.get(states[0], _USUAL)


def _machine_zone(environ: Mapping[str, str], localtime: Path) -> str | None:
    """The zone of $TZ or /etc/localtime; None for UTC, for one that isn't IANA's, and for none."""
    linked = str(localtime.resolve()).partition("zoneinfo/")[2]
    name = (environ.get("TZ", "").strip().lstrip(":") or linked).rpartition("zoneinfo/")[2]
    if not name:
        return None
    try:
        found = values.zone(name).key
    except Unfit:
        return None
    return None if found in {"UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Universal", "Etc/Zulu"} else found
