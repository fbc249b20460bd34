"""The English of sentences that an editor can print as they are: AP style, attributed, with the caution they need."""

from collections.abc import Sequence

from notifiers.language.english.terms import NO_NAME, models, spelled
from notifiers.language.quoted import Quoted
from notifiers.text.ap_style import day, listing, places
from watchers.model.event import EventKind
from watchers.names.places import state_name

_ICE = "U.S. Immigration and Customs Enforcement"
_SENTENCES = {
    EventKind.SIGNED: "{who} signed {agreements}{on}, according to {ice}{of_day}.",
    EventKind.MISSING: "{who} {are} missing from {ice}'s 287(g) list{for_which}, as of {seen}. That may be a slip.",
    EventKind.WITHDRAWN: (
        "{ice} no longer lists {agreements} with {who}, as of {seen}. The list does not say why, or whether {one} "
        "ended."
    ),
    EventKind.POSSIBLY_RENAMED: "{who} {are} new on {ice}'s 287(g) list of {seen}, perhaps under a new name.",
    EventKind.RETURNED: "{who} {are} on {ice}'s 287(g) list again{for_which}, as of {seen}.",
    EventKind.PENDING: "{who} {have} {agreements} pending, as of {seen}, according to {ice}.",
    EventKind.PENDING_DROPPED: (
        "{ice} no longer lists {who} among its pending 287(g) agreements{for_which}, as of {seen}. The list does not "
        "say why; {one} may still be signed."
    ),
    EventKind.AMENDED: "{ice} edited its 287(g) list's {entries} for {who}, as of {seen}.",
    EventKind.MOA_POSTED: "{ice} has posted {agreements} with {who}, as of {seen}.",
    EventKind.DOCUMENT_REPLACED: "{ice} has replaced the document of {agreements} with {who}, as of {seen}.",
    EventKind.DOCUMENT_REMOVED: "{ice} no longer posts the document of {agreements} with {who}, as of {seen}.",
    EventKind.DOCUMENT_POSTED: "{ice} has posted the document of {agreements} with {who}, as of {seen}.",
}
"""Each kind of news in a sentence."""


class QuoteWords:
    """Sentences to quote."""

    def sentence(self, q: Quoted) -> str:
        """The news of one kind."""
        seen = day(q.seen, q.year)
        text = _SENTENCES[q.kind].format(
            ice=_ICE if q.is_first else "ICE",
            who=_who(q),
            are="is" if q.is_one else "are",
            have="has" if q.is_one else "have",
            agreements=_agreements(q),
            for_which=f" for {models(q.models)}" if q.models else "",
            on=f" {day(q.signed, q.year)}" if q.signed else "",
            seen=seen,
            of_day="" if q.signed else f"'s list of {seen}",
            one="the agreement" if q.agreements == 1 else "the agreements",
            entries="entry" if q.agreements == 1 else "entries",
        )
        return text[0].upper() + text[1:]


def _who(q: Quoted) -> str:
    """As in "the Webster County Sheriff's Office in Missouri"; of more than three, "21 agencies in Texas"."""
    if not q.are_named:
        where = "" if q.is_at_home else _in([state for state, _ in q.agencies])
        return f"{spelled(q.number)} law enforcement agencies{where}"
    return listing(
        [
            listing([_the(name) for name in names])
            + ("" if q.is_at_home or state_name(state).casefold() in names[-1].casefold() else _in([state]))
            for state, names in q.agencies
        ]
    )


def _in(states: Sequence[str | None]) -> str:
    number, _, rest = places(states).partition(" ")
    return f" in {spelled(int(number)) if number.isdigit() else number} {rest}".rstrip() if any(states) else ""


def _the(name: str) -> str:
    return name if name.casefold().startswith("the ") else f"the {name or NO_NAME}"


def _agreements(q: Quoted) -> str:
    """As in "a 287(g) Task Force agreement", "287(g) Task Force and Jail Enforcement agreements"."""
    said = f"287(g) {models(q.models)} agreement" if q.models else "287(g) agreement"
    return f"a {said}" if q.agreements == 1 else f"{said}s"
