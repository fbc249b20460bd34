"""The parts of the config that say who hears what: [[subscription]] and [operators]."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from bot.config import values
from bot.config.destinations import AFAR, TERMINAL, Addresses
from bot.config.file import ConfigError
from notifiers.destination import Destination
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan, Quiet
from notifiers.subscriptions.filters import Choice, County
from notifiers.subscriptions.model import NEWS, SETTLED_AS, Subscription
from notifiers.subscriptions.timing import Pace, Timing
from notifiers.text import entry
from notifiers.text.entry import Unfit, did_you_mean, nearest, quoted
from notifiers.text.section import Mistakes, Section
from notifiers.text.tongue import Tongue
from watchers.model.agreement import Level, Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind
from watchers.names.counties import county_names, folded_county
from watchers.names.models import read_model
from watchers.names.places import STATES, state_named
from watchers.names.spelling import folded

_ADD = f"add {', '.join(AFAR[:-1])} or {AFAR[-1]}"
_HOURS = "It is the hour of the day, 8 for 8 a.m. and 17 for 5 p.m."


def _timing(section: Section) -> Timing:
    """When alerts come, and when they wait."""
    pace = section.one("send", _pace, Pace.AT_ONCE)
    hour = section.number("send_hour", default=8, low=0, high=23, whole=True, why="It is the hour of the day.")
    if section.says("send_hour") and pace is not Pace.DAILY:
        section.wrong("send_hour", 'goes with send = "daily". Write that, or take this out.')
    return Timing(
        pace=pace,
        hour=int(hour),
        quiet=section.one("quiet_hours", _hours, None),
        business_days=section.flag("business_days", default=False),
        paused_until=section.one("paused_until", values.day, None),
    )


def _pace(text: str) -> Pace:
    if text.casefold() == "weekly":
        raise Unfit('"weekly" is for digests: write digest = "weekly", and alerts = false if that is all you want.')
    return entry.one_of(Pace)(text)


def _hours(text: str) -> tuple[time, time]:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)\s*(?:-|–|to)\s*([01]?\d|2[0-4]):([0-5]\d)", text)
    if found is None:
        raise Unfit(f'{quoted(text)} are no hours of a day. Write them on a clock of 24, such as "22:00-07:00".')
    begin, end = time(int(found[1]), int(found[2])), time(int(found[3]) % 24, int(found[4]))
    if begin == end:
        raise Unfit(f"{quoted(text)} begins and ends at one time. Take it out, or pause with paused_until.")
    return begin, end


def _states(section: Section) -> frozenset[str] | None:
    """The states that a subscription watches; None for all, and where some are wrong: no county is judged by them."""
    codes = section.each("states", values.state)
    if not section.says("states"):
        section.wrong("states", 'is missing. Write states = ["MO", "KS"], or states = "all".')
    elif values.ALL_STATES in codes and len(set(codes)) > 1:
        section.wrong("states", '"all" has every state already: take it out, or the others.')
    return None if values.ALL_STATES in codes or section.is_wrong("states") else frozenset(codes)


def _kinds(section: Section) -> frozenset[EventKind]:
    """The kinds of event, without those of `not_kinds`.

    Who wants signings or withdrawals wants what may be neither, too: it stands in their place.
    """
    wanted = frozenset[EventKind]().union(*section.each("kinds", values.kinds)) or NEWS
    if wanted & SETTLED_AS:
        wanted |= {EventKind.POSSIBLY_RENAMED}
    left = wanted - frozenset[EventKind]().union(*section.each("not_kinds", values.kinds))
    if not left:
        section.wrong("not_kinds", "leaves no kind of event. Take some of it out.")
    return left or wanted


def _choice(section: Section, states: frozenset[str] | None, prefix: str = "") -> Choice:
    """What a row must be, or, by the keys with "not_" before them, must not be."""
    codes = frozenset(section.each("not_states", values.one_state)) if prefix else frozenset[str]()
    if codes and states is not None:
        section.wrong("not_states", 'goes with states = "all" only: leave those states out of states instead.')
    return Choice(
        states=codes,
        counties=frozenset[County]().union(*section.each(f"{prefix}counties", _county_in(states))),
        agencies=frozenset(section.each(f"{prefix}agencies", _agency)),
        models=frozenset(section.each(f"{prefix}models", _model)),
        levels=frozenset(section.each(f"{prefix}levels", _level)),
        agency_kinds=frozenset(section.each(f"{prefix}agency_kinds", _agency_kind)),
    )


def _agency(text: str) -> str:
    name = folded(entry.words(text))
    if not name:
        raise Unfit(f"{quoted(text)} is no agency's name.")
    return name


def _model(text: str) -> Model:
    """A model by its code or by ICE's words for it."""
    by_words = {m.words.casefold(): m for m in Model} | {m.value.casefold(): m for m in Model}
    if text.casefold() in by_words:
        return by_words[text.casefold()]
    named = read_model(text)
    if named is not None and not named.is_known:
        return named  # ICE may name a model that we don't know
    near = nearest(text.casefold(), by_words, cutoff=0.6)
    meant = f' Did you mean "{by_words[near]}" ({by_words[near].words})?' if near is not None else ""
    raise Unfit(f"{quoted(text)} is no model.{meant or ' There are: ' + ', '.join(Model) + '.'}")


def _level(text: str) -> Level:
    if text.casefold() in {"city", "cities", "town", "towns", "municipal", "municipalities", "local"}:
        raise Unfit(f'{quoted(text)} is no word of ICE\'s. Did you mean "{Level.MUNICIPALITY}"?')
    return entry.one_of(Level)(text)


def _agency_kind(text: str) -> AgencyKind:
    try:
        return AgencyKind(" ".join(text.casefold().split()))
    except ValueError:
        good = [kind.value for kind in AgencyKind]
        near = did_you_mean(text, good) or f" There are: {', '.join(good)}."
        raise Unfit(f"{quoted(text)} is no kind of agency.{near}") from None


def _county_in(states: frozenset[str] | None) -> Callable[[str], frozenset[County]]:
    """A reader of counties of these states: "Bee", "Bee County", or "Bee, TX" for one of several states."""
    watched = sorted(STATES if states is None else states)

    def read(text: str) -> frozenset[County]:
        name, comma, place = text.rpartition(",")
        code = state_named(place) if comma else None
        if comma and code is None:
            raise Unfit(f'{quoted(text)}: {quoted(place.strip())} is no state. Write it as in "Bee, TX".')
        if code is not None and code not in watched:
            raise Unfit(f"{quoted(text)}: {STATES[code].name} is not among this subscription's states. Add it there.")
        folded = folded_county(name if comma else text)
        within = [code] if code is not None else watched
        found = frozenset((state, folded) for state in within if folded in county_names(state))
        if not found:
            raise Unfit(_no_county(text, folded, within))
        return found

    return read


def _no_county(text: str, folded: str, within: list[str]) -> str:
    """What to write instead: the nearest county of these states, or else the state that has one of this name."""
    known = {key: f"{name}, {state}" for state in within for key, name in county_names(state).items()}
    near = nearest(folded, known, cutoff=0.75)
    elsewhere = [state for state in sorted(STATES) if folded in county_names(state)]
    where = ", ".join(within) if len(within) <= 6 else "these states"
    if elsewhere:
        others = ", ".join(elsewhere[:6]) + (" …" if len(elsewhere) > 6 else "")
        return f"{quoted(text)} is no county of {where}; there is one in {others}. Add the state, or mend the name."
    mend = f'Did you mean "{known[near]}"?' if near is not None else 'Write a county as in "Bee County, TX".'
    return f"{quoted(text)} is no county of {where}. {mend}"


def read_subscriptions(
    sections: list[Section], addresses: Addresses, zone: ZoneInfo, language: Tongue
) -> tuple[Subscription, ...]:
    """All subscriptions, without those whose mistakes leave nothing to hear or nowhere to go."""
    found = tuple(_subscription(section, addresses, zone, language) for section in sections)
    first: dict[str, int] = {}
    for number, subscription in enumerate(found, 1):
        taken = first.setdefault(subscription.name, number)
        if subscription.name and taken != number:
            sections[number - 1].wrong(
                "name", f"{quoted(subscription.name)} is taken by subscription {taken} of this file."
            )
    return found


def subscription_of(
    keys: Mapping[str, object], settings: Mapping[str, Any], zone: ZoneInfo, language: Tongue
) -> tuple[Subscription, Mapping[str, Destination]]:
    """The subscription that these keys make, as in the file, with its destinations; `settings` as the file has them.

    Raises `KeysError`.
    """
    mistakes, addresses = Mistakes("", lambda _: 0), Addresses(settings)
    section = Section(keys, at=(), label="", mistakes=mistakes)
    found = _subscription(section, addresses, zone, language)
    section.close()
    if mistakes.found:
        said = ((str(each.at[0]), each.words) for each in reversed(mistakes.found))
        raise KeysError({key: words.rpartition(f"{key}: ")[2] for key, words in said})
    return found, addresses.found


class KeysError(ConfigError):
    """Keys of a subscription can't be used; `mistakes` has the first sentence on each."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__(" ".join(mistakes.values()))
        self.mistakes = mistakes


def read_operators(section: Section | None, addresses: Addresses) -> tuple[str, ...]:
    """Where trouble is told; the terminal where the file doesn't say."""
    if section is None:
        addresses.found.setdefault(TERMINAL.id, TERMINAL)
        return (TERMINAL.id,)
    ids = addresses.read(section, terminal=True)
    if not ids:
        section.wrong("terminal", f"trouble has to be told somewhere: leave it true, or {_ADD}.")
    return ids


def _subscription(section: Section, addresses: Addresses, zone: ZoneInfo, language: Tongue) -> Subscription:
    name = section.one("name", entry.name, "")
    if name:
        section.label = f'subscription "{name}": '
    elif not section.says("name"):
        section.wrong("name", 'is missing. Write one such as name = "missouri".')
    alerts = section.flag("alerts", default=True)
    states = _states(section)
    subscription = Subscription(
        name=name,
        states=states,
        kinds=_kinds(section),
        destinations=addresses.read(section),
        zone=section.one("zone", values.zone, zone),
        alerts=alerts,
        digest=_digest(section, alerts=alerts),
        only=_choice(section, states),
        never=_choice(section, states, "not_"),
        ends=section.one("ends", values.day, None),
        timing=_timing(section),
        language=section.one("language", values.language, language),
    )
    if not subscription.destinations and not any(section.says(key) for key in AFAR):
        section.wrong("terminal", f"this goes nowhere. Write terminal = true, or {_ADD}.")
    return subscription


def _digest(section: Section, *, alerts: bool) -> DigestPlan | None:
    """The four keys of the digest; those that go with another cadence, or with none, are a mistake."""
    usual = DigestPlan()
    cadence = section.one("digest", values.cadence, None)
    weekday = section.one("digest_day", values.weekday, usual.weekday)
    hour = section.number("digest_hour", default=usual.hour, low=0, high=23, whole=True, why=_HOURS)
    quiet = section.one("digest_quiet", entry.one_of(Quiet), usual.quiet)
    if cadence is None:
        for key in ("digest_day", "digest_hour", "digest_quiet"):
            if section.says(key):
                section.wrong(key, 'goes with a digest. Write digest = "weekly", or take this out.')
        if not alerts:
            section.wrong("alerts", 'false leaves nothing to hear. Write digest = "weekly", or alerts = true.')
        return None
    if section.says("digest_day") and cadence is not Cadence.WEEKLY:
        ends = "every day" if cadence is Cadence.DAILY else "on the first of a month"
        section.wrong("digest_day", f'goes with digest = "weekly"; a {cadence.value} one comes {ends}. Take it out.')
    return DigestPlan(cadence=cadence, weekday=weekday, hour=int(hour), quiet=quiet)
