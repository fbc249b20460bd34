"""An order given to a bot that is open in the test."""

from datetime import datetime

from bot.exits import Exit
from bot.service.app import App
from bot.service.orders import Order, obey
from bot.terminal import Voice


def ordered(app: App, name: str, *words: str, status: Exit | None = None) -> list[str]:
    """Carry out an order at the app's time, which ends with that status if one is given; what it says."""
    said: list[str] = []
    found = obey(app, order_at(app.now(), name, *words), Voice(said=said.append, remarked=said.append))
    assert status in {None, found}
    return said


def order_at(at: datetime, name: str, *words: str) -> Order:
    """One of that time."""
    return Order(id=f"{at.timestamp():.0f}", name=name, words=words, at=at)
