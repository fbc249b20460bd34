"""The feeds of the nation, of each state and of each agency, in three forms; only where the site has an address."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from html import escape

from notifiers.site.addresses import event_page, state_page, state_slug
from notifiers.site.agencies import Agency
from notifiers.site.feeds import FORMS, MOST, Entry, Feed
from notifiers.site.layout import Page
from notifiers.site.site import Site
from notifiers.text.safe import literal
from watchers.model.event import Event
from watchers.names.places import STATES

_BEGUN = datetime(1996, 9, 30, tzinfo=UTC)


def feed_pages(site: Site) -> Iterator[Page]:
    """The feeds of the nation and of each state."""
    record = site.record
    yield from _feed(site, "nation", site.words.NATION, "index.html", ["feeds/nation"], record.events)
    for state in STATES:
        name, base = site.words.state(state), f"feeds/{state_slug(state)}"
        yield from _feed(site, f"state {state}", name, state_page(state), [base], record.events_in.get(state, ()))


def agency_feeds(agency: Agency, former: Sequence[str], site: Site) -> Iterator[Page]:
    """An agency's feeds; who follows one under an old address isn't told that it has changed."""
    name = f"{literal(agency.name)}, {site.words.state(agency.state)}"
    bases = [path.removesuffix(".html") for path in (agency.path, *former)]
    yield from _feed(site, f"agency {agency.id}", name, agency.path, bases, agency.events)


def _feed(  # noqa: PLR0917 - one feed, said in full
    site: Site, id_: str, name: str, page: str, bases: Sequence[str], events: Sequence[Event]
) -> Iterator[Page]:
    if site.record.about.address is None:  # a reader of feeds needs whole addresses
        return
    newest, begin = events[-MOST:][::-1], site.record.register.participating.baseline_at
    key = f"{site.events_key(newest)}{id_}{name}{page}{begin}"

    @cache  # for its three forms
    def feed() -> Feed:
        return Feed(
            name=f"{site.mark}{id_}",
            tongue=site.language.tongue,
            title=site.words.feed_title(name),
            subtitle=site.words.feed_subtitle(name),
            page=f"{site.address}/{page}",
            base=f"{site.address}/{bases[0]}",
            entries=[_entry(event, site) for event in newest],
            begun=begin or _BEGUN,
        )

    for form, write in FORMS.items():
        for base in bases:
            yield Page(path=f"{base}.{form}", key=key, body=partial(_written, write, feed))


def _written(write: Callable[[Feed], bytes], feed: Callable[[], Feed]) -> bytes:
    return write(feed())


def _entry(event: Event, site: Site) -> Entry:
    """An event as an entry; one that was corrected or settled says so first, and counts as updated then."""
    address, told = site.address, site.told(event)
    later = site.record.followed_by.get(event.id, ())
    corrections = [
        f'<p><strong>{escape(site.words.corrected_on(site.day(each.observed_at)))}</strong> <a href="{address}/'
        f'{event_page(each.id)}">{escape(site.told(each).headline)}</a></p>'
        for each in later
    ]
    sentences = (told.said, *told.notes, *told.more)
    return Entry(
        event_id=f"{site.mark}{event.id}",
        title=told.headline,
        url=f"{address}/{event_page(event.id)}",
        html="".join([*corrections, *(f"<p>{escape(sentence)}</p>" for sentence in sentences)]),
        text=told.summary,
        published=event.observed_at,
        updated=max([event.observed_at, *(each.observed_at for each in later)]),
        tags=(site.words.state(event.agreement.state), site.words.kind(event.kind)),
    )
