"""Delivering what is owed: each destination by itself, retried with patience, given up loudly."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.config.model import Config
from bot.outgoing.channels import ChannelFinder
from bot.outgoing.gathered import GatheredCommits
from bot.outgoing.operators import Trouble
from notifiers.delivery import DeliveryError, Message, Retry
from state.clock import MOST_AHEAD
from state.entries import OpenTrouble, Pause, Removal
from state.errors import StateAwayError
from state.outbox import UNDELIVERED, Owed, OwedStatus, delivered, failed, is_due, retry_later, sending, unknown
from state.store import Store
from watchers.frozen import frozen

PATIENCE = timedelta(days=5)
"""How long a message is tried before the operator has to decide."""

_TROUBLE = f"{Trouble.DELIVERY} "
_WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
_IN_ORDER = 4  # tries of a message that those behind it wait for: about an hour and a half
_AT_ONCE = 8  # destinations served side by side
_IN_DOUBT = 2.0  # seconds
_STOPPED = "The bot stopped while it was sending this message."
_BEHIND = "It waits behind an earlier message."
_NOT_OURS = "The connection to the database was lost while messages were sent. Their channels are asked what arrived."
_TO_SEND = frozenset({OwedStatus.QUEUED, OwedStatus.UNKNOWN, OwedStatus.SENDING})


@frozen
class Delivery:
    """What came of one message in this run: the row as it stands now, and why, where it wasn't delivered.

    `paused` says that its destination takes nothing until somebody mends it: this message and all later ones wait.
    """

    owed: Owed
    why: str = ""
    paused: bool = False


def forgotten(store: Store, config: Config) -> list[Removal]:
    """Pauses and troubles of destinations that the config no longer has, where nothing waits any more."""
    known = [(id_, Removal(kind=Pause, id=id_)) for id_ in store.entries(Pause)]
    known += [
        (name.removeprefix(_TROUBLE), Removal(kind=OpenTrouble, id=name))
        for name in store.entries(OpenTrouble)
        if name.startswith(_TROUBLE)
    ]
    gone = [(id_, removal) for id_, removal in known if id_ not in config.destinations]
    waits = {row.destination for row in store.owed(UNDELIVERED)} if gone else set()
    return [removal for id_, removal in gone if id_ not in waits]


def recover(store: Store, now: datetime) -> None:
    """Settle what an earlier run left half done: nobody knows whether those messages arrived.

    What another process is sending just now is left to it.
    """
    for destination in dict.fromkeys(row.destination for row in store.owed({OwedStatus.SENDING})):
        with store.serving(destination) as is_ours:
            torn = _torn(store.owed({OwedStatus.SENDING}, destination=destination), now) if is_ours else []
            if torn:
                store.commit(owed=torn)


def _torn(rows: Iterable[Owed], now: datetime) -> list[Owed]:
    return [unknown(owed, now, _STOPPED) for owed in rows if owed.status is OwedStatus.SENDING]


def deliver_due(
    store: Store, channels: ChannelFinder, *, now: Callable[[], datetime], goes_on: Callable[[], None] = lambda: None
) -> list[Delivery]:
    """Deliver every message that is due, and call `goes_on` after each.

    One destination's trouble delays no other; a paused one is left alone, and so is one that another process serves.

    Raises `StateError` where what was done can't be recorded; nothing else of a delivery gets out of here. Not to be
    called twice at a time: a message found half sent is taken for one that an earlier run died over.
    """
    recover(store, now())
    paused = store.entries(Pause)
    places = [id_ for id_ in store.destinations_waiting() if id_ not in paused]
    if not places:
        return []

    known = None if store.is_shared else _by_destination(store)
    run = _Run(store=store, commits=GatheredCommits(store), channels=channels, now=now, goes_on=goes_on, known=known)
    if len(places) == 1:
        return run.serve(places[0])
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="deliver") as pool:
        return [d for done in pool.map(run.serve, places) for d in done]


def _by_destination(store: Store) -> dict[str, list[Owed]]:
    """What is to be sent, where nobody else sends: read once, however many destinations there are."""
    found: dict[str, list[Owed]] = defaultdict(list)
    for owed in store.owed(_TO_SEND):
        found[owed.destination].append(owed)
    return found


def _due(rows: Iterable[Owed], at: datetime) -> list[Owed]:
    """What may be sent now of one destination's messages, in the order in which they were made.

    A message that waits to be tried again holds back those behind it, so that a desk reads its news in order; but one
    that has failed for hours may be the fault itself, and holds back nothing.
    """
    due: list[Owed] = []
    for owed in rows:
        if is_due(owed, at):
            due.append(owed)
        elif len(owed.tries) <= _IN_ORDER:
            break
    return due


@frozen
class _Run:
    """One run over all that is owed; its destinations are served side by side.

    `known` is what is to be sent at each, where nobody else sends; None where the store is asked for each anew.
    """

    store: Store
    commits: GatheredCommits
    channels: ChannelFinder
    now: Callable[[], datetime]
    goes_on: Callable[[], None]
    known: Mapping[str, list[Owed]] | None

    def serve(self, destination: str) -> list[Delivery]:
        """Deliver what is due at one destination, in order. After one that has to wait, the later ones wait as well.

        The first one is alone, to see whether anything gets through; and of later ones so many are marked together as
        are sent in `_IN_DOUBT`, for these are in doubt if the process dies.
        """
        with self.store.serving(destination) as is_ours:
            rows = self._due_at(destination) if is_ours else []
            done: list[Delivery] = []
            most = 1
            while rows and not (done and _waits(done[-1].owed)):
                batch, begun = _batch(rows, most), time.monotonic()
                done += self._deliver(batch)
                rows = rows[len(batch) :]
                each = max((time.monotonic() - begun) / len(batch), 0.001)
                most = min(self.store.batch, max(1, int(_IN_DOUBT / each)))
            return done

    def _due_at(self, destination: str) -> list[Owed]:
        """What may be sent there now, once what an earlier run was cut off at is settled."""
        known = self.known
        rows = self.store.owed(_TO_SEND, destination=destination) if known is None else known[destination]
        torn = {owed.id: owed for owed in _torn(rows, self.now())}
        if torn:
            self.commits.commit(torn.values())
        return _due((torn.get(owed.id, owed) for owed in rows), self.now())

    def _deliver(self, batch: list[Owed]) -> list[Delivery]:
        """Deliver some messages, which are marked as being sent together, and settled together."""
        first = self._first_part(batch[0])
        if first is not None and first.status is not OwedStatus.DELIVERED:
            return [self._without_its_first(batch[0], first)]
        reply_to = self.store.reply_to(batch[0])
        begun = [sending(owed, self.now()) for owed in batch]
        self.commits.commit(begun)
        done: list[Delivery] = []
        for owed in begun:
            if not self.store.still_holds(owed.destination):
                raise StateAwayError(_NOT_OURS)
            done.append(self._hand_over(owed, reply_to if owed is begun[0] else None))
            self.goes_on()
            if _waits(done[-1].owed):
                break
        behind = [retry_later(owed, self.now(), _BEHIND, not_before=self.now()) for owed in begun[len(done) :]]
        pauses = [Pause(destination=one.owed.destination, since=self.now(), why=one.why) for one in done if one.paused]
        self.commits.commit([*(one.owed for one in done), *behind], pauses)
        return done

    def _hand_over(self, owed: Owed, reply_to: dict[str, Any] | None) -> Delivery:
        to = owed.destination
        message = Message(id=owed.id, destination=to, part=owed.part, payload=owed.payload, reply_to=reply_to)
        try:
            receipt = self.channels.to(to).deliver(message, unsure=owed.unsure)
            return Delivery(owed=delivered(owed, self.now(), receipt.details))
        except DeliveryError as error:
            paused = error.retry is Retry.PAUSE
            return Delivery(owed=_after(owed, error, self.now()), why=str(error), paused=paused)
        except Exception as error:  # noqa: BLE001 - a fault of ours over one message must not stop the others
            why = f"An unexpected fault ({type(error).__name__}); please report it."
            return Delivery(owed=_after(owed, DeliveryError(why, retry=Retry.UNKNOWN), self.now()), why=why)

    def _first_part(self, owed: Owed) -> Owed | None:
        if owed.part == 0:
            return None
        return next((row for row in self.store.owed(group=owed.group) if row.part == 0), None)

    def _without_its_first(self, owed: Owed, first: Owed) -> Delivery:
        """A later part waits for the first one, and shares its end."""
        if first.status in (OwedStatus.FAILED, OwedStatus.DROPPED):
            owed = failed(owed, self.now(), f"The first part of this news ({first.id[:8]}) was not delivered.")
            self.commits.commit([owed])
        return Delivery(owed=owed, why=owed.tries[-1].outcome if owed.status is OwedStatus.FAILED else "")


def _batch(rows: list[Owed], most: int) -> list[Owed]:
    """The first of the rows, at most so many.

    One that answers an earlier message, which may be of the batch before, begins a batch; a later part is alone in it.
    """
    ends = (
        n for n, (one, following) in enumerate(pairwise(rows), 1) if one.part or following.part or following.answers
    )
    return rows[: min(most, next(ends, len(rows)))]


def _waits(owed: Owed) -> bool:
    return owed.status in (OwedStatus.QUEUED, OwedStatus.UNKNOWN)


def _tried_for(owed: Owed, at: datetime) -> timedelta:
    """For how long a message has been tried; a standstill, or a clock that leapt ahead, counts as one wait."""
    times = [owed.created_at, *(each.at for each in owed.tries), at]
    return sum((min(max(after - before, timedelta(0)), _WAITS[-1]) for before, after in pairwise(times)), timedelta(0))


def _after(owed: Owed, error: DeliveryError, at: datetime) -> Owed:
    if error.retry is Retry.NEVER:
        return failed(owed, at, str(error))
    if error.retry is Retry.PAUSE:
        return retry_later(owed, at, str(error), not_before=at)  # as soon as the pause is lifted
    if _tried_for(owed, at) > PATIENCE and len(owed.tries) > len(_WAITS):
        return failed(owed, at, f"Given up after {len(owed.tries)} tries over {PATIENCE.days} days. Last: {error}")
    wait = _WAITS[min(len(owed.tries), len(_WAITS)) - 1]
    if error.wait is not None:
        wait = min(max(timedelta(seconds=error.wait), timedelta(seconds=1)), MOST_AHEAD)
    if error.retry is Retry.UNKNOWN:
        return unknown(owed, at, str(error), not_before=at + wait)
    return retry_later(owed, at, str(error), not_before=at + wait)
