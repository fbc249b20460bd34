"""The whole site: every page of every kind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from notifiers.site import words
from notifiers.site.addresses import state_page
from notifiers.site.agency_pages import agency_pages
from notifiers.site.cards import card_pages
from notifiers.site.chain import NOTHING, Begun
from notifiers.site.change_pages import change_pages, list_rows
from notifiers.site.data_files import FILES, PARQUET_FILES, Data, data_pages, parquet_pages, sitemap
from notifiers.site.documents import AGREEMENT_FIELDS, EVENT_FIELDS, LIST_FIELDS
from notifiers.site.event_pages import event_pages
from notifiers.site.feed_pages import feed_pages
from notifiers.site.layout import Batch, Layout, Page, assets
from notifiers.site.place_pages import place_pages
from notifiers.site.record import Record
from notifiers.site.site import Site, digest
from notifiers.site.telling import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What needs a library that not everybody has: pictures (Pillow), Parquet (pyarrow)."""

    cards: bool = False
    parquet: bool = False


def build(
    record: Record,
    extras: Extras = Extras(),
    remembered: dict[str, Told] | None = None,
    begun: Begun = NOTHING,
) -> Iterator[Page | Batch]:
    """Every page and file of the site but the kept workbooks.

    `remembered` has what was told of events when the site was last built by this program, and learns what is new.
    `begun` is the chain as it is published, of which the record says the same.
    """
    has_cards = extras.cards and record.about.address is not None  # a card is found by its whole address
    site = Site(record, Layout(record.about, has_cards=has_cards), {} if remembered is None else remembered)
    data = Data(site, begun)
    named: list[str] = []
    kinds: tuple[Iterable[Page | Batch], ...] = (
        event_pages(site),  # first, so that each event is put into words once
        change_pages(site),
        agency_pages(site),
        place_pages(site),
        _others(site, data, has_parquet=extras.parquet),
    )
    for pages in kinds:
        for page in pages:
            named += [path for path in (page.paths if isinstance(page, Batch) else [page.path]) if path[-5:] == ".html"]
            yield page
    yield from feed_pages(site)
    yield from data_pages(site, data)
    yield from assets()
    if has_cards:
        yield from card_pages(record)
    if extras.parquet:
        yield from parquet_pages(site, data)
    address = record.about.address
    if address is not None:
        yield Page(path="sitemap.xml", key=digest(named), body=lambda: sitemap(address, named))


def _others(site: Site, data: Data, *, has_parquet: bool) -> Iterator[Page]:
    record = site.record
    lists = digest(f"{found.workbook.sha256}{found.seen}{found.is_kept}" for found in record.lists)
    key = f"{lists}{len(record.events)}{record.events[-1].id if record.events else ''}{has_parquet}"
    yield Page(path="downloads.html", key=key, body=lambda: _downloads(site, data, has_parquet=has_parquet))
    agencies = digest(part for a in record.agencies for part in (a.path, a.name, a.county or ""))
    yield Page(path="search.html", key=agencies, body=lambda: _search(site))
    yield Page(path="about.html", key="", body=lambda: _about(site))


def _downloads(site: Site, data: Data, *, has_parquet: bool) -> bytes:
    record = site.record
    return site.layout.page(
        "downloads",
        "downloads.html",
        title=words.DOWNLOADS,
        description=words.DATA_HEADING,
        lede=words.kept_since(len(record.lists), len(record.events)),
        files=(*FILES, *(PARQUET_FILES if has_parquet else ())),
        head=data.head,
        dictionary=(
            (words.AGREEMENTS, AGREEMENT_FIELDS),
            (words.CHANGES, EVENT_FIELDS),
            (words.LISTS_HEADING, LIST_FIELDS),
        ),
        lists=list_rows(site),
    )


def _search(site: Site) -> bytes:
    by_state = sorted(site.record.agencies_in.items(), key=lambda found: words.state(found[0]))
    return site.layout.page(
        "search",
        "search.html",
        title=words.SEARCH,
        description=words.SEARCH_WORDS,
        states=[{"name": words.state(s), "page": state_page(s), "agencies": a} for s, a in by_state],
    )


def _about(site: Site) -> bytes:
    return site.layout.page(
        "about",
        "about.html",
        title=words.ABOUT,
        description=words.TAGLINE,
        page_url=site.record.about.page_url,
    )
