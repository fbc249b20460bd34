"""What somebody's words ask for: an agency, a county, a town, a state; read as ICE's own names are read."""

from collections.abc import Iterator

from watchers.names import gazetteer
from watchers.names.agency_name import ALSO_WORDS, parts
from watchers.names.counties import counties, counties_named
from watchers.names.places import STATES, state_named
from watchers.names.vocabulary import MUNICIPAL, slips
from watchers.search.model import NamedPlace, Question

_LONGEST = 200
"""Characters of a question that are read: twice the longest name on ICE's lists."""
_AROUND = " \t\n\"'“”‘’«».,;?!"


def asked(words: str, state: str | None = None) -> Question:
    """The question in somebody's words: "boone county mo" and "Boone County, Missouri" name their state themselves.

    A state's name that stands alone, or that is part of a place's ("Port Washington"), is taken for the words.
    """
    text = " ".join(words[:_LONGEST].strip(_AROUND).split()) if any(c.isalnum() for c in words) else ""
    if state is not None:
        return Question(words="" if state_named(text) == state and not _named_by_it(text, state) else text, state=state)
    front, comma, behind = text.rpartition(",")
    if comma and (code := state_named(behind)) is not None:
        return Question(words=front.strip(_AROUND), state=code)
    said = text.split()
    for size in (3, 2, 1):  # West Virginia before Virginia
        code = state_named(" ".join(said[-size:]))
        rest = " ".join(said[:-size])
        if code is not None and _is_behind(" ".join(said[-size:]), rest, code):
            return Question(words=rest, state=code)
    whole = state_named(text)
    if whole is not None and not _named_by_it(text, whole):
        return Question(words="", state=whole)
    return Question(words=text)


def _is_behind(named: str, words: str, state: str) -> bool:
    """Whether a state's name behind other words says where they are, and is no word of theirs (University of Florida).

    Codes that are words too ("co", "la") are a state's where they are written as one, or the place is there.
    """
    if not words or words.casefold().endswith((" of", " and")):
        return False
    is_code = len(named) == 2 and (named.isupper() or named.casefold() not in ALSO_WORDS)
    name = parts(words, state)
    return is_code or bool(name.office or name.duties) or any(named_places(words, state))


def _named_by_it(text: str, state: str) -> bool:
    """Whether a state's name is a county's or a town's there too: New York."""
    return len(text) > 2 and any(named_places(text, state))


def named_places(words: str, state: str) -> Iterator[NamedPlace]:
    """The real counties and towns of a state that the words name, with whatever office they add."""
    name = parts(words, state)
    if not name.place or name.office == "campus":
        return
    if name.is_countys or not name.kind:
        for county in counties_named(" ".join(name.place), state):
            if not (county.former or (name.kind == "county" and county.name.endswith(" city"))):
                yield NamedPlace(name=county.name, state=state, is_county=True)
    if name.kind in MUNICIPAL or (not name.kind and name.office != "sheriff"):
        towns = gazetteer.places(state)
        found = next((towns[form] for form in name.spellings if form in towns), None)
        if found is not None:
            yield NamedPlace(name=found.name, state=state, is_county=False)


def meant_places(words: str, state: str) -> list[NamedPlace]:
    """The real places of a state whose names are a slip of the pen away from the words'."""
    name = parts(words, state)
    word = "".join(name.place)
    if len(word) < 4 or name.office == "campus":
        return []
    found = []
    if name.is_countys or not name.kind:
        found += [
            NamedPlace(name=county.name, state=state, is_county=True)
            for county in counties(state)
            if not county.former and slips(word, gazetteer.fold(county.bare))
        ]
    if not found and not name.is_countys:
        forms = name.spellings
        found += [
            NamedPlace(name=town.name, state=state, is_county=False)
            for known, town in gazetteer.places(state).items()
            if any(slips(form, known) for form in forms)
        ]
    return found


def states_of(question: Question) -> tuple[str, ...]:
    """The states in which the question is to be read."""
    return (question.state,) if question.state is not None else tuple(STATES)
