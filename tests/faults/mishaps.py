"""What befalls several processes on one database short of a kill: each mishap once, then what arrived is counted."""

import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from tests.doubles.line import Line
from tests.faults.count import Outcome
from tests.faults.kills import undisturbed
from tests.faults.newsroom import PROJECT, Newsroom
from tests.faults.several import PARTS, Killed, Processes, at_work, is_done
from tests.faults.stretch import Posted
from tests.postgres import USER, Server, served, wait_until

_PATIENCE = 120.0
_LASTS = 15.0  # seconds of what ends by itself
_VERSION_BEFORE = "c58f0c1"
"""The last commit of the database's schema 1."""


@dataclass(kw_only=True)
class Scene:
    """What a mishap can lay hands on; `database` is the address of the one that all use."""

    server: Server
    standby: Server | None
    database: str
    room: Newsroom = field(init=False)
    processes: Processes = field(init=False)

    def execute(self, sql: str) -> None:
        """Have the server do something, as its master."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(sql)

    def leader(self) -> str:
        """Wait until one polls; its name."""
        wait_until("somebody polls", self.processes.leader)
        return self.processes.leader()

    def goes_on_until_done(self, posted: Posted) -> float:
        """Keep every process running until a publication is recorded and told; how many seconds that took."""
        begun = time.monotonic()
        while not is_done(self.room, posted):
            self.processes.keep_up()
            time.sleep(0.2)
            assert time.monotonic() < begun + _PATIENCE, f"not through within {_PATIENCE} seconds"
        return time.monotonic() - begun


Mishap = Callable[[Scene, Posted], float]
"""Something befalls the processes, which run, while a publication is posted; the seconds until it is told."""


def _stops(scene: Scene, posted: Posted, victim: str) -> float:
    """It stands still, and goes on when the news is out, or after a while."""
    scene.processes.signal(victim, signal.SIGSTOP)
    begun = time.monotonic()
    scene.room.page.publish(posted)
    while not is_done(scene.room, posted) and time.monotonic() < begun + 2 * _LASTS:
        time.sleep(0.2)
    took = time.monotonic() - begun
    scene.processes.signal(victim, signal.SIGCONT)
    return took if is_done(scene.room, posted) else took + scene.goes_on_until_done(posted)


def frozen_poller(scene: Scene, posted: Posted) -> float:
    """Whoever polls stands still."""
    return _stops(scene, posted, scene.leader())


def frozen_sender(scene: Scene, posted: Posted) -> float:
    """One of two that send stands still, with the destinations that it serves just then."""
    return _stops(scene, posted, "three")


def split_poller(scene: Scene, posted: Posted) -> float:
    """A network goes dead between the database and whoever polls."""
    victim = scene.leader()
    with Line(scene.server.port) as line:
        scene.processes.signal(victim, signal.SIGTERM)
        scene.processes.ways[victim] = {"port": line.port}
        for other in {"one", "two"} - {victim}:
            scene.processes.signal(other, signal.SIGTERM)
        scene.processes.keep_up(only=victim)
        wait_until("it polls", lambda: scene.processes.leader() == victim)
        scene.processes.keep_up()
        line.freeze()
        scene.room.page.publish(posted)
        took = scene.goes_on_until_done(posted)
        line.go_on()
        time.sleep(2)  # in which it finds that it polls no more
        scene.processes.signal(victim, signal.SIGTERM)
    del scene.processes.ways[victim]
    return took


def full_disk(scene: Scene, posted: Posted) -> float:
    """The disk on which the messages are has no room for a while."""
    with tempfile.TemporaryDirectory(prefix="watch287g-disk-") as name:
        if (
            os.geteuid()
            or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", name], check=False).returncode
        ):
            pytest.skip("a small disk can only be mounted by root")
        try:
            shutil.chown(name, USER)
            scene.execute(f"CREATE TABLESPACE small LOCATION '{name}'")
            scene.execute("ALTER TABLE watch287g.outbox SET TABLESPACE small")
            scene.execute("ALTER TABLE watch287g.events SET TABLESPACE small")
            filler = Path(name, "filler")
            filler.write_bytes(b"")
            _fill(filler)
            scene.room.page.publish(posted)
            time.sleep(_LASTS)
            assert not is_done(scene.room, posted)
            filler.unlink()
            return _LASTS + scene.goes_on_until_done(posted)
        finally:
            scene.execute("ALTER TABLE watch287g.outbox SET TABLESPACE pg_default")
            scene.execute("ALTER TABLE watch287g.events SET TABLESPACE pg_default")
            scene.execute("DROP TABLESPACE small")
            subprocess.run(["umount", name], check=True)


def _fill(file: Path) -> None:
    with file.open("ab", buffering=0) as to:
        try:
            while True:
                to.write(bytes(1024))
        except OSError:
            return


def no_connections(scene: Scene, posted: Posted) -> float:
    """Somebody else takes every connection that the server has, for a while."""
    with ExitStack() as taken, psycopg.connect(f"{scene.server.url}postgres", autocommit=True) as master:
        master.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'watch287g%'"
        )
        scene.room.page.publish(posted)
        end = time.monotonic() + _LASTS
        while time.monotonic() < end:
            try:
                taken.enter_context(psycopg.connect(f"{scene.server.url}postgres"))
            except psycopg.OperationalError:
                time.sleep(0.05)
    return _LASTS + scene.goes_on_until_done(posted)


def locked_tables(scene: Scene, posted: Posted) -> float:
    """Somebody holds on to the table of messages for longer than a statement may wait."""
    with psycopg.connect(scene.database) as connection:
        connection.execute("LOCK TABLE watch287g.outbox")
        scene.room.page.publish(posted)
        time.sleep(_LASTS)
    return _LASTS + scene.goes_on_until_done(posted)


def restart(scene: Scene, posted: Posted) -> float:
    """The database is restarted."""
    scene.room.page.publish(posted)
    scene.server.stop("immediate")
    scene.server.start()
    return scene.goes_on_until_done(posted)


def failover(scene: Scene, posted: Posted) -> float:
    """The database dies, and its standby takes its place."""
    assert scene.standby is not None
    scene.room.page.publish(posted)
    time.sleep(1)
    scene.server.stop("immediate")
    scene.standby.promote()
    return 1 + scene.goes_on_until_done(posted)


def wrong_clocks(scene: Scene, posted: Posted) -> float:
    """Three of four machines have a clock that is hours off."""
    for name, hours in {"one": 3, "two": -3, "three": 5}.items():
        scene.processes.signal(name, signal.SIGTERM)
        scene.processes.ways[name] = {"clock_is_off": timedelta(hours=hours)}
    scene.room.page.publish(posted)
    return scene.goes_on_until_done(posted)


def upgrade(scene: Scene, posted: Posted) -> float:
    """Pollers of this version beside senders of the one before, which made the tables."""
    tree = scene.room.folder / "before"
    done = subprocess.run(["git", "archive", _VERSION_BEFORE], cwd=PROJECT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the sources of the version before are not here: it needs git, and the whole history")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(tree, filter="data")
    for name in ("three", "four"):
        scene.processes.signal(name, signal.SIGTERM)
        scene.processes.ways[name] = {"tree": tree}
    scene.room.page.publish(posted)
    return scene.goes_on_until_done(posted)


MISHAPS: dict[str, Mishap] = {
    "the poller freezes (SIGSTOP), and wakes when the news is out": frozen_poller,
    "a network goes dead between the poller and the database": split_poller,
    "a sender freezes for half a minute": frozen_sender,
    "the database restarts": restart,
    "the database dies, and its standby takes over": failover,
    "the messages' disk is full for 15 s": full_disk,
    "no connection is left for 15 s": no_connections,
    "the messages' table is locked for 15 s": locked_tables,
    "clocks 3 h ahead, 3 h behind, 5 h ahead": wrong_clocks,
    "senders of the version before": upgrade,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Befallen:
    """What became of one mishap: the seconds until the news was out, and the counts; or why it wasn't tried."""

    name: str
    took: float = 0.0
    done: Killed = field(default_factory=Killed)
    skipped: str = ""


def befall(stretch: Sequence[Posted], folder: Path) -> Iterator[Befallen]:
    """Each mishap over a stretch of three: one before it, the one that it falls on, and one after."""
    wanted = undisturbed(stretch, folder / "undisturbed")
    for number, (name, mishap) in enumerate(MISHAPS.items()):
        try:
            yield _befall(name, mishap, stretch, folder / f"mishap{number}", wanted)
        except pytest.skip.Exception as why:
            yield Befallen(name=name, skipped=str(why))


def _befall(name: str, mishap: Mishap, stretch: Sequence[Posted], folder: Path, wanted: Outcome) -> Befallen:
    first, second, third = stretch
    done = Killed()
    with served() as server, server.with_standby() if mishap is failover else nullcontext() as standby:
        scene = Scene(server=server, database=server.database(), standby=standby)
        both = f":{server.port},127.0.0.1:{standby.port}/" if standby else f":{server.port}/"
        address = scene.database.replace(f":{server.port}/", both)
        with at_work(folder, address, PARTS, done, wanted) as (scene.room, scene.processes):
            scene.room.step(first)
            scene.processes.keep_up()
            scene.leader()
            took = mishap(scene, second)
            scene.room.page.publish(third)
            scene.goes_on_until_done(third)
    return Befallen(name=name, took=took, done=done)
