"""The shapes of counties, states and the nation on one map, 975 by 610, for pictures in mails and on pages.

From `data/shapes.txt` (its README says from where, and what it lacks). A county is asked for by its five-digit FIPS
code, a state by its USPS code. Alaska, Hawaii and the territories are insets, each at a scale of its own.
"""

from collections.abc import Iterable
from functools import cache
from itertools import accumulate

from watchers.frozen import frozen
from watchers.names.counties import counties

WIDTH, HEIGHT = 975, 610
"""The map's size, in whose units all coordinates are."""

UNITS = 20
"""The file's whole numbers to one of the map's units."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}

Point = tuple[float, float]
Ring = tuple[Point, ...]


@frozen
class Box:
    """A rectangle on the map."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@frozen
class Frame:
    """Where on a picture the map is laid: what stands at `left` and `top` of the map is the picture's corner."""

    left: float = 0
    top: float = 0
    scale: float = 1

    def lay(self, point: Point) -> tuple[int, int]:
        """A point of the map on the picture, in its whole units."""
        return round((point[0] - self.left) * self.scale), round((point[1] - self.top) * self.scale)


def has_shape(fips: str) -> bool:
    """Whether there is a shape for a county's code."""
    return len(fips) == 5 and fips in _atlas().rings


@cache
def counties_of(state: str) -> tuple[str, ...]:
    """The codes of the counties that a state consists of now, each with a shape; none where it has no shapes."""
    return tuple(fips for fips in _atlas().current if fips.startswith(_prefix(state)))


def county_rings(fips: str) -> tuple[Ring, ...]:
    """A county's outlines, holes among them, each closed; none where there is no shape for it."""
    return _closed(fips)


def state_rings(state: str) -> tuple[Ring, ...]:
    """A state's outlines, each closed; none where there is no shape for it."""
    return _closed(_prefix(state))


def county_borders(state: str) -> tuple[Ring, ...]:
    """The lines between the counties of one state, each once."""
    return _borders().get(_prefix(state), ())


def state_borders() -> tuple[Ring, ...]:
    """The lines between the states, each once."""
    return _borders()[_OF_NO_STATE]


def box_of(rings: Iterable[Ring]) -> Box:
    """The rectangle round outlines, of which there must be one at least."""
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    return Box(left=min(xs), top=min(ys), right=max(xs), bottom=max(ys))


def svg_path(lines: Iterable[Ring], frame: Frame) -> str:
    """Outlines or borders as the `d` of an SVG path; to be filled by the rule "evenodd"."""
    return "".join(_subpath([frame.lay(point) for point in line]) for line in lines)


def _subpath(points: list[tuple[int, int]]) -> str:
    (x, y), steps = points[0], []
    for nx, ny in points[1:]:
        if (nx, ny) != (x, y):
            steps += [nx - x, ny - y]
            x, y = nx, ny
    walked = "".join(f" {step}" if step >= 0 else str(step) for step in steps).lstrip()
    end = "z" if points[0] == points[-1] else ""
    return f"M{points[0][0]} {points[0][1]}l{walked}{end}" if steps else ""


@frozen
class _Atlas:
    """The file: arcs by number, and by code the rings of each county and state; one run backwards is `~number`.

    `current` are the counties of now, which leave no gap and overlap nowhere.
    """

    arcs: tuple[Ring, ...]
    rings: dict[str, tuple[tuple[int, ...], ...]]
    current: tuple[str, ...]


@cache
def _atlas() -> _Atlas:
    from importlib.resources import files

    shapes, _, arcs = files("notifiers.maps").joinpath("data/shapes.txt").read_text("ascii").partition("\n\n")
    split = [line.partition(" ") for line in shapes.splitlines()]
    rings = {code.strip("*"): tuple(map(_numbers, rest.split())) for code, _, rest in split}
    current = tuple(code for code, _, _ in split if len(code) == 5)
    return _Atlas(arcs=tuple(map(_arc, arcs.splitlines())), rings=rings, current=current)


def _numbers(digits: str) -> tuple[int, ...]:
    found, number, shift = [], 0, 0
    for digit in digits:
        value = _VALUES[digit]
        number |= (value & 31) << shift
        shift += 5
        if value < 32:
            found.append(-(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    return tuple(found)


def _arc(digits: str) -> Ring:
    steps = _numbers(digits)
    xs, ys = accumulate(steps[::2]), accumulate(steps[1::2])
    return tuple((x / UNITS, y / UNITS) for x, y in zip(xs, ys, strict=True))


@cache
def _closed(code: str) -> tuple[Ring, ...]:
    arcs = _atlas().arcs
    return tuple(
        tuple(point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1]))
        for ring in _atlas().rings.get(code, ())
    )


_OF_NO_STATE = ""


@cache
def _borders() -> dict[str, tuple[Ring, ...]]:
    """The lines with a county of now on both sides, by the first two digits of the state that they are within."""
    sides: dict[int, list[str]] = {}
    for fips in _atlas().current:
        for ring in _atlas().rings[fips]:
            for arc in ring:
                sides.setdefault(arc if arc >= 0 else ~arc, []).append(fips[:2])
    found: dict[str, list[Ring]] = {}
    for arc, states in sides.items():
        if len(states) == 2:
            found.setdefault(states[0] if states[0] == states[1] else _OF_NO_STATE, []).append(_atlas().arcs[arc])
    return {state: tuple(lines) for state, lines in found.items()}


@cache
def _prefix(state: str) -> str:
    """The two digits of a state's code in those of its counties; "none" where it has no counties."""
    return next((county.fips[:2] for county in counties(state)), "none")
