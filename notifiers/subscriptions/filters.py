"""Filters of a subscription: what of its states' news it wants, or doesn't want, and what a row shows of that."""

from collections.abc import Iterator

from watchers.frozen import frozen
from watchers.model.agreement import Agreement, Level, Model
from watchers.names.agency_kinds import AgencyKind, Told, agency_kind
from watchers.names.counties import county_meant, county_names, folded_county
from watchers.names.spelling import folded

County = tuple[str, str]
"""A state's USPS code and a county's folded name: ("TX", "bee")."""


@frozen
class Choice:
    """What a filter names; an empty set says nothing. `agencies` are folded, as in `watchers.names.spelling.folded`."""

    states: frozenset[str] = frozenset()
    counties: frozenset[County] = frozenset()
    agencies: frozenset[str] = frozenset()
    models: frozenset[Model] = frozenset()
    levels: frozenset[Level] = frozenset()
    agency_kinds: frozenset[AgencyKind] = frozenset()


NOTHING = Choice()


@frozen
class Facts:
    """What a row shows of all that a filter may name.

    `counties`: the real counties that the row gives, ICE's COUNTY cell before the agency's name, each with how we know.
    """

    state: str | None
    counties: tuple[tuple[County, str], ...]
    agency: str
    model: Model | None
    level: Level | None
    kind: Told


BY_CELL = "ICE's COUNTY cell says it"
BY_NAME = "the agency's name says it; ICE's COUNTY cell doesn't"


def facts_of(a: Agreement) -> Facts:
    """What the row shows."""
    return Facts(
        state=a.state,
        counties=tuple(_counties(a)),
        agency=folded(a.agency),
        model=a.model,
        level=a.level,
        kind=agency_kind(a.agency, a.level),
    )


def _counties(a: Agreement) -> Iterator[tuple[County, str]]:
    """The county of the cell, a slip allowed, then that of the name."""
    from watchers.matching.evidence import named_county

    if a.state is None:
        return
    meant = county_meant(a.county, a.state) if a.county is not None else None
    cell = folded_county(meant) if meant is not None else None
    if cell is not None:
        yield (a.state, cell), BY_CELL
    named = named_county(a)
    if named is not None and named != cell:
        yield (a.state, named), BY_NAME


def county_printed(county: County) -> str:
    """A county's name for print: "Bee County"."""
    return county_names(county[0]).get(county[1], county[1])


def missed_by(facts: Facts, only: Choice) -> str | None:
    """The name of the first part of `only` that the row doesn't meet; None where it meets all.

    A model or level that can't be read is no reason to miss the row: the list may well mean the one that is wanted.
    """
    if only is NOTHING:
        return None
    missed = {
        "counties": only.counties and not any(county in only.counties for county, _ in facts.counties),
        "agencies": only.agencies and facts.agency not in only.agencies,
        "models": only.models and facts.model is not None and facts.model not in only.models,
        "levels": only.levels and facts.level is not None and facts.level not in only.levels,
        "agency_kinds": only.agency_kinds and facts.kind.kind not in only.agency_kinds,
    }
    return next((part for part, is_missed in missed.items() if is_missed), None)


def caught_by(facts: Facts, never: Choice) -> str | None:
    """The name of the first part of `never` that the row meets, of which it must be certain; None where it meets none.

    Where the COUNTY cell and the name give two counties, the cell counts.
    """
    if never is NOTHING:
        return None
    caught = {
        "states": facts.state in never.states,
        "counties": any(county in never.counties for county, _ in facts.counties[:1]),
        "agencies": facts.agency in never.agencies,
        "models": facts.model in never.models,
        "levels": facts.level in never.levels,
        "agency_kinds": facts.kind.kind in never.agency_kinds,
    }
    return next((part for part, is_caught in caught.items() if is_caught), None)
