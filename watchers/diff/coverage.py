"""How much of a state takes part: agreements by model and kind of agency, and the counties whose sheriffs do."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import field

from watchers.diff.context import agency_key
from watchers.diff.totals import participating
from watchers.frozen import frozen
from watchers.matching.evidence import known_county, named_county
from watchers.model.agreement import Agreement, Model, models_in_order
from watchers.model.register import Standing
from watchers.names.agency_kinds import AgencyKind, agency_kind
from watchers.names.counties import counties


@frozen
class Coverage:
    """One state's part of the participating list.

    `agencies` counts agencies by kind, the most numerous first; `agreements` counts rows by kind and model, those with
    an unclear model left out. `sheriffs` is how many counties have a sheriff with an agreement, `counties` how many
    the state has (0 where it has none), counties' equals included: parishes, independent cities.
    """

    agencies: dict[AgencyKind, int] = field(default_factory=dict)
    agreements: dict[AgencyKind, dict[Model, int]] = field(default_factory=dict)
    sheriffs: int = 0
    counties: int = 0


def coverage(standings: Iterable[Standing], state: str) -> Coverage:
    """Count one state's listed agreements."""
    rows = [a for a in participating(standings) if a.state == state]
    kinds = {id(a): agency_kind(a.agency, a.level).kind for a in rows}
    by_kind = Counter({agency_key(a): kinds[id(a)] for a in rows}.values())
    places = {_county(a) for a in rows if kinds[id(a)] is AgencyKind.SHERIFF}
    return Coverage(
        agencies=dict(by_kind.most_common()),
        agreements={kind: _by_model(a for a in rows if kinds[id(a)] is kind) for kind in by_kind},
        sheriffs=len(places - {None}),
        counties=sum(not county.former for county in counties(state)),
    )


def _by_model(rows: Iterable[Agreement]) -> dict[Model, int]:
    counts = Counter(a.model for a in rows)
    return {model: counts[model] for model in models_in_order(counts)}


def _county(a: Agreement) -> str | None:
    """The sheriff's own county: the name's before the COUNTY cell's, which now and then holds the county seat's."""
    return named_county(a) or known_county(a)
