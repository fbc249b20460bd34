"""What an operator may tell the bot to do: poll now, decide on a held list, send or drop messages, send a digest.

An order has an id and a time for good: carried out a second time, after a crash, it comes to the same.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self
from uuid import uuid4

from bot.config.describe import idle_filters
from bot.config.destinations import TERMINAL, called
from bot.config.file import ConfigError
from bot.exits import Exit
from bot.outgoing.deliver import forgotten
from bot.outgoing.operators import Trouble, current
from bot.poll.check import Checked, Found
from bot.poll.summary import check_sentence, delivery_sentences
from bot.reports.health import forget_dead
from bot.service.app import App
from bot.terminal import Voice
from state.entries import Pause, Removal
from state.errors import NoSuchRowError, StateError
from state.outbox import UNDELIVERED, Owed, OwedStatus, dropped, requeued
from state.store import Store
from watchers.errors import WatchError
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.register import Hold


@frozen
class Order:
    """An order: its name, as in `ORDERS`, the words behind it, and when it was given."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    at: datetime

    @classmethod
    def now(cls, name: str, *words: str) -> Self:
        """One that is given now."""
        return cls(id=f"{time.time_ns()}-{uuid4().hex[:8]}", name=name, words=words, at=datetime.now(UTC))


class OrderError(Exception):
    """An order that can't be carried out; `str(error)` says why."""


def obey(app: App, order: Order, voice: Voice) -> Exit:
    """Carry out an order, and tell what came of it. Trouble with it is told too. The exit status that stands for it."""
    try:
        return ORDERS[order.name](app, order, voice)
    except (OrderError, ConfigError, NoSuchRowError) as error:
        voice.complain(str(error))
        return Exit.USAGE
    except StateError as error:
        voice.complain(str(error))
        return Exit.STATE


def check(app: App, _order: Order, voice: Voice) -> Exit:
    """One poll now, and the deliveries after it."""
    forget_dead(app.config.watch.folder, app.now())
    for said in idle_filters(app.config.subscriptions, app.store.register()):
        voice.complain(said)
    before = current(app.store)
    app.digest()
    unmade = {name: said for name, said in current(app.store).items() if name.startswith(Trouble.DIGEST)}
    for name, said in unmade.items():
        if name in before or TERMINAL.id not in app.config.operators:  # else a notice says it below
            voice.complain(f"A digest could not be made. {said}")
    try:
        checked = app.check()
    except WatchError as error:
        app.deliver()
        voice.complain(str(error))
        return Exit.SOURCE
    voice.tell(check_sentence(checked, app.store.register(), app.config.watch.zone))
    status = _delivered(app, voice, checked)
    app.renew_site(is_news=checked.found is not Found.NOTHING_NEW)
    fault = app.beat()
    if fault:
        voice.complain(fault)
    if any(hold.is_whole for hold in checked.held):
        return Exit.HELD
    return Exit.FAULT if unmade else status


def _delivered(app: App, voice: Voice, checked: Checked | None = None) -> Exit:
    """Deliver what is due now, and tell whom it reached."""
    deliveries = app.deliver()
    for line in delivery_sentences(checked, deliveries, app.config):
        voice.tell(line)
    return Exit.UNDELIVERED if any(delivery.why for delivery in deliveries) else Exit.FINE


def accept(app: App, order: Order, voice: Voice) -> Exit:
    """Take the held list in, and tell the desks what is new in it."""
    _, hold = _held(app.store, order)
    try:
        checked = app.checker.accept(hold.suspicion.workbook)
    except WatchError as error:
        raise OrderError(f"It could not be taken in: {error}") from error
    if not hold.is_whole:
        voice.tell(f"What {hold.suspicion.workbook.name} lacks is confirmed by time or a second list, as ever.")
    voice.tell(check_sentence(checked, app.store.register(), app.config.watch.zone))
    status = _delivered(app, voice, checked)
    app.renew_site()
    return status


def reject(app: App, order: Order, voice: Voice) -> Exit:
    """Keep the held list out, also if a later one shows the same: only a sane list, or `accept`, ends it then."""
    kind, hold = _held(app.store, order)
    if not hold.is_whole:
        raise OrderError(
            f"{hold.suspicion.workbook.name} is in the record already, with what is new in it. What it lacks is "
            "confirmed by another list alone: there is nothing to reject."
        )
    firm = replace(hold, suspicion=replace(hold.suspicion, fingerprint=()), rejected_at=order.at)
    app.store.commit(holds={kind: firm})
    voice.tell(f"{hold.suspicion.workbook.name} stays out. The next sane {kind} list is taken in as usual.")
    return Exit.FINE


def _held(store: Store, order: Order) -> tuple[ListKind, Hold]:
    """The list that the order names, or the only one that is held."""
    holds = store.holds()
    if not order.words and len(holds) > 1:
        raise OrderError(f"Two lists are held. Say which: watch287g {order.name} {' or '.join(holds)}")
    kind = ListKind(order.words[0]) if order.words else next(iter(holds), None)
    if kind is None or kind not in holds:
        raise OrderError(f"No {kind} list is held." if kind else "Nothing is held.")
    return kind, holds[kind]


ALL = "all"
"""Stands for every message that failed, or waits for a paused destination."""


def retry(app: App, order: Order, voice: Voice) -> Exit:
    """Send messages again now, whatever came before; with them all that waits where a destination was paused."""
    with app.store.holding({row.destination for row in _named(app.store, order)}):
        rows = [r for r in _named(app.store, order) if r.status not in (OwedStatus.DELIVERED, OwedStatus.SENDING)]
        paused = app.store.entries(Pause)
        lifted = set(paused) if order.words == (ALL,) else {row.destination for row in rows} & set(paused)
        if not rows and not lifted:
            voice.tell("Nothing to send again.")
            return Exit.FINE
        app.store.commit(owed=[requeued(row, app.now()) for row in rows], entries=_lifted(lifted))
    return _delivered(app, voice)


def resume(app: App, order: Order, voice: Voice) -> Exit:
    """End the pauses of destinations that take messages again, and send what waits there."""
    app.store.commit(entries=_lifted(order.words))
    return _delivered(app, voice)


def _lifted(destinations: Iterable[str]) -> list[Removal]:
    return [Removal(kind=Pause, id=id_) for id_ in destinations]


def drop(app: App, order: Order, voice: Voice) -> Exit:
    """Give messages up for good."""
    with app.store.holding({row.destination for row in _named(app.store, order)}):
        rows = [row for row in _named(app.store, order) if row.status in UNDELIVERED - {OwedStatus.SENDING}]
        app.store.commit(owed=[dropped(row, app.now(), "dropped by hand") for row in rows])
    app.store.commit(entries=forgotten(app.store, app.config))
    app.mind_given_up({row.destination for row in rows})
    if not rows:
        voice.tell("Nothing to drop.")
        return Exit.FINE
    for row in rows:
        place = called(row.destination, app.config.destinations)
        voice.tell(f"Dropped {row.id[:8]} ({row.subscription} → {place}). Nobody will send it.")
    return Exit.FINE


def _named(store: Store, order: Order) -> Iterable[Owed]:
    """The messages of the ids, or beginnings of ids, that the order names. Raises NoSuchRowError."""
    if order.words == (ALL,):
        paused = store.entries(Pause)
        return [r for r in store.owed(UNDELIVERED) if r.status is OwedStatus.FAILED or r.destination in paused]
    return {row.id: row for row in map(store.message, order.words)}.values()


def send_digest(app: App, order: Order, voice: Voice) -> Exit:
    """Make the digest of the desk and the period that the words name, and send it; one order sends it once."""
    from bot.digest.again import DigestError, make_again, wanted
    from bot.digest.send import owed_digest

    try:
        wish = wanted(app.config, app.store, order.words[0], next(iter(order.words[1:]), None), order.at)
    except DigestError as error:
        raise OrderError(str(error)) from None
    made = make_again(app.store, app.config, wish, order.at)
    known = {row.id for row in app.store.owed(subscription=wish.subscription.name)}
    rows = owed_digest(
        made.digest, wish.subscription, app.config, wish.period, at=order.at, mark=f" by hand {order.at.isoformat()}"
    )
    app.store.commit(owed=[row for row in rows if row.id not in known])
    voice.tell(f"{made.digest.headline}.")
    return _delivered(app, voice)


ORDERS: Mapping[str, Callable[[App, Order, Voice], Exit]] = {
    "check": check,
    "hold accept": accept,
    "hold reject": reject,
    "outbox retry": retry,
    "outbox drop": drop,
    "outbox resume": resume,
    "digest send": send_digest,
}
