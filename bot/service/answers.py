"""An order and its answer as documents, whatever way they go between two processes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.exits import Exit
from bot.service.app import App
from bot.service.log import LOG
from bot.service.orders import ORDERS, Order, obey
from bot.terminal import Voice

PATIENCE = 120.0
"""Seconds to wait for the running bot: it may be in the middle of a poll."""


def answer(app: App, read: Callable[[], Order]) -> dict[str, Any]:
    """Carry out an order that `read` reads; its answer as a document. The log has what it says, too."""
    lines: list[tuple[bool, str]] = []

    def tell(line: str) -> None:
        LOG.info(line)
        lines.append((True, line))

    def complain(line: str) -> None:
        LOG.warning(line)
        lines.append((False, line))

    order = None
    try:
        order = read()
        if order.name in ORDERS:
            LOG.info(f"Asked for: {' '.join((order.name, *order.words))}.")
            status = obey(app, order, Voice(said=tell, remarked=complain))
        else:
            complain(f"This watch287g knows no order “{order.name}”.")
            status = Exit.USAGE
    except Exception as error:  # noqa: BLE001 - an order that fails is answered, and not tried for ever
        complain(f"The order could not be carried out, by a fault of watch287g's own ({type(error).__name__}).")
        status = Exit.FAULT
    return (document(order) if order else {}) | {"lines": lines, "status": status.value}


def relayed(doc: Mapping[str, Any], voice: Voice) -> Exit:
    """Tell an answer, and its exit status."""
    for is_well, line in doc["lines"]:
        (voice.tell if is_well else voice.complain)(str(line))
    return Exit(doc["status"])


def document(order: Order) -> dict[str, Any]:
    """An order as it is written down; `order_of` reads it."""
    return {"order": order.name, "words": list(order.words), "at": order.at.isoformat()}


def order_of(id_: str, doc: Mapping[str, Any]) -> Order:
    """The order of a document. Raises ValueError, KeyError, TypeError."""
    words = tuple(str(word) for word in doc["words"])
    return Order(id=id_, name=str(doc["order"]), words=words, at=datetime.fromisoformat(doc["at"]))
