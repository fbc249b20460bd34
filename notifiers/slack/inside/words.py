"""The English of what people read inside Slack when they ask the bot something; `story.words` has that of the news."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from notifiers.story.words import model_words
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.subscriptions.filters import Choice, county_printed
from notifiers.subscriptions.model import SETTLED_AS, Subscription
from notifiers.subscriptions.periods import next_end
from notifiers.subscriptions.timing import Pace, Timing, is_paused
from notifiers.text.ap_style import clock, count, day, listing, moment
from watchers.model.event import EventKind
from watchers.names.places import STATES, state_name

KINDS = {
    EventKind.SIGNED: "new signings",
    EventKind.WITHDRAWN: "agencies no longer on ICE's list",
    EventKind.POSSIBLY_RENAMED: "rows that may be an agency renamed",
    EventKind.RETURNED: "agencies that are back on the list",
    EventKind.PENDING: "new applications (pending)",
    EventKind.PENDING_DROPPED: "applications gone without a signing",
    EventKind.MISSING: "rows missing from the newest list, not yet confirmed",
    EventKind.AMENDED: "ICE's edits of names, counties and dates",
    EventKind.MOA_POSTED: "agreements whose text is now linked",
    EventKind.DOCUMENT_REPLACED: "agreements' documents replaced",
    EventKind.DOCUMENT_REMOVED: "agreements' documents taken away",
    EventKind.DOCUMENT_POSTED: "agreements' documents fetched for the first time",
}
"""What a channel hears of, by kind."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HELP = (
    ("/287g subscribe Missouri, Kansas signed withdrawn", "only that, in this channel; without words, a dialog"),
    ("/287g list · unsubscribe Missouri · pause until Monday · resume", "what this channel has, and less of it"),
    ("/287g status TX", "how many agreements, how much of the state, what is new"),
    ("/287g find boone county mo · why EVENT · quote EVENT", "an agency; the evidence; a sentence to quote"),
    ("/287g digest last week", "that digest, here"),
)
HELP_TITLE = "watch287g tells which agencies sign with, wait for, or leave ICE's 287(g) list"
NOTHING_HERE = "Nothing comes to this channel. Begin with /287g subscribe and a state, or with the dialog."
CORRECTIONS = "If something told here turns out wrong, its correction comes here too."
FAULT = "That went wrong, by a fault of watch287g's own. Its operators can see it in the log; please try again."
NO_DIRECT_MESSAGE = "News goes to channels. Type this in a channel, public or private, where the bot is."
STRANGERS = "People of another workspace can look things up here, and change nothing."
ON_THE_RECORD = "In the public record"
SHARE = "Show to everybody here"
SAVING = "Saving …"
FIND_WHAT = "Name an agency, a county or a town, as in `/287g find boone county mo`."
WHICH_EVENT = (
    "Which event? Press Evidence under an alert; or take an id from `/287g status TX`, as in `/287g why 7f3a81c2`."
)
CHOOSE = "This alert tells of several. Which one?"
NOT_SHOWN = "That is noted, but Slack didn't let the bot change every message that tells of it."
NO_DIGEST_HERE = "Nothing comes to this channel, so there is no digest of it. First: /287g subscribe and a state."
NO_STATE = "Choose a state, or all states."
NOTHING_TO_HEAR = "Choose a kind of news, or a digest below: this leaves nothing to hear."
NOT_FOR_HERE = "This button belongs to something that isn't there any more. /287g list shows what is."
MEANWHILE = "Somebody changed this channel's subscriptions while you had the dialog open. Nothing of yours was saved."
EXPIRED = "Slack gives the bot three seconds to open a dialog, and they were over. Press again, please."


def invite(bot: str, command: str) -> str:
    """What to do in a channel that the bot isn't in."""
    return f"The bot isn't in this channel, so it can't post here. Type /invite @{bot}, then again: /287g {command}"


def archived() -> str:
    """That nothing can come to an archived channel."""
    return "This channel is archived: nothing can be posted here. Unarchive it first."


def not_allowed(who: Sequence[str]) -> str:
    """Who may change subscriptions, where the person may not; `who` as the config has it."""
    if "admins" in who:
        return "Only admins of this workspace may change what comes to channels. Ask one of them to type it here."
    return (
        "Only the people whom the newsroom's config names may change what comes to channels. Ask the bot's operators."
    )


def who_is_unknown() -> str:
    """That nobody can tell whether the person may."""
    return (
        "The bot can't ask Slack who you are, so it can't tell whether you may change this. Its app needs the scope "
        "users:read; `watch287g doctor` says more."
    )


def subscribed_headline(person: str) -> str:
    """Who changed what comes here."""
    return f"{person} changed what comes to this channel"


def unsubscribed_headline(person: str, left: int) -> str:
    """Who took something away."""
    return f"{person} ended what came to this channel" if not left else f"{person} took something off this channel"


def paused_headline(person: str, until: str) -> str:
    """Who paused the channel, until when."""
    return f"{person} paused this channel {until}"


def resumed_headline(person: str) -> str:
    """Who ended the pause."""
    return f"{person} resumed this channel; what waited is sent now"


def list_headline(number: int) -> str:
    """What stands over the channel's list."""
    return "What comes to this channel" if number != 1 else "What comes to this channel: one subscription"


IN_THE_FILE = "Set by the bot's operators in its config; they change it there"
NOTHING_CHANGED = "That is how it was already; nothing changed."


def nothing_of(states: Iterable[str]) -> str:
    """That the channel had nothing of these states."""
    return f"This channel had nothing of {listing([state_name(code) for code in states])} that was subscribed here."


def only_in_the_file(states: Iterable[str]) -> str:
    """That what comes of these states was set by the operators."""
    return (
        f"{listing([state_name(code) for code in states])} comes here by the bot's config: its operators change that."
    )


def twice(where: str) -> str:
    """That the config sends the same here."""
    return f"Mind: the bot's own config sends some of this here as well ({where}), so it may come twice."


def rows_of(s: Subscription, at: datetime) -> Iterator[tuple[str, str]]:
    """A subscription as labels with their words, in reading order; `at` is now."""
    yield "Where:", places(s)
    narrowed = [*_narrowed(s.only)]
    if narrowed:
        yield "Only:", "; ".join(narrowed)
    never = [*_narrowed(s.never)]
    if never:
        yield "Never:", "; ".join(never)
    if s.alerts:
        yield "Comes:", " · ".join(_coming(s))
        missing = [KINDS[kind] for kind in EventKind if kind in _left_out(s)]
        if missing:
            yield "Doesn't come:", " · ".join(missing)
        yield "When:", when(s.timing)
    yield "Digest:", digest(s.digest, s.zone, at)
    if s.timing.paused_until is not None and is_paused(s.timing, s.zone, at):
        yield "Paused:", until(s.timing.paused_until, at.astimezone(s.zone).date())


def places(s: Subscription) -> str:
    """The states: "Missouri and Kansas", "all states but Texas"."""
    if s.states is not None:
        return listing(sorted(state_name(code) for code in s.states))
    out = sorted(state_name(code) for code in s.never.states)
    return f"all states but {listing(out)}" if out else "all states"


def _narrowed(choice: Choice) -> Iterator[str]:
    parts = (
        [f"{county_printed(county)}, {county[0]}" for county in sorted(choice.counties)],
        [name.title() for name in sorted(choice.agencies)],
        [model_words(model) for model in sorted(choice.models)],
        [level.value for level in sorted(choice.levels)],
        [kind.value for kind in sorted(choice.agency_kinds)],
    )
    return (listing(part) for part in parts if part)


def _coming(s: Subscription) -> list[str]:
    beside = {EventKind.POSSIBLY_RENAMED} if s.kinds & SETTLED_AS else set()
    said = [KINDS[kind] for kind in EventKind if kind in s.kinds - beside]
    return said + [f"also {KINDS[kind]}" for kind in sorted(beside & s.kinds)]


def _left_out(s: Subscription) -> frozenset[EventKind]:
    return frozenset(EventKind) - s.kinds


def when(timing: Timing) -> str:
    """When alerts come: "at once, but not from 22:00 to 07:00"."""
    paces = {Pace.AT_ONCE: "at once", Pace.HOURLY: "in one bundle each hour", Pace.DAILY: "in one bundle a day"}
    said = paces[timing.pace]
    if timing.pace is Pace.DAILY:
        said += f", at {timing.hour}:00"
    if timing.quiet is not None:
        said += f", but not from {timing.quiet[0]:%H:%M} to {timing.quiet[1]:%H:%M}"
    return f"{said}, on business days" if timing.business_days else said


def digest(plan: DigestPlan | None, zone: ZoneInfo, at: datetime) -> str:
    """When a digest comes, and the next one."""
    if plan is None:
        return "none; Change adds one"
    how = {
        Cadence.DAILY: "each day",
        Cadence.WEEKLY: f"each {DAYS[plan.weekday]}",
        Cadence.MONTHLY: "on the first of each month",
    }[plan.cadence]
    end = next_end(plan, zone, at).astimezone(zone)
    return f"{how}, with all that happened; the next on {DAYS[end.weekday()]}, {day(end.date(), at.year)}, {clock(end)}"


def until(end: date, today: date) -> str:
    """As in "until Monday, Nov. 30"; "until somebody types /287g resume" for the end of time."""
    if end.year >= date.max.year:
        return "until somebody types /287g resume"
    return f"until {DAYS[end.weekday()]}, {day(end, today.year)}"


def hours(begin: time, end: time) -> str:
    """Quiet hours as they are written in the dialog."""
    return f"{begin:%H:%M}-{end:%H:%M}"


def on_it(who: str, at: datetime, zone: ZoneInfo) -> str:
    """As in "Ana is on it since Nov. 6, 2025, 9:04 a.m. CST."."""
    return f"{who} is on it since {moment(at, zone)}."


def state_headline(state: str) -> str:
    """What stands over a state's card."""
    return f"{state_name(state)} on ICE's 287(g) list" if state in STATES else "ICE's 287(g) list"


def change(difference: int, days: int) -> str:
    """As in "+3 in a week"; "no change in a week"."""
    span = {7: "a week", 30: "a month"}.get(days, f"{days} days")
    return f"{difference:+,} in {span}" if difference else f"no change in {span}"


def newest(kind: EventKind, agency: str, when_seen: str, event: str) -> str:
    """As in "signed: Bee County Sheriff's Office, seen Nov. 6 (7f3a81c2)"; the event's id is what `why` takes."""
    return f"{kind.value.replace('_', ' ')}: {agency}, seen {when_seen} ({event})"


def agreements(number: int, agencies: int, states: int | None) -> str:
    """As in "1,139, of 900 agencies in 40 states and territories"."""
    where = f" in {states} states and territories" if states is not None else ""
    return f"{number:,}, of {count(agencies, 'agency')}{where}"


def bot_line(last: datetime | None, zone: ZoneInfo) -> str:
    """How the bot fares."""
    if last is None:
        return "The bot has not seen ICE's list yet."
    return f"Last good look at ICE's list: {moment(last, zone)}."


HOME_TITLE = "What comes to your channels"
HOME_EMPTY = "None of the channels that you and the bot are in has a subscription made here."
HOME_HOW = "In a channel, type /287g subscribe and a state. To have the bot in a channel: /invite @watch287g."


def troubles(number: int) -> str:
    """How many troubles there are, for readers."""
    return f"{count(number, 'trouble')} the bot's operators know of." if number else ""


def digest_begun(label: str) -> str:
    """That a digest comes."""
    return f"The digest of {label} comes here in a moment."


def gone_headline(called: str) -> str:
    """The operators' notice of a channel that is gone."""
    return f"Subscriptions of {called} ended"


def gone(why: str, names: Sequence[str]) -> str:
    """Why a channel's subscriptions ended."""
    return (
        f"They were made inside Slack, and {why}. Nothing is sent there any more. Ended: {', '.join(names)}. Whoever "
        "wants it again types /287g subscribe in a channel."
    )


def changed_headline(called: str) -> str:
    """The operators' notice of a change."""
    return f"Subscriptions of {called} were changed inside Slack"


def changed(called: str, said: Sequence[str], gone: Sequence[str]) -> str:
    """What was changed, for the log and the operators."""
    parts = [*(f"{each}" for each in said), *(f"{name}: ended" for name in gone)]
    return f"subscriptions of {called}: {'; '.join(parts) or 'nothing'}"


def that_day_has_come(day_: date) -> str:
    """That a pause would be over before it began."""
    return f"{day_} has come, so there is no time left to wait. Name a later day, as in `/287g pause until Monday`."


def sure(s: Subscription) -> str:
    """What is asked before a subscription is ended."""
    return f"Nothing of {places(s)} will come to this channel any more."


def no_county_of(states: Sequence[str]) -> str:
    """That nothing would come of some states, since counties narrow all."""
    return (
        f"No county of {listing(states)} is among these, so nothing would come of it. Add one, take the state out, or "
        "subscribe it by itself."
    )


def unwritten(why: str) -> str:
    """That nothing could be recorded."""
    return f"Nothing was changed: the bot can't write its record now. {why}"


def unreached(why: str) -> str:
    """That Slack refused something, or didn't answer."""
    return f"Slack refused a part of this, or didn't answer. {why}"


def event_choice(kind: EventKind, agency: str, state: str | None) -> str:
    """One event in a menu."""
    return f"{agency}, {state_name(state)}: {kind.value.replace('_', ' ')}"


def evidence_headline(agency: str) -> str:
    """What stands over the evidence of one agency's event, or of several."""
    return f"The evidence: {agency}" if agency else "The evidence"


def stuck(why: str) -> str:
    """That messages wait, for the channel takes none."""
    return f"Nothing gets through to this channel now, and its news waits. {why}"


def left_out(parts: int) -> str:
    """That a message has no room for all."""
    rest = "one part of it is" if parts == 1 else f"{parts:,} parts of it are"
    return f"There is more of it than Slack takes at once; {rest} left out."
