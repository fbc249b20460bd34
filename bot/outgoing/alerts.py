"""Events to owed messages: who hears of them, in what words, as which payloads."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Self

from bot.config.model import Config
from bot.outgoing.send import Copy, Outgoing, Sender, is_due, together
from bot.outgoing.threads import Threads
from notifiers.language.language import Language, language_of
from notifiers.site.permalinks import linked
from notifiers.story.compose import compose, is_at_home
from notifiers.story.model import DocumentPicture, Story
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import route
from notifiers.text.safe import literal
from notifiers.text.tongue import Tongue
from state.entries import DeferredNews, Removal
from state.files.kept import DocumentArchive
from state.store import Store
from watchers.diff.totals import Tally, tally_by_state
from watchers.frozen import frozen
from watchers.model.event import Event, EventKind
from watchers.model.register import Register


@frozen
class Setting:
    """What a story says of the lists as a whole: the totals by state, and whether ICE links a pending list."""

    totals: Mapping[str, Tally]
    links_pending: bool | None

    @classmethod
    def of(cls, register: Register) -> Self:
        """The lists as a register has them."""
        return cls(totals=tally_by_state(register), links_pending=links_pending(register))


def links_pending(register: Register) -> bool | None:
    """Whether ICE's page links a pending list; None where the record has never had one, and so doesn't know."""
    return None if register.pending.workbook is None else register.pending.absent_since is None


def _nowhere(_: Tongue) -> None:
    """The address of a record that is not published."""


class Stories:
    """Writes the stories of one publication, each once for all desks that read the same. `setting`: after it.

    `lately` gives of an event the other step of a change of model, some weeks before; `documents` has
    the pictures that go with it. `site` is the address under which the record is published in a language, None for
    none: each item leads to its evidence there.
    """

    def __init__(
        self,
        page_url: str,
        setting: Setting,
        lately: Callable[[Event], Event | None],
        documents: DocumentArchive | None = None,
        *,
        site: Callable[[Tongue], str | None] = _nowhere,
    ) -> None:
        self._page_url, self._setting, self._lately, self._documents = page_url, setting, lately, documents
        self._site = site
        self._written: dict[Hashable, Story] = {}

    def about(self, desk: Subscription, batch: Sequence[Event], heard: Mapping[str, Event]) -> Story:
        """The story of a batch for a desk; `heard` holds by id the corrected events that the desk was told of."""
        ids = tuple(e.id for e in batch)
        key = (desk.language, desk.zone, desk.states is None, is_at_home(batch, desk), ids, frozenset(heard))
        if key not in self._written:
            language, site = language_of(desk.language), self._site(desk.language)
            story = compose(
                desk,
                batch,
                totals=self._setting.totals,
                page_url=self._page_url,
                told=heard,
                lately={e.id: other for e in batch if (other := self._lately(e)) is not None},
                pending_listed=self._setting.links_pending,
            )
            pictures = pictures_of(batch, self._documents, language) if self._documents else ()
            self._written[key] = replace(
                story,
                pictures=pictures,
                sections=linked(story.sections, site, language),
                is_linked=site is not None,
            )
        return self._written[key]


class Alerts:
    """Owes the alerts of one moment: who heard of what before, in which thread it goes on, and in what words."""

    def __init__(self, config: Config, store: Store, register: Register, at: datetime) -> None:
        """`register` is the record after the events."""
        self.threads = Threads(store)
        self._sender, self._at = Sender(config, at), at
        self._stories = Stories(
            config.watch.page, Setting.of(register), self.threads.lately, store.documents, site=config.address_in
        )

    def owe(
        self,
        desk: Subscription,
        events: Sequence[Event],
        earlier: Mapping[str, Event],
        *,
        waits: DeferredNews | None = None,
        may_wait: bool = True,
        unsure: bool,
    ) -> Outgoing[Story]:
        """A story for each batch of the desk's events. `earlier` are those that these correct; `waits`: older news."""
        heard = {id_: event for id_, event in earlier.items() if desk.name in self.threads.told_of(id_)}

        def copies() -> Iterator[Copy[Story]]:
            for batch in batches(events, heard):
                story = self._stories.about(desk, batch, heard)
                yield Copy(document=story, continues=self.threads.continued(batch, desk.name))

        def later() -> DeferredNews:
            return joined(desk.name, waits, events, self._at, unsure=unsure)

        return self._sender.owe(
            desk,
            copies,
            occasion="alert",
            later=later if may_wait else None,
            is_behind=waits is not None,
            unsure=unsure,
        )


def alerts_for(
    events: Sequence[Event], *, config: Config, store: Store, register: Register, at: datetime, unsure: bool = False
) -> Outgoing[Story]:
    """What is owed for the events of one publication, or has to wait. `register` is the record after them.

    `unsure` marks messages that may have gone out already, from a state that was since restored.
    """
    waits = store.entries(DeferredNews)
    # What waits in a restored state may have gone out since the backup.
    doubts = tuple(replace(what, unsure=True) for what in waits.values()) if unsure else ()
    doubted: Outgoing[Story] = Outgoing(updates=doubts)
    if not events:
        return doubted
    earlier, alerts = _earlier(events, store), Alerts(config, store, register, at)
    # Whoever is yet to hear of a mistake is to hear of its correction too.
    due = {
        id_: alerts.threads.told_of(id_) | {name for name, what in waits.items() if id_ in what.events}
        for id_ in earlier
    }
    routed = route(events, config.subscriptions, told=due, earlier=earlier)
    owed = (alerts.owe(desk, mine, earlier, waits=waits.get(desk.name), unsure=unsure) for desk, mine in routed)
    return together([doubted, *owed])


def alerts_that_waited(*, config: Config, store: Store, at: datetime) -> Outgoing[Story]:
    """What waited and is due now. What waits for a desk that the config no longer has is given up."""
    desks = {s.name: s for s in config.subscriptions}
    alerts = Alerts(config, store, store.register(), at)
    out: list[Outgoing[Story]] = []
    for name, what in store.entries(DeferredNews).items():
        desk = desks.get(name)
        if desk is not None and not is_due(desk, what.since, at):
            continue
        out.append(Outgoing(updates=(Removal(kind=DeferredNews, id=name),)))
        if desk is not None:
            events = store.events(ids=what.events)
            out.append(alerts.owe(desk, events, _earlier(events, store), may_wait=False, unsure=what.unsure))
    return together(out)


def joined(
    desk: str, what: DeferredNews | None, events: Iterable[Event], at: datetime, *, unsure: bool = False
) -> DeferredNews:
    """What waits for a desk once these events wait as well, behind what waits already."""
    before = what or DeferredNews(subscription=desk, since=at, events=())
    ids = tuple(dict.fromkeys([*before.events, *(e.id for e in events)]))
    return replace(before, events=ids, unsure=before.unsure or unsure)


def _earlier(events: Sequence[Event], store: Store) -> dict[str, Event]:
    """The events that these correct or settle, by id."""
    followed = {id_ for event in events for id_ in event.follows}
    return {e.id: e for e in store.events(ids=followed)} if followed else {}


def with_corrections(events: Sequence[Event], store: Store) -> tuple[Event, ...]:
    """The events, those of rows that moved to another state with the news that told them of the wrong one.

    Whoever heard of the mistake is to hear of the correction.
    """
    moved = {e.subject for e in events if _has_moved(e)}
    if not moved:
        return tuple(events)
    told = [e for e in store.events(kinds=_ARRIVALS) if e.subject in moved]
    return tuple(
        replace(e, corrects=(*e.corrects, *(t.id for t in told if t.subject == e.subject))) if _has_moved(e) else e
        for e in events
    )


_ARRIVALS = frozenset({EventKind.SIGNED, EventKind.PENDING})


def _has_moved(event: Event) -> bool:
    return event.kind is EventKind.AMENDED and any(c.field == "state" and c.before for c in event.changes)


def batches(events: Iterable[Event], heard: Mapping[str, Event]) -> list[list[Event]]:
    """The news in one batch; what corrects or settles an alert by that alert, so that it can answer in its thread."""

    def followed(event: Event) -> tuple[str, bool]:
        told = [heard[id_].observed_at.isoformat() for id_ in event.follows if id_ in heard]
        return max(told, default=""), any(id_ in heard for id_ in event.corrects)

    return [list(batch) for _, batch in groupby(sorted(events, key=followed), key=followed)]


_MOST = 3
_MOST_BYTES = 150_000


def pictures_of(events: Sequence[Event], documents: DocumentArchive, language: Language) -> tuple[DocumentPicture, ...]:
    """The signatures in the first documents that the events tell of."""
    return tuple(_found(events, documents, language))[:_MOST]


def _found(events: Sequence[Event], archive: DocumentArchive, language: Language) -> Iterator[DocumentPicture]:
    for event in events:
        news = event.document
        block = news.reading.block if news is not None and news.reading is not None else None
        if news is None or block is None or not news.sha256:
            continue
        try:
            png = archive.picture(news.sha256).read_bytes()
        except OSError:  # taken away by hand: the alert says all that was read
            continue
        if len(png) <= _MOST_BYTES:
            said = language.documents.picture(literal(event.agreement.agency), block.page)
            yield DocumentPicture(name=f"signatures-{event.id}.png", words=said, png=png)
