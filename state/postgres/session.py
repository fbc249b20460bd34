"""One connection to the database, and the locks that belong to it: who loses the connection loses them with it.

The server lets go of a connection whose other end is silent for some eleven seconds, so that another machine can take
over; what this one then still wants to change is refused, for it has no connection any more.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from select import select
from typing import Any

import orjson
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import set_json_loads

from state.errors import StateAwayError, StateReadOnlyError, StateTooNewError, StateUnreachableError
from state.place import Database
from state.postgres.schema import STEPS

SCHEMA = "watch287g"
_AT_A_TIME = 2_000  # rows
_PATIENCE = 10  # seconds to wait for a connection, or for a lock
_KEEPALIVE = {"keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3", "tcp_user_timeout": "11000"}
"""So the server, and this side as well, notice within some eleven seconds that the other end is gone."""
_SETTINGS = {
    "search_path": SCHEMA,
    "statement_timeout": "60s",
    "lock_timeout": f"{_PATIENCE}s",
    "idle_in_transaction_session_timeout": "60s",
    **{f"tcp_{name.removeprefix('tcp_')}": value for name, value in _KEEPALIVE.items()},
}
_MIGRATING = 286_999  # the advisory lock of whoever makes the tables


class Session:
    """The connection, made anew where it was lost; `lost` is told then. Every call may come from any thread."""

    def __init__(self, database: Database, *, holder: str, writable: bool, lost: Callable[[], None]) -> None:
        self.name = named(database.url)
        self.guard = threading.RLock()
        self._database, self._holder, self._writable, self._lost = database, holder, writable, lost
        self._is_closed = False
        self._answered = time.monotonic()
        try:
            self._connection = self._connect()
            self._migrate()
        except psycopg.Error as error:
            raise StateUnreachableError(
                f"The database {self.name} can't be used: {_first_line(error)}. See that it runs, that its address in "
                "[state] is right, and that its user may sign in there and make tables."
            ) from error

    def _connect(self) -> psycopg.Connection[Any]:
        return connect(self._database, self._holder, writable=self._writable)

    def _migrate(self) -> None:
        """Bring the tables to this version's schema. Raises StateTooNewError."""
        found = self._schema()
        if found is None or found[0] < len(STEPS):
            with connect(self._database, self._holder, writable=True) as connection:
                make_tables(connection)
        elif found[1] > len(STEPS):
            raise StateTooNewError(
                f"{self.name} was written by a newer watch287g (schema {found[0]}; this one knows up to {len(STEPS)}). "
                "Upgrade watch287g."
            )

    def _schema(self) -> tuple[int, int] | None:
        """The number of the schema, and the oldest whose programs still work with it; None where there is none."""
        if self.rows("SELECT to_regclass(%s) IS NULL", (f"{SCHEMA}.schema",))[0][0]:
            return None
        [(version, oldest)] = self.rows("SELECT version, oldest FROM schema")
        return version, oldest

    def rows(self, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query finds; asked once more where the connection had been lost. Raises StateAwayError."""
        with self.guard:
            if self._inside:
                return self._execute(query, params)
            with self._away():
                self._revive()
                try:
                    return self._execute(query, params)
                except psycopg.OperationalError:
                    if not self._connection.broken:
                        raise
                    self._revive()
                    return self._execute(query, params)

    def pages(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table in its order, read some thousand at a time: these columns, and its number."""
        last = 0
        while found := self.rows(
            f"SELECT {columns}, seq FROM {table} WHERE seq > %s ORDER BY seq LIMIT %s", (last, _AT_A_TIME)
        ):
            yield from found
            last = found[-1][-1]

    def _execute(self, query: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(query, params)
        self._answered = time.monotonic()
        return cursor.fetchall() if cursor.description else []

    @property
    def silence(self) -> float:
        """For how many seconds the server has said nothing, nor was asked."""
        return time.monotonic() - self._answered

    @property
    def _inside(self) -> bool:
        return self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE and not self.is_lost

    @property
    def is_lost(self) -> bool:
        """Whether the connection is known to be lost."""
        return self._connection.closed

    def is_alive(self) -> bool:
        """Whether the connection is still there, as far as that can be told without asking; a lost one stays lost."""
        with self.guard:
            try:
                while not self.is_lost and select([self._connection.fileno()], [], [], 0)[0]:
                    self._connection.pgconn.consume_input()  # a word of the server's; or its end, which raises
            except (psycopg.Error, OSError, ValueError):
                self._connection.close()
            return not self.is_lost

    def _revive(self) -> None:
        if self._is_closed:
            raise StateReadOnlyError(f"{self.name} is not open for changes. Nothing was changed.")
        if self.is_lost:
            self._lost()
            self._connection = self._connect()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Never begun on another connection than the one that was there before.

        Raises StateAwayError, StateReadOnlyError.
        """
        with self.guard:
            if not self._writable or self._is_closed:
                raise StateReadOnlyError(f"{self.name} is not open for changes. Nothing was changed.")
            with self._away(), self._connection.transaction():
                yield

    @contextlib.contextmanager
    def _away(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.ReadOnlySqlTransaction as error:
            if self._writable:  # it has become a standby: look for the one that writes
                self._connection.close()
                raise StateAwayError(
                    f"The database {self.name} takes no changes now ({_first_line(error)})."
                ) from error
            raise StateReadOnlyError(f"{self.name} is not open for changes. Nothing was changed.") from error
        except psycopg.errors.LockNotAvailable as error:
            raise StateAwayError(
                f"Another process has held what is needed in {self.name} for {_PATIENCE} seconds. Nothing was changed; "
                "try again."
            ) from error
        except psycopg.Error as error:
            raise _away(self.name, error) from error

    def __del__(self) -> None:  # a reader whom nobody closed
        if hasattr(self, "_connection"):
            self._connection.close()

    def close(self) -> None:
        """Let go of every lock, and of the connection, whose end the server may notice later. Again: nothing."""
        with self.guard:
            self._is_closed = True
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("SELECT pg_advisory_unlock_all()")
            self._connection.close()


class Ear:
    """A connection of its own on which notifications are waited for, made when that is first done."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self._connection: psycopg.Connection[Any] | None = None

    def heard(self, channel: str, patience: float) -> bool:
        """Whether something was said on a channel within so many seconds. Raises StateAwayError."""
        try:
            if self._connection is None or self._connection.closed:
                self._connection = connect(self._database, self._name, writable=False)
                self._connection.execute(f"LISTEN {channel}")
                return True  # of what was said before nobody knows
            return any(True for _ in self._connection.notifies(timeout=patience, stop_after=1))
        except psycopg.Error as error:
            self.close()
            raise _away(named(self._database.url), error) from error

    def close(self) -> None:
        """Wait no more."""
        if self._connection is not None:
            self._connection.close()


def connect(database: Database, name: str, *, writable: bool) -> psycopg.Connection[Any]:
    """A connection that calls itself by a name. Raises psycopg's errors."""
    parts = {
        **_KEEPALIVE,
        **address(database),
        "application_name": name[:63],
        "target_session_attrs": "read-write" if writable else "any",
    }
    connection = psycopg.connect(make_conninfo("", **parts), autocommit=True, connect_timeout=_PATIENCE)
    set_json_loads(orjson.loads, connection)
    settings = {**_SETTINGS, "default_transaction_read_only": "off" if writable else "on"}
    connection.execute(
        "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS given (name, value)",
        (list(settings), list(settings.values())),
    )
    return connection


def make_tables(connection: psycopg.Connection[Any]) -> None:
    """Make the tables, or bring them forward; two who begin at once do it one after the other."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.execute("CREATE TABLE IF NOT EXISTS schema (version int NOT NULL, oldest int NOT NULL)")
        found = connection.execute("SELECT version FROM schema").fetchone()
        for number, step in enumerate(STEPS[(found[0] if found else 0) :], (found[0] if found else 0) + 1):
            connection.execute(step.sql)
            connection.execute("DELETE FROM schema")
            connection.execute("INSERT INTO schema VALUES (%s, %s)", (number, step.oldest))


def named(url: str) -> str:
    """A database's address for sentences: its host and name, and nothing secret."""
    parts = conninfo_to_dict(url)
    host = parts.get("host") or "this machine"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('dbname') or parts.get('user') or 'postgres'} on {host}{port}"


def address(database: Database) -> dict[str, Any]:
    """What libpq is told: the password, and that the server must prove itself wherever a network lies between."""
    parts, password = conninfo_to_dict(database.url), database.password()
    if not database.is_near and "sslmode" not in parts:
        parts["sslmode"] = "verify-full"
        parts.setdefault("sslrootcert", str(database.ca_file) if database.ca_file else "system")
    return {**parts, **({"password": password} if password else {})}


def _away(name: str, error: psycopg.Error) -> StateAwayError:
    return StateAwayError(
        f"The database {name} didn't do what was asked: {_first_line(error)}. Nothing is lost; it is tried again."
    )


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
