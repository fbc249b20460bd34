"""`events`: what happened, as a table, as JSON lines, or as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from notifiers.console.text import visible
from notifiers.story.csv_table import disarmed
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind

COLUMNS = (
    "id", "kind", "state", "agency", "county", "level", "model", "signed", "moa_url", "observed_at", "publication",
    "row", "because",
)  # fmt: skip


def agreement_document(a: Agreement) -> dict[str, Any]:
    """What a row says, as plain values, by the names of columns."""
    return {
        "state": a.state,
        "agency": a.agency,
        "county": a.county,
        "level": a.level,
        "model": a.model,
        "signed": a.signed.isoformat() if a.signed else None,
        "moa_url": a.moa,
    }


def event_document(event: Event) -> dict[str, Any]:
    """One event as plain values: what `--format jsonl` prints."""
    a, context = event.agreement, event.context
    return {
        "id": event.id,
        "kind": event.kind,
        **agreement_document(a),
        "observed_at": event.observed_at.isoformat(),
        "publication": event.workbook.name,
        "row": a.row,
        "because": event.because,
        "list": event.list,
        "sha256": event.workbook.sha256,
        "subject": event.subject,
        "changes": [{"field": c.field, "before": c.before, "after": c.after} for c in event.changes],
        "corrects": list(event.corrects),
        "settles": list(event.settles),
        "waited_days": context.waited_days,
        "other_models": list(context.other_models),
        "missing_from": list(context.missing_from),
        "possibly": list(context.possibly),
    }


def as_jsonl(events: Iterable[Event]) -> Iterator[str]:
    """One JSON object a line."""
    return json_lines(map(event_document, events))


def as_csv(events: Iterable[Event]) -> Iterator[str]:
    """A header and a line for each event."""
    return csv_lines(COLUMNS, map(event_document, events))


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One JSON object a line."""
    return (json.dumps(row, ensure_ascii=False) for row in rows)


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A header and a line for each row; a cell that a spreadsheet would run as a formula is disarmed."""
    for cells in chain([columns], ([row[column] for column in columns] for row in rows)):
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([disarmed(c) if isinstance(c, str) else c for c in cells])
        yield out.getvalue()


_WORDS = {
    EventKind.POSSIBLY_RENAMED: "renamed?",
    EventKind.PENDING_DROPPED: "dropped",
    EventKind.MOA_POSTED: "MOA posted",
}


def as_table(events: Iterable[Event], zone: ZoneInfo) -> Iterator[str]:
    """A line for each event, for the eye; ICE's words with anything steering made visible."""
    for event in events:
        a = event.agreement
        signed = f", signed {a.signed}" if a.signed else ""
        old = event.before if event.kind is EventKind.POSSIBLY_RENAMED else None
        was = f", possibly {visible(old.agency)}" if old else ""
        yield (
            f"{event.observed_at.astimezone(zone):%Y-%m-%d %H:%M} {_WORDS.get(event.kind, event.kind.value):<10} "
            f"{a.state or '??':<3} {visible(a.agency)} ({a.model or 'model unclear'}{signed}){was}  {event.id[:8]}"
        )


def printed(events: Iterable[Event], form: str, zone: ZoneInfo) -> Iterator[str]:
    """The events in one of the forms."""
    if form == "jsonl":
        return as_jsonl(events)
    return as_csv(events) if form == "csv" else as_table(events, zone)
