"""Days, hours, counts and places in the Associated Press's style."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from watchers.names.places import state_name

_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_NO_STATES = frozenset({"AS", "DC", "GU", "MP", "PR", "VI"})


def day(when: date, year: int) -> str:
    """As in "Nov. 6"; with its year where that isn't `year`."""
    text = f"{_MONTHS[when.month - 1]} {when.day}"
    return text if when.year == year else f"{text}, {when.year}"


def clock(when: datetime, *, names_zone: bool = True) -> str:
    """As in "9:04 a.m. CST", "8 a.m. CST", "noon CST"; the moment's own zone.

    AP's "midnight" belongs to the day that ends, so that with a date it would be a day off: it stays 12 a.m.
    """
    zone = when.tzname() or "UTC"
    if zone[:1] in "+-":  # zones without letters of their own, such as America/Sao_Paulo
        zone = f"UTC{zone}"
    minutes = f":{when.minute:02}" if when.minute else ""
    half = "a.m." if when.hour < 12 else "p.m."
    text = "noon" if (when.hour, when.minute) == (12, 0) else f"{when.hour % 12 or 12}{minutes} {half}"
    return f"{text} {zone}" if names_zone else text


def moment(at: datetime, zone: ZoneInfo, year: int = 0) -> str:
    """A time on a desk's clock: "Nov. 6, 2025, 9:04 a.m. CST"; without its year where that is `year`."""
    local = at.astimezone(zone)
    return f"{day(local.date(), year)}, {clock(local)}"


def listing(words: Sequence[str]) -> str:
    """As in "A", "A and B", "A, B and C"; "A and B in Texas, and C in Ohio" where a part has an "and" of its own."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])}{',' if any(' and ' in each for each in words) else ''} and {words[-1]}"


def count(number: int, noun: str) -> str:
    """As in "1 agency", "2 agencies", "1,139 agreements"."""
    many = f"{noun[:-1]}ies" if noun[-1] == "y" and noun[-2] not in "aeiou" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else many}"


def areas(number: int) -> str:
    """As in "1 state or territory", "40 states and territories"."""
    return "1 state or territory" if number == 1 else f"{number:,} states and territories"


def places(states: Iterable[str | None]) -> str:
    """As in "Missouri and Kansas" for up to three, in the given order; "19 states" beyond."""
    found = list(dict.fromkeys(states))
    if len(found) <= 3:
        return listing([state_name(s) for s in found])
    known = [s for s in found if s]
    odd = not _NO_STATES.isdisjoint(known)
    text = f"{len(known)} states{' and territories' if odd else ''}"
    return text if len(known) == len(found) else f"{text} and where the state is unclear"


def short_agency(agency: str) -> str:
    """As in "Webster County sheriff" for "Webster County Sheriff's Office": other names stay whole."""
    folded = agency.casefold().replace("’", "'")
    for tail in (" sheriff's office", " sheriff's department", " sheriff's dept.", " sheriff office"):
        if folded.endswith(tail) and len(folded) == len(agency):
            return f"{agency[: -len(tail)]} sheriff"
    return agency
