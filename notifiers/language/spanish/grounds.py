"""The Spanish of why an event is taken for what it is: a sentence for each ground that is recorded."""

from collections.abc import Callable, Mapping

from notifiers.language.spanish.style import count, listing
from notifiers.language.spanish.terms import begun
from notifiers.text.safe import CELL, literal
from watchers.model.grounds import Ground, Grounded, findings_of, grounds_of

_NO_OTHER_ROW = "ninguna fila nueva puede ser ese acuerdo escrito de otro modo."
_UNSHOWN = "ninguna lista ha mostrado que una fila nueva sea ese acuerdo."
_SAID = {
    Ground.NEW: "Está en la lista, {place}, y en ninguna anterior de las que tenemos.",
    Ground.WAS_PENDING: (
        "Está en la lista, {place}, y en ninguna anterior de las que tenemos; hasta ahora figuraba entre los "
        "pendientes, como “{agency}”."
    ),
    Ground.NOT_SHOWN_AS_ONE: (
        "Está en la lista, fila {row}, y en ninguna anterior de las que tenemos; ninguna lista ha mostrado que sea uno "
        "de los que faltaban."
    ),
    Ground.NONE_OF_THE_MISSING: (
        "Está en la lista, fila {row}, y en ninguna anterior de las que tenemos; no es ninguno de los que faltaban."
    ),
    Ground.SIGNED_ANEW: "Está de nuevo en la lista, con otra fecha de firma, después de haber salido de ella.",
    Ground.BACK: "Está de nuevo en la lista, después de faltar en {lists}.",
    Ground.NO_ROW: "Ninguna fila de esta lista es este acuerdo, ni puede serlo escrito de otro modo.",
    Ground.LEFT_OPEN: (
        "Ninguna fila de esta lista es ya “{agency}”, y la fila {row} no está en ninguna anterior. Lo que ambas filas "
        "comparten no permite saber si son un mismo acuerdo."
    ),
    Ground.GONE_SINCE: f"Falta en {{first}}, que es la lista de ICE desde entonces, y {_NO_OTHER_ROW}",
    Ground.GONE_FROM: f"Falta en {{number}} listas seguidas, de {{first}} a {{last}}, y {_NO_OTHER_ROW}",
    Ground.GONE_SINCE_UNSHOWN: f"Falta en {{first}}, que es la lista de ICE desde entonces, y {_UNSHOWN}",
    Ground.GONE_FROM_UNSHOWN: f"Falta en {{number}} listas seguidas, de {{first}} a {{last}}, y {_UNSHOWN}",
    Ground.PENDING: "Está en la lista de pendientes, {place}, y antes no estaba.",
    Ground.PENDING_AGAIN: "Está de nuevo en la lista de pendientes, de la que había salido sin firma.",
    Ground.DROPPED: "Salió de la lista de pendientes hace {days} y no ha aparecido en la de participantes.",
    Ground.DOCUMENT_LINKED: "La fila enlaza ahora el documento del acuerdo, y antes no.",
    Ground.NO_DOCUMENT: "Su dirección no lleva a ningún documento.",
    Ground.DOCUMENT_AGAIN: "Su dirección lleva de nuevo al documento.",
    Ground.OTHER_DOCUMENT: "La misma dirección da otro documento.",
    Ground.FIRST_COPY: "Es la primera copia del documento que enlaza la fila.",
    Ground.OTHER_LINK: "La fila enlaza otro documento que antes.",
    Ground.UNLINKED: "La fila sigue en la lista y ya no lo enlaza.",
    Ground.PRINTED_OTHERWISE: "Es el mismo acuerdo; ICE cambió {fields}.",
    Ground.PENDING_OTHERWISE: "Es el mismo acuerdo pendiente, escrito de otro modo.",
    Ground.ONE_AFTER_ALL: "Es un mismo acuerdo, escrito de otro modo.",
    Ground.EXACT: "Figura con el mismo estado, la misma agencia y el mismo modelo.",
    Ground.ONLY_SIGNING: "Salió de la lista de pendientes al llegar la única firma de su condado.",
    Ground.PENDING_LIST: (
        "El enlace de ICE a la lista de participantes lleva a {file}, una tabla de {table} sin columna SIGNED, "
        "como la lista de pendientes."
    ),
    Ground.PARTICIPATING_LIST: (
        "El enlace de ICE a la lista de pendientes lleva a {file}, una tabla de {table} con columna SIGNED, como "
        "la lista de participantes."
    ),
    Ground.EMPTY: "{file} es una lista de participantes sin ninguna agencia.",
    Ground.OLD: "{file} es, byte por byte, una lista que ICE ya había sustituido por otra más reciente.",
    Ground.NO_COLUMN: "{file} no tiene {columns}, que la lista anterior sí tenía.",
    Ground.SECOND_LIST: (
        "La página de ICE enlaza {file} como segunda lista de {list}, junto a la que se toma en cuenta; en esa "
        "{are} {rows} de {of} (“{agency}”)."
    ),
    Ground.UNLIKE_ANY: (
        "{file} tiene {rows} filas que no estaban en ninguna lista anterior, demasiadas de un mismo estado. Ninguna "
        "lista de ICE ha sido así, y compararla llevaría horas."
    ),
    Ground.NAMELESS: (
        "En {file} no se puede leer ni el estado ni el modelo de {rows} de las agencias de la lista anterior "
        "(“{agency}”)."
    ),
    Ground.END_CUT_OFF: (
        "{file} tiene {table}; de las {all} agencias de la lista anterior faltan {gone}, todas del final."
    ),
    Ground.CUT_SHORT: "{file} tiene {table}; de las {all} agencias de la lista anterior faltan {gone} ({states}).",
    Ground.OLDER: (
        "En {file} faltan {gone} acuerdos ({states}), los más recientes, y no hay ninguno nuevo: parece una lista "
        "anterior."
    ),
    Ground.MANY_GONE: "En {file} faltan {gone} acuerdos de {number} estados ({states}). Nunca habían faltado tantos.",
    Ground.CHANGED_ALIKE: "En {rows} de las {all} filas de {file} cambió {fields}.",
    Ground.SWOLLEN: "{file} tiene {rows} agencias que no estaban en la lista anterior, de {all}.",
    Ground.UNCLEAR_TABS: "{file} no se puede tomar como una sola lista: {doubts}.",
    Ground.PAGE_SAYS: "La página de ICE dice {agreements}; en esta lista se pueden leer {rows}.",
    Ground.TWO_LISTS: "sus hojas “{tab}” y “{other_tab}” son dos listas, una de ellas sin fechas",
    Ground.TAB_REPEATS: "su hoja “{tab}” repite {rows} filas de otra hoja y tiene {others} más",
    Ground.UNREAD_TAB: "su hoja “{tab}” puede contener agencias y no se entiende",
    Ground.SAME_NAME: "los nombres dicen lo mismo",
    Ground.SAME_IN_OTHER_WORDS: "los nombres dicen lo mismo con otras palabras",
    Ground.BEHIND: "un nombre es el otro con algo añadido al final",
    Ground.ONE_LETTER: "los nombres difieren en una letra",
    Ground.ONE_COLLEGE: "ambos son nombres de una misma universidad",
    Ground.INITIALS: "un nombre son las iniciales del otro",
    Ground.BOTH_ARE: "ambos son nombres de “{known}”",
    Ground.BOTH_NAME: "ambos nombran a “{known}”",
    Ground.OWN_DIVISION: "un departamento y una división suya: {known}",
    Ground.COLLEGES_DIFFER: "los nombres de las universidades difieren en “{words}”",
    Ground.COLLEGE_SPELT: "el nombre de la universidad está escrito u ordenado de otro modo",
    Ground.POLICE_AND_SIGNER: "una fila nombra a la policía, y la otra a quien firma por ella",
    Ground.AIRPORTS_AUTHORITY: "solo una dice que la autoridad portuaria es la de un aeropuerto",
    Ground.AIRPORTS_SHARE: "{places} comparten una palabra, y no hay dos aeropuertos que se llamen así",
    Ground.AIRPORTS_OF_ONE: "ambos son aeropuertos de un mismo condado",
    Ground.ONE_NUMBER: "solo un nombre lleva el número {numbers}",
    Ground.KINDS_OF_AGENCY: "{offices} son dos tipos de agencia",
    Ground.OF_A_STATE: "{offices} de un estado son dos agencias",
    Ground.SHARED_OFFICE: "ambos nombres dicen {offices}",
    Ground.TWO_FORCES: "un lugar puede tener {one} y {other}, dos fuerzas",
    Ground.NAMED_AS: "un nombre se lee como {one}, y el otro como {other}",
    Ground.ONE_KIND: "{kinds} del mismo nombre no pueden ser dos en este estado",
    Ground.COUNTY_AND_TOWN: "solo un nombre dice que es del condado, y el estado tiene una localidad con ese nombre",
    Ground.DIFFERING_WORDS: "los nombres difieren en “{words}”",
    Ground.MORE_OF_ITS_KIND: "solo un nombre dice “{words}”, y un condado tiene una sola agencia de este tipo: {one}",
    Ground.MORE_WORDS: "solo un nombre dice “{words}”",
    Ground.ONE_SAYS: "solo un nombre dice {offices}",
    Ground.ONE_PLACE: "solo un nombre dice el lugar",
    Ground.OTHER_ORDER: "{places} son las mismas palabras en otro orden",
    Ground.SLIP: "{places} difieren por un error al escribir",
    Ground.ANOTHER_PLACE: "“{words}” designa otro lugar",
    Ground.BOTH_PLACES: "{places} son ambos nombres de lugares",
    Ground.BEGIN_ALIKE: "{places} empiezan de modo parecido, y a lo sumo uno consta en el estado",
    Ground.BEGIN_SO: "{places} empiezan así, y solo uno consta en el estado",
    Ground.UNLIKE: "{places} no se parecen",
    Ground.SAME_DATE: "misma fecha de firma",
    Ground.DAY_APART: "fechas de firma con un día de diferencia",
    Ground.DATE_SLIP: "fechas de firma que difieren en una cifra, o en el orden de día y mes",
    Ground.NO_DATE: "al menos una fila sin fecha",
    Ground.NO_READABLE_DATE: "una fecha ilegible",
    Ground.SAME_DOCUMENT: "mismo archivo de memorando",
    Ground.DOCUMENT_AND_DATE: "un documento y una fecha son de una sola fila",
    Ground.SAME_COUNTY: "mismo condado",
    Ground.NO_OTHERS: "ninguna otra fila de este estado, modelo y fecha salió ni entró",
    Ground.NOTHING_AGAINST: "nada lo contradice",
    Ground.COUNTY_CELL: "una celda COUNTY que no nombra ningún condado del estado y empieza como la otra",
    Ground.COLLEGES_ON_RECORD: "los nombres de las universidades difieren en “{words}”, y solo uno consta",
    Ground.NEAREST: "{places} se parecen más que cualquier otro lugar del estado",
}
_FIELDS = {
    "state": "el estado",
    "agency name": "el nombre de la agencia",
    "model": "el modelo",
    "level": "el tipo de agencia",
    "county": "el condado",
    "signing date": "la fecha de firma",
    "agreement document": "el documento del acuerdo",
    "addendum": "la adenda",
}
_WORDS = {
    "attorney general": "fiscalía general",
    "district attorney": "fiscalía de distrito",
    "state's attorney": "fiscalía estatal",
    "commonwealth's attorney": "fiscalía de la mancomunidad",
    "county attorney": "abogado del condado",
    "city attorney": "abogado de la ciudad",
    "prosecutor": "fiscalía",
    "solicitor": "procurador",
    "attorney": "abogado",
    "sheriff": "alguacil",
    "constable": "condestable",
    "fire marshal": "inspector de incendios",
    "marshal": "alguacil municipal",
    "state guard": "guardia estatal",
    "national guard": "Guardia Nacional",
    "state patrol": "policía estatal",
    "school": "escuelas",
    "port": "puerto",
    "airport": "aeropuerto",
    "campus": "universidad",
    "corrections": "correccional",
    "probation": "libertad condicional",
    "wildlife": "fauna silvestre",
    "tribe": "tribu",
    "police": "policía",
    "government": "gobierno",
    "county": "condado",
    "parish": "parroquia",
    "city": "ciudad",
    "town": "pueblo",
    "township": "municipio",
    "village": "villa",
    "borough": "“borough”",
}
"""The offices and the kinds of place that names are read as."""


def rule(because: str) -> str:
    """Why an event is taken for what it is, or a list is held; "" where what is recorded can't be read back."""
    said = [_sentence(found) for found in grounds_of(because)]
    return " ".join(said) if all(said) else ""


def _sentence(found: tuple[Grounded, ...]) -> str:
    parts = [_said(each) for each in found]
    if not all(parts):
        return ""
    if parts[0].endswith("."):
        return parts[0]
    names = [part for part, each in zip(parts, found, strict=True) if each.ground not in _BESIDE_NAMES]
    others = parts[len(names) :]
    said = begun("; ".join(names))
    return f"{said}. Además: {'; '.join(others)}." if others else f"{said}."


_BESIDE_NAMES = frozenset(list(Ground)[list(Ground).index(Ground.SAME_DATE) :])


def _said(found: Grounded) -> str:
    values = {name: _value(name, printed) for name, printed in found.values.items()}
    return _SAID[found.ground].format(**values, **_days(found.values)) if all(values.values()) else ""


def _days(values: Mapping[str, str]) -> dict[str, str]:
    return {"days": count(int(values["number"]), "día")} if "number" in values else {}


def _value(name: str, printed: str) -> str:
    """A value in Spanish; "" where it holds words that have none."""
    return _READ[name](printed) if name in _READ else literal(printed)


def _both(printed: str) -> str:
    both = printed.split(" and ")
    return literal(listing(both) if len(both) == 2 else printed, CELL)


def _columns(printed: str) -> str:
    _, which, names = printed.split(maxsplit=2)
    return f"{'las columnas' if which == 'columns' else 'la columna'} {listing(names.split(' and '))}"


def _doubts(printed: str) -> str:
    found = [_said(each) for each in findings_of(f"{printed}.")]
    return "; ".join(found) if all(found) else ""


def _counted(printed: str, noun: str) -> str:
    return count(int(printed.split(maxsplit=1)[0].replace(",", "")), noun)


def _offices(printed: str) -> str:
    return _all_of(_WORDS, printed.split(" and "))


def _all_of(words: Mapping[str, str], printed: list[str]) -> str:
    """The list in Spanish; "" where any of it isn't known."""
    found = [words.get(word, "") for word in printed]
    return listing(found) if all(found) else ""


_READ: Mapping[str, Callable[[str], str]] = {
    "place": lambda printed: literal(
        printed.replace("row ", "fila ", 1).replace(" of tab “", " de la hoja “", 1), CELL
    ),
    "lists": lambda printed: count(int(printed.split(maxsplit=1)[0]), "lista"),
    "list": lambda printed: {"participating": "participantes", "pending": "pendientes"}[printed],
    "fields": lambda printed: _all_of(_FIELDS, printed.replace(", ", " and ").split(" and ")),
    "table": lambda printed: _counted(printed, "fila"),
    "of": lambda printed: _counted(printed, "fila"),
    "agreements": lambda printed: _counted(printed, "acuerdo"),
    "are": lambda printed: "falta" if printed == "is" else "faltan",
    "others": lambda printed: printed.split(maxsplit=1)[0],
    "columns": _columns,
    "doubts": _doubts,
    "places": _both,
    "numbers": _both,
    **dict.fromkeys(("offices", "kinds", "one", "other"), _offices),
}
