"""The English of the sentences under an agency."""

from collections.abc import Sequence

from notifiers.language.english.terms import kind_heading, models, short_model, spelled
from notifiers.language.said import Said
from notifiers.text.ap_style import count, listing
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.names.places import state_name

_FIELDS = {
    "agency": "the agency",
    "county": "the county",
    "level": "the type of agency",
    "model": "the model",
    "moa": "the link to the agreement",
    "addendum": "the link to the addendum",
    "signed": "the signing date",
    "state": "the state",
}

_TURNED_OUT = {
    EventKind.AMENDED: "It is: one agency",
    EventKind.RETURNED: "It is not: ICE lists it again",
    EventKind.SIGNED: "No list has shown that; we take them for two",
    EventKind.WITHDRAWN: "No list has shown that; we take them for two",
}


class NoteWords:
    """What is new, what changed, what we said before, what it may be."""

    STILL_LISTED_FOR_THAT = "Still listed for that."
    MOA_UNREAD = "ICE links an MOA; the address can't be read."
    NOT_ITS_FIRST = "On ICE's list before, by our record."
    NO_OTHER = Said(text="No other agreement listed.", of_each="no other agreement listed")

    def of_models(self, found: Sequence[Model], sentence: str) -> str:
        """A sentence that is so of some of an agency's models alone: "Task Force: was pending one day."."""
        said = sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence
        return f"{models(found) if found else 'Model unclear'}: {said}"

    def adds_to(self, older: Sequence[Model], kind: ListKind) -> str:
        """As in "Adds to Jail Enforcement.", beside the new models."""
        return f"{'Adds' if kind is ListKind.PARTICIPATING else 'Would add'} to {models(older)}."

    def signed_lately(self, model: Model, on: str | None, seen: str) -> str:
        """As in "Signed Warrant Service Officer Sept. 22."; of a date that can't be read, when it was first seen."""
        return f"Signed {short_model(model)} {on}." if on else f"{short_model(model)} first seen on ICE's list {seen}."

    def left_lately(self, model: Model, told: str) -> str:
        """As in "Its Jail Enforcement agreement was gone from ICE's list as of Nov. 6."."""
        return f"Its {short_model(model)} agreement was gone from ICE's list as of {told}."

    def switched_from(self, model: Model, gone: EventKind | None) -> str:
        """What the list shows of a model that the agency had before."""
        now = {EventKind.MISSING: ", which is missing from ICE's newest list", EventKind.WITHDRAWN: ", which is gone"}
        return f"Was listed for {short_model(model)}{now.get(gone, '') if gone else ''}."

    def switched_to(self, model: Model) -> str:
        """As in "Now listed for Task Force."."""
        return f"Now listed for {short_model(model)}."

    def still_listed(self, others: Sequence[Model]) -> str:
        """As in "Still listed for Task Force and Warrant Service Officer."."""
        return f"Still listed for {models(others)}."

    def many_lists(self, number: int, first: str, last: str) -> str:
        """As in "Nov. 6 to Nov. 12 (7 lists)", behind "the lists of"."""
        return f"{first if first == last else f'{first} to {last}'} ({count(number, 'list')})"

    def day_halves(self, when: str, halves: Sequence[str]) -> str:
        """As in "Nov. 6 morning and afternoon"; a list that names no half is of the day."""
        said = listing([{"am": "morning", "pm": "afternoon"}[h] for h in dict.fromkeys(halves)]) if halves else ""
        return f"{when} {said}".rstrip()

    def listing_of_lists(self, said: Sequence[str]) -> str:
        """As in "Nov. 6 morning and afternoon, and Nov. 7"."""
        return listing(said)

    def was_missing(self, number: int) -> str:
        """As in "It was missing from 5 lists."."""
        return f"It was missing from {count(number, 'list')}."

    def we_said_gone(self, when: str | None, number: int, *, unsure: bool) -> str:
        """As in "Our alert of Nov. 6 said it was gone; it was missing from 5 lists."."""
        alert = f"Our alert of {when}" if when else "Our earlier alert"
        lists = f"; it was missing from {count(number, 'list')}" if number else ""
        return f"{alert} said it was {'missing' if unsure else 'gone'}{lists}."

    def we_said_otherwise(self, when: str | None) -> str:
        """As in "Corrects our alert of Nov. 6."."""
        return f"Corrects our alert of {when}." if when else "Corrects our earlier alert."

    def left_open(self, when: str, old: str, new: str, kind: EventKind) -> str:
        """As in "Our alert of Nov. 6 left open whether “Nixa Police” is “Nixxa Police” now. It is: one agency."."""
        turned_out = f" {_TURNED_OUT[kind]}." if kind in _TURNED_OUT else ""
        return f"Our alert of {when} left open whether “{old}” is “{new}” now.{turned_out}"

    def possibly_was(self, agency: str, county: str | None, when: str | None) -> str:
        """As in "Possibly it is “Nixa Police” (Christian County, signed Nov. 6), no longer on ICE's list."."""
        known = ", ".join(part for part in (county, when) if part)
        return f"Possibly it is “{agency}”{f' ({known})' if known else ''}, no longer on ICE's list."

    def quoted(self, text: str) -> str:
        """As in "“Webster Co.”"."""
        return f"“{text}”"

    def possibly_event(self, event_id: str) -> str:
        """As in "Possibly the same as in event 7f3a81c2."."""
        return f"Possibly the same agreement as in event {event_id}."

    def possibly_same(self, agency: str, model: Model | None, kind: EventKind) -> str:
        """As in "Possibly the same as “Webster Co. Sheriff” (Task Force) under “No longer on ICE's list”."."""
        short = f" ({short_model(model)})" if model else ""
        return f"Possibly the same agreement as “{agency}”{short} under “{kind_heading(kind)}”."

    def field_changed(self, field: str, before: str | None, after: str | None) -> str:
        """A sentence for one amended field; the values as a reader should see them, None for a blank one."""
        what = _FIELDS.get(field, f"the column {field}")
        if field in {"moa", "addendum"}:
            return f"ICE changed {what}." if before and after else f"ICE {'added' if after else 'took away'} {what}."
        if before is None:
            return f"ICE now gives {what}: {after}."
        if after is None:
            return f"ICE no longer gives {what}; it was {before}."
        return f"ICE now gives {what} as {after}; before, {before}."

    def first_of(self, what: Sequence[str], county: str | None, state: str | None) -> list[Said]:
        """As in "First on our record."; "First in Webster County on our record.", which says that too; [] for neither.

        The record is no longer than the bot has watched: what ICE's list was before, it can't know.
        """
        where = state_name(state) if "state" in what else county if "county" in what else None
        if where:
            return [Said(text=f"First in {where} on our record.")]
        if "agency" in what:
            return [Said(text="First on our record.", of_each="first on our record", is_noted_otherwise=True)]
        return []

    def waited(self, days: int) -> Said:
        """As in "Was pending 12 days."; by the days of the lists that had it first."""
        how_long = f"{spelled(days)} {'day' if days == 1 else 'days'}" if days else ""
        if not how_long:
            return Said(text="Was newly pending the same day.", of_each="newly pending the same day")
        return Said(text=f"Was pending {how_long}.", of_each=f"pending {how_long} before")

    def gone_from(self, lists: str, number: int) -> Said:
        """As in "Gone from the lists of Nov. 6 morning and afternoon."."""
        where = f"from the list{'' if number == 1 else 's'} of {lists}"
        return Said(text=f"Gone {where}.", of_each=f"gone {where}")
