"""The publications that the benchmarks poll: ICE's own where they are at hand, else made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.poll.saved_workbooks import saved_publications
from tests.bot.newsroom import Row, agency, sheriff
from tests.workbooks import Link, Sheet, excel
from watchers.model.agreement import ListKind
from watchers.names.counties import counties
from watchers.names.places import STATES

_MADE_UP = 16  # publications
_ROWS = 1_843
_NEW_EACH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One workbook as ICE posted it, and when."""

    at: datetime
    kind: ListKind
    name: str
    content: bytes


def posted(archive: Path | None) -> Iterator[Posted]:
    """Each workbook that differs from the one before it of its list, oldest first; participating before pending."""
    if archive is None:
        yield from _made_up()
        return
    last: dict[ListKind, Path] = {}
    for publication in saved_publications(archive)[0]:
        for kind, path in publication.files.items():
            if last.get(kind) != path:
                last[kind] = path
                yield Posted(at=publication.at, kind=kind, name=path.name, content=path.read_bytes())


def _made_up() -> Iterator[Posted]:
    """Participating lists as long as ICE's newest: each has some rows more than the one before it, and one less."""
    rows = made_up_rows()
    for step in range(_MADE_UP):
        shown = rows[step : _ROWS + _NEW_EACH * step]
        yield Posted(
            at=datetime(2026, 1, 5, 15, tzinfo=UTC) + timedelta(days=step),
            kind=ListKind.PARTICIPATING,
            name=f"participatingAgencies{step:03}.xlsx",
            content=excel(Sheet(rows=sorted(shown, key=str), title=f"Sheet{step}")),
        )


def made_up_rows() -> list[Row]:
    """Rows of some 4,700 agencies, no two alike."""
    return [row for code in sorted(STATES) for row in _sheriffs(code)]


def _sheriffs(code: str) -> Iterator[Row]:
    """Every sheriff of a state, and every second one's city police: a row as ICE prints it, with its document."""
    for n, county in enumerate(sorted(c.name for c in counties(code) if not c.former)):
        place = county.rsplit(" ", 1)[0]
        made = [sheriff(place, STATES[code].name.upper(), signed=f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}")]
        if n % 2:
            made.append(agency(f"{place} Police Department", STATES[code].name.upper(), signed="2025-08-14"))
        for model, row in enumerate(made):
            url = f"https://www.ice.gov/doclib/287gMOA/{code}{n}_{model}.pdf"
            yield (*row[:6], Link(text="MOA", url=url), "")
