"""What kind of agency a name and a level make, and the rule that told it."""

from enum import StrEnum
from functools import lru_cache

from watchers.frozen import frozen
from watchers.model.agreement import Level
from watchers.names.places import STATES
from watchers.names.spelling import words_of
from watchers.names.vocabulary import CAMPUS, COUNTIES, campus_word


class AgencyKind(StrEnum):
    """The kinds of agency, in the words of newsrooms."""

    SHERIFF = "sheriff"
    MUNICIPAL_POLICE = "municipal police"
    COUNTY_POLICE = "county police"
    CAMPUS = "campus"
    AIRPORT = "airport"
    CORRECTIONS = "corrections"
    CONSTABLE = "constable"
    PROSECUTOR = "prosecutor"
    STATE_POLICE = "state police"
    STATE_AGENCY = "other state agency"
    NATIONAL_GUARD = "national guard"
    COUNTY_GOVERNMENT = "county government"
    TRIBAL = "tribal"
    OTHER = "other"


@frozen
class Told:
    """A kind, and why we say so: a phrase that ends a sentence ("the name says “constable”")."""

    kind: AgencyKind
    rule: str


_PHRASES = tuple(
    (kind, tuple(phrase.split()))
    for kind, phrases in (
        (AgencyKind.TRIBAL, "tribal|tribe|tribes|nation"),
        (AgencyKind.SHERIFF, "sheriff"),
        (AgencyKind.CONSTABLE, "constable"),
        (AgencyKind.PROSECUTOR, "attorney|prosecutor|prosecuting|solicitor"),
        (AgencyKind.CORRECTIONS, "corrections|jail|detention|prison|prisons|penitentiary"),
        # Louisiana's ward marshals are the constables of their city courts.
        (AgencyKind.CONSTABLE, "ward marshal|marshal ward"),
        (AgencyKind.NATIONAL_GUARD, "guard|military department"),
        (AgencyKind.CAMPUS, "university|college|campus|school|schools"),
        (AgencyKind.AIRPORT, "airport|airports|aviation|port authority"),
        (AgencyKind.COUNTY_GOVERNMENT, "commissioners|police jury|board supervisors|fiscal court|county commission"),
        (AgencyKind.STATE_POLICE, "state police|highway patrol|state patrol|state troopers"),
    )
    for phrase in phrases.split("|")
)
"""What names an agency's kind, whatever else it says. The first that fits tells: a sheriff's jail is the sheriff's."""
_POLICE = ("police", "marshal", "public safety")
_NO_STATES = frozenset({"police", "city", "county", "marshal", "safety"})
"""Nevada, Mo., and Florida City have police; the state of that name has not."""

_Words = tuple[str, ...]


@lru_cache(maxsize=20_000)
def agency_kind(agency: str, level: Level | None) -> Told:
    """The kind of the agency of this printed name and level. The first rule that fits tells it."""
    words = words_of(agency)
    for kind, phrase in _PHRASES:
        if _says(words, phrase):
            return _said(kind, " ".join(phrase))
    if level is Level.STATE:
        return _of_the_state(words)
    state = next((name for name in _state_names() if words[: len(name)] == name), ())
    if state and _NO_STATES.isdisjoint(words):
        return Told(kind=AgencyKind.STATE_AGENCY, rule=f"the name begins with “{' '.join(state).title()}”")
    police = next((said for said in _POLICE if _says(words, tuple(said.split()))), None)
    return _by_level(level, is_countys=not COUNTIES.isdisjoint(words), police=police)


_TYPE, _NO_OTHER = "the list's TYPE", "the name says no other kind"


def _said(kind: AgencyKind, words: str) -> Told:
    return Told(kind=kind, rule=f"the name says “{words}”")


def _of_the_state(words: _Words) -> Told:
    if _says(words, ("department", "public", "safety")):
        rule = f"the name says “Department of Public Safety”, and {_TYPE} is state"
        return Told(kind=AgencyKind.STATE_POLICE, rule=rule)
    return Told(kind=AgencyKind.STATE_AGENCY, rule=f"{_TYPE} is state, and {_NO_OTHER}")


def _by_level(level: Level | None, *, is_countys: bool, police: str | None) -> Told:
    if police is not None:
        if is_countys and level is not Level.MUNICIPALITY:
            return _said(AgencyKind.COUNTY_POLICE, f"county {police}")
        rule = f"the name says “{police}”{f' and no county, though {_TYPE} is county' * (level is Level.COUNTY)}"
        return Told(kind=AgencyKind.MUNICIPAL_POLICE, rule=rule)
    if level is Level.COUNTY or (level is None and is_countys):
        why = f"{_TYPE} is county" if level else "the name says “county”"
        return Told(kind=AgencyKind.COUNTY_GOVERNMENT, rule=f"{why}, and {_NO_OTHER}")
    return Told(kind=AgencyKind.OTHER, rule=f"neither the name nor {_TYPE} says a kind")


def _says(words: _Words, phrase: _Words) -> bool:
    """Whether the words stand there in this order, one behind the other; a campus's not as words of a town's name."""
    if phrase[0] in CAMPUS:
        return campus_word(words) == phrase[0]
    return any(words[n : n + len(phrase)] == phrase for n in range(len(words) - len(phrase) + 1))


@lru_cache(maxsize=1)
def _state_names() -> tuple[_Words, ...]:
    return tuple(words_of(state.name) for state in STATES.values())
