"""TinyDB on one JSON file that is held in memory and replaced whole, durably, once per transaction."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from state.db.lazy_tables import WrittenTable, lines_of, read_written, sum_of
from state.db.migrations import MIGRATIONS, Migration, Tables, about, migrate, newest, version_of
from state.errors import StateDamagedError, StateNotWrittenError, StateReadOnlyError, StateUnreachableError
from state.files.atomic import keep_as, replace_file

STATE_FILE = "state.json"


class Rows(Table):
    """A table whose rows have ids that are words. TinyDB's own ids are numbers, and its `upsert` takes one row."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB names this as the place to change it

    def rows(self) -> Mapping[str, dict[str, Any]]:
        """All rows by id, in the order in which they came. Not to be changed in place."""
        return cast("Mapping[str, dict[str, Any]]", self._read_table())

    def change(self, put: Mapping[str, dict[str, Any]], drop: Iterable[str] = (), *, all_differ: bool = False) -> None:
        """Replace or add the rows of `put`, remove those of `drop`; a row that is there already costs nothing.

        `all_differ` says that none of `put` is there already.
        """
        present = self.rows()
        fresh = put if all_differ else {row_id: row for row_id, row in put.items() if present.get(row_id) != row}
        gone = [row_id for row_id in drop if row_id in present]

        def update(table: dict[Any, Mapping[Any, Any]]) -> None:
            table.update(fresh)
            for row_id in gone:
                table.pop(row_id, None)

        if fresh or gone:
            self._update_table(update)


class Database(TinyDB):
    """TinyDB with `Rows` for tables."""

    table_class = Rows

    def __init__(self, storage: Storage) -> None:
        super().__init__(storage=lambda: storage)

    def rows(self, name: str) -> Rows:
        """One table by name; an unknown one is empty."""
        return cast("Rows", self.table(name))  # TinyDB's own annotation forgets `table_class`


class AtomicStorage(Storage):
    """One JSON file as TinyDB wants it.

    All changes inside `with storage.transaction():` become one durable replacement of the file, or none; the
    previous generation stays beside it as `state.json.bak`. A table's dict is replaced at each change, never changed
    in place: so a table that is the same object as at the last write need not be serialised again.

    A file that is as this bot wrote it is not parsed but summed: a table is parsed when it is first asked for. Any
    other file is parsed whole; `is_as_written` says which it was.

    Raises StateDamagedError, StateTooNewError or StateUnreachableError at once where the file can't be read, and never
    touches it then.
    """

    def __init__(self, path: Path, *, writable: bool = True, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        self.path = path
        self._writable = writable
        self._version = newest(migrations)
        self._migrated_from: int | None = None
        self._tables: Tables = {}
        self._inside = False
        self._texts: dict[str, _Serialised] = {}
        self.is_as_written = True
        if (content := read_file(path)) is not None:
            self._load(content, migrations)

    def _load(self, content: bytes, migrations: Sequence[Migration]) -> None:
        written = read_written(content)
        document = written if written is not None else parse_document(content, self.path)
        found = version_of(document, self.path)
        self._tables = migrate(document, self.path, migrations)
        self._migrated_from = found if found < self._version else None
        self.is_as_written = written is not None and self._migrated_from is None

    def read(self) -> dict[str, dict[str, Any]]:
        """All tables. The caller may put new tables into this dict, but not change one in place."""
        return cast("dict[str, dict[str, Any]]", dict(self._tables))  # a written one is a mapping, and no dict

    def write(self, data: Tables) -> None:
        """Take over all tables; outside a transaction this is one of its own."""
        if self._inside:
            self._tables = data
        else:
            with self.transaction():
                self._tables = data

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Put everything that happens inside on the disk at its end, in one step.

        An exception inside, or a write that fails (StateNotWrittenError), leaves memory and file as they were. Where
        nothing changed nothing is written. Transactions don't nest.
        """
        if not self._writable:
            raise StateReadOnlyError(f"{self.path} is not open for changes. Nothing was changed.")
        if self._inside:
            raise RuntimeError("a transaction is open already")
        before, self._inside = self._tables, True
        try:
            yield
            if _differ(before, self._tables):
                self._flush()
        except BaseException:
            self._tables = before
            raise
        finally:
            self._inside = False

    def close(self) -> None:
        """Take no more changes."""
        self._writable = False

    def _flush(self) -> None:
        chunks = self._chunks()
        try:
            if self._migrated_from is not None:
                keep_as(self.path, self.path.with_name(f"{self.path.name}.v{self._migrated_from}"))
            replace_file(self.path, chunks, keep=backup_of(self.path))
        except OSError as error:
            raise StateNotWrittenError(
                f"{self.path} could not be written: {error.strerror or error}. What was there before is untouched. "
                "Make room on that disk, or mend its permissions; watch287g goes on where it was."
            ) from error
        self._migrated_from = None

    def _chunks(self) -> list[bytes | memoryview]:
        """The document, one table a line, from what is serialised already where a table is the same."""
        old, tables = self._texts, {name: table for name, table in self._tables.items() if name != "about"}
        self._texts = {name: _serialised(table, old.get(name)) for name, table in tables.items()}
        sums = {name: known.sum for name, known in self._texts.items()}
        self._tables = {"about": {**about(self._version), "sums": sums}, **tables}
        texts = {name: known.text for name, known in self._texts.items()}
        return lines_of({"about": orjson.dumps(self._tables["about"]), **texts})


class _Serialised(NamedTuple):
    table: Mapping[str, Any]
    text: bytes | memoryview
    sum: list[int]


def _serialised(table: Mapping[str, Any], known: _Serialised | None) -> _Serialised:
    if isinstance(table, WrittenTable):
        return _Serialised(table, table.text, table.sum)
    if known is not None and known.table is table:
        return known
    text = orjson.dumps(table)
    return _Serialised(table, text, sum_of(text, len(table)))


def backup_of(path: Path) -> Path:
    """Where the previous generation of a file is kept."""
    return path.with_name(f"{path.name}.bak")


def load_document(path: Path) -> Tables | None:
    """The tables in a file, or None where there is no file and never was one. Raises what the two below raise."""
    content = read_file(path)
    return None if content is None else parse_document(content, path)


def read_file(path: Path) -> bytes | None:
    """What is in a file, or None where there is none and never was.

    Raises StateUnreachableError, and StateDamagedError where only its backup is left.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if backup_of(path).exists():
            raise StateDamagedError(
                f"{path} is gone, but {backup_of(path).name} is beside it. "
                "Run `watch287g state restore` to go back to that one."
            ) from None
        return None
    except OSError as error:
        raise StateUnreachableError(
            f"{path} can't be read: {error.strerror or error}. Mend its permissions."
        ) from error


def parse_document(content: bytes, path: Path) -> Tables:
    """The tables in the bytes of a file, whoever wrote it; `path` is for the error. Raises StateDamagedError."""
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise StateDamagedError(_damaged(path, str(error))) from error
    if not isinstance(document, dict) or not all(isinstance(table, dict) for table in document.values()):
        raise StateDamagedError(_damaged(path, "it holds something other than tables"))
    return document


def _damaged(path: Path, why: str) -> str:
    return (
        f"{path} is damaged ({why}). It was left as it is. Run `watch287g state verify` to see what is wrong, "
        "`watch287g state restore` to go back to the last good one."
    )


def _differ(before: Tables, after: Tables) -> bool:
    return before.keys() != after.keys() or any(before[name] is not after[name] for name in before)
