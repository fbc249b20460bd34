"""The Spanish of an answer to "¿está nuestro alguacil en el programa?": whole sentences over typed values."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from notifiers.language.spanish.style import count, county, day, listing, of, state_name, with_article
from notifiers.language.spanish.style import place as in_spanish
from notifiers.language.spanish.terms import MODEL_UNCLEAR, agency_kind, begun, kind_heading, short_model, the_list
from notifiers.text.safe import AGENCY, CELL, literal
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind
from watchers.names.counties import counties

if TYPE_CHECKING:  # it brings all of matching with it
    from watchers.search.model import NamedPlace

_MOST_STATES = 12


class SearchWords:
    """What is answered to "¿está nuestro alguacil en el programa?": whole sentences over typed values."""

    NOTHING_KNOWN = "Todavía no se sabe nada: no se ha leído ninguna lista de ICE."
    NEAR = "Nombres parecidos"
    HISTORY = "Qué ha pasado"
    MOA = "Memorando"

    def dated(self, when: date) -> str:
        """A day with its year: an answer may be read in any."""
        return day(when, 0)

    def place(self, found: "NamedPlace") -> str:
        """As in "el condado de Boone, Missouri"."""
        return f"{in_spanish(found.name)}, {state_name(found.state)}"

    def agency(self, name: str, county_: str | None, state: str | None) -> str:
        """As in "Seymour Police Department (condado de Webster), Missouri"; no county where the name has it."""
        shown = literal(name, AGENCY)
        is_said = county_ is None or name.casefold().startswith(county_.casefold())
        return f"{shown}{'' if county_ is None or is_said else f' ({county(county_)})'}, {state_name(state)}"

    def model(self, found: Model | None) -> str:
        """The model's short name, as a sentence begins with it."""
        return begun(short_model(found) if found is not None else MODEL_UNCLEAR)

    def listed(self, found: Model | None, signed: date | None, since: date | None) -> str:
        """One agreement on the participating list; `since` is None where our record begins with it."""
        when = f"con firma del {self.dated(signed)}" if signed else "sin fecha de firma impresa"
        first = f", visto por primera vez el {self.dated(since)}" if since else ""
        return f"{self.model(found)}: en la lista de ICE, {when}{first}."

    def pending(self, found: Model | None, since: date | None) -> str:
        """One that waits."""
        return f"{self.model(found)}: pendiente{f' desde el {self.dated(since)}' if since else ''}, sin firmar."

    def missing(self, found: Model | None, kind: ListKind, since: date) -> str:
        """One that the newest list lacks, before the second look."""
        return (
            f"{self.model(found)}: no aparece en {the_list(kind)} desde el {self.dated(since)}; puede ser un error, "
            "una segunda revisión lo dirá."
        )

    def gone(self, found: Model | None, kind: ListKind, since: date | None, signed: date | None) -> str:
        """One that is no longer on a list."""
        when = f" desde el {self.dated(since)}" if since else ""
        had = f" (llevaba firma del {self.dated(signed)})" if signed else ""
        return f"{self.model(found)}: ya no figura en {the_list(kind)}{when}{had}."

    def formerly(self, names: Sequence[str]) -> str:
        """The names that ICE gave it before."""
        return f"ICE también la ha llamado {listing([f'“{literal(name, AGENCY)}”' for name in names])}."

    def happened(self, when: date, kind: EventKind, found: Model | None, event_id: str) -> str:
        """One event in a line."""
        short = short_model(found) if found is not None else MODEL_UNCLEAR
        return f"{self.dated(when)}: {kind_heading(kind)} · {short} ({event_id[:8]})"

    def not_listed(self, what: str, list_of: date, begins: date | None) -> str:
        """As in "El condado de Boone, Missouri: no figura en la lista de ICE del 18 de mayo de 2026, …"."""
        since = f" desde el {self.dated(begins)}" if begins else ""
        return (
            f"{begun(what)}: no figura en la lista de ICE del {self.dated(list_of)}, ni en ninguna de las que "
            f"tenemos{since}."
        )

    def places(self, found: "Sequence[NamedPlace]", asked: str) -> str:
        """As in "el condado de Boone, Missouri"; of several states, "el condado de Boone en Arkansas, Iowa y …".

        Where it is a county here and a town there, the words that were `asked` stand for all.
        """
        if len({p.state for p in found}) == 1:
            return listing([self.place(p) for p in found])
        states = sorted({state_name(p.state) for p in found})
        shown, rest = states[:_MOST_STATES], len(states) - _MOST_STATES
        name = in_spanish(found[0].name) if len({p.name for p in found}) == 1 else f"“{literal(asked, CELL)}”"
        return f"{name} en {listing([*shown, count(rest, 'estado más', 'estados más')] if rest > 0 else shown)}"

    def towns_own(self, found: "NamedPlace") -> str:
        """That a town's answer isn't its county's."""
        return (
            f"Eso es de las agencias propias de {found.name}. No sabemos en qué condado está: pregunte también por él."
        )

    def asked_for(self, words: str, state: str | None) -> str:
        """The question's own words, where they name no place that we know."""
        return f"“{literal(words, CELL)}”{f' en {with_article(state)}' if state else ''}"

    def no_such_place(self, state: str | None, elsewhere: Sequence[str]) -> str:
        """That the words name nothing real, and where there is a county of that name."""
        where = f" en {with_article(state)}" if state else ""
        there = f" Hay uno en {listing(sorted(with_article(code) for code in elsewhere))}." if elsewhere else ""
        return f"No conocemos ningún condado ni localidad de ese nombre{where}.{there}"

    def read_as(self, found: "NamedPlace") -> str:
        """For which place a misspelt one was taken."""
        return f"Se entendió: {self.place(found)}."

    def beside(self, found: "NamedPlace") -> str:
        """The heading over a county's other agencies."""
        return f"Otras agencias en {self.place(found)}"

    def none_beside(self, found: "NamedPlace", *, other: bool) -> str:
        """That ICE places no agency in the county, or no other than those told of."""
        return f"ICE no sitúa ninguna {'otra ' if other else ''}agencia en {self.place(found)}."

    def placeless(self, number: int, found: "NamedPlace") -> str:
        """That some agencies could be in the county too."""
        who = count(number, "agencia de la lista", "agencias de la lista")
        more = "puede estar" if number == 1 else "algunas pueden estar"
        return (
            f"ICE no indica el condado de {who} {of(with_article(found.state))}: {more} también en "
            f"{in_spanish(found.name)}."
        )

    def held_back(self, kind: ListKind) -> str:
        """That a newer list was not searched."""
        which = "de participantes" if kind is ListKind.PARTICIPATING else "de pendientes"
        return f"Hay una lista {which} más reciente, retenida por no ser fiable; no se buscó en ella."

    def pending_list_gone(self, since: date) -> str:
        """That ICE shows no pending list now."""
        return f"ICE no enlaza ninguna lista de pendientes desde el {self.dated(since)}: lo pendiente es de esa fecha."

    def searched(self, list_of: date, name: str) -> str:
        """The list that the answer is from."""
        return f"Según la lista de ICE del {self.dated(list_of)} ({literal(name, CELL)})."

    def state_head(self, state: str, agreements: int, agencies: int, waiting: int) -> str:
        """A state in one sentence."""
        pending = count(waiting, "pendiente")
        if not agreements:
            return f"{state_name(state)}: ningún acuerdo en la lista de ICE, {pending}."
        return (
            f"{state_name(state)}: {count(agreements, 'acuerdo')} de {count(agencies, 'agencia')} en la lista de ICE, "
            f"{pending}."
        )

    def kind_line(self, kind: AgencyKind, agencies: int, models: Mapping[Model, int]) -> str:
        """One kind of agency and its agreements: "oficina del alguacil: 12 agencias (9 de grupo de trabajo)"."""
        said = ", ".join(f"{n:,} de {short_model(found)}" for found, n in models.items())
        return f"{agency_kind(kind)}: {count(agencies, 'agencia')}{f' ({said})' if said else ''}"

    def sheriffs_share(self, state: str, sheriffs: int, of_all: int) -> str:
        """As in "alguaciles de 63 de los 254 condados"."""
        word = "las {} parroquias" if state == "LA" else "{} condado" if of_all == 1 else "los {} condados"
        if any(county.name.endswith(" city") for county in counties(state)):
            word = "los {} condados y ciudades independientes"
        return f"alguaciles de {sheriffs} de {word.format(of_all)}"

    def left_out(self, number: int) -> str:
        """How many agencies are not shown."""
        return f"No se {'muestra' if number == 1 else 'muestran'} {count(number, 'agencia más', 'agencias más')}."
