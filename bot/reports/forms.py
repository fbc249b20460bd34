"""The forms in which a table is had: lines for the eye, JSON, JSON lines, CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from notifiers.text.safe import disarmed

Row = Mapping[str, Any]


def printed(form: str, columns: Sequence[str], rows: Iterable[Row], lines: Iterable[str]) -> Iterator[str]:
    """The table in one of the forms, line by line: `rows` for programs, `lines` for the eye."""
    match form:
        case "json":
            return iter([json_text(list(rows))])
        case "jsonl":
            return (json.dumps(row, ensure_ascii=False) for row in rows)
        case "csv":
            return _csv_lines(columns, rows)
        case _:
            return iter(lines)


def json_text(document: Any) -> str:
    """One JSON document; days and times as ISO 8601 has them."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=lambda day: day.isoformat())


def _csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A header and a line for each row; a cell that a spreadsheet would run as a formula is disarmed."""
    for cells in chain([columns], ([row[column] for column in columns] for row in rows)):
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([disarmed(c) if isinstance(c, str) else c for c in cells])
        yield out.getvalue()
