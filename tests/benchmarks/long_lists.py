"""Lists many times as long as ICE's, made of its rows under other names: `python -m tests.benchmarks.long_lists`.

A process of its own, so that its memory is its own. The rows are handed over as if they had been read: a workbook of a
hundred times the rows is more than the reader opens, by its bounds of safety.
"""

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from unittest.mock import patch

from bot.collector import collect_seldom
from bot.terminal import say
from tests.benchmarks.measured import peak_memory
from tests.benchmarks.publications import Posted, posted
from tests.bot.newsroom import DAY, Newsroom, lists, sheriff
from watchers.model.agreement import Agreement, ListKind, Roll, Workbook
from watchers.names.normalise import normalise
from watchers.names.places import STATES
from watchers.table.read import read_table

_POLLS = 4
_SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
_CODES = sorted(STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one length of list: rows, median seconds of a changed poll, its events, and the most memory in bytes."""

    rows: int
    seconds: float
    events: int
    memory: int


def cost(times: int, archive: Path | None) -> Cost:
    """What a list of so many times the length costs, by a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.long_lists", str(times)]
    import subprocess

    said = subprocess.run(
        [*command, *(["--archive", str(archive)] if archive else [])], check=True, capture_output=True, text=True
    ).stdout
    return Cost(**json.loads(said))


def _copied(rows: tuple[Agreement, ...], times: int) -> Iterator[Agreement]:
    """The rows, and copies of them in other states, each under a name and in a county that no other has."""
    for copy in range(times):
        word = "".join(_SYLLABLES[(copy // 65**n) % 65] for n in range(3)).capitalize()
        for n, a in enumerate(rows):
            if copy == 0:
                yield a
                continue
            at = _CODES.index(a.state) if a.state else n
            yield replace(
                a,
                state=_CODES[(at + copy) % len(_CODES)],
                agency=f"{word} {a.agency}",
                county=f"{word} {a.county}" if a.county else None,
                moa=a.moa.replace("/doclib/", f"/doclib/{copy}/").replace(".pdf", f"{copy}.pdf") if a.moa else None,
                row=copy * len(rows) + a.row,
                printed=replace(a.printed, agency=f"{word} {a.printed.agency}", county=f"{word} {a.printed.county}"),
            )


def _poll_all(found: list[Posted], times: int) -> Cost:
    seconds: list[float] = []
    events = 0
    with tempfile.TemporaryDirectory() as folder:
        room = Newsroom(Path(folder))
        with room.app() as app:
            for number, one in enumerate(found):
                roll = _roll(one, number, times)
                room.ice.post(lists(sheriff("Bee"), waiting=None))
                room.at += DAY
                gc.collect()
                with patch(
                    "watchers.diff.intake.normalise", lambda _, book, observed_on, r=roll: replace(r, workbook=book)
                ):
                    begin = time.perf_counter()
                    checked = app.check()
                    seconds.append(time.perf_counter() - begin)
                events += len(checked.events)
                rows = len(roll.agreements)
                del roll
    memory = peak_memory()
    return Cost(rows=rows, seconds=median(seconds[1:]), events=events // (len(found) - 1), memory=memory)


def _roll(one: Posted, number: int, times: int) -> Roll:
    book = Workbook(name=one.name, url="https://www.ice.gov/doclib/list.xlsx", sha256=f"{number:064x}")
    read = normalise(read_table(one.content, name=one.name), book, observed_on=one.at.date())
    return replace(read, kind=ListKind.PARTICIPATING, agreements=tuple(_copied(read.agreements, times)))


def main() -> None:
    """Print what one length costs, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", type=int)
    parser.add_argument("--archive", type=Path)
    wish = parser.parse_args()
    collect_seldom()  # as the program does
    found = [p for p in posted(wish.archive) if p.kind is ListKind.PARTICIPATING][-_POLLS:]
    spent = _poll_all(found, wish.times)
    say(json.dumps({"rows": spent.rows, "seconds": spent.seconds, "events": spent.events, "memory": spent.memory}))


if __name__ == "__main__":
    main()
