"""A story or a digest as JSON for programs; `webhook-1.schema.json` beside this says what stands where."""

from typing import Any

from notifiers.destination import Document, Payloads
from notifiers.digest.model import Digest
from notifiers.story.model import Item, Link, Section, Story

VERSION = 1
"""That of the schema. What is added leaves it as it is; what is taken away or changes its meaning doesn't."""


def documents(document: Document, subscription: str, *, one_event_each: bool) -> Payloads:
    """What one desk's receiver is sent of a document; notices and digests come whole in any case."""
    if isinstance(document, Digest):
        return [_dressed("digest", document.subscription, _digest(document))]
    if not document.sections:
        return [_dressed("notice", subscription, {"body": document.body or "", **_shared(document)})]
    events = [_event(one, section) for section in document.sections for one in section.agreements]
    if one_event_each:
        return [_dressed("event", subscription, {"event": event, **_shared(document)}) for event in events]
    more = {"totals": [*document.totals], "glossary": [*document.glossary]}
    return [_dressed("alert", subscription, {"events": events, **more, **_shared(document)})]


def _dressed(kind: str, subscription: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "version": VERSION, "data": {"subscription": subscription, **data}}


def _shared(story: Story) -> dict[str, Any]:
    """What holds for each event of a story, too."""
    return {
        "language": story.language.value,
        "headline": story.headline,
        "summary": story.summary,
        "quote": story.quote,
        "is_correction": story.is_correction,
        "observed_at": story.observed_at.isoformat(),
        "source": story.source,
        "links": _links(story.source_links),
    }


def _event(item: Item, section: Section) -> dict[str, Any]:
    """One agreement's news, in words and in the cells of the CSV, with what its section says of it."""
    return {
        "id": item.event_id,
        "also": [*item.also],
        "answers": [*item.answers],
        "kind": item.kind.value,
        "state": item.state,
        "agency": item.agency,
        "facts": [*item.facts],
        "of_each": section.of_each,
        "notes": [*item.notes],
        "caution": section.caution or "",
        "links": _links(item.links),
        "cells": dict(item.cells),
    }


def _digest(digest: Digest) -> dict[str, Any]:
    return {
        "period": digest.key,
        "label": digest.label,
        "language": digest.language.value,
        "headline": digest.headline,
        "lede": [*digest.lede],
        "is_quiet": digest.is_quiet,
        "events": [_event(one, part.section) for part in digest.parts for one in part.section.agreements],
        "totals": [
            {"place": row.name, "agreements": row.all.count, "change": row.all.change, "pending": row.pending}
            for row in digest.totals
        ],
        "proof": [*digest.proof],
        "links": _links(digest.links),
    }


def _links(found: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"text": link.text, "url": link.url} for link in found]
