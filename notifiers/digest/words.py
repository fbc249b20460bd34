"""The English of the digest; `words` and `ap_style` have the rest, the templates what stands around it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from notifiers.story.words import short_model
from notifiers.subscriptions.digest_plan import Cadence, Period
from notifiers.text.ap_style import count, day, listing, places
from watchers.model.agreement import Model
from watchers.model.event import EventKind
from watchers.names.places import UNKNOWN_STATE, state_name

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

MODELS = {Model.TFM: "Task Force", Model.WSO: "Warrant Service", Model.JEM: "Jail"}
"""The known models in the order of the totals' columns, and what heads each."""
NATION = "The nation"
LEGEND = ("none", "1–9", "10–49", "50–149", "150 or more")
"""What the map's shades stand for; `digest_picture.SHADES` has the same bounds."""
IN_THREAD = "Names and CSV in the thread ↓"
NOT_CHECKED = "not checked"
BLINKED = "Missing from a list for a while, and back"
HELD_BACK = "no changes, but a list held back"
IN_PART = "no changes as far as the record goes"
BLIND = (
    "We can't say what changed: the bot made no checks of ICE's lists in that time. What it has found since is in the "
    "next digest."
)
ALL_FAILED = (
    "We can't say what changed: none of the bot's checks of ICE's lists in that time went through. What it has found "
    "since is in the next digest."
)

_GONE = "gone"
_COUNTED = {
    EventKind.SIGNED: "newly signed",
    EventKind.WITHDRAWN: _GONE,
    EventKind.MISSING: "missing",
    EventKind.POSSIBLY_RENAMED: "possibly renamed",
    EventKind.PENDING: "newly pending",
    EventKind.PENDING_DROPPED: "dropped from pending",
    EventKind.RETURNED: "back",
    EventKind.MOA_POSTED: "posted by ICE",
    EventKind.AMENDED: "edited",
}


def spelled(number: int, noun: str) -> str:
    """As in "nine agencies", "57 agencies", "no agency"."""
    if number == 0:
        return f"no {noun}"
    text = count(number, noun)
    return text if number > 9 else f"{_SMALL[number]} {text.partition(' ')[2]}"


def change(number: int | None) -> str:
    """As in "up 5", "down 2", "unchanged"; "" for None."""
    if number is None:
        return ""
    return "unchanged" if number == 0 else f"{'up' if number > 0 else 'down'} {abs(number):,}"


def signs(number: int) -> str:
    """As in "+5", "−2", "±0"."""
    return "±0" if number == 0 else f"{'+' if number > 0 else '−'}{abs(number):,}"


def month(when: date) -> str:
    """As in "November 2025"."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def short_month(when: date) -> str:
    """As in "Sept. 2025"."""
    return f"{day(when, when.year).partition(' ')[0]} {when.year}"


def days(first: date, last: date) -> str:
    """As in "Nov. 3–9", "Oct. 27 – Nov. 2", "Nov. 6", "Dec. 29, 2025 – Jan. 4, 2026"."""
    if first == last:
        return day(first, first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day(first, first.year)}–{last.day}"
    return f"{day(first, last.year)} – {day(last, first.year)}"


def label(period: Period, zone: ZoneInfo) -> str:
    """As in "Nov. 3–9", "November 2025"."""
    first, last = period.days(zone)
    whole = first.day == 1 and (last.month, last.year) == (first.month, first.year) and (last - first).days > 26
    return month(first) if period.cadence is Cadence.MONTHLY and whole else days(first, last)


def during(period: Period, zone: ZoneInfo) -> str:
    """As in "in the week of Nov. 3–9", "on Nov. 6", "in November 2025", "from Oct. 3 to Nov. 9"."""
    first, last = period.days(zone)
    said = label(period, zone)
    if first == last:
        return f"on {said}"
    if period.cadence is Cadence.MONTHLY and "–" not in said:
        return f"in {said}"
    if (last - first).days == 6:
        return f"in the week of {said}"
    comma = "," if first.year != last.year else ""
    return f"from {day(first, last.year)}{comma} to {day(last, first.year)}"


def missed(period: Period) -> str:
    """What comes first in a digest that makes up for several: as in "53 weekly digests were missed …"; else ""."""
    if period.spans < 2:
        return ""
    number = f"{period.spans:,} {period.cadence.value} digests"
    return f"{number} were missed, for the bot stood still: this one covers all that time, as far as it was seen."


def model_column(model: Model) -> str:
    """What heads a model's column in the totals."""
    return MODELS.get(model) or short_model(model)


def state(code: str) -> str:
    """A state's name in the table of totals."""
    return "State unclear" if code == UNKNOWN_STATE else state_name(code)


def where(states: Sequence[str] | None) -> str:
    """Which states a desk watches: "Missouri and Kansas", "your 5 states", "the nation"."""
    if states is None:
        return "the nation"
    return places(states) if len(states) <= 3 else f"your {len(states)} states"


def subject(
    cadence: Cadence, states: Sequence[str] | None, counts: Mapping[EventKind, int], said: str, *, unsaid: str | None
) -> str:
    """As in "287(g) weekly, Missouri and Kansas: 9 newly signed, 1 gone (Nov. 3–9)"."""
    place = "nationwide" if states is None else places(states) if len(states) <= 3 else f"{len(states)} states"
    return f"287(g) {cadence.value}, {place}: {unsaid or news(counts)} ({said})"


def news(counts: Mapping[EventKind, int]) -> str:
    """As in "9 newly signed, 1 gone"; the edits only where there is no other news."""
    told = [(kind, counts[kind]) for kind in _COUNTED if counts.get(kind)]
    loud = [entry for entry in told if entry[0] not in {EventKind.MOA_POSTED, EventKind.AMENDED}]
    return ", ".join(f"{n:,} {_COUNTED[kind]}" for kind, n in loud or told) or "no changes"


def what_happened(agencies: Mapping[EventKind, int], counts: Mapping[EventKind, int], place: str) -> list[str]:
    """The clauses of the first sentence. `agencies` counts distinct agencies, `counts` agreements, by kind."""
    signed, rows = agencies.get(EventKind.SIGNED, 0), counts.get(EventKind.SIGNED, 0)
    more = f" ({count(rows, 'agreement')})" if rows != signed else ""
    clauses = [f"{spelled(signed, 'agency')} in {place} newly signed with ICE{more}"]
    gone = counts.get(EventKind.WITHDRAWN, 0)
    if gone:
        clauses.append(f"{spelled(gone, 'agreement')} {_be(gone)} no longer on its list")
    elif not signed and not counts.get(EventKind.MISSING):
        clauses.append("none left its list")
    for kind, (one, many) in _CLAUSES.items():
        number = counts.get(kind, 0)
        if number:
            clauses.append(f"{spelled(number, 'agreement')} {one if number == 1 else many}")
    return clauses


_CLAUSES = {
    EventKind.MISSING: ("is missing from its newest list, unconfirmed",) * 2,
    EventKind.POSSIBLY_RENAMED: ("is possibly renamed", "are possibly renamed"),
    EventKind.PENDING: ("is newly pending", "are newly pending"),
    EventKind.PENDING_DROPPED: ("left the pending list unsigned",) * 2,
    EventKind.RETURNED: ("is back on the list", "are back on the list"),
}


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def upkeep(posted: int, edited: int) -> str:
    """As in "ICE posted 5 agreements' texts and edited two entries."; "" for neither."""
    said = [f"posted the text of {spelled(posted, 'agreement')}"] if posted else []
    said += [f"edited {spelled(edited, 'entry')}"] if edited else []
    return f"ICE {listing(said)}." if said else ""


def sentence(when: str, clauses: Sequence[str]) -> str:
    """As in "In the week of Nov. 3–9, nine agencies …, and one agreement …."."""
    text = ", ".join(clauses[:-1]) + f", and {clauses[-1]}" if len(clauses) > 1 else clauses[0]
    return f"{when[0].upper()}{when[1:]}, {text}."


def standing(rows: Iterable[tuple[str, int, int | None]]) -> str:
    """As in "Missouri stands at 19 agreements, up 5; Kansas at 29, up 5; the nation at 1,153, up 57."."""
    said: list[str] = []
    for place, agreements, more in rows:
        number = count(agreements, "agreement") if agreements and not said else f"{agreements:,}"
        number = number if agreements or said else "no agreements"
        verb = "stand" if place.startswith("your ") else "stands"
        changed = f", {change(more)}" if more is not None else ""
        said.append(f"{place}{'' if said else f' {verb}'} at {number}{changed}")
    return f"{said[0][0].upper()}{'; '.join(said)[1:]}."


def nothing(when: str, place: str, *, held: bool) -> str:
    """As in "Nothing changed on ICE's lists for Missouri in the week of Nov. 3–9."; `held`: a list is held back."""
    if held:
        return f"ICE posted a list that can't be trusted yet; without it, nothing changed for {place} {when}."
    return f"Nothing changed on ICE's lists for {place} {when}."


def nothing_seen(when: str, place: str) -> str:
    """Of a period of which the bot saw only a part: "How we know" says until when."""
    return (
        f"As far as the record goes, nothing changed on ICE's lists for {place} {when}. "
        "The record ends before that time was over."
    )


def headline(when: str, counts: Mapping[EventKind, int], place: str, *, unsaid: str | None) -> str:
    """As in "Missouri and Kansas in the week of Nov. 3–9: 9 newly signed, 1 gone"."""
    return f"{place[0].upper()}{place[1:]} {when}: {unsaid or news(counts)}"


def map_words(agreements: Sequence[tuple[str, int]], changed: Sequence[tuple[str, str]], others: int) -> str:
    """The map for those who can't see it: the states with the most, and those that changed."""
    most = listing([f"{name} {n:,}" for name, n in agreements]) if agreements else "none"
    text = f"Map of agreements by state. The most: {most}."
    if not changed:
        return f"{text} No state's number changed."
    also = f" and {count(others, 'more state')}" if others else ""
    return f"{text} Changed: {', '.join(f'{name} {by}' for name, by in changed)}{also}."


def names_elsewhere(subscription: str, key: str) -> str:
    """Where the names are, for a channel without threads."""
    return f"The names: watch287g digest {subscription} --period {key} --preview"


def csv_comment(events: int) -> str:
    """What stands beside the file."""
    return f"All {count(events, 'event')} of this digest as CSV."


def chart_title(place: str) -> str:
    """As in "Agreements in Missouri and Kansas, at the end of each month"."""
    return f"Agreements in {place}, at the end of each month"
