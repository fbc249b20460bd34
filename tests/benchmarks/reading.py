"""What it costs to read lists: beside openpyxl, over the whole history, and as lists grow."""

import io
import json
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import openpyxl

from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from state.store import open_store
from tests.benchmarks.long_workbooks import Cost, cost_of_reading, long_list
from tests.benchmarks.measured import Measured, Pair, in_turns
from watchers.model.second_look import SecondLook
from watchers.table.read import read_table

ROWS = 1_843
"""As long as ICE's list was in spring 2026."""
_AS_FAST = 5.0
_GROWTH = 1.2
_MEMORY = 1 << 30
_MADE_UP = 20  # publications


def measure(archive: Path | None) -> Iterator[Measured]:
    """The lines on reading; over a made-up history where there is no recorded one."""
    yield _list_line(f"read a list of {ROWS:,} rows, each with a link (made up)", long_list(ROWS))
    if archive is not None:
        longest = max(archive.glob("*/*.xlsx"), key=lambda path: path.stat().st_size)
        yield _list_line("read the archive's longest list", longest.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        yield _backfill_line(archive or _made_up_history(Path(folder)), is_made_up=archive is None)
    yield from _growth_lines()


def _list_line(work: str, content: bytes) -> Measured:
    def ours() -> None:
        read_table(content, name="list.xlsx")

    return _beside(work, in_turns(ours, lambda: _read_plainly([content]), runs=9))


def _read_plainly(contents: Iterable[bytes]) -> None:
    """Every cell and every link, by openpyxl in normal mode."""
    for content in contents:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it has no use for data validation, and says so
            book = openpyxl.load_workbook(io.BytesIO(content))
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    _ = cell.value, cell.hyperlink and cell.hyperlink.target


def _beside(work: str, pair: Pair) -> Measured:
    return Measured(
        work=work,
        found=f"{_shown(pair.ours)}, openpyxl {_shown(pair.plain)}: {pair.times:.1f} times as fast",
        goal=f"{_AS_FAST:.0f} times as fast",
        reached=pair.times >= _AS_FAST,
    )


def _shown(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _backfill_line(folder: Path, *, is_made_up: bool) -> Measured:
    publications, _ = saved_publications(folder)
    files = {path for publication in publications for path in publication.files.values()}

    def ours() -> None:
        with tempfile.TemporaryDirectory() as record, open_store(Path(record) / "var", holder="a benchmark") as store:
            backfill(store, publications, rules=SecondLook())

    pair = in_turns(ours, lambda: _read_plainly(path.read_bytes() for path in files), runs=1)
    made_up = ", made up" if is_made_up else ""
    return _beside(f"backfill {len(publications)} publications ({len(files)} workbooks{made_up})", pair)


def _made_up_history(folder: Path) -> Path:
    """A participating list that grows by 20 rows from publication to publication."""
    begin = datetime(2025, 5, 12, 13, tzinfo=UTC)
    entries = []
    for n in range(_MADE_UP):
        name = f"participating{n:02}.xlsx"
        (folder / name).write_bytes(long_list(1_000 + 20 * n))
        at = begin + timedelta(days=n)
        entries.append({"published_at": at.isoformat(), "participating": name, "pending": None})
    (folder / "publications.json").write_text(json.dumps(entries), "utf-8")
    return folder


def _growth_lines() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        once = _cost(Path(folder), 1, runs=7)
        for times, runs in ((10, 3), (100, 1)):
            cost = _cost(Path(folder), times, runs=runs)
            growth = cost.seconds / once.seconds / times
            yield Measured(
                work=f"read a list of {ROWS * times:,} rows, bytes to agreements",
                found=f"{_shown(cost.seconds)}, {growth:.2f} times linear ({_shown(once.seconds)} for {ROWS:,} rows)",
                goal=f"at most {_GROWTH} times linear",
                reached=growth <= _GROWTH,
            )
        yield Measured(
            work=f"memory to read {ROWS * 100:,} rows, the whole process",
            found=f"{cost.memory / 1e6:,.0f} MB ({once.memory / 1e6:,.0f} MB for {ROWS:,} rows)",
            goal="under 1 GB",
            reached=cost.memory < _MEMORY,
        )


def _cost(folder: Path, times: int, *, runs: int) -> Cost:
    path = folder / f"{times}.xlsx"
    path.write_bytes(long_list(ROWS * times))
    costs = [cost_of_reading(path, rows=ROWS * times) for _ in range(runs)]
    return Cost(seconds=median(c.seconds for c in costs), memory=max(c.memory for c in costs))
