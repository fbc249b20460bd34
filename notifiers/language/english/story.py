"""The English of an alert: what stands beside an agency, over sections, and at the end."""

from collections.abc import Mapping, Sequence

from notifiers.language.english.terms import NO_NAME, SHORTEST_MODELS, short_model, the_list
from notifiers.language.said import Said, Spot, in_runs
from notifiers.text.ap_style import count, listing
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.model.table import place
from watchers.names.places import state_name

_ALLOWS = {
    Model.TFM: "immigration arrests on patrol",
    Model.JEM: "immigration charges in jail",
    Model.WSO: "ICE's warrants served in jail",
}
_UNKNOWN_MODEL = "ICE's words; we don't know this model"


def _rows(spots: Sequence[Spot]) -> str:
    said = [f"{rows} of tab “{tab}”" if tab else rows for rows, tab in in_runs(spots)]
    return f"row{'' if len(set(spots)) == 1 else 's'} {listing(said)}"


class StoryWords:
    """What stands in an alert beside and around the sentences."""

    TO_QUOTE = "To quote:"
    MAYBE_A_REPEAT = "This may be a repeat: the first sending was not confirmed."
    MAYBE_PRINTED = "This may be a repeat: the bot ended before it had noted that this was printed."
    """A terminal can't be asked."""
    SOURCE = "Source:"
    NO_NAME = NO_NAME
    NO_MOA = Said(text="MOA not posted.", of_each="MOA not posted", is_noted_otherwise=True)
    NO_SIGNING_DATE = "no signing date printed"
    STATE_AGENCY = "state agency"
    MOA = "MOA"
    ADDENDUM = "addendum"
    ICES_PAGE = "ICE's page"
    EVIDENCE = "evidence"
    """A link to the public record."""
    NATIONWIDE = "Nationwide"
    CAUTIONS: Mapping[EventKind, str] = {
        EventKind.WITHDRAWN: "ICE's list doesn't say why, or whether the agreement ended.",
        EventKind.MISSING: "This may be a slip; we look again at ICE's next list.",
        EventKind.POSSIBLY_RENAMED: (
            "Either one agency renamed, or one gone and one signed; we tell you here after ICE's next lists."
        ),
        EventKind.PENDING_DROPPED: "ICE's pending list doesn't say why; the agreement may still be signed.",
    }
    """The sentences without which a claim of a kind would say more than the list does."""

    def glossary_line(self, mark: str, model: Model) -> str:
        """What a model allows, behind its footnote's mark: "¹ ICE's warrants served in jail"; or its name."""
        allows = _ALLOWS.get(model, _UNKNOWN_MODEL)
        return f"{mark}\u00a0{allows}" if mark else f"{short_model(model)}: {allows}"

    def continued(self, heading: str) -> str:
        """The heading of a section's later part, in a later message."""
        return f"{heading}, continued"

    CHANGED = "Changed model"
    FEWER = "No longer listed for a model"
    RENAMED = "Renamed on ICE's list"
    """What a section of outcomes is called that turned out to be one agency."""

    def section_heading(self, said: str, state: str, agencies: int, agreements: int) -> str:
        """As in "Newly signed · Missouri (2)", "Newly signed (2 agencies, 3 agreements)"; one agency isn't counted."""
        where = f"{said} · {state}" if state else said
        if agencies == 1:
            return where
        several = f"{count(agencies, 'agency')}, {agreements:,} agreements"
        return f"{where} ({f'{agencies:,}' if agencies == agreements else several})"

    def unclear(self, column: str, printed: str) -> str:
        """'model printed by ICE as “TF”, unclear'; "model left blank by ICE"."""
        what = {"signed": "signing date"}.get(column, column)
        return f"{what} printed by ICE as “{printed}”, unclear" if printed else f"{what} left blank by ICE"

    def signing_date_unclear(self, printed: str, probably: str | None) -> str:
        """'signing date printed by ICE as “05/082025”, unclear', or with the day that it probably is."""
        return f"signing date printed by ICE as “{printed}”, {f'probably {probably}' if probably else 'unclear'}"

    def signed(self, when: str) -> Said:
        """As in "signed Nov. 6"."""
        said = f"signed {when}"
        return Said(text=said, of_each=said, is_noted_otherwise=True)

    def so_spelled(self, right: str) -> str:
        """As in "so spelled by ICE; Douglas County"; "as ICE spells it" where it isn't certain what is meant."""
        return f"so spelled by ICE; {right}" if right else "as ICE spells it"

    def also_printed(self, name: str) -> str:
        """Of an agency whose rows have two names: "ICE prints “Bee Co. Sheriff” too."."""
        return f"ICE prints “{name}” too."

    def population(self, people: int) -> str:
        """As in "population 4.7 million", "population 41,000"; rounded, for they are of other years."""
        if people >= 1_000_000:
            return f"population {people / 1_000_000:.1f} million".replace(".0 ", " ")
        rounded = round(people, -3 if people >= 10_000 else -2 if people >= 1_000 else -1)
        return f"population {rounded:,}" if rounded < 1_000_000 else "population 1 million"

    def county(self, name: str) -> str:
        """As in "Webster County"."""
        return name

    def place_with_population(self, name: str, people: str) -> str:
        """As in "Duval County, population 967,000"."""
        return f"{name}, {people}" if people else name

    def in_rows(self, spots: Sequence[Spot]) -> list[str]:
        """As in "row 598", "rows 598 and 601", "rows 499–500"; [] for none."""
        return [_rows(spots)] if spots else []

    def last_in_rows(self, spots: Sequence[Spot]) -> list[str]:
        """As in "last in row 592"; [] for none."""
        return [f"last in {_rows(spots)}"] if spots else []

    def row(self, spot: Spot) -> str:
        """As in "row 12", "row 12 of tab “Sheet2”"."""
        return place(*spot)

    def of_each(self, said: Sequence[str], *, unless_noted: bool) -> str:
        """As in "Each: signed Nov. 6, MOA not posted yet."; "" for nothing."""
        joint = "; " if any("," in one for one in said) else ", "
        return f"Each{', unless noted' if unless_noted else ''}: {joint.join(said)}." if said else ""

    def on_list_since(self, kind: ListKind, when: str) -> str:
        """As in "first seen on ICE's list Nov. 6": when the bot saw it there, which ICE itself doesn't say."""
        return f"first seen on {the_list(kind)} {when}"

    def on_list_again(self, kind: ListKind, when: str) -> str:
        """As in "on ICE's list again as of Nov. 13"."""
        return f"on {the_list(kind)} again as of {when}"

    def before(self, name: str) -> str:
        """As in "before: participatingAgencies11052025am.xlsx"."""
        return f"before: {name}"

    def seen(self, when: str, hour: str) -> str:
        """As in "seen Nov. 6, 9:04 a.m. CST", "seen 9:04 a.m. CST"."""
        return f"seen {f'{when}, ' if when else ''}{hour}"

    def saved_and_seen(self, on: str, hour: str, seen_at: str) -> str:
        """As in "saved by ICE 8 a.m., seen 9:04 a.m. CST"; with its day where that is another."""
        return f"saved by ICE {f'{on}, ' if on else ''}{hour}, {seen_at}"

    def why(self, event_ids: Sequence[str]) -> str:
        """As in "why? watch287g why 7f3a81c2"; the first three of many, and how to list the rest; "" for no event."""
        if not event_ids:
            return ""
        rest = f" (and {len(event_ids) - 3:,} more: watch287g events)" if len(event_ids) > 3 else ""
        return f"why? watch287g why {' or '.join(event_ids[:3])}{rest}"

    def workbook_row(self, spot: Spot, name: str) -> str:
        """As in "row 598 of participatingAgencies11062025am.xlsx"."""
        return f"{place(*spot)} of {name}"

    def last_listed_in(self, spot: Spot, name: str) -> str:
        """As in "last in row 592 of participatingAgencies11052025am.xlsx"."""
        return f"last in {place(*spot)} of {name}"

    def other_last_listed_in(self, spot: Spot, name: str) -> str:
        """As in "the other one last in row 592 of participatingAgencies11052025am.xlsx"."""
        return f"the other one last in {place(*spot)} of {name}"

    def totals_line(
        self, state: str, agreements: int, by_model: Sequence[tuple[Model, int]], pending: int | None
    ) -> str:
        """As in "Missouri now: 14 agreements (11 Task Force, 3 Jail) · 2 pending"; no word of none."""
        counted = [f"{n:,} {SHORTEST_MODELS.get(m) or short_model(m)}" for m, n in by_model if n]
        models_said = f" ({', '.join(counted)})" if counted else ""
        number = count(agreements, "agreement") if agreements else "no agreements"
        waiting = f" · {pending:,} pending" if pending else ""
        return f"{state} now: {number}{models_said}{waiting}"

    def totals_of_many(self, agreements: Sequence[tuple[str, int]]) -> str:
        """As in "Agreements now: Alabama 44, Florida 339"; a number never stands on another line than its state."""
        said = [f"{name}\u00a0{number:,}" for name, number in agreements]
        return f"Agreements now: {', '.join(said)}"

    def part(self, number: int, parts: int) -> str:
        """As in "Part 2 of 3"."""
        return f"Part {number} of {parts}"

    def numbered(self, headline: str, parts: int) -> str:
        """A headline with its place among so many messages."""
        return f"{headline} (1 of {parts})"

    def names_below(self, *, in_thread: bool, parts: int, csv: bool) -> str:
        """Where a long story goes on."""
        there = "in the thread" if in_thread else f"in the next {count(parts, 'message')}"
        return f"Names by state {there} ↓" + (" · all as CSV ↓" if csv else "")

    def counts_line(self, title: str, states: Sequence[tuple[str | None, int]]) -> tuple[str, str]:
        """As in ("Newly signed (87 agreements):", "Texas 21 · Pennsylvania 12"), every state with its agreements.

        A number never stands on another line than its state.
        """
        total = count(sum(n for _, n in states), "agreement")
        return f"{title} ({total}):", " · ".join(f"{state_name(state)}\u00a0{n:,}" for state, n in states)

    def csv_comment(self, items: int) -> str:
        """What stands beside the file."""
        return f"{'The' if items == 1 else 'All'} {count(items, 'agreement')} of this alert as CSV."
