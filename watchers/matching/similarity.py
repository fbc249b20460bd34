"""Two agencies' names, part by part: what agrees, what comes and goes, and what makes two agencies of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from watchers.matching.campuses import compare_airports, compare_campuses
from watchers.matching.offices import (
    compare_branches,
    compare_duties,
    compare_kinds,
    compare_numbers,
    compare_offices,
    goes_on,
)
from watchers.matching.part import GOES_ON, MORE, OFFICE, SAME, UNLIKE, UNPROVEN, Part
from watchers.matching.place_names import compare_places
from watchers.model.grounds import Ground
from watchers.names.agency_name import Parts, parts
from watchers.names.edit_distance import is_a_slip
from watchers.names.on_file import college_number, is_division, state_agencies
from watchers.names.spelling import folded, plain

_ALSO_BEHIND = frozenset({"number", "branch", "kind", "unsaid kind"})
"""What counts too where one name is the other with something behind it."""
_EACH = 2  # less for each further part that differs


@dataclass(frozen=True, slots=True)
class Compared:
    """Two names compared: points for their being one, what speaks in words, and what makes them two ("" if nothing).

    `wording` are the parts that differ: "place", "kind" ("unsaid kind" where that may be left out), "office", "number",
    "duty"; "offices" where each names another one, and neither may sign for the other.
    """

    points: int
    says: tuple[str, ...]
    two: str = ""
    wording: frozenset[str] = frozenset()


@lru_cache(maxsize=50_000)
def compare_names(
    one: str, other: str, state: str | None, other_state: str | None, *, one_county: bool = False
) -> Compared:
    """Compare two printed names, each read in its row's state; `one_county` says that the rows are of one county."""
    if folded(one) == folded(other):
        return Compared(SAME, (Ground.SAME_NAME.value,))
    a, b = parts(one, state), parts(other, other_state)
    home = state if state == other_state else None
    colleges = college_number(one, state), college_number(other, other_state)
    if (known := _on_file(a, b, home, colleges, one_county=one_county)) is not None:
        return known
    found = [*compare_numbers(a, b), *compare_branches(a, b, home)]
    if a.office == b.office == "airport":
        found += compare_airports(a, b, home, one_county=one_county)
    else:
        found += _differences(a, b, home, one_county=one_county)
    if found and goes_on(a, b):
        behind = Part("duty", GOES_ON, Ground.BEHIND.value)
        found = [*(part for part in found if part.part in _ALSO_BEHIND), behind]
    two = next((part.says for part in found if part.two), "")
    points = min((part.points for part in found), default=SAME) - _EACH * max(len(found) - 1, 0)
    if not two and points < UNPROVEN and _is_one_letter(one, other):
        found, points = [Part("place", UNPROVEN, Ground.ONE_LETTER.value)], UNPROVEN
    says = tuple(part.says for part in found) or (Ground.SAME_IN_OTHER_WORDS.value,)
    return Compared(points, says, two, frozenset(part.part for part in found))


def _on_file(
    a: Parts, b: Parts, state: str | None, colleges: tuple[int | None, int | None], *, one_county: bool
) -> Compared | None:
    """What the reference data know of two names; None where they don't have both."""
    known = state_agencies(a, state), state_agencies(b, state)
    if state is not None and all(known) and a.numbers == b.numbers:
        return _of_the_state(*known, state)
    if None not in colleges:
        same = colleges[0] == colleges[1]
        one_college = Compared(SAME, (Ground.ONE_COLLEGE.value,))
        return one_college if same else Compared(UNLIKE, (), two="they are two colleges")
    for office in ("campus", "sheriff") if state is not None else ():
        if _is_initials(a, b, office) or _is_initials(b, a, office):
            # Lake County, Lee County: the letters alone are a sheriff's initials in more counties than one.
            points = GOES_ON if office == "campus" or one_county else MORE
            return Compared(points, (Ground.INITIALS.value,))
    return None


def _of_the_state(one: frozenset[str], other: frozenset[str], state: str) -> Compared:
    """Two names of the state's own agencies, which are on file."""
    either = " and ".join(sorted(one | other))
    if one == other:
        return Compared(SAME, (Ground.BOTH_ARE.says(known=either),))
    if one & other:
        return Compared(GOES_ON, (Ground.BOTH_NAME.says(known=" and ".join(sorted(one & other))),))
    if any(is_division(x, y, state) for x in one for y in other):
        return Compared(OFFICE, (Ground.OWN_DIVISION.says(known=either),), wording=frozenset({"offices"}))
    return Compared(UNLIKE, (), two=f"{either} are two agencies of the state")


def _differences(a: Parts, b: Parts, state: str | None, *, one_county: bool) -> Iterator[Part]:
    offices = list(compare_offices(a, b))
    yield from compare_kinds(a, b, state)
    yield from offices
    if a.office == b.office == "campus":
        yield from compare_campuses(a, b)
    else:
        yield from compare_places(a, b, state, one_county=one_county)
    if not offices:
        yield from compare_duties(a, b)


def _is_initials(short: Parts, long: Parts, office: str) -> bool:
    """Whether the one names the other by its initials: USF Police Department, FAMU with its silent A, PBSO."""
    if len(short.place) != 1 or len(short.place[0]) < 2 or not (short.office != long.office == office):
        return False
    initials, said = "".join(word[0] for word in long.place), short.place[0]
    if office == "sheriff":
        return long.is_countys and said in {f"{initials}{tail}" for tail in ("so", "cso", "pso")}
    named = len([word for word in long.place if word not in {"state", "university", "college"}])
    of_it = {initials, initials[: max(named, 3)]}  # SFA for Stephen F. Austin State University
    return said in of_it or ("m" in long.place and initials == said.replace("a", ""))


def _is_one_letter(one: str, other: str) -> bool:
    a, b = plain(one), plain(other)
    return len(a) > 7 and is_a_slip(a, b)
