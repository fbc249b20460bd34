"""Which one of its county's agencies a signing is of, this year. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from notifiers.digest import words as dw
from notifiers.story.items import agency_key, plain_name
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind
from watchers.names.places import county_meant


def nth_of_its_county(events: Iterable[Event], listed: Sequence[Agreement], year: int) -> dict[str, str]:
    """What to say of signings, by event: as in "third agency of Pasco County this year".

    Counted are the agencies of `listed` that ICE signed with in that year, each by its first day. Nothing is said of
    the first, nor of one that had signed before in the year.
    """
    first_days: dict[tuple[str | None, str], dict[str, date]] = defaultdict(dict)
    for row in listed:
        place = _county(row)
        if place and row.signed is not None and row.signed.year == year and "signed" not in row.unclear:
            agency, days = plain_name(row.agency), first_days[place]
            days[agency] = min(row.signed, days.get(agency, row.signed))
    found = {}
    for event in events:
        place, signed = _county(event.agreement), event.agreement.signed
        if event.kind is EventKind.SIGNED and place and signed:
            days = first_days[place]
            if days.get(agency_key(event)[1]) == signed:
                found[event.id] = _said(place[1], signed, list(days.values()))
    return found


def _said(county: str, signed: date, days: list[date]) -> str:
    earlier, same = sum(day < signed for day in days), sum(day == signed for day in days)
    if earlier + same < 2:
        return ""
    return dw.nth_in(county, earlier + 1) if same == 1 else dw.one_of(county, earlier + same)


def _county(row: Agreement) -> tuple[str | None, str] | None:
    county = county_meant(row.county, row.state) if row.county else None
    return (row.state, county) if county else None
