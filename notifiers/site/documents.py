"""The record as plain values for whoever reads it with a program: agreements, events, agencies, and what each means."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from notifiers.site.addresses import event_page
from notifiers.site.agencies import Agency
from notifiers.site.record import PostedList
from notifiers.text.safe import disarmed
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind
from watchers.model.register import Standing
from watchers.names.served import place_fips

Document = dict[str, Any]

_ROW = {
    "state": ("string?", "USPS code of the state or territory; null where the row's state can't be read"),
    "agency": ("string", "the agency's name as ICE prints it, its white space tidied"),
    "county": ("string?", "the county as ICE prints it, a slip mended to the Census Bureau's name"),
    "level": ("string?", "what government it belongs to: county, municipality or state"),
    "model": ("string?", "TFM (Task Force), JEM (Jail Enforcement), WSO (Warrant Service Officer), or ICE's own words"),
    "signed": ("date?", "the day of signing, as ICE prints it"),
    "moa_url": ("string?", "where ICE has the agreement's text"),
}
AGREEMENT_FIELDS: Mapping[str, tuple[str, str]] = {
    "id": ("string", "the agreement's id in this record, the same through renames"),
    "list": ("string", "participating or pending"),
    "stand": ("string", "listed, missing (gone, a second look will tell), gone, open (new, and perhaps one renamed)"),
    **_ROW,
    "kind": ("string", "the kind of agency, told from its name"),
    "county_fips": ("string?", "the county's five-digit FIPS code, where ICE's row says which it is"),
    "place_fips": (
        "string?",
        "the seven digits (GEOID) of the incorporated place whose police these are, if sure",
    ),
    "county_basis": ("string", "what tells the county, or why it isn't told"),
    "first_seen": ("time", "when the list that first had it was seen; the record's beginning for those of the first"),
    "last_seen": ("time", "when the newest list that has it was seen"),
    "workbook": ("string", "ICE's file that has it"),
    "sha256": ("string", "the SHA-256 of that file"),
    "row": ("integer", "its row there, counted from 1"),
    "page": ("string", "the agency's page on this site"),
}
"""The columns of the agreements, each with its type ("?": or null) and what it means."""

EVENT_FIELDS: Mapping[str, tuple[str, str]] = {
    "id": ("string", "the event's id, made from its content"),
    "kind": ("string", ", ".join(EventKind)),
    "list": ("string", "participating or pending"),
    **_ROW,
    "observed_at": ("time", "when the list that shows it was seen"),
    "because": ("string", "why it is taken for what it is"),
    "workbook": ("string", "ICE's file that shows it"),
    "sha256": ("string", "the SHA-256 of that file"),
    "row": ("integer", "the row there, or the row of the last file that had it"),
    "before_workbook": ("string?", "ICE's file that had the row as it was before"),
    "before_sha256": ("string?", "the SHA-256 of that file"),
    "subject": ("string", "the id of the agreement"),
    "changes": ("list", "what ICE changed: field, before, after"),
    "corrects": ("list", "the ids of earlier events that this one takes back"),
    "settles": ("list", "the ids of earlier events that left open what this one says"),
    "page": ("string", "the event's page on this site"),
}
"""The columns of the events."""

LIST_FIELDS: Mapping[str, tuple[str, str]] = {
    "list": ("string", "participating or pending"),
    "workbook": ("string", "the file's name"),
    "url": ("string", "where ICE had it"),
    "modified": ("time?", "ICE's Last-Modified"),
    "seen": ("time", "when it was first seen"),
    "sha256": ("string", "its SHA-256"),
    "copy": ("string?", "the kept copy on this site"),
}
"""The columns of the lists."""


def row_document(row: Agreement) -> Document:
    """What a row says."""
    return {
        "state": row.state,
        "agency": row.agency,
        "county": row.county,
        "level": row.level,
        "model": row.model,
        "signed": row.signed.isoformat() if row.signed else None,
        "moa_url": row.moa,
    }


def agreement_document(standing: Standing, agency: Agency) -> Document:
    """An agreement as the record has it."""
    return {
        "id": standing.id,
        "list": standing.list,
        "stand": standing.stand,
        **row_document(standing.agreement),
        "kind": agency.kind,
        "county_fips": agency.county,
        "place_fips": place_fips(standing.agreement),
        "county_basis": agency.where.basis,
        "first_seen": standing.first_seen.isoformat(),
        "last_seen": standing.last_seen.isoformat(),
        "workbook": standing.workbook.name,
        "sha256": standing.workbook.sha256,
        "row": standing.agreement.row,
        "page": agency.path,
    }


def event_document(event: Event) -> Document:
    """An event as it was recorded: nothing in it changes with what came later."""
    before = event.before_workbook
    return {
        "id": event.id,
        "kind": event.kind,
        "list": event.list,
        **row_document(event.agreement),
        "observed_at": event.observed_at.isoformat(),
        "because": event.because,
        "workbook": event.workbook.name,
        "sha256": event.workbook.sha256,
        "row": event.agreement.row,
        "before_workbook": before.name if before else None,
        "before_sha256": before.sha256 if before else None,
        "subject": event.subject,
        "changes": [{"field": c.field, "before": c.before, "after": c.after} for c in event.changes],
        "corrects": list(event.corrects),
        "settles": list(event.settles),
        "page": event_page(event.id),
    }


def list_document(found: PostedList) -> Document:
    """A list that ICE posted."""
    book = found.workbook
    return {
        "list": found.list,
        "workbook": book.name,
        "url": book.url,
        "modified": book.modified.isoformat() if book.modified else None,
        "seen": found.seen.isoformat(),
        "sha256": book.sha256,
        "copy": workbook_copy(book.sha256) if found.is_kept else None,
    }


def workbook_copy(sha256: str) -> str:
    """Where the kept copy of a workbook is on the site."""
    return f"workbooks/{sha256}.xlsx"


def document_copy(sha256: str) -> str:
    """Where the kept copy of an agreement's document is on the site."""
    return f"documents/{sha256}.pdf"


def signatures(sha256: str) -> str:
    """Where the picture of a document's signatures is on the site."""
    return f"documents/{sha256}.png"


def agreement_documents(agency: Agency) -> list[Document]:
    """The agreements of an agency, by list and model."""
    standings = sorted(agency.standings, key=lambda s: (s.list, s.agreement.model or "", s.id))
    return [agreement_document(standing, agency) for standing in standings]


def as_csv(fields: Sequence[str], documents: Iterable[Document], *, is_headed: bool = True) -> str:
    """Documents as CSV; a list in a cell as its items between semicolons, a formula disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([fields] if is_headed else [])
    writer.writerows([_cell(document[field]) for field in fields] for document in documents)
    return out.getvalue()


_PLAIN = re.compile(r"[A-Za-z0-9][!-~]*(?: [!-~]+)*")
"""What `disarmed` leaves as it is: nearly every cell, and there are hundreds of thousands."""


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(map(_item, value))
    return _disarmed(value) if value and isinstance(value, str) else value


@lru_cache(maxsize=50_000)
def _disarmed(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else disarmed(text)


def _item(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['field']}: {value['before'] or ''} → {value['after'] or ''}"
    return str(value)
