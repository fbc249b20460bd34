"""[state] of the config: a database in place of the folder, where one newsroom's file is not enough."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.config.credentials import Secrets
from bot.config.file import ConfigError
from bot.config.model import Config
from notifiers.text.entry import Unfit, did_you_mean, quoted
from notifiers.text.section import Section
from state.place import Database, Place

PASSWORD = "DATABASE_PASSWORD"  # noqa: S105 - the secret's name
_SECRETS = {"password", "sslpassword"}
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d+)?")  # and its port
_DATABASE = "database"


def read_database(
    root: Section,
    path: Path,
    environ: Mapping[str, str],
    *,
    ca_file: Path | None,
    beside: Callable[[str], Path],
) -> Database | None:
    """The section; None where the file has none, or names no database.

    `path` is the config's, and `beside` finds a path that it names.
    """
    section = root.section_or_empty("state")
    url = section.one("database", database_address, "")
    files = section.one("files", _files, _DATABASE)
    if not url:
        return None
    if find_spec("psycopg") is None:
        section.wrong("database", "needs the package psycopg. Install what requirements-postgres.txt names.")
        return None
    password = partial(_password, Secrets.beside(path, environ))
    return Database(url=url, password=password, files=None if files == _DATABASE else beside(files), ca_file=ca_file)


def place_named(text: str, config: Config, environ: Mapping[str, str], *, files: Path | None = None) -> Place:
    """The place that somebody names on the command line: a database's address, or a folder. Raises `ConfigError`.

    `files` is the folder for workbooks and documents, where they aren't to be in the database.
    """
    if "://" not in text:
        return Place(folder=Path(text).absolute())
    try:
        url = database_address(text)
    except Unfit as unfit:
        raise ConfigError(f"--to: {unfit}") from None
    password = partial(_password, Secrets.beside(config.path, environ))
    kept = files.absolute() if files else None
    database = Database(url=url, password=password, files=kept, ca_file=config.route.ca_file)
    return Place(folder=config.watch.folder, database=database)


def _password(secrets: Secrets) -> str:
    return secrets.find(PASSWORD).reveal() if secrets.has(PASSWORD) else ""


def database_address(text: str) -> str:
    """An address as libpq takes it, without a password in it, and none that would let a server go unproved."""
    no_address = Unfit("is no address of a database, such as postgresql://watch287g@db.example.org/watch287g")
    try:
        parts = urlsplit(text)
        password, more = parts.password, parse_qs(parts.query)
    except ValueError:
        raise no_address from None
    # A password with / ? or # in it comes out elsewhere; so nothing of an address that isn't one is ever repeated.
    is_torn = bool(parts.fragment) or "@" in parts.path + parts.query
    if password is not None or is_torn or _SECRETS & more.keys():
        raise Unfit(f"holds a password. Take it out, and put it into the secret {PASSWORD}.")
    hosts = parts.netloc.rpartition("@")[2].split(",")
    if parts.scheme not in {"postgresql", "postgres"} or not all(map(_HOST.fullmatch, hosts)) or not _is_read(text):
        raise no_address
    mode = more.get("sslmode", ["verify-full"])[-1]
    if mode != "verify-full" and not Database(url=text).is_near:
        raise Unfit(
            f"sslmode={mode} would let another machine pass for the database. Take it out: the server has to prove "
            "itself by its certificate; [network] ca_file names an authority of your own."
        )
    return text


def _is_read(text: str) -> bool:
    """Whether the database's own library makes something of an address, if that is installed."""
    if find_spec("psycopg") is None:
        return True
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        return bool(conninfo_to_dict(text))
    except ProgrammingError:
        return False


def _files(text: str) -> str:
    if text == _DATABASE or Path(text).name != text:
        return text
    raise Unfit(
        f'{quoted(text)}: needs "database", or a folder that all machines share, such as "/mnt/watch287g".'
        f"{did_you_mean(text, [_DATABASE])}"
    )
