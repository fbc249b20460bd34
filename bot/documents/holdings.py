"""Which documents are kept, of whom, and what is known of them: for the verbs, for `status`, and for the public record.

`DocumentArchive(folder).path(sha256)` is the file itself, `.picture(sha256)` the picture of its signatures.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from state.store import Store
from watchers.documents.compare import contradictions
from watchers.frozen import frozen
from watchers.model.document import Contradiction, DocumentAddress, DocumentLink, Doubt, Fetching, KeptDocument
from watchers.model.register import Standing


@frozen
class Holding:
    """A row's link to a document, with all that is known of the address and its copies, oldest first.

    `standing` is None where the record has let go of the row.
    """

    link: DocumentLink
    address: DocumentAddress
    standing: Standing | None
    copies: tuple[tuple[datetime, KeptDocument], ...] = ()

    @property
    def newest(self) -> KeptDocument | None:
        """The newest copy."""
        return self.copies[-1][1] if self.copies else None

    @property
    def contradicts(self) -> tuple[Contradiction, ...]:
        """What the row says otherwise than its document."""
        kept = self.newest
        if self.standing is None or kept is None or self.link.until is not None:
            return ()
        return contradictions(self.standing.agreement, kept.reading)


def holdings(
    store: Store, *, standings: Collection[str] | None = None, states: Collection[str] | None = None
) -> list[Holding]:
    """The documents that rows link or linked, by state, agency and model; None sets no bound."""
    register, addresses = store.register(), store.entries(DocumentAddress)
    documents = store.entries(KeptDocument)
    found = []
    for link in store.entries(DocumentLink).values():
        standing, address = register.standings.get(link.standing), addresses.get(link.url)
        if address is None or (standings is not None and link.standing not in standings):
            continue
        if states is not None and (standing is None or standing.agreement.state not in states):
            continue
        copies = tuple((copy.since, documents[copy.sha256]) for copy in address.copies if copy.sha256 in documents)
        found.append(Holding(link=link, address=address, standing=standing, copies=copies))
    return sorted(found, key=_order)


def _order(found: Holding) -> tuple[str, str, str, str, datetime]:
    a = found.standing.agreement if found.standing is not None else None
    said = (a.state or "", a.agency.casefold(), a.model or "") if a is not None else ("", "", "")
    return (*said, found.link.kind, found.link.since)


@frozen
class Progress:
    """How far fetching is: addresses that ICE links, those of which a copy is kept, and the requests of the last day.

    `kept` counts distinct documents, `size` is theirs in bytes. `waiting` were never answered yet; `failing` were, and
    gave no document. `day` is UTC's. `not_before`: ICE's server sent us away until then.
    """

    linked: int
    had: int
    waiting: int
    failing: int
    kept: int
    size: int
    unread: int
    asked: int
    day: date
    not_before: datetime | None = None


def progress(store: Store) -> Progress | None:
    """How far fetching is; None where it never began."""
    fetching = store.entry(Fetching)
    if fetching is None:
        return None
    linked = {link.url for link in store.entries(DocumentLink).values() if link.until is None}
    now = [address for url, address in store.entries(DocumentAddress).items() if url in linked]
    documents = store.entries(KeptDocument).values()
    return Progress(
        linked=len(now),
        had=sum(bool(a.copies) for a in now),
        waiting=sum(not a.copies and a.asked is None for a in now),
        failing=sum(a.doubt not in {None, Doubt.OLDER} for a in now),
        kept=len(documents),
        size=sum(document.size for document in documents),
        unread=sum(d.reading is None or bool(d.reading.unreadable) for d in documents),
        asked=fetching.asked,
        day=fetching.day,
        not_before=fetching.not_before,
    )


def odd(found: Collection[Holding]) -> Iterator[tuple[Holding, Contradiction]]:
    """What rows say otherwise than their documents."""
    for holding in found:
        for contradiction in holding.contradicts:
            yield holding, contradiction
