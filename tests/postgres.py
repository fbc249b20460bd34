"""A PostgreSQL of the tests' own: on a free port of this machine, in a folder that goes with it, as a plain user."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import pytest

from tests.ports import lasting_port

USER = "postgres"
"""Who it runs as where the tests are root: `initdb` refuses root."""

_SETTINGS = {
    "fsync": "off",
    "max_connections": "60",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "32MB",
}


@dataclass(kw_only=True)
class Server:
    """A server that runs from `start` to `stop`, and keeps what it has in between."""

    folder: Path
    binaries: Path
    port: int

    @cached_property
    def url(self) -> str:
        """The address of its databases, without a name at its end."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/"

    def start(self, **settings: str) -> None:
        """Start it, and wait until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in {**_SETTINGS, **settings}.items())
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", f"-p {self.port} {options}")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: "immediate" as by a power cut, "fast" as for an upgrade."""
        self._control("stop", "-m", how)

    def _control(self, *words: str) -> None:
        as_user([str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), *words])

    def database(self) -> str:
        """The address of a new, empty database."""
        import psycopg

        name = f"t{uuid4().hex[:12]}"
        with psycopg.connect(f"{self.url}postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{self.url}{name}"

    @contextlib.contextmanager
    def with_standby(self) -> Iterator["Server"]:
        """A second server that follows this one, whose commits wait for it, until it is told to go its own way."""
        import psycopg

        folder = Path(tempfile.mkdtemp(prefix="watch287g-standby-"))
        try:
            if os.geteuid() == 0:
                shutil.chown(folder, USER)
            copied = ["-D", str(folder / "data"), "-d", self.url, "-R", "-c", "fast"]
            as_user([str(self.binaries / "pg_basebackup"), *copied])
            standby = Server(folder=folder, binaries=self.binaries, port=lasting_port())
            standby.start()
            with psycopg.connect(f"{self.url}postgres", autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                connection.execute("SELECT pg_reload_conf()")
            try:
                yield standby
            finally:
                standby.stop()
        finally:
            shutil.rmtree(folder)
            with contextlib.suppress(AssertionError):  # it may be stopped
                self.stop()
            (self.folder / "data" / "postgresql.auto.conf").write_text("")
            self.start()

    def promote(self) -> None:
        """Have a standby take changes from now on."""
        self._control("promote", "-w")


def as_user(words: list[str]) -> None:
    """Run a program of PostgreSQL's as somebody who isn't root."""
    if os.geteuid() == 0:
        words = ["su", USER, "-s", "/bin/sh", "-c", " ".join(f"'{word}'" for word in words)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr


def binaries() -> Path | None:
    """Where PostgreSQL's programs are; None where it isn't installed."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("pg_ctl")
    return newest[-1].parent if newest else Path(found).resolve().parent if found else None


@contextlib.contextmanager
def served() -> Iterator[Server]:
    """A fresh server that runs; skips the test with a word on what is missing."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    folder = Path(tempfile.mkdtemp(prefix="watch287g-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        as_user([str(programs / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-N"])
        server = Server(folder=folder, binaries=programs, port=lasting_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def wait_until(said: str, is_so: object, patience: float = 30.0) -> None:
    """Wait until something is so."""
    assert callable(is_so)
    end = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < end, f"not within {patience} seconds: {said}"
        time.sleep(0.02)
