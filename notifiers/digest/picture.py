"""The digest's picture, without an image: the states as a grid of tiles, and bars for the past months."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from notifiers.digest import words
from notifiers.digest.model import Bar, Chart, Picture, Tile
from notifiers.text.ap_style import day
from watchers.names.places import state_name

SHADES = (1, 10, 50, 150)
"""The agreements from which on a tile is a shade darker; `digest_words.LEGEND` says so."""

_NAMED = 5  # states that the map's words name
_CHANGED = 12

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
    before: Mapping[str, int] | None, after: Mapping[str, int], charts: Sequence[Chart], moved: frozenset[str]
) -> Picture:
    """The map of agreements by state code and what has changed since `before`, where that is known, with the charts.

    `moved` names states whose agreements changed even where their number did not.
    """
    changes = {s: after.get(s, 0) - before.get(s, 0) for s in {*after, *before}} if before is not None else {}
    signs = {s: words.signs(n) for s, n in changes.items() if n or s in moved}
    tiles = [[_tile(code, after, signs) for code in row.split()] for row in _GRID.strip().splitlines()]
    most = sorted(after.items(), key=lambda entry: (-entry[1], state_name(entry[0])))[:_NAMED]
    by_size = sorted(signs, key=lambda s: (-abs(changes[s]), state_name(s)))
    said = words.map_words(
        [(state_name(s), n) for s, n in most if n],
        [(state_name(s), signs[s]) for s in by_size[:_CHANGED]],
        len(by_size) - len(by_size[:_CHANGED]),
    )
    legend = tuple(enumerate(words.LEGEND))
    return Picture(tiles=tuple(map(tuple, tiles)), words=said, legend=legend, charts=tuple(charts))


def _tile(code: str, after: Mapping[str, int], signs: Mapping[str, str]) -> Tile | None:
    if code == "..":
        return None
    number = after.get(code, 0)
    shade = sum(number >= bound for bound in SHADES)
    return Tile(code=code, agreements=number, change=signs.get(code, ""), shade=shade)


def chart(place: str, points: Sequence[tuple[date, int]]) -> Chart | None:
    """Bars for the agreements at the end of each day given; None for fewer than two, which show no course."""
    if len(points) < 2:
        return None
    longest = max(number for _, number in points) or 1
    bars = [
        Bar(when=_end_of(when), agreements=f"{number:,}", percent=round(100 * number / longest))
        for when, number in points
    ]
    return Chart(title=words.chart_title(place), bars=tuple(bars))


def _end_of(when: date) -> str:
    """A month's last day by the month's name, any other as a day."""
    return words.short_month(when) if (when + timedelta(days=1)).day == 1 else day(when, 0)
