"""The whole site: every page of every kind."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from notifiers.language.language import language_of
from notifiers.site.addresses import folder_of, state_page
from notifiers.site.agency_pages import agency_pages
from notifiers.site.cards import card_pages
from notifiers.site.chain import NOTHING, Begun
from notifiers.site.change_pages import change_pages, list_rows
from notifiers.site.data_files import FILES, LICENCE, PARQUET_FILES, Data, data_pages, parquet_pages, sitemap
from notifiers.site.documents import AGREEMENT_FIELDS, EVENT_FIELDS, LIST_FIELDS
from notifiers.site.event_pages import event_pages
from notifiers.site.feed_pages import feed_pages
from notifiers.site.layout import Batch, Layout, Page, assets, moved_to
from notifiers.site.place_pages import place_pages
from notifiers.site.record import Record
from notifiers.site.site import Site, digest
from notifiers.site.telling import Told
from watchers.frozen import frozen
from watchers.model.agreement import Model


@frozen
class Extras:
    """What needs a library that not everybody has: pictures (Pillow), Parquet (pyarrow)."""

    cards: bool = False
    parquet: bool = False


def build(
    record: Record,
    extras: Extras = Extras(),  # noqa: B008 -- frozen
    remembered: dict[str, Told] | None = None,
    begun: Begun = NOTHING,
) -> Iterator[Page | Batch]:
    """Every page and file of the site but the kept workbooks.

    `remembered` has what was told of events when the site was last built by this program, and learns what is new.
    `begun` is the chain as it is published, of which the record says the same.
    """
    has_cards = extras.cards and record.about.address is not None  # a card is found by its whole address
    told: dict[str, Told] = {} if remembered is None else remembered
    sites = [
        Site(record, Layout(record.about, language_of(tongue), has_cards=has_cards), told)
        for tongue in record.about.languages
    ]
    data = Data(sites[0], begun)
    named: list[str] = []
    for site in sites:
        for page in _edition(site, data, extras, has_cards=has_cards):
            if site.is_first:
                named += page.named
            yield page if site.is_first else moved_to(page, folder_of(site.language.tongue))
    yield from data_pages(sites[0], data)
    yield from assets()
    yield Page(path="404.html", key="", body=partial(_missing, *sites))
    if extras.parquet:
        yield from parquet_pages(data)
    if record.about.address is not None:
        yield Page(path="sitemap.xml", key=digest(named), body=lambda: sitemap(record.about, named))


def _edition(site: Site, data: Data, extras: Extras, *, has_cards: bool) -> Iterator[Page | Batch]:
    """The pages, feeds and pictures of one language, at their paths within its folder."""
    yield from event_pages(site)  # first, so that each event is put into words once
    yield from change_pages(site)
    yield from agency_pages(site)
    yield from place_pages(site)
    yield from _others(site, data, has_parquet=extras.parquet)
    yield from feed_pages(site)
    if has_cards:
        yield from card_pages(site)


def _missing(site: Site, *others: Site) -> bytes:
    """What a web server shows at any address without a page: with links from its own root, wherever that is."""
    base = f"{urlsplit(site.record.about.address or '').path}/"
    return site.layout.page(
        "missing",
        "404.html",
        title=site.words.NOT_FOUND,
        description=site.words.NOT_FOUND_WORDS,
        home=base,
        root=base,
        address=None,
        editions=(),
        others=[(o.language.tongue, folder_of(o.language.tongue), o.words) for o in others],
    )


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
        title=site.words.DOWNLOADS,
        description=site.words.DATA_HEADING,
        lede=site.words.kept_since(len(record.lists), len(record.events)),
        files=[(path, site.words.file(kind)) for path, kind in (*FILES, *(PARQUET_FILES if has_parquet else ()))],
        head=data.head,
        licence=LICENCE,
        dictionary=(
            (site.words.AGREEMENTS, site.words.columns("agreements", AGREEMENT_FIELDS)),
            (site.words.CHANGES, site.words.columns("events", EVENT_FIELDS)),
            (site.words.LISTS_HEADING, site.words.columns("lists", LIST_FIELDS)),
        ),
        lists=list_rows(site),
    )


def _search(site: Site) -> bytes:
    by_state = sorted(site.record.agencies_in.items(), key=lambda found: site.language.state_order(found[0]))
    return site.layout.page(
        "search",
        "search.html",
        title=site.words.SEARCH,
        description=site.words.SEARCH_WORDS,
        states=[{"name": site.words.state(s), "page": state_page(s), "agencies": a} for s, a in by_state],
    )


def _about(site: Site) -> bytes:
    return site.layout.page(
        "about",
        "about.html",
        title=site.words.ABOUT,
        description=site.words.TAGLINE,
        page_url=site.record.about.page_url,
        allows=[(site.words.model(model), site.words.allows(model)) for model in Model],
    )
