"""The keys of a subscription that narrow its news: counties, agencies, models …, and not_ before each."""

from collections.abc import Callable

from bot import config_values as values
from bot.config_reader import Section, Unfit, did_you_mean, nearest, quoted
from notifiers.choice import Choice, County, folded_county
from notifiers.subscription import NEWS
from watchers.agency_kinds import AgencyKind
from watchers.agreement import Level, Model
from watchers.event import EventKind
from watchers.names import take_apart
from watchers.places import STATES, counties, county_names, state_named


def read_states(section: Section) -> frozenset[str] | None:
    """The states that a subscription watches; None for all, and where some are wrong: no county is judged by them."""
    codes = section.each("states", values.state)
    if not section.says("states"):
        section.wrong("states", 'is missing. Write states = ["MO", "KS"], or states = "all".')
    elif values.ALL_STATES in codes and len(set(codes)) > 1:
        section.wrong("states", '"all" has every state already: take it out, or the others.')
    return None if values.ALL_STATES in codes or section.is_wrong("states") else frozenset(codes)


def read_kinds(section: Section) -> frozenset[EventKind]:
    """The kinds of event, without those of `not_kinds`."""
    wanted = frozenset[EventKind]().union(*section.each("kinds", values.kinds)) or NEWS
    left = wanted - frozenset[EventKind]().union(*section.each("not_kinds", values.kinds))
    if not left:
        section.wrong("not_kinds", "leaves no kind of event. Take some of it out.")
    return left or wanted


def read_only(section: Section, states: frozenset[str] | None) -> Choice:
    """What a row must be."""
    return _choice(section, "", states)


def read_never(section: Section, states: frozenset[str] | None) -> Choice:
    """What a row must not be. States may only be taken from "all"."""
    codes = frozenset(section.each("not_states", _one_state))
    if codes and states is not None:
        section.wrong("not_states", 'goes with states = "all" only: leave those states out of states instead.')
    return _choice(section, "not_", states, codes)


def _choice(
    section: Section, prefix: str, states: frozenset[str] | None, codes: frozenset[str] = frozenset()
) -> Choice:
    return Choice(
        states=codes,
        counties=frozenset[County]().union(*section.each(f"{prefix}counties", _county_in(states))),
        agencies=frozenset(section.each(f"{prefix}agencies", _agency)),
        models=frozenset(section.each(f"{prefix}models", _model)),
        levels=frozenset(section.each(f"{prefix}levels", _level)),
        agency_kinds=frozenset(section.each(f"{prefix}agency_kinds", _agency_kind)),
    )


def _one_state(text: str) -> str:
    code = values.state(text)
    if code == values.ALL_STATES:
        raise Unfit('"all" leaves nothing. Name the states that you don\'t want.')
    return code


def _agency(text: str) -> str:
    folded = take_apart(values.words(text)).folded
    if not folded:
        raise Unfit(f"{quoted(text)} is no agency's name.")
    return folded


def _model(text: str) -> Model:
    """A model by its code or by ICE's words for it."""
    by_words = {m.words.casefold(): m for m in Model} | {m.value.casefold(): m for m in Model}
    if text.casefold() in by_words:
        return by_words[text.casefold()]
    near = nearest(text.casefold(), by_words, cutoff=0.6)
    meant = f' Did you mean "{by_words[near]}" ({by_words[near].words})?' if near is not None else ""
    raise Unfit(f"{quoted(text)} is no model.{meant or ' There are: ' + ', '.join(Model) + '.'}")


def _level(text: str) -> Level:
    if text.casefold() in {"city", "cities", "town", "towns", "municipal", "municipalities", "local"}:
        raise Unfit(f'{quoted(text)} is no word of ICE\'s. Did you mean "{Level.MUNICIPALITY}"?')
    return values.one_of(Level)(text)


def _agency_kind(text: str) -> AgencyKind:
    try:
        return AgencyKind(" ".join(text.casefold().split()))
    except ValueError:
        good = [kind.value for kind in AgencyKind]
        near = did_you_mean(text, good) or f" There are: {', '.join(good)}."
        raise Unfit(f"{quoted(text)} is no kind of agency.{near}") from None


def _county_in(states: frozenset[str] | None) -> Callable[[str], frozenset[County]]:
    """A reader of counties of these states: "Bee", "Bee County", or "Bee, TX" for one of several states."""
    watched = sorted(states if states is not None else counties())

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
    elsewhere = [state for state in counties() if folded in county_names(state)]
    where = ", ".join(within) if len(within) <= 6 else "these states"
    if elsewhere:
        others = ", ".join(elsewhere[:6]) + (" …" if len(elsewhere) > 6 else "")
        return f"{quoted(text)} is no county of {where}; there is one in {others}. Add the state, or mend the name."
    mend = f'Did you mean "{known[near]}"?' if near is not None else 'Write a county as in "Bee County, TX".'
    return f"{quoted(text)} is no county of {where}. {mend}"
