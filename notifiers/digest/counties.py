"""A desk's counties: which have agreements under which models, and which one of its county's agencies is new. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from notifiers.digest.model import CountyMap
from notifiers.language.counted import Share
from notifiers.language.language import Language
from notifiers.maps.shapes import counties_of
from notifiers.story.telling import agency_key, plain_name
from watchers.model.agreement import Agreement, Model
from watchers.model.event import Event, EventKind
from watchers.names.counties import counties
from watchers.names.whereabouts import whereabouts


def nth_of_its_county(
    events: Iterable[Event], listed: Sequence[Agreement], year: int, language: Language
) -> dict[str, str]:
    """What to say of signings, by event: as in "third agency of Pasco County this year".

    Counted are the agencies of `listed` that ICE signed with in that year, each by its first day. Nothing is said of
    the first, nor of one that had signed before in the year.
    """
    new = [event for event in events if event.kind is EventKind.SIGNED]
    states = {event.agreement.state for event in new}
    first_days: dict[str, dict[str, date]] = defaultdict(dict)
    for row in listed:
        if row.state in states and row.signed is not None and row.signed.year == year and "signed" not in row.unclear:
            fips, agency = county_of(row), plain_name(row.agency)
            days = first_days[fips]
            days[agency] = min(row.signed, days.get(agency, row.signed))
    found = {}
    for event in new:
        fips, signed = county_of(event.agreement), event.agreement.signed
        if fips and signed:
            days = first_days[fips]
            if days.get(agency_key(event)[1]) == signed:
                found[event.id] = _said(_name(fips, event.agreement.state), signed, list(days.values()), language)
    return found


def _said(county: str, signed: date, days: list[date], language: Language) -> str:
    earlier, same = sum(day < signed for day in days), sum(day == signed for day in days)
    if earlier + same < 2:
        return ""
    words = language.digest
    return words.nth_in(county, earlier + 1) if same == 1 else words.one_of(county, earlier + same)


@lru_cache(maxsize=20_000)
def county_of(row: Agreement) -> str:
    """The FIPS code of an agreement's county; "" where the row doesn't say."""
    county = whereabouts(row).county
    return county.fips if county is not None else ""


@cache
def _name(fips: str, state: str | None) -> str:
    return next((county.name for county in counties(state or "") if county.fips == fips), "")


def county_map(
    state: str, events: Iterable[Event], listed: Sequence[Agreement], language: Language
) -> CountyMap | None:
    """The map of one state's counties by the models of their agencies; None for a state without shapes."""
    there = counties_of(state)
    if not there:
        return None
    models: dict[str, set[Model | None]] = defaultdict(set)
    rows = [row for row in listed if row.state == state]
    for row in rows:
        models[county_of(row)].add(row.model)
    elsewhere = sum(county_of(row) not in there for row in rows)
    shares = {fips: _share(models[fips]) for fips in there if fips in models}
    new, dw = _new(events, state), language.digest
    marked = tuple(fips for fips in there if fips in new)
    return CountyMap(
        state=state,
        filled=tuple(shares.items()),
        marked=marked,
        counts=tuple((share, dw.counties(list(shares.values()).count(share))) for share in _shown(shares.values())),
        key=dw.county_key(bool(marked), elsewhere),
        words=dw.county_map_words(
            state, _named(shares, state), len(there) - len(shares), [_name(fips, state) for fips in marked]
        ),
    )


def _new(events: Iterable[Event], state: str) -> set[str]:
    return {county_of(e.agreement) for e in events if e.kind is EventKind.SIGNED and e.agreement.state == state}


def _share(models: Collection[Model | None]) -> Share:
    jail = bool({Model.JEM, Model.WSO} & set(models))
    if Model.TFM in models:
        return Share.BOTH if jail else Share.TASK_FORCE
    return Share.JAIL if jail else Share.OTHER


def _shown(shares: Collection[Share]) -> list[Share]:
    return [share for share in Share if share in shares or share is not Share.OTHER]


def _named(shares: Mapping[str, Share], state: str) -> list[tuple[Share, list[str]]]:
    return [
        (share, sorted(_name(fips, state) for fips, of in shares.items() if of is share))
        for share in _shown([*shares.values()])
    ]
