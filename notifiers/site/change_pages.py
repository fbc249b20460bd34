"""The changes: all days, each day, and each list that ICE posted, with what it changed and what is held back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from notifiers.site.addresses import slug
from notifiers.site.documents import workbook_copy
from notifiers.site.layout import Page
from notifiers.site.record import PostedList
from notifiers.site.site import Line, Site, digest
from notifiers.text.safe import one_line
from watchers.frozen import frozen
from watchers.model.event import Event, EventKind

_NEWEST = 200


@frozen
class DayRow:
    """A day in the list of days."""

    day: date
    page: str
    number: int
    words: str


@frozen
class ListRow:
    """A list that ICE posted."""

    name: str
    page: str
    list: str
    at: datetime
    seen: str
    number: int
    sha256: str
    copied: str | None


def day_page(day: date) -> str:
    """A day's page."""
    return f"changes/{day.isoformat()}.html"


def list_page(found: PostedList) -> str:
    """A list's page: by its name, and by its bytes, for ICE has used names twice."""
    return f"lists/{slug(found.workbook.name.rpartition('.')[0])}-{found.workbook.sha256[:8]}.html"


def list_rows(site: Site) -> list[ListRow]:
    """The lists, newest first."""
    return [_list_row(found, site) for found in reversed(site.record.lists)]


def change_pages(site: Site) -> Iterator[Page]:
    """All days, each day, each list."""
    record = site.record
    lists = [f"{found.workbook.sha256}{found.seen}" for found in record.lists]
    held = [f"{hold.suspicion.reason}{hold.since}" for hold in record.holds]
    key = digest([*lists, *held, site.events_key(record.events)])
    yield Page(path="changes/index.html", key=key, body=partial(_all_days, site))
    posted: dict[date, list[PostedList]] = {}
    for found in record.lists:
        posted.setdefault(record.day_of(found.seen), []).append(found)
    for day, events in record.by_day.items():
        of_day = posted.get(day, [])
        key = digest([site.events_key(events), *map(list_page, of_day)])
        yield Page(path=day_page(day), key=key, body=partial(_day, day, events, of_day, site))
    done = set()
    for found in record.lists:
        if (path := list_page(found)) not in done:
            done.add(path)
            book, shown = found.workbook, record.shown_by.get(found.workbook.sha256, ())
            why = [hold.suspicion.reason for hold in (*record.holds, *record.held) if hold.suspicion.workbook == book]
            why = list(dict.fromkeys(why))
            key = digest([site.events_key(shown), *why, str(found.is_kept)])
            yield Page(path=path, key=key, body=partial(_list, found, shown, why, site))


def _all_days(site: Site) -> bytes:
    record = site.record
    days = [
        DayRow(day=day, page=day_page(day), number=len(events), words=site.words.by_kind(_kinds(events)))
        for day, events in reversed(list(record.by_day.items()))
    ]
    return site.layout.page(
        "changes",
        "changes/index.html",
        title=site.words.CHANGES,
        description=site.words.CHANGES_HEADING,
        held=[{**_why(hold.suspicion.reason, site), "since": site.moment(hold.since)} for hold in record.holds],
        newest=site.lines(reversed(record.events[-_NEWEST:])),
        days=days,
        lists=list_rows(site),
    )


def _kinds(events: Sequence[Event]) -> dict[EventKind, int]:
    found = Counter(event.kind for event in events)
    return {kind: found[kind] for kind in EventKind if found[kind]}


def _day(day: date, events: Sequence[Event], posted: Sequence[PostedList], site: Site) -> bytes:
    heading = site.words.day_title(site.words.date_of(day))
    return site.layout.page(
        "day",
        day_page(day),
        title=heading,
        description=site.words.by_kind(_kinds(events)),
        heading=heading,
        lede=site.words.day_lede(_kinds(events)),
        groups=_groups(events, site),
        lists=[_list_row(found, site) for found in posted],
        book=None,
        held=[],
        seen="",
    )


def _list(found: PostedList, events: Sequence[Event], held: Sequence[str], site: Site) -> bytes:
    heading = site.words.list_title(found.list, site.moment(found.seen))
    return site.layout.page(
        "day",
        list_page(found),
        title=heading,
        description=heading,
        heading=heading,
        lede=site.words.day_lede(_kinds(events)) if events else site.words.SHOWS_NOTHING,
        groups=_groups(events, site),
        lists=[],
        book=site.book(site.words.WORKBOOK, found.workbook),
        held=[_why(reason, site) for reason in held],
        seen=site.moment(found.seen),
    )


def _why(reason: str, site: Site) -> dict[str, str]:
    """Why a list is held, in the site's language where what is recorded can be said in it."""
    return {"words": one_line(site.language.rule(reason)), "recorded": one_line(reason)}


def _groups(events: Sequence[Event], site: Site) -> list[tuple[str, list[Line]]]:
    """The events by kind, within it by state and agency."""
    order = site.language.state_order
    ordered = sorted(events, key=lambda e: (order(e.agreement.state), e.agreement.agency.casefold(), e.id))
    of = {kind: [event for event in ordered if event.kind is kind] for kind in EventKind}
    return [(site.words.kind_heading(kind), site.lines(found)) for kind, found in of.items() if found]


def _list_row(found: PostedList, site: Site) -> ListRow:
    book = found.workbook
    return ListRow(
        name=book.name,
        page=list_page(found),
        list=site.words.the_list(found.list),
        at=found.seen,
        seen=site.moment(found.seen),
        number=len(site.record.shown_by.get(book.sha256, ())),
        sha256=book.sha256,
        copied=workbook_copy(book.sha256) if found.is_kept else None,
    )
