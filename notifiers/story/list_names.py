"""Workbooks' names as a reader would say them: "Nov. 6 morning and afternoon"."""

import re
from datetime import date
from itertools import groupby

from notifiers import words
from notifiers.ap_style import day
from notifiers.literal import CELL, literal

_DAY_IN_NAME = re.compile(r"(?<!\d)(\d\d)(\d\d)(20\d\d)(am|pm)?", re.IGNORECASE)
_STALE_DAYS = 120


def list_names(names: tuple[str, ...], observed: date) -> str:
    """As in "Nov. 6 morning and afternoon, and Nov. 7" for workbooks' names; many by number, first and last.

    ICE has typed wrong days and years into these names, so one that is far from the day of the news stays a name.
    """
    dated = [(_day_named(name, observed), name) for name in names]
    if len(names) > 4 and (first := dated[0][0]) and (last := dated[-1][0]):
        return words.many_lists(len(names), day(first[0], observed.year), day(last[0], observed.year))
    said: list[str] = []
    for when, group in groupby(dated, key=lambda d: d[0][0] if d[0] else None):
        found = list(group)
        if when is None:
            said += [literal(name, CELL) for _, name in found]
        else:
            halves = [named[1] for named, _ in found if named and named[1]]
            said.append(words.day_halves(day(when, observed.year), halves))
    return words.listing_of_lists(said)


def _day_named(name: str, observed: date) -> tuple[date, str] | None:
    match = _DAY_IN_NAME.search(name)
    if match is None:
        return None
    try:
        when = date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None
    return (when, (match[4] or "").casefold()) if -2 <= (observed - when).days <= _STALE_DAYS else None
