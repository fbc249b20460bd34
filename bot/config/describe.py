"""Subscriptions in words, and what is odd about their filters: what matches nothing now, and what overlaps."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from itertools import chain, combinations
from string import capwords
from typing import Any

from bot.config.model import FOR_GOOD, Config
from notifiers.subscriptions.filters import NOTHING, Choice, caught_by, county_printed, facts_of, missed_by
from notifiers.subscriptions.model import NEWS, SETTLED_AS, Subscription
from notifiers.subscriptions.timing import Pace, Timing, is_paused
from notifiers.text.tongue import Tongue
from watchers.model.agreement import Agreement
from watchers.model.event import EventKind
from watchers.model.register import ON_LIST, Register

_KEYS = tuple(field.name for field in fields(Choice))


def described(s: Subscription, config: Config, at: datetime) -> Iterator[str]:
    """A subscription, line by line, as it is at that time."""
    yield f"{s.name}"
    yield f"  hears of   {_kinds(s.kinds)}" if s.alerts else "  hears of   its digest alone"
    yield f"  in         {'all states' if s.states is None else ', '.join(sorted(s.states))}"
    yield from (f"  only       {line}" for line in _choice_lines(s.only))
    yield from (f"  never      {line}" for line in _choice_lines(s.never))
    is_paused_now = is_paused(s.timing, s.zone, at)
    if is_paused_now and s.timing.paused_until is not None:
        yield f"  paused     until {_resumed(s.timing.paused_until)}, digests too; what comes waits"
    then = "then " if is_paused_now else ""
    yield from (f"  alerts     {then}{line}" for line in _timing_lines(s.timing) if s.alerts)
    if s.digest is not None:
        yield f"  digest     {s.digest.cadence}"
    if s.language is not Tongue.ENGLISH:
        yield f"  language   {s.language}"
    if s.ends is not None:
        yield f"  ends       after {s.ends}"
    yield f"  goes to    {', '.join(config.destinations[id_].words for id_ in s.destinations)}"


def document(s: Subscription) -> dict[str, Any]:
    """A subscription as plain values; what it doesn't narrow has no entry, and states None are all."""
    narrowed = {
        f"{sign}{key}": sorted(f"{county_printed(v)}, {v[0]}" if key == "counties" else str(v) for v in found)
        for sign, choice in (("", s.only), ("not_", s.never))
        for key in _KEYS
        if (found := getattr(choice, key))
    }
    return {
        "name": s.name,
        "states": None if s.states is None else sorted(s.states),
        "kinds": sorted(s.kinds) if s.alerts else [],
        **narrowed,
        "send": s.timing.pace,
        "language": s.language,
        "digest": s.digest.cadence if s.digest else None,
        "paused_until": str(s.timing.paused_until) if s.timing.paused_until else None,
        "ends": str(s.ends) if s.ends else None,
        "destinations": list(s.destinations),
    }


def in_one_line(s: Subscription, config: Config, at: datetime) -> str:
    """Name, kinds, states, what narrows it, where it goes, and, where it is paused at that time, until when."""
    states = "all states" if s.states is None else ", ".join(sorted(s.states))
    parts = [key for key in _KEYS if getattr(s.only, key)] + [f"not_{key}" for key in _KEYS if getattr(s.never, key)]
    narrowed = f"; narrowed by {', '.join(parts)}" if parts else ""
    places = f"; to {', '.join(config.destinations[id_].words for id_ in s.destinations)}"
    until = s.timing.paused_until
    paused = f"; paused until {_resumed(until)}" if until and is_paused(s.timing, s.zone, at) else ""
    return f"{s.name}: {_kinds(s.kinds) if s.alerts else 'digest alone'} in {states}{narrowed}{places}{paused}"


def _timing_lines(timing: Timing) -> Iterator[str]:
    at = f", at {timing.hour}:00" if timing.pace is Pace.DAILY else ""
    yield f"{timing.pace}{at}"
    if timing.quiet is not None:
        yield f"wait from {timing.quiet[0]:%H:%M} to {timing.quiet[1]:%H:%M}"
    if timing.business_days:
        yield "wait on Saturdays and Sundays"


def _resumed(until: date) -> str:
    return "you resume it" if until.year == FOR_GOOD.year else str(until)


def _kinds(kinds: frozenset[EventKind]) -> str:
    if kinds >= NEWS:
        return ", ".join(["news", *(k.value for k in EventKind if k in kinds - NEWS)])
    beside = {EventKind.POSSIBLY_RENAMED} if kinds & SETTLED_AS else set[EventKind]()  # comes with these, unsaid
    said = ", ".join(k.value for k in EventKind if k in kinds - beside)
    return said if beside <= kinds else f"{said} (not possibly_renamed)"


def _choice_lines(choice: Choice) -> Iterator[str]:
    for key in _KEYS:
        found = getattr(choice, key)
        if found:
            yield f"{key}: {', '.join(sorted(_shown(key, found)))}"


def _shown(key: str, found: Iterable[Any]) -> Iterable[str]:
    """The values of a key as people write them; folded names have small letters."""
    if key == "counties":
        return (f"{county_printed(county)}, {county[0]}" for county in found)
    return map(_capitalised, found) if key == "agencies" else found


def _capitalised(folded: str) -> str:
    """A folded name as people write one: "McDonald County Sheriff"."""
    return re.sub(r"\bMc[a-z]", lambda mc: f"Mc{mc[0][2].upper()}", capwords(folded))


def matching(s: Subscription, register: Register) -> int:
    """How many agreements now on the lists the filter matches."""
    return sum(
        missed_by(row, s.only) is None and caught_by(row, s.never) is None for row in map(facts_of, _rows(s, register))
    )


def _rows(s: Subscription, register: Register) -> list[Agreement]:
    found = [standing.agreement for standing in register.standings.values() if standing.stand in ON_LIST]
    return [a for a in found if s.states is None or a.state in s.states]


def remarks(s: Subscription, register: Register) -> list[str]:
    """What in the filter matches nothing that is on ICE's lists now, each with near names where there are any."""
    if register.is_empty or (s.only, s.never) == (NOTHING, NOTHING):
        return []
    rows = [facts_of(a) for a in _rows(s, register)]
    found: list[str] = []
    for key, choice in (("", s.only), ("not_", s.never)):
        agencies = {row.agency for row in rows}
        for name in sorted(choice.agencies - agencies):
            near = ", ".join(f"“{_capitalised(each)}”" for each in _near(name, agencies))
            meant = near and f" Near names there: {near}."
            found.append(f"{key}agencies: no agency called “{_capitalised(name)}” is on ICE's lists now.{meant}")
        listed = {county for row in rows for county, _ in row.counties}
        found += [
            f"{key}counties: no agency of {county_printed(c)}, {c[0]}, is on ICE's lists now."
            for c in sorted(choice.counties - listed)
        ]
    if not found and rows and not matching(s, register):
        found.append("nothing on ICE's lists now meets all parts of this filter together.")
    return [f"{s.name}: {said}" for said in found]


def idle_filters(subscriptions: Iterable[Subscription], register: Register) -> Iterator[str]:
    """The remarks on all subscriptions: a filter with a slip in it would be silent for ever."""
    return chain.from_iterable(remarks(each, register) for each in subscriptions)


_COMMON = frozenset({"agency", "city", "county", "department", "of", "office", "parish", "police", "sheriff", "town"})


def _near(name: str, listed: Collection[str]) -> list[str]:
    """At most three names that one may be meant for: those alike as a whole, then those with its own words in them."""
    from difflib import get_close_matches

    own = [word for word in name.split() if word not in _COMMON]
    sharing = [each for each in sorted(listed) if own and all(get_close_matches(w, each.split(), 1, 0.8) for w in own)]
    return list(dict.fromkeys([*get_close_matches(name, listed, n=3, cutoff=0.75), *sharing]))[:3]


def overlaps(subscriptions: Sequence[Subscription]) -> list[str]:
    """Pairs that tell one place of the same states' news in one language: whoever reads there hears it twice."""
    return [
        f"{one.name} and {other.name} both go to {shared[0]} and share "
        f"{', '.join(states[:6])}{' …' if len(states) > 6 else ''}: news that both filters admit comes there twice."
        for one, other in combinations([s for s in subscriptions if s.alerts], 2)
        if (shared := [id_ for id_ in one.destinations if id_ in other.destinations])
        and (states := _shared_states(one, other))
        and one.kinds & other.kinds
        and one.language is other.language
        and _may_meet(one.only, other.only)
    ]


def _shared_states(one: Subscription, other: Subscription) -> list[str]:
    if one.states is None or other.states is None:
        return sorted(one.states or other.states or ["all states"])
    return sorted(one.states & other.states)


def _may_meet(one: Choice, other: Choice) -> bool:
    """Whether a row can meet both: no part has two lists of values without one in common."""
    parts = [(getattr(one, key), getattr(other, key)) for key in _KEYS]
    return all(not a or not b or a & b for a, b in parts)
