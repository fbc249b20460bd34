"""The digest's map, without an image: the states as a grid of tiles, shaded by quarters."""

from collections.abc import Collection, Mapping

from notifiers.digest.model import Picture, Tile
from notifiers.language.language import Language

_NAMED = 5  # states that the map's words name
_CHANGED = 12
_SHADES = 4

_GRID = """
    AK .. .. .. .. .. .. .. .. .. ME
    .. .. .. .. .. .. .. .. .. VT NH
    WA ID MT ND MN IL WI MI NY RI MA
    OR NV WY SD IA IN OH PA NJ CT ..
    CA UT CO NE MO KY WV VA MD DE ..
    .. AZ NM KS AR TN NC SC DC .. ..
    .. .. .. OK LA MS AL GA .. .. ..
    HI AS .. TX .. .. .. .. FL .. ..
    GU MP .. .. .. .. .. .. .. PR VI
"""
"""Where each state and territory is, about as on a map."""


def picture(
    changes: Mapping[str, int],
    agreements: Mapping[str, int],
    own: Collection[str] | None,
    moved: frozenset[str],
    language: Language,
) -> Picture:
    """The map of agreements by state code, and how they changed.

    `moved` names states whose agreements changed even where their number did not. `own` are the desk's, None for all.
    """
    words = language.digest
    signs = {s: words.signs(n) for s, n in changes.items() if n or s in moved}
    bounds = quarters([n for n in agreements.values() if n])

    def tile(code: str) -> Tile | None:
        if code == "..":
            return None
        number = agreements.get(code, 0)
        shade = sum(number >= low for low, _ in bounds)
        return Tile(
            code=code,
            agreements=number,
            change=signs.get(code, ""),
            shade=shade,
            is_own=own is not None and code in own,
        )

    return Picture(
        tiles=tuple(tuple(map(tile, row.split())) for row in _GRID.strip().splitlines()),
        words=_said(agreements, changes, signs, language),
        legend=tuple(enumerate([words.NO_AGREEMENTS, *(words.span(low, high) for low, high in bounds)])),
        key=words.map_key(own is not None),
        is_marked=own is not None,
    )


def _said(
    agreements: Mapping[str, int], changes: Mapping[str, int], signs: Mapping[str, str], language: Language
) -> str:
    state_name, order = language.state_name, language.state_order
    most = sorted(agreements.items(), key=lambda entry: (-entry[1], order(entry[0])))[:_NAMED]
    by_size = sorted(signs, key=lambda s: (-abs(changes[s]), order(s)))
    return language.digest.map_words(
        [(state_name(s), n) for s, n in most if n],
        [(state_name(s), signs[s]) for s in by_size[:_CHANGED]],
        len(by_size) - len(by_size[:_CHANGED]),
    )


def quarters(numbers: list[int]) -> list[tuple[int, int]]:
    """The least and the greatest of each quarter of the numbers, equal ones kept together: up to four spans."""
    ranked = sorted(numbers)
    starts = sorted({ranked[len(ranked) * n // _SHADES] for n in range(_SHADES)}) if ranked else []
    ends = [*starts[1:], ranked[-1] + 1] if ranked else []
    return [(low, max(n for n in ranked if low <= n < end)) for low, end in zip(starts, ends, strict=True)]
