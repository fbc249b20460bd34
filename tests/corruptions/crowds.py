"""Kinds where many rows change on one day, and rightly: no list may be held for it."""

from collections.abc import Iterator
from datetime import timedelta

from tests.corruptions.agencies import Agency
from tests.corruptions.country import COUNTY_STATES, town_names
from tests.corruptions.office import Office, Play


def states_law(o: Office) -> Iterator[int]:
    """A state's agencies, up to half the list, all leave on one day because its law says so."""
    state = o.rng.choice([state for state in COUNTY_STATES if len(town_names(state)) > 200])
    count = len(o.rows) // o.rng.choice((1, 2, 4, 8))
    rows = [o.enlist(_somewhere_in(o, state)) for _ in range(max(6, min(count, 70)))]
    yield o.soon(2)
    o.tried[o.step] = o.playing[1]
    for row in rows:
        o.leave(row)
    yield 2


def _somewhere_in(o: Office, state: str) -> Agency:
    kind = o.rng.random()
    return o.country.town(states=[state]) if kind < 0.6 else o.country.town(states=[state], office="marshal")


def many_leave_many_states(o: Office) -> Iterator[int]:
    """Eight to forty of as many states as they can be of."""
    rows = [o.enlist(o.country.any()) for _ in range(min(o.rng.choice((8, 8, 12, 20, 30, 40)), len(o.rows) // 6))]
    yield o.soon(2)
    o.tried[o.step] = o.playing[1]
    for row in rows:
        o.leave(row)
    o.enlist(o.country.any())
    yield 2


def mass_signing_day(o: Office) -> Iterator[int]:
    """Forty to ninety sign on one day."""
    yield o.soon(2)
    o.tried[o.step] = o.playing[1]
    day = o.day - timedelta(days=o.rng.randint(0, 3))
    for _ in range(o.rng.randint(40, 90)):
        o.enlist(o.country.any(), signed=day)
    yield 2


def renamed_at_once(o: Office) -> Iterator[int]:
    """All sheriffs of the list are spelt another way from one day on."""
    yield o.soon(2)
    o.tried[o.step] = o.playing[1]
    old, new = o.rng.choice(
        (
            ("Sheriff's Office", "Sheriff Office"),
            ("Sheriff's Office", "SO"),
            ("Police Department", "PD"),
            (" County", " Co."),
        )
    )
    for row in o.ordinary():
        row.put(agency=row.line.cells["agency"].replace(old, new))
    yield 2


def dates_moved_at_once(o: Office) -> Iterator[int]:
    """All who signed on one day signed a day earlier after all."""
    yield o.soon(2)
    o.tried[o.step] = o.playing[1]
    day = o.rng.choice(o.mass_days)
    for row in o.ordinary():
        if row.signed == day:
            row.put(signed=(day - timedelta(days=1)).isoformat())
    yield 2


MASS: dict[str, Play] = {
    "many: a state's law": states_law,
    "many: of many states": many_leave_many_states,
    "many: a signing day": mass_signing_day,
    "many: renamed at once": renamed_at_once,
    "many: dates moved at once": dates_moved_at_once,
}
"""No more than one of these in a run."""
