"""The record for the site, from the state as it is."""

from operator import itemgetter

from notifiers.site.record import About, PostedList, Record
from state.entries import HeldList
from state.store import Store


def site_record(store: Store, about: About, *, documents: bool = False) -> Record:
    """All that the site says; `documents`: with the kept documents of which there is news. Raises `StateError`.

    Its events are the store's glances: to be used inside the store's `reading`.
    """
    archive, held = store.workbooks, [found.hold for found in store.entries(HeldList).values()]
    seen = {(row.list, row.workbook): row.fetched_at for row in store.fetched()}
    for hold in held:
        seen.setdefault((hold.suspicion.list, hold.suspicion.workbook), hold.since)
    lists = tuple(
        PostedList(workbook=book, list=kind, seen=at, is_kept=archive.has(book.sha256))
        for (kind, book), at in sorted(seen.items(), key=itemgetter(1))
    )
    events, kept = tuple(store.glances()), store.documents
    told = {sha256 for e in events if e.document for sha256 in (e.document.sha256, e.document.before) if sha256}
    served = frozenset(filter(kept.has, told)) if documents else frozenset()
    return Record(
        register=store.register(),
        events=events,
        lists=lists,
        holds=tuple(store.holds().values()),
        held=tuple(held),
        about=about,
        documents=served,
        pictured=frozenset(sha256 for sha256 in served if kept.picture(sha256).is_file()),
    )
