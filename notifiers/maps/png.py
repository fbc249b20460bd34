"""A small canvas for maps that mail programs and Slack take as a picture: shapes in a few colours, as PNG. Pure.

One colour a pixel, none blended: drawn at twice the size at which it is shown, a map's edges come out smooth.
"""

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

Colour = tuple[int, int, int, int]
"""Red, green, blue and opacity, each 0 to 255."""
Line = Sequence[tuple[int, int]]
"""Points on the canvas; an outline is closed."""


class Canvas:
    """A sheet of so many pixels, all of the palette's first colour."""

    def __init__(self, width: int, height: int, palette: Sequence[Colour]) -> None:
        self._width = width
        self._rows = [bytearray(width) for _ in range(height)]
        self._palette = palette

    def fill(self, outlines: Iterable[Line], colour: int) -> None:
        """Fill what is within an odd number of outlines, with the colour of that place in the palette."""
        crossings: dict[int, list[float]] = defaultdict(list)
        for outline in outlines:
            for (x1, y1), (x2, y2) in pairwise(outline):
                top, bottom = sorted((y1, y2))
                for y in range(max(top, 0), min(bottom, len(self._rows))):
                    crossings[y].append(x1 + (y + 0.5 - y1) * (x2 - x1) / (y2 - y1))
        for y, found in crossings.items():
            edges = sorted(found)
            for left, right in zip(edges[::2], edges[1::2], strict=True):
                self._paint(y, round(left), round(right), colour)

    def stroke(self, lines: Iterable[Line], colour: int, *, width: int) -> None:
        """Draw lines with a square pen."""
        for line in lines:
            for (x1, y1), (x2, y2) in pairwise(line):
                steps = max(abs(x2 - x1), abs(y2 - y1), 1)
                for step in range(steps + 1):
                    x, y = x1 + (x2 - x1) * step // steps, y1 + (y2 - y1) * step // steps
                    for row in range(y - width // 2, y - width // 2 + width):
                        self._paint(row, x - width // 2, x - width // 2 + width, colour)

    def _paint(self, y: int, left: int, right: int, colour: int) -> None:
        left, right = max(left, 0), min(right, self._width)
        if 0 <= y < len(self._rows) and left < right:
            self._rows[y][left:right] = bytes([colour]) * (right - left)

    def png(self) -> bytes:
        """The picture's file."""
        size = struct.pack(">IIBBBBB", self._width, len(self._rows), 8, 3, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows), 9)
        colours = b"".join(bytes(colour[:3]) for colour in self._palette)
        opacity = bytes(colour[3] for colour in self._palette)
        chunks = ((b"IHDR", size), (b"PLTE", colours), (b"tRNS", opacity), (b"IDAT", pixels), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
