"""The Spanish of a digest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from notifiers.language.counted import Outcome, Share
from notifiers.language.spanish.style import (
    MONTHS,
    count,
    day,
    listing,
    number_word,
    of,
    place,
    places,
    state_name,
    with_article,
)
from notifiers.language.spanish.terms import begun, models, of_many, of_one, short_model
from notifiers.subscriptions.digest_plan import Cadence, Period
from watchers.model.agreement import Model
from watchers.names.places import UNKNOWN_STATE

_NTH = ("", "primera", "segunda", "tercera", "cuarta", "quinta", "sexta", "séptima", "octava", "novena")
_SPAN = {Cadence.DAILY: "día", Cadence.WEEKLY: "semana", Cadence.MONTHLY: "mes"}
_SPANS = {Cadence.DAILY: "días", Cadence.WEEKLY: "semanas", Cadence.MONTHLY: "meses"}
_ADJECTIVE = {Cadence.DAILY: "diario", Cadence.WEEKLY: "semanal", Cadence.MONTHLY: "mensual"}
_ADJECTIVES = {Cadence.DAILY: "diarios", Cadence.WEEKLY: "semanales", Cadence.MONTHLY: "mensuales"}
_COUNTED = {
    Outcome.SIGNED: ("firmó", "firmaron"),
    Outcome.LEFT: ("ya no figura en la lista", "ya no figuran en la lista"),
    Outcome.FEWER: ("ya no figura en uno de sus modelos", "ya no figuran en uno de sus modelos"),
    Outcome.MISSING: ("no aparece en la última lista, sin confirmar", "no aparecen en la última lista, sin confirmar"),
    Outcome.POSSIBLY_RENAMED: ("con posible cambio de nombre",) * 2,
    Outcome.RETURNED: ("figura de nuevo en la lista", "figuran de nuevo en la lista"),
    Outcome.PENDING: ("entra en la lista de pendientes", "entran en la lista de pendientes"),
    Outcome.PENDING_DROPPED: ("ya no está pendiente, sin firma", "ya no están pendientes, sin firma"),
    Outcome.MOA_POSTED: ("con acuerdo ya publicado", "con acuerdos ya publicados"),
    Outcome.DOCUMENT_REPLACED: ("con documento reemplazado", "con documentos reemplazados"),
    Outcome.DOCUMENT_REMOVED: ("con documento ya no disponible", "con documentos ya no disponibles"),
    Outcome.AMENDED: ("con datos modificados por ICE",) * 2,
}
_COLOURS = {Share.TASK_FORCE: "azul", Share.JAIL: "naranja", Share.BOTH: "morado", Share.OTHER: "verde"}


class DigestWords:
    """What a digest says."""

    MODELS: Mapping[Model, str] = {Model.TFM: "Grupo de trabajo", Model.WSO: "Órdenes", Model.JEM: "Cárceles"}
    """The known models in the order of the totals' columns, and what heads each."""
    NATION = "El país"
    THE_NATION = "el país"
    NO_AGREEMENTS = "ninguno"
    """The map's lightest shade."""
    IN_THREAD = "Más de cada una, y el CSV, en el hilo ↓"
    CSV_HAS_ALL = "El CSV lo tiene todo."
    NO_CHANGES = "sin cambios"
    NOT_CHECKED = "sin revisar"
    BLINKED = "No aparecieron en una lista por un tiempo, y figuran de nuevo"
    HELD_BACK = "sin cambios, pero con una lista retenida"
    IN_PART = "sin cambios hasta donde llega el registro"
    BLIND = (
        "No podemos decir qué cambió: el bot no revisó las listas de ICE en ese tiempo. Lo que encontró desde entonces "
        "está en el próximo resumen."
    )
    ALL_FAILED = (
        "No podemos decir qué cambió: ninguna de las revisiones de las listas de ICE en ese tiempo salió bien. Lo que "
        "el bot encontró desde entonces está en el próximo resumen."
    )
    WITHOUT_IT = "ICE publicó una lista que aún no es fiable; sin contarla, nada cambió."
    RECORD_ENDS = "El registro termina antes que ese período."
    NOBODY = "Ninguna agencia firmó, y ninguna dejó de figurar en la lista de ICE."
    MODELS_ALLOW = (
        "Los agentes del grupo de trabajo (Task Force Model) pueden interrogar y arrestar durante el patrullaje; los "
        "de ejecución de órdenes (Warrant Service Officer) y aplicación en cárceles (Jail Enforcement Model) actúan "
        "solo en las cárceles."
    )
    FIRSTS = "“Primera” es la primera en nuestro registro."
    NO_LINK = "Sin enlace a un memorando: no está publicado."
    BY_NAME = "Nuevas firmas, por nombre"
    IN_SHORT = "En breve"
    """What heads the parts of which there is room for names alone: signings by state, and others."""
    FIRST_IN = "primera en"
    """How what is said of a first begins."""
    SHARES: Mapping[Share, str] = {
        Share.TASK_FORCE: "solo grupo de trabajo",
        Share.JAIL: "solo modelos de cárcel",
        Share.BOTH: "ambos",
        Share.OTHER: "solo otro modelo",
    }

    def change(self, number: int | None) -> str:
        """As in "5 más", "2 menos", "sin cambios"; "" for None."""
        if number is None:
            return ""
        return "sin cambios" if number == 0 else f"{abs(number):,} {'más' if number > 0 else 'menos'}"

    def signs(self, number: int) -> str:
        """As in "+5", "−2", "±0"."""
        return "±0" if number == 0 else f"{'+' if number > 0 else '−'}{abs(number):,}"

    def month(self, when: date) -> str:
        """As in "noviembre de 2025"."""
        return f"{MONTHS[when.month - 1]} de {when.year}"

    def short_month(self, when: date) -> str:
        """As in "sep."."""
        return f"{MONTHS[when.month - 1][:3]}."

    def days(self, first: date, last: date) -> str:
        """As in "3–9 de noviembre", "27 de octubre – 2 de noviembre", "6 de noviembre"."""
        if first == last:
            return day(first, first.year)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{day(last, last.year)}"
        return f"{day(first, last.year)} – {day(last, first.year)}"

    def label(self, period: Period, zone: ZoneInfo) -> str:
        """As in "3–9 de noviembre", "noviembre de 2025"."""
        first, last = period.days(zone)
        return self.month(first) if _is_month(period, first, last) else self.days(first, last)

    def missed(self, period: Period) -> str:
        """What comes first in a digest that makes up for others: "Tres resúmenes semanales en uno: …"; else ""."""
        if period.spans < 2:
            return ""
        number = begun(number_word(period.spans))
        return f"{number} resúmenes {_ADJECTIVES[period.cadence]} en uno: los anteriores no se enviaron a su hora."

    def model_column(self, model: Model) -> str:
        """What heads a model's column in the totals."""
        return self.MODELS.get(model) or short_model(model)

    def of_model(self, number: str, column: str) -> str:
        """As in "11 de grupo de trabajo"; `column` is what heads the model's column."""
        return f"{number} de {column[:1].lower()}{column[1:]}"

    def state(self, code: str) -> str:
        """A state's name in the table of totals."""
        return begun(state_name(None)) if code == UNKNOWN_STATE else state_name(code)

    def where(self, states: Sequence[str] | None) -> str:
        """Which states a desk watches: "Missouri y Kansas", "sus 5 estados", "el país"."""
        if states is None:
            return self.THE_NATION
        return places(states) if len(states) <= 3 else f"sus {places(states)}"

    def subject(self, period: Period, headline: str) -> str:
        """As in "287(g) semanal · Missouri, 3–9 de noviembre: 4 agencias firmaron"; of several periods, how many."""
        if period.spans > 1:
            return f"287(g), {count(period.spans, _SPAN[period.cadence], _SPANS[period.cadence])} · {headline}"
        return f"287(g) {_ADJECTIVE[period.cadence]} · {headline}"

    def headline(self, states: Sequence[str] | None, when: str, told: Sequence[str], *, is_cut: bool) -> str:
        """As in "Missouri, 3–9 de noviembre: 4 agencias firmaron, 1 ya no figura …"; `is_cut`: and more."""
        if states is not None and len(states) > 3:
            where = places(states)
        else:
            where = "Todo el país" if states is None else begun(places(states))
        return f"{where}, {when}: {', '.join(told)}{', y más' if is_cut else ''}"

    def news(self, counts: Sequence[tuple[Outcome, int]]) -> list[str]:
        """As in "9 agencias firmaron", "1 ya no figura en la lista de ICE"."""
        return [
            f"{count(number, 'agencia') if n == 0 else f'{number:,}'} {_COUNTED[outcome][number != 1]}"
            for n, (outcome, number) in enumerate(counts)
        ]

    def part_heading(self, said: str, state: str, agencies: int) -> str:
        """As in "Nuevas firmas · Missouri (2)": so many agencies. Without the place in a digest of one alone."""
        title = of_many(said) if agencies > 1 else of_one(said)
        return f"{title}{f' · {state}' if state else ''} ({agencies:,})"

    def labelled(self, state: str, agencies: int) -> str:
        """As in "Missouri (2)"."""
        return f"{state} ({agencies:,})"

    def first_in(self, county: str) -> str:
        """As in "primera en el condado de Ozark"."""
        return f"{self.FIRST_IN} {place(county)}"

    def first_in_state(self, state: str | None) -> str:
        """As in "primera en Missouri"."""
        return f"{self.FIRST_IN} {with_article(state)}"

    def nth_in(self, county: str, nth: int) -> str:
        """As in "tercera agencia del condado de Pasco este año"."""
        return f"{_NTH[nth] if nth < len(_NTH) else f'{nth}.ª'} agencia {of(place(county))} este año"

    def one_of(self, county: str, agencies: int) -> str:
        """As in "una de las 4 agencias del condado de Pasco este año", of those that signed on one day."""
        return f"una de las {agencies} agencias {of(place(county))} este año"

    def beside(self, older: Sequence[Model]) -> str:
        """As in "además de ejecución de órdenes": models that the agency had before."""
        return f"además de {models(older)}"

    def weeks_before(self, cadence: Cadence, signed: Sequence[int]) -> str:
        """As in "Firmaron en las cuatro semanas anteriores, de la más reciente a la más antigua: 2 y 3 agencias."."""
        if not signed:
            return ""
        is_feminine = cadence is Cadence.WEEKLY
        if len(signed) == 1:
            time = f"en {'la' if is_feminine else 'el'} {_SPAN[cadence]} anterior"
        else:
            time = f"en {'las' if is_feminine else 'los'} {number_word(len(signed))} {_SPANS[cadence]} anteriores"
        if not any(signed):
            return f"Ninguna agencia firmó {time}."
        if len(signed) == 1:
            return f"{begun(time)} {'firmó' if signed[0] == 1 else 'firmaron'} {count(signed[0], 'agencia')}."
        order = "de la más reciente a la más antigua" if is_feminine else "del más reciente al más antiguo"
        *most, last = [f"{number:,}" for number in signed[:-1]] + [count(signed[-1], "agencia")]
        return f"Firmaron {time}, {order}: {', '.join(most)} y {last}."

    def standing(self, rows: Iterable[tuple[str, int, int | None]]) -> str:
        """As in "Missouri tiene 19 acuerdos (5 más); Kansas, 29 (5 más); el país, 1,153 (57 más)."."""
        said: list[str] = []
        for name, agreements, more in rows:
            number = count(agreements, "acuerdo") if agreements and not said else f"{agreements:,}"
            number = number if agreements or said else "ningún acuerdo"
            verb = "," if said else " tienen" if name.startswith("sus ") else " tiene"
            verb = f" no{verb}" if not agreements and not said else verb
            changed = f" ({self.change(more)})" if more is not None else ""
            said.append(f"{name}{verb} {number}{changed}")
        return f"{begun('; '.join(said))}."

    def span(self, low: int, high: int) -> str:
        """As in "5–12": what a shade of the map stands for."""
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"

    def map_key(self, own: bool) -> str:
        """What the map's shades and marks are. `own`: the desk's states are marked."""
        outlined = "Con borde: sus estados" if own else "Con borde: los que cambiaron"
        shades = "Acuerdos; cada tono tiene una cuarta parte de los estados que tienen alguno."
        return f"{shades} {outlined}; + y − son los cambios de este período."

    def map_words(self, agreements: Sequence[tuple[str, int]], changed: Sequence[tuple[str, str]], others: int) -> str:
        """The map for those who can't see it: the states with the most, and those that changed."""
        most = listing([f"{name} {n:,}" for name, n in agreements]) if agreements else "ninguno"
        text = f"Mapa de los acuerdos por estado. Los que más tienen: {most}."
        if not changed:
            return f"{text} No cambió el número de ningún estado."
        also = f" y {count(others, 'estado más', 'estados más')}" if others else ""
        return f"{text} Cambiaron: {', '.join(f'{name} {by}' for name, by in changed)}{also}."

    def names_elsewhere(self, subscription: str, key: str) -> str:
        """Where the names are, for a channel without threads."""
        return f"Los nombres: watch287g digest {subscription} --period {key} --preview"

    def csv_comment(self, rows: int, agencies: int) -> str:
        """Why the CSV has more rows than there are agencies; "" where it has not."""
        return "" if rows == agencies else f"El CSV tiene {count(rows, 'fila')}: una por cada cambio en un acuerdo."

    def in_csv_alone(self, hidden: int) -> str:
        """What a long list begins with: how many of its entries the mail doesn't show."""
        if hidden == 1:
            return "Una lista larga: 1 de sus entradas está solo en el CSV, que las tiene todas."
        return f"Una lista larga: {hidden:,} de sus entradas están solo en el CSV, que las tiene todas."

    def more_in_csv(self, hidden: int) -> str:
        """What ends a part that was cut."""
        return f"Y {hidden:,} más en el CSV."

    def also(self, names: Sequence[str], hidden: int) -> str:
        """The names of those of which there is no room for more, and how many are left to the CSV."""
        more = f"; y {hidden:,} más en el CSV" if hidden else ""
        return f"{'; '.join(names)}{more}."

    def also_named(self, names: Sequence[str], hidden: int) -> str:
        """The same, below those of which all is told."""
        return f"También: {self.also(names, hidden)}"

    def left_to_csv(self, headings: Sequence[str]) -> str:
        """The parts of which no entry found room, with their counts."""
        return f"En el CSV, y no aquí: {'; '.join(headings)}."

    def county_colours(self, counts: Sequence[tuple[Share, str]], key: str) -> str:
        """What the colours of a picture mean that comes without a table beside it."""
        said = "; ".join(f"{_COLOURS[share]}: {self.SHARES[share]}, {number}" for share, number in counts)
        return f"{begun(said)}. {key}".rstrip()

    def nation_colours(self, spans: Sequence[str], *, is_marked: bool) -> str:
        """The same of a map of the states."""
        marked = "sus estados" if is_marked else "los que cambiaron"
        return f"Acuerdos, de claro a oscuro: {', '.join(spans)}. Con borde: {marked}."

    def months(self, where: str, found: Sequence[tuple[str, str]]) -> str:
        """As in "Missouri al cierre de oct.: 14, sep.: 12"."""
        return f"{self.trend_title(where)} {', '.join(f'{when}: {number}' for when, number in found)}"

    def counties(self, number: int) -> str:
        """As in "9 condados"; of Louisiana's parishes, Alaska's boroughs and the like too, as the Census has it."""
        return count(number, "condado")

    def county_key(self, new: bool, elsewhere: int) -> str:
        """What the map of counties marks, and the agreements that it can't show."""
        said = ["Con borde: nuevas firmas allí."] if new else []
        if elsewhere:
            said.append(f"Fuera del mapa: {count(elsewhere, 'acuerdo')} de agencias estatales o sin condado.")
        return " ".join(said)

    def county_map_words(
        self, state: str, shares: Sequence[tuple[Share, Sequence[str]]], empty: int, new: Sequence[str]
    ) -> str:
        """The map of counties for those who can't see it."""
        marked = f" Nuevas firmas en {_some(new)}." if new else ""
        said = [f"{self.SHARES[share]} en {_some(names)}" for share, names in shares if names]
        some = f"acuerdos por modelo: {'; '.join(said)}" if said else "sin acuerdos en ninguno"
        none = f"; ninguno en {count(empty, 'condado')}" if empty else ""
        return f"Mapa de los condados {of(with_article(state))}, {some}{none}.{marked}"

    def trend_title(self, where: str) -> str:
        """As in "Missouri al cierre de"."""
        return f"{begun(where)} al cierre de"


def _is_month(period: Period, first: date, last: date) -> bool:
    """Whether it is a calendar's month."""
    whole = first.day == 1 and (last.month, last.year) == (first.month, first.year) and (last - first).days > 26
    return period.cadence is Cadence.MONTHLY and whole


def _some(names: Sequence[str], most: int = 12) -> str:
    """The names without "County", or the first of many and the number of the others."""
    names = [name.removesuffix(" County").removesuffix(" Parish") for name in names]
    return listing(names) if len(names) <= most else f"{', '.join(names[:most])} y {len(names) - most:,} más"
