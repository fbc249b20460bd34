"""What `documents` prints: as a table, as lines for people, and the lines of `status`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.model import Config
from bot.documents.holdings import Holding, Progress, holdings, odd, progress
from bot.reports import forms
from notifiers.text.ap_style import count, day, moment
from notifiers.text.safe import visible
from state.store import Store
from watchers.documents.compare import names_it
from watchers.model.document import DocumentKind, DocumentNews, KeptDocument, Layer, Reading, SaidDay, Signer

_COLUMNS = (
    "state", "agency", "model", "document", "linked_from", "linked_until", "url", "sha256", "bytes", "pages", "copies",
    "kept_since", "asked", "trouble", "agency_in_document", "model_in_document", "revised", "signers", "contradictions",
)  # fmt: skip


def as_row(found: Holding) -> dict[str, Any]:
    """A document as plain values."""
    a, kept = found.standing.agreement if found.standing else None, found.newest
    reading = kept.reading if kept else None
    return dict(
        zip(
            _COLUMNS,
            (
                a.state if a else None,
                a.agency if a else None,
                a.model if a else None,
                found.link.kind.value,
                found.link.since.isoformat(),
                found.link.until.isoformat() if found.link.until else None,
                found.link.url,
                kept.sha256 if kept else None,
                kept.size if kept else None,
                reading.pages if reading and reading.pages else None,
                len(found.copies),
                found.copies[0][0].isoformat() if found.copies else None,
                found.address.asked.isoformat() if found.address.asked else None,
                found.address.why or (reading.unreadable if reading else "") or None,
                reading.agency.words if reading and reading.agency else None,
                reading.model if reading else None,
                reading.revised.words if reading and reading.revised else None,
                "; ".join(map(_signed_by, reading.signers)) if reading else None,
                "; ".join(f"{c.field}: row “{c.row}”, document “{c.document}”" for c in found.contradicts) or None,
            ),
            strict=True,
        )
    )


def printed(found: Iterable[Holding], form: str) -> Iterator[str]:
    """The documents in one of the forms."""
    known = list(found)
    return forms.printed(form, _COLUMNS, map(as_row, known), map(_line, known))


def _line(found: Holding) -> str:
    a, kept = found.standing.agreement if found.standing else None, found.newest
    who = f"{a.state or '??'} {visible(a.agency)} ({a.model or 'model unclear'})" if a else "a row that is gone"
    what = "" if found.link.kind is DocumentKind.MOA else " addendum"
    if kept is None:
        return f"{who}{what}: {_not_had(found)}"
    pages = f", {count(kept.reading.pages, 'page')}" if kept.reading and kept.reading.pages else ""
    more = f", {count(len(found.copies), 'copy')}" if len(found.copies) > 1 else ""
    gone = (
        " · no longer linked" if found.link.until else " · its address leads nowhere" if found.address.gone_at else ""
    )
    return f"{who}{what}  {kept.sha256[:8]}  {size_words(kept.size)}{pages}{more}{gone}"


def _not_had(found: Holding) -> str:
    return f"not had yet. {found.address.why}" if found.address.why else "not asked for yet."


def size_words(size: int) -> str:
    """As in "0.7 MB"."""
    return (
        f"{size / 1e9:.1f} GB" if size > 1e9 else f"{size / 1e6:.1f} MB" if size > 100_000 else f"{size / 1e3:.0f} kB"
    )


def shown(found: Holding, zone: ZoneInfo) -> Iterator[str]:
    """All that is known of one document, line by line."""
    a = found.standing.agreement if found.standing else None
    who = (
        f"{visible(a.agency)}, {a.state or 'state unclear'}, {a.model or 'model unclear'}"
        if a
        else "A row that is gone"
    )
    yield f"{who}: {'MOA' if found.link.kind is DocumentKind.MOA else 'addendum'}"
    until = f" to {moment(found.link.until, zone)}" if found.link.until else ""
    yield f"  linked since {moment(found.link.since, zone)}{until}: {visible(found.link.url)}"
    if found.address.asked:
        yield f"  asked for last {moment(found.address.asked, zone)}, next {moment(found.address.due, zone)}"
    if found.address.why:
        yield f"  since {moment(found.address.doubt_since or found.address.due, zone)}: {visible(found.address.why)}"
    if not found.copies:
        yield f"  {_not_had(found)}"
    for since, kept in found.copies:
        yield f"  copy of {moment(since, zone)}: {kept.sha256}, {size_words(kept.size)}"
        names_row = a is not None and kept.reading is not None and names_it(a, kept.reading)
        yield from (f"    {line}" for line in says(kept, names_row=names_row))
    for c in found.contradicts:
        yield f"  ICE's row says {c.field} “{visible(c.row)}”, the document “{visible(c.document)}” (page {c.page})"


_LAYERS = {
    Layer.TYPED: "typed by a program",
    Layer.SCANNED: "a scan with a machine's reading laid over it, which is not believed",
    Layer.NONE: "a scan without text",
}


def says(kept: KeptDocument, *, names_row: bool) -> Iterator[str]:
    """What a document says of itself, with pages; or why nothing of it can be said. `names_row`: as in `names_it`."""
    reading = kept.reading
    if reading is None:
        yield "not read: the package pypdfium2 is not installed (see docs/operator.md)"
    elif reading.unreadable:
        yield f"not readable: {visible(reading.unreadable)}"
    else:
        yield f"{count(reading.pages, 'page')}, {_LAYERS[reading.layer]}"
        yield from (f"{what}: {words}" for what, words in _said(reading, names_row=names_row))


def _said(reading: Reading, *, names_row: bool) -> Iterator[tuple[str, str]]:
    agency = f"“{visible(reading.agency.words)}” (page {reading.agency.page})" if reading.agency else ""
    yield "agency", agency or (_AS_THE_ROW if names_row else _NOT_READABLE)
    model = f"“{visible(reading.model_said.words)}” (page {reading.model_said.page})" if reading.model_said else ""
    yield "model", model or "not in its title"
    if reading.revised:
        yield "form", f"revised “{visible(reading.revised.words)}” (page {reading.revised.page})"
    for signer in reading.signers:
        yield f"for {signer.party}", visible(_signed_by(signer).partition(": ")[2])
    if not reading.signers:
        yield "signed", _NOT_READABLE
    if reading.block:
        sure = "" if reading.block.is_found else ", where forms of this length are signed"
        yield "signatures", f"page {reading.block.page}{sure}; see --picture"


_NOT_READABLE = "not readable"
_AS_THE_ROW = "not typed; the scan's text has the name that ICE's row has"


def _signed_by(signer: Signer) -> str:
    parts = [said.words for said in (signer.name, signer.title) if said]
    parts += [f"dated “{signer.signed.words}”{_as_day(signer.signed)}"] if signer.signed else []
    page = next((said.page for said in (signer.name, signer.signed, signer.title) if said), 0)
    return f"{signer.party}: {', '.join(parts)} (page {page})"


def _as_day(said: SaidDay) -> str:
    return f" = {said.day.isoformat()}" if said.day else " (no day of the calendar)"


def document_evidence(news: DocumentNews) -> Iterator[str]:
    """What an event about a document rests on: the address, the copies by their checksums, what they say."""
    yield ""
    yield f"The document: {visible(news.url)}"
    if news.before_url:
        yield f"  before: {visible(news.before_url)}"
    for when, sha256, reading in (("before", news.before, news.reading_before), ("now", news.sha256, news.reading)):
        if sha256:
            yield f"  {when}, sha256 {sha256}"
            if reading is not None and not reading.unreadable:
                yield from (f"    {what}: {words}" for what, words in _said(reading, names_row=False))
    if news.why:
        yield f"  what its address gives: {visible(news.why)}"
    if news.differing:
        yield f"  pages that look different: {', '.join(map(str, news.differing))}"


_MOST_ODD = 20


def documents_document(store: Store) -> dict[str, Any] | None:
    """What `status` says of documents, as plain values; None where they were never fetched."""
    how_far = progress(store)
    if how_far is None:
        return None
    found: list[dict[str, object]] = [
        {"state": h.standing.agreement.state, "agency": h.standing.agreement.agency, "field": c.field, "row": c.row}
        | {"document": c.document, "page": c.page, "sha256": h.newest.sha256 if h.newest else None}
        for h, c in odd(holdings(store))
        if h.standing
    ]
    return {name: getattr(how_far, name) for name in Progress.__dataclass_fields__} | {"contradictions": found}


def documents_lines(document: dict[str, Any], config: Config) -> Iterator[str]:
    """The same for people."""
    had = f"{document['had']:,} of {count(document['linked'], 'file')} that ICE links"
    yield (
        f"Documents: {had}, {count(document['kept'], 'distinct document')} kept ({size_words(document['size'])}); "
        f"{count(document['asked'], 'request')} of {config.documents.a_day:,} made on {day(document['day'], 0)} (UTC)."
        + ("" if config.documents.fetch else " Fetching is off: [documents] fetch = false.")
    )
    waiting = document["waiting"]
    if waiting and config.documents.fetch:
        days = -(-waiting // config.documents.a_day)
        yield f"  {count(waiting, 'document')} to be fetched for the first time: some {count(days, 'day')} more."
    if document["failing"]:
        yield f"  No document behind {count(document['failing'], 'link')} now: `watch287g documents list --failing`."
    if document["not_before"]:
        away = moment(document["not_before"], config.watch.zone)
        yield f"  ICE's server sent us away; it is asked again from {away} on."
    if document["unread"]:
        yield f"  {count(document['unread'], 'document')} can't be read, or wait for it: `watch287g documents list`."
    yield from _odd_lines(document["contradictions"])


def _odd_lines(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    for c in found[:_MOST_ODD]:
        yield (
            f"  {c['state'] or '??'} {visible(c['agency'])}: ICE's row says {c['field']} “{visible(c['row'])}”, the "
            f"document “{visible(c['document'])}” (page {c['page']})."
        )
    if len(found) > _MOST_ODD:
        yield f"  … and {len(found) - _MOST_ODD:,} more: `watch287g documents list --odd`."
