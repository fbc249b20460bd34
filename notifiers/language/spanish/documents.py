"""The Spanish of the sentences about an agreement's document. What it says itself is quoted, with its page."""

from collections.abc import Sequence
from datetime import date

from notifiers.language.spanish.style import count, day, listing, places
from notifiers.text.safe import CELL, literal
from watchers.model.document import Contradiction, DocumentKind, DocumentNews, Reading, SaidDay, Signer
from watchers.model.event import EventKind


class DocumentWords:
    """What a document says itself is quoted, with its page."""

    OUR_COPY = "Guardamos la última copia."
    NOT_TYPED = "Quién lo firmó, y cuándo, no está mecanografiado en él."
    ADDENDUM = "Es la adenda, no el acuerdo mismo."
    AGAIN = "Su dirección lleva de nuevo al documento."
    NOT_READ = "No se leyó: a quien opera el bot le falta el programa para ello."

    def replaced(self, news: DocumentNews) -> str:
        """What happened to it, and what differs at first sight."""
        another, same = "La fila de ICE enlaza otro documento que antes", "La misma dirección da otro archivo"
        where = another if news.before_url else same
        old, new = news.reading_before, news.reading
        if old is None or new is None or not old.pages or not new.pages:
            return f"{where}."
        if old.pages != new.pages:
            return f"{where}: {count(new.pages, 'página')}, y {old.pages:,} antes."
        return f"{where}, de {count(new.pages, 'página')} como antes."

    def differing(self, pages: Sequence[int], of: int) -> str:
        """As in "Las páginas 1 y 9 se ven distintas."."""
        if len(pages) == of:
            return "Todas las páginas se ven distintas."
        if len(pages) > 6:
            return f"{count(len(pages), 'página')} de {of:,} se ven distintas."
        named = listing([f"{number:,}" for number in pages])
        return f"La página {named} se ve distinta." if len(pages) == 1 else f"Las páginas {named} se ven distintas."

    def removed(self, news: DocumentNews) -> str:
        """What happened to it."""
        if news.is_unlinked:
            return "La fila de ICE ya no lo enlaza; el acuerdo sigue en la lista."
        return "ICE todavía lo enlaza, y su dirección ya no lleva a ningún documento."

    def stamp_changed(self, before: SaidDay, after: SaidDay) -> str:
        """The template's stamps of two versions."""
        now, old = literal(after.words, CELL), literal(before.words, CELL)
        return f"El formulario de ICE lleva el sello “Revised {now}”; antes, “{old}”."

    def new_template(self, stamp: SaidDay, model: str | None) -> str:
        """That ICE has a new form."""
        form = f"formulario nuevo de ICE para {model}" if model else "formulario nuevo de ICE"
        return f"Es el primero en nuestro registro con el {form}, de sello “Revised {literal(stamp.words, CELL)}”."

    def names(self, reading: Reading) -> str:
        """Whom the document names; "" where it isn't typed."""
        said = reading.agency
        return f"Nombra a “{literal(said.words)}” (página {said.page})." if said is not None else ""

    def signers(self, found: Sequence[Signer], observed: date) -> str:
        """Who signed, and when, as it is typed: a date as on paper, marked where it can't be."""
        parts = [part for signer in found if (part := _signer(signer, observed))]
        page = next((said.page for s in found for said in (s.name, s.signed) if said is not None), 0)
        return f"Mecanografiado en la página {page}: {'; '.join(parts)}." if parts else ""

    def contradicts(self, found: Contradiction) -> str:
        """What ICE's row says, and what the document says."""
        page, said = f"en la página {found.page}", literal(found.document)
        if found.field == "signed":
            dated = day(date.fromisoformat(found.row), 0)
            return f"La fila de ICE da el {dated}; ICE firmó el documento, {page}, “{said}”."
        return f"La fila de ICE dice “{literal(found.row)}”; el documento, {page}, “{said}”."

    def unreadable(self, _reading: Reading) -> str:
        """That the document can't be read; why, the operators can look up."""
        return "Lo guardamos, y no pudimos leerlo."

    def picture(self, agency: str, page: int) -> str:
        """What a picture of signatures shows."""
        return f"Página {page} del documento de {agency}, donde está firmado."

    def link(self, kind: DocumentKind) -> str:
        """The words of a link to a document that is not the row's."""
        return "su dirección" if kind is DocumentKind.MOA else "la dirección de la adenda"

    def document_headline(self, kind: EventKind, who: str, which: str) -> str:
        """What happened to the document of one agency, in a headline."""
        match kind:
            case EventKind.DOCUMENT_REPLACED:
                return f"ICE reemplazó el documento de su acuerdo con {who} ({which})"
            case EventKind.DOCUMENT_REMOVED:
                return f"ICE ya no publica el documento de su acuerdo con {who} ({which})"
            case _:
                return f"en el registro hay copia del acuerdo de ICE con {who} ({which})"

    def template_headline(self, stamp: str, model: str | None, agency: str, state: str | None) -> str:
        """News of a new form, for everybody."""
        form = f"un formulario nuevo para acuerdos de {model}" if model else "un formulario nuevo para sus acuerdos"
        where = places([state])
        return f"ICE tiene {form}, revisado el {literal(stamp, CELL)}, visto primero con {agency}, {where}"


def _signer(signer: Signer, observed: date) -> str:
    who = {"LEA": "por la agencia", "ICE": "por ICE"}.get(signer.party, f"por {signer.party}")
    name = literal(signer.name.words, CELL) if signer.name is not None else ""
    if signer.title is not None and name:
        name = f"{name}, {literal(signer.title.words, CELL)}"
    when = f"con fecha “{literal(signer.signed.words, CELL)}”{_sic(signer.signed, observed)}" if signer.signed else ""
    return f"{who}, {', '.join(part for part in (name, when) if part)}" if name or when else ""


def _sic(said: SaidDay, observed: date) -> str:
    is_odd = said.day is None or said.day > observed or said.day.year < 1996  # the law is of 1996
    return " (sic)" if is_odd else ""
