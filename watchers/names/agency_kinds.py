"""What kind of agency a name and a level make, and the rule that told it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from watchers.model.agreement import Level
from watchers.names.agency_name import take_apart
from watchers.names.places import STATES


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A kind, and why we say so: a phrase that ends a sentence ("the name says “constable”")."""

    kind: AgencyKind
    rule: str


@lru_cache(maxsize=20_000)
def agency_kind(agency: str, level: Level | None) -> Told:
    """The kind of the agency of this printed name and level. The first rule that fits tells it."""
    words = take_apart(agency).words
    for rule in (_by_office, _by_owner, _by_state, _by_police):
        told = rule(words, level)
        if told is not None:
            return told
    return _by_level(words, level)


_Words = tuple[str, ...]

_OFFICES = (
    (AgencyKind.TRIBAL, {"tribal", "tribe", "tribes", "nation"}),
    (AgencyKind.SHERIFF, {"sheriff"}),
    (AgencyKind.CONSTABLE, {"constable"}),
    (AgencyKind.PROSECUTOR, {"attorney", "prosecutor", "prosecuting", "solicitor"}),
    (AgencyKind.CORRECTIONS, {"corrections", "jail", "detention", "prison", "prisons", "penitentiary"}),
)
"""Offices that one word names. Corrections come last: a sheriff's jail is the sheriff's."""

_CAMPUS = {"university", "college", "campus", "school", "schools"}
_TOWNS_NAMED_SO = {"park", "station", "place", "city", "heights", "corner", "hill", "grove"}
"""College Station, University Park: towns."""

_GOVERNMENTS = (("police", "jury"), ("board", "supervisors"), ("fiscal", "court"), ("county", "commission"))


def _said(kind: AgencyKind, *words: str) -> Told:
    return Told(kind=kind, rule=f"the name says “{' '.join(words)}”")


def _by_office(words: _Words, _level: Level | None) -> Told | None:
    for kind, names in _OFFICES:
        for word in words:
            if word in names:
                return _said(kind, word)
    if "marshal" in words and "ward" in words:  # Louisiana's ward marshals are the constables of their city courts
        return _said(AgencyKind.CONSTABLE, "marshal", "of", "a", "ward")
    return None


def _by_owner(words: _Words, level: Level | None) -> Told | None:
    """Those of a guard, a campus, an airport, a county's board."""
    if "guard" in words or _has(words, "military", "department"):
        return _said(AgencyKind.NATIONAL_GUARD, "guard" if "guard" in words else "military department")
    for number, word in enumerate(words):
        after = words[number + 1] if number + 1 < len(words) else ""
        # State College, Pa., is a borough.
        if word in _CAMPUS and after not in _TOWNS_NAMED_SO and not (number == 1 and words[0] == "state"):
            return _said(AgencyKind.CAMPUS, word)
    for airport in (("airport",), ("airports",), ("aviation",), ("port", "authority")):
        if _has(words, *airport):
            return _said(AgencyKind.AIRPORT, *airport)
    if "commissioners" in words:
        return _said(AgencyKind.COUNTY_GOVERNMENT, "commissioners")
    for government in _GOVERNMENTS:
        if _has(words, *government) and level is not Level.STATE:
            return _said(AgencyKind.COUNTY_GOVERNMENT, *government)
    return None


_STATE_POLICE = (("state", "police"), ("highway", "patrol"), ("state", "patrol"), ("state", "troopers"))


def _by_state(words: _Words, level: Level | None) -> Told | None:
    for patrol in _STATE_POLICE:
        if _has(words, *patrol):
            return _said(AgencyKind.STATE_POLICE, *patrol)
    if level is Level.STATE and _has(words, "department", "public", "safety"):
        rule = "the name says “Department of Public Safety”, and the list's TYPE is state"
        return Told(kind=AgencyKind.STATE_POLICE, rule=rule)
    if level is Level.STATE:
        return Told(kind=AgencyKind.STATE_AGENCY, rule="the list's TYPE is state, and the name says no other kind")
    names_state = next((name for name in _state_names() if words[: len(name)] == name), None)
    # Nevada, Mo., and Florida City have police; the state of that name has not.
    if names_state and not {"police", "city", "county", "marshal", "safety"} & set(words):
        return Told(kind=AgencyKind.STATE_AGENCY, rule=f"the name begins with “{' '.join(names_state).title()}”")
    return None


_POLICE = ("police", "marshal", "public safety")


def _by_police(words: _Words, level: Level | None) -> Told | None:
    police = next((said for said in _POLICE if _has(words, *said.split())), None)
    if police is None:
        return None
    if {"county", "parish"} & set(words) and level is not Level.MUNICIPALITY:
        return _said(AgencyKind.COUNTY_POLICE, "county", police)
    if level is Level.COUNTY:
        rule = f"the name says “{police}” and no county, though the list's TYPE is county"
        return Told(kind=AgencyKind.MUNICIPAL_POLICE, rule=rule)
    return _said(AgencyKind.MUNICIPAL_POLICE, police)


def _by_level(words: _Words, level: Level | None) -> Told:
    if level is Level.COUNTY or (level is None and {"county", "parish"} & set(words)):
        why = "the list's TYPE is county" if level is Level.COUNTY else "the name says “county”"
        return Told(kind=AgencyKind.COUNTY_GOVERNMENT, rule=f"{why}, and the name says no other kind")
    return Told(kind=AgencyKind.OTHER, rule="neither the name nor the list's TYPE says a kind")


def _has(words: _Words, *phrase: str) -> bool:
    """Whether the words stand there in this order, one behind the other."""
    return any(words[n : n + len(phrase)] == phrase for n in range(len(words) - len(phrase) + 1))


@lru_cache(maxsize=1)
def _state_names() -> tuple[_Words, ...]:
    return tuple(take_apart(state.name).words for state in STATES.values())
