"""From what happened to documents to events about the agreements whose rows link them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime

from watchers.diff.context import agency_key
from watchers.diff.draft import make_id
from watchers.documents.addresses import News
from watchers.documents.compare import contradictions, is_new_form
from watchers.frozen import frozen
from watchers.model.document import DocumentAddress, DocumentLink, DocumentNews, KeptDocument
from watchers.model.event import Event, EventKind
from watchers.model.grounds import Ground
from watchers.model.register import Register, Standing


@frozen
class Known:
    """What the record has: the lists, the links, the addresses by URL, and the documents by SHA-256.

    `differing` has the pages that look otherwise in the document that came, by the SHA-256 of those before it.
    """

    register: Register
    links: Sequence[DocumentLink] = ()
    addresses: Mapping[str, DocumentAddress] = field(default_factory=dict)
    documents: Mapping[str, KeptDocument] = field(default_factory=dict)
    differing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def is_new_form(self, sha256: str) -> bool:
        """Whether a document is the first on a new form of ICE's; nothing is new before all that was there is known."""
        kept = self.documents.get(sha256)
        if kept is None or kept.reading is None or any(a.is_backlog and not a.asked for a in self.addresses.values()):
            return False
        others = (d.reading for d in self.documents.values() if d.sha256 != sha256 and d.reading is not None)
        return is_new_form(kept.reading, others)

    def linking(self, url: str) -> list[tuple[Standing, DocumentLink]]:
        """The rows that link an address now; of one agency the row that its document is about, or the first."""
        rows: dict[object, list[tuple[Standing, DocumentLink]]] = {}
        for link in self.links:
            standing = self.register.standings.get(link.standing)
            if link.url == url and link.until is None and standing is not None:
                rows.setdefault((standing.list, agency_key(standing.agreement)), []).append((standing, link))
        return [min(found, key=self._order) for found in rows.values()]

    def _order(self, row: tuple[Standing, DocumentLink]) -> tuple[bool, str, str]:
        standing, link = row
        address = self.addresses.get(link.url)
        kept = self.documents.get(address.sha256) if address is not None else None
        model = kept.reading.model if kept is not None and kept.reading is not None else None
        return standing.agreement.model is not model, standing.agreement.model or "", standing.id


@frozen
class Teller:
    """Makes the events of one moment; `known` is the record after it."""

    known: Known
    at: datetime

    def of_address(self, news: News, before: DocumentAddress, after: DocumentAddress) -> list[Event]:
        """The events that an answer of an address makes, one for each agency that links it."""
        if news is News.NOTHING:
            return []
        rows = self.known.linking(after.url)
        found = [self._of_row(news, before, after, standing, link) for standing, link in rows]
        return [event for event in found if event is not None]

    def _of_row(
        self, news: News, before: DocumentAddress, after: DocumentAddress, standing: Standing, link: DocumentLink
    ) -> Event | None:
        about = DocumentNews(kind=link.kind, url=after.url, sha256=after.sha256, before=before.sha256)
        match news:
            case News.REMOVED:
                gone = replace(about, sha256="", why=after.why)
                return self._event(EventKind.DOCUMENT_REMOVED, standing, gone, Ground.NO_DOCUMENT.value)
            case News.AGAIN:
                there = replace(about, before="", is_again=True)
                said = Ground.DOCUMENT_AGAIN.value
                told = _id(EventKind.DOCUMENT_REMOVED, standing, after.url, before.gone_at or self.at)
                return replace(self._event(EventKind.DOCUMENT_POSTED, standing, there, said), corrects=(told,))
            case News.REPLACED:
                said = Ground.OTHER_DOCUMENT.value
                return self._event(EventKind.DOCUMENT_REPLACED, standing, about, said)
            case News.POSTED:
                return self._first_copy(after, about, standing, link)
            case _:
                return None

    def _first_copy(
        self, after: DocumentAddress, about: DocumentNews, standing: Standing, link: DocumentLink
    ) -> Event | None:
        """The first copy of an address: for a row that linked another one before, a replacement, unless it is alike."""
        old = self.known.addresses.get(link.instead_of)
        if old is not None and old.copies:
            return self._moved(standing, link, old, after)
        if after.is_backlog:
            return None
        said = Ground.FIRST_COPY.value
        return self._event(EventKind.DOCUMENT_POSTED, standing, about, said)

    def _moved(
        self, standing: Standing, link: DocumentLink, old: DocumentAddress, new: DocumentAddress
    ) -> Event | None:
        if old.sha256 == new.sha256:
            return None
        about = DocumentNews(kind=link.kind, url=new.url, sha256=new.sha256, before=old.sha256, before_url=old.url)
        return self._event(EventKind.DOCUMENT_REPLACED, standing, about, Ground.OTHER_LINK.value)

    def of_links(self, begun: Iterable[DocumentLink], lost: Iterable[DocumentLink]) -> list[Event]:
        """The events of rows that link another address of which a copy is kept already, or no document any more."""
        found = [self._begun(link) for link in begun] + [self._lost(link) for link in lost]
        return [event for event in found if event is not None]

    def _begun(self, link: DocumentLink) -> Event | None:
        standing = self.known.register.standings.get(link.standing)
        new, old = self.known.addresses.get(link.url), self.known.addresses.get(link.instead_of)
        if standing is None or new is None or old is None or not new.copies or not old.copies:
            return None
        return self._moved(standing, link, old, new)

    def _lost(self, link: DocumentLink) -> Event | None:
        """None where no copy is kept, or the end of the document was told before."""
        standing, address = self.known.register.standings.get(link.standing), self.known.addresses.get(link.url)
        if standing is None or address is None or not address.copies or address.gone_at is not None:
            return None
        about = DocumentNews(kind=link.kind, url=link.url, before=address.sha256, is_unlinked=True)
        said = Ground.UNLINKED.value
        return self._event(EventKind.DOCUMENT_REMOVED, standing, about, said)

    def _event(self, kind: EventKind, standing: Standing, about: DocumentNews, because: str) -> Event:
        state = self.known.register.state_of(standing.list)
        kept = [self.known.documents.get(sha256) for sha256 in (about.sha256, about.before)]
        reading, old = (document.reading if document is not None else None for document in kept)
        return Event(
            id=_id(kind, standing, about.url, self.at),
            kind=kind,
            list=standing.list,
            subject=standing.id,
            agreement=standing.agreement,
            observed_at=self.at,
            workbook=state.workbook or standing.workbook,
            because=because,
            document=replace(
                about,
                reading=reading,
                reading_before=old,
                differing=self.known.differing.get(about.before, ()),
                contradicts=contradictions(standing.agreement, reading),
                is_new_template=self.known.is_new_form(about.sha256),
            ),
        )


def _id(kind: EventKind, standing: Standing, url: str, at: datetime) -> str:
    return make_id(kind, standing.id, url, at.isoformat())
