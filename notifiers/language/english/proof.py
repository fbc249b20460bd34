"""The English of "How we know": what a digest says of the checks, the lists, and what it could not see."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from notifiers.subscriptions.digest_plan import Period
from notifiers.text.ap_style import count, day, moment
from notifiers.text.safe import literal
from watchers.schedule.looks import NextLook, Why


class ProofWords:
    """The checks, the lists, and what could not be seen."""

    def covers(self, period: Period, zone: ZoneInfo) -> str:
        """From when to when; the year once."""
        year = period.start.astimezone(zone).year
        return f"Covers {moment(period.start, zone)}, to {moment(period.end, zone, year)}."

    def held(self, at: datetime, why: str, zone: ZoneInfo, year: int) -> str:
        """That a list is held back, and why."""
        return f"Held back since {moment(at, zone, year)}, and not told here: {literal(why, 600)}"

    def checks(self, polls: int | None, failed: int | None) -> str:
        """As in "672 checks of ICE's page: 669 fine, 3 failed."."""
        if polls is None or failed is None:
            return "How often the bot checked ICE's page in this time was not recorded."
        if not polls:
            return "The bot made no checks of ICE's page in this time."
        if not failed:
            return f"{count(polls, 'check')} of ICE's page, {'fine' if polls == 1 else 'all fine'}."
        return f"{count(polls, 'check')} of ICE's page: {polls - failed:,} fine, {failed:,} failed."

    def looks_next(self, look: NextLook | None, zone: ZoneInfo, year: int = 0) -> str:
        """As in "The next look is about 9:12 a.m. CT: ICE often posts at this time of the week."; "" where none is."""
        if look is None:
            return ""
        match look.why:
            case Why.FIXED:
                why = "the bot looks at a fixed step."
            case Why.BUSY:
                why = "ICE often posts at this time of the week."
            case Why.QUIET:
                why = "ICE seldom posts at this time of the week."
            case Why.AFTER_A_LIST:
                why = "a second list may follow the one that just came."
            case _:
                assert_never(look.why)
        return f"The next look is about {moment(look.at, zone, year)}: {why}"

    def ends(self, seen_until: datetime | None, zone: ZoneInfo, year: int) -> str:
        """Where the record stops short of the period's end; "" where it doesn't."""
        if seen_until is None:
            return ""
        return f"The record ends {moment(seen_until, zone, year)}: what ICE's lists showed after that is not known."

    def lists(self, number: int, newest_seen: datetime | None, zone: ZoneInfo, year: int) -> str:
        """How many lists ICE posted, and when the newest of agencies that signed was first seen."""
        posted = f"ICE posted {count(number, 'list')}" if number else "The bot saw no new list"
        if newest_seen is None:
            return f"{posted}."
        return f"{posted}; the newest participating one was first seen {moment(newest_seen, zone, year)}."

    def no_pending_list(self) -> str:
        """That there was never a pending list."""
        return "No list of pending agencies is on record for this time."

    def pending(
        self, agreements: int, since: datetime, absent_since: datetime | None, zone: ZoneInfo, year: int
    ) -> str:
        """How the pending list is."""
        number = count(agreements, "agreement") if agreements else "no agreements"
        if absent_since is not None:
            return (
                f"ICE has linked no pending list since {moment(absent_since, zone, year)}; its last one had {number}."
            )
        begin = since.astimezone(zone).date()
        return f"The pending list of {day(begin, year)}{'' if begin.year == year else ','} has {number}."

    def stated(self, said: int, as_of: str, rows: int) -> str:
        """ICE's own figure beside ours, and why they differ where that can be told."""
        dated = f", as of {literal(as_of, 60)}," if as_of else ""
        begin = f"ICE's page{dated} says {count(said, 'agreement')}; its list has {rows:,}"
        if said == rows:
            return f"{begin} too."
        if said == rows + 1:
            return f"{begin} and a header row, which ICE seems to have counted."
        return f"{begin}, {abs(said - rows):,} {'fewer' if rows < said else 'more'}; ICE doesn't say why."

    def undelivered(self, messages: int, where: str, since: datetime, zone: ZoneInfo, year: int) -> str:
        """What nobody could deliver."""
        oldest = "" if messages == 1 else "the oldest "
        return (
            f"Not delivered: {count(messages, 'message')} to {literal(where, 120)}, {oldest}of "
            f"{moment(since, zone, year)}. Whoever runs the bot finds why with `watch287g outbox list`."
        )
