"""The record and the start: a state of 50,000 events, the verbs as whole processes, ten thousand desks."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from state.entries import Restored
from state.outbox import sending
from state.store import Store, open_store
from tests.benchmarks.desks import measure_desks
from tests.benchmarks.measured import Measured, timed
from tests.benchmarks.whole_process import Paid, paid
from tests.factories import agreement, event, standing, workbook
from tests.faults.page import IcePage
from tests.faults.stretch import made_up, recorded
from tests.state.rows import owed
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind
from watchers.model.register import ListState
from watchers.names.places import STATES

EVENTS = 50_000
ROWS = 1_900
_CODES = sorted(STATES)
_KINDS = list(EventKind)
_CONFIG = """
[watch]
folder = "var"
page = "{page}"
[[subscription]]
name = "plains"
states = ["MO", "KS"]
terminal = true
"""


def measure(archive: Path | None) -> Iterator[Measured]:
    """The lines of this part of the table."""
    for years in (1, 5):
        with tempfile.TemporaryDirectory() as name:
            yield from _measure_record(Path(name), years=years)
    with tempfile.TemporaryDirectory() as name:
        yield _measure_check(Path(name), archive)
    yield from measure_desks()


def _measure_record(folder: Path, *, years: int) -> Iterator[Measured]:
    now = datetime.now(UTC)
    kept = f"{EVENTS:,} events of {years} year{'s' * (years > 1)}"
    config = _configured(folder, "https://www.ice.gov/")
    build(folder / "var", now=now, years=years)
    first, later = _commits(folder / "var", now)
    yield Measured(
        work=f"{kept}: a commit",
        found=f"{later * 1000:.0f} ms; the first after a start {first * 1000:.0f} ms",
        goal="under 100 ms",
        reached=later < 0.1,
    )
    since = (now - timedelta(days=7)).date().isoformat()
    for verb in (("status",), ("events", "--since", since)):
        found = paid(["--config", config, *verb])
        yield Measured(
            work=f"{kept}: `{verb[0]}`{' of a week' if verb[1:] else ''}, whole process",
            found=_words(found),
            goal="under 0.3 s",
            reached=found.seconds < 0.3,
        )


def _measure_check(folder: Path, archive: Path | None) -> Measured:
    posted = recorded(archive, first=206, length=1)[0] if archive else made_up(1, rows=600)[0]
    with IcePage() as page:
        page.publish(posted)
        config = _configured(folder, page.url)
        found = paid(["--config", config, "check"])
    return Measured(
        work="`check`, whole process, nothing changed",
        found=_words(found),
        goal="under 0.25 s of work and 45 MB",
        reached=found.worked < 0.25 and found.megabytes < 45,
    )


def _words(found: Paid) -> str:
    return f"{found.seconds:.2f} s ({found.worked:.2f} s of work), {found.megabytes:.0f} MB"


def _configured(folder: Path, page: str) -> Path:
    path = folder / "config.toml"
    path.write_text(_CONFIG.format(page=page), "utf-8")
    return path


def build(folder: Path, *, now: datetime, years: int, events: int = EVENTS) -> None:
    """A state that has lived so long: as many events, spread evenly, those of past months in their months' files."""
    books = [workbook(name=f"participatingAgencies{n:04}.xlsx", sha256=f"{n:064x}") for n in range(365 * years)]
    # Not the oldest month: what is about to leave the working file is in it still.
    step = timedelta(days=365 * years - 31) / events
    told = [
        event(
            id=f"{n * 2654435761 % 2**48:012x}",
            kind=_KINDS[n % len(_KINDS)],
            subject=f"s{n % ROWS}",
            agreement=_row(n),
            observed_at=now - timedelta(minutes=1) - step * (events - n),
            workbook=books[n * len(books) // events],
        )
        for n in range(events)
    ]
    listed = [standing(id=f"s{n}", agreement=_row(n), workbook=books[-1]) for n in range(ROWS)]
    state = ListState(workbook=books[-1], current_since=now, rows=ROWS, seen=tuple(b.sha256 for b in books[-50:]))
    with open_store(folder, holder="the benchmark") as store:
        store.commit(standings=listed, events=told, participating=state)
        store.move_old_events((now - timedelta(days=31)).replace(day=1))


def _row(number: int) -> Agreement:
    place = f"{_PLACES[number % len(_PLACES)]} {number % ROWS}"
    state = _CODES[number % len(_CODES)]
    return agreement(
        state=state, agency=f"{place} County Sheriff's Office", county=f"{place} County", row=number % ROWS
    )


_PLACES = ("Ash", "Birch", "Cedar", "Elder", "Fern", "Hazel", "Iron", "Juniper", "Lark", "Maple", "Oak", "Pine")


def _commits(folder: Path, now: datetime) -> tuple[float, float]:
    """Seconds of the first commit after a start, and the median of those that follow."""
    with open_store(folder, holder="the benchmark") as store:
        store.register()  # as a poll has done before it records anything
        first, *later = [timed(partial(_commit, store, number, now)) for number in range(16)]
    return first, median(later)


def _commit(store: Store, number: int, now: datetime) -> None:
    """In turns what a poll with news writes, and what a delivery does."""
    row = owed(id=f"m{number // 2}", group=f"g{number // 2}", created_at=now)
    if number % 2:
        store.commit(owed=[sending(row, now)])
        return
    seen = [
        replace(s, last_seen=now + timedelta(minutes=number)) for s in list(store.register().standings.values())[:20]
    ]
    store.commit(standings=seen, events=_news(number, now), owed=[row], entries=[Restored(aside=str(number))])


def _news(number: int, now: datetime) -> list[Event]:
    return [event(id=f"new{number:04}{n:02}", agreement=_row(n), observed_at=now) for n in range(15)]
