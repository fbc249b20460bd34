"""The Spanish of an alert: what stands beside an agency, over sections, and at the end."""

from collections.abc import Mapping, Sequence

from notifiers.language.said import Said, Spot, in_runs
from notifiers.language.spanish.style import at_hour, count, listing, state_name
from notifiers.language.spanish.style import county as in_spanish
from notifiers.language.spanish.terms import (
    NO_NAME,
    SHORTEST_MODELS,
    begun,
    model_words,
    of_many,
    of_one,
    short_model,
    the_list,
)
from notifiers.text.safe import CELL, literal
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind

_ALLOWS = {
    Model.TFM: "arrestos migratorios durante el patrullaje",
    Model.JEM: "cargos migratorios presentados en la cárcel",
    Model.WSO: "órdenes de ICE ejecutadas en la cárcel",
}
_UNKNOWN_MODEL = "palabras de ICE; no conocemos este modelo"
_COLUMNS = {"state": "estado", "model": "modelo", "county": "condado", "signed": "fecha de firma"}


class StoryWords:
    """What stands in an alert beside and around the sentences."""

    TO_QUOTE = "Para citar:"
    MAYBE_A_REPEAT = "Esto puede ser una repetición: el primer envío no se confirmó."
    MAYBE_PRINTED = "Esto puede ser una repetición: el bot terminó antes de anotar que ya estaba impreso."
    """A terminal can't be asked."""
    SOURCE = "Fuente:"
    NO_NAME = NO_NAME
    NO_MOA = Said(text="Memorando sin publicar.", of_each="memorando sin publicar", is_noted_otherwise=True)
    NO_SIGNING_DATE = "sin fecha de firma impresa"
    STATE_AGENCY = "agencia estatal"
    MOA = "memorando"
    ADDENDUM = "adenda"
    ICES_PAGE = "página de ICE"
    EVIDENCE = "evidencia"
    """A link to the public record."""
    NATIONWIDE = "Todo el país"
    CAUTIONS: Mapping[EventKind, str] = {
        EventKind.WITHDRAWN: "La lista de ICE no dice por qué, ni si el acuerdo terminó.",
        EventKind.MISSING: "Puede ser un error; lo revisamos en la próxima lista de ICE.",
        EventKind.POSSIBLY_RENAMED: (
            "O es una agencia con otro nombre, o una que ya no figura y otra que firmó; se lo decimos aquí tras las "
            "próximas listas de ICE."
        ),
        EventKind.PENDING_DROPPED: "La lista de pendientes de ICE no dice por qué; el acuerdo aún puede firmarse.",
    }
    """The sentences without which a claim of a kind would say more than the list does."""
    CHANGED = "Cambio de modelo"
    FEWER = "Ya no figura en uno de sus modelos"
    RENAMED = "Cambio de nombre en la lista de ICE"
    """What a section of outcomes is called that turned out to be one agency."""

    def glossary_line(self, mark: str, model: Model) -> str:
        """What a model allows, behind its footnote's mark and ICE's name for it; or behind its own name."""
        allows = _ALLOWS.get(model, _UNKNOWN_MODEL)
        return (
            f"{mark}\u00a0{literal(model.words, CELL)}: {allows}" if mark else f"{begun(model_words(model))}: {allows}"
        )

    def continued(self, heading: str) -> str:
        """The heading of a section's later part, in a later message."""
        return f"{heading}, continuación"

    def section_heading(self, said: str, state: str, agencies: int, agreements: int) -> str:
        """As in "Nuevas firmas · Missouri (2)", "Nuevas firmas (2 agencias, 3 acuerdos)"; one agency isn't counted."""
        if agencies == 1:
            one = of_one(said, agreements)
            return f"{one} · {state}" if state else one
        where = f"{of_many(said)} · {state}" if state else of_many(said)
        several = f"{count(agencies, 'agencia')}, {agreements:,} acuerdos"
        return f"{where} ({f'{agencies:,}' if agencies == agreements else several})"

    def unclear(self, column: str, printed: str) -> str:
        """'modelo sin precisar: ICE imprime “TF”'; "modelo en blanco en la lista de ICE"."""
        what = _COLUMNS.get(column, column)
        return f"{what} sin precisar: ICE imprime “{printed}”" if printed else f"{what} en blanco en la lista de ICE"

    def signing_date_unclear(self, printed: str, probably: str | None) -> str:
        """'fecha de firma poco clara: ICE imprime “05/082025”', or with the day that it probably is."""
        return f"fecha de firma poco clara: ICE imprime “{printed}”{f', quizá el {probably}' if probably else ''}"

    def signed(self, when: str) -> Said:
        """As in "firmado el 6 de noviembre"."""
        said = f"firmado el {when}"
        return Said(text=said, of_each=said, is_noted_otherwise=True)

    def so_spelled(self, right: str) -> str:
        """As in "así lo escribe ICE, en vez de “Douglas County”"; "tal como lo escribe ICE" where it isn't certain."""
        return f"así lo escribe ICE, en vez de “{right}”" if right else "tal como lo escribe ICE"

    def also_printed(self, name: str) -> str:
        """Of an agency whose rows have two names: "ICE imprime también “Bee Co. Sheriff”."."""
        return f"ICE imprime también “{name}”."

    def population(self, people: int) -> str:
        """As in "4.7 millones de habitantes", "41,000 habitantes"; rounded, for they are of other years."""
        if people >= 1_000_000:
            millions = f"{people / 1_000_000:.1f}".removesuffix(".0")
            return f"{millions} {'millón' if millions == '1' else 'millones'} de habitantes"
        rounded = round(people, -3 if people >= 10_000 else -2 if people >= 1_000 else -1)
        return f"{rounded:,} habitantes" if rounded < 1_000_000 else "1 millón de habitantes"

    def county(self, name: str) -> str:
        """As in "condado de Webster"."""
        return in_spanish(name)

    def place_with_population(self, name: str, people: str) -> str:
        """As in "condado de Duval, 967,000 habitantes"."""
        return f"{in_spanish(name)}, {people}" if people else in_spanish(name)

    def in_rows(self, spots: Sequence[Spot]) -> list[str]:
        """As in "fila 598", "filas 598 y 601"; [] for none."""
        return [_rows(spots)] if spots else []

    def last_in_rows(self, spots: Sequence[Spot]) -> list[str]:
        """As in "última vez en la fila 592"; [] for none."""
        return [f"última vez en la{'' if len(set(spots)) == 1 else 's'} {_rows(spots)}"] if spots else []

    def row(self, spot: Spot) -> str:
        """As in "fila 12", "fila 12 de la hoja “Sheet2”"."""
        return f"fila {_number(spot)}"

    def of_each(self, said: Sequence[str], *, unless_noted: bool) -> str:
        """As in "En cada caso: firmado el 6 de noviembre, memorando aún sin publicar."; "" for nothing."""
        joint = "; " if any("," in one for one in said) else ", "
        return f"En cada caso{', salvo indicación' if unless_noted else ''}: {joint.join(said)}." if said else ""

    def on_list_since(self, kind: ListKind, when: str) -> str:
        """As in "visto por primera vez en la lista de ICE el 6 de noviembre": when the bot saw it there."""
        return f"visto por primera vez en {the_list(kind)} el {when}"

    def on_list_again(self, kind: ListKind, when: str) -> str:
        """As in "de nuevo en la lista de ICE al 13 de noviembre"."""
        return f"de nuevo en {the_list(kind)} al {when}"

    def before(self, name: str) -> str:
        """As in "antes: participatingAgencies11052025am.xlsx"."""
        return f"antes: {name}"

    def seen(self, when: str, hour: str) -> str:
        """As in "visto el 6 de noviembre a las 9:04 a.m. CST", "visto a las 9:04 a.m. CST"."""
        return f"visto el {when} {at_hour(hour)}" if when else f"visto {at_hour(hour)}"

    def saved_and_seen(self, on: str, hour: str, seen_at: str) -> str:
        """As in "guardado por ICE a las 8 a.m., visto a las 9:04 a.m. CST"; with its day where that is another."""
        return f"guardado por ICE {f'el {on} {at_hour(hour)}' if on else at_hour(hour)}, {seen_at}"

    def why(self, event_ids: Sequence[str]) -> str:
        """As in "¿por qué? watch287g why 7f3a81c2"; the first three of many, and how to list the rest; "" for none."""
        if not event_ids:
            return ""
        rest = f" (y {len(event_ids) - 3:,} más: watch287g events)" if len(event_ids) > 3 else ""
        return f"¿por qué? watch287g why {' o '.join(event_ids[:3])}{rest}"

    def workbook_row(self, spot: Spot, name: str) -> str:
        """As in "fila 598 de participatingAgencies11062025am.xlsx"."""
        return f"{self.row(spot)} de {name}"

    def last_listed_in(self, spot: Spot, name: str) -> str:
        """As in "última vez en la fila 592 de participatingAgencies11052025am.xlsx"."""
        return f"última vez en la {self.row(spot)} de {name}"

    def other_last_listed_in(self, spot: Spot, name: str) -> str:
        """As in "la otra, por última vez en la fila 592 de participatingAgencies11052025am.xlsx"."""
        return f"la otra, por última vez en la {self.row(spot)} de {name}"

    def totals_line(
        self, state: str, agreements: int, by_model: Sequence[tuple[Model, int]], pending: int | None
    ) -> str:
        """As in "Missouri ahora: 14 acuerdos (11 de grupo de trabajo) · 2 pendientes"; no word of none."""
        counted = ", ".join(f"{n:,} de {SHORTEST_MODELS.get(m) or short_model(m)}" for m, n in by_model if n)
        models_said = f" ({counted})" if counted else ""
        number = count(agreements, "acuerdo") if agreements else "ningún acuerdo"
        waiting = f" · {count(pending, 'pendiente')}" if pending else ""
        return f"{state} ahora: {number}{models_said}{waiting}"

    def totals_of_many(self, agreements: Sequence[tuple[str, int]]) -> str:
        """As in "Acuerdos ahora: Alabama 44, Florida 339"; a number never stands on another line than its state."""
        said = [f"{name}\u00a0{number:,}" for name, number in agreements]
        return f"Acuerdos ahora: {', '.join(said)}"

    def part(self, number: int, parts: int) -> str:
        """As in "Parte 2 de 3"."""
        return f"Parte {number} de {parts}"

    def numbered(self, headline: str, parts: int) -> str:
        """A headline with its place among so many messages."""
        return f"{headline} (1 de {parts})"

    def names_below(self, *, in_thread: bool, parts: int, csv: bool) -> str:
        """Where a long story goes on."""
        next_ones = "en el próximo mensaje" if parts == 1 else f"en los próximos {parts:,} mensajes"
        return f"Nombres por estado {'en el hilo' if in_thread else next_ones} ↓" + (" · todo en CSV ↓" if csv else "")

    def counts_line(self, title: str, states: Sequence[tuple[str | None, int]]) -> tuple[str, str]:
        """As in ("Nuevas firmas (87 acuerdos):", "Texas 21 · Pensilvania 12"), every state with its agreements.

        A number never stands on another line than its state.
        """
        total = count(sum(n for _, n in states), "acuerdo")
        return f"{title} ({total}):", " · ".join(f"{state_name(state)}\u00a0{n:,}" for state, n in states)

    def csv_comment(self, items: int) -> str:
        """What stands beside the file."""
        if items == 1:
            return "El acuerdo de esta alerta, en CSV."
        return f"Los {count(items, 'acuerdo')} de esta alerta, en CSV."


def _number(spot: Spot) -> str:
    row, tab = spot
    return f"{row} de la hoja “{tab}”" if tab else f"{row}"


def _rows(spots: Sequence[Spot]) -> str:
    said = [f"{rows} de la hoja “{tab}”" if tab else rows for rows, tab in in_runs(spots)]
    return f"fila{'' if len(set(spots)) == 1 else 's'} {listing(said)}"
