"""The English of "How we know": what a digest says of the checks, the lists, and what it could not see."""

from typing import assert_never
from zoneinfo import ZoneInfo

from notifiers.digest.model import PendingList, Proof, Undelivered
from notifiers.subscriptions.digest_plan import Period
from notifiers.text.ap_style import count, day, moment
from notifiers.text.safe import literal
from watchers.schedule.looks import NextLook, Why


def covers(period: Period, zone: ZoneInfo) -> str:
    """From when to when; the year once."""
    year = period.start.astimezone(zone).year
    return f"Covers {moment(period.start, zone)}, to {moment(period.end, zone, year)}."


def how_we_know(proof: Proof, zone: ZoneInfo, year: int) -> list[str]:
    """The lines of proof, each a sentence or two. `year` is that of the period: others are printed."""
    lines = [
        checks(proof.polls, proof.failed),
        looks_next(proof.next_look, zone, year),
        ends(proof, zone, year),
        lists(proof, zone, year),
        pending(proof.pending, zone, year),
    ]
    lines += [
        f"Held back since {moment(at, zone, year)}, and not told here: {literal(why, 600)}" for at, why in proof.held
    ]
    lines += [stated(proof)] + [undelivered(entry, zone, year) for entry in proof.undelivered]
    return [line for line in lines if line]


def checks(polls: int | None, failed: int | None) -> str:
    """As in "672 checks of ICE's page: 669 fine, 3 failed."."""
    if polls is None or failed is None:
        return "How often the bot checked ICE's page in this time was not recorded."
    if not polls:
        return "The bot made no checks of ICE's page in this time."
    if not failed:
        return f"{count(polls, 'check')} of ICE's page, {'fine' if polls == 1 else 'all fine'}."
    return f"{count(polls, 'check')} of ICE's page: {polls - failed:,} fine, {failed:,} failed."


def looks_next(look: NextLook | None, zone: ZoneInfo, year: int = 0) -> str:
    """As in "The next look is about 9:12 a.m. CT: ICE often posts at this time of the week."; "" where none is due."""
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


def ends(proof: Proof, zone: ZoneInfo, year: int) -> str:
    """Where the record stops short of the period's end; "" where it doesn't."""
    if proof.seen_until is None:
        return ""
    return f"The record ends {moment(proof.seen_until, zone, year)}: what ICE's lists showed after that is not known."


def lists(proof: Proof, zone: ZoneInfo, year: int) -> str:
    """How many lists ICE posted, and when the newest of agencies that signed was first seen; its name is the link's."""
    posted = f"ICE posted {count(proof.lists, 'list')}" if proof.lists else "The bot saw no new list"
    if proof.newest_seen is None:
        return f"{posted}."
    return f"{posted}; the newest participating one was first seen {moment(proof.newest_seen, zone, year)}."


def pending(found: PendingList | None, zone: ZoneInfo, year: int) -> str:
    """How the pending list is."""
    if found is None:
        return "No list of pending agencies is on record for this time."
    number = count(found.agreements, "agreement") if found.agreements else "no agreements"
    if found.absent_since is not None:
        return (
            f"ICE has linked no pending list since {moment(found.absent_since, zone, year)}; its last one had {number}."
        )
    since = found.since.astimezone(zone).date()
    return f"The pending list of {day(since, year)}{'' if since.year == year else ','} has {number}."


def stated(proof: Proof) -> str:
    """ICE's own figure beside ours, and why they differ where that can be told; "" where it gives none."""
    if proof.stated is None or proof.rows is None:
        return ""
    as_of = f", as of {literal(proof.stated.as_of, 60)}," if proof.stated.as_of else ""
    said, rows = proof.stated.agreements, proof.rows
    begin = f"ICE's page{as_of} says {said:,} agreements; its list has {rows:,}"
    if said == rows:
        return f"{begin} too."
    if said == rows + 1:
        return f"{begin} and a header row, which ICE seems to have counted."
    return f"{begin}, {abs(said - rows):,} {'fewer' if rows < said else 'more'}; ICE doesn't say why."


def undelivered(found: Undelivered, zone: ZoneInfo, year: int) -> str:
    """What nobody could deliver."""
    oldest = "" if found.messages == 1 else "the oldest "
    return (
        f"Not delivered: {count(found.messages, 'message')} to {literal(found.where, 120)}, {oldest}of "
        f"{moment(found.since, zone, year)}. Whoever runs the bot finds why with `watch287g outbox list`."
    )
