"""Shapes as a picture's file, read back by a reader of its own."""

import struct
import zlib
from itertools import pairwise

from notifiers.maps.png import Canvas, Colour

CLEAR: Colour = (0, 0, 0, 0)
RED: Colour = (200, 0, 0, 255)
BLUE: Colour = (0, 0, 200, 255)


def pixels(png: bytes) -> list[list[Colour]]:
    """The colours of a picture with a palette, row by row, as a program finds them that checks each part's sum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    parts, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size) == (zlib.crc32(kind + data),)
        parts[kind] = data
        at += 12 + size
    width, height, *rest = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert rest == [8, 3, 0, 0, 0]
    colours = [tuple(parts[b"PLTE"][n : n + 3]) for n in range(0, len(parts[b"PLTE"]), 3)]
    palette: list[Colour] = [(r, g, b, a) for (r, g, b), a in zip(colours, parts[b"tRNS"], strict=True)]
    rows = zlib.decompress(parts[b"IDAT"])
    assert len(rows) == height * (width + 1)
    return [[palette[i] for i in rows[n + 1 : n + 1 + width]] for n in range(0, len(rows), width + 1)]


def test_what_is_within_an_outline_is_filled_and_its_hole_is_not() -> None:
    canvas = Canvas(8, 8, [CLEAR, RED])
    square = [(0, 0), (8, 0), (8, 8), (0, 8), (0, 0)]
    hole = [(2, 2), (2, 6), (6, 6), (6, 2), (2, 2)]
    canvas.fill([square, hole], 1)
    found = pixels(canvas.png())
    assert all((found[y][x] == CLEAR) == (2 <= x < 6 and 2 <= y < 6) for y in range(8) for x in range(8))


def test_neighbours_share_no_pixel_and_leave_none_between_them() -> None:
    corner, edge = (0, 0), [(9, 0), (4, 5), (7, 9)]
    left = [corner, *edge, (0, 9), corner]
    right = [*edge, (12, 9), (12, 0), edge[0]]
    sizes = []
    for outlines in ([left], [right], [left, right]):
        canvas = Canvas(12, 9, [CLEAR, RED])
        for outline in outlines:
            canvas.fill([outline], 1)
        sizes.append(sum(row.count(RED) for row in pixels(canvas.png())))
    assert sizes[0] + sizes[1] == sizes[2] == 12 * 9


def test_a_line_has_its_width_and_what_is_off_the_canvas_does_no_harm() -> None:
    canvas = Canvas(20, 9, [CLEAR, RED, BLUE])
    canvas.stroke([[(-5, 4), (30, 4)]], 1, width=3)
    canvas.fill([[(-9, -9), (-1, -9), (-1, -1), (-9, -9)]], 2)
    found = pixels(canvas.png())
    assert [row.count(RED) for row in found] == [0, 0, 0, 20, 20, 20, 0, 0, 0]
    assert not any(BLUE in row for row in found)


def test_no_row_is_drawn_twice_where_lines_meet() -> None:
    star = [(5, 0), (6, 9), (0, 3), (10, 3), (4, 9), (5, 0)]
    canvas = Canvas(11, 10, [CLEAR, RED])
    canvas.fill([star], 1)
    assert all(len(row) == 11 for row in pixels(canvas.png()))
    assert all(a != b for a, b in pairwise(star))
