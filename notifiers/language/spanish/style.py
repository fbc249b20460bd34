"""Days, hours, counts, lists and places as Spanish-language newsrooms of the United States write them.

docs/glossary-es.md has the reasons.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from watchers.names.gazetteer import is_a_place
from watchers.names.places import STATES

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_STATES = {
    "HI": "Hawái", "LA": "Luisiana", "NH": "Nuevo Hampshire", "NJ": "Nueva Jersey", "NM": "Nuevo México",
    "NY": "Nueva York", "NC": "Carolina del Norte", "ND": "Dakota del Norte", "OR": "Oregón", "PA": "Pensilvania",
    "SC": "Carolina del Sur", "SD": "Dakota del Sur", "WV": "Virginia Occidental", "AS": "Samoa Americana",
    "DC": "Distrito de Columbia", "MP": "Islas Marianas del Norte", "VI": "Islas Vírgenes de EE.UU.",
}  # fmt: skip
"""States whose Spanish name is another one; Missouri and Mississippi stay, as newsrooms here write them."""
_ARTICLES = {"DC": "el", "MP": "las", "VI": "las"}
_NO_STATES = frozenset({"AS", "DC", "GU", "MP", "PR", "VI"})
NO_STATE = "estado sin precisar"
_LIKE_I = re.compile(r"(?:I(?!sland|sle|ron|onia)[^aeou ]|Iowa|Hidalgo|i|hi(?![ae]))")
"""Before these "y" becomes "e": the sound is an i."""


def day(when: date, year: int) -> str:
    """As in "6 de noviembre"; with its year where that isn't `year`."""
    text = f"{when.day} de {MONTHS[when.month - 1]}"
    return text if when.year == year else f"{text} de {when.year}"


def clock(when: datetime, *, names_zone: bool = True) -> str:
    """As in "9:04 a.m. CST", "8 a.m. CST", "mediodía CST"; the moment's own zone."""
    zone = when.tzname() or "UTC"
    if zone[:1] in "+-":  # zones without letters of their own, such as America/Sao_Paulo
        zone = f"UTC{zone}"
    minutes = f":{when.minute:02}" if when.minute else ""
    text = f"{when.hour % 12 or 12}{minutes} {'a.m.' if when.hour < 12 else 'p.m.'}"
    text = "mediodía" if (when.hour, when.minute) == (12, 0) else text
    return f"{text} {zone}" if names_zone else text


def at_hour(hour: str) -> str:
    """As in "a las 8 a.m.", "a la 1:30 p.m.", "al mediodía"."""
    if hour.startswith("mediodía"):
        return f"al {hour}"
    return f"a la{'' if hour.startswith(('1 ', '1:')) else 's'} {hour}"


def moment(at: datetime, zone: ZoneInfo, year: int = 0) -> str:
    """A time on a desk's clock: "6 de noviembre de 2025 a las 9:04 a.m. CST"; without its year where that is `year`."""
    local = at.astimezone(zone)
    return f"{day(local.date(), year)} {at_hour(clock(local))}"


def listing(words: Sequence[str]) -> str:
    """As in "A", "A y B", "A, B y C"; "Georgia e Idaho"; "A y B en Texas, y C en Ohio": a comma before a second "y"."""
    if len(words) == 1:
        return words[0]
    comma = "," if any(" y " in each or " e " in each for each in words) else ""
    return f"{', '.join(words[:-1])}{comma} {'e' if _LIKE_I.match(words[-1]) else 'y'} {words[-1]}"


def count(number: int, noun: str, many: str = "") -> str:
    """As in "1 agencia", "2 agencias", "1,139 acuerdos", "3 revisiones"; `many` where it isn't the noun with an s."""
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"


def areas(number: int) -> str:
    """As in "1 estado o territorio", "40 estados y territorios"."""
    return "1 estado o territorio" if number == 1 else f"{number:,} estados y territorios"


_SMALL = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")


def spelled(number: int, noun: str, many: str = "", *, feminine: bool = False) -> str:
    """As in "una agencia", "nueve acuerdos", then "10 acuerdos"; "ningún acuerdo" for none."""
    if number == 0:
        return f"{'ninguna' if feminine else 'ningún'} {noun}"
    if number == 1:
        return f"{'una' if feminine else 'un'} {noun}"
    return f"{_SMALL[number] if number < len(_SMALL) else f'{number:,}'} {many or f'{noun}s'}"


def number_word(number: int) -> str:
    """As in "dos", "nueve", then "10"."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def state_name(code: str | None) -> str:
    """A state's name for print; "estado sin precisar" for None and codes that we don't know."""
    return _STATES.get(code) or STATES[code].name if code in STATES else NO_STATE


def state_order(code: str | None) -> str:
    """What a state's name is sorted by: as a Spanish dictionary does, without accents, ñ behind n."""
    letters = unicodedata.normalize("NFD", state_name(code).replace("ñ", "n~"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def with_article(code: str | None) -> str:
    """A state's name as it stands in a sentence: "Missouri", "el Distrito de Columbia"."""
    article = _ARTICLES.get(code or "")
    return f"{article} {state_name(code)}" if article else state_name(code)


def places(states: Iterable[str | None]) -> str:
    """As in "Missouri y Kansas" for up to three, in the given order; "19 estados" beyond."""
    found = list(dict.fromkeys(states))
    if len(found) <= 3:
        return listing([with_article(s) for s in found])
    known = [s for s in found if s]
    odd = not _NO_STATES.isdisjoint(known)
    text = f"{len(known)} estados{' y territorios' if odd else ''}"
    return text if len(known) == len(found) else f"{text}, y otros casos sin estado preciso"


def of(words: str) -> str:
    """As in "de Missouri", "del alguacil", "de la policía"."""
    return re.sub(r"^de el ", "del ", f"de {words}")


def to(words: str) -> str:
    """As in "a Missouri", "al alguacil"."""
    return re.sub(r"^a el ", "al ", f"a {words}")


_SEATS = {"County": "el condado de", "Parish": "la parroquia de"}
_SEATED = re.compile(r"(?P<name>.+) (?P<seat>County|Parish)", re.IGNORECASE)
_OFFICE = re.compile(r"(?P<place>.+?)(?:['’]s)?,? Sheriff['’]?s?['’]? (?:Office|Department|Dept\.?)", re.IGNORECASE)
_POLICE = re.compile(r"(?P<place>.+?) Police (?:Department|Dept\.?)", re.IGNORECASE)
_NO_TOWN = re.compile(
    r"\b(?:university|college|schools?|district|state|authority|airport|campus|tribal|nation|department|park|public|"
    r"safety|regional|university's|capitol|port|transit|of|metropolitan|metro|special|islands|tribe|hospital|medical|"
    r"health|housing|railroad|highway)\b",
    re.IGNORECASE,
)


def place(name: str) -> str:
    """As in "el condado de Webster", "la parroquia de Bossier"; another name as it is."""
    seated = _SEATED.fullmatch(name)
    return f"{_SEATS[seated['seat'].title()]} {seated['name']}" if seated else name


def county(name: str) -> str:
    """As in "condado de Webster": the same without its article, for a list of facts."""
    return re.sub(r"^(?:el|la) ", "", place(name))


def short_agency(agency: str) -> str:
    """As in "el alguacil del condado de Webster", "la policía de Nixa"; other names stay as ICE prints them."""
    if office := _OFFICE.fullmatch(agency):
        return f"el alguacil {of(place(_plain(office['place'])))}"
    town = _town_of_police(agency)
    return f"la policía {of(place(_plain(town)))}" if town else agency


def full_agency(agency: str) -> str:
    """As in "la Oficina del Alguacil del condado de Webster (Webster County Sheriff's Office)"; else ICE's name."""
    if office := _OFFICE.fullmatch(agency):
        return f"la Oficina del Alguacil {of(place(_plain(office['place'])))} ({agency})"
    town = _town_of_police(agency)
    return f"el Departamento de Policía {of(place(_plain(town)))} ({agency})" if town else agency


def _town_of_police(agency: str) -> str:
    """The town whose police a name is, or the county; "" where it may be a college's, as Florida Atlantic's is."""
    police = _POLICE.fullmatch(agency)
    named = police["place"] if police and not _NO_TOWN.search(police["place"]) else ""
    return named if _SEATED.fullmatch(named) or is_a_place(_KIND_BEHIND.sub("", named)) else ""


_KIND_BEHIND = re.compile(r" (?:Township|Twp\.?|Borough|Boro|Village|Town)$", re.IGNORECASE)


def _plain(name: str) -> str:
    return name if name != name.upper() else name.title()
