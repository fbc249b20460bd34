"""The terms that every English text shares."""

from collections.abc import Iterable

from notifiers.text.ap_style import listing
from notifiers.text.safe import CELL, literal
from watchers.model.agreement import Level, ListKind, Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind

_SHORT_MODEL = {Model.TFM: "Task Force", Model.WSO: "Warrant Service Officer", Model.JEM: "Jail Enforcement"}
SHORTEST_MODELS = {Model.TFM: "Task Force", Model.WSO: "Warrant Service", Model.JEM: "Jail"}
NO_NAME = "(no name printed)"
_KINDS = {
    EventKind.SIGNED: "Newly signed",
    EventKind.MISSING: "Missing from ICE's newest list",
    EventKind.WITHDRAWN: "No longer on ICE's list",
    EventKind.POSSIBLY_RENAMED: "Possibly renamed on ICE's list",
    EventKind.RETURNED: "Back on ICE's list",
    EventKind.PENDING: "Newly pending",
    EventKind.PENDING_DROPPED: "Off the pending list, not signed",
    EventKind.AMENDED: "Edited by ICE",
    EventKind.MOA_POSTED: "Agreement now posted",
    EventKind.DOCUMENT_REPLACED: "Agreement's document replaced",
    EventKind.DOCUMENT_REMOVED: "Agreement's document taken away",
    EventKind.DOCUMENT_POSTED: "Agreement's document fetched",
}


def models(found: Iterable[Model]) -> str:
    """As in "Task Force and Jail Enforcement"."""
    return listing([short_model(m) for m in found])


def short_model(model: Model) -> str:
    """As in "Task Force"; of a model that isn't known, ICE's words."""
    return _SHORT_MODEL.get(model) or literal(model.words, CELL)


def model_words(model: Model) -> str:
    """ICE's words for a model, for print."""
    return literal(model.words, CELL)


def kind_heading(kind: EventKind, *, correction: bool = False) -> str:
    """What a section of this kind is called."""
    return "Correction" if correction else _KINDS[kind]


def kind_label(kind: EventKind) -> str:
    """A kind in a word or two, as a label."""
    return kind.value.replace("_", " ")


def agency_kind(kind: AgencyKind) -> str:
    """A kind of agency."""
    return kind.value


def the_list(kind: ListKind) -> str:
    """What the list is called in a sentence."""
    return "ICE's list" if kind is ListKind.PARTICIPATING else "ICE's pending list"


def level(found: Level) -> str:
    """What government an agency is of."""
    return found.value


def county_of(name: str, state: str) -> str:
    """As in "Bee County, TX"."""
    return f"{name}, {state}"


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spelled(number: int) -> str:
    """A number in AP style: "one" to "nine", then "10"."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def begun(words: str) -> str:
    """The words as a sentence begins with them."""
    return f"{words[:1].upper()}{words[1:]}"
