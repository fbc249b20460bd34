"""Where a state is: in a folder, or in a database that several machines share."""

import re
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from watchers.frozen import frozen

_NEAR = {"", "localhost", "127.0.0.1", "[::1]"}
_HOST = re.compile(r"\[[^]]*\]|[^:]*")  # without a port


def _no_password() -> str:
    return ""


@frozen
class Database:
    """A PostgreSQL database: its address without a password, and what gives that when it is needed, "" for none.

    `files` is the folder that all machines share, with workbooks and documents; None where they are in the database.
    `ca_file` holds whom to trust, None for whom the system trusts.
    """

    url: str
    password: Callable[[], str] = field(default=_no_password, repr=False)
    files: Path | None = None
    ca_file: Path | None = None

    @property
    def is_near(self) -> bool:
        """Whether no network lies between: it is on this machine, or behind a socket in a folder."""
        parts = urlsplit(self.url)
        hosts = [unquote(_HOST.match(one)[0]) for one in parts.netloc.rpartition("@")[2].split(",")]  # type: ignore[index]
        return all(host in _NEAR or host.startswith("/") for host in [*hosts, *parse_qs(parts.query).get("host", [])])


@frozen
class Place:
    """Where a state is: in a folder; or in a database, and then the folder is one machine's own, for what it needs."""

    folder: Path
    database: Database | None = None
