"""The record's agreements and events, gathered by agency."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from watchers.matching.evidence import known_county
from watchers.model.agreement import Agreement, ListKind
from watchers.model.event import Event
from watchers.model.register import ON_LIST, Stand, Standing
from watchers.names.agency_name import parts
from watchers.names.counties import county_meant, county_names
from watchers.search.model import FoundAgency


def agencies_on_record(standings: Iterable[Standing], events: Iterable[Event]) -> list[FoundAgency]:
    """Every agency that the record knows, those on the list first, then by state and name.

    A row that says again what another says is passed over; of one that signed, what was pending is history alone.
    """
    rows: dict[Hashable, list[Standing]] = defaultdict(list)
    told: dict[Hashable, list[Event]] = defaultdict(list)
    whose: dict[str, Hashable] = {}
    for standing in standings:
        key = whose[standing.id] = _agency_of(standing.agreement)
        if standing.stand not in (Stand.DOUBLED, Stand.SIGNED):
            rows[key].append(standing)
    for event in events:
        told[whose.get(event.subject, _agency_of(event.agreement))].append(event)
    found = [_agency(rows.get(key, ()), told.get(key, ())) for key in {**rows, **told}]
    return sorted(found, key=lambda a: (not a.is_listed, not a.is_pending, a.state or "~", a.name))


def _agency_of(row: Agreement) -> Hashable:
    """Equal for what names one agency, ICE's slips in an office's words mended: "Sherrif's Department"."""
    name = parts(row.agency, row.state)
    return row.state, tuple(word for word in name.words if word not in ("office", "department")), name.numbers


def _agency(rows: Sequence[Standing], told: Sequence[Event]) -> FoundAgency:
    standings = sorted(rows, key=_newest_first)
    history = sorted(told, key=lambda event: event.observed_at)
    earlier = (row for event in reversed(history) for row in (event.agreement, event.before) if row is not None)
    seen = [*(s.agreement for s in standings), *earlier]
    newest = seen[0]
    return FoundAgency(
        state=newest.state,
        name=newest.agency,
        county=next((county for row in seen if (county := county_of(row))), None),
        former=tuple(dict.fromkeys(row.agency for row in seen if row.agency not in ("", newest.agency))),
        standings=tuple(standings),
        history=tuple(history),
    )


def _newest_first(s: Standing) -> tuple[bool, bool, float, str]:
    return s.stand not in ON_LIST, s.list is ListKind.PENDING, -s.last_seen.timestamp(), str(s.agreement.model)


def county_of(row: Agreement) -> str | None:
    """The county that the row's COUNTY cell or its name says, one slip of ICE's allowed."""
    known = known_county(row)
    if known is not None:
        return county_names(row.state or "")[known]
    meant = county_meant(row.county or "", row.state)
    name = parts(row.agency, row.state)
    if meant is None and (name.kind == "county" or name.office == "sheriff"):
        return county_meant(" ".join(name.place), row.state)
    return meant
