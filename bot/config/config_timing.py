"""The keys of a subscription that say when its alerts come."""

import re
from datetime import time

from bot import config_values as values
from bot.config_reader import Section, Unfit, quoted
from notifiers.timing import Pace, Timing


def read_timing(section: Section) -> Timing:
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
    return values.one_of(Pace)(text)


def _hours(text: str) -> tuple[time, time]:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)\s*(?:-|–|to)\s*([01]?\d|2[0-4]):([0-5]\d)", text)
    if found is None:
        raise Unfit(f'{quoted(text)} are no hours of a day. Write them on a clock of 24, such as "22:00-07:00".')
    begin, end = time(int(found[1]), int(found[2])), time(int(found[3]) % 24, int(found[4]))
    if begin == end:
        raise Unfit(f"{quoted(text)} begins and ends at one time. Take it out, or pause with paused_until.")
    return begin, end
