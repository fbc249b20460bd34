"""The Spanish of the public record: its pages, feeds, pictures and maps."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifiers.language.spanish import style
from notifiers.language.spanish.columns import column_meaning, column_type
from notifiers.language.spanish.style import MONTHS, areas, count, listing
from notifiers.language.spanish.terms import (
    SHORTEST_MODELS,
    agency_kind,
    begun,
    kind_heading,
    kind_label,
    model_words,
    of_many,
    short_model,
)
from notifiers.language.spanish.terms import models as models_of
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.model.register import Stand
from watchers.names.agency_kinds import AgencyKind
from watchers.names.places import STATES
from watchers.names.whereabouts import Basis

_WATCHED = (
    "ICE publica dos listas de agencias estatales y locales de su programa 287(g): las que participan y las "
    "pendientes. Un programa revisa la página de ICE varias veces por hora, guarda cada archivo que encuentra allí y "
    "compara cada lista con la anterior."
)
_SAID = (
    "Cada página dice solo lo que muestran las listas. Las listas de ICE no dicen por qué aparece o desaparece una "
    "fila: de una agencia que falta solo puede decirse que “ya no figura en la lista”, y se dice únicamente después "
    "de revisar otra lista posterior. Una lista incompleta, desordenada o desactualizada se retiene y no cambia nada."
)
_MAPPED = (
    "Un acuerdo se asigna a un condado según el condado que ICE indica o el nombre de la oficina del alguacil. De "
    "muchas agencias municipales ICE no indica el condado: figuran junto al mapa, sin conjeturas. Una agencia del "
    "estado no pertenece a ningún condado. Connecticut aparece con sus regiones de planificación de 2022; los "
    "contornos son los de la Oficina del Censo de 2023."
)
_CORRECTED = (
    "Cuando una lista posterior muestra que una página era errónea, esa página lo dice y enlaza la corrección, y los "
    "canales llevan ambas. No se borra nada; la cadena de hashes de la página de descargas permite comprobarlo."
)
_STANDS = {
    Stand.LISTED: "en la lista de ICE",
    Stand.OPEN: "en la lista de ICE; quizá sea otra con un nombre nuevo",
    Stand.MISSING: "no aparece en la lista más reciente de ICE; se revisará de nuevo",
    Stand.GONE: "ya no figura en la lista de ICE",
    Stand.SIGNED: "ya firmó",
    Stand.DOUBLED: "aparece dos veces",
}
_MANY = {
    EventKind.SIGNED: "firmas",
    EventKind.MISSING: "no aparecen",
    EventKind.WITHDRAWN: "ya no figuran",
    EventKind.POSSIBLY_RENAMED: "posibles cambios de nombre",
    EventKind.PENDING: "pendientes",
    EventKind.AMENDED: "modificaciones de ICE",
    EventKind.MOA_POSTED: "acuerdos publicados",
    EventKind.DOCUMENT_REPLACED: "documentos reemplazados",
    EventKind.DOCUMENT_REMOVED: "documentos ya no disponibles",
    EventKind.DOCUMENT_POSTED: "copias de documentos guardadas",
}
_BASIS = {
    Basis.NOT_PRINTED: "ICE no indica el condado",
    Basis.SEVERAL: "la celda de ICE nombra más de un condado",
    Basis.TWO_OF_THE_NAME: "el estado tiene dos condados con ese nombre",
    Basis.NO_SUCH_COUNTY: "la celda de ICE no nombra ningún condado del estado",
    Basis.NO_STATE: "el estado de la fila no está claro",
    Basis.STATEWIDE: "en todo el estado",
    Basis.CELL: "no hay contorno de este condado",
    Basis.NAME: "no hay contorno de este condado",
}
_ALLOWS = {
    Model.TFM: "Los agentes pueden interrogar y arrestar por infracciones migratorias durante sus patrullas, bajo la "
    "supervisión de ICE.",
    Model.JEM: "El personal de la cárcel puede preguntar a los detenidos por su estatus migratorio e iniciar "
    "procesos de deportación.",
    Model.WSO: "El personal de la cárcel puede notificar órdenes de ICE a los detenidos, sin preguntarles por su "
    "estatus migratorio.",
}
_FILES = {
    "agreements": "Todos los acuerdos que constan en el registro, con su situación actual",
    "events": "Todos los cambios, del más antiguo al más reciente",
    "lists": "Todas las listas que ICE publicó, con su hash",
    "chain": "La cadena de hashes: un cambio por línea",
    "head": "El hash más reciente de la cadena",
}


def _agencies(number: int) -> str:
    return count(number, "agencia")


def _agreements(number: int) -> str:
    return count(number, "acuerdo")


class SiteWords:
    """What the record says around the news, which has its own words in the other rooms."""

    SITE = "Acuerdos 287(g): el registro público"
    SITE_SHORT = "Registro 287(g)"
    TAGLINE = (
        "Los cambios que vimos en la lista de ICE de agencias de su programa 287(g), con la evidencia de cada uno."
    )
    LANGUAGE = "Español"
    SKIP = "Ir al contenido"
    HOME = "Todo el país"
    CHANGES = "Cambios"
    SEARCH = "Búsqueda"
    DOWNLOADS = "Descargas"
    ABOUT = "Acerca de"
    MAIN_MENU = "Menú principal"
    FIND = "Busque una agencia, un condado o un estado"
    FIND_HINT = "Agencia, condado o estado"
    FIND_BUTTON = "Buscar"
    FOOT = (
        "Hecho por watch287g a partir de las listas que ICE publica. Dice lo que muestran esas listas, y no por qué: "
        "una agencia que ya no figura pudo haber terminado su acuerdo, o no."
    )
    WRITE_US = "¿Algo está mal? Escriba a"
    NATION = "Estados Unidos"
    OTHER_MODEL = "otro modelo"
    NO_AGREEMENT = "sin acuerdo conocido"
    STATEWIDE_REACH = "participa una agencia estatal"
    MODELS_HEADING = "Acuerdos por modelo"
    TOTAL = "Todos los acuerdos"
    NOW = "Ahora"
    WEEK = "Última semana"
    MONTH = "Último mes"
    MODEL = "Modelo"
    MAP_HEADING = "Dónde"
    MAP_NOT_TO_SCALE = "Alaska, Hawái y los territorios están dibujados a otra escala."
    TREND_HEADING = "Desde que comenzó el registro"
    TREND_ALSO = "Las cifras de la gráfica"
    MONTH_END = "Fecha"
    NEWEST = "Cambios más recientes"
    ALL_CHANGES = "Todos los cambios"
    STATES_HEADING = "Estados y territorios"
    STATE = "Estado"
    AGENCIES = "Agencias"
    AGREEMENTS = "Acuerdos"
    PENDING = "Pendientes"
    LAST_CHANGE = "Último cambio"
    AGENCY = "Agencia"
    COUNTY = "Condado"
    KIND = "Tipo de agencia"
    SIGNED = "Firma"
    DOCUMENT = "Documento"
    MOA = "Memorando"
    SINCE = "En la lista desde"
    STATUS = "Situación"
    WHAT = "Qué"
    WHEN = "Cuándo"
    NONE = "ninguno"
    NOT_PRINTED = "sin indicar"
    UNKNOWN = "sin precisar"
    AGREEMENTS_HEADING = "Acuerdos"
    PENDING_HEADING = "En la lista de pendientes de ICE"
    GONE_HEADING = "Ya no figuran en la lista"
    LAW_HEADING = "Ley estatal"
    LAW_READ = "Texto de la ley"
    FEEDS = "Siga este registro"
    FEEDS_WORDS = "Reciba las novedades y las correcciones en su lector de noticias:"
    STORY_HEADING = "Qué pasó"
    AGREEMENTS_NOW = "Sus acuerdos"
    FORMER_NAMES = "ICE también la ha nombrado así:"
    STATEWIDE_HEADING = "Agencias con alcance en todo el estado"
    UNPLACED_HEADING = "Agencias que no están en el mapa"
    EVIDENCE = "La evidencia"
    CELL = "Celda"
    BEFORE = "Antes"
    AFTER = "Ahora"
    AS_PRINTED = "Como aparece en la lista de ICE"
    QUOTE = "Para citar"
    COPY = "Copiar"
    COPIED = "Copiado"
    RULE = "Por qué lo decimos"
    WORKBOOK = "El archivo de ICE"
    BOOK_BEFORE = "El archivo anterior de ICE"
    HASH = "SHA-256"
    ICES_TIME = "ICE lo guardó"
    OUR_TIME = "Visto por primera vez"
    NO_ICE_TIME = "El servidor de ICE no lo dijo"
    WHERE_IN_FILE = "Dónde"
    AT_ICE = "en el sitio de ICE"
    KEPT_COPY = "nuestra copia"
    AFTERWARDS = "Qué pasó después"
    NOTHING_AFTER = "Nada posterior corrige esto."
    TAKES_BACK = "Corrige"
    SETTLES = "Aclara lo que había quedado abierto"
    PERMALINK = "Dirección permanente"
    AS_JSON = "en JSON"
    THE_AGENCY = "La página de la agencia"
    MOVED = "Esta página cambió de dirección"
    MOVED_TO = "El nombre que ICE da ahora a esta agencia es"
    NOT_FOUND = "En esta dirección no hay ninguna página"
    NOT_FOUND_WORDS = "Puede que esté mal escrita. Desde aquí se llega a cada agencia, estado y cambio:"
    CHANGES_HEADING = "Cambios en las listas de ICE, día por día"
    DAYS = "Días"
    LISTS_HEADING = "Las listas que ICE publicó"
    LIST = "Lista"
    HELD_HEADING = "Retenidas ahora"
    SHOWS_NOTHING = "Nada cambió con esta lista."
    ROWS_CHANGED = "Cambios"
    DOWNLOADS_HEADING = "Descargas"
    DATA_HEADING = "Los datos"
    DICTIONARY = "Qué significan las columnas"
    COLUMN = "Columna"
    TYPE = "Tipo"
    MEANING = "Significado"
    LICENCE_HEADING = "Licencia"
    LICENCE = (
        "Las listas de ICE son obra del gobierno de Estados Unidos y de dominio público (17 U.S.C. 105). Lo que este "
        "sitio añade (qué cambió, cuándo y según qué regla) puede usarlo cualquiera para cualquier fin bajo la "
        "licencia CC BY 4.0: cite la fuente y enlace la página."
    )
    CHAIN_HEADING = "La cadena de hashes"
    CHAIN = (
        "Cada cambio es una línea, y cada línea lleva el SHA-256 de la anterior. Quien haya anotado el hash más "
        "reciente podrá saber después si se modificó algo anterior. Lo comprueba “watch287g site --verify”, y también "
        "cualquier herramienta de SHA-256."
    )
    CHAIN_HEAD = "Hash más reciente"
    BOOKS_HEADING = "Los archivos guardados"
    API_HEADING = "Para programas"
    API = (
        "Los archivos JSON conservan estas direcciones para siempre y se describen en un documento OpenAPI, en inglés."
    )
    FILE = "Archivo"
    SIZE = "Qué contiene"
    SEARCH_HEADING = "Agencias por estado"
    SEARCH_WORDS = "Escriba una parte del nombre de una agencia, un condado o un estado."
    ABOUT_HEADING = "Cómo se hace este registro"
    FILTER = "Filtrar"
    ALL = "todos"
    SHOWN = "a la vista"
    SHOWN_OF = "{} de {} a la vista"
    ABOUT_TEXT = (
        ("Qué se observa", _WATCHED),
        ("Qué se dice, y qué no", _SAID),
        ("Lo que el mapa no puede mostrar", _MAPPED),
        ("Correcciones", _CORRECTED),
    )
    NO_LIST = "Todavía no se ha leído ninguna lista."
    NO_CHANGES = "Todavía no se ha registrado ningún cambio."
    THE_DOCUMENT = "El documento, tal como se obtuvo"
    DOCUMENT_BEFORE = "El documento anterior"

    def columns(self, file: str, fields: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
        """The columns of a file with their types and meanings."""
        return {name: (column_type(type_), column_meaning(file, name)) for name, (type_, _) in fields.items()}

    def kind(self, found: EventKind) -> str:
        """A kind of event as a label."""
        return kind_label(found)

    def stand(self, found: Stand, on: ListKind) -> str:
        """How an agreement stands."""
        if on is ListKind.PENDING and found in (Stand.LISTED, Stand.OPEN):
            return "en la lista de pendientes de ICE"
        if on is ListKind.PENDING and found is Stand.GONE:
            return "ya no figura en la lista de pendientes de ICE"
        return _STANDS[found]

    def allows(self, found: Model | None) -> str:
        """What a model allows; "" of one that isn't known."""
        return _ALLOWS.get(found, "") if found else ""

    def file(self, kind: str) -> str:
        """What a file has."""
        return _FILES[kind]

    def agency_kind(self, found: AgencyKind) -> str:
        """A kind of agency."""
        return agency_kind(found)

    def county(self, name: str) -> str:
        """A county, as in a list of facts."""
        return style.county(name)

    def county_cell(self, name: str) -> str:
        """A county under the heading "Condado": "Greene"; a parish is said to be one."""
        return re.sub(r" Parish$", " (parroquia)", re.sub(r" County$", "", name))

    def month(self, day_: date) -> str:
        """A month under a chart."""
        return MONTHS[day_.month - 1][:3]

    def the_list(self, found: ListKind) -> str:
        """One of ICE's lists as a label."""
        return "Participantes" if found is ListKind.PARTICIPATING else "Pendientes"

    def model(self, found: Model | None) -> str:
        """A model for a cell."""
        return begun(model_words(found)) if found is not None else self.UNKNOWN

    def model_cell(self, found: Model | None) -> str:
        """A model in a table of agreements, beside whose figures it stands with ICE's words."""
        return begun(short_model(found)) if found is not None else self.UNKNOWN

    def line(self, found: Model | None) -> str:
        """A line of a chart: in the fewest words."""
        return SHORTEST_MODELS.get(found) or short_model(found) if found is not None else self.ALL

    def models(self, found: Sequence[Model]) -> str:
        """As in "grupo de trabajo y aplicación en cárceles"."""
        return models_of(found) if found else self.NONE

    def state(self, code: str | None) -> str:
        """A state's name, begun as a title is."""
        return style.state_name(code) if code in STATES else begun(style.NO_STATE)

    def date_of(self, when: date) -> str:
        """A day, with its year."""
        return style.day(when, 0)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A time on the site's clock."""
        return style.moment(at, zone)

    def since(self, when: date, *, is_first_sight: bool) -> str:
        """Since when an agreement is on the list; of those of the record's first sight it isn't known."""
        return f"{style.day(when, 0)} o antes" if is_first_sight else style.day(when, 0)

    def as_of(self, name: str, when: str) -> str:
        """By which list the figures are."""
        return f"Según la lista {name} de ICE, vista el {when}."

    def nation_totals(self, agreements: int, agencies: int, states: int) -> str:
        """The nation in a sentence."""
        return f"{_agreements(agreements)} de {_agencies(agencies)} en {areas(states)}."

    def state_totals(self, code: str, agreements: int, agencies: int, pending: int) -> str:
        """A state in a sentence."""
        if not agreements and not pending:
            return f"Ninguna agencia {style.of(style.with_article(code))} figura en las listas de ICE."
        waiting = f"; {count(pending, 'acuerdo pendiente', 'acuerdos pendientes')}" if pending else ""
        return f"{_agreements(agreements)} de {_agencies(agencies)} {style.of(style.with_article(code))}{waiting}."

    def coverage(self, sheriffs: int, counties: int) -> str:
        """How many of a state's counties have a sheriff with an agreement."""
        whole = count(counties, "condado o equivalente", "condados o equivalentes")
        return f"Tienen acuerdo los alguaciles de {sheriffs:,} de {whole}."

    def statewide(self, number: int) -> str:
        """Who reaches beyond a county."""
        if number == 1:
            return "1 agencia con acuerdo es estatal y abarca todo el estado."
        return f"{number:,} agencias con acuerdo son estatales y abarcan todo el estado."

    def unplaced(self, number: int) -> str:
        """Who is not on the map."""
        verb = "no aparece" if number == 1 else "no aparecen"
        return f"{_agencies(number)} con acuerdo {verb} en el mapa porque la lista de ICE no dice en qué condado."

    def no_county(self, basis: Basis) -> str:
        """Why an agency is in no county."""
        return _BASIS[basis]

    def map_title(self, place: str) -> str:
        """What a map shows, for those who can't see it."""
        return (
            f"{place}: mapa de los condados con acuerdo, en el color del modelo de mayor alcance. La tabla que sigue "
            "dice lo mismo."
        )

    def chart_title(self, place: str) -> str:
        """What a chart shows."""
        return f"{place}: acuerdos por modelo desde que comenzó el registro. La tabla que sigue dice lo mismo."

    def area_title(self, county: str, agencies: Sequence[str], found: Sequence[Model]) -> str:
        """A county's words on the map."""
        named = listing(list(agencies)) if len(agencies) < 4 else _agencies(len(agencies))
        return f"{begun(style.county(county))}: {named} ({self.models(found)})"

    def quote(self, said: str, name: str, place: str, saved: str | None, address: str | None) -> str:
        """What a reporter may copy, with its source."""
        source = f"{name}, {place}{f', guardada por ICE el {saved}' if saved else ''}".rstrip(".")
        return f"{said} Fuente: lista 287(g) de ICE, {source}.{f' {address}' if address else ''}"

    def page_title(self, *parts: str) -> str:
        """A page's title for a window's bar."""
        return " · ".join([*parts, self.SITE_SHORT])

    def list_title(self, found: ListKind, when: str) -> str:
        """A list's page."""
        which = "participantes" if found is ListKind.PARTICIPATING else "pendientes"
        return f"La lista de {which} de ICE, vista el {when}"

    def by_kind(self, numbers: Mapping[EventKind, int]) -> str:
        """As in "3 firmas, 1 ya no figura"."""
        return ", ".join(
            f"{number:,} {kind_label(found) if number == 1 else _MANY.get(found, kind_label(found))}"
            for found, number in numbers.items()
        )

    def corrected_on(self, when: str) -> str:
        """What stands over an entry that was corrected."""
        return f"Corregido o aclarado el {when}:"

    def feed_title(self, place: str) -> str:
        """A feed's title."""
        return f"Acuerdos 287(g): {place}"

    def feed_subtitle(self, place: str) -> str:
        """What a feed has."""
        return (
            f"Cambios en la lista de acuerdos 287(g) de ICE, {place}, cada uno con su evidencia. Las correcciones "
            "también son entradas."
        )

    def also_in(self, county: str) -> str:
        """The other agencies of a county."""
        return f"Otras agencias {style.of(style.place(county))}"

    def kept_since(self, number: int, events: int) -> str:
        """How much the record holds."""
        kept = count(number, "lista de ICE guardada", "listas de ICE guardadas")
        return f"{kept}, {count(events, 'cambio registrado', 'cambios registrados')}."

    def agency_now(self, name: str, place: str, taking_part: Sequence[Model], is_pending: bool) -> str:
        """An agency in a sentence."""
        if taking_part:
            more = " Otro acuerdo está en la lista de pendientes de ICE." if is_pending else ""
            return f"{name}, {place}, figura en la lista 287(g) de ICE: {models_of(taking_part)}.{more}"
        if is_pending:
            return f"{name}, {place}, figura en la lista de pendientes de ICE."
        return f"{name}, {place}, no figura ahora en ninguna de las listas 287(g) de ICE."

    def signed(self, when: date | None, printed: str, *, is_pending: bool) -> str:
        """The day of ICE's signature, as far as it can be read."""
        if when is not None:
            return style.day(when, 0)
        if is_pending:
            return "todavía no"
        return f"sin precisar: “{printed}”" if printed else self.NOT_PRINTED

    def day_title(self, when: str) -> str:
        """A day's page."""
        return f"Cambios en las listas de ICE vistos el {when}"

    def day_lede(self, numbers: Mapping[EventKind, int]) -> str:
        """A day or a list in a sentence."""
        return f"{count(sum(numbers.values()), 'cambio')}: {self.by_kind(numbers)}."

    def kind_heading(self, found: EventKind) -> str:
        """What stands over events of one kind."""
        return of_many(kind_heading(found))
