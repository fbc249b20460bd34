"""How an order reaches the bot: carried out here, or by the bot that runs, and what came of it.

A running bot has the state to itself for as long as it lives. An order then goes to it as a small document, and its
answer comes back the same way: "order ID" waits, "running ID" is being carried out, "answer ID" says what came of it.
They are files in the state's folder, which only the same user can write to; or, where several processes share a
database, notes in it for the one that polls. Who gave an order and didn't wait for its answer gets that by giving the
same order again; nothing is done twice.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.config.credentials import require_secrets
from bot.config.model import Config
from bot.config.running import Life, holder, life_of
from bot.exits import Exit
from bot.service.app import App
from bot.service.log import LOG
from bot.service.orders import ORDERS, Order, obey
from bot.terminal import Voice, write
from state.errors import StateHeldError
from state.files.notes import NoteFiles, Notes
from state.store import open_store

PATIENCE = 120.0
"""Seconds to wait for the running bot: it may be in the middle of a poll."""

_FOLDER = "orders"
_WAITS, _RUNS, _DONE = "order ", "running ", "answer "
_SOON = 3.0  # seconds after which whoever waits is told for what
_LOOK_EVERY = 0.2
_KEPT = timedelta(hours=1)
"""Until an order that nobody took, or an answer that nobody asked for, is taken away."""
_NEEDS_SECRETS = frozenset({"check", "digest send"})

_Box = tuple[Notes, Callable[[], bool]]
"""Where orders and answers are put, and what says whether a bot is there that takes them."""


def carry_out(
    order: Order, config: Config, environ: Mapping[str, str], voice: Voice, *, patience: float = PATIENCE
) -> Exit:
    """Carry out an order here, or have the running bot do it. The exit status that stands for what came of it.

    What can't be said stops nothing; where all else is well, the status tells of it.
    Raises `ConfigError` where a secret is missing that it needs here, and `StateError` where it can't be begun.
    """
    return voice.outcome(_carry_out(order, config, environ, voice, patience))


def _carry_out(order: Order, config: Config, environ: Mapping[str, str], voice: Voice, patience: float) -> Exit:
    order, came = _asked(order, config, voice, patience)
    if came is None:
        try:
            came = _here(order, config, environ, voice)
        except StateHeldError:
            order, came = _asked(order, config, voice, patience)
            if came is None:
                raise
        else:
            with _box_of(config) as (box, _):
                box.drop(f"{_RUNS}{order.id}")
    return came


def _here(order: Order, config: Config, environ: Mapping[str, str], voice: Voice) -> Exit:
    if order.name in _NEEDS_SECRETS:
        require_secrets(config, environ)
    with App.open(config, environ, holder=holder(order.name, config), write=write) as app:
        return obey(app, order, voice)


def serve(app: App) -> bool:
    """Carry out what was asked of this bot, and what an earlier one was cut off at; whether there was any.

    Raises OSError and `StateError`.
    """
    box = app.store.notes or NoteFiles(app.config.watch.folder / _FOLDER)
    served = False
    found = box.named(_RUNS, _WAITS, _DONE)
    for name, doc in sorted(found.items(), key=lambda note: not note[0].startswith(_RUNS)):  # they were given first
        if _is_old(doc, app.now()):
            box.drop(name)
        elif not name.startswith(_DONE):
            _, _, id_ = name.partition(" ")
            box.move(name, f"{_RUNS}{id_}")  # first: what can't be taken would be carried out every two seconds
            try:
                box.put(f"{_DONE}{id_}", _answer(app, partial(_order_of, id_, doc)))
            finally:
                box.drop(f"{_RUNS}{id_}")
            served = True
    return served


def _answer(app: App, read: Callable[[], Order]) -> dict[str, Any]:
    """Carry out an order that `read` reads; its answer as a document. The log has what it says, too."""
    lines: list[tuple[bool, str]] = []

    def tell(line: str) -> None:
        LOG.info(line)
        lines.append((True, line))

    def complain(line: str) -> None:
        LOG.warning(line)
        lines.append((False, line))

    known = {"at": app.now().isoformat()}
    try:
        order = read()
        known = _document(order)
        if order.name in ORDERS:
            LOG.info(f"Asked for: {' '.join((order.name, *order.words))}.")
            status = obey(app, order, Voice(said=tell, remarked=complain))
        else:
            complain(f"This watch287g knows no order “{order.name}”.")
            status = Exit.USAGE
    except Exception as error:  # noqa: BLE001 - an order that fails is answered, and not tried for ever
        complain(f"The order could not be carried out, by a fault of watch287g's own ({type(error).__name__}).")
        status = Exit.FAULT
    return {**known, "lines": lines, "status": status.value}


def _document(order: Order) -> dict[str, Any]:
    return {"order": order.name, "words": list(order.words), "at": order.at.isoformat()}


def _order_of(id_: str, doc: Mapping[str, Any]) -> Order:
    """Raises ValueError, KeyError, TypeError where a document is none."""
    words = tuple(str(word) for word in doc["words"])
    return Order(id=id_, name=str(doc["order"]), words=words, at=datetime.fromisoformat(doc["at"]))


def _is_old(doc: Mapping[str, Any], at: datetime) -> bool:
    try:
        return at - datetime.fromisoformat(doc["at"]) > _KEPT
    except (ValueError, KeyError, TypeError):
        return False


@contextlib.contextmanager
def _box_of(config: Config) -> Iterator[_Box]:
    """Raises `StateError`."""
    if config.database is None:
        folder = config.watch.folder
        yield NoteFiles(folder / _FOLDER), lambda: life_of(folder, datetime.now(UTC)) in {Life.RUNS, Life.HANGS}
        return
    with open_store(config.place, holder=holder("asking", config), lead=False) as store:
        assert store.notes is not None  # noqa: S101 - a database has some
        yield store.notes, lambda: any(member.leads for member in store.members())


def _asked(order: Order, config: Config, voice: Voice, patience: float) -> tuple[Order, Exit | None]:
    """Have the running bot carry out an order, and wait for its answer as long as `patience` says.

    The order as it was given first, and what came of it: None where no bot is there, or it has gone.
    """
    with _box_of(config) as (box, is_there):
        order = _known(box, order)
        asked, running, done = (f"{kind}{order.id}" for kind in (_WAITS, _RUNS, _DONE))
        if is_there() and all(box.get(name) is None for name in (asked, running, done)):
            box.put(asked, _document(order))
        begun, said = time.monotonic(), False
        try:
            while time.monotonic() < begun + patience:
                still_there, doc = is_there(), box.get(done)
                if doc is not None:
                    box.drop(done)
                    return order, _relayed(doc, voice)
                if not still_there:
                    box.drop(asked)
                    return order, None
                if not said and time.monotonic() > begun + _SOON:
                    said = True
                    voice.complain("Waiting for the running bot, which does one thing at a time …")
                time.sleep(_LOOK_EVERY)
        except KeyboardInterrupt:
            voice.complain(_given_up(box, asked))
            raise
        voice.complain(_given_up(box, asked))
    return order, Exit.STATE


def _relayed(doc: Mapping[str, Any], voice: Voice) -> Exit:
    """Tell an answer, and its exit status."""
    for is_well, line in doc["lines"]:
        (voice.tell if is_well else voice.complain)(str(line))
    return Exit(doc["status"])


def _given_up(box: Notes, asked: str) -> str:
    """Take an order back, if nobody has taken it up; what has become of it."""
    if box.drop(asked):
        return "The running bot didn't take it up: nothing was done. `watch287g health` says how the bot fares."
    return (
        "The running bot is still at it. The same command, given again within the hour, shows what came of it, and "
        "has nothing done twice."
    )


def _known(box: Notes, order: Order) -> Order:
    """The same order as it was given before, where it is still being carried out, or its answer was never seen.

    An earlier poll's answer is no answer to somebody who wants one now.
    """
    for kind in (_RUNS, _WAITS, *((_DONE,) if order.name != "check" else ())):
        for name, doc in box.named(kind).items():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                earlier = _order_of(name.partition(" ")[2], doc)
                if (earlier.name, earlier.words) == (order.name, order.words) and not _is_old(doc, order.at):
                    return earlier
    return order
