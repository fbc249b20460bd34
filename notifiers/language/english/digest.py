"""The English of a digest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from notifiers.language.counted import Outcome, Share
from notifiers.language.english.terms import begun, models, short_model, spelled
from notifiers.subscriptions.digest_plan import Cadence, Period
from notifiers.text.ap_style import count, day, listing, places
from watchers.model.agreement import Model
from watchers.names.places import UNKNOWN_STATE, state_name

_NTH = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SPAN = {Cadence.DAILY: "day", Cadence.WEEKLY: "week", Cadence.MONTHLY: "month"}

_COUNTED = {
    Outcome.SIGNED: ("newly signed",) * 2,
    Outcome.LEFT: ("no longer on ICE's list",) * 2,
    Outcome.FEWER: ("no longer listed for a model",) * 2,
    Outcome.MISSING: ("missing from its newest list, unconfirmed",) * 2,
    Outcome.POSSIBLY_RENAMED: ("possibly renamed",) * 2,
    Outcome.RETURNED: ("back on the list",) * 2,
    Outcome.PENDING: ("newly pending",) * 2,
    Outcome.PENDING_DROPPED: ("off the pending list unsigned",) * 2,
    Outcome.MOA_POSTED: ("with an agreement newly posted", "with agreements newly posted"),
    Outcome.DOCUMENT_REPLACED: ("with the document replaced", "with documents replaced"),
    Outcome.DOCUMENT_REMOVED: ("with the document taken away", "with documents taken away"),
    Outcome.AMENDED: ("edited by ICE",) * 2,
}


def _ordinal_end(nth: int) -> str:
    return "th" if nth % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(nth % 10, "th")


_COLOURS = {Share.TASK_FORCE: "blue", Share.JAIL: "orange", Share.BOTH: "purple", Share.OTHER: "green"}


def _some(names: Sequence[str], most: int = 12) -> str:
    """The names, or the first of many and the number of the others."""
    return listing(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most:,} more"


class DigestWords:
    """What a digest says."""

    MODELS: Mapping[Model, str] = {Model.TFM: "Task Force", Model.WSO: "Warrant Service", Model.JEM: "Jail"}
    """The known models in the order of the totals' columns, and what heads each."""
    NATION = "The nation"
    THE_NATION = "the nation"
    NO_AGREEMENTS = "none"
    """The map's lightest shade."""
    IN_THREAD = "More of each, and the CSV, in the thread ↓"
    CSV_HAS_ALL = "The CSV has all."
    NO_CHANGES = "no changes"
    NOT_CHECKED = "not checked"
    BLINKED = "Missing from a list for a while, and back"
    HELD_BACK = "no changes, but a list held back"
    IN_PART = "no changes as far as the record goes"
    BLIND = (
        "We can't say what changed: the bot made no checks of ICE's lists in that time. What it has found since is in "
        "the next digest."
    )
    ALL_FAILED = (
        "We can't say what changed: none of the bot's checks of ICE's lists in that time went through. What it has "
        "found since is in the next digest."
    )
    WITHOUT_IT = "ICE posted a list that can't be trusted yet; without it, nothing changed."
    RECORD_ENDS = "The record ends before that time was over."
    NOBODY = "No agency newly signed, and none left ICE's list."
    MODELS_ALLOW = (
        "Task Force officers may question and arrest on patrol; those of the other models act in jails alone."
    )
    FIRSTS = "“First” is the first on our record."
    NO_LINK = "No MOA link: not posted."
    BY_NAME = "Newly signed, by name"
    IN_SHORT = "In short"
    """What heads the parts of which there is room for names alone: signings by state, and others."""

    def change(self, number: int | None) -> str:
        """As in "up 5", "down 2", "unchanged"; "" for None."""
        if number is None:
            return ""
        return "unchanged" if number == 0 else f"{'up' if number > 0 else 'down'} {abs(number):,}"

    def signs(self, number: int) -> str:
        """As in "+5", "−2", "±0"."""
        return "±0" if number == 0 else f"{'+' if number > 0 else '−'}{abs(number):,}"

    def month(self, when: date) -> str:
        """As in "November 2025"."""
        return f"{_MONTHS[when.month - 1]} {when.year}"

    def short_month(self, when: date) -> str:
        """As in "Sept."."""
        return day(when, when.year).partition(" ")[0]

    def days(self, first: date, last: date) -> str:
        """As in "Nov. 3–9", "Oct. 27 – Nov. 2", "Nov. 6", "Dec. 29, 2025 – Jan. 4, 2026"."""
        if first == last:
            return day(first, first.year)
        if (first.year, first.month) == (last.year, last.month):
            return f"{day(first, first.year)}–{last.day}"
        return f"{day(first, last.year)} – {day(last, first.year)}"

    def label(self, period: Period, zone: ZoneInfo) -> str:
        """As in "Nov. 3–9", "November 2025"."""
        first, last = period.days(zone)
        whole = first.day == 1 and (last.month, last.year) == (first.month, first.year) and (last - first).days > 26
        return self.month(first) if period.cadence is Cadence.MONTHLY and whole else self.days(first, last)

    def missed(self, period: Period) -> str:
        """What comes first in a digest that makes up for others: as in "Three weekly digests in one: …"; else ""."""
        if period.spans < 2:
            return ""
        number = spelled(period.spans).capitalize()
        return f"{number} {period.cadence.value} digests in one: those before it were not sent when they were due."

    def model_column(self, model: Model) -> str:
        """What heads a model's column in the totals."""
        return self.MODELS.get(model) or short_model(model)

    def of_model(self, number: str, column: str) -> str:
        """As in "11 Task Force"; `column` is what heads the model's column."""
        return f"{number} {column}"

    def state(self, code: str) -> str:
        """A state's name in the table of totals."""
        return "State unclear" if code == UNKNOWN_STATE else state_name(code)

    def where(self, states: Sequence[str] | None) -> str:
        """Which states a desk watches: "Missouri and Kansas", "your 5 states", "the nation"."""
        if states is None:
            return self.THE_NATION
        return places(states) if len(states) <= 3 else f"your {len(states)} states"

    def subject(self, period: Period, headline: str) -> str:
        """As in "287(g) weekly · Missouri, Nov. 3–9: 4 agencies newly signed"; several periods in one say how many."""
        if period.spans > 1:
            return f"287(g), {count(period.spans, _SPAN[period.cadence])} · {headline}"
        return f"287(g) {period.cadence.value} · {headline}"

    def headline(self, states: Sequence[str] | None, when: str, told: Sequence[str], *, is_cut: bool) -> str:
        """As in "Missouri, Nov. 3–9: 4 agencies newly signed, 1 no longer listed for a model"; `is_cut`: and more."""
        if states is not None and len(states) > 3:
            place = f"{len(states)} states"
        else:
            place = "Nationwide" if states is None else places(states)
        return f"{place}, {when}: {', '.join(told)}{', and more' if is_cut else ''}"

    def news(self, counts: Sequence[tuple[Outcome, int]]) -> list[str]:
        """As in "9 agencies newly signed", "1 no longer on ICE's list"."""
        return [
            f"{count(number, 'agency') if n == 0 else f'{number:,}'} {_COUNTED[outcome][number != 1]}"
            for n, (outcome, number) in enumerate(counts)
        ]

    def part_heading(self, said: str, place: str, agencies: int) -> str:
        """As in "Newly signed · Missouri (2)": so many agencies. Without the place where the digest is of one alone."""
        return f"{said}{f' · {place}' if place else ''} ({agencies:,})"

    def labelled(self, place: str, agencies: int) -> str:
        """As in "Missouri (2)"."""
        return f"{place} ({agencies:,})"

    FIRST_IN = "first in"
    """How what is said of a first begins."""

    def first_in(self, place: str) -> str:
        """As in "first in Ozark County"."""
        return f"{self.FIRST_IN} {place}"

    def first_in_state(self, state: str | None) -> str:
        """As in "first in Missouri"."""
        return f"{self.FIRST_IN} {state_name(state)}"

    def nth_in(self, place: str, nth: int) -> str:
        """As in "third agency of Pasco County this year"."""
        said = _NTH[nth] if nth < len(_NTH) else f"{nth}{_ordinal_end(nth)}"
        return f"{said} agency of {place} this year"

    def one_of(self, place: str, agencies: int) -> str:
        """As in "one of 4 agencies of Pasco County this year", of those that signed on one day."""
        return f"one of {agencies} agencies of {place} this year"

    def beside(self, older: Sequence[Model]) -> str:
        """As in "beside Warrant Service Officer": models that the agency had before."""
        return f"beside {models(older)}"

    def weeks_before(self, cadence: Cadence, signed: Sequence[int]) -> str:
        """As in "Newly signed in the four weeks before, latest first: 2, 0, 1 and 3 agencies."; "" for none known."""
        if not signed:
            return ""
        span = _SPAN[cadence]
        time = f"{spelled(len(signed))} {span}s" if len(signed) > 1 else span
        if not any(signed):
            return f"No agency newly signed in the {time} before."
        if len(signed) == 1:
            return f"Newly signed in the {time} before: {count(signed[0], 'agency')}."
        *most, last = [f"{number:,}" for number in signed[:-1]] + [count(signed[-1], "agency")]
        return f"Newly signed in the {time} before, latest first: {', '.join(most)} and {last}."

    def standing(self, rows: Iterable[tuple[str, int, int | None]]) -> str:
        """As in "Missouri stands at 19 agreements, up 5; Kansas at 29, up 5; the nation at 1,153, up 57."."""
        said: list[str] = []
        for place, agreements, more in rows:
            number = count(agreements, "agreement") if agreements and not said else f"{agreements:,}"
            number = number if agreements or said else "no agreements"
            verb = "stand" if place.startswith("your ") else "stands"
            changed = f", {self.change(more)}" if more is not None else ""
            said.append(f"{place}{'' if said else f' {verb}'} at {number}{changed}")
        return f"{said[0][0].upper()}{'; '.join(said)[1:]}."

    def span(self, low: int, high: int) -> str:
        """As in "5–12": what a shade of the map stands for."""
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"

    def map_key(self, own: bool) -> str:
        """What the map's shades and marks are. `own`: the desk's states are marked."""
        outlined = "Outlined: your states; " if own else "Outlined: changed; "
        shades = "Agreements; each shade has a quarter of the states that have any."
        return f"{shades} {outlined}+ and − are this time's changes."

    def map_words(self, agreements: Sequence[tuple[str, int]], changed: Sequence[tuple[str, str]], others: int) -> str:
        """The map for those who can't see it: the states with the most, and those that changed."""
        most = listing([f"{name} {n:,}" for name, n in agreements]) if agreements else "none"
        text = f"Map of agreements by state. The most: {most}."
        if not changed:
            return f"{text} No state's number changed."
        also = f" and {count(others, 'more state')}" if others else ""
        return f"{text} Changed: {', '.join(f'{name} {by}' for name, by in changed)}{also}."

    def names_elsewhere(self, subscription: str, key: str) -> str:
        """Where the names are, for a channel without threads."""
        return f"The names: watch287g digest {subscription} --period {key} --preview"

    def csv_comment(self, rows: int, agencies: int) -> str:
        """Why the CSV has more rows than there are agencies; "" where it has not."""
        return "" if rows == agencies else f"The CSV has {count(rows, 'row')}: one for each change to an agreement."

    def in_csv_alone(self, hidden: int) -> str:
        """What a long list begins with: how many of its entries the mail doesn't show."""
        are = "is" if hidden == 1 else "are"
        return f"A long list: {hidden:,} of its entries {are} in the CSV alone, which has them all."

    def more_in_csv(self, hidden: int) -> str:
        """What ends a part that was cut."""
        return f"And {hidden:,} more in the CSV."

    def also(self, names: Sequence[str], hidden: int) -> str:
        """The names of those of which there is no room for more, and how many are left to the CSV."""
        more = f"; and {hidden:,} more in the CSV" if hidden else ""
        return f"{'; '.join(names)}{more}."

    def also_named(self, names: Sequence[str], hidden: int) -> str:
        """The same, below those of which all is told."""
        return f"Also: {self.also(names, hidden)}"

    def left_to_csv(self, headings: Sequence[str]) -> str:
        """The parts of which no entry found room, with their counts."""
        return f"In the CSV, and not here: {'; '.join(headings)}."

    SHARES: Mapping[Share, str] = {
        Share.TASK_FORCE: "Task Force alone",
        Share.JAIL: "jail models alone",
        Share.BOTH: "both",
        Share.OTHER: "another model alone",
    }

    def county_colours(self, counts: Sequence[tuple[Share, str]], key: str) -> str:
        """What the colours of a picture mean that comes without a table beside it."""
        said = "; ".join(f"{_COLOURS[share]}: {self.SHARES[share]}, {number}" for share, number in counts)
        return f"{begun(said)}. {key}".rstrip()

    def nation_colours(self, spans: Sequence[str], *, is_marked: bool) -> str:
        """The same of a map of the states."""
        marked = "your states" if is_marked else "changed"
        return f"Agreements, from light to dark: {', '.join(spans)}. Outlined: {marked}."

    def months(self, place: str, found: Sequence[tuple[str, str]]) -> str:
        """As in "Missouri at the end of Oct.: 14, Sept.: 12"."""
        return f"{self.trend_title(place)} {', '.join(f'{when}: {number}' for when, number in found)}"

    def counties(self, number: int) -> str:
        """As in "9 counties"; of Louisiana's parishes, Alaska's boroughs and the like too, as the Census has it."""
        return count(number, "county")

    def county_key(self, new: bool, elsewhere: int) -> str:
        """What the map of counties marks, and the agreements that it can't show."""
        said = ["Outlined: newly signed there."] if new else []
        if elsewhere:
            said.append(f"Not on the map: {count(elsewhere, 'agreement')} of state agencies or without a county.")
        return " ".join(said)

    def county_map_words(
        self, state: str, shares: Sequence[tuple[Share, Sequence[str]]], empty: int, new: Sequence[str]
    ) -> str:
        """The map of counties for those who can't see it."""
        marked = f" Newly signed in {_some(new)}." if new else ""
        said = [f"{self.SHARES[share]} in {_some(names)}" for share, names in shares if names]
        some = f"agreements by model: {'; '.join(said)}" if said else "no agreement in any"
        none = f"; none in {count(empty, 'county')}" if empty else ""
        return f"Map of the counties of {state_name(state)}, {some}{none}.{marked}"

    def trend_title(self, place: str) -> str:
        """As in "Missouri at the end of"."""
        return f"{place[0].upper()}{place[1:]} at the end of"
