"""ICE's page and files that fail: the state is untouched, polling goes on, operators hear twice, and desks never."""

import io
import json
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.service.app import App
from tests.faults.newsroom import OPERATORS, PROJECT, Newsroom
from tests.faults.page import PageFault
from tests.faults.stretch import Posted
from watchers.errors import WatchError
from watchers.fetch.download import Limits
from watchers.model.agreement import ListKind

MOST_MEGABYTES = 300
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOON = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)
_FILE = ListKind.PARTICIPATING.value
_POLLS = 4
_ONE_DESK = '[[subscription]]\nname = "nation"\nstates = "all"\nkinds = ["all"]\nslack = ["C0NATION001"]\n'
_LIMITS = Limits(connect=1, read=0.15, whole=0.2)
_HTML = b"<html><body><h1>Access Denied</h1><p>You don't have permission to access this server.</p></body></html>"
_SHEET = "xl/worksheets/sheet1.xml"
_BOMB = 350_000_000
_SHARED = frozenset({"outbox", "deliveries", "troubles"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCase:
    """`what` answers with a fault for some polls: the page, or the new publication's file.

    `fault` makes it, given the file as it should be.
    """

    name: str
    what: str
    fault: Callable[[bytes], PageFault]


def _page(name: str, **fault: Any) -> SourceCase:
    return SourceCase(name=f"page: {name}", what="page", fault=lambda _: PageFault(**fault))


def _file(name: str, **fault: Any) -> SourceCase:
    return SourceCase(name=f"file: {name}", what=_FILE, fault=lambda _: PageFault(**fault))


def _spoilt(name: str, spoil: Callable[[bytes], bytes]) -> SourceCase:
    return SourceCase(name=f"file: {name}", what=_FILE, fault=lambda whole: PageFault(body=spoil(whole), kind=_XLSX))


def source_cases() -> list[SourceCase]:
    """The cases, on the page and on the participating list's file."""
    return [
        _page("403", status=403, body=_HTML),
        _page("503, Retry-After 600", status=503, headers={"Retry-After": "600"}),
        _page("slow, piece by piece", pause=0.1),
        _page("hangs", hang=True),
        _page("a block page with status 200", body=_HTML),
        _page("without links to lists", body=b"<main><h1>287(g)</h1></main>"),
        _file("linked before it is there, 404", status=404, body=b"gone"),
        _file("HTML with status 200", body=_HTML),
        _file("the connection ends halfway", cut=True),
        _spoilt("a truncated workbook", lambda whole: whole[: len(whole) // 2]),
        _spoilt("a zip bomb, 350 MB", bomb),
        _spoilt("a zip bomb that says it is small", lambda whole: lying(bomb(whole))),
    ]


@cache
def bomb(workbook: bytes) -> bytes:
    """The workbook with a sheet of 350 million spaces."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name != _SHEET:
                new.writestr(name, old.read(name))
        with new.open(_SHEET, "w", force_zip64=True) as sheet:
            for _ in range(_BOMB // 1_000_000):
                sheet.write(b" " * 1_000_000)
    return out.getvalue()


def lying(bomb: bytes) -> bytes:
    """The bomb, stating 10 kB as the size of its sheet."""
    return bomb.replace(_BOMB.to_bytes(4, "little"), (10_000).to_bytes(4, "little"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weathered:
    """How a case went. `kind`: the error; `told_at`: the poll at which operators heard; `began` and `ended`: how often.

    `to_desks`: messages while it lasted; `changed`: tables of the state that did; `after`: news once it was over.
    """

    name: str
    kind: str
    polls: int
    told_at: int
    began: int
    ended: int
    to_desks: int
    changed: tuple[str, ...]
    after: int
    said: str


def weather(case: SourceCase, stretch: Sequence[Posted], folder: Path) -> Weathered:
    """Poll four times while it lasts, two hours apart, twice when it is over: after six hours the bot is blind."""
    with Newsroom(folder=folder, subscriptions=_ONE_DESK, clock=_NOON) as room:
        for posted in stretch[:-1]:
            room.step(posted)
        desks, before = _at_desks(room), _tables(room)
        room.page.publish(stretch[-1])
        room.page.fail(case.what, case.fault(stretch[-1][ListKind.PARTICIPATING].content))
        with room.app(limits=_LIMITS) as app:
            polls = [_poll(room, app) for _ in range(_POLLS)]
            told = [heard for _, heard in polls]
            during, changed = _at_desks(room) - desks, _changed(before, _tables(room))
        room.page.mend()
        with room.app() as app:
            over = [_poll(room, app) for _ in range(2)]
        assert [error for error, _ in over] == [None, None], over
        return Weathered(
            name=case.name,
            kind=type(polls[0][0]).__name__,
            polls=sum(error is not None for error, _ in polls),
            told_at=next((n for n, heard in enumerate(told, 1) if heard), 0),
            began=told[-1],
            ended=over[-1][1] - told[-1],
            to_desks=during,
            changed=changed,
            after=_at_desks(room) - desks,
            said=str(polls[0][0]),
        )


def peak_megabytes(case: SourceCase, stretch: Sequence[Posted], folder: Path) -> float:
    """The most memory that a `check` of its own takes while that lasts."""
    with Newsroom(folder=folder) as room:
        room.step(stretch[0])
        room.page.publish(stretch[-1])
        room.page.fail(case.what, case.fault(stretch[-1][ListKind.PARTICIPATING].content))
        # A small process in between, for a child begins with the size of the one that it was forked from.
        command = [
            sys.executable,
            "-c",
            _MEASURED,
            sys.executable,
            "-m",
            "bot.cli",
            "--config",
            str(room.config),
            "check",
        ]
        done = subprocess.run(
            command, cwd=PROJECT, env=room.environ, capture_output=True, text=True, timeout=120, check=True
        )
        return float(done.stdout) / 1024


def requests_while_ailing(
    stretch: Sequence[Posted], folder: Path, *, fault: PageFault, seconds: float
) -> tuple[int, int]:
    """How often a running bot that polls every 0.06 seconds asks for a page that answers so; and once that is over.

    The second count begins with the page's recovery and ends when the news has arrived.
    """
    with Newsroom(folder=folder, subscriptions=_ONE_DESK) as room:
        room.step(stretch[0])
        room.page.publish(stretch[1])
        room.page.fail("page", fault)
        room.page.asked.clear()
        with room.start("run") as child:
            assert room.page.asked.wait(20)
            time.sleep(seconds)
            ailing = room.page.requests["page"] - 1  # one was the step's
            room.page.mend()
            until = time.monotonic() + 20
            while not _at_desks(room) and time.monotonic() < until:
                time.sleep(0.01)
            child.send_signal(signal.SIGTERM)
            said, _ = child.communicate(timeout=20)
        assert child.returncode == 0, said
        return ailing, room.page.requests["page"] - 1 - ailing


_MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _poll(room: Newsroom, app: App) -> tuple[WatchError | None, int]:
    """One poll and its deliveries; the error, and how often operators have heard by now."""
    room.later(timedelta(hours=2))
    found = None
    try:
        app.check()
    except WatchError as error:
        found = error
    app.deliver()
    return found, sum(post.channel == OPERATORS for post in room.slack.posts)


def _at_desks(room: Newsroom) -> int:
    return room.arrived - sum(post.channel == OPERATORS for post in room.slack.posts)


def _tables(room: Newsroom) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((room.state / "state.json").read_bytes())
    return tables


def _changed(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    """The tables that differ; of those where the operators' marks and messages stand too, in what was there before."""
    return tuple(
        sorted(
            name
            for name in (before.keys() | after.keys()) - {"about"}
            if (before.get(name, {}) != after.get(name, {}) and name not in _SHARED)
            or not before.get(name, {}).items() <= after.get(name, {}).items()
        )
    )
