"""The record for the site, from the state as it is."""

from notifiers.site.record import About, PostedList, Record
from state.files.workbooks import WorkbookArchive
from state.store import Store


def site_record(store: Store, about: About) -> Record:
    """All that the site says. Raises `StateError`."""
    archive = WorkbookArchive(store.folder)
    lists = tuple(
        PostedList(workbook=row.workbook, list=row.list, seen=row.fetched_at, is_kept=archive.has(row.workbook.sha256))
        for row in store.fetched()
    )
    return Record(
        register=store.register(),
        events=tuple(store.events()),
        lists=lists,
        holds=tuple(store.holds().values()),
        about=about,
    )
