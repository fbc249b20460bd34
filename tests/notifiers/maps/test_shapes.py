import re
from pathlib import Path

import pytest

from notifiers.maps import shapes
from notifiers.maps.shapes import Frame, Ring
from tests.reference.shapes import simplified
from watchers.names.counties import counties
from watchers.names.places import STATES

_ATOLLS = {"60030", "60040"}
_FAR = {"69085"}


def area(ring: Ring) -> float:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(x * ny - nx * y for (x, y), (nx, ny) in pairs) / 2


def areas(rings: tuple[Ring, ...]) -> float:
    return abs(sum(map(area, rings)))


@pytest.mark.parametrize("state", STATES)
def test_every_county_of_now_has_its_shape(state: str) -> None:
    now = {county.fips for county in counties(state) if not county.former}
    assert {fips for fips in now if not shapes.has_shape(fips)} <= _ATOLLS | _FAR


@pytest.mark.parametrize("state", STATES)
def test_the_counties_of_a_state_fill_it_and_overlap_nowhere(state: str) -> None:
    counties = sum(areas(shapes.county_rings(fips)) for fips in shapes.counties_of(state))
    assert counties == pytest.approx(areas(shapes.state_rings(state)), rel=0.001)


def test_every_outline_is_closed_and_on_the_map() -> None:
    rings = [ring for state in STATES for fips in shapes.counties_of(state) for ring in shapes.county_rings(fips)]
    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)
    box = shapes.box_of(rings)
    assert box.left > -60
    assert box.top > 0
    assert box.right < shapes.WIDTH
    assert box.bottom < shapes.HEIGHT


def test_connecticut_is_drawn_in_its_regions_and_its_old_counties_can_be_laid_across() -> None:
    assert shapes.counties_of("CT") == tuple(f"091{n}0" for n in range(1, 10))
    old = [county.fips for county in counties("CT") if county.fips < "09100"]
    assert sum(areas(shapes.county_rings(fips)) for fips in old) == pytest.approx(
        areas(shapes.state_rings("CT")), rel=0.02
    )


def test_neighbours_share_one_border() -> None:
    borders = shapes.county_borders("DE")
    assert len(borders) == 2
    kent, sussex = (shapes.county_rings(fips) for fips in ("10001", "10005"))
    shared = {point for ring in kent for point in ring} & {point for ring in sussex for point in ring}
    assert shared in [set(line) for line in borders]


def test_a_path_walks_the_outline_in_whole_units_of_the_picture() -> None:
    square: Ring = ((10, 10), (12, 10), (12, 12.1), (10, 12.1), (10, 10))
    assert shapes.svg_path([square], Frame(left=10, top=10, scale=10)) == "M0 0l20 0 0 21-20 0 0-21z"
    assert shapes.svg_path([((0, 0), (0.2, 0.2))], Frame()) == ""


def test_of_what_has_no_shape_there_is_none() -> None:
    assert not shapes.has_shape("99999")
    assert not shapes.has_shape("29")
    assert (shapes.county_rings("99999"), shapes.state_rings("??"), shapes.counties_of("??")) == ((), (), ())


def test_simplifying_keeps_what_stands_out_and_both_ends() -> None:
    assert simplified([(0, 0), (1, 0.01), (2, 0), (3, 2), (4, 0)], 0.1) == [(0, 0), (2, 0), (3, 2), (4, 0)]
    island = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    assert simplified(island, 0.1) == island


def test_the_file_is_small_and_says_whence_it_is() -> None:
    folder = Path(shapes.__file__).parent / "data"
    assert (folder / "shapes.txt").stat().st_size < 400_000
    assert re.search("us-atlas-2023 4.0.0", (folder / "README.md").read_text("utf-8"))
    assert "Michael Bostock" in (folder / "LICENSE.us-atlas.txt").read_text("utf-8")
