"""The English of headlines and summaries: whole clauses over names, models and counts."""

import re
from collections.abc import Sequence
from typing import assert_never

from notifiers.story.document_words import documents_headline
from notifiers.story.words import spelled, the_list
from notifiers.text.ap_style import count, places
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind

_PROGRAM = "ICE's 287(g) program"
_POLICE = re.compile(r"Police Department(?! (?:joins|adds|signs|is)\b)")
MODEL_UNCLEAR = "model unclear"

HAPPENED = {
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


def number_of_models(number: int) -> str:
    """As in "three models"."""
    return f"{spelled(number)} models"


def shortened(headline: str) -> str:
    """A headline that is too long, with the program by its bare name, and police so where no verb follows for one."""
    return _POLICE.sub("police", headline.replace(f" {_PROGRAM}", " 287(g)"))


def where(states: Sequence[str | None]) -> str:
    """As in " in Missouri and Kansas"."""
    return ", state unclear" if list(states) == [None] else f" in {places(states)}"


def among_them(who: str) -> str:
    """As in ", among them Harris County sheriff"."""
    return f", among them {who}"


def joins(who: str, which: str) -> str:
    """As in "Webster County sheriff joins ICE's 287(g) program (Task Force and Jail Enforcement)"."""
    return f"{who} joins {_PROGRAM}{f' ({which})' if which else ''}"


def several_signed(who: str, *, all_first: bool) -> str:
    """As in "A and B join ICE's 287(g) program"; where they are not all new in it, "A and B sign with ICE"."""
    return f"{who} join {_PROGRAM}" if all_first else f"{who} sign 287(g) agreements with ICE"


def adds(who: str, which: str) -> str:
    """As in "Webster County sheriff adds Task Force to its 287(g) agreements"."""
    return f"{who} adds {which} to its 287(g) agreements"


def signs(who: str, which: str) -> str:
    """As in "Webster County sheriff signs with ICE for Task Force"."""
    return f"{who} signs with ICE for {which}"


def now_listed(who: str, which: str, before: str) -> str:
    """As in "Webster County sheriff now listed for Task Force, not Jail Enforcement"."""
    return f"{who} now listed for {which}, not {before}"


def left(who: str) -> str:
    """As in "Pulaski County sheriff no longer on ICE's 287(g) list"."""
    return f"{who} no longer on ICE's 287(g) list"


def fewer(who: str, which: str) -> str:
    """As in "Pulaski County sheriff no longer listed for Jail Enforcement"."""
    return f"{who} no longer listed for {which}"


def fewer_after(who: str, which: str, signed: str) -> str:
    """As in "… no longer listed for Jail Enforcement after signing for Warrant Service Officer"."""
    return f"{who} no longer listed for {which} after signing for {signed}"


def missing(who: str, which: str) -> str:
    """As in "Pulaski County sheriff missing from ICE's newest list (Jail Enforcement)"."""
    return f"{who} missing from ICE's newest list{f' ({which})' if which else ''}"


def possibly_renamed(before: str, who: str) -> str:
    """As in "possibly one agency renamed: ICE's list no longer shows A and newly shows B"."""
    return f"possibly one agency renamed: ICE's list no longer shows {before or 'an agency'} and newly shows {who}"


def again(who: str, kind: ListKind, which: str) -> str:
    """As in "Pulaski County sheriff is on ICE's list again (Jail Enforcement)"."""
    return f"{who} is on {the_list(kind)} again ({which})"


def pending(who: str, which: str) -> str:
    """As in "Webster County sheriff newly pending for Task Force"."""
    return f"{who} newly pending{f' for {which}' if which else ''}"


def dropped(who: str, which: str) -> str:
    """As in "Webster County sheriff off ICE's pending list, not signed (Task Force)"."""
    return f"{who} off ICE's pending list, not signed{f' ({which})' if which else ''}"


def renamed(before: str, who: str) -> str:
    """As in "Nixa Police is Nixxa Police now, one agency renamed on ICE's list"."""
    return f"{before} is {who} now, one agency renamed on ICE's list"


def moved(who: str, state: str, before: str) -> str:
    """As in "ICE now lists Cass County sheriff under Minnesota, not Montana"."""
    return f"ICE now lists {who} under {state}{f', not {before}' if before else ''}"


def edited(who: str) -> str:
    """As in "ICE edited its entry for Webster County sheriff"."""
    return f"ICE edited its entry for {who}"


def posted(who: str, which: str) -> str:
    """As in "ICE posted its agreement with Webster County sheriff (Task Force)"."""
    return f"ICE posted its agreement with {who} ({which})"


def counted(kind: EventKind, agencies: int, agreements: int, *, is_renaming: bool) -> str:
    """How many it happened to. Agreements are counted where the agency may well keep another one."""
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
            EventKind.MOA_POSTED | EventKind.DOCUMENT_REPLACED | EventKind.DOCUMENT_REMOVED | EventKind.DOCUMENT_POSTED
        ):
            said = documents_headline(kind, agreements)
        case _:
            assert_never(kind)
    return said
