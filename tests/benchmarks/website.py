"""The public record as files: thirty thousand pages from nothing, after a publication with fifty events, and unchanged.

Without the pictures for social media, of which each is drawn once.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot.config.load import load_config
from bot.config.model import Config
from bot.site.renew import write
from state.files.kept import Fetched
from state.store import Store, open_store
from tests.benchmarks.measured import Measured
from tests.factories import agreement, event, standing, workbook
from watchers.model.agreement import Agreement, ListKind, Model, Printed, Workbook
from watchers.model.event import Change, Event, EventKind
from watchers.model.register import ListState, Standing
from watchers.names.counties import counties
from watchers.names.places import STATES

PAGES, NEWS = 30_000, 50
_NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
_CONFIG = """
[watch]
folder = "var"
[[subscription]]
name = "all"
states = "all"
terminal = true
[site]
folder = "site"
address = "https://record.example.org/287g"
"""
_LISTS = 900
_MODELS = (Model.TFM, Model.TFM, Model.JEM, Model.WSO)
_KINDS = (EventKind.AMENDED, EventKind.MOA_POSTED, EventKind.MISSING, EventKind.RETURNED, EventKind.SIGNED)


def measure(archive: Path | None) -> Iterator[Measured]:
    """The lines of this part of the table: it is made up, for no archive is as long."""
    with tempfile.TemporaryDirectory() as name, patch("bot.site.renew.find_spec", lambda _: None):
        path, out = Path(name, "config.toml"), Path(name, "site")
        path.write_text(_CONFIG, "utf-8")
        config = load_config(path, {})
        with open_store(config.watch.folder, holder="the benchmark") as store:
            rows = _begun(store)
            yield _measured(f"{PAGES:,} pages from nothing", store, config, out, limit=60)
            _publish(store, rows, 1)
            later = partial(_measured, store=store, config=config, folder=out, is_trusted=True)
            yield later(f"{PAGES:,} pages after a publication with {NEWS} events", limit=2)
            yield later(f"{PAGES:,} pages where nothing changed", limit=0.5)
            yield _measured(f"{PAGES:,} pages where nothing changed, each file looked at", store, config, out, limit=2)


def _measured(
    work: str, store: Store, config: Config, folder: Path, *, limit: float, is_trusted: bool = False
) -> Measured:
    """`is_trusted`: as in a bot that has written the site before."""
    begin, worked = time.perf_counter(), time.process_time()
    done = write(store, config, folder, is_trusted=is_trusted)
    took, worked = time.perf_counter() - begin, time.process_time() - worked
    return Measured(
        work=work,
        found=f"{took:.1f} s ({worked:.1f} s of work); {done.written:,} of {done.files:,} files written",
        goal=f"under {limit:g} s of work",
        reached=worked < limit,
    )


def _begun(store: Store) -> list[Agreement]:
    """A record of some five years: every county's sheriff, half their cities' police, and what happened to them."""
    rows, books = list(_rows()), [_book(n) for n in range(_LISTS)]
    begun = _NOW - timedelta(days=5 * 365)
    seen = [begun + (_NOW - begun) / _LISTS * n for n in range(_LISTS)]
    number = PAGES - len(rows)
    places = [1 + n * (_LISTS - 1) // number for n in range(number)]
    events = [_event(n, rows, seen[place], place) for n, place in enumerate(places)]
    state = ListState(workbook=books[-1], current_since=seen[-1], rows=len(rows), baseline_at=begun)
    store.commit(
        standings=[_standing(n, row, begun, seen[-1], books[-1]) for n, row in enumerate(rows)],
        events=events,
        participating=state,
        workbooks=[_fetched(book, at) for book, at in zip(books, seen, strict=True)],
    )
    store.move_old_events((_NOW - timedelta(days=31)).replace(day=1))
    return rows


def _publish(store: Store, rows: list[Agreement], number: int) -> None:
    """A list with some events: every row of it is seen anew, in a row of its own that has moved."""
    at, book = _NOW + timedelta(days=number), _book(_LISTS + number)
    before = store.register()
    store.commit(
        standings=[
            replace(s, last_seen=at, workbook=book, agreement=replace(s.agreement, row=s.agreement.row + number))
            for s in before.standings.values()
        ],
        events=[_event(PAGES * (1 + number) + n * 89, rows, at, _LISTS + number) for n in range(NEWS)],
        participating=replace(before.participating, workbook=book, current_since=at),
        workbooks=[_fetched(book, at)],
    )


def _rows() -> Iterator[Agreement]:
    for code in sorted(STATES):
        for n, county in enumerate(sorted(c.name for c in counties(code))):
            place = county.rsplit(" ", 1)[0]
            yield _row(code, f"{place} County Sheriff's Office", county, n)
            if n % 2:
                yield _row(code, f"{place} Police Department", county, n)


def _row(state: str, agency: str, county: str, number: int) -> Agreement:
    model = _MODELS[number % len(_MODELS)]
    printed = Printed(
        state=STATES[state].name.upper(),
        agency=agency,
        level="County",
        county=county,
        model=str(model),
        signed="2025-11-06",
        moa="link pending",
    )
    return agreement(state=state, agency=agency, county=county, model=model, row=number + 2, printed=printed)


def _book(number: int) -> Workbook:
    return workbook(name=f"participatingAgencies{number:04}.xlsx", sha256=f"{number * 2654435761 % 2**256:064x}")


def _fetched(book: Workbook, at: datetime) -> Fetched:
    return Fetched(workbook=book, list=ListKind.PARTICIPATING, fetched_at=at)


def _standing(number: int, row: Agreement, begun: datetime, seen: datetime, book: Workbook) -> Standing:
    return standing(id=f"s{number}", agreement=row, first_seen=begun, last_seen=seen, workbook=book)


def _event(number: int, rows: list[Agreement], at: datetime, place: int) -> Event:
    subject, kind = number * 7 % len(rows), _KINDS[number % len(_KINDS)]
    row = rows[subject]
    return event(
        id=f"{number * 2654435761 % 2**48:012x}",
        kind=kind,
        subject=f"s{subject}",
        agreement=row,
        observed_at=at,
        workbook=_book(place),
        before=row,
        before_workbook=_book(place - 1),
        changes=(Change(field="signed", before="2025-11-05", after="2025-11-06"),) if kind is EventKind.AMENDED else (),
    )
