"""What a poll costs in a running bot: with news, without any, with long lists, and in the long run.

`python -m tests.benchmarks.polling ARCHIVE` makes the changed polls alone, some times over, for a profiler to watch.
"""

import io
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import openpyxl
from deepdiff import DeepDiff

from bot.service.app import App
from state.files.last_poll import LAST_POLL_FILE
from tests.benchmarks.long_lists import cost
from tests.benchmarks.measured import Measured, Pair, turns
from tests.benchmarks.publications import Posted, posted
from tests.bot.newsroom import QUARTER, Newsroom
from watchers.model.agreement import ListKind

_LATEST = 24  # workbooks: the first of each list is the baseline
_TIMES = 3  # over: on a shared machine one moment is twice as slow as another
_DESKS = ("FL", "TX", "GA", "NC", "VA", "TN", "OK", "MO", "PA", "AL")
_SUBSCRIPTIONS = "".join(
    f'\n[[subscription]]\nname = "{code.lower()}"\nstates = ["{code}"]\nterminal = true\n' for code in _DESKS
)
_LINKS = {ListKind.PARTICIPATING: "Participating Agencies", ListKind.PENDING: "Pending Agencies"}


def measure(archive: Path | None) -> Iterator[Measured]:
    """The lines of the table. Without an archive the lists are made up, and the lines say so."""
    of = "" if archive else " (made-up lists)"
    pairs: list[Pair] = []
    for _ in range(_TIMES):
        with tempfile.TemporaryDirectory() as folder:
            room = Newsroom(Path(folder), _SUBSCRIPTIONS)
            with room.app() as app:
                found, events = _changed(room, app, list(posted(archive))[-_LATEST:])
                pairs += found
                unchanged = _unchanged(room, app, of)
    ours, plain = median(pair.ours for pair in pairs), median(pair.plain for pair in pairs)
    yield Measured(
        work=f"one changed poll, 10 subscriptions{of}",
        found=f"{ours * 1000:.0f} ms, {plain / ours:.1f} times as fast; {events} events, {len(pairs) // _TIMES} polls",
        goal="under 120 ms",
        reached=ours < 0.12,
    )
    yield unchanged
    yield from _long(archive, of)
    yield _steady()


def _changed(room: Newsroom, app: App, found: list[Posted]) -> tuple[list[Pair], int]:
    """Each poll beside the plain way of the same workbook, and their events: both know the list before it."""
    firsts = {next(one for one in found if one.kind is kind) for kind in {one.kind for one in found}}
    shown = {one.kind: one for one in sorted(firsts, key=lambda one: one.at)}
    _show(room, shown.values())
    app.check()
    known = {kind: _plain_rows(one.content) for kind, one in shown.items()}
    rest = list(_publications(one for one in found if one not in firsts))
    ours, plain, events = iter(rest), iter(rest), list[int]()

    def poll() -> None:
        events.append(len(app.check().events))

    def plainly() -> None:
        for one in next(plain):
            rows = _plain_rows(one.content)
            DeepDiff(known[one.kind], rows)
            known[one.kind] = rows

    def next_one() -> None:
        for one in next(ours):
            shown[one.kind] = one
            room.at = max(room.at + QUARTER, one.at)
        _show(room, shown.values())

    return turns(_after(next_one, poll), plainly, runs=len(rest)), sum(events)


def _publications(found: Iterable[Posted]) -> Iterator[list[Posted]]:
    """What ICE posted at one time, where the participating list was in it: a pending list alone is a small matter."""
    for _, together in itertools.groupby(found, key=lambda one: one.at):
        posts = list(together)
        if any(one.kind is ListKind.PARTICIPATING for one in posts):
            yield posts


def _after(first: Callable[[], None], then: Callable[[], None]) -> Callable[[], None]:
    """Both; posting a list in memory takes some microseconds."""

    def both() -> None:
        first()
        then()

    return both


def _show(room: Newsroom, posts: Iterable[Posted]) -> None:
    shown = list(posts)
    room.ice.post({_LINKS[one.kind]: one.content for one in shown}, names={_LINKS[one.kind]: one.name for one in shown})


def _plain_rows(content: bytes) -> dict[tuple[object, ...], dict[str, object]]:
    """The plain way: openpyxl as it comes, and a dict of rows by state, agency and model."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    lines = sheet.iter_rows()
    names = [str(cell.value).strip() for cell in next(lines)]
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for line in lines:
        row: dict[str, object] = {
            name: cell.hyperlink.target if name in {"MOA", "ADDENDUM"} and cell.hyperlink else cell.value
            for name, cell in zip(names, line, strict=False)
        }
        rows[row.get("STATE"), row.get("LAW ENFORCEMENT AGENCY"), row.get("SUPPORT TYPE")] = row
    return rows


def _unchanged(room: Newsroom, app: App, of: str) -> Measured:
    """Processor time of a poll that ICE answers with 304, and whether any file was touched but the note's time."""
    app.check()
    before, spent = _files(room), list[float]()
    for _ in range(9):  # within the hour after which the note is written anew
        room.at += timedelta(minutes=5)
        begin = time.process_time()
        app.check()
        spent.append(time.process_time() - begin)
    wrote = _files(room) != before
    return Measured(
        work=f"one unchanged poll{of}",
        found=f"{median(spent) * 1000:.1f} ms of CPU, {'a write' if wrote else 'no write'}",
        goal="under 3 ms of CPU, no write",
        reached=median(spent) < 0.003 and not wrote,
    )


def _files(room: Newsroom) -> dict[str, tuple[int, int, bytes]]:
    """Every file's inode, size and, for the state and the note, content; the note's time is no part of it."""
    folder = room.config.watch.folder
    return {
        str(path): (path.stat().st_ino, path.stat().st_size, path.read_bytes() if path.name in _READ else b"")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


_READ = frozenset({"state.json", LAST_POLL_FILE})


_PROCESSES = {1: 7, 10: 3, 100: 1}
"""How many times each length is measured: the shorter it is, the more a busy moment of the machine weighs."""


def _long(archive: Path | None, of: str) -> Iterator[Measured]:
    """Ten and a hundred times the rows and the changes, each in processes of its own."""
    costs = {times: [cost(times, archive) for _ in range(runs)] for times, runs in _PROCESSES.items()}
    seconds = {times: median(one.seconds for one in found) for times, found in costs.items()}
    for times in (10, 100):
        found = costs[times][0]
        growth = seconds[times] / seconds[1] / times
        memory = max(one.memory for one in costs[times]) / (1 << 20)
        yield Measured(
            work=f"a changed poll of {found.rows:,} rows, once read; {found.events:,} events{of}",
            found=f"{seconds[times]:.2f} s, {growth:.2f} times linearly; {memory:.0f} MB",
            goal="no more than 1.2 times linearly" + ("; under 700 MB" if times == 100 else ""),
            reached=growth <= 1.2 and found.events > 0 and (times < 100 or memory < 700),
        )


def _steady() -> Measured:
    """The memory of a process that takes in 500 publications."""
    command = [sys.executable, "-m", "tests.benchmarks.long_run"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    megabytes = [round(n / (1 << 20)) for n in json.loads(said)]
    shown = ", ".join(f"{n}" for n in megabytes)
    grown = (megabytes[-1] - megabytes[1]) / (len(megabytes) - 2)  # for a hundred, once all caches are full
    return Measured(
        work="memory of a running bot after 100, 200 … 500 made-up publications",
        found=f"{shown} MB",
        goal="under 80 MB, flat",
        reached=max(megabytes) < 80 and grown <= 3,
    )


def _watched(archive: Path | None) -> None:
    found = list(_publications(posted(archive)))[-_LATEST:]
    for _ in range(_TIMES):
        with tempfile.TemporaryDirectory() as folder:
            room = Newsroom(Path(folder), _SUBSCRIPTIONS)
            with room.app() as app:
                for posts in found:
                    _show(room, posts)
                    room.at = max(room.at + QUARTER, posts[0].at)
                    app.check()


if __name__ == "__main__":
    _watched(Path(sys.argv[1]) if sys.argv[1:] else None)
