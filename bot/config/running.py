"""The running bot as another command sees it: whether it runs, and whether it has the config as the file has it now."""

import hashlib
import os
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from socket import gethostname

from bot.config.model import Config
from bot.terminal import PROGRAM
from state.files.liveness import Running, alive_at, note_running, read_running
from state.files.lock import holder_of

STILL_ALIVE = timedelta(minutes=5)
"""A running bot says every half minute that it is alive, unless a piece of work hangs."""

_A_CONTAINERS_FIRST = 1
_RUN = f"{PROGRAM} run"


class Life(Enum):
    """What becomes of `run` in a folder."""

    NONE = "none"  # not started, or it ended of itself
    RUNS = "runs"
    HANGS = "hangs"
    KILLED = "killed"  # it left its sign behind, and the system has freed its lock


def holder(verb: str, config: Config | None = None) -> str:
    """How a command calls itself in the lock's note. A container's first process has a number that means nothing.

    Where the config names a database, which several machines may share, it says on which one it is, too.
    """
    pid = os.getpid()
    here = f" on {gethostname()}" if config is not None and config.database is not None else ""
    return f"{PROGRAM} {verb}{here}" + ("" if pid == _A_CONTAINERS_FIRST else f" (process {pid})")


def life_of(folder: Path, at: datetime) -> Life:
    """Whether `run` runs in a state's folder at `at`; asks nobody."""
    seen = alive_at(folder)
    try:
        held = holder_of(folder)
        is_held = held is not None and held.by.startswith(_RUN)
    except OSError:  # another user's folder: only the sign can be read
        is_held = seen is not None
    if not is_held:
        return Life.NONE if seen is None else Life.KILLED
    # A sign from the future is none: the clock was set back since, and a bot that is well has noticed that.
    return Life.HANGS if seen is not None and abs(at - seen) > STILL_ALIVE else Life.RUNS


def fingerprint_of(path: Path) -> str:
    """What tells one content of a file from another; "" for a file that can't be read."""
    try:
        return hashlib.blake2s(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def introduce(config: Config, *, has: str, refused: str = "", at: datetime) -> None:
    """Leave word that this process is the running bot, and which content of its config it has, and has refused."""
    pid, pids, path = os.getpid(), _numbering(), _printable(config.path)
    note_running(config.watch.folder, Running(pid=pid, pids=pids, config=path, has=has, refused=refused), at)


def unread_config(config: Config, at: datetime) -> tuple[str, str] | None:
    """What is to be said, and done, where a running bot has not taken up its config file as it is now."""
    running = read_running(config.watch.folder)
    if running is None or running.config != _printable(config.path):
        return None
    now, name = fingerprint_of(config.path), config.path.name
    if now in {running.has, ""} or life_of(config.watch.folder, at) is not Life.RUNS:
        return None
    if now == running.refused:
        found = f"The running bot refused {name} as it is now, and goes on with the one that it had: its log says why."
        return found, f"Once that is mended: {_reload(running)}"
    return f"{name} is newer than what the running bot has read.", f"Now: {_reload(running)}"


def after_change(config: Config, at: datetime) -> str:
    """What to do for a config file that has just been written to be taken up."""
    if life_of(config.watch.folder, at) is not Life.RUNS:
        return "The next `run` or `check` takes it up."
    running = read_running(config.watch.folder)
    if running is not None and running.has == fingerprint_of(config.path):
        return "The running bot has exactly this already."
    return f"The running bot still has the old file. Now: {_reload(running)}"


def second_run(config: Config, at: datetime) -> str:
    """What a `run` says that meets another one in its folder; "" where it is something else that is at work there."""
    folder = config.watch.folder
    if life_of(folder, at) not in {Life.RUNS, Life.HANGS}:
        return ""
    running = read_running(folder)
    is_here = running is not None and _is_here(running)
    named = f" (process {running.pid}, which `kill {running.pid}` stops)" if running and is_here else ""
    return (
        f"A bot runs here already{named}, and each folder has one. Nothing was started. `watch287g status` shows how "
        f"it fares. Its folder is {folder}; a second bot needs a config with another one."
    )


def _reload(running: Running | None) -> str:
    """The command that makes a running bot read its config anew."""
    if running is None:  # its disk was full when it started
        return "send it SIGHUP"
    if not _is_here(running):
        return f"send its container SIGHUP, such as: docker compose kill -s HUP {PROGRAM}"
    return f"kill -HUP {running.pid}"


def _is_here(running: Running) -> bool:
    """Whether its number is one that a reader of ours could use: not another container's, nor a container's first."""
    return running.pid != _A_CONTAINERS_FIRST and running.pids == _numbering()


def _numbering() -> str:
    """Linux' name for the numbers that processes have here: each container has its own; "" where there is one only."""
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _printable(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode()
