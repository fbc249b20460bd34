"""The terms that every Spanish text shares, as docs/glossary-es.md fixes them."""

from collections.abc import Iterable

from notifiers.language.spanish.style import county, listing
from notifiers.text.safe import CELL, literal
from watchers.model.agreement import Level, ListKind, Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind

_MODELS = {Model.TFM: "grupo de trabajo", Model.WSO: "ejecución de órdenes", Model.JEM: "aplicación en cárceles"}
SHORTEST_MODELS = {Model.TFM: "grupo de trabajo", Model.WSO: "órdenes", Model.JEM: "cárceles"}
_KINDS = {
    EventKind.SIGNED: "Nuevas firmas",
    EventKind.MISSING: "No aparece en la lista más reciente de ICE",
    EventKind.WITHDRAWN: "Ya no figura en la lista de ICE",
    EventKind.POSSIBLY_RENAMED: "Posible cambio de nombre en la lista de ICE",
    EventKind.RETURNED: "De nuevo en la lista de ICE",
    EventKind.PENDING: "Nuevas en la lista de pendientes",
    EventKind.PENDING_DROPPED: "Fuera de la lista de pendientes, sin firma",
    EventKind.AMENDED: "Datos que ICE modificó",
    EventKind.MOA_POSTED: "Acuerdo ya publicado",
    EventKind.DOCUMENT_REPLACED: "Documento del acuerdo reemplazado",
    EventKind.DOCUMENT_REMOVED: "Documento del acuerdo ya no disponible",
    EventKind.DOCUMENT_POSTED: "Documento del acuerdo obtenido",
}
_LABELS = {
    EventKind.SIGNED: "firma",
    EventKind.MISSING: "no aparece",
    EventKind.WITHDRAWN: "ya no figura",
    EventKind.POSSIBLY_RENAMED: "posible cambio de nombre",
    EventKind.RETURNED: "de nuevo en la lista",
    EventKind.PENDING: "pendiente",
    EventKind.PENDING_DROPPED: "fuera de la lista de pendientes",
    EventKind.AMENDED: "modificación de ICE",
    EventKind.MOA_POSTED: "acuerdo publicado",
    EventKind.DOCUMENT_REPLACED: "documento reemplazado",
    EventKind.DOCUMENT_REMOVED: "documento ya no disponible",
    EventKind.DOCUMENT_POSTED: "copia del documento guardada",
}
_AGENCIES = {
    AgencyKind.SHERIFF: "oficina del alguacil",
    AgencyKind.MUNICIPAL_POLICE: "policía municipal",
    AgencyKind.COUNTY_POLICE: "policía del condado",
    AgencyKind.CAMPUS: "policía de un campus",
    AgencyKind.AIRPORT: "policía de un aeropuerto",
    AgencyKind.CORRECTIONS: "correccional",
    AgencyKind.CONSTABLE: "condestable",
    AgencyKind.PROSECUTOR: "fiscalía",
    AgencyKind.STATE_POLICE: "policía estatal",
    AgencyKind.STATE_AGENCY: "otra agencia estatal",
    AgencyKind.NATIONAL_GUARD: "Guardia Nacional",
    AgencyKind.COUNTY_GOVERNMENT: "gobierno del condado",
    AgencyKind.TRIBAL: "agencia tribal",
    AgencyKind.OTHER: "otra",
}
NO_NAME = "(sin nombre impreso)"
MODEL_UNCLEAR = "modelo sin precisar"


def model_words(model: Model) -> str:
    """A model with ICE's own words: "grupo de trabajo (Task Force Model)"; of one that isn't known, those alone."""
    words = literal(model.words, CELL)
    return f"{_MODELS[model]} ({words})" if model in _MODELS else words


def short_model(model: Model) -> str:
    """As in "grupo de trabajo"; of a model that isn't known, ICE's words."""
    return _MODELS.get(model) or literal(model.words, CELL)


def models(found: Iterable[Model]) -> str:
    """As in "grupo de trabajo y aplicación en cárceles"."""
    return listing([short_model(m) for m in found])


def kind_heading(kind: EventKind, *, correction: bool = False) -> str:
    """What a section of this kind is called."""
    return "Corrección" if correction else _KINDS[kind]


_OF_MANY = (
    ("no figura ", "no figuran "),
    ("No aparece ", "No aparecen "),
    ("Acuerdo ya publicado", "Acuerdos ya publicados"),
    ("Documento del acuerdo reemplazado", "Documentos de acuerdos reemplazados"),
    ("Documento del acuerdo ya no disponible", "Documentos de acuerdos ya no disponibles"),
    ("Documento del acuerdo obtenido", "Documentos de acuerdos obtenidos"),
    ("Posible cambio ", "Posibles cambios "),
    ("Cambio de modelo", "Cambios de modelo"),
    ("Corrección", "Correcciones"),
)


def of_many(heading: str) -> str:
    """A section's heading over several: "Ya no figuran en la lista de ICE"."""
    for one, many in _OF_MANY:
        heading = heading.replace(one, many)
    return heading


def of_one(heading: str, agreements: int = 0) -> str:
    """A section's heading over one agency: "Nueva en la lista de pendientes"; of one agreement alone, "Nueva firma"."""
    if agreements == 1:
        heading = heading.replace("Nuevas firmas", "Nueva firma")
    return heading.replace("Nuevas en ", "Nueva en ")


def kind_label(kind: EventKind) -> str:
    """A kind in a word or two, as a label."""
    return _LABELS[kind]


def agency_kind(kind: AgencyKind) -> str:
    """A kind of agency."""
    return _AGENCIES[kind]


def the_list(kind: ListKind) -> str:
    """What the list is called in a sentence."""
    return "la lista de ICE" if kind is ListKind.PARTICIPATING else "la lista de pendientes de ICE"


def level(found: Level) -> str:
    """What government an agency is of."""
    return {Level.COUNTY: "condado", Level.MUNICIPALITY: "municipio", Level.STATE: "estado"}[found]


def county_of(name: str, state: str) -> str:
    """As in "condado de Bee, TX"."""
    return f"{county(name)}, {state}"


def begun(words: str) -> str:
    """The words as a sentence begins with them."""
    return f"{words[:1].upper()}{words[1:]}"
