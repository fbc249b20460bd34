"""Kinds where two agencies look like one: each pair is real, or called as real ones are, and is played four ways."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from tests.corruptions.agencies import TITLES, Agency
from tests.corruptions.country import beaches, counties_alike, norths, shared_counties
from tests.corruptions.lines import PENDING
from tests.corruptions.office import MODELS, Office, Play
from watchers.names.places import STATES

Two = tuple[Agency, Agency]
Pair = Callable[[Office], Two | None]
"""Draws two; None where what it drew is on the lists already."""

_TWO_TIERS = ["NY", "VT", "WI"]
"""States with a town around, or beside, a city of the same name."""


def county_and_district_attorney(o: Office) -> Two:
    one = o.country.sheriff(office="attorney")
    return one, replace(one, title="{county} District Attorney's Office")


def city_and_town(o: Office) -> Two:
    one = o.country.town(states=_TWO_TIERS)
    city, town = (f"{kind} of {{place}} Police Department" for kind in ("City", "Town"))
    return replace(one, title=city), replace(one, title=town)


def borough_and_township(o: Office) -> Two:
    one = o.country.town(states=["PA", "NJ"])
    title = o.rng.choice(("{place} Borough Police Department", "Borough of {place} Police Department"))
    return replace(one, title=title), replace(one, title="{place} Township Police Department")


def village_and_township(o: Office) -> Two:
    one = o.country.town(states=["OH", "MI", "IL"])
    village = replace(one, title="Village of {place} Police Department")
    return village, replace(one, title="{place} Township Police Department")


def university_and_state_university(o: Office) -> Two:
    state = o.rng.choice(["AZ", "FL", "GA", "ID", "KS", "LA", "MI", "MO", "NM", "OH", "OK", "OR", "TN", "TX", "UT"])
    name = STATES[state].name
    one = o.country.at(state, f"University of {name}", "campus")
    return one, replace(one, place=f"{name} State University")


def place_and_its_beach(o: Office) -> Two | None:
    """Two real towns: X, and X Beach, X Heights, X Park, X Springs…"""
    tail = o.rng.choice(("Beach", "Heights", "Park", "Springs", "Hills", "Lake"))
    state, one, other = o.rng.choice(beaches(tail))
    if not o.country.claim_all((state, one), (state, other)):
        return None
    town = replace(o.country.at(state, one, "police"), title="{place} Police Department")
    return town, replace(town, place=other)


def place_and_its_north(o: Office) -> Two | None:
    """Two real towns: X, and North, South, East, West, New or Upper X."""
    state, one, other = o.rng.choice(norths())
    if not o.country.claim_all((state, one), (state, other)):
        return None
    town = replace(o.country.at(state, one, "police"), title="{place} Police Department", county="")
    return town, replace(town, place=other)


def counties_a_letter_apart(o: Office) -> Two | None:
    state, one, other = o.rng.choice(counties_alike())
    if not o.country.claim_all((state, one.rsplit(" ", 1)[0]), (state, other.rsplit(" ", 1)[0])):
        return None
    office = o.rng.choice(("sheriff", "jail"))
    title = o.rng.choice(TITLES[office]["usual"])
    first = Agency(state=state, office=office, place=one.rsplit(" ", 1)[0], county=one, title=title)
    return first, replace(first, county=other, place=other.rsplit(" ", 1)[0])


def county_of_another_state(o: Office) -> Two | None:
    name, states = o.rng.choice(shared_counties())
    one, other = o.rng.sample(states, 2)
    if not o.country.claim_all(*((state, name.rsplit(" ", 1)[0]) for state in (one, other))):
        return None
    title = o.rng.choice(TITLES["sheriff"]["usual"])
    first = Agency(state=one, office="sheriff", place=name.rsplit(" ", 1)[0], county=name, title=title)
    return first, replace(first, state=other)


def two_precincts(o: Office) -> Two:
    one = o.country.sheriff(states=["TX"], office="constable")
    return one, replace(one, number=one.number % 4 + 1)


def sheriff_and_police(o: Office) -> Two:
    one = o.country.sheriff()
    return one, replace(one, office="police", title=o.rng.choice(TITLES["police"]["usual"]))


def county_police_and_sheriff(o: Office) -> Two:
    one = o.country.sheriff(states=["GA", "MD", "NY", "SC", "VA"])  # where counties have both
    return one, replace(one, title="{county} Police Department")


def two_guards(o: Office) -> Two | None:
    state = o.rng.choice(["CA", "FL", "GA", "IN", "MD", "MI", "MS", "NY", "OH", "SC", "TN", "TX", "VA", "WA"])
    if not o.country.claim_all((state, "National Guard"), (state, "State Guard")):
        return None
    guard = replace(o.country.at(state, f"{STATES[state].name} National Guard", "state"), title="{place}")
    return guard, replace(guard, place=f"{STATES[state].name} State Guard")


def sheriff_and_jail(o: Office) -> Two:
    """A county whose jail is not the sheriff's."""
    one = o.country.sheriff(states=["KY", "NJ", "NM", "PA", "GA", "FL", "TN"])
    jails = ("{county} Department of Corrections", "{county} Detention Center", "{county} Jail")
    jail = o.rng.choice(jails) if one.state not in {"GA", "FL", "TN"} else jails[0]  # where only a few are
    return one, replace(one, office="jail", title=jail)


def city_and_county_sheriff(o: Office) -> Two | None:
    """Virginia's cities stand beside counties of the same name, and have sheriffs."""
    county = o.rng.choice(("Roanoke", "Richmond", "Fairfax", "Franklin"))
    if not o.country.claim_all(("VA", county)):
        return None
    title = o.rng.choice(TITLES["sheriff"]["usual"])
    one = Agency(state="VA", office="sheriff", place=county, county=f"{county} County", title=title)
    return one, replace(one, title="{place} City Sheriff's Office", county=f"{county} city")


def town_and_its_school_district(o: Office) -> Two:
    one = o.country.town(states=["TX"])
    return one, replace(one, office="school", title=o.rng.choice(TITLES["school"]["usual"]))


def two_agencies_of_the_state(o: Office) -> Two | None:
    one = o.country.institution("state")
    return _and_another(o, one)


def two_airports(o: Office) -> Two | None:
    return _and_another(o, o.country.institution("airport"))


def _and_another(o: Office, one: Agency) -> Two | None:
    other = o.country.free_institution(one.office, one.state)
    return (one, replace(one, place=other)) if other else None


def college_and_university(o: Office) -> Two:
    """Of one place: the community college and the university."""
    one = replace(o.country.town(), office="campus", title="{place} Police Department")
    return replace(one, place=f"{one.place} Community College"), replace(one, place=f"{one.place} University")


PAIRS: dict[str, Pair] = {
    "county and district attorney": county_and_district_attorney,
    "city and town": city_and_town,
    "borough and township": borough_and_township,
    "village and township": village_and_township,
    "university and state university": university_and_state_university,
    "X and X Beach": place_and_its_beach,
    "X and North X": place_and_its_north,
    "counties a letter apart": counties_a_letter_apart,
    "county of another state": county_of_another_state,
    "two precincts": two_precincts,
    "sheriff and police": sheriff_and_police,
    "county police and sheriff": county_police_and_sheriff,
    "National Guard and State Guard": two_guards,
    "sheriff and jail": sheriff_and_jail,
    "city's and county's sheriff": city_and_county_sheriff,
    "town and school district": town_and_its_school_district,
    "two of the state's own": two_agencies_of_the_state,
    "two airports": two_airports,
    "college and university": college_and_university,
}


def played(o: Office, pair: Pair) -> Iterator[int]:
    """One signs beside the other; one of both leaves; one goes as the other comes; one waits, and the other signs."""
    if (two := next((made for _ in range(20) if (made := pair(o)) is not None), None)) is None:
        return
    one, other = two if o.rng.random() < 0.5 else two[::-1]
    model = o.rng.choice(MODELS)
    way = o.rng.choice(("beside", "leaves", "swap", "pending"))
    if way == "pending":
        waiting = o.enlist(one, PENDING, model=model)
    else:
        listed = o.enlist(one, model=model, document=o.rng.random() < 0.8)
    if way == "leaves":
        day = None if o.rng.random() < 0.5 else listed.signed
        o.enlist(other, model=model, signed=day, document=o.rng.random() < 0.8)
    yield o.soon()
    match way:
        case "beside":
            same_day = listed.signed if o.rng.random() < 0.2 else None
            o.enlist(other, model=model, signed=same_day)
        case "leaves":
            o.leave(listed)
        case "swap":
            o.leave(listed)
            o.enlist(other, model=model, signed=o.day - timedelta(days=o.rng.randint(0, 3)))
        case _:
            o.leave(waiting)
            o.enlist(other, model=model)


TWO: dict[str, Play] = {f"two: {name}": partial(played, pair=pair) for name, pair in PAIRS.items()}
