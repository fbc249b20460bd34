"""Old events in a file for each year beside the state, so that the working file stays small."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from state.agreement_codec import Shelf, decode_shelf, encode_workbook
from state.atomic import replace_file
from state.errors import StateDamagedError, StateNotWrittenError
from state.fields import Doc, MalformedError
from state.migrations import Tables, about, migrate, newest
from state.storage import load_document
from state.timeline import Timeline, month_table, month_tables

YEAR_FILE = re.compile(r"events-(\d{4})\.json")


class YearFiles:
    """The files `events-2025.json` and so on in one folder; each is read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[int, tuple[Timeline, Shelf]] = {}

    def path(self, year: int) -> Path:
        """The file of a year (UTC)."""
        return self._folder / f"events-{year:04}.json"

    def years(self) -> list[int]:
        """The years that have a file, oldest first."""
        found = (YEAR_FILE.fullmatch(path.name) for path in self._folder.glob("events-*.json"))
        return sorted(int(match[1]) for match in found if match)

    def timeline(self, year: int) -> Timeline:
        """A year's events; none where it has no file.

        Raises StateDamagedError, StateTooNewError, StateUnreachableError.
        """
        return self._year(year)[0]

    def add(self, year: int, events: Mapping[str, Doc], shelf: Shelf) -> None:
        """Put events' documents into the file of their year, durably. One that is there already stays as it is.

        `shelf` has the workbooks that they name. Raises StateNotWrittenError.
        """
        present, present_shelf = self._year(year)
        together = {**events, **present.docs}
        named = {doc[name] for doc in together.values() for name in ("workbook", "before_workbook") if name in doc}
        workbooks = {key: book for key, book in {**shelf, **present_shelf}.items() if key in named}
        path = self.path(year)
        try:
            replace_file(path, [orjson.dumps(_document(together, workbooks), option=orjson.OPT_APPEND_NEWLINE)])
        except OSError as error:
            raise StateNotWrittenError(
                f"{path} could not be written: {error.strerror or error}. No event was moved or lost. "
                "Make room on that disk, or mend its permissions."
            ) from error
        self._read.pop(year, None)

    def _year(self, year: int) -> tuple[Timeline, Shelf]:
        if year not in self._read:
            path = self.path(year)
            document = load_document(path)
            try:
                self._read[year] = _read({} if document is None else migrate(document, path))
            except MalformedError as error:
                raise StateDamagedError(
                    f"{path} is damaged: {error}. It was left as it is; restore it from a backup."
                ) from error
        return self._read[year]


def _read(tables: Tables) -> tuple[Timeline, Shelf]:
    shelf = decode_shelf(tables.get("workbooks", {}))
    timeline = Timeline(shelf)
    for month in month_tables(tables).values():
        timeline.extend(month)
    return timeline, shelf


def _document(events: Mapping[str, Doc], shelf: Shelf) -> dict[str, dict[str, Any]]:
    timeline = Timeline(shelf)
    timeline.extend(events)
    tables: dict[str, dict[str, Any]] = {
        "about": about(newest()),
        "workbooks": {key: encode_workbook(book) for key, book in shelf.items()},
    }
    for at, row_id in timeline.between(None, None):
        tables.setdefault(month_table(at), {})[row_id] = events[row_id]
    return tables
