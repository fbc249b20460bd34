"""Two names of colleges' or airports' police: which part of them makes another institution."""

from collections.abc import Iterator

from watchers.matching.offices import POLICE_AND_BOARD, SIGNS, compare_duties
from watchers.matching.part import MORE, OFFICE, TYPED, UNLIKE, UNPROVEN, Part
from watchers.matching.place_names import compare_places, named
from watchers.model.grounds import Ground
from watchers.names.agency_name import Parts
from watchers.names.on_file import airport_code
from watchers.names.vocabulary import FEATURES
from watchers.names.word_pairs import pair_up

_DISTINCT = FEATURES | frozenset(["state", "community", "technical", "tech", "junior", "central", "agricultural", "am"])


def compare_campuses(a: Parts, b: Parts) -> Iterator[Part]:
    """Two colleges' names, by the words in which they differ."""
    if a.place == b.place:
        return
    left_a, left_b = pair_up(a.place, b.place, a.words, b.words)
    left = left_a + left_b
    if not _DISTINCT.isdisjoint(left):
        yield Part("place", UNLIKE, f"“{' '.join(left)}” makes another college", two=True)
    elif left:
        yield Part("place", UNLIKE, Ground.COLLEGES_DIFFER.says(words=" ".join(left)))
    else:
        in_order = sorted(a.place) != sorted(b.place)  # Miami University and the University of Miami
        yield Part("place", UNPROVEN if in_order else MORE, Ground.COLLEGE_SPELT.value)


def compare_airports(a: Parts, b: Parts, state: str | None, *, one_county: bool) -> Iterator[Part]:
    """Two airports' names, by the words in which they differ."""
    one, other = set(a.place), set(b.place)
    codes = airport_code(a.place, state), airport_code(b.place, state)
    signs = {frozenset(said.offices & SIGNS) for said in (a, b)} == POLICE_AND_BOARD
    if None not in codes and codes[0] != codes[1]:
        yield Part("place", UNLIKE, f"{named(a, b)} are two airports", two=True)
    elif one == other or codes[0] == codes[1] is not None:
        if signs:
            yield Part("office", UNPROVEN, Ground.POLICE_AND_SIGNER.value)
        elif ("airport" in a.words) is not ("airport" in b.words) and "port" in {*a.words, *b.words}:
            yield Part("office", UNPROVEN, Ground.AIRPORTS_AUTHORITY.value)
        else:
            yield from compare_duties(a, b)
    elif any(len(word) > 4 and word not in FEATURES for word in one & other):
        points = UNPROVEN if one_county else TYPED
        yield Part("place", points, Ground.AIRPORTS_SHARE.says(places=named(a, b)))
    elif one_county:
        yield Part("place", OFFICE, Ground.AIRPORTS_OF_ONE.value)
    else:
        yield from compare_places(a, b, state, one_county=False)
