"""Delivering what is owed: each destination by itself, retried with patience, given up loudly."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.config.model import Config
from bot.outgoing.channels import ChannelFinder
from bot.outgoing.gathered import GatheredCommits
from bot.outgoing.operators import Trouble
from notifiers.delivery import DeliveryError, Message, Retry
from state.clock import MOST_AHEAD
from state.entries import OpenTrouble, Pause, Removal
from state.outbox import UNDELIVERED, Owed, OwedStatus, delivered, failed, is_due, retry_later, sending, unknown
from state.store import Store

PATIENCE = timedelta(days=5)
"""How long a message is tried before the operator has to decide."""

_TROUBLE = f"{Trouble.DELIVERY} "
_WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360)]
_IN_ORDER = 4  # tries of a message that those behind it wait for: about an hour and a half
_AT_ONCE = 8  # destinations served side by side
_STOPPED = "The bot stopped while it was sending this message."


@dataclass(frozen=True, slots=True, kw_only=True)
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


def recover(store: Store, now: datetime) -> int:
    """Settle what an earlier run left half done: nobody knows whether those messages arrived. Returns how many."""
    torn = [unknown(owed, now, _STOPPED) for owed in store.owed({OwedStatus.SENDING})]
    if torn:
        store.commit(owed=torn)
    return len(torn)


def deliver_due(
    store: Store, channels: ChannelFinder, *, now: Callable[[], datetime], goes_on: Callable[[], None] = lambda: None
) -> list[Delivery]:
    """Deliver every message that is due, and call `goes_on` after each.

    One destination's trouble delays no other; a paused one is left alone.

    Raises `StateError` where what was done can't be recorded; nothing else of a delivery gets out of here. Not to be
    called twice at a time: a message found half sent is taken for one that an earlier run died over.
    """
    recover(store, now())
    by_destination = _due(store, now())
    if not by_destination:
        return []

    commits = GatheredCommits(store)

    def serve(rows: list[Owed]) -> list[Delivery]:
        return _serve(store, commits, channels, rows, now=now, goes_on=goes_on)

    if len(by_destination) == 1:
        return [d for rows in by_destination.values() for d in serve(rows)]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="deliver") as pool:
        return [d for done in pool.map(serve, by_destination.values()) for d in done]


def _due(store: Store, at: datetime) -> dict[str, list[Owed]]:
    """What may be sent now, by destination, in the order in which it was made.

    A message that waits to be tried again holds back those behind it, so that a desk reads its news in order; but one
    that has failed for hours may be the fault itself, and holds back nothing.
    """
    closed = set(store.entries(Pause))
    by_destination: dict[str, list[Owed]] = defaultdict(list)
    for owed in store.owed({OwedStatus.QUEUED, OwedStatus.UNKNOWN}):
        if owed.destination in closed:
            continue
        if is_due(owed, at):
            by_destination[owed.destination].append(owed)
        elif len(owed.tries) <= _IN_ORDER:
            closed.add(owed.destination)
    return by_destination


def _serve(
    store: Store,
    commits: GatheredCommits,
    channels: ChannelFinder,
    rows: Iterable[Owed],
    *,
    now: Callable[[], datetime],
    goes_on: Callable[[], None],
) -> list[Delivery]:
    """One destination's messages in order. After one that has to wait, the later ones wait as well."""
    done: list[Delivery] = []
    for owed in rows:
        result = _deliver(store, commits, channels, owed, now=now)
        done.append(result)
        goes_on()
        if result.owed.status in (OwedStatus.QUEUED, OwedStatus.UNKNOWN):
            break
    return done


def _deliver(
    store: Store, commits: GatheredCommits, channels: ChannelFinder, owed: Owed, *, now: Callable[[], datetime]
) -> Delivery:
    first = _first_part(store, owed)
    if first is not None and first.status is not OwedStatus.DELIVERED:
        return _without_its_first(commits, owed, first, now())
    reply_to = store.reply_to(owed)
    owed = sending(owed, now())
    commits.commit(owed)
    message = Message(id=owed.id, destination=owed.destination, part=owed.part, payload=owed.payload, reply_to=reply_to)
    why, is_paused = "", False
    try:
        receipt = channels.to(owed.destination).deliver(message, unsure=owed.unsure)
        owed = delivered(owed, now(), receipt.details)
    except DeliveryError as error:
        why, is_paused = str(error), error.retry is Retry.PAUSE
        owed = _after(owed, error, now())
    except Exception as error:  # noqa: BLE001 - a fault of ours over one message must not stop the others
        why = f"An unexpected fault ({type(error).__name__}); please report it."
        owed = _after(owed, DeliveryError(why, retry=Retry.UNKNOWN), now())
    begun = [Pause(destination=owed.destination, since=now(), why=why)] if is_paused else []
    commits.commit(owed, begun)
    return Delivery(owed=owed, why=why, paused=is_paused)


def _first_part(store: Store, owed: Owed) -> Owed | None:
    if owed.part == 0:
        return None
    return next((row for row in store.owed(group=owed.group) if row.part == 0), None)


def _without_its_first(commits: GatheredCommits, owed: Owed, first: Owed, at: datetime) -> Delivery:
    """A later part waits for the first one, and shares its end."""
    if first.status in (OwedStatus.FAILED, OwedStatus.DROPPED):
        owed = failed(owed, at, f"The first part of this news ({first.id[:8]}) was not delivered.")
        commits.commit(owed)
    return Delivery(owed=owed, why=owed.tries[-1].outcome if owed.status is OwedStatus.FAILED else "")


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
