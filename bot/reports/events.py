"""`events`: what happened, a line for each event, or for programs."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.reports import forms
from notifiers.text.safe import visible
from watchers.model.agreement import Agreement
from watchers.model.document import DocumentNews
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
    """One event as plain values: what a program gets."""
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
        "document": _document(event.document) if event.document is not None else None,
    }


def _document(news: DocumentNews) -> dict[str, Any]:
    """What an event says of a document."""
    return {
        "kind": news.kind,
        "url": news.url,
        "sha256": news.sha256 or None,
        "sha256_before": news.before or None,
        "url_before": news.before_url or None,
        "pages_that_differ": list(news.differing),
        "contradictions": [
            {"field": c.field, "row": c.row, "document": c.document, "page": c.page} for c in news.contradicts
        ],
        "new_form": news.is_new_template,
    }


_WORDS = {
    EventKind.POSSIBLY_RENAMED: "renamed?",
    EventKind.PENDING_DROPPED: "dropped",
    EventKind.MOA_POSTED: "MOA posted",
    EventKind.DOCUMENT_REPLACED: "doc. new",
    EventKind.DOCUMENT_REMOVED: "doc. gone",
    EventKind.DOCUMENT_POSTED: "doc. kept",
}


def printed(events: Sequence[Event], form: str, zone: ZoneInfo) -> Iterator[str]:
    """The events in one of the forms."""
    return forms.printed(form, COLUMNS, map(event_document, events), (_line(event, zone) for event in events))


def _line(event: Event, zone: ZoneInfo) -> str:
    """One event for the eye; ICE's words with anything steering made visible."""
    a = event.agreement
    signed = f", signed {a.signed}" if a.signed else ""
    old = event.before if event.kind is EventKind.POSSIBLY_RENAMED else None
    was = f", possibly {visible(old.agency)}" if old else ""
    return (
        f"{event.observed_at.astimezone(zone):%Y-%m-%d %H:%M} {_WORDS.get(event.kind, event.kind.value):<10} "
        f"{a.state or '??':<3} {visible(a.agency)} ({a.model or 'model unclear'}{signed}){was}  {event.id[:8]}"
    )
