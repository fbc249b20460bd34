"""A file that is byte for byte as this bot wrote it: its tables are the bytes of their lines until a row is asked for.

The table "about" has a sum for each other table. Where they fit, nothing has happened to the file since it was written,
and nothing needs to be parsed to know that. Where they don't (an operator's editor, a bad disk, an older watch287g),
`read_written` says None, and the file is read and checked row by row.
"""

import re
import zlib
from collections.abc import ItemsView, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import orjson

_FIRST_FIELD = re.compile(rb'\{"[^"\\]*(":\{"[^"\\]*":)')
_HEAD, _TAIL = b"{\n", b"\n}\n"


class WrittenTable(Mapping[str, Any]):
    """A table whose sum fits: `text` is its JSON, an object of rows by id; `sum` is as `sum_of` makes it."""

    def __init__(self, text: memoryview, sum_: list[int]) -> None:
        self.text = text
        self.sum = sum_
        self._rows: dict[str, Any] | None = None
        self._ids: frozenset[str] | None = None

    def __getitem__(self, row_id: str) -> Any:
        return self._parsed()[row_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return self.sum[1]

    def items(self) -> ItemsView[str, Any]:
        """The rows by id."""
        return self._parsed().items()

    def ids(self) -> frozenset[str]:
        """The rows' ids, had without parsing the rows: that a new event is new should not cost all old ones."""
        if self._ids is None:
            self._ids = _scan_ids(bytes(self.text), len(self)) or frozenset(self._parsed())
        return self._ids

    def _parsed(self) -> dict[str, Any]:
        if self._rows is None:
            self._rows = orjson.loads(self.text)
        return self._rows


def ids_of(table: Mapping[str, Any]) -> AbstractSet[str]:
    """The ids of a table's rows."""
    return table.ids() if isinstance(table, WrittenTable) else table.keys()


def sum_of(text: bytes, count: int) -> list[int]:
    """What "about" says of a table's JSON text: its CRC-32, and how many rows it has."""
    return [zlib.crc32(text), count]


def lines_of(tables: Mapping[str, bytes | memoryview]) -> list[bytes | memoryview]:
    """One document, a table a line, from the tables' JSON texts; "about" goes first."""
    chunks: list[bytes | memoryview] = []
    for name, text in tables.items():
        chunks += [b",\n" if chunks else _HEAD, orjson.dumps(name), b":", text]
    return [*chunks, _TAIL]


def read_written(content: bytes) -> dict[str, Mapping[str, Any]] | None:
    """The tables of a file as `lines_of` laid it out, whose sums fit; None for any other."""
    texts = _texts(content)
    about = _object(texts.pop("about", memoryview(b"")))
    sums = about.get("sums")
    if not isinstance(sums, dict) or list(texts) != list(sums):
        return None
    if not all(_fits(text, sums[name]) for name, text in texts.items()):
        return None
    return {"about": about, **{name: WrittenTable(text, sums[name]) for name, text in texts.items()}}


def _fits(text: memoryview, sum_: object) -> bool:
    match sum_:
        case [int(crc), int()]:
            return zlib.crc32(text) == crc
    return False


def _object(text: memoryview) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _texts(content: bytes) -> dict[str, memoryview]:
    """The JSON text of each line's table by its name; none where it isn't laid out so."""
    view = memoryview(content)
    found: dict[str, memoryview] = {}
    begin, last = len(_HEAD), len(content) - len(_TAIL)
    if not (content.startswith(_HEAD) and content.endswith(_TAIL)):
        return found
    while begin < last:
        end = content.find(b"\n", begin)
        colon = content.find(b'":', begin, end)
        separator = content[end - 1 : end] if end < last else b","
        if colon < 0 or content[begin : begin + 1] != b'"' or separator != b",":
            return {}
        found[content[begin + 1 : colon].decode(errors="replace")] = view[colon + 2 : end if end == last else end - 1]
        begin = end + 1
    return found


def _scan_ids(text: bytes, count: int) -> frozenset[str] | None:
    """The rows' ids by the field that every row begins with; None where that doesn't find as many as there are."""
    first = _FIRST_FIELD.match(text)
    if first is None:
        return None
    starts = [piece.rpartition(b'"') for piece in text.split(first[1])[:-1]]
    found = frozenset(row_id.decode() for before, _, row_id in starts if before[-1:] in {b"{", b","})
    return found if len(found) == len(starts) == count else None
