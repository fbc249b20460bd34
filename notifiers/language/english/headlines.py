"""The English of headlines and summaries."""

import re
from collections.abc import Mapping, Sequence
from typing import assert_never

from notifiers.language.english.terms import begun, models, spelled, the_list
from notifiers.text.ap_style import count, listing, places
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.names.places import state_name

_PROGRAM = "ICE's 287(g) program"
_POLICE = re.compile(r"Police Department(?! (?:joins|adds|signs|is)\b)")

_HAPPENED: Mapping[EventKind, str] = {
    EventKind.SIGNED: "newly signed",
    EventKind.MISSING: "missing from ICE's newest list",
    EventKind.WITHDRAWN: "no longer listed",
    EventKind.POSSIBLY_RENAMED: "possibly renamed",
    EventKind.RETURNED: "listed again",
    EventKind.PENDING: "newly pending",
    EventKind.PENDING_DROPPED: "off the pending list, not signed",
    EventKind.AMENDED: "edited by ICE",
    EventKind.MOA_POSTED: "with its agreement now posted",
    EventKind.DOCUMENT_REPLACED: "with another document for its agreement",
    EventKind.DOCUMENT_REMOVED: "with its agreement's document taken away",
    EventKind.DOCUMENT_POSTED: "with a copy of its agreement on record",
}
"""Each kind behind the agencies' names."""


class HeadlineWords:
    """Whole clauses over names, models and counts."""

    MODEL_UNCLEAR = "an unclear model"

    def correction(self, state: str, said: str) -> str:
        """A headline that is a correction alone, of one state by its name, or of several ("")."""
        return f"Correction{f', {state}' if state else ''}: {said}"

    def corrected(self, clause: str) -> str:
        """A clause of several that is a correction."""
        return f"correction: {clause}"

    def of_state(self, state: str, said: str) -> str:
        """A headline all of whose news is of one state, by its name."""
        return f"{begun(state)}: {said}"

    def other_changes(self, number: int) -> str:
        """As in "; 3 other changes": for what there is no room."""
        return f"; {count(number, 'other change')}"

    def changes(self, number: int) -> str:
        """As in "12 changes to ICE's 287(g) list"."""
        return f"{count(number, 'change')} to ICE's 287(g) list"

    def state_summary(self, state: str | None, clauses: Sequence[str]) -> str:
        """A state's news in a sentence."""
        return f"{state_name(state) if state else 'State unclear'}: {'; '.join(clauses)}."

    def under(self, name: str, models_: Sequence[Model], before: Sequence[str]) -> str:
        """As in "A (Task Force; before, Jail Enforcement)"."""
        which = models(models_) if models_ else "model unclear"
        return f"{name} ({which}{f'; before, {listing(before)}' if before else ''})"

    def happened(self, kind: EventKind, named: Sequence[str], *, is_renaming: bool, is_correction: bool) -> str:
        """As in "A (Task Force) and B (Jail Enforcement) newly signed"."""
        said = "renamed on ICE's list" if is_renaming else _HAPPENED[kind]
        return f"{'Correction: ' if is_correction else ''}{listing(named)} {said}"

    def number_of_models(self, number: int) -> str:
        """As in "three models"."""
        return f"{spelled(number)} models"

    def shortened(self, headline: str) -> str:
        """One that is too long, with the program by its bare name, and police so where no verb follows for one."""
        return _POLICE.sub("police", headline.replace(f" {_PROGRAM}", " 287(g)"))

    def where(self, states: Sequence[str | None]) -> str:
        """As in " in Missouri and Kansas"."""
        return ", state unclear" if list(states) == [None] else f" in {places(states)}"

    def among_them(self, who: str) -> str:
        """As in ", among them Harris County sheriff"."""
        return f", among them {who}"

    def joins(self, who: str, which: str) -> str:
        """As in "Webster County sheriff joins ICE's 287(g) program (Task Force and Jail Enforcement)"."""
        return f"{who} joins {_PROGRAM}{f' ({which})' if which else ''}"

    def several_signed(self, who: str, *, all_first: bool) -> str:
        """As in "A and B join ICE's 287(g) program"; where they are not all new in it, "A and B sign with ICE"."""
        return f"{who} join {_PROGRAM}" if all_first else f"{who} sign 287(g) agreements with ICE"

    def adds(self, who: str, which: str) -> str:
        """As in "Webster County sheriff adds Task Force to its 287(g) agreements"."""
        return f"{who} adds {which} to its 287(g) agreements"

    def signs(self, who: str, which: str) -> str:
        """As in "Webster County sheriff signs with ICE for Task Force"."""
        return f"{who} signs with ICE for {which}"

    def now_listed(self, who: str, which: str, before: str) -> str:
        """As in "Webster County sheriff now listed for Task Force, not Jail Enforcement"."""
        return f"{who} now listed for {which}, not {before}"

    def left(self, who: str) -> str:
        """As in "Pulaski County sheriff no longer on ICE's 287(g) list"."""
        return f"{who} no longer on ICE's 287(g) list"

    several_left = left

    def fewer(self, who: str, which: str) -> str:
        """As in "Pulaski County sheriff no longer listed for Jail Enforcement"."""
        return f"{who} no longer listed for {which}"

    several_fewer = fewer

    def fewer_after(self, who: str, which: str, signed: str) -> str:
        """As in "… no longer listed for Jail Enforcement after signing for Warrant Service Officer"."""
        return f"{who} no longer listed for {which} after signing for {signed}"

    def missing(self, who: str, which: str) -> str:
        """As in "Pulaski County sheriff missing from ICE's newest list (Jail Enforcement)"."""
        return f"{who} missing from ICE's newest list{f' ({which})' if which else ''}"

    several_missing = missing

    def possibly_renamed(self, before: str, who: str) -> str:
        """As in "possibly one agency renamed: ICE's list no longer shows A and newly shows B"."""
        return f"possibly one agency renamed: ICE's list no longer shows {before or 'an agency'} and newly shows {who}"

    def again(self, who: str, kind: ListKind, which: str) -> str:
        """As in "Pulaski County sheriff is on ICE's list again (Jail Enforcement)"."""
        return f"{who} is on {the_list(kind)} again ({which})"

    def pending(self, who: str, which: str) -> str:
        """As in "Webster County sheriff newly pending for Task Force"."""
        return f"{who} newly pending{f' for {which}' if which else ''}"

    several_pending = pending

    def dropped(self, who: str, which: str) -> str:
        """As in "Webster County sheriff off ICE's pending list, not signed (Task Force)"."""
        return f"{who} off ICE's pending list, not signed{f' ({which})' if which else ''}"

    several_dropped = dropped

    def renamed(self, before: str, who: str) -> str:
        """As in "Nixa Police is Nixxa Police now, one agency renamed on ICE's list"."""
        return f"{before} is {who} now, one agency renamed on ICE's list"

    def moved(self, who: str, state: str | None, before: str | None) -> str:
        """As in "ICE now lists Cass County sheriff under Minnesota, not Montana"."""
        return f"ICE now lists {who} under {state_name(state)}{f', not {state_name(before)}' if before else ''}"

    def edited(self, who: str) -> str:
        """As in "ICE edited its entry for Webster County sheriff"."""
        return f"ICE edited its entry for {who}"

    def posted(self, who: str, which: str) -> str:
        """As in "ICE posted its agreement with Webster County sheriff (Task Force)"."""
        return f"ICE posted its agreement with {who} ({which})"

    def counted(
        self, kind: EventKind, agencies: int, agreements: int, where: Sequence[str | None], *, is_renaming: bool
    ) -> str:
        """How many it happened to, and where. Agreements are counted where the agency may well keep another one."""
        who = count(agencies, "agency")
        rows = f" ({count(agreements, 'agreement')})" if agreements != agencies else ""
        match kind:
            case EventKind.SIGNED:
                said = f"{who} newly signed{rows}"
            case EventKind.MISSING:
                said = f"{count(agreements, 'agreement')} missing from ICE's newest list"
            case EventKind.WITHDRAWN:
                said = f"{count(agreements, 'agreement')} no longer on the list"
            case EventKind.POSSIBLY_RENAMED:
                said = f"{who} possibly renamed{rows}"
            case EventKind.RETURNED:
                said = f"{count(agreements, 'agreement')} back on the list"
            case EventKind.PENDING:
                said = f"{who} newly pending{rows}"
            case EventKind.PENDING_DROPPED:
                said = f"{count(agreements, 'agreement')} off the pending list, not signed"
            case EventKind.AMENDED:
                said = f"{who} renamed on the list" if is_renaming else f"ICE edited {count(agreements, 'entry')}"
            case (
                EventKind.MOA_POSTED
                | EventKind.DOCUMENT_REPLACED
                | EventKind.DOCUMENT_REMOVED
                | EventKind.DOCUMENT_POSTED
            ):
                said = _documents(kind, agreements)
            case _:
                assert_never(kind)
        return f"{said}{self.where(where)}" if where else said


def _documents(kind: EventKind, number: int) -> str:
    """What happened to the documents of several agreements."""
    many = count(number, "agreement")
    match kind:
        case EventKind.MOA_POSTED:
            return f"ICE posted {many}"
        case EventKind.DOCUMENT_REPLACED:
            return f"ICE replaced the documents of {many}"
        case EventKind.DOCUMENT_REMOVED:
            return f"ICE took away the documents of {many}"
        case _:
            return f"copies of {many} are on record"
