"""A page for every event: what is claimed, the cells that show it, where they stand, and what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import partial

import orjson

from notifiers.site.addresses import event_address, event_page, state_page
from notifiers.site.documents import document_copy, event_document, signatures
from notifiers.site.layout import Batch, Page
from notifiers.site.site import Book, Line, Site, digest
from notifiers.story.facts import place_of
from notifiers.text.safe import literal, one_line
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, Printed
from watchers.model.event import Event, EventKind

_GONE = frozenset({EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED})


COLUMNS = {
    "state": "STATE", "agency": "LAW ENFORCEMENT AGENCY", "level": "TYPE", "county": "COUNTY", "model": "SUPPORT TYPE",
    "signed": "SIGNED", "moa": "MOA", "addendum": "ADDENDUM",
}  # fmt: skip
"""ICE's headers."""


@frozen
class Shown:
    """A copy of a document on the page: its checksum, its file, and the picture of its signatures, "" for none."""

    heading: str
    sha256: str
    copy: str
    picture: str
    words: str


@frozen
class Cell:
    """A cell as ICE printed it, before and now."""

    column: str
    before: str
    after: str
    changed: bool


def event_pages(site: Site) -> Iterator[Batch]:
    """Each event's page, and the same as JSON, by day."""
    for day, events in site.record.by_day.items():
        keys = [_key(event, site) for event in events]
        yield Batch(
            name=f"events/{day}",
            key=digest(keys),
            named=[event_page(event.id) for event in events],
            pages=partial(_pages, events, keys, site),
        )


def _pages(events: Sequence[Event], keys: Sequence[str], site: Site) -> Iterator[Page]:
    for event, key in zip(events, keys, strict=True):
        yield Page(path=event_page(event.id), key=key, body=partial(_page, event, site))
        if site.is_first:
            yield Page(path=_json_page(event), key=site.record.event_keys[event.id], body=partial(_json, event))


def _key(event: Event, site: Site) -> str:
    record, before = site.record, event.before_workbook
    copies = f"{event.workbook.sha256 in record.kept}{before is not None and before.sha256 in record.kept}"
    documents = "".join(f"{shown.copy}{shown.picture}" for shown in _documents(event, site)) if event.document else ""
    return f"{record.event_keys[event.id]}|{record.agency_of[event.id].path}|{copies}|{documents}"


def _json_page(event: Event) -> str:
    return f"data/{event_page(event.id)[:-5]}.json"


def _json(event: Event) -> bytes:
    return orjson.dumps(event_document(event))


def _page(event: Event, site: Site) -> bytes:
    record, claim, path = site.record, site.claim(event), event_page(event.id)
    followed = [site.line(later) for later in record.followed_by.get(event.id, ())]
    agency = record.agency_of[event.id]
    cells, before_cells = _cells(event)
    return site.layout.page(
        "event",
        path,
        title=claim.headline,
        description=claim.summary,
        card=f"{agency.folder}.png",
        id=path[7:-5],
        kind=event.kind.value,
        label=claim.heading,
        headline=claim.headline,
        item=claim.item,
        caution=claim.caution,
        glossary=claim.glossary,
        because=one_line(site.language.rule(event.because)),
        recorded=one_line(event.because),
        state=site.words.state(event.agreement.state),
        state_page=state_page(event.agreement.state),
        agency_page=agency.path,
        at=event.observed_at,
        seen=site.moment(event.observed_at),
        cells=cells,
        before_cells=before_cells,
        books=_books(event, site),
        documents=_documents(event, site),
        quote=_quote(event, claim.quote, site),
        followed=[
            {"words": site.words.corrected_on(line.day), "page": line.page, "title": line.title, "day": line.day}
            for line in followed
        ],
        earlier=(
            (site.words.TAKES_BACK, _earlier(event.corrects, site)),
            (site.words.SETTLES, _earlier(event.settles, site)),
        ),
    )


def _earlier(ids: tuple[str, ...], site: Site) -> list[Line]:
    return site.lines(event for id_ in ids if (event := site.record.by_id.get(id_)) is not None)


def _cells(event: Event) -> tuple[list[Cell], bool]:
    """The cells, and whether they are shown beside what they were before."""
    now, before = event.agreement, event.before
    is_same = before is None or (before.row == now.row and not event.changes and event.kind in _GONE)
    shown = before if event.kind in _GONE and before is not None else now
    if is_same or before is None or event.kind in _GONE:
        return [Cell(column=c, before="", after=t, changed=False) for c, t in _printed(shown)], False
    pairs = zip(_printed(before), _printed(now), strict=True)
    return [Cell(column=c, before=old, after=new, changed=old != new) for (c, old), (_, new) in pairs], True


def _printed(row: Agreement) -> Iterator[tuple[str, str]]:
    for field in fields(Printed):
        yield COLUMNS[field.name], getattr(row.printed, field.name)


def _documents(event: Event, site: Site) -> list[Shown]:
    """The copies that an event about a document is about, where the site serves them."""
    news = event.document
    if news is None:
        return []
    copies = (
        (site.words.THE_DOCUMENT, news.sha256, news.reading),
        (site.words.DOCUMENT_BEFORE, news.before, news.reading_before),
    )
    return [
        Shown(
            heading=heading,
            sha256=sha256,
            copy=document_copy(sha256),
            picture=signatures(sha256) if sha256 in site.record.pictured else "",
            words=site.language.documents.picture(literal(event.agreement.agency), reading.block.page)
            if reading and reading.block
            else "",
        )
        for heading, sha256, reading in copies
        if sha256 in site.record.documents
    ]


def _books(event: Event, site: Site) -> list[Book]:
    found = [
        site.book(
            site.words.WORKBOOK,
            event.workbook,
            "" if event.kind in _GONE else site.language.story.row(place_of(event.agreement)),
        )
    ]
    before = event.before_workbook
    if before is not None and before.sha256 != event.workbook.sha256:
        row = event.before or event.agreement
        found.append(site.book(site.words.BOOK_BEFORE, before, site.language.story.row(place_of(row))))
    return found


def _quote(event: Event, said: str, site: Site) -> str:
    shown = event.before_workbook if event.kind in _GONE and event.before_workbook else event.workbook
    row = event.before or event.agreement if event.kind in _GONE else event.agreement
    saved = site.moment(shown.modified) if shown.modified else None
    address = event_address(site.address, event.id)
    return site.words.quote(said, literal(shown.name), site.language.story.row(place_of(row)), saved, address)
