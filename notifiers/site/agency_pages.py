"""A page for every agency: its agreements, its whole story, the other agencies of its county; and its old addresses."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from notifiers.site.addresses import state_page
from notifiers.site.agencies import Agency
from notifiers.site.feed_pages import agency_feeds
from notifiers.site.layout import Batch, Page
from notifiers.site.site import Line, Site, digest
from notifiers.text.safe import literal, web_url
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.register import Standing


@frozen
class AgreementRow:
    """An agreement of an agency, ready for print; `seen` is the day on which it was first seen."""

    path: str
    name: str
    county: str
    county_fips: str
    kind: str
    model: str
    model_in_full: str
    allows: str
    stand: str
    signed: str
    signed_on: str
    since: str
    seen: date
    moa: str | None


@frozen
class Told:
    """An event of an agency's story, and the sentences under it."""

    line: Line
    notes: str


def agency_pages(site: Site) -> Iterator[Batch]:
    """Each agency's page and feeds, and a page that leads there from each name that it had."""
    taken: set[str] = set()
    beside = _by_county(site)
    for agency in site.record.agencies:
        near = tuple(other for other in beside.get(agency.county or "", ()) if other is not agency)
        old = [path for path in agency.former if path not in taken]
        taken.update(old)
        key = digest(
            [
                site.standings_key(agency.standings),
                site.events_key(agency.events),
                agency.id,
                agency.name,
                str(site.record.register.participating.baseline_at),
                *old,
                *(part for other in near for part in (other.path, other.name)),
            ]
        )
        yield Batch(
            name=agency.path,
            key=key,
            named=[agency.path, *old],
            pages=partial(_pages, agency, key, near, old, site),
        )


def _pages(agency: Agency, key: str, near: tuple[Agency, ...], former: Sequence[str], site: Site) -> Iterator[Page]:
    yield Page(path=agency.path, key=key, body=partial(_page, agency, near, site))
    for old in former:
        yield Page(path=old, key=f"{agency.path}|{agency.name}", body=partial(_moved, agency, old, site))
    yield from agency_feeds(agency, former, site)


def _by_county(site: Site) -> dict[str, list[Agency]]:
    found: dict[str, list[Agency]] = {}
    for agency in site.record.agencies:
        if agency.county is not None:
            found.setdefault(agency.county, []).append(agency)
    return found


def _page(agency: Agency, near: tuple[Agency, ...], site: Site) -> bytes:
    name = literal(agency.name)
    county = agency.where.county.name if agency.where.county else ""
    lede = site.words.agency_now(
        name, site.words.state(agency.state), agency.models, agency.listed(ListKind.PENDING) != []
    )
    printed = {row.agency for e in agency.events for row in (e.before, e.agreement) if row is not None}
    return site.layout.page(
        "agency",
        agency.path,
        title=f"{name}, {site.words.state(agency.state)}",
        description=lede,
        card=f"{agency.folder}.png",
        feed=site.feed_link(name, agency.path),
        name=agency.name,
        lede=lede,
        state=site.words.state(agency.state),
        state_page=state_page(agency.state),
        county=site.words.county(county),
        kind=site.words.agency_kind(agency.kind),
        former=sorted(printed - {agency.name}),
        rows=[agreement_row(agency, standing, site) for standing in agency.standings],
        story=[
            Told(line=site.line(event), notes=" ".join(site.told(event).notes)) for event in reversed(agency.events)
        ],
        beside=near,
        beside_heading=site.words.also_in(county),
    )


def agreement_row(agency: Agency, standing: Standing, site: Site) -> AgreementRow:
    """An agreement as a row of a table."""
    row, begin = standing.agreement, site.record.register.state_of(standing.list).baseline_at
    seen = site.record.day_of(standing.first_seen)
    return AgreementRow(
        path=agency.path,
        name=literal(row.agency),
        county=literal(site.words.county_cell(row.county or "")),
        county_fips=agency.county or "",
        kind=site.words.agency_kind(agency.kind),
        model=site.words.model_cell(row.model),
        model_in_full=site.words.model(row.model),
        allows=site.words.allows(row.model),
        stand=site.words.stand(standing.stand, standing.list),
        signed=site.words.signed(row.signed, literal(row.printed.signed), is_pending=standing.list is ListKind.PENDING),
        signed_on=str(row.signed or ""),
        since=site.words.since(seen, is_first_sight=standing.first_seen == begin),
        seen=seen,
        moa=web_url(row.moa),
    )


def _moved(agency: Agency, old: str, site: Site) -> bytes:
    return site.layout.page(
        "moved", old, title=site.words.MOVED, description=site.words.MOVED_TO, to=agency.path, name=agency.name
    )
