"""Agencies that truly come: many of them look like one that is listed, or like one that is just leaving."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from rapidfuzz.distance import OSA

from tests.corruptions.bases import TOWNS, new_line
from tests.corruptions.lines import Line, pick
from watchers.model.agreement import Agreement, Model
from watchers.names.places import counties


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A row for an agreement that no list had, and how it came to look as it does."""

    line: Line
    kind: str


LookAlike = Callable[[Random, Agreement, date], Iterator[Line]]


def _like(
    rng: Random, a: Agreement, day: date, *, agency: str, county: str | None = None, state: str | None = None
) -> Line:
    """A row under the same model and often the same date as the one that it looks like."""
    same_day = state is None and a.signed is not None and rng.random() < 0.5
    return new_line(
        rng,
        state=state or a.state or "TX",
        agency=agency,
        level=a.level.value.title() if a.level else "",
        county=county or a.printed.county,
        signed=a.signed if same_day and a.signed else day,
        model=a.model,
    )


def _county_of(a: Agreement) -> str | None:
    found = re.match(r"(.+?) (County|Parish)\b", a.agency)
    name = f"{found[1]} {found[2]}" if found else None
    return name if name in counties().get(a.state or "", ()) else None


def neighbour_in_name(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """Bee and Bell, Hale and Hill, Butler and Bullitt: another real county of the state."""
    if (name := _county_of(a)) is None:
        return
    near = sorted(c for c in counties()[a.state or ""] if c != name and OSA.distance(c, name) <= 3)
    if other := pick(rng, [c for c in near if c.endswith(name.split()[-1])]):
        yield _like(rng, a, day, agency=a.agency.replace(name, other), county=other)


def same_name_elsewhere(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """Carroll in Maryland and Carroll in Kentucky, never signed on one day."""
    name = _county_of(a)
    states = [s for s in ("KY", "TX", "MD", "GA", "VA", "FL", "PA", "KS") if s != a.state and name in counties()[s]]
    if (state := pick(rng, states)) and day != a.signed:
        yield _like(rng, a, day, agency=a.agency, county=name, state=state)


def other_place_of_that_name(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """Melbourne and Melbourne Beach, Port Richey and New Port Richey."""
    town = re.fullmatch(r"((?:[A-Z][a-z]+ ?){1,2}) (Police Department)", a.agency)
    if town and not re.search(r"Beach|North|West|New |Springs|Heights|County|University", town[1]):
        place = rng.choice((f"{town[1]} Beach", f"North {town[1]}", f"West {town[1]}", f"{town[1]} Springs"))
        yield _like(rng, a, day, agency=f"{place} {town[2]}")


def next_number(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """Precinct 1 and precinct 2, ward 3 and ward 4."""
    found = re.search(r"\b(Precinct|Pct\.?|Ward|District|Place) (\d)\b", a.agency)
    if found:
        other = rng.choice([n for n in "12345678" if n != found[2]])
        yield _like(rng, a, day, agency=a.agency.replace(found[0], f"{found[1]} {other}"))


def other_government(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """A township and a borough of one name, side by side."""
    for here, there in (("Township", "Borough"), ("Borough", "Township")):
        if here in a.agency:
            yield _like(rng, a, day, agency=a.agency.replace(here, there))


def beside_it(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """Another agency of the same county under the same model, and often the same date."""
    towns = [t for t in TOWNS if not set(t.split()) & set(a.agency.split()) and OSA.distance(t, a.agency[: len(t)]) > 4]
    yield _like(rng, a, day, agency=f"{rng.choice(towns)} Police Department")


def other_model(rng: Random, a: Agreement, day: date) -> Iterator[Line]:
    """The same agency under another model."""
    if a.state:
        yield new_line(
            rng,
            state=a.state,
            agency=a.agency,
            level=a.printed.level,
            county=a.printed.county,
            signed=day,
            model=rng.choice([m for m in Model if m is not a.model]),
        )


LOOK_ALIKES: dict[str, LookAlike] = {
    "neighbour in name": neighbour_in_name,
    "same name elsewhere": same_name_elsewhere,
    "other place of that name": other_place_of_that_name,
    "next number": next_number,
    "other government": other_government,
    "beside it": beside_it,
    "other model": other_model,
}


def look_alikes(rng: Random, a: Agreement, day: date) -> Iterator[Newcomer]:
    """Newcomers that look like `a`, in a random order of kinds."""
    for kind in rng.sample(sorted(LOOK_ALIKES), len(LOOK_ALIKES)):
        for line in LOOK_ALIKES[kind](rng, a, day):
            yield Newcomer(line=line, kind=kind)


def newcomers(rng: Random, states: list[str], day: date) -> Iterator[Newcomer]:
    """Sheriffs and city police that look like nobody in particular."""
    while True:
        state = rng.choice(states)
        county = rng.choice(sorted(counties()[state]))
        town = rng.random() < 0.3
        agency = f"{rng.choice(TOWNS)} Police Department" if town else f"{county} Sheriff's Office"
        level = "Municipality" if town else "County"
        line = new_line(rng, state=state, agency=agency, level=level, county=county, signed=day)
        yield Newcomer(line=line, kind="newcomer")
