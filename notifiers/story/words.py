"""The English of the news; `ap_style` and `headline` have the rest. Another language starts here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifiers.text.ap_style import count, listing
from notifiers.text.safe import CELL, literal
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.names.places import state_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something said of an agency: `text` beside it; `of_each` where it is so of several, for all at once ("" never).

    `is_noted_otherwise`: where it is not so, something else is said in its place.
    """

    text: str
    of_each: str = ""
    is_noted_otherwise: bool = False


_SHORT_MODEL = {Model.TFM: "Task Force", Model.WSO: "Warrant Service Officer", Model.JEM: "Jail Enforcement"}
_SHORTEST_MODEL = {Model.TFM: "Task Force", Model.WSO: "Warrant Service", Model.JEM: "Jail"}
_ALLOWS = {
    Model.TFM: "immigration arrests on patrol",
    Model.JEM: "immigration charges in jail",
    Model.WSO: "ICE's warrants served in jail",
}
_UNKNOWN_MODEL = "ICE's words; we don't know this model"

TO_QUOTE = "To quote:"
NO_NAME = "(no name printed)"
NO_MOA = Said(text="MOA not posted.", of_each="MOA not posted", is_noted_otherwise=True)
NO_SIGNING_DATE = "no signing date printed"
STATE_AGENCY = "state agency"
MOA = "MOA"
ADDENDUM = "addendum"
ICES_PAGE = "ICE's page"
NATIONWIDE = "Nationwide"
WHY_UNSAID = "ICE's list doesn't say why, or whether the agreement ended."
MAYBE_A_SLIP = "This may be a slip; we look again at ICE's next list."
MAYBE_RENAMED = "Either one agency renamed, or one gone and one signed; we tell you here after ICE's next lists."
PENDING_UNSAID = "ICE's pending list doesn't say why; the agreement may still be signed."


def models(found: Iterable[Model]) -> str:
    """As in "Task Force and Jail Enforcement"."""
    return listing([short_model(m) for m in found])


def short_model(model: Model) -> str:
    """As in "Task Force"; of a model that isn't known, ICE's words."""
    return _SHORT_MODEL.get(model) or literal(model.words, CELL)


def model_words(model: Model) -> str:
    """ICE's words for a model, for print."""
    return literal(model.words, CELL)


def glossary_line(mark: str, model: Model) -> str:
    """What a model allows, behind its footnote's mark: "¹ ICE's warrants served in jail"; behind its name without."""
    allows = _ALLOWS.get(model, _UNKNOWN_MODEL)
    return f"{mark}\u00a0{allows}" if mark else f"{short_model(model)}: {allows}"


_KINDS = {
    EventKind.SIGNED: "Newly signed",
    EventKind.MISSING: "Missing from ICE's newest list",
    EventKind.WITHDRAWN: "No longer on ICE's list",
    EventKind.POSSIBLY_RENAMED: "Possibly renamed on ICE's list",
    EventKind.RETURNED: "Back on ICE's list",
    EventKind.PENDING: "Newly pending",
    EventKind.PENDING_DROPPED: "Off the pending list, not signed",
    EventKind.AMENDED: "Edited by ICE",
    EventKind.MOA_POSTED: "Agreement now posted",
    EventKind.DOCUMENT_REPLACED: "Agreement's document replaced",
    EventKind.DOCUMENT_REMOVED: "Agreement's document taken away",
    EventKind.DOCUMENT_POSTED: "Agreement's document fetched",
}


def kind_heading(kind: EventKind, *, correction: bool = False) -> str:
    """What a section of this kind is called."""
    return "Correction" if correction else _KINDS[kind]


def continued(heading: str) -> str:
    """The heading of a section's later part, in a later message."""
    return f"{heading}, continued"


CHANGED = "Changed model"
FEWER = "No longer listed for a model"
RENAMED = "Renamed on ICE's list"
"""What a section of outcomes is called that turned out to be one agency."""


def section_heading(said: str, state: str, agencies: int, agreements: int) -> str:
    """As in "Newly signed · Missouri (2)", "Newly signed (2 agencies, 3 agreements)"; a single agency isn't counted."""
    where = f"{said} · {state}" if state else said
    if agencies == 1:
        return where
    number = f"{agencies:,}" if agencies == agreements else f"{count(agencies, 'agency')}, {agreements:,} agreements"
    return f"{where} ({number})"


_CAUTIONS = {
    EventKind.WITHDRAWN: WHY_UNSAID,
    EventKind.MISSING: MAYBE_A_SLIP,
    EventKind.POSSIBLY_RENAMED: MAYBE_RENAMED,
    EventKind.PENDING_DROPPED: PENDING_UNSAID,
}


def caution(kind: EventKind) -> str | None:
    """The sentence without which a claim of this kind would say more than the list does."""
    return _CAUTIONS.get(kind)


def the_list(kind: ListKind) -> str:
    """What the list is called in a sentence."""
    return "ICE's list" if kind is ListKind.PARTICIPATING else "ICE's pending list"


def unclear(column: str, printed: str) -> str:
    """'signing date printed by ICE as “05/082025”, unclear'."""
    what = {"signed": "signing date"}.get(column, column)
    return f"{what} printed by ICE as “{printed}”, unclear"


def signing_date_unclear(printed: str, probably: str | None) -> str:
    """'signing date printed by ICE as “05/082025”, unclear', or with the day that it probably is."""
    return f"signing date printed by ICE as “{printed}”, {f'probably {probably}' if probably else 'unclear'}"


def signed(when: str) -> Said:
    """As in "signed Nov. 6"."""
    said = f"signed {when}"
    return Said(text=said, of_each=said, is_noted_otherwise=True)


def so_spelled(right: str) -> str:
    """As in "so spelled by ICE; Douglas County"; "as ICE spells it" where it isn't certain what is meant."""
    return f"so spelled by ICE; {right}" if right else "as ICE spells it"


def also_printed(name: str) -> str:
    """Of an agency whose rows have two names: "ICE prints “Bee Co. Sheriff” too."."""
    return f"ICE prints “{name}” too."


def population(people: int) -> str:
    """As in "population 4.7 million", "population 41,000", "population 2,700"; rounded, for they are of other years."""
    if people >= 1_000_000:
        return f"population {people / 1_000_000:.1f} million".replace(".0 ", " ")
    rounded = round(people, -3 if people >= 10_000 else -2 if people >= 1_000 else -1)
    return f"population {rounded:,}" if rounded < 1_000_000 else "population 1 million"


def place_with_population(name: str, people: str) -> str:
    """As in "Duval County, population 967,000"."""
    return f"{name}, {people}" if people else name


def under(said: Sequence[str]) -> Said:
    """As in "Task Force¹ and Warrant Service Officer²"."""
    return Said(text=listing(said), of_each=listing(said), is_noted_otherwise=True)


def model_signed(model: str, when: Sequence[str]) -> str:
    """As in "Task Force¹ signed Nov. 6"."""
    return " ".join([model, *when])


def in_rows(places: Sequence[str]) -> list[str]:
    """As in "row 598", "rows 598 and 601"; [] for none."""
    return [_rows(places)] if places else []


def last_in_rows(places: Sequence[str]) -> list[str]:
    """As in "last in row 592"; [] for none."""
    return [f"last in {_rows(places)}"] if places else []


def _rows(places: Sequence[str]) -> str:
    numbers = [place.removeprefix("row ") for place in dict.fromkeys(places)]
    return f"row{'' if len(numbers) == 1 else 's'} {listing(numbers)}"


def document(name: str, model: Model | None) -> str:
    """As in "MOA", or "MOA (Task Force)" where the agency has several."""
    return f"{name} ({short_model(model)})" if model else name


def of_each(said: Sequence[str], *, unless_noted: bool) -> str:
    """As in "Each: signed Nov. 6, MOA not posted yet."; "" for nothing."""
    joint = "; " if any("," in one for one in said) else ", "
    return f"Each{', unless noted' if unless_noted else ''}: {joint.join(said)}." if said else ""


def on_list_since(kind: ListKind, when: str) -> str:
    """As in "first seen on ICE's list Nov. 6": when the bot saw it there, which ICE itself doesn't say."""
    return f"first seen on {the_list(kind)} {when}"


def on_list_again(kind: ListKind, when: str) -> str:
    """As in "on ICE's list again as of Nov. 13"."""
    return f"on {the_list(kind)} again as of {when}"


def before(name: str) -> str:
    """As in "before: participatingAgencies11052025am.xlsx"."""
    return f"before: {name}"


def seen(when: str, hour: str) -> str:
    """As in "seen Nov. 6, 9:04 a.m. CST", "seen 9:04 a.m. CST"."""
    return f"seen {f'{when}, ' if when else ''}{hour}"


def saved_and_seen(on: str, hour: str, seen_at: str) -> str:
    """As in "saved by ICE 8 a.m., seen 9:04 a.m. CST"; with its day where that is another."""
    return f"saved by ICE {f'{on}, ' if on else ''}{hour}, {seen_at}"


def why(event_ids: Sequence[str]) -> str:
    """As in "why? watch287g why 7f3a81c2"; the first three of many, and how to list the rest; "" for no event."""
    if not event_ids:
        return ""
    rest = f" (and {len(event_ids) - 3:,} more: watch287g events)" if len(event_ids) > 3 else ""
    return f"why? watch287g why {' or '.join(event_ids[:3])}{rest}"


def workbook_row(place: str, name: str) -> str:
    """As in "row 598 of participatingAgencies11062025am.xlsx"."""
    return f"{place} of {name}"


def last_listed_in(place: str, name: str) -> str:
    """As in "last in row 592 of participatingAgencies11052025am.xlsx"."""
    return f"last in {place} of {name}"


def other_last_listed_in(place: str, name: str) -> str:
    """As in "the other one last in row 592 of participatingAgencies11052025am.xlsx"."""
    return f"the other one last in {place} of {name}"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spelled(number: int) -> str:
    """A number in AP style: "one" to "nine", then "10"."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def totals_line(state: str, agreements: int, by_model: Sequence[tuple[Model, int]], pending: int | None) -> str:
    """As in "Missouri now: 14 agreements (11 Task Force, 3 Jail) · 2 pending"; no word of none."""
    counted = [f"{n:,} {_SHORTEST_MODEL.get(m) or short_model(m)}" for m, n in by_model if n]
    models_said = f" ({', '.join(counted)})" if counted else ""
    number = count(agreements, "agreement") if agreements else "no agreements"
    waiting = f" · {pending:,} pending" if pending else ""
    return f"{state} now: {number}{models_said}{waiting}"


def totals_of_many(agreements: Sequence[tuple[str, int]]) -> str:
    """As in "Agreements now: Alabama 44, Florida 339"; a number never stands on another line than its state."""
    said = [f"{name}\u00a0{number:,}" for name, number in agreements]
    return f"Agreements now: {', '.join(said)}"


def part(number: int, parts: int) -> str:
    """As in "Part 2 of 3"."""
    return f"Part {number} of {parts}"


def names_below(*, in_thread: bool, parts: int, csv: bool) -> str:
    """Where a long story goes on."""
    there = "in the thread" if in_thread else f"in the next {count(parts, 'message')}"
    return f"Names by state {there} ↓" + (" · all as CSV ↓" if csv else "")


def counts_line(title: str, states: Sequence[tuple[str | None, int]]) -> tuple[str, str]:
    """As in ("Newly signed (87 agreements):", "Texas 21 · Pennsylvania 12"), every state with its agreements.

    A number never stands on another line than its state.
    """
    total = count(sum(n for _, n in states), "agreement")
    return f"{title} ({total}):", " · ".join(f"{state_name(state)}\u00a0{n:,}" for state, n in states)


def csv_comment(items: int) -> str:
    """What stands beside the file."""
    return f"All {count(items, 'agreement')} of this alert as CSV."
