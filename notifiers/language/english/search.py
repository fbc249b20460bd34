"""The English of an answer to "is our sheriff in it?": whole sentences over typed values."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from notifiers.language.english.terms import kind_heading, short_model
from notifiers.text.ap_style import count, day, listing
from notifiers.text.safe import AGENCY, CELL, literal
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind
from watchers.names.counties import counties
from watchers.names.places import state_name

if TYPE_CHECKING:  # it brings all of matching with it
    from watchers.search.model import NamedPlace

_MOST_STATES = 12


class SearchWords:
    """What is answered to "is our sheriff in it?": whole sentences over typed values."""

    NOTHING_KNOWN = "Nothing is known yet: no list of ICE's has been read."
    NEAR = "Names that are near"
    HISTORY = "What happened"
    MOA = "MOA"

    def dated(self, when: date) -> str:
        """A day with its year: an answer may be read in any."""
        return day(when, 0)

    def place(self, found: "NamedPlace") -> str:
        """As in "Boone County, Missouri"."""
        return f"{found.name}, {state_name(found.state)}"

    def agency(self, name: str, county: str | None, state: str | None) -> str:
        """As in "Seymour Police Department (Webster County), Missouri"; no county where the name has it."""
        shown = literal(name, AGENCY)
        said = "" if county is None or name.casefold().startswith(county.casefold()) else f" ({county})"
        return f"{shown}{said}, {state_name(state)}"

    def model(self, found: Model | None) -> str:
        """The model's short name."""
        return short_model(found) if found is not None else "Model unclear"

    def listed(self, found: Model | None, signed: date | None, since: date | None) -> str:
        """One agreement on the participating list; `since` is None where our record begins with it."""
        when = f"signed {self.dated(signed)}" if signed else "with no signing date printed"
        first = f", first seen {self.dated(since)}" if since else ""
        return f"{self.model(found)}: on ICE's list, {when}{first}."

    def pending(self, found: Model | None, since: date | None) -> str:
        """One that waits."""
        return f"{self.model(found)}: pending{f' since {self.dated(since)}' if since else ''}, not signed."

    def missing(self, found: Model | None, kind: ListKind, since: date) -> str:
        """One that the newest list lacks, before the second look."""
        return (
            f"{self.model(found)}: missing from ICE's {kind.value} list since {self.dated(since)}; "
            "that may be a slip, a second look will tell."
        )

    def gone(self, found: Model | None, kind: ListKind, since: date | None, signed: date | None) -> str:
        """One that is no longer on a list."""
        when = f" since {self.dated(since)}" if since else ""
        had = f" (it was signed {self.dated(signed)})" if signed else ""
        return f"{self.model(found)}: no longer on ICE's {kind.value} list{when}{had}."

    def formerly(self, names: Sequence[str]) -> str:
        """The names that ICE gave it before."""
        return f"Also listed as {listing([f'“{literal(name, AGENCY)}”' for name in names])}."

    def happened(self, when: date, kind: EventKind, found: Model | None, event_id: str) -> str:
        """One event in a line."""
        return f"{self.dated(when)}: {kind_heading(kind)} · {self.model(found)} ({event_id[:8]})"

    def not_listed(self, what: str, list_of: date, begins: date | None) -> str:
        """As in "Boone County, Missouri: not on ICE's list of May 18, 2026, and on none that we have since …"."""
        since = f" since {self.dated(begins)}" if begins else ""
        return f"{what}: not on ICE's list of {self.dated(list_of)}, and on none that we have{since}."

    def places(self, found: "Sequence[NamedPlace]", asked: str) -> str:
        """As in "Boone County, Missouri"; of several states, "Boone County in Arkansas, Iowa and 6 more states".

        Where it is a county here and a town there, the words that were `asked` stand for all.
        """
        if len({p.state for p in found}) == 1:
            return listing([self.place(p) for p in found])
        states = sorted({state_name(p.state) for p in found})
        shown, rest = states[:_MOST_STATES], len(states) - _MOST_STATES
        name = found[0].name if len({p.name for p in found}) == 1 else f"“{literal(asked, CELL)}”"
        return f"{name} in {listing([*shown, count(rest, 'more state')] if rest > 0 else shown)}"

    def towns_own(self, found: "NamedPlace") -> str:
        """That a town's answer isn't its county's."""
        return f"That is of {found.name}'s own agencies. Which county it is in we don't know: ask for that too."

    def asked_for(self, words: str, state: str | None) -> str:
        """The question's own words, where they name no place that we know."""
        return f"“{literal(words, CELL)}”{f' in {state_name(state)}' if state else ''}"

    def no_such_place(self, state: str | None, elsewhere: Sequence[str]) -> str:
        """That the words name nothing real, and where there is a county of that name."""
        where = f" in {state_name(state)}" if state else ""
        there = f" There is one in {listing(sorted(state_name(code) for code in elsewhere))}." if elsewhere else ""
        return f"We know no county or town of that name{where}.{there}"

    def read_as(self, found: "NamedPlace") -> str:
        """For which place a misspelt one was taken."""
        return f"Taken for {self.place(found)}."

    def beside(self, county: "NamedPlace") -> str:
        """The heading over a county's other agencies."""
        return f"Other agencies in {self.place(county)}"

    def none_beside(self, county: "NamedPlace", *, other: bool) -> str:
        """That ICE places no agency in the county, or no other than those told of."""
        return f"ICE places no {'other ' if other else ''}agency in {self.place(county)}."

    def placeless(self, number: int, county: "NamedPlace") -> str:
        """That some agencies could be in the county too."""
        return (
            f"For {count(number, 'listed agency')} of {state_name(county.state)} ICE prints no county: "
            f"{'it' if number == 1 else 'some'} may be in {county.name} too."
        )

    def held_back(self, kind: ListKind) -> str:
        """That a newer list was not searched."""
        return f"A newer {kind.value} list is held back as not to be trusted, and was not searched."

    def pending_list_gone(self, since: date) -> str:
        """That ICE shows no pending list now."""
        return f"ICE has linked no pending list since {self.dated(since)}: what is pending is as of then."

    def searched(self, list_of: date, name: str) -> str:
        """The list that the answer is from."""
        return f"By ICE's list of {self.dated(list_of)} ({literal(name, CELL)})."

    def state_head(self, state: str, agreements: int, agencies: int, waiting: int) -> str:
        """A state in one sentence."""
        if not agreements:
            return f"{state_name(state)}: no agreement on ICE's list, {waiting:,} pending."
        return (
            f"{state_name(state)}: {count(agreements, 'agreement')} of {count(agencies, 'agency')} on ICE's list, "
            f"{waiting:,} pending."
        )

    def kind_line(self, kind: AgencyKind, agencies: int, models: Mapping[Model, int]) -> str:
        """One kind of agency and its agreements: "sheriff: 12 agencies (9 Task Force, 4 Jail Enforcement)"."""
        said = ", ".join(f"{n:,} {short_model(found)}" for found, n in models.items())
        return f"{kind.value}: {count(agencies, 'agency')}{f' ({said})' if said else ''}"

    def sheriffs_share(self, state: str, sheriffs: int, of: int) -> str:
        """As in "sheriffs of 63 of 254 counties"."""
        word = "parishes" if state == "LA" else "county" if of == 1 else "counties"
        if any(county.name.endswith(" city") for county in counties(state)):
            word = "counties and independent cities"
        return f"sheriffs of {sheriffs} of {of} {word}"

    def left_out(self, number: int) -> str:
        """How many agencies are not shown."""
        return f"{number:,} more {'agency is' if number == 1 else 'agencies are'} left out."
