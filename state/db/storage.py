"""TinyDB on one JSON file that is held in memory and replaced whole, durably, once per transaction."""

import contextlib
import zlib
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property, reduce
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import orjson
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from state.codec import MalformedError
from state.db.migrations import MIGRATIONS, Migration, Tables, about, migrate, newest, version_of
from state.errors import StateDamagedError, StateNotWrittenError, StateReadOnlyError, StateUnreachableError
from state.files.atomic import keep_as, replace_file

STATE_FILE = "state.json"
T = TypeVar("T")


class Rows(Table):
    """A table whose rows have ids that are words. TinyDB's own ids are numbers, and its `upsert` takes one row."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB names this as the place to change it

    def rows(self) -> Mapping[str, dict[str, Any]]:
        """All rows by id, in the order in which they came. Not to be changed in place."""
        return cast("Mapping[str, dict[str, Any]]", self._read_table())

    def change(self, put: Mapping[str, dict[str, Any]], drop: Iterable[str] = ()) -> None:
        """Replace or add the rows of `put`, remove those of `drop`; what changes nothing costs nothing."""
        present = self.rows()
        fresh = {row_id: row for row_id, row in put.items() if present.get(row_id) != row}
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


class Unread(Mapping[str, T]):
    """Rows by id that are read when something of them is first asked for."""

    def __init__(self, read: Callable[[], dict[str, T]]) -> None:
        self._read = read

    @cached_property
    def _rows(self) -> dict[str, T]:
        return self._read()

    def __getitem__(self, row_id: str) -> T:
        return self._rows[row_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def items(self) -> ItemsView[str, T]:
        """The rows by id."""
        return self._rows.items()

    def values(self) -> ValuesView[T]:
        """The rows."""
        return self._rows.values()


class UnreadTable(Unread[Any]):
    """A table for which the file's checksum vouches."""

    def __init__(self, name: str, text: memoryview) -> None:
        super().__init__(self.parsed)
        self.text = text
        self._name = name

    def has_word(self, words: Iterable[str]) -> bool:
        """Whether any of these words, plain ones, stands anywhere in it; to look for them is quicker than to read."""
        text = bytes(self.text)
        return any(f'"{word}"'.encode() in text for word in words)

    def parsed(self) -> dict[str, Any]:
        """The rows by id, for who needs them once: they aren't kept."""
        try:
            return cast("dict[str, Any]", orjson.loads(self.text))
        except orjson.JSONDecodeError as error:
            raise MalformedError(self._name, str(error)) from error


class Document(NamedTuple):
    """The tables of a file, brought to the newest version, and the version that the file has.

    `is_as_written` says that its checksum fits: nothing has happened to it since watch287g wrote it, and no row needs
    to be read to know that. It doesn't fit after an operator's editor or a bad disk, nor in older files, without one.
    """

    tables: Tables
    version: int
    is_as_written: bool = True

    @property
    def was_changed(self) -> bool:
        """Whether something else than watch287g has changed the file; of an older one nobody knows."""
        return not self.is_as_written and self.version == newest()


class AtomicStorage(Storage):
    """One JSON file as TinyDB wants it.

    All changes inside `with storage.transaction():` become one durable replacement of the file, or none; the
    previous generation stays beside it as `state.json.bak`. A table's dict is replaced at each change, never changed
    in place: so a table that is the same object as at the last write need not be serialised again.

    Raises StateDamagedError, StateTooNewError or StateUnreachableError at once where the file can't be read, and never
    touches it then.
    """

    def __init__(self, path: Path, *, writable: bool = True, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        self.path = path
        self._writable = writable
        self._version = newest(migrations)
        self._inside = False
        self._texts: dict[str, _Serialised] = {}
        self.document = load_document(path, migrations)
        self._tables = self.document.tables

    def read(self) -> dict[str, dict[str, Any]]:
        """All tables. The caller may put new tables into this dict, but not change one in place."""
        return cast("dict[str, dict[str, Any]]", dict(self._tables))

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
        old, tables = self._texts, {name: table for name, table in self._tables.items() if name != "about"}
        self._texts = {name: _serialised(table, old.get(name)) for name, table in tables.items()}
        chunks = chunks_of({name: known.text for name, known in self._texts.items()}, self._version)
        before = self.document.version
        try:
            if before < self._version:
                keep_as(self.path, self.path.with_name(f"{self.path.name}.v{before}"))
            replace_file(self.path, chunks, keep=backup_of(self.path))
        except OSError as error:
            raise StateNotWrittenError(
                f"{self.path} could not be written: {error.strerror or error}. What was there before is untouched. "
                "Make room on that disk, or mend its permissions; watch287g goes on where it was."
            ) from error
        self.document = Document(self._tables, self._version)


class _Serialised(NamedTuple):
    table: Mapping[str, Any]
    text: bytes | memoryview


def _serialised(table: Mapping[str, Any], known: _Serialised | None) -> _Serialised:
    if known is not None and known.table is table:
        return known
    return _Serialised(table, table.text if isinstance(table, UnreadTable) else orjson.dumps(table))


def chunks_of(texts: Mapping[str, bytes | memoryview], version: int = newest()) -> list[bytes | memoryview]:
    """A file's content from its tables' JSON texts: a line "about" it, with the checksum of the lines that follow."""
    rest: list[bytes | memoryview] = [
        part for name, text in texts.items() for part in (b",", orjson.dumps(name), b":", text, b"\n")
    ] + [b"}\n"]
    about_it = {**about(version), "sum": reduce(lambda crc, part: zlib.crc32(part, crc), rest, 0)}
    return [b'{"about":', orjson.dumps(about_it), b"\n", *rest]


def _as_written(content: bytes) -> Tables | None:
    """The tables of a file that `chunks_of` laid out and whose checksum fits; None for any other."""
    view, begin = memoryview(content), content.find(b"\n") + 1
    try:
        about_it = orjson.loads(content[: max(begin - 1, 0)] + b"}")["about"]
        if about_it["sum"] != zlib.crc32(view[begin:]):
            return None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    tables: dict[str, Mapping[str, Any]] = {"about": about_it}
    while content[begin : begin + 1] == b",":
        colon, end = content.find(b'":', begin), content.find(b"\n", begin)
        name = content[begin + 2 : colon].decode()
        tables[name] = UnreadTable(name, view[colon + 2 : end])
        begin = end + 1
    return tables


def backup_of(path: Path) -> Path:
    """Where the previous generation of a file is kept."""
    return path.with_name(f"{path.name}.bak")


def load_document(path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Document:
    """What is in a file; nothing where there is none and never was one.

    Raises StateDamagedError, StateTooNewError, StateUnreachableError.
    """
    content = _read_file(path)
    if content is None:
        return Document({}, newest(migrations))
    written = _as_written(content)
    tables = _parsed(content, path) if written is None else written
    return Document(migrate(tables, path, migrations), version_of(tables, path), written is not None)


def _parsed(content: bytes, path: Path) -> Tables:
    try:
        tables = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise StateDamagedError(_damaged(path, str(error))) from error
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise StateDamagedError(_damaged(path, "it holds something other than tables"))
    return tables


def _read_file(path: Path) -> bytes | None:
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


def _damaged(path: Path, why: str) -> str:
    return (
        f"{path} is damaged ({why}). It was left as it is. Run `watch287g state verify` to see what is wrong, "
        "`watch287g state restore` to go back to the last good one."
    )


def _differ(before: Tables, after: Tables) -> bool:
    return before.keys() != after.keys() or any(before[name] is not after[name] for name in before)
