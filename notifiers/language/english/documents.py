"""The English of the sentences about an agreement's document."""

from collections.abc import Sequence
from datetime import date

from notifiers.text.ap_style import count, day, listing
from notifiers.text.safe import CELL, literal
from watchers.model.document import Contradiction, DocumentKind, DocumentNews, Reading, SaidDay, Signer
from watchers.model.event import EventKind
from watchers.names.places import state_name


def _signer(signer: Signer, observed: date) -> str:
    who = {"LEA": "for the agency", "ICE": "for ICE"}.get(signer.party, f"for {signer.party}")
    name = literal(signer.name.words, CELL) if signer.name is not None else ""
    if signer.title is not None and name:
        name = f"{name}, {literal(signer.title.words, CELL)}"
    when = f"dated “{literal(signer.signed.words, CELL)}”{_sic(signer.signed, observed)}" if signer.signed else ""
    return f"{who}, {', '.join(part for part in (name, when) if part)}" if name or when else ""


def _sic(said: SaidDay, observed: date) -> str:
    is_odd = said.day is None or said.day > observed or said.day.year < 1996  # the law is of 1996
    return " (sic)" if is_odd else ""


class DocumentWords:
    """What a document says itself is quoted, with its page."""

    OUR_COPY = "We keep the last copy."
    NOT_TYPED = "Who signed it, and when, is not typed in it."
    ADDENDUM = "It is the addendum, not the agreement itself."
    AGAIN = "Its address leads to the document again."
    NOT_READ = "It was not read: the package pypdfium2 is not installed."

    def replaced(self, news: DocumentNews) -> str:
        """What happened to it, and what differs at first sight."""
        where = (
            "ICE's row links another document than before" if news.before_url else "The same address gives another file"
        )
        old, new = news.reading_before, news.reading
        if old is None or new is None or not old.pages or not new.pages:
            return f"{where}."
        if old.pages != new.pages:
            return f"{where}: {count(new.pages, 'page')}, and {old.pages:,} before."
        return f"{where}, of {count(new.pages, 'page')} as before."

    def differing(self, pages: Sequence[int], of: int) -> str:
        """As in "Pages 1 and 9 look different."."""
        if len(pages) == of:
            return "Every page looks different."
        if len(pages) > 6:
            return f"{count(len(pages), 'page')} of {of:,} look different."
        named = listing([f"{number:,}" for number in pages])
        return f"Page {named} looks different." if len(pages) == 1 else f"Pages {named} look different."

    def removed(self, news: DocumentNews) -> str:
        """What happened to it."""
        if news.is_unlinked:
            return "ICE's row no longer links it; the agreement is still listed."
        return "ICE still links it, and its address leads to no document any more."

    def stamp_changed(self, before: SaidDay, after: SaidDay) -> str:
        """The template's stamps of two versions."""
        return f"ICE's form is stamped “Revised {literal(after.words, CELL)}”; before, “{literal(before.words, CELL)}”."

    def new_template(self, stamp: SaidDay, model: str | None) -> str:
        """That ICE has a new form."""
        form = f"form for the {model}" if model else "form"
        return f"It is the first on our record on ICE's new {form}, stamped “Revised {literal(stamp.words, CELL)}”."

    def names(self, reading: Reading) -> str:
        """Whom the document names; "" where it isn't typed."""
        said = reading.agency
        return f"It names “{literal(said.words)}” (page {said.page})." if said is not None else ""

    def signers(self, found: Sequence[Signer], observed: date) -> str:
        """Who signed, and when, as it is typed: a date as on paper, marked where it can't be."""
        parts = [part for signer in found if (part := _signer(signer, observed))]
        page = next((said.page for s in found for said in (s.name, s.signed) if said is not None), 0)
        return f"Typed on page {page}: {'; '.join(parts)}." if parts else ""

    def contradicts(self, found: Contradiction) -> str:
        """What ICE's row says, and what the document says."""
        page, said = f"on page {found.page}", literal(found.document)
        if found.field == "signed":
            dated = day(date.fromisoformat(found.row), 0)
            return f"ICE's row is dated {dated}; ICE signed the document, {page}, “{said}”."
        return f"ICE's row says “{literal(found.row)}”; the document, {page}, “{said}”."

    def unreadable(self, reading: Reading) -> str:
        """Why the document can't be read."""
        return f"We keep it, and could not read it. {literal(reading.unreadable)}"

    def picture(self, agency: str, page: int) -> str:
        """What a picture of signatures shows."""
        return f"Page {page} of the document of {agency}, where it is signed."

    def link(self, kind: DocumentKind) -> str:
        """The words of a link to a document that is not the row's."""
        return "its address" if kind is DocumentKind.MOA else "the addendum's address"

    def document_headline(self, kind: EventKind, who: str, which: str) -> str:
        """What happened to the document of one agency, in a headline."""
        match kind:
            case EventKind.DOCUMENT_REPLACED:
                return f"ICE replaced the document of its agreement with {who} ({which})"
            case EventKind.DOCUMENT_REMOVED:
                return f"ICE took away the document of its agreement with {who} ({which})"
            case _:
                return f"a copy of ICE's agreement with {who} is on record ({which})"

    def template_headline(self, stamp: str, model: str | None, agency: str, state: str | None) -> str:
        """News of a new form, for everybody."""
        form = f"a new form for {model} agreements" if model else "a new form for its agreements"
        return f"ICE has {form}, revised {literal(stamp, CELL)}, first seen with {agency}, {state_name(state)}"
