"""What a text in the config must be: each function takes the text, and returns the value or raises `Unfit`."""

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from notifiers.subscriptions.digest_plan import Cadence
from notifiers.subscriptions.model import NEWS
from notifiers.text import entry
from notifiers.text.entry import Unfit, did_you_mean, email_address, nearest, quoted, web_address
from notifiers.text.tongue import Tongue
from watchers.model.event import EventKind
from watchers.names.places import STATES, near_states, state_named

ALL_STATES = "all"

KINDS: dict[str, frozenset[EventKind]] = {
    "news": NEWS,
    "corrections": frozenset({EventKind.RETURNED}),
    "edits": frozenset({EventKind.AMENDED}),
    **{kind.value: frozenset({kind}) for kind in EventKind},
    "all": frozenset(EventKind),
}
"""The words that `kinds` takes: groups, and each kind by its own name."""

_EVERYDAY_ZONES = {
    "America/New_York": "eastern et est edt est5edt",
    "America/Chicago": "central ct cst cdt cst6cdt",
    "America/Denver": "mountain mt mst mdt mst7mdt",
    "America/Los_Angeles": "pacific pt pst pdt pst8pdt",
}


def state(text: str) -> str:
    """A state's USPS code, from a code or a name in any case; `ALL_STATES` for "all"."""
    if text.casefold() == ALL_STATES:
        return ALL_STATES
    code = state_named(text)
    if code is not None:
        return code
    near = " or ".join(f'"{code}" ({STATES[code].name})' for code in near_states(text))
    raise Unfit(
        f"{quoted(text)} is no state. "
        + (f"Did you mean {near}?" if near else 'Write a code such as "MO", a name such as "Missouri", or "all".')
    )


def one_state(text: str) -> str:
    """A state's USPS code, and not "all"."""
    code = state(text)
    if code == ALL_STATES:
        raise Unfit('"all" won\'t do here. Name the states themselves.')
    return code


def event_kind(text: str) -> EventKind:
    """One kind of event by its own name."""
    found = kinds(text.replace("-", "_"))
    if len(found) != 1:
        raise Unfit(f"{quoted(text)} stands for several kinds: {', '.join(sorted(found))}. Name each.")
    return next(iter(found))


def kinds(text: str) -> frozenset[EventKind]:
    """One kind of event, or a group of them."""
    if text.casefold() in KINDS:
        return KINDS[text.casefold()]
    near = did_you_mean(text, list(KINDS))
    raise Unfit(f"{quoted(text)} is no kind of event.{near or ' There are: ' + ', '.join(KINDS) + '.'}")


LANGUAGES = {
    "en": Tongue.ENGLISH, "english": Tongue.ENGLISH, "es": Tongue.SPANISH, "spanish": Tongue.SPANISH,
    "español": Tongue.SPANISH, "espanol": Tongue.SPANISH,
}  # fmt: skip
"""The words that `language` takes."""


def language(text: str) -> Tongue:
    """A language by its code or its name."""
    if text.casefold() in LANGUAGES:
        return LANGUAGES[text.casefold()]
    near = did_you_mean(text, list(LANGUAGES)) if len(text) > 2 else ""
    raise Unfit(f'{quoted(text)} is no language that desks can read here. There are "en" and "es".{near}')


def zone(text: str) -> ZoneInfo:
    """A time zone by its name in the IANA database; "EST" and the like have no summer time and are refused."""
    if "/" in text or text == "UTC":
        try:
            return ZoneInfo(text)
        except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError; a folder's name, an OSError
            pass
    everyday = {word: name for name, words in _EVERYDAY_ZONES.items() for word in words.split()}
    word = text.casefold().split()[0]
    meant = everyday.get(word) or everyday.get(nearest(word, everyday, cutoff=0.8) or "")
    by_city = {name.rpartition("/")[2].casefold(): name for name in sorted(available_timezones())}
    meant = meant or by_city.get(text.casefold().replace(" ", "_"))
    near = f' Did you mean "{meant}"?' if meant else did_you_mean(text, sorted(available_timezones()))
    raise Unfit(f"{quoted(text)} is no time zone.{near or ' Write one such as America/Chicago.'}")


def contact(text: str) -> str:
    """How ICE's web people can reach the newsroom: a mail or a web address."""
    return web_address(text) if "://" in text else email_address(text)


def cadence(text: str) -> Cadence | None:
    """How often a digest comes; None for "none"."""
    word = entry.one_word(text, [*Cadence, _NEVER])
    return None if word == _NEVER else Cadence(word)


_NEVER = "none"
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS = {form: number for number, day in enumerate(map(str.casefold, _DAYS)) for form in (day, day[:3])}
"""The days of the week from Monday, which is 0, whole and by their first three letters."""


def weekday(text: str) -> int:
    """A day of the week, whole or by its first three letters, in any case: 0 for Monday to 6 for Sunday."""
    word = text.casefold().rstrip(".")
    if word in WEEKDAYS:
        return WEEKDAYS[word]
    mend = did_you_mean(text, _DAYS) or ' Write one such as "Monday".'
    raise Unfit(f"{quoted(text)} is no day of the week.{mend}")


def day(text: str) -> date:
    """A day such as "2026-06-30"."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit(f'{quoted(text)} is no day. Write one such as "2026-06-30": year, month, day.') from None
