"""The Spanish of headlines and summaries. It runs longer than English, so its short forms are shorter."""

import re
from collections.abc import Mapping, Sequence

from notifiers.language.spanish.style import count, listing, number_word, of, places, state_name, to
from notifiers.language.spanish.terms import MODEL_UNCLEAR, begun, models, the_list
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind

_PROGRAM = "al programa 287(g) de ICE"
_SEAT = re.compile(r" (?:del condado|de la parroquia) de ")
_HAPPENED: Mapping[EventKind, str] = {
    EventKind.SIGNED: "nuevas firmas",
    EventKind.MISSING: "no aparecen en la última lista de ICE",
    EventKind.WITHDRAWN: "ya no figuran en la lista",
    EventKind.POSSIBLY_RENAMED: "posibles cambios de nombre",
    EventKind.RETURNED: "de nuevo en la lista",
    EventKind.PENDING: "nuevas en la lista de pendientes",
    EventKind.PENDING_DROPPED: "fuera de la lista de pendientes, sin firma",
    EventKind.AMENDED: "datos que ICE modificó",
    EventKind.MOA_POSTED: "acuerdos ya publicados",
    EventKind.DOCUMENT_REPLACED: "documentos de acuerdos reemplazados",
    EventKind.DOCUMENT_REMOVED: "documentos de acuerdos ya no disponibles",
    EventKind.DOCUMENT_POSTED: "copia del acuerdo guardada",
}
"""Each kind before the agencies' names."""
_OF_ONE: Mapping[EventKind, str] = {
    EventKind.SIGNED: "nueva firma",
    EventKind.MISSING: "no aparece en la última lista de ICE",
    EventKind.WITHDRAWN: "ya no figura en la lista",
    EventKind.PENDING: "nueva en la lista de pendientes",
    EventKind.POSSIBLY_RENAMED: "posible cambio de nombre",
    EventKind.MOA_POSTED: "acuerdo ya publicado",
    EventKind.DOCUMENT_REPLACED: "documento del acuerdo reemplazado",
    EventKind.DOCUMENT_REMOVED: "documento del acuerdo ya no disponible",
}
_COUNTED: Mapping[EventKind, tuple[bool, str, str]] = {
    EventKind.SIGNED: (True, "{} firma con ICE", "{} firman con ICE"),
    EventKind.MISSING: (
        False,
        "{} no aparece en la última lista de ICE",
        "{} no aparecen en la última lista de ICE",
    ),
    EventKind.WITHDRAWN: (False, "{} ya no figura en la lista", "{} ya no figuran en la lista"),
    EventKind.POSSIBLY_RENAMED: (True, "{} con posible cambio de nombre", "{} con posible cambio de nombre"),
    EventKind.RETURNED: (False, "{} figura de nuevo en la lista", "{} figuran de nuevo en la lista"),
    EventKind.PENDING: (True, "{} entra en la lista de pendientes", "{} entran en la lista de pendientes"),
    EventKind.PENDING_DROPPED: (
        False,
        "{} sin firma ya no figura entre los pendientes",
        "{} sin firma ya no figuran entre los pendientes",
    ),
    EventKind.AMENDED: (False, "ICE modificó los datos de {}", "ICE modificó los datos de {}"),
    EventKind.MOA_POSTED: (False, "ICE publicó {}", "ICE publicó {}"),
    EventKind.DOCUMENT_REPLACED: (
        False,
        "ICE reemplazó el documento de {}",
        "ICE reemplazó los documentos de {}",
    ),
    EventKind.DOCUMENT_REMOVED: (
        False,
        "ICE ya no publica el documento de {}",
        "ICE ya no publica los documentos de {}",
    ),
    EventKind.DOCUMENT_POSTED: (False, "copia de {} en el registro", "copias de {} en el registro"),
}
"""Whether agencies are counted or agreements, and what is said of one and of several."""


class HeadlineWords:
    """Whole clauses over names, models and counts. A name comes with its article: "el alguacil del condado de Bee"."""

    MODEL_UNCLEAR = f"un {MODEL_UNCLEAR}"

    def correction(self, state: str, said: str) -> str:
        """A headline that is a correction alone, of one state by its name, or of several ("")."""
        return f"Corrección{f', {state}' if state else ''}: {said}"

    def corrected(self, clause: str) -> str:
        """A clause of several that is a correction."""
        return f"corrección: {clause}"

    def of_state(self, state: str, said: str) -> str:
        """A headline all of whose news is of one state, by its name."""
        return f"{begun(state)}: {said}"

    def other_changes(self, number: int) -> str:
        """As in "; 3 cambios más": for what there is no room."""
        return f"; {count(number, 'cambio más', 'cambios más')}"

    def changes(self, number: int) -> str:
        """As in "12 cambios en la lista 287(g) de ICE"."""
        return f"{count(number, 'cambio')} en la lista 287(g) de ICE"

    def state_summary(self, state: str | None, clauses: Sequence[str]) -> str:
        """A state's news in a sentence."""
        return f"{state_name(state) if state else begun(state_name(None))}: {'; '.join(clauses)}."

    def under(self, name: str, models_: Sequence[Model], before: Sequence[str]) -> str:
        """As in "A (grupo de trabajo; antes, aplicación en cárceles)"."""
        which = models(models_) if models_ else MODEL_UNCLEAR
        return f"{name} ({which}{f'; antes, {listing(before)}' if before else ''})"

    def happened(self, kind: EventKind, named: Sequence[str], *, is_renaming: bool, is_correction: bool) -> str:
        """As in "nuevas firmas, A (grupo de trabajo) y B (aplicación en cárceles)"."""
        said = _OF_ONE.get(kind, _HAPPENED[kind]) if len(named) == 1 else _HAPPENED[kind]
        said = "cambio de nombre en la lista de ICE" if is_renaming else said
        return f"{'Corrección: ' if is_correction else ''}{said}, {listing(named)}"

    def number_of_models(self, number: int) -> str:
        """As in "tres modelos"."""
        return f"{number_word(number)} modelos"

    def shortened(self, headline: str) -> str:
        """One that is too long, with the program by its bare name, and the counties by theirs."""
        shorter = headline.replace(f" {_PROGRAM}", " al 287(g)").replace(" en el modelo de ", " en ")
        return _SEAT.sub(" de ", shorter)

    def where(self, states: Sequence[str | None]) -> str:
        """As in " en Missouri y Kansas"."""
        return ", estado sin precisar" if list(states) == [None] else f" en {places(states)}"

    def among_them(self, who: str) -> str:
        """As in ", entre ellas la oficina del alguacil del condado de Harris"."""
        return f", entre ellas {who.replace('el alguacil ', 'la oficina del alguacil ', 1)}"

    def joins(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Webster se suma al programa 287(g) de ICE (grupo de trabajo)"."""
        return f"{who} se suma {_PROGRAM}{f' ({which})' if which else ''}"

    def several_signed(self, who: str, *, all_first: bool) -> str:
        """As in "A y B se suman al programa 287(g) de ICE"; where they are not all new in it, "… firman acuerdos"."""
        return f"{who} se suman {_PROGRAM}" if all_first else f"{who} firman acuerdos 287(g) con ICE"

    def adds(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Webster añade grupo de trabajo a sus acuerdos 287(g)"."""
        return f"{who} añade {which} a sus acuerdos 287(g)"

    def signs(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Webster firma con ICE en el modelo de grupo de trabajo"."""
        return f"{who} firma con ICE{_in_model(which)}"

    def now_listed(self, who: str, which: str, before: str) -> str:
        """As in "el alguacil del condado de Webster figura ahora en el modelo de grupo de trabajo, no en …"."""
        return f"{who} figura ahora{_in_model(which)}, no en {before}"

    def left(self, who: str) -> str:
        """As in "el alguacil del condado de Pulaski ya no figura en la lista 287(g) de ICE"."""
        return f"{who} ya no figura en la lista 287(g) de ICE"

    def several_left(self, who: str) -> str:
        """The same of several."""
        return f"{who} ya no figuran en la lista 287(g) de ICE"

    def fewer(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Pulaski ya no figura en el modelo de aplicación en cárceles"."""
        return f"{who} ya no figura{_in_model(which)}"

    def several_fewer(self, who: str, which: str) -> str:
        """The same of several."""
        return f"{who} ya no figuran{_in_model(which)}"

    def fewer_after(self, who: str, which: str, signed: str) -> str:
        """As in "… ya no figura en el modelo de aplicación en cárceles tras firmar en el de …"."""
        return f"{who} ya no figura{_in_model(which)} tras firmar{_in_model(signed)}"

    def missing(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Pulaski no aparece en la última lista de ICE (grupo de trabajo)"."""
        return f"{who} no aparece en la última lista de ICE{f' ({which})' if which else ''}"

    def several_missing(self, who: str, which: str) -> str:
        """The same of several."""
        return f"{who} no aparecen en la última lista de ICE{f' ({which})' if which else ''}"

    def possibly_renamed(self, before: str, who: str) -> str:
        """As in "posible cambio de nombre de una agencia: en la lista de ICE ya no figura A y aparece B"."""
        gone = before or "una agencia"
        return f"posible cambio de nombre de una agencia: en la lista de ICE ya no figura {gone} y aparece {who}"

    def again(self, who: str, kind: ListKind, which: str) -> str:
        """As in "el alguacil del condado de Pulaski figura de nuevo en la lista de ICE (aplicación en cárceles)"."""
        return f"{who} figura de nuevo en {the_list(kind)} ({which})"

    def pending(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Webster entra en la lista de pendientes (grupo de trabajo)"."""
        return f"{who} entra en la lista de pendientes{f' ({which})' if which else ''}"

    def several_pending(self, who: str, which: str) -> str:
        """The same of several."""
        return f"{who} entran en la lista de pendientes{f' ({which})' if which else ''}"

    def dropped(self, who: str, which: str) -> str:
        """As in "el alguacil del condado de Webster sale de la lista de pendientes de ICE sin firmar (…)"."""
        return f"{who} ya no figura entre los pendientes de ICE, sin firma{f' ({which})' if which else ''}"

    def several_dropped(self, who: str, which: str) -> str:
        """The same of several."""
        return f"{who} ya no figuran entre los pendientes de ICE, sin firma{f' ({which})' if which else ''}"

    def renamed(self, before: str, who: str) -> str:
        """As in "Nixa Police es ahora Nixxa Police: una sola agencia, con otro nombre en la lista de ICE"."""
        return f"{before} es ahora {who}: una sola agencia, con otro nombre en la lista de ICE"

    def moved(self, who: str, state: str | None, before: str | None) -> str:
        """As in "ICE sitúa ahora al alguacil del condado de Cass en Minnesota, no en Montana"."""
        return f"ICE sitúa ahora {to(who)} en {places([state])}{f', no en {places([before])}' if before else ''}"

    def edited(self, who: str) -> str:
        """As in "ICE modificó los datos del alguacil del condado de Webster"."""
        return f"ICE modificó los datos {of(who)}"

    def posted(self, who: str, which: str) -> str:
        """As in "ICE publicó su acuerdo con el alguacil del condado de Webster (grupo de trabajo)"."""
        return f"ICE publicó su acuerdo con {who} ({which})"

    def counted(
        self, kind: EventKind, agencies: int, agreements: int, where: Sequence[str | None], *, is_renaming: bool
    ) -> str:
        """How many it happened to, and where. Agreements are counted where the agency may well keep another one."""
        if is_renaming:
            return f"{count(agencies, 'agencia')}{_from(where)} con otro nombre en la lista"
        of_agencies, one, many = _COUNTED[kind]
        number = agencies if of_agencies else agreements
        who = count(number, "agencia" if of_agencies else "acuerdo")
        rows = f" ({count(agreements, 'acuerdo')})" if of_agencies and agreements != agencies else ""
        return (one if number == 1 else many).format(f"{who}{_from(where)}") + rows


def _from(states: Sequence[str | None]) -> str:
    """As in " de Missouri y Kansas", " del Distrito de Columbia", " de 4 estados"; "" for none."""
    if list(states) == [None]:
        return " de un estado sin precisar"
    return f" {of(places(states))}" if states else ""


def _in_model(which: str) -> str:
    """As in " en el modelo de grupo de trabajo"; " en tres modelos", " en un modelo sin precisar"."""
    is_named = " y " not in which and not which.endswith("modelos") and which != HeadlineWords.MODEL_UNCLEAR
    return f" en el modelo de {which}" if is_named else f" en {which}"
