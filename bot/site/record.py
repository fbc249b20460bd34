"""The record for the site, from the state as it is."""

from notifiers.site.record import About, PostedList, Record
from state.store import Store


def site_record(store: Store, about: About, *, documents: bool = False) -> Record:
    """All that the site says; `documents`: with the kept documents of which there is news. Raises `StateError`."""
    archive = store.workbooks
    lists = tuple(
        PostedList(workbook=row.workbook, list=row.list, seen=row.fetched_at, is_kept=archive.has(row.workbook.sha256))
        for row in store.fetched()
    )
    events, kept = tuple(store.events()), store.documents
    told = {sha256 for e in events if e.document for sha256 in (e.document.sha256, e.document.before) if sha256}
    served = frozenset(filter(kept.has, told)) if documents else frozenset()
    return Record(
        register=store.register(),
        events=events,
        lists=lists,
        holds=tuple(store.holds().values()),
        about=about,
        documents=served,
        pictured=frozenset(sha256 for sha256 in served if kept.picture(sha256).is_file()),
    )
