"""What was typed behind /287g: which command it is, and what a subscription in plain words asks for."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from bot.config.values import ALL_STATES, KINDS, LANGUAGES
from notifiers.language.language import SlackWords
from notifiers.subscriptions.digest_plan import Cadence
from notifiers.subscriptions.timing import Pace
from notifiers.text.entry import nearest
from watchers.frozen import frozen
from watchers.model.agreement import Model
from watchers.names.agency_kinds import AgencyKind
from watchers.names.counties import county_names, folded_county
from watchers.names.places import STATES, near_states, state_named

COMMANDS = (
    "subscribe", "unsubscribe", "list", "pause", "resume", "status", "find", "why", "quote", "digest", "help",
)  # fmt: skip
"""All that can be typed."""

_MEANT = {"subscriptions": "list", "unpause": "resume", "stop": "unsubscribe", "search": "find", "evidence": "why"}


class MisunderstoodError(Exception):
    """What was typed can't be understood; `said` says what, and what would be, in the words of whoever typed it."""

    def __init__(self, said: Callable[[SlackWords], str]) -> None:
        super().__init__()
        self.said = said


@frozen
class Command:
    """A command and the words behind it."""

    name: str
    words: str


def read_command(text: str) -> Command:
    """The command of a text, "help" for none. Raises `MisunderstoodError`."""
    first, _, rest = text.strip().partition(" ")
    word = first.casefold().lstrip("/")
    name = _MEANT.get(word, word) or "help"
    if name in COMMANDS:
        return Command(name=name, words=rest.strip())
    near = nearest(name, [*COMMANDS, *_MEANT], cutoff=0.6)
    meant = [" ".join(filter(None, (_MEANT.get(near, near), rest.strip()[:80])))] if near else []
    if not near and (state := state_named(text)):
        meant = [f"status {STATES[state].name}", f"subscribe {STATES[state].name}"]
    raise MisunderstoodError(lambda words: words.no_command(first[:60], meant))


_FILLING = frozenset(
    {"to", "for", "in", "of", "and", "from", "the", "or", "me", "us", "please", "only", "just", "here", "on", "at"}
    | {"with", "this", "channel"}
)
_NOT = frozenset({"not", "except", "without", "no", "but"})
_LONGEST = 5  # words of one phrase
_SEATS = frozenset({"county", "parish", "borough"})


def read_wishes(text: str) -> list[dict[str, Any]]:
    """The keys of a subscription, as the config has them, of words such as "Missouri, Kansas signed withdrawn".

    Where states are named beside counties of others they are two: a county narrows all of its subscription. "all" with
    a named state beside it is every state. Raises `MisunderstoodError`.
    """
    tokens = re.findall(r"[^\s,;]+", text)
    found: dict[str, list[str]] = {}
    places: list[tuple[str, str | None]] = []
    prefix = ""
    at = 0
    while at < len(tokens):
        word = tokens[at]
        if word.islower() and word in _FILLING:
            at += 1
            continue
        county = _county(tokens, at)
        if county is not None:
            used, name, state = county
            places.append((name, state))
            at, prefix = at + used, ""
            continue
        used, key, value = _phrase(tokens, at, has_states="states" in found)
        if used:
            found.setdefault(f"{prefix}{key}", []).append(value)
            at, prefix = at + used, ""
        elif word.casefold() in _NOT:
            prefix, at = "not_", at + 1
        else:
            raise MisunderstoodError(_unknown(word))
    return _keys(found, places)


def _keys(found: Mapping[str, Sequence[str]], places: Sequence[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """The keys of what was found, once for whole states and once for counties."""
    named = [code for code in found.get("states", ()) if code != ALL_STATES]
    located = [(name, state or _only(name, named)) for name, state in places]
    of_counties = list(dict.fromkeys(state for _, state in located))
    whole = [code for code in dict.fromkeys(named) if code not in of_counties]
    shared = _shared(found)
    wishes: list[dict[str, Any]] = []
    if ALL_STATES in found.get("states", ()) or "not_states" in found:
        wishes.append({"states": ALL_STATES, **shared})
    elif whole:
        wishes.append({"states": whole, **shared})
    if located:
        wishes.append({"states": of_counties, "counties": [f"{name}, {state}" for name, state in located], **shared})
    if not wishes:
        raise MisunderstoodError(lambda words: words.WHICH_STATES)
    return wishes


def _shared(found: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The keys that say nothing of places, and which states are left out. A whole wish has a digest unless it says no.

    One that names kinds of news means only those: a digest, which has every kind, comes where it is asked for.
    """
    keys: dict[str, Any] = {
        key: list(dict.fromkeys(values))
        for key, values in found.items()
        if key not in {"states", "send", "digest", "not_digest", "not_send", "language", "not_language"}
    }
    keys |= {key: found[key][-1] for key in ("send", "language") if key in found}
    if "digest" in found:
        keys["digest"] = found["digest"][-1]
    elif not {"kinds", "not_kinds", "not_digest"} & found.keys():
        keys["digest"] = Cadence.WEEKLY.value
    return keys


def _only(name: str, states: Sequence[str]) -> str:
    """The state that a county named without one is in. Raises `MisunderstoodError`."""
    folded = folded_county(name)
    there = [code for code in states or sorted(STATES) if folded in county_names(code)]
    if len(there) == 1:
        return there[0]
    raise MisunderstoodError(lambda words: words.which_county(name, there) if there else words.no_county(name))


def _county(tokens: Sequence[str], at: int) -> tuple[int, str, str | None] | None:
    """How many words name a county here, its name, and its state where that stands behind it."""
    for size in range(min(_LONGEST, len(tokens) - at), 1, -1):
        name = tokens[at : at + size]
        if name[-1].casefold().rstrip(".") not in _SEATS:
            continue
        folded = folded_county(" ".join(name))
        for used, code in _states(tokens, at + size):
            if folded in county_names(code):
                return size + used, " ".join(name), code
        if any(folded in county_names(code) for code in STATES):
            return size, " ".join(name), None
    return None


def _states(tokens: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """The states that the words here may name, the longest name first, with how many words that takes."""
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        code = state_named(" ".join(tokens[at : at + size]))
        if code is not None:
            yield size, code


def _phrase(tokens: Sequence[str], at: int, *, has_states: bool) -> tuple[int, str, str]:
    """How many words say something here, which key it belongs to, and its value; 0 words for nothing."""
    for used, code in _states(tokens, at):
        return used, "states", code
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + size]).casefold().replace("_", " ").replace("-", " ")
        if phrase == ALL_STATES and has_states:
            return size, "kinds", "all"
        if phrase in _vocabulary():
            return size, *_vocabulary()[phrase]
    return 0, "", ""


@cache
def _vocabulary() -> dict[str, tuple[str, str]]:
    """Every phrase that says something, in small letters: the key that it belongs to, and its value."""
    kinds = {name.replace("_", " "): ("kinds", name) for name in KINDS if name != "all"}
    said = {"signings": "signed", "withdrawals": "withdrawn", "gone": "withdrawn", "dropped": "pending_dropped"}
    said |= {"renamed": "possibly_renamed", "moas": "moa_posted", "documents": "document_replaced", "everything": "all"}
    models = {m.value.casefold(): m for m in Model} | {m.words.casefold(): m for m in Model}
    models |= {m.words.casefold().removesuffix(" model"): m for m in Model}
    agencies = {kind.value: kind.value for kind in AgencyKind if kind is not AgencyKind.OTHER}
    agencies |= {f"{kind}s": kind for kind in agencies if not kind.endswith("s")}
    digests = {f"{cadence.value} digest": ("digest", cadence.value) for cadence in Cadence}
    return {
        **{word: ("agency_kinds", kind) for word, kind in agencies.items()},
        **{word: ("models", model.value) for word, model in models.items()},
        **kinds,
        **{word: ("kinds", kind) for word, kind in said.items()},
        **{pace.value: ("send", pace.value) for pace in Pace},
        **digests,
        "digest": ("digest", Cadence.WEEKLY.value),
        **{word: ("language", tongue.value) for word, tongue in LANGUAGES.items() if len(word) > 2},
        **dict.fromkeys((ALL_STATES, "all states", "everywhere", "nationwide"), ("states", ALL_STATES)),
    }


def _unknown(word: str) -> Callable[[SlackWords], str]:
    states = [STATES[code].name for code in near_states(word)]
    meant = states[0] if states else nearest(word.casefold(), _vocabulary(), cutoff=0.7)
    return lambda words: words.no_word(word[:60], meant or "")


def counties_in(text: str, states: Sequence[str]) -> list[str]:
    """The counties that a text lists, each with its state as the config has it; `states` are looked in first.

    Raises `MisunderstoodError`.
    """
    tokens, found, at = re.findall(r"[^\s,;]+", text), [], 0
    while at < len(tokens):
        county = _county(tokens, at)
        if county is None:
            said = " ".join(tokens[at : at + 3])[:60]
            raise MisunderstoodError(_no_county(said))
        used, name, state = county
        found.append(f"{name}, {state or _only(name, states)}")
        at += used
    return found


def _no_county(said: str) -> Callable[[SlackWords], str]:
    return lambda words: words.no_county(said)


def state_of(text: str) -> str:
    """The state that a text names. Raises `MisunderstoodError` with the nearest."""
    code = state_named(text)
    if code is not None:
        return code
    near = [STATES[each].name for each in near_states(text)]
    raise MisunderstoodError(lambda words: words.no_state(text[:60], near))


def county_of(text: str) -> tuple[str, str] | None:
    """The state and the folded name of a county that a text names ("Harris County TX"); None where it names none."""
    tokens = re.findall(r"[^\s,;]+", text)
    found = _county(tokens, 0)
    if found is None or found[0] != len(tokens):
        return None
    return (found[2] or _only(found[1], ())), folded_county(found[1])
