"""A digest's maps as pictures. Their colours are seen on white and on black alike; what has no shape is left clear."""

from collections.abc import Collection
from functools import lru_cache

from notifiers.digest.model import CountyMap, Picture
from notifiers.language.counted import Share
from notifiers.maps.png import Canvas, Colour
from notifiers.maps.shapes import Box, Frame, Ring, box_of, counties_of, county_borders, county_rings, state_rings
from watchers.frozen import frozen

_LARGEST = (1072, 800)  # pixels, twice the size at which a mail shows it
_MARGIN = 6
_CLEAR: Colour = (0, 0, 0, 0)
_EMPTY: Colour = (128, 128, 128, 70)
_MARK: Colour = (229, 72, 77, 255)
SHARES: dict[Share, str] = {
    Share.TASK_FORCE: "#3b7bc8",
    Share.JAIL: "#d2832a",
    Share.BOTH: "#8a5fc0",
    Share.OTHER: "#5f8a3a",
}
"""What fills a county, by the models of its agencies."""
_QUARTERS = ("#a9c8ea", "#6ba0dc", "#3b7bc8", "#1f4e8c")


@frozen
class Drawing:
    """A picture's file, and the size in pixels at which it is shown."""

    png: bytes
    width: int
    height: int


@lru_cache(maxsize=8)
def draw_counties(found: CountyMap) -> Drawing:
    """A state's counties in the colours of `SHARES`, and a line round those that are marked."""
    there, shares = counties_of(found.state), dict(found.filled)
    box = box_of(ring for fips in there for ring in county_rings(fips))
    sheet = _Sheet(box, [_CLEAR, _EMPTY, *map(_rgb, SHARES.values()), _MARK])
    for fips in there:
        sheet.fill(county_rings(fips), 2 + list(SHARES).index(shares[fips]) if fips in shares else 1)
    sheet.stroke(county_borders(found.state), 0, width=2)
    for fips in found.marked:
        sheet.stroke(county_rings(fips), len(SHARES) + 2, width=5)
    return sheet.drawing()


@lru_cache(maxsize=8)
def draw_nation(found: Picture) -> Drawing:
    """The states by the shades of the tiles, and a line round the desk's own, or round those that changed."""
    tiles = [tile for row in found.tiles for tile in row if tile is not None and state_rings(tile.code)]
    box = box_of(ring for tile in tiles for ring in state_rings(tile.code))
    sheet = _Sheet(box, [_CLEAR, _EMPTY, *map(_rgb, _QUARTERS), _MARK])
    for tile in tiles:
        sheet.fill(state_rings(tile.code), 1 + tile.shade)
    for tile in tiles:
        sheet.stroke(state_rings(tile.code), 0, width=2)
    for tile in tiles:
        if tile.is_own if found.is_marked else tile.change:
            sheet.stroke(state_rings(tile.code), len(_QUARTERS) + 2, width=4)
    return sheet.drawing()


class _Sheet:
    """A canvas for what lies within a box of the map, as large as may be."""

    def __init__(self, box: Box, palette: list[Colour]) -> None:
        width, height = _LARGEST
        scale = min((width - 2 * _MARGIN) / box.width, (height - 2 * _MARGIN) / box.height)
        self._frame = Frame(left=box.left - _MARGIN / scale, top=box.top - _MARGIN / scale, scale=scale)
        self._size = round(box.width * scale) + 2 * _MARGIN, round(box.height * scale) + 2 * _MARGIN
        self._canvas = Canvas(*self._size, palette)

    def fill(self, rings: Collection[Ring], colour: int) -> None:
        self._canvas.fill([[self._frame.lay(point) for point in ring] for ring in rings], colour)

    def stroke(self, rings: Collection[Ring], colour: int, *, width: int) -> None:
        self._canvas.stroke([[self._frame.lay(point) for point in ring] for ring in rings], colour, width=width)

    def drawing(self) -> Drawing:
        return Drawing(png=self._canvas.png(), width=self._size[0] // 2, height=self._size[1] // 2)


def _rgb(colour: str) -> Colour:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue, 255
