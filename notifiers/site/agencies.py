"""The record by agency: all agreements of one agency, its whole story, and the names that it had."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import takewhile

from notifiers.site.addresses import slug, state_slug
from notifiers.story.telling import agency_key, plain_name
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Model, models_in_order
from watchers.model.event import Event
from watchers.model.register import ON_LIST, Register, Stand, Standing
from watchers.names.agency_kinds import AgencyKind, agency_kind
from watchers.names.places import state_name
from watchers.names.whereabouts import Whereabouts, whereabouts

_Key = tuple[str | None, str]


@frozen
class Agency:
    """One agency: its state, its name as ICE prints it now, its page, its agreements and its events, oldest first.

    `id` is that of its first agreement: it outlives the name. `models` are those that it participates under now.
    `former` are other pages that it had, under names that ICE printed before, and which nobody else has now.
    """

    id: str
    state: str | None
    name: str
    path: str
    standings: tuple[Standing, ...]
    events: tuple[Event, ...]
    where: Whereabouts
    kind: AgencyKind
    models: tuple[Model, ...]
    former: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """Its page's path without the ending: its feeds and figures lie beside it."""
        return self.path.removesuffix(".html")

    def listed(self, kind: ListKind) -> list[Standing]:
        """Its agreements that stand on one of the lists now."""
        return [s for s in self.standings if s.list is kind and s.stand in ON_LIST]

    @property
    def county(self) -> str | None:
        """Its county's FIPS code, where ICE's row says it."""
        return self.where.county.fips if self.where.county else None


def agencies_of(register: Register, events: Iterable[Event]) -> tuple[Agency, ...]:
    """Every agency of the register and the events, by state and name.

    An agreement stays with its agency through renames: what happened to it under an old name is told under the new.
    """
    standings: dict[_Key, list[Standing]] = defaultdict(list)
    told: dict[_Key, list[Event]] = defaultdict(list)
    home: dict[str, _Key] = {}
    for standing in register.standings.values():
        if standing.stand is not Stand.DOUBLED:
            key = home[standing.id] = _key_of(standing)
            standings[key].append(standing)
    for event in events:
        if event.subject not in home:
            home[event.subject] = agency_key(event)
        told[home[event.subject]].append(event)
    first = {key: _first_seen(standings[key], told[key]) for key in {*standings, *told}}
    keys = sorted(first, key=first.__getitem__)
    newest = {key: _newest(standings[key], told[key]) for key in keys}
    paths = _paths(keys, newest)
    taken = set(paths.values())
    found = [_agency(key[0], first[key][1], standings[key], told[key], newest[key], paths[key], taken) for key in keys]
    return tuple(sorted(found, key=lambda agency: (state_name(agency.state), agency.name.casefold(), agency.path)))


def _key_of(standing: Standing) -> _Key:
    return standing.agreement.state, plain_name(standing.agreement.agency)


def _first_seen(standings: list[Standing], events: list[Event]) -> tuple[datetime, str]:
    at_first = takewhile(lambda e: e.observed_at == events[0].observed_at, events)
    return min([*((s.first_seen, s.id) for s in standings), *((e.observed_at, e.subject) for e in at_first)])


def _newest(standings: list[Standing], events: list[Event]) -> Agreement:
    """Its row on the newest list that has one."""
    if standings:
        return max(standings, key=lambda s: (s.stand in ON_LIST, s.last_seen, s.id)).agreement
    return events[-1].agreement


def _paths(keys: Iterable[_Key], newest: Mapping[_Key, Agreement]) -> dict[_Key, str]:
    """Each agency's page. Of two whose names come to one address, who was there first has it, and keeps it."""
    taken: dict[str, int] = {}
    paths = {}
    for key in keys:
        path = f"agencies/{state_slug(key[0])}/{slug(newest[key].agency)}"
        number = taken[path] = taken.get(path, 0) + 1
        paths[key] = f"{path}{f'-{number}' if number > 1 else ''}.html"
    return paths


def _agency(  # noqa: PLR0917 - all that was found of one
    state: str | None,
    id_: str,
    standings: list[Standing],
    events: list[Event],
    row: Agreement,
    path: str,
    taken: set[str],
) -> Agency:
    named = {was.agency: None for e in events for was in (e.before, e.agreement) if was and was.state == state}
    former = dict.fromkeys(f"agencies/{state_slug(state)}/{slug(text)}.html" for text in named)
    there = (s.agreement.model for s in standings if s.list is ListKind.PARTICIPATING and s.stand in ON_LIST)
    return Agency(
        models=tuple(models_in_order(there)),
        id=id_,
        state=state,
        name=row.agency,
        path=path,
        standings=tuple(sorted(standings, key=lambda s: (s.first_seen, s.id))),
        events=tuple(events),
        where=whereabouts(row),
        kind=agency_kind(row.agency, row.level).kind,
        former=tuple(old for old in former if old not in taken),
    )
