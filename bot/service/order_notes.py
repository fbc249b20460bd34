"""How an order reaches the bot that polls where several processes share a database: as a note in it.

ORDER ID waits, or is being carried out; ANSWER ID says what came of it. Who dies over one leaves it to the next that
polls: carried out a second time, it comes to the same.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from bot.config.model import Config
from bot.exits import Exit
from bot.service.answers import PATIENCE, answer, document, order_of, relayed
from bot.service.app import App
from bot.service.orders import Order
from bot.terminal import Voice
from state.files.last_poll import Notes
from state.store import Store, open_store

_WAITS, _DONE = "order ", "answer "
_LOOK_EVERY = 0.2  # seconds
_KEPT = timedelta(hours=1)


def ask(order: Order, config: Config, voice: Voice, *, holder: str, alone: Callable[[], Exit]) -> Exit:
    """Have the process that polls carry out an order; `alone` does it where none does. Raises `StateError`."""
    with open_store(config.place, holder=holder, lead=False) as store:
        notes, end = _notes(store), time.monotonic() + PATIENCE
        while any(member.leads for member in store.members()):
            if notes.get(f"{_WAITS}{order.id}") is None and notes.get(f"{_DONE}{order.id}") is None:
                notes.put(f"{_WAITS}{order.id}", document(order))
            found = notes.get(f"{_DONE}{order.id}")
            if found is not None:
                notes.drop(f"{_DONE}{order.id}")
                return relayed(found, voice)
            if time.monotonic() > end:
                voice.complain("The bot that polls is still at it. `watch287g outbox list` and its log tell the rest.")
                return Exit.STATE
            time.sleep(_LOOK_EVERY)
        notes.drop(f"{_WAITS}{order.id}")
    return alone()


def serve_notes(app: App) -> bool:
    """Carry out what was asked of whoever polls; whether there was any. Raises `StateError`."""
    notes = _notes(app.store)
    waiting = notes.named(_WAITS)
    for name, doc in waiting.items():
        id_ = name.removeprefix(_WAITS)
        came = answer(app, lambda id_=id_, doc=doc: order_of(id_, doc))  # type: ignore[misc]
        notes.put(f"{_DONE}{id_}", {"at": app.now().isoformat(), **came})
        notes.drop(name)
    for name, doc in notes.named(_DONE).items() if waiting else ():
        if app.now() - datetime.fromisoformat(doc["at"]) > _KEPT:
            notes.drop(name)
    return bool(waiting)


def _notes(store: Store) -> Notes:
    return cast("Notes", store.notes)  # it is shared
