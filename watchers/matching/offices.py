"""Two names' offices, kinds of place, numbers and duties."""

from collections.abc import Iterator

from watchers.matching.part import GOES_ON, MORE, OFFICE, SHARED, TYPED, UNLIKE, UNPROVEN, Part
from watchers.matching.place_names import are_one_government, is_town
from watchers.model.grounds import Ground
from watchers.names import gazetteer
from watchers.names.agency_name import Parts
from watchers.names.vocabulary import DUTIES, PROSECUTORS
from watchers.names.word_pairs import pair_up

_UNITED = frozenset({"sheriff", "police", "state patrol", "corrections"})
"""Offices whose numbered districts and troops are units of one agency; each constable's precinct is one of its own."""


def compare_numbers(a: Parts, b: Parts) -> Iterator[Part]:
    """Two numbers are two precincts; where only one name has a number, that is open."""
    if a.numbers and b.numbers and a.numbers != b.numbers:
        yield Part("number", UNLIKE, f"number {_either(a.numbers)} is not number {_either(b.numbers)}", two=True)
    elif a.numbers != b.numbers and not (a.office in _UNITED and goes_on(a, b)):
        yield Part("number", TYPED, Ground.ONE_NUMBER.says(numbers=_either(a.numbers or b.numbers)))


def compare_branches(a: Parts, b: Parts, state: str | None) -> Iterator[Part]:
    """Of an office with branches in several towns, each is one of its own: Jefferson County's, Bessemer Division."""
    one, other = _branch(a, state), _branch(b, state)
    if one != other:
        yield Part("branch", UNLIKE, f"{' and '.join(filter(None, (one, other)))} is a branch of its own", two=True)


def _branch(a: Parts, state: str | None) -> str:
    """The town of the state whose division or branch a name is; "" where it says none."""
    for at in (n for n, word in enumerate(a.words) if word in _BRANCHES):
        for start in range(max(at - 3, 0), at):
            name = " ".join(a.words[start:at])
            if is_town(name, state) and a.words[start:at] != a.place and not DUTIES.issuperset(a.words[start:at]):
                return name.title()
    return ""


_BRANCHES = frozenset({"division", "branch", "cutoff"})


def goes_on(a: Parts, b: Parts) -> bool:
    """Whether one name is the other with something behind it: a division, a facility, an acronym."""
    short, long = sorted((a, b), key=lambda name: len(name.words))
    if len(short.words) < 2 or long.words[: len(short.words)] != short.words:
        return False
    says_office = bool(short.office) or not DUTIES.isdisjoint(short.words)
    # Behind a state's department without a place of its own, a county's or a town's name makes another agency.
    is_of_it = long.place[: len(short.place)] == short.place if short.place else not long.kind
    return says_office and is_of_it


_OWNERS = frozenset({"campus", "airport", "port", "transit", "housing", "school", "tribe"})
_FORCES = frozenset({"sheriff", "police", "constable", "marshal"})
SIGNS = frozenset({"police", "government"})
POLICE_AND_BOARD = {frozenset({"police"}), frozenset({"government"})}


def compare_offices(a: Parts, b: Parts) -> Iterator[Part]:
    """Which office each name says, and whether one agency may be called both."""
    one, other = a.office, b.office
    if one == other:
        if one in _OWNERS and {frozenset(said.offices & SIGNS) for said in (a, b)} == POLICE_AND_BOARD:
            yield Part("office", TYPED, Ground.POLICE_AND_SIGNER.value)
        return
    offices = " and ".join(sorted(filter(None, (one, other))))
    if one in PROSECUTORS and other in PROSECUTORS:
        yield Part("office", UNLIKE, f"{offices} are two offices", two=True)
    elif one in _OWNERS or other in _OWNERS:
        two = "police" in a.offices & b.offices
        yield Part("office", UNLIKE, Ground.KINDS_OF_AGENCY.says(offices=offices), two=two)
    elif not (one and other) and (a.place or b.place):
        unsaid, said = (a, b) if other else (b, a)
        is_else = not unsaid.duties - said.duties <= _FACILITIES | {"law", "enforcement"}
        part, points = ("offices", OFFICE) if is_else else ("office", GOES_ON)
        yield Part(part, points, Ground.ONE_SAYS.says(offices=offices))
    elif one in b.offices or other in a.offices or "attorney" in (one, other):
        yield Part("office", TYPED, Ground.SHARED_OFFICE.says(offices=offices))
    elif not (a.place or b.place):
        yield Part("office", UNLIKE, Ground.OF_A_STATE.says(offices=offices))
    elif {one, other} <= _FORCES:
        yield Part("offices", SHARED, Ground.TWO_FORCES.says(one=one, other=other))
    else:
        part, points = ("office", TYPED) if "government" in (one, other) else ("offices", OFFICE)
        yield Part(part, points, Ground.NAMED_AS.says(one=one, other=other))


def compare_kinds(a: Parts, b: Parts, state: str | None) -> Iterator[Part]:
    """The kind of place that each name says: a county's, a city's, a township's."""
    if a.kind == b.kind or "campus" in (a.office, b.office) or are_one_government(a, b, state):
        return
    if a.place != b.place and a.spellings & b.spellings and not {"township", "village"} & {a.kind, b.kind}:
        return  # City of New Town
    kinds = {a.kind, b.kind}
    said = " and ".join(sorted(kinds - {""}))
    if "" in kinds:
        yield from _unsaid(a, b, state, said)
    elif "county" in kinds:
        yield Part("kind", UNLIKE, f"{said} are two governments", two=True)
    elif state is None or gazetteer.may_share_a_name(state):
        yield Part("kind", UNLIKE, f"{said} of one name are two places in this state", two=True)
    else:
        yield Part("kind", UNPROVEN, Ground.ONE_KIND.says(kinds=said))


_BEHIND = frozenset({"city", "town", "village"})
"""Kinds that belong to a place's own name behind it: Melbourne Village, beside Melbourne."""


def _unsaid(a: Parts, b: Parts, state: str | None, kind: str) -> Iterator[Part]:
    """Where only one says its kind of place, and that may make another of it."""
    short = a if not a.kind else b
    bare = " ".join(short.place)
    if kind == "county":
        if short.office in {"police", "marshal"} and is_town(bare, state):
            points = UNLIKE if a.office != b.office else SHARED
            yield Part("kind", points, Ground.COUNTY_AND_TOWN.value)
    elif kind in _BEHIND and not (a.fronted or b.fronted) and is_town(bare, state) and is_town(f"{bare} {kind}", state):
        yield Part("kind", UNLIKE, f"{bare.title()} {kind.title()} is another place", two=True)
    elif kind in {"township", "village", "borough"} and (state is None or gazetteer.may_share_a_name(state)):
        # A township's police says so; a borough's or a village's is often called after the place alone.
        part = "kind" if kind == "township" else "unsaid kind"
        yield Part(part, UNPROVEN, Ground.ONE_SAYS.says(offices=kind))


_FACILITIES = frozenset({"center", "facility", "complex", "annex", "institution"}) | {
    "administration", "rehabilitation", "adult",
}  # fmt: skip
"""Words for one building and who runs it: Correctional Center, Adult Correctional Facility, Jail Administration."""


_COURTS = frozenset({"judicial", "district", "circuit"})
"""Words for a court's bounds, which come and go beside its number or name: 13th Judicial District, 13th District."""


def compare_duties(a: Parts, b: Parts) -> Iterator[Part]:
    """What a name says beside its place and office: divisions, facilities."""
    unsaid = _COURTS if a.numbers == b.numbers != frozenset() else frozenset({"judicial"})
    left_a, left_b = pair_up(tuple(a.duties - unsaid), tuple(b.duties - unsaid), a.words, b.words)
    if not left_a and not left_b:
        return
    left = " ".join(sorted(left_a + left_b))
    if left_a and left_b and not _FACILITIES.issuperset(left_a + left_b):
        are_units = a.office == b.office in {"sheriff", "police"} and DUTIES.issuperset(left_a + left_b)
        points = UNLIKE if not (a.place and b.place) else TYPED if are_units else MORE
        yield Part("duty", points, Ground.DIFFERING_WORDS.says(words=left))
    else:
        yield Part("duty", GOES_ON if a.place and b.place else TYPED, Ground.MORE_WORDS.says(words=left))


def _either(numbers: frozenset[str]) -> str:
    return " and ".join(sorted(numbers))
