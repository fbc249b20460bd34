"""What a clerk's hand does to an agency's name without meaning another agency. Each gives None where it has no hold."""

import re
from collections.abc import Callable
from random import Random
from string import ascii_lowercase

from tests.corruptions.agencies import COUNTY_OFFICES, Agency
from tests.corruptions.country import college_names
from watchers.names import gazetteer
from watchers.names.counties import counties_named
from watchers.names.places import STATES

Hand = Callable[[Random, Agency, str], str | None]


def _first_of(rng: Random, name: str, swaps: list[tuple[str, str]]) -> str | None:
    """One of the swaps that finds something, the other way round too."""
    both = [*swaps, *((b, a) for a, b in swaps)]
    made = [
        re.sub(rf"(?<!\w){re.escape(a)}(?!\w)", b, name, count=1)
        for a, b in both
        if re.search(rf"(?<!\w){re.escape(a)}(?!\w)", name)
    ]
    return rng.choice(made) if made else None


def abbreviated(rng: Random, agency: Agency, name: str) -> str | None:
    swaps = [
        ("Department", "Dept."), ("Department", "Dept"), ("County", "Co."), ("Police Department", "PD"),
        ("Sheriff's Office", "SO"), ("Sheriff's Department", "S.D."), ("University", "Univ."), ("Office", "Ofc."),
        ("Independent School District", "ISD"), ("Township", "Twp."), ("Detention Center", "Det. Ctr."),
        ("International", "Intl."), ("Correctional", "Corr."), ("Department of Corrections", "DOC"),
        ("Precinct", "Pct."), ("Community College", "CC"), ("Public Safety", "Pub. Safety"),
    ]  # fmt: skip
    return _first_of(rng, name, swaps)


def plural(rng: Random, agency: Agency, name: str) -> str | None:
    found = re.search(r"(Sheriff|Marshal|Constable|Attorney)('s)?(?= )", name)
    if found is None:
        return None
    forms = [found[1] + tail for tail in ("", "s", "'s", "s'", "’s") if found[1] + tail != found[0]]
    return name.replace(found[0], rng.choice(forms), 1)


def punctuated(rng: Random, agency: Agency, name: str) -> str | None:
    swaps = [("&", "and"), ("St.", "St"), ("St.", "Saint"), ("Saint", "St."), ("Mount", "Mt."), ("Fort", "Ft.")]
    made = [name.replace(a, b, 1) for a, b in swaps if a in name] + [name.replace(" and ", " & ", 1)]
    made += [
        f"{name}.",
        name.replace(" - ", " "),
        name.replace(",", ""),
        name.replace("'", ""),
        name.replace(" ", "  ", 1),
    ]
    made = [m for m in made if m != name]
    return rng.choice(made)


def reordered(rng: Random, agency: Agency, name: str) -> str | None:
    for head in (agency.county, f"City of {agency.place}", f"{agency.place} Township", agency.place):
        if name.startswith(f"{head} ") and agency.office != "state":
            return rng.choice((f"{name[len(head) + 1 :]}, {head}", f"{head}, {name[len(head) + 1 :]}"))
    return None


def prefixed(rng: Random, agency: Agency, name: str) -> str | None:
    if agency.office in ("police", "marshal"):
        bare = name.removeprefix("City of ")
        return bare if bare != name else f"City of {name}"
    return f"The {name}" if agency.office in ("campus", "airport", "state") else None


def state_in_front(rng: Random, agency: Agency, name: str) -> str | None:
    state = STATES[agency.state].name
    if agency.office in ("campus", "airport") or name.startswith(state):
        return None
    return f"{state} {name}"


def state_left_out(rng: Random, agency: Agency, name: str) -> str | None:
    state = STATES[agency.state].name
    bare = name.removeprefix(f"{state} ")
    return bare if agency.office == "state" and bare != name and len(bare.split()) > 1 else None


def state_code(rng: Random, agency: Agency, name: str) -> str | None:
    bare = name.removeprefix(f"{STATES[agency.state].name} ")
    return f"{agency.state} {bare}" if agency.office == "state" and bare != name else None


def state_behind(rng: Random, agency: Agency, name: str) -> str | None:
    state = STATES[agency.state]
    return rng.choice((f"{name}, {agency.state}", f"{name} ({state.name})", f"{name} - {state.name}"))


def acronym(rng: Random, agency: Agency, name: str) -> str | None:
    """A state agency's abbreviation or its other name, as people of the state use it."""
    if agency.office != "state":
        return None
    others = [
        other
        for entry in gazetteer.entries("state_agencies.txt", agency.state)
        if entry.split("|")[0] == agency.place
        for other in entry.split("|")[1:]
    ]
    return name.replace(agency.place, rng.choice(others)) if others else None


def in_letters(rng: Random, agency: Agency, name: str) -> str | None:
    """A title by its letters, an airport by its code."""
    if agency.office == "airport":
        codes = {place: code for code, _, place in map(_parted, gazetteer.entries("airports.txt", agency.state))}
        code = codes.get(agency.place)
        return name.replace(agency.place, f"{code} Airport") if code and agency.place.endswith("Airport") else None
    return name.replace("District Attorney", "DA") if "District Attorney" in name else None


def _parted(entry: str) -> tuple[str, str, str]:
    return entry.partition(" ")


def _titled(kind: str) -> Hand:
    return lambda rng, agency, name: agency.titled(rng, kind)


retitled, office_for_department, unit_added = _titled("retitled"), _titled("usual"), _titled("unit")
duties_added, signatory = _titled("duties"), _titled("signatory")


def precinct_in_words(rng: Random, agency: Agency, name: str) -> str | None:
    if agency.office != "constable":
        return None
    word = ("One", "Two", "Three", "Four")[agency.number - 1]
    return re.sub(r"\d", rng.choice((word, f"#{agency.number}", f"No. {agency.number}", f"0{agency.number}")), name)


def college_renamed(rng: Random, agency: Agency, name: str) -> str | None:
    """The college took another name, by the Department of Education's own list."""
    for names in college_names(agency.state) if agency.office == "campus" else ():
        if agency.place in names:
            return name.replace(agency.place, rng.choice([n for n in names if n != agency.place]))
    return None


def county_left_out(rng: Random, agency: Agency, name: str) -> str | None:
    """The word County or Parish goes, or comes twice, or is the other one."""
    kind = agency.county.rsplit(" ", 1)[-1]
    if agency.office not in COUNTY_OFFICES or f" {kind} " not in name:
        return None
    other = {"County": "Parish", "Parish": "County"}[kind]
    if agency.state != "LA":
        other = f"{kind} {kind}"
    return name.replace(f" {kind} ", rng.choice((" ", f" {other} ")), 1)


def initials_in_brackets(rng: Random, agency: Agency, name: str) -> str | None:
    letters = "".join(word[0] for word in name.split() if word[0].isupper())
    return f"{name} ({letters})"


def words_joined(rng: Random, agency: Agency, name: str) -> str | None:
    """Two words of the place become one, or one of its words two: De Soto, DeSoto."""
    words = agency.place.split()
    if agency.office == "state" or agency.place not in name:
        return None
    if len(words) > 1:
        return name.replace(agency.place, "".join(words[:2]) + " ".join(["", *words[2:]]))
    found = re.search(r"(?<=[a-z])(?=[A-Z])|(?<=^Mc)", agency.place)
    at = found.start() if found else 0
    return name.replace(agency.place, f"{agency.place[:at]} {agency.place[at:]}") if at else None


def retyped_place(rng: Random, agency: Agency, name: str) -> str | None:
    """A letter or two wrong in the place's name, so that no other place or county is called so."""
    place = agency.county if agency.office in COUNTY_OFFICES else agency.place
    word = max(place.replace(" County", "").replace(" Parish", "").split(), key=len)
    if len(word) < 5 or word not in name:
        return None
    for _ in range(20):
        wrong = typo(rng, word)
        if rng.random() < 0.3:
            wrong = typo(rng, wrong)
        if wrong != word and not is_real(place.replace(word, wrong), agency.state):
            return name.replace(word, wrong)
    return None


def is_real(place: str, state: str) -> bool:
    """Whether a county or a town of the state is called so."""
    return bool(counties_named(place, state)) or gazetteer.fold(place) in gazetteer.places(state)


def typo(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + rng.choice(ascii_lowercase) + word[at + 1 :]


def retyped_anywhere(rng: Random, agency: Agency, name: str) -> str | None:
    """One letter wrong in a word that is not the place's."""
    words = [w for w in re.findall(r"[A-Za-z]{6,}", name) if w not in agency.place and w not in agency.county]
    if not words:
        return None
    word = rng.choice(words)
    return name.replace(word, typo(rng, word), 1)


def other_word(rng: Random, agency: Agency, name: str) -> str | None:
    """The place comes out as another word that begins alike, and names no place of the state."""
    bare = agency.place
    if len(bare.split()) > 1 or len(bare) < 5 or bare not in name or agency.office in ("state", "campus", "airport"):
        return None
    wrong = bare[: len(bare) - rng.choice((2, 3))] + rng.choice(
        ("ial", "son", "ton", "er", "y", "ing", "ia", "et", "ish")
    )
    return None if is_real(wrong, agency.state) or wrong == bare else name.replace(bare, wrong)


HANDS: dict[str, Hand] = {
    "abbreviated": abbreviated,
    "plural or possessive": plural,
    "punctuation": punctuated,
    "word order": reordered,
    "prefix": prefixed,
    "state put in front": state_in_front,
    "state left out": state_left_out,
    "state's code for its name": state_code,
    "state put behind": state_behind,
    "state agency's other name": acronym,
    "title or airport in letters": in_letters,
    "retitled": retitled,
    "Office for Department": office_for_department,
    "unit added": unit_added,
    "duties added": duties_added,
    "signatory for agency": signatory,
    "county's word": county_left_out,
    "initials in brackets": initials_in_brackets,
    "words joined": words_joined,
    "precinct in words": precinct_in_words,
    "college renamed": college_renamed,
    "place mistyped": retyped_place,
    "word mistyped": retyped_anywhere,
    "place as another word": other_word,
}
"""A name's slips, by what a person would call them."""

CLOSE = (
    "abbreviated", "plural or possessive", "punctuation", "word order", "prefix", "retitled", "Office for Department",
    "unit added", "place mistyped", "word mistyped", "state put behind",
)  # fmt: skip
"""Those after which a reader still sees the same name, so that a second slip may come on top."""
