"""`outbox`: the messages that wait or failed, and the operator's word on them."""

from collections.abc import Iterable, Iterator

from bot.config.destinations import called
from bot.config.model import Config
from bot.poll.summary import delivery_sentences
from bot.service.app import App
from notifiers.console.text import visible
from notifiers.text.ap_style import moment
from state.entries import Pause, Removal
from state.outbox import Owed, OwedStatus, dropped, requeued
from state.store import Store

_OPEN = frozenset({OwedStatus.QUEUED, OwedStatus.SENDING, OwedStatus.UNKNOWN, OwedStatus.FAILED})
_STATUS_WORDS = {
    OwedStatus.QUEUED: "waits",
    OwedStatus.SENDING: "is being sent",
    OwedStatus.UNKNOWN: "may have arrived; the channel will be asked",
    OwedStatus.FAILED: "failed",
    OwedStatus.DELIVERED: "delivered",
    OwedStatus.DROPPED: "dropped",
}
ALL = "all"
"""Stands for every message that failed, or waits for a paused destination."""


def listing(store: Store, config: Config, *, everything: bool = False) -> Iterator[str]:
    """What is owed: each message's id, whose it is, how it stands, and its last try.

    Why a destination takes nothing is said with the first message there, and again where it is another reason.
    """
    zone, places = config.watch.zone, config.destinations
    rows = store.owed(None if everything else _OPEN)
    paused = store.entries(Pause)
    if not rows:
        yield "No message waits or has failed."
    for pause in paused.values():
        yield f"Paused since {moment(pause.since, zone)}: {called(pause.destination, places)}. {visible(pause.why)}"
    said = {pause.destination: pause.why for pause in paused.values()}
    for row in rows:
        part = f", part {row.part + 1} of {row.of_parts}" if row.of_parts > 1 else ""
        yield (
            f"{row.id[:8]}  {row.subscription} → {called(row.destination, places)}{part}: {_STATUS_WORDS[row.status]}; "
            f"made {moment(row.created_at, zone)}, {len(row.tries)} tr{'y' if len(row.tries) == 1 else 'ies'}"
        )
        why = row.tries[-1].outcome if row.tries and row.status is not OwedStatus.DELIVERED else None
        if why is not None and why != said.get(row.destination):
            said[row.destination] = why
            yield f"          {visible(why)}"
        if row.not_before is not None and row.status in _OPEN and row.destination not in paused:
            yield f"          next try {moment(row.not_before, zone)}"


def retry(app: App, ids: list[str]) -> Iterator[str]:
    """Send messages again now, whatever came before; with them all that waits where a destination was paused."""
    rows = [row for row in _named(app.store, ids) if row.status not in (OwedStatus.DELIVERED, OwedStatus.SENDING)]
    paused = app.store.entries(Pause)
    lifted = set(paused) if ids == [ALL] else {row.destination for row in rows} & set(paused)
    if not rows and not lifted:
        yield "Nothing to send again."
        return
    app.store.commit(owed=[requeued(row, app.now()) for row in rows], entries=_lifted(lifted))
    yield from _delivered(app)


def resume(app: App, destinations: list[str]) -> Iterator[str]:
    """End the pauses of destinations that take messages again, and send what waits there."""
    app.store.commit(entries=_lifted(destinations))
    yield from _delivered(app)


def _lifted(destinations: Iterable[str]) -> list[Removal]:
    return [Removal(kind=Pause, id=id_) for id_ in destinations]


def _delivered(app: App) -> list[str]:
    return list(delivery_sentences(None, app.deliver(), app.config))


def drop(app: App, ids: list[str]) -> Iterator[str]:
    """Give messages up for good."""
    rows = [row for row in _named(app.store, ids) if row.status in _OPEN - {OwedStatus.SENDING}]
    if not rows:
        yield "Nothing to drop."
        return
    app.store.commit(owed=[dropped(row, app.now(), "dropped by hand") for row in rows])
    for row in rows:
        place = called(row.destination, app.config.destinations)
        yield f"Dropped {row.id[:8]} ({row.subscription} → {place}). Nobody will send it."


def _named(store: Store, ids: list[str]) -> list[Owed]:
    """The messages of these ids or beginnings of ids. Raises NoSuchRowError."""
    if ids == [ALL]:
        paused = store.entries(Pause)
        return [r for r in store.owed(_OPEN) if r.status is OwedStatus.FAILED or r.destination in paused]
    return list({row.id: row for row in map(store.message, ids)}.values())
