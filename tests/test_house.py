"""The rules of the house, read from the sources: which room imports which, and who may touch the world."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = {  # each room, and the rooms it may import
    "watchers": {"watchers"},
    "notifiers": {"notifiers", "watchers"},
    "state": {"state", "watchers"},
    "bot": {"bot", "notifiers", "state", "watchers"},
}
SOURCES = sorted(file for room in ROOMS for file in (PROJECT / room).rglob("*.py"))

FLOORS = {  # the rooms of each package from the top down: a folder or file imports from floors below its own alone
    "bot": (
        "cli",
        "demo doctor setup",
        "rehearsal",
        "service",
        "commands",
        "digest preview site",
        "reports",
        "poll documents",
        "outgoing",
        "config",
        "terminal",
        "exits collector",
    ),
    "notifiers": (
        "registry",
        "apprise console discord google_chat http mastodon slack_webhook teams",
        "slack mail",
        "posts",
        "destination",
        "digest search site",
        "story delivery finding",
        "language",
        "subscriptions maps",
        "text",
    ),
    "state": (
        "backup move",
        "store",
        "changeset",
        "filed postgres",
        "backend",
        "events",
        "glance",
        "tables",
        "db",
        "files",
        "codec",
        "entries",
        "outbox",
        "errors clock place",
    ),
    "watchers": (
        "search",
        "documents",
        "diff fetch",
        "table",
        "spreadsheet",
        "xlsx",
        "matching",
        "names",
        "model",
        "errors schedule apart",
        "frozen",
    ),
}  # fmt: skip
FLOOR = {
    f"{package}.{room}": floor
    for package, floors in FLOORS.items()
    for floor, rooms in enumerate(floors)
    for room in rooms.split()
}
STILL_UPWARD: set[tuple[str, str]] = set()
"""Arrows that are still to be turned. Take out what is turned; put nothing in."""

NETWORK = {
    "httpx", "socket", "ssl", "urllib.request", "http.client", "http.server", "smtplib", "slack_sdk", "requests",
    "asyncio", "socketserver", "ftplib",
}  # fmt: skip
CLOCK_CHANCE_AND_SURROUNDINGS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.sleep",
    "email.utils.make_msgid", "email.utils.localtime", "random", "secrets", "uuid.uuid1", "uuid.uuid4",
    "os.environ", "os.getenv", "os.urandom", "os.getcwd", "pathlib.Path.cwd", "pathlib.Path.home", "sys.argv",
    "argparse", "getpass", "platform", "locale",
}  # fmt: skip
FILES = {"builtins.open", "io.open", "os", "shutil", "tempfile", "glob", "pathlib.Path", "sqlite3", "subprocess"}

AT_THE_EDGE = {
    "watchers/fetch/source.py",
    "watchers/fetch/download.py",
    "watchers/fetch/route.py",
    "notifiers/http/channel.py",
    "notifiers/posts/web.py",
    "notifiers/slack/common.py",
    "notifiers/slack/channel.py",
    "notifiers/slack/errors.py",
    "notifiers/slack/line.py",
    "notifiers/slack/checkup.py",
    "notifiers/slack/session.py",
    "notifiers/slack_webhook/channel.py",
    "notifiers/mail/channel.py",
    "notifiers/mail/probe.py",
    "notifiers/mail/errors.py",
    "notifiers/mail/tunnel.py",
}
"""Outside `bot` and `state`, the modules that talk to the world, or must know the libraries that do."""


@cache
def names_used(source: str) -> tuple[tuple[int, str], ...]:
    """Each dotted name that a source imports or uses, by the name it has where it comes from, with its line.

    `from datetime import datetime as d; d.now()` uses "datetime.datetime" and "datetime.datetime.now".
    """
    tree = ast.parse(source)
    imported = list(_imported(tree))
    origin = {local: whole for _, local, whole in imported}
    used = [(line, whole) for line, _, whole in imported]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (name := _dotted(node)):
            first, _, rest = name.partition(".")
            whence = origin.get(first, f"builtins.{first}")  # or a name of the module's own, which nobody bans
            used.append((node.lineno, f"{whence}.{rest}" if rest else whence))
    return tuple(used)


def _imported(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Each import's line, the name it has in this module, and the name it has where it comes from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]  # `import a.b` binds a, and uses a.b
                yield node.lineno, alias.asname or alias.name, alias.name
                yield node.lineno, alias.asname or first, alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, alias.asname or alias.name, f"{'.' * node.level}{node.module or ''}.{alias.name}"


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (inner := _dotted(node.value)):
        return f"{inner}.{node.attr}"
    return ""


def uses(source: str, banned: set[str]) -> list[str]:
    """The banned names that a source uses, or anything within them: "os" bans "os.path.join" too."""
    found = {
        f"line {line}: {name}"
        for line, name in names_used(source)
        for ban in banned
        if name == ban or name.startswith(f"{ban}.")
    }
    return sorted(found)


def room_of(file: Path) -> str:
    return file.relative_to(PROJECT).parts[0]


def named(file: Path) -> str:
    return file.relative_to(PROJECT).as_posix()


OUTSIDE_BOT = [file for file in SOURCES if room_of(file) != "bot"]
OFF_THE_NETWORK = [file for file in OUTSIDE_BOT if named(file) not in AT_THE_EDGE]
PURE = [file for file in OFF_THE_NETWORK if room_of(file) != "state"]


def offences(files: list[Path], banned: set[str]) -> dict[str, list[str]]:
    """The banned names that files use, by file."""
    return {named(file): found for file in files if (found := uses(file.read_text("utf-8"), banned))}


@pytest.mark.parametrize("room", ROOMS)
def test_news_flows_one_way(room: str) -> None:
    banned = {*ROOMS, "tests"} - ROOMS[room]
    assert offences([file for file in SOURCES if room_of(file) == room], banned) == {}


def module(file: Path) -> str:
    return ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(file): file for file in SOURCES}


def modules_imported(file: Path) -> dict[str, int]:
    """The modules of this project that a file imports, each with a line that does."""
    found = {}
    for line, whole in names_used(file.read_text("utf-8")):
        name = whole
        while name and name not in MODULES:
            name = name.rpartition(".")[0]
        if name and MODULES[name] != file:
            found[name] = line
    return found


def inner_room(name: str) -> str:
    """The room inside its package that a module is in: a folder, or a file beside the folders."""
    return ".".join(name.split(".")[:2])


def arrows() -> dict[tuple[str, str], str]:
    """Which room imports which other one of its package, and a place where it does."""
    return {
        (inner_room(module(file)), inner_room(name)): f"{named(file)}, line {line}"
        for file in SOURCES
        for name, line in modules_imported(file).items()
        if room_of(file) == name.partition(".")[0] != name
    }


def upward() -> dict[tuple[str, str], str]:
    return {(a, b): place for (a, b), place in arrows().items() if a != b and FLOOR.get(a, 99) >= FLOOR.get(b, -1)}


def test_every_room_has_its_floor() -> None:
    rooms = {inner_room(name) for name in MODULES} - set(ROOMS)
    assert rooms == set(FLOOR), "give a new room its place in FLOORS, and take out what is gone"


def test_no_room_imports_from_its_own_floor_or_above() -> None:
    found = {f"{a} → {b}: {place}" for (a, b), place in upward().items() if (a, b) not in STILL_UPWARD}
    assert not found, "carry what is needed down to a lower room, or hand it in as an argument (docs/architecture.md)"


def test_every_arrow_that_is_let_stand_still_stands() -> None:
    assert set(upward()) >= STILL_UPWARD, "take what is turned out of STILL_UPWARD"


def test_no_files_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter({module(file): modules_imported(file).keys() for file in SOURCES}).prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        pytest.fail(f"{circle}: carry what the two share down to a file that both import")


@pytest.mark.parametrize("package", ROOMS)
def test_the_tests_have_the_rooms_of_what_they_test(package: str) -> None:
    here = {file.parent.relative_to(PROJECT / "tests") for file in (PROJECT / "tests" / package).rglob("test_*.py")}
    assert {folder for folder in here if not (PROJECT / folder).is_dir()} == set(), "move the tests with what they test"


def test_imports_name_the_whole_way() -> None:
    used = {(named(file), name) for file in SOURCES for _, name in names_used(file.read_text("utf-8"))}
    assert {(file, name) for file, name in used if name.startswith(".")} == set()


def test_only_the_modules_whose_job_it_is_talk_to_the_network() -> None:
    assert offences(OFF_THE_NETWORK, NETWORK) == {}


def test_time_chance_and_surroundings_come_in_as_arguments() -> None:
    assert offences(OUTSIDE_BOT, CLOCK_CHANCE_AND_SURROUNDINGS) == {}


def test_pure_modules_touch_no_files() -> None:
    assert offences(PURE, FILES) == {}


@pytest.mark.parametrize(
    ("source", "banned"),
    [
        ("from datetime import datetime as d\nd.now()", "datetime.datetime.now"),
        ("import datetime\ndatetime.datetime.now()", "datetime.datetime.now"),
        ("import datetime as dt\nx = dt.date.today", "datetime.date.today"),
        ("def f():\n    from time import time", "time.time"),
        ("import os\nos.environ['A']", "os.environ"),
        ("from os import environ as e", "os.environ"),
        ("import urllib.request", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("import bot.config", "bot"),
        ("from bot import config", "bot"),
        ("from pathlib import Path\nPath('x').read_text()", "pathlib.Path"),
        ("open('x')", "builtins.open"),
    ],
)
def test_the_rules_see_what_they_forbid_under_any_name(source: str, banned: str) -> None:
    assert uses(source, {banned})


@pytest.mark.parametrize(
    ("source", "banned"),
    [
        ("from datetime import datetime\nx: datetime", "datetime.datetime.now"),
        ("from pathlib import PurePosixPath", "pathlib.Path"),
        ("archive.open('x')", "builtins.open"),
        ("import urllib.parse", "urllib.request"),
        ("import botany", "bot"),
        ("def f(state: State) -> str:\n    return state.name", "state"),
        ("'datetime.now()'", "datetime.datetime.now"),
    ],
)
def test_the_rules_leave_alone_what_only_looks_alike(source: str, banned: str) -> None:
    assert not uses(source, {banned})


def test_every_room_was_read() -> None:
    assert {room_of(file) for file in SOURCES} == set(ROOMS)


def test_every_exception_is_still_needed() -> None:
    needed = {named(file) for file in OUTSIDE_BOT if uses(file.read_text("utf-8"), NETWORK | FILES)}
    assert needed >= AT_THE_EDGE
