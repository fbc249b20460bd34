"""The English of what people read inside Slack when they ask the bot something."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifiers.language.english.terms import kind_label, short_model
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.subscriptions.periods import next_end
from notifiers.subscriptions.timing import Pace, Timing
from notifiers.text.ap_style import areas, clock, count, day, listing, moment
from watchers.model.agreement import Model
from watchers.model.event import Event, EventKind
from watchers.names.places import STATES, state_name


class SlackWords:
    """What is answered and asked inside Slack."""

    KINDS: Mapping[EventKind, str] = {
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
    MAYBE_A_REPEAT = "This may be a repeat: Slack did not confirm the first sending."
    EVIDENCE = "Evidence"
    QUOTE = "Quote"
    CLAIM = "I'm on it"
    SUBSCRIBE = "Subscribe"
    CHANGE = "Change"
    PAUSE = "Pause"
    RESUME = "Resume"
    UNSUBSCRIBE = "Unsubscribe"
    OPEN_DIALOG = "Open the dialog"
    HERE_NOW = "The bot is here now"
    SURE = "Sure?"
    YES = "Yes"
    NO = "No"
    WHERE = "Where:"
    ONLY = "Only:"
    NEVER = "Never:"
    COMES = "Comes:"
    COMES_NOT = "Doesn't come:"
    WHEN = "When:"
    DIGEST = "Digest:"
    PAUSED = "Paused:"
    AGREEMENTS = "Agreements:"
    BY_MODEL = "By model:"
    PENDING = "Pending:"
    COVERAGE = "Coverage:"
    DIFFERENCE = "Change:"
    NEWEST = "Newest"
    SAVE = "Save"
    CANCEL = "Cancel"
    CLOSE = "Close"
    STATES = "States"
    ALL_STATES = "All states"
    KINDS_OF_NEWS = "Kinds of news"
    ONLY_COUNTIES = "Only these counties"
    WITH_STATES = "With their states. Leave it empty for whole states."
    ONLY_MODELS = "Only these models"
    ONLY_AGENCIES = "Only these kinds of agency"
    ALERTS_COME = "Alerts come"
    PACES: Mapping[Pace, str] = {
        Pace.AT_ONCE: "at once",
        Pace.HOURLY: "in one bundle each hour",
        Pace.DAILY: "in one bundle a day",
    }
    A_DIGEST = "A digest with all that happened"
    NO_DIGEST = "none"
    CADENCES: Mapping[Cadence, str] = {cadence: cadence.value for cadence in Cadence}
    DIGEST_DAY = "Day of a weekly digest"
    HOUR = "Hour of the digest, and of a daily bundle"
    QUIET = "Nothing rings from – to"
    CLOCK = "This channel's clock"
    LANGUAGE = "Language"
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
    MEANWHILE = (
        "Somebody changed this channel's subscriptions while you had the dialog open. Nothing of yours was saved."
    )
    EXPIRED = "Slack gives the bot three seconds to open a dialog, and they were over. Press again, please."

    def invite(self, bot: str, command: str) -> str:
        """What to do in a channel that the bot isn't in."""
        return f"The bot isn't in this channel, so it can't post here. Type /invite @{bot}, then again: /287g {command}"

    def archived(self) -> str:
        """That nothing can come to an archived channel."""
        return "This channel is archived: nothing can be posted here. Unarchive it first."

    def not_allowed(self, who: Sequence[str]) -> str:
        """Who may change subscriptions, where the person may not; `who` as the config has it."""
        if "admins" in who:
            return "Only admins of this workspace may change what comes to channels. Ask one of them to type it here."
        return (
            "Only the people whom the newsroom's config names may change what comes to channels. Ask the bot's "
            "operators."
        )

    def who_is_unknown(self) -> str:
        """That nobody can tell whether the person may."""
        return (
            "The bot can't ask Slack who you are, so it can't tell whether you may change this. Its app needs the "
            "scope users:read; `watch287g doctor` says more."
        )

    def subscribed_headline(self, person: str) -> str:
        """Who changed what comes here."""
        return f"{person} changed what comes to this channel"

    def unsubscribed_headline(self, person: str, left: int) -> str:
        """Who took something away."""
        return f"{person} ended what came to this channel" if not left else f"{person} took something off this channel"

    def paused_headline(self, person: str, until: str) -> str:
        """Who paused the channel, until when."""
        return f"{person} paused this channel {until}"

    def resumed_headline(self, person: str) -> str:
        """Who ended the pause."""
        return f"{person} resumed this channel; what waited is sent now"

    def list_headline(self, number: int) -> str:
        """What stands over the channel's list."""
        return "What comes to this channel" if number != 1 else "What comes to this channel: one subscription"

    IN_THE_FILE = "Set by the bot's operators in its config; they change it there"
    NOTHING_CHANGED = "That is how it was already; nothing changed."

    def nothing_of(self, states: Iterable[str]) -> str:
        """That the channel had nothing of these states."""
        return f"This channel had nothing of {listing([state_name(code) for code in states])} that was subscribed here."

    def only_in_the_file(self, states: Iterable[str]) -> str:
        """That what comes of these states was set by the operators."""
        said = listing([state_name(code) for code in states])
        return f"{said} comes here by the bot's config: its operators change that."

    def twice(self, where: str) -> str:
        """That the config sends the same here."""
        return f"Mind: the bot's own config sends some of this here as well ({where}), so it may come twice."

    def places(self, states: Collection[str] | None, out: Collection[str]) -> str:
        """The states: "Missouri and Kansas"; of all but those left `out`, "all states but Texas"."""
        named = sorted(state_name(code) for code in (out if states is None else states))
        if states is not None:
            return listing(named)
        return f"all states but {listing(named)}" if named else "all states"

    def also(self, kind: EventKind) -> str:
        """A kind that comes with others."""
        return f"also {self.KINDS[kind]}"

    def when(self, timing: Timing) -> str:
        """When alerts come: "at once, but not from 22:00 to 07:00"."""
        said = self.PACES[timing.pace]
        if timing.pace is Pace.DAILY:
            said += f", at {timing.hour}:00"
        if timing.quiet is not None:
            said += f", but not from {timing.quiet[0]:%H:%M} to {timing.quiet[1]:%H:%M}"
        return f"{said}, on business days" if timing.business_days else said

    def digest(self, plan: DigestPlan | None, zone: ZoneInfo, at: datetime) -> str:
        """When a digest comes, and the next one."""
        if plan is None:
            return "none; Change adds one"
        how = {
            Cadence.DAILY: "each day",
            Cadence.WEEKLY: f"each {self.DAYS[plan.weekday]}",
            Cadence.MONTHLY: "on the first of each month",
        }[plan.cadence]
        end = next_end(plan, zone, at).astimezone(zone)
        next_one = f"{self.DAYS[end.weekday()]}, {day(end.date(), at.year)}, {clock(end)}"
        return f"{how}, with all that happened; the next on {next_one}"

    def until(self, end: date, today: date) -> str:
        """As in "until Monday, Nov. 30"; "until somebody types /287g resume" for the end of time."""
        if end.year >= date.max.year:
            return "until somebody types /287g resume"
        return f"until {self.DAYS[end.weekday()]}, {day(end, today.year)}"

    def on_it(self, who: str, at: datetime, zone: ZoneInfo) -> str:
        """As in "Ana is on it since Nov. 6, 2025, 9:04 a.m. CST."."""
        return f"{who} is on it since {moment(at, zone)}."

    def state_headline(self, state: str) -> str:
        """What stands over a state's card."""
        return f"{state_name(state)} on ICE's 287(g) list" if state in STATES else "ICE's 287(g) list"

    def change(self, difference: int, days: int) -> str:
        """As in "+3 in a week"; "no change in a week"."""
        span = {7: "a week", 30: "a month"}.get(days, f"{days} days")
        return f"{difference:+,} in {span}" if difference else f"no change in {span}"

    def newest(self, kind: EventKind, agency: str, when_seen: str, event: str) -> str:
        """As in "signed: Bee County Sheriff's Office, seen Nov. 6 (7f3a81c2)"; the event's id is what `why` takes."""
        return f"{kind_label(kind)}: {agency}, seen {when_seen} ({event})"

    def agreements(self, number: int, agencies: int, states: int | None) -> str:
        """As in "1,139, of 900 agencies in 40 states and territories"."""
        where = f" in {areas(states)}" if states is not None else ""
        return f"{number:,}, of {count(agencies, 'agency')}{where}"

    def bot_line(self, last: datetime | None, zone: ZoneInfo) -> str:
        """How the bot fares."""
        if last is None:
            return "The bot has not seen ICE's list yet."
        return f"Last good look at ICE's list: {moment(last, zone)}."

    HOME_TITLE = "What comes to your channels"
    HOME_EMPTY = "None of the channels that you and the bot are in has a subscription made here."
    HOME_HOW = "In a channel, type /287g subscribe and a state. To have the bot in a channel: /invite @watch287g."

    def troubles(self, number: int) -> str:
        """How many troubles there are, for readers."""
        return f"{count(number, 'trouble')} the bot's operators know of." if number else ""

    def digest_begun(self, label: str) -> str:
        """That a digest comes."""
        return f"The digest of {label} comes here in a moment."

    def that_day_has_come(self, day_: date) -> str:
        """That a pause would be over before it began."""
        return f"{day_} has come, so there is no time left to wait. Name a later day, as in `/287g pause until Monday`."

    def sure(self, places: str) -> str:
        """What is asked before a subscription is ended; `places` are its states, in words."""
        return f"Nothing of {places} will come to this channel any more."

    def no_county_of(self, states: Sequence[str]) -> str:
        """That nothing would come of some states, since counties narrow all."""
        said = listing([state_name(code) for code in states])
        return (
            f"No county of {said} is among these, so nothing would come of it. Add one, take the state out, "
            "or subscribe it by itself."
        )

    def unwritten(self, why: str) -> str:
        """That nothing could be recorded."""
        return f"Nothing was changed: the bot can't write its record now. {why}"

    def unreached(self, why: str) -> str:
        """That Slack refused something, or didn't answer."""
        return f"Slack refused a part of this, or didn't answer. {why}"

    def event_choice(self, kind: EventKind, agency: str, state: str | None) -> str:
        """One event in a menu."""
        return f"{agency}, {state_name(state)}: {kind_label(kind)}"

    def evidence_headline(self, agency: str) -> str:
        """What stands over the evidence of one agency's event, or of several."""
        return f"The evidence: {agency}" if agency else "The evidence"

    def evidence(self, _event: Event, why: Sequence[str], _zone: ZoneInfo) -> Sequence[str]:
        """What shows an event, line by line; `why` is that as it was recorded."""
        return why

    def stuck(self, why: str) -> str:
        """That messages wait, for the channel takes none."""
        return f"Nothing gets through to this channel now, and its news waits. {why}"

    def left_out(self, parts: int) -> str:
        """That a message has no room for all."""
        rest = "one part of it is" if parts == 1 else f"{parts:,} parts of it are"
        return f"There is more of it than Slack takes at once; {rest} left out."

    def about(self, channel: str) -> str:
        """What the dialog is for."""
        return f"What comes to {channel}. What is chosen here of a state replaces what the channel had of it."

    def hour(self, hour: int) -> str:
        """As in "8 a.m."."""
        return f"{hour % 12 or 12} {'a.m.' if hour < 12 else 'p.m.'}"

    def by_model(self, models: Mapping[Model, int]) -> str:
        """As in "12 Task Force · 3 Jail Enforcement"."""
        return " · ".join(f"{n:,} {short_model(m)}" for m, n in models.items() if n) or "none"

    WHICH_STATES = (
        "Which states? Such as `/287g subscribe Missouri`, `/287g subscribe MO KS signed` or `/287g subscribe all`."
    )

    def no_command(self, first: str, meant: Sequence[str]) -> str:
        """That a word is no command; `meant` are those that may be."""
        hint = f"Did you mean {' or '.join(f'`/287g {each}`' for each in meant)}?"
        return f"“{first}” is no command. {hint if meant else '`/287g help` shows what there is.'}"

    def no_word(self, word: str, meant: str) -> str:
        """That a word says nothing; `meant` is one that may be, "" for none."""
        hint = (
            f"Did you mean “{meant}”?"
            if meant
            else "Name states, counties, kinds of news or models; `/287g help` shows."
        )
        return f"“{word}” isn't understood. {hint}"

    def no_state(self, text: str, near: Sequence[str]) -> str:
        """That a text is no state."""
        hint = (
            f"Did you mean {' or '.join(f'“{each}”' for each in near)}?"
            if near
            else "Write a code such as MO, or a name."
        )
        return f"“{text}” is no state. {hint}"

    def which_county(self, name: str, there: Sequence[str]) -> str:
        """That several states have a county of that name."""
        others = ", ".join(there[:6]) + (" …" if len(there) > 6 else "")
        return f"Which state's {name}? There is one in {others}: write it as in “{name} {there[0]}”."

    def no_county(self, name: str) -> str:
        """That a text is no county."""
        return f"“{name}” is no county that we know. Write a county with its state, as in “Harris County TX”."

    def misfit(self, _field: str, why: str) -> str:
        """Why the config's rules don't take what was filled in at a field."""
        return why

    def no_event(self, _prefix: str, why: str) -> str:
        """That no event has an id that begins so, or several have."""
        return why

    def no_such_day(self, why: str) -> str:
        """That a text is no day."""
        return why

    def no_digest(self, why: str) -> str:
        """Why there is no digest of that time."""
        return why
