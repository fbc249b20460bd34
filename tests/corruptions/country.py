"""The country that the lists are about: agencies of real places in every state, none drawn twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from tests.corruptions.agencies import TITLES, Agency
from watchers.names import gazetteer
from watchers.names.counties import counties, counties_named
from watchers.names.places import STATES

COUNTY_STATES = sorted(set(STATES) - {"AS", "GU", "MP", "VI", "PR", "DC", "AK", "CT", "RI", "HI"})
"""States whose counties have sheriffs of their own, or nearly."""


@dataclass(slots=True)
class Country:
    """Draws agencies that nobody drew before: no two of a state share a place or a county, unless asked for."""

    rng: Random
    used: set[tuple[str, str]] = field(default_factory=set)

    def sheriff(self, *, states: list[str] | None = None, office: str = "sheriff") -> Agency:
        """An office of a county, in any of the states."""
        while True:
            state = self.rng.choice(states or COUNTY_STATES)
            name = self.rng.choice(county_names(state))
            if self.claim(state, name.rsplit(" ", 1)[0]):
                return self._entitled(Agency(state=state, office=office, place=name.rsplit(" ", 1)[0], county=name))

    def town(self, *, states: list[str] | None = None, office: str = "police") -> Agency:
        """An office of a town; its county cell names any county of the state."""
        while True:
            state = self.rng.choice(states or COUNTY_STATES)
            place = self.rng.choice(town_names(state))
            if self.claim(state, place):
                return self.at(state, place, office)

    def at(self, state: str, place: str, office: str) -> Agency:
        return self._entitled(Agency(state=state, office=office, place=place, county=self.county_of(state)))

    def institution(self, office: str) -> Agency:
        """A college's or an airport's police, or a state's own agency; a town's where none is left."""
        for state in self.rng.sample(COUNTY_STATES, len(COUNTY_STATES)):
            if (place := self.free_institution(office, state)) is not None:
                return self.at(state, place, office)
        return self.town()

    def free_institution(self, office: str, state: str) -> str | None:
        """The name of one that nobody drew before."""
        names = [n for n in institutions(office, state) if (state, gazetteer.fold(n)) not in self.used]
        if not names:
            return None
        self.claim(state, chosen := self.rng.choice(names))
        return chosen

    def any(self) -> Agency:
        """Offices as often as they are on such lists."""
        return self.of(self.rng.choices(_OFFICES, _OFTEN)[0])

    def of(self, office: str) -> Agency:
        match office:
            case "campus" | "airport" | "state":
                return self.institution(office)
            case "police" | "marshal" | "school" | "township":
                return self.town(states=_WHERE.get(office), office=office)
            case _:
                return self.sheriff(states=_WHERE.get(office), office=office)

    def county_of(self, state: str) -> str:
        return self.rng.choice(county_names(state))

    def claim(self, state: str, place: str) -> bool:
        """Whether the place was free; it no longer is."""
        key = state, gazetteer.fold(place)
        free = key not in self.used
        self.used.add(key)
        return free

    def claim_all(self, *places: tuple[str, str]) -> bool:
        """Whether all these places were free, as (state, place); then none is any more."""
        if any((state, gazetteer.fold(place)) in self.used for state, place in places):
            return False
        self.used |= {(state, gazetteer.fold(place)) for state, place in places}
        return True

    def _entitled(self, agency: Agency) -> Agency:
        title = self.rng.choice(TITLES[agency.office]["usual"])
        return replace(agency, title=title, number=self.rng.randint(1, 4))


_WHERE = {"school": ["TX"], "constable": ["TX"], "township": ["PA", "NJ", "MI", "OH"]}
_OFFICES = ["sheriff", "police", "jail", "constable", "campus", "state", "marshal", "airport", "school", "township"]
_OFTEN = [46, 24, 5, 5, 4, 6, 2, 2, 2, 4]


@cache
def county_names(state: str) -> list[str]:
    """Those that stand today, without the independent cities: their sheriffs are called otherwise."""
    return [c.name for c in counties(state) if not c.former and c.name.endswith((" County", " Parish"))]


@cache
def town_names(state: str) -> list[str]:
    """Places large enough to have police, and not called as a county of the state is."""
    found = sorted(gazetteer.places(state).values(), key=lambda place: place.name)
    return [p.name for p in found if p.population > 1200 and not counties_named(p.name, state)]


@cache
def institutions(office: str, state: str) -> list[str]:
    """Colleges, airports or the state's agencies as they are usually called, one name for each."""
    if office == "state":
        return sorted(entry.split("|")[0] for entry in gazetteer.entries("state_agencies.txt", state))
    return _names("colleges.txt" if office == "campus" else "airports.txt", state)


def _names(file: str, state: str) -> list[str]:
    entries = (entry.partition(" ")[2].split("|")[0] for entry in gazetteer.entries(file, state))
    wanted = ("University", "College") if file == "colleges.txt" else ("International Airport", "Regional Airport")
    return [name for name in entries if name.endswith(wanted)]


def college_names(state: str) -> Iterator[list[str]]:
    """The colleges that have had more than one name, each with all of them."""
    for entry in gazetteer.entries("colleges.txt", state):
        names = entry.partition(" ")[2].split("|")
        if len(names) > 1 and all(name.endswith(("University", "College")) for name in names):
            yield names


@cache
def beaches(tail: str) -> list[tuple[str, str, str]]:
    """Real pairs of a state: X and "X Beach", "X Heights"… as (state, X, X and the tail)."""
    found = []
    for state in COUNTY_STATES:
        names = {place.name for place in gazetteer.places(state).values()}
        found += [(state, name, f"{name} {tail}") for name in sorted(names) if f"{name} {tail}" in names]
    return found


@cache
def norths() -> list[tuple[str, str, str]]:
    """Real pairs of a state: X and "North X", "New X", "Upper X"… as (state, X, the other)."""
    found = []
    for state in COUNTY_STATES:
        names = {place.name for place in gazetteer.places(state).values()}
        heads = ("North", "South", "East", "West", "New", "Upper", "Lower", "Little", "Mount")
        found += [(state, n, f"{h} {n}") for h in heads for n in sorted(names) if f"{h} {n}" in names]
    return found


@cache
def counties_alike() -> list[tuple[str, str, str]]:
    """Two real counties of one state, a letter or two apart: (state, one, other)."""
    from rapidfuzz.distance import OSA

    return [
        (state, one, other)
        for state in COUNTY_STATES
        for at, one in enumerate(county_names(state))
        for other in county_names(state)[at + 1 :]
        if OSA.distance(one, other, score_cutoff=2) <= 2
    ]


@cache
def shared_counties() -> list[tuple[str, tuple[str, ...]]]:
    """County names that several states have."""
    names: dict[str, list[str]] = {}
    for state in COUNTY_STATES:
        for name in county_names(state):
            names.setdefault(name, []).append(state)
    return [(name, tuple(states)) for name, states in sorted(names.items()) if len(states) > 1]
