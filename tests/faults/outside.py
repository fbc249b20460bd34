"""`python -m tests.faults.outside`: the bot as its machine sees it, broken from outside; who hears of it, and when.

Each row starts the real `watch287g run` as a process, on loopback and with an interval of seconds in place of
15 minutes, breaks something beneath it, and listens as those listen who may hear: the operators' channel, the service
that waits for the heartbeat, systemd's watchdog, whoever reads the exit status, and `health`. What `health` says is
asked for later times as well, which needs no waiting: it looks at files and a clock. Then all is mended, and ICE's
newest list has to reach the desk. Some rows need root, for mounts, users and control groups, and are left out without.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from bot.config.credentials import HEARTBEAT
from bot.config.load import ConfigError, load_config
from bot.reports.health import examine, is_alive
from state.files.liveness import note_alive
from tests.doubles.listener import Listener
from tests.faults.newsroom import OPERATORS, PROJECT, Newsroom
from tests.faults.page import PageFault
from tests.faults.stretch import Posted, made_up
from tests.faults.table import rows

_EVERY = 3.0  # seconds between polls here; 15 minutes as shipped
_PATIENCE = 3  # polls for which it is listened, as the service behind the heartbeat should
_DESK = '\n[[subscription]]\nname = "nation"\nstates = "all"\nslack = ["C0NATION001"]\n'
_LATER = [timedelta(minutes=m) for m in (0, 1, 6, 59, 6 * 60 + 5)]
_NOBODY = 65534
_IS_ROOT = os.geteuid() == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What those hear who may: None where nobody does."""

    what: str
    operators: str = ""
    seconds: float | None = None
    heartbeat: bool = True
    watchdog: bool = True
    exit: int | None = None
    health: timedelta | None = None
    alive: timedelta | None = None
    told_after: bool = True

    @property
    def is_heard(self) -> bool:
        """Whether anybody hears within an hour as shipped."""
        by_health = any(found is not None and found < timedelta(hours=1) for found in (self.health, self.alive))
        return bool(self.operators) or not self.heartbeat or not self.watchdog or by_health


@dataclass(kw_only=True)
class Outside:
    """A newsroom whose bot runs as a process, with everybody who listens to it."""

    folder: Path
    every: float = _EVERY
    room: Newsroom = field(init=False)
    ear: Listener = field(default_factory=Listener, init=False)
    since: float = field(default=0.0, init=False)
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    posted: list[Posted] = field(default_factory=lambda: made_up(2, rows=12), init=False)

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self.room = opened.enter_context(Newsroom(folder=self.folder, subscriptions=_DESK))
            opened.enter_context(self.ear)
            self._manager = opened.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
            self._manager.bind(str(self.folder / "manager"))
            self._manager.setblocking(False)
            opened.callback(self.end)
            self._opened = opened.pop_all()
        text = self.room.config.read_text("utf-8").replace(
            "every_minutes = 0.001", f"every_minutes = {self.every / 60}"
        )
        self.room.config.write_text(f"{text}\n[health]\nheartbeat = true\n", "utf-8")
        self.room.page.publish(self.posted[0])
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def start(self, *before: str, log: int = subprocess.DEVNULL, program: str = "bot.cli") -> None:
        """`watch287g run`, by `before` where that is a command which starts another."""
        self.process = subprocess.Popen(
            [*before, sys.executable, "-B", "-m", program, "--config", str(self.room.config), "run"],
            cwd=PROJECT,
            env={**self.room.environ, "HANGS": str(self.folder), HEARTBEAT: self.ear.url, **self._managers()},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        self.since = time.monotonic()

    def _managers(self) -> dict[str, str]:
        """A watchdog that is told twice an interval."""
        return {"NOTIFY_SOCKET": str(self.folder / "manager"), "WATCHDOG_USEC": str(int(self.every * 1_000_000))}

    def settle(self) -> None:
        """Wait until the bot has seen the first list, and runs."""
        until(lambda: bool(self.ear.asked), "no heartbeat after a start")

    def end(self) -> None:
        """Stop what runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            self.process.kill()
        if self.process is not None:
            self.process.wait()
        self.process = None

    def listen(self, what: str) -> Heard:
        """A list is posted, and everybody listens."""
        self.beats()
        since = time.monotonic()
        first: float | None = None
        self.room.page.publish(self.posted[1])
        while time.monotonic() - since < _PATIENCE * self.every:
            if first is None and self.notices():
                first = time.monotonic() - self.since
            if time.monotonic() - since < self.every:  # what was under way may still arrive
                asked, _ = len(self.ear.asked), self.beats()
            time.sleep(0.1)
        assert self.process is not None
        sees, signs = len(self.ear.asked) > asked, self.beats()
        return Heard(
            what=what,
            operators="; ".join(self.notices()),
            seconds=first,
            heartbeat=sees,
            watchdog=signs,
            exit=self.process.poll(),
            alive=self._first(self._is_dead, goes_on=signs, runs=signs),
            health=self._first(self._is_unwell, goes_on=sees, runs=signs),
        )

    def _is_unwell(self, at: datetime) -> bool:
        try:
            config = load_config(self.room.config, self.room.environ)
        except ConfigError:  # `health` then ends with 2, and says why
            return True
        return any(not found.well for found in examine(config, at))

    def _is_dead(self, at: datetime) -> bool:
        return not is_alive(self.room.state, at).well

    def _first(self, fails: Callable[[datetime], bool], *, goes_on: bool, runs: bool) -> timedelta | None:
        """When it first fails, if nothing changes; what `goes_on` is asked for now alone. What `runs` gives signs."""
        now = self.room.now()
        for later in _LATER[:1] if goes_on else _LATER:
            if runs and later:
                note_alive(self.room.state, now + later)
            if fails(now + later):
                return later
        return None

    def notices(self) -> list[str]:
        """The headlines that the operators' channel has."""
        posts = [post for post in self.room.slack.posts if post.channel == OPERATORS]
        return [str(post.body["blocks"][0]["text"]["text"]) for post in posts]

    def beats(self) -> bool:
        """Whether the watchdog has heard since it was last asked."""
        heard = False
        with suppress(BlockingIOError):
            while True:
                heard |= b"WATCHDOG=1" in self._manager.recv(4096)
        return heard

    def tells(self) -> bool:
        """Whether the list posted in the meantime reaches the desk, once all is mended."""
        with suppress(TimeoutError):
            until(lambda: any(post.channel == "C0NATION001" for post in self.room.slack.posts), "")
            return True
        return False


def until(came: Callable[[], bool], otherwise: str, *, seconds: float = 100) -> None:
    """Wait for it. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not came():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.05)


Case = Callable[[Outside], AbstractContextManager[None]]
"""Starts the bot, breaks what it is named for, and mends it at its end."""


def _running(it: Outside, *, program: str = "bot.cli", log: int = subprocess.DEVNULL) -> int:
    """The process' number, with a first list behind it."""
    it.start(program=program, log=log)
    it.settle()
    assert it.process is not None
    it.since = time.monotonic()
    return it.process.pid


@contextmanager
def killed(it: Outside) -> Iterator[None]:
    os.kill(_running(it), signal.SIGKILL)
    yield


@contextmanager
def killed_again_and_again(it: Outside) -> Iterator[None]:
    """As by a watchdog, or by memory that runs out: started anew at once each time."""
    for _ in range(3):
        os.kill(_running(it), signal.SIGKILL)
        it.end()
        it.ear.asked.clear()
    it.start()
    yield


@contextmanager
def stopped(it: Outside) -> Iterator[None]:
    pid = _running(it)
    os.kill(pid, signal.SIGSTOP)
    yield
    os.kill(pid, signal.SIGCONT)


@contextmanager
def hangs(it: Outside) -> Iterator[None]:
    """A poll that never ends; half an hour is a second."""
    _running(it, program="tests.faults.hurried")
    for sign in ("hang", "hurry"):
        (it.folder / sign).touch()
    yield
    assert it.process is not None
    it.process.wait(30)  # whoever started it has nothing to start anew before that
    (it.folder / "hang").unlink()


@contextmanager
def nobody_reads(it: Outside) -> Iterator[None]:
    """A log that goes into a pipe whose reader stands still, as a pager does or a terminal after Ctrl-S."""
    read, write = os.pipe()
    try:
        _running(it, log=write)
        os.set_blocking(write, False)
        with suppress(BlockingIOError):
            while True:
                os.write(write, b" " * 4096)
        os.set_blocking(write, True)
        yield
    finally:
        os.close(write)
        os.close(read)


@contextmanager
def killed_over_a_reload(it: Outside) -> Iterator[None]:
    """SIGKILL while a config with a mistake is taken up, and started anew by whoever watches."""
    pid, text = _running(it), it.room.config.read_text("utf-8")
    it.room.config.write_text(f"{text}\n[nonsense]\n", "utf-8")
    os.kill(pid, signal.SIGHUP)
    time.sleep(1)
    os.kill(pid, signal.SIGKILL)
    it.end()
    it.start()
    yield
    it.room.config.write_text(text, "utf-8")


@contextmanager
def log_is_full(it: Outside) -> Iterator[None]:
    with Path("/dev/full").open("wb") as full:
        it.start(log=full.fileno())
        it.settle()
        yield


def limited(what: int, most: Callable[[int], int]) -> Case:
    """A limit that the running process comes to have: `most` from its number."""

    @contextmanager
    def case(it: Outside) -> Iterator[None]:
        pid = _running(it)
        old = resource.prlimit(pid, what)
        resource.prlimit(pid, what, (most(pid), old[1]))
        yield
        resource.prlimit(pid, what, old)

    return case


@contextmanager
def no_memory(it: Outside) -> Iterator[None]:
    """As much as it has. A thread that the system can't start may hang in Python for good; half an hour is a second."""
    pid = _running(it, program="tests.faults.hurried")
    (it.folder / "hurry").touch()
    old = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (_memory_now(pid), old[1]))
    yield
    it.end()


def _memory_now(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[0])
    return pages * resource.getpagesize()


@contextmanager
def page_down(it: Outside) -> Iterator[None]:
    _running(it)
    it.room.page.fail("page", PageFault(status=503))
    yield
    it.room.page.mend()


@contextmanager
def zone_files_missing(it: Outside) -> Iterator[None]:
    it.start("env", "PYTHONTZPATH=/nowhere")
    it.settle()
    yield


@contextmanager
def no_network(it: Outside) -> Iterator[None]:
    """It starts where not even loopback is."""
    _running(it)
    it.end()
    it.start("unshare", "-n")
    yield
    it.end()


@contextmanager
def names_hang(it: Outside) -> Iterator[None]:
    """A name server that takes questions and answers none; ICE's page by its name."""
    _running(it)
    it.end()
    text = it.room.config.read_text("utf-8")
    named = it.room.page.url.replace("http://127.0.0.1", "https://ice.test")
    far = text.replace(it.room.page.url, named).replace(f"every_minutes = {it.every / 60}", "every_minutes = 5")
    it.room.config.write_text(far, "utf-8")
    resolv = it.folder / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.9\n", "ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.9", 53))
        it.start("unshare", "-m", "sh", "-c", f'mount --bind {resolv} /etc/resolv.conf && exec "$@"', "sh")
        yield
        it.end()
    it.room.config.write_text(text, "utf-8")


@contextmanager
def _own_disk(it: Outside) -> Iterator[None]:
    it.room.state.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "watch287g", it.room.state], check=True)
    try:
        yield
    finally:
        it.end()
        subprocess.run(["umount", it.room.state], check=True)


@contextmanager
def disk_is_full(it: Outside) -> Iterator[None]:
    _running(it)
    filler = it.room.state / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    yield
    filler.unlink()


@contextmanager
def starts_on_a_full_disk(it: Outside) -> Iterator[None]:
    _running(it)
    it.end()
    filler = it.room.state / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    it.start()
    yield
    it.end()
    filler.unlink()


@contextmanager
def read_only(it: Outside) -> Iterator[None]:
    _running(it)
    # By a mount of its own: what is open to be written would keep the file system from it.
    subprocess.run(["mount", "--bind", it.room.state, it.room.state], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", it.room.state], check=True)
    it.since = time.monotonic()
    yield
    subprocess.run(["umount", it.room.state], check=True)


@contextmanager
def anothers(it: Outside) -> Iterator[None]:
    """The state is another user's: for root without its right to pass over that, as for any other."""
    _running(it)
    it.end()
    os.chown(it.room.state, _NOBODY, _NOBODY)
    rights = "-dac_override,-dac_read_search"
    it.start("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")
    yield
    it.end()
    os.chown(it.room.state, os.getuid(), os.getgid())


def in_a_group(megabytes: int) -> Case:
    """A control group with so much memory, as of a small container."""

    @contextmanager
    def case(it: Outside) -> Iterator[None]:
        group = _GROUPS / f"watch287g-{os.getpid()}"
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(megabytes << 20), "ascii")
        try:
            _running(it)
            it.end()
            it.start("sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$@"', "sh")
            yield
        finally:
            it.end()
            group.rmdir()

    return case


_GROUPS = Path("/sys/fs/cgroup/memory")
CHEAP: dict[str, Case] = {
    "SIGSTOP": stopped,
    "a piece of work that never ends": hangs,
    "the log's disk full (`/dev/full`)": log_is_full,
}
"""Without rights of root, and soon over."""
REST: dict[str, Case] = {
    "SIGKILL": killed,
    "the log's reader stands still (`| less`, Ctrl-S)": nobody_reads,
    "SIGKILL three times, started anew each time": killed_again_and_again,
    "SIGKILL over a reload of a config with a mistake, started anew": killed_over_a_reload,
    "files of no length (`ulimit -f 0`)": limited(resource.RLIMIT_FSIZE, lambda _: 0),
    "no file descriptors (`ulimit -n 3`)": limited(resource.RLIMIT_NOFILE, lambda _: 3),
    "no memory (`ulimit -v`, as much as it has)": no_memory,
    "ICE's page down (503)": page_down,
    "the machine's zone files missing": zone_files_missing,
}
_ROOTS: dict[str, Case] = {
    "no network (`unshare -n`)": no_network,
    "a name server that hangs": names_hang,
    "the state on a full disk": disk_is_full,
    "started on a full disk": starts_on_a_full_disk,
    "the state read-only": read_only,
    "the state another user's": anothers,
    "a control group of 128 MB": in_a_group(128),
    "a control group of 16 MB": in_a_group(16),
}
_OWN_DISK = {disk_is_full, starts_on_a_full_disk}


def tried(what: str, case: Case, folder: Path, *, every: float = _EVERY) -> Heard:
    """One row: broken, listened to, mended."""
    with ExitStack() as undo:
        it = undo.enter_context(Outside(folder=folder, every=every))
        if case in _OWN_DISK:
            undo.enter_context(_own_disk(it))
        with case(it):
            heard = it.listen(what)
        if it.process is None or it.process.poll() is not None:
            it.start()
        return replace(heard, told_after=it.tells())


def table(heard: list[Heard]) -> Iterator[str]:
    """What each heard, a row each."""
    yield from rows(
        [
            "broken",
            "operators read",
            "after",
            "heartbeat",
            "watchdog",
            "process",
            "`health` fails",
            "`--alive` fails",
        ],
        [
            (
                one.what,
                one.operators or "nothing",
                f"{one.seconds:.0f} s" if one.seconds is not None else "",
                "goes on" if one.heartbeat else "stops",
                "goes on" if one.watchdog else "stops",
                "runs" if one.exit is None else str(one.exit),
                _after(one.health),
                _after(one.alive),
            )
            for one in heard
        ],
    )
    for one in heard:
        if not one.is_heard and one.what not in _HARMLESS:
            yield f"NOT AS IT SHOULD BE: nobody hears of {one.what}"
        if not one.told_after:
            yield f"NOT AS IT SHOULD BE: the desk's news was lost over {one.what}"


_HARMLESS = {"the machine's zone files missing", "a control group of 128 MB"}
"""The bot works on: there is nothing to hear."""


def _after(found: timedelta | None) -> str:
    if found is None:
        return "no"
    return "at once" if not found else f"after {found.total_seconds() / 60:.0f} min"


def main() -> int:
    """Exit status 1 where nobody hears, or news was lost. Arguments: words that a row must have one of."""
    cases = {**CHEAP, **REST, **(_ROOTS if _IS_ROOT else {})}
    wanted = [what for what in cases if not sys.argv[1:] or any(word in what for word in sys.argv[1:])]
    with tempfile.TemporaryDirectory(prefix="watch287g-outside-") as name:
        heard = []
        for number, what in enumerate(wanted):
            sys.stderr.write(f"{what}\n")
            heard.append(tried(what, cases[what], Path(name) / str(number)))
    lines = list(table(heard))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return int(any(line.startswith("NOT AS IT") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
