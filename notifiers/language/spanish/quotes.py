"""The Spanish of sentences that an editor can print as they are: attributed, with the caution they need."""

from collections.abc import Callable, Sequence

from notifiers.language.quoted import Quoted
from notifiers.language.spanish.style import day, full_agency, listing, number_word, of, places
from notifiers.language.spanish.terms import NO_NAME, models
from watchers.model.event import EventKind
from watchers.names.places import state_name

_ICE = "el Servicio de Inmigración y Control de Aduanas (ICE)"
_SENTENCES = {
    EventKind.SIGNED: "{who} {firmó} {agreements}{on}, según {ice_of_day}.",
    EventKind.MISSING: "{who} no {aparece} en la lista 287(g) {of_ice}{for_which}, al {seen}. Puede ser un error.",
    EventKind.WITHDRAWN: (
        "{agreements_with} ya no {figura} en la lista {of_ice}, al {seen}. La lista no dice por qué, ni si {ended}."
    ),
    EventKind.POSSIBLY_RENAMED: (
        "{who} {aparece} en la lista 287(g) {of_ice} del {seen} y no {figuraba} antes, quizá por un cambio de nombre."
    ),
    EventKind.RETURNED: "{who} {figura_sing} de nuevo en la lista 287(g) {of_ice}{for_which}, al {seen}.",
    EventKind.PENDING: "{who} {tiene} {pending}, al {seen}, según {ice}.",
    EventKind.PENDING_DROPPED: (
        "{agreements_with} ya no {figura} en la lista de pendientes {of_ice}, al {seen}. La lista no dice por qué; "
        "{may_sign}."
    ),
    EventKind.AMENDED: "{ice} modificó los datos {of_who} en su lista 287(g), al {seen}.",
    EventKind.MOA_POSTED: "{ice} publicó {agreements} con {who}, al {seen}.",
    EventKind.DOCUMENT_REPLACED: "{ice} reemplazó el documento {of_agreements} con {who}, al {seen}.",
    EventKind.DOCUMENT_REMOVED: "{ice} ya no publica el documento {of_agreements} con {who}, al {seen}.",
    EventKind.DOCUMENT_POSTED: "{ice} publicó el documento {of_agreements} con {who}, al {seen}.",
}
"""Each kind of news in a sentence. What a row or an agreement does agrees with their number."""


class QuoteWords:
    """Sentences to quote."""

    def sentence(self, q: Quoted) -> str:
        """The news of one kind."""
        seen, who, ice = day(q.seen, q.year), _who(q), _ICE if q.is_first else "ICE"
        one, single = q.is_one, q.agreements == 1
        agreements = _agreements(q)
        text = _SENTENCES[q.kind].format(
            ice=ice,
            of_ice=of(ice),
            ice_of_day=ice if q.signed else f"la lista {of(ice)} del {seen}",
            who=who,
            of_who=_who(q, of),
            firmó="firmó" if one else "firmaron",
            aparece="aparece" if one else "aparecen",
            figura="figura" if single else "figuran",
            figura_sing="figura" if one else "figuran",
            figuraba="figuraba" if one else "figuraban",
            tiene="tiene" if one else "tienen",
            agreements=agreements,
            of_agreements=of(agreements),
            agreements_with=f"{_the_agreements(q)} con {who}",
            pending=_pending(q),
            for_which=f", en el modelo de {models(q.models)}" if q.models else "",
            on=f" el {day(q.signed, q.year)}" if q.signed else "",
            seen=seen,
            ended="el acuerdo terminó" if single else "los acuerdos terminaron",
            may_sign="el acuerdo aún puede firmarse" if single else "los acuerdos aún pueden firmarse",
        )
        return text[0].upper() + text[1:]


def _who(q: Quoted, case: Callable[[str], str] = str) -> str:
    """As in "la Oficina del Alguacil del condado de Webster (Webster County Sheriff's Office) en Missouri".

    `case` is what becomes of each name: "de la Oficina … y del Departamento …".
    """
    if not q.are_named:
        where = "" if q.is_at_home else _in([state for state, _ in q.agencies])
        return case(f"{number_word(q.number)} agencias del orden{where}")
    return listing(
        [
            listing([case(full_agency(name) or NO_NAME) for name in names])
            + ("" if q.is_at_home or state_name(state).casefold() in names[-1].casefold() else _in([state]))
            for state, names in q.agencies
        ]
    )


def _in(states: Sequence[str | None]) -> str:
    number, _, rest = places(states).partition(" ")
    return f" en {number_word(int(number)) if number.isdigit() else number} {rest}".rstrip() if any(states) else ""


def _kind(q: Quoted) -> str:
    """As in "287(g) de grupo de trabajo"."""
    return f"287(g) de {models(q.models)}" if q.models else "287(g)"


def _agreements(q: Quoted) -> str:
    """As in "un acuerdo 287(g) de grupo de trabajo", "acuerdos 287(g)"."""
    return f"un acuerdo {_kind(q)}" if q.agreements == 1 else f"acuerdos {_kind(q)}"


def _the_agreements(q: Quoted) -> str:
    return f"El acuerdo {_kind(q)}" if q.agreements == 1 else f"Los acuerdos {_kind(q)}"


def _pending(q: Quoted) -> str:
    return f"pendiente un acuerdo {_kind(q)}" if q.agreements == 1 else f"pendientes acuerdos {_kind(q)}"
