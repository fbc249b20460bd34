"""The Spanish of the sentences under an agency: what is new, what changed, what we said before, what it may be."""

from collections.abc import Sequence

from notifiers.language.said import Said
from notifiers.language.spanish.style import count, listing, place, with_article
from notifiers.language.spanish.style import county as in_county
from notifiers.language.spanish.style import spelled as in_words
from notifiers.language.spanish.terms import MODEL_UNCLEAR, begun, kind_heading, models, short_model
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind

_FIELDS = {
    "agency": "el nombre de la agencia",
    "county": "el condado",
    "level": "el tipo de agencia",
    "model": "el modelo",
    "moa": "el enlace al acuerdo",
    "addendum": "el enlace a la adenda",
    "signed": "la fecha de firma",
    "state": "el estado",
}
_TURNED_OUT = {
    EventKind.AMENDED: "Sí: es una sola agencia",
    EventKind.RETURNED: "No: ICE la incluye de nuevo",
    EventKind.SIGNED: "Ninguna lista lo ha mostrado; las tomamos por dos",
    EventKind.WITHDRAWN: "Ninguna lista lo ha mostrado; las tomamos por dos",
}


class NoteWords:
    """What is new, what changed, what we said before, what it may be."""

    STILL_LISTED_FOR_THAT = "Con ese sigue en la lista."
    MOA_UNREAD = "ICE enlaza un memorando; la dirección no se puede leer."
    NOT_ITS_FIRST = "Ya figuró antes en la lista de ICE, según nuestro registro."
    NO_OTHER = Said(text="Sin otro acuerdo en la lista.", of_each="sin otro acuerdo en la lista")

    def of_models(self, found: Sequence[Model], sentence: str) -> str:
        """A sentence that is so of some of an agency's models alone: "Grupo de trabajo: estuvo pendiente un día."."""
        said = sentence[0].lower() + sentence[1:] if sentence[1:2].islower() else sentence
        return f"{begun(models(found) if found else MODEL_UNCLEAR)}: {said}"

    def adds_to(self, older: Sequence[Model], kind: ListKind) -> str:
        """As in "Se suma a su acuerdo de aplicación en cárceles.", beside the new models."""
        said = f"{'su acuerdo' if len(older) == 1 else 'sus acuerdos'} de {models(older)}"
        return f"{'Se suma' if kind is ListKind.PARTICIPATING else 'Se sumaría'} a {said}."

    def signed_lately(self, model: Model, on: str | None, seen: str) -> str:
        """As in "Firmó en el modelo de ejecución de órdenes el 22 de septiembre."; else when it was first seen."""
        if on:
            return f"Firmó en el modelo de {short_model(model)} el {on}."
        return f"{begun(short_model(model))}: visto por primera vez en la lista de ICE el {seen}."

    def left_lately(self, model: Model, told: str) -> str:
        """As in "Su acuerdo de aplicación en cárceles ya no figuraba en la lista de ICE al 6 de noviembre."."""
        return f"Su acuerdo de {short_model(model)} ya no figuraba en la lista de ICE al {told}."

    def switched_from(self, model: Model, gone: EventKind | None) -> str:
        """What the list shows of a model that the agency had before."""
        now = {
            EventKind.MISSING: ", que no aparece en la lista más reciente de ICE",
            EventKind.WITHDRAWN: ", que ya no figura",
        }
        return f"Figuraba en el modelo de {short_model(model)}{now.get(gone, '') if gone else ''}."

    def switched_to(self, model: Model) -> str:
        """As in "Figura ahora en el modelo de grupo de trabajo."."""
        return f"Figura ahora en el modelo de {short_model(model)}."

    def still_listed(self, others: Sequence[Model]) -> str:
        """As in "Sigue en la lista con grupo de trabajo y ejecución de órdenes."."""
        return f"Sigue en la lista con {models(others)}."

    def many_lists(self, number: int, first: str, last: str) -> str:
        """As in "6 al 12 de noviembre (7 listas)", behind "de las listas del"."""
        begun, month = first.split(" de ", 1)
        since = begun if last.endswith(f" de {month}") else first
        return f"{first if first == last else f'{since} al {last}'} ({count(number, 'lista')})"

    def day_halves(self, when: str, halves: Sequence[str]) -> str:
        """As in "6 de noviembre por la mañana y por la tarde"; a list that names no half is of the day."""
        parts = [{"am": "por la mañana", "pm": "por la tarde"}[h] for h in dict.fromkeys(halves)]
        return f"{when} {listing(parts) if parts else ''}".rstrip()

    def listing_of_lists(self, said: Sequence[str]) -> str:
        """As in "6 de noviembre por la mañana y por la tarde, y del 7 de noviembre"."""
        return listing([said[0], *map(_of, said[1:])])

    def was_missing(self, number: int) -> str:
        """As in "Faltó en 5 listas."."""
        return f"Faltó en {count(number, 'lista')}."

    def we_said_gone(self, when: str | None, number: int, *, unsure: bool) -> str:
        """As in "Nuestra alerta del 6 de noviembre decía que ya no figuraba; faltó en 5 listas."."""
        alert = f"Nuestra alerta del {when}" if when else "Nuestra alerta anterior"
        lists = f"; faltó en {count(number, 'lista')}" if number else ""
        return f"{alert} decía que {'no aparecía' if unsure else 'ya no figuraba'}{lists}."

    def we_said_otherwise(self, when: str | None) -> str:
        """As in "Corrige nuestra alerta del 6 de noviembre."."""
        return f"Corrige nuestra alerta del {when}." if when else "Corrige nuestra alerta anterior."

    def left_open(self, when: str, old: str, new: str, kind: EventKind) -> str:
        """As in "Nuestra alerta del 6 de noviembre dejaba abierto si “A” es ahora “B”. Sí: es una sola agencia."."""
        turned_out = f" {_TURNED_OUT[kind]}." if kind in _TURNED_OUT else ""
        return f"Nuestra alerta del {when} dejaba abierto si “{old}” es ahora “{new}”.{turned_out}"

    def possibly_was(self, agency: str, county: str | None, when: str | None) -> str:
        """As in "Quizá es “Nixa Police” (condado de Christian, firmado el …), que ya no figura en la lista de ICE."."""
        known = ", ".join(part for part in (in_county(county) if county else None, when) if part)
        return f"Quizá es “{agency}”{f' ({known})' if known else ''}, que ya no figura en la lista de ICE."

    def quoted(self, text: str) -> str:
        """As in "“Webster Co.”"."""
        return f"“{text}”"

    def possibly_event(self, event_id: str) -> str:
        """As in "Quizá es el mismo acuerdo que en el cambio 7f3a81c2."."""
        return f"Quizá es el mismo acuerdo que en el cambio {event_id}."

    def possibly_same(self, agency: str, model: Model | None, kind: EventKind) -> str:
        """As in "Quizá es el mismo acuerdo que “Webster Co. Sheriff” (grupo de trabajo), bajo “Ya no figura …”."."""
        short = f" ({short_model(model)})" if model else ""
        return f"Quizá es el mismo acuerdo que “{agency}”{short}, bajo “{kind_heading(kind)}”."

    def field_changed(self, field: str, before: str | None, after: str | None) -> str:
        """A sentence for one amended field; the values as a reader should see them, None for a blank one."""
        what = _FIELDS.get(field, f"la columna {field}")
        if field in {"moa", "addendum"}:
            return f"ICE cambió {what}." if before and after else f"ICE {'añadió' if after else 'quitó'} {what}."
        if before is None:
            return f"ICE da ahora {what}: {after}."
        if after is None:
            return f"ICE ya no da {what}; era {before}."
        if field not in _FIELDS:
            return f"ICE da ahora {after} en {what}; antes, {before}."
        then, now = (v if field != "signed" or v.startswith("“") else f"el {v}" for v in (before, after))
        return f"ICE da ahora como {what.partition(' ')[2]} {now}; antes, {then}."

    def first_of(self, what: Sequence[str], county: str | None, state: str | None) -> list[Said]:
        """As in "Primera en nuestro registro."; "Primera en el condado de Webster, según nuestro registro."; or [].

        The record is no longer than the bot has watched: what ICE's list was before, it can't know.
        """
        where = with_article(state) if "state" in what else place(county) if "county" in what and county else None
        if where:
            return [Said(text=f"Primera en {where}, según nuestro registro.")]
        if "agency" in what:
            each = "primera vez en nuestro registro"
            return [Said(text="Primera vez en nuestro registro.", of_each=each, is_noted_otherwise=True)]
        return []

    def waited(self, days: int) -> Said:
        """As in "Estuvo pendiente 12 días."; by the days of the lists that had it first."""
        if not days:
            return Said(text="Figuró como pendiente el mismo día.", of_each="pendiente desde el mismo día")
        how_long = in_words(days, "día")
        return Said(text=f"Estuvo pendiente {how_long}.", of_each=f"antes, pendiente {how_long}")

    def gone_from(self, lists: str, number: int) -> Said:
        """As in "No figura en las listas del 6 de noviembre por la mañana y por la tarde."."""
        where = f"{'la lista' if number == 1 else 'las listas'} {_of(lists)}"
        return Said(text=f"No figura en {where}.", of_each=f"no figura en {where}")


def _of(list_: str) -> str:
    """As in "del 6 de noviembre", "de participating.xlsx"."""
    return f"del {list_}" if list_[:1].isdecimal() else f"de {list_}"
