"""Several bots on one database: orders reach whichever polls, and what one sends the other knows."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.exits import Exit
from bot.reports.status import status_document
from bot.service.app import App
from bot.service.clock import SharedClock
from bot.service.mailbox import PATIENCE, carry_out, serve
from bot.service.orders import Order
from bot.service.roles import Role, role_named
from bot.terminal import Voice
from state.outbox import OwedStatus
from state.place import Database
from tests.bot.newsroom import EVERYBODY, PAGE, TWO_DESKS, Newsroom, lists, sheriff
from tests.postgres import served
from watchers.fetch.source import Source


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with served() as server:
        room = Newsroom(tmp_path, TWO_DESKS)
        room.config = replace(room.config, database=Database(url=server.database()))
        yield room


def opened(room: Newsroom, *roles: Role, name: str, now: Callable[[], datetime] | None = None) -> App:
    watch = replace(room.config.watch, folder=room.config.watch.folder / name)
    source = Source(PAGE, contact="", version="1", clock=lambda: 0.0, transport=httpx.MockTransport(room.ice.answer))
    return App.open(
        replace(room.config, watch=watch), room.environ, holder=f"watch287g run --only {name}",
        write=room.printed.append, now=now or (lambda: room.at), source=source, roles=frozenset(roles),
    )  # fmt: skip


def test_one_polls_another_delivers_and_an_order_reaches_the_one_that_polls(room: Newsroom) -> None:
    said: list[str] = []
    with opened(room, Role.POLL, name="poll") as poller, opened(room, Role.DELIVER, name="deliver") as sender:
        assert (poller.lead(), sender.lead()) == (True, False)
        room.ice.post(lists(*EVERYBODY))
        poller.check()
        room.ice.post(lists(*EVERYBODY, sheriff("Dent")))
        poller.check()
        assert poller.deliver() == []
        assert [delivery.owed.status for delivery in sender.deliver()] == [OwedStatus.DELIVERED]

        end = threading.Event()

        def polls() -> None:
            while not end.is_set():
                serve(poller)
                time.sleep(0.05)

        thread = threading.Thread(target=polls)
        thread.start()
        order = Order(id="1", name="outbox retry", words=("all",), at=datetime.now(UTC))
        status = carry_out(order, room.config, room.environ, Voice(said=said.append, remarked=said.append))
        end.set()
        thread.join(PATIENCE)
        assert (status, said) == (Exit.FINE, ["Nothing to send again."])
        members = status_document(poller.store)["processes"]
        assert [(role_named(each["name"]), each["leads"]) for each in members] == [("poll", True), ("deliver", False)]
    order = replace(order, id="2")
    assert carry_out(order, room.config, room.environ, Voice(said=said.append, remarked=said.append)) is Exit.FINE


def test_a_machine_whose_clock_is_wrong_goes_by_the_databases_and_says_so_once(room: Newsroom) -> None:
    off = timedelta(hours=3)
    with opened(room, Role.DELIVER, name="deliver", now=SharedClock(lambda: datetime.now(UTC) + off)) as app:
        assert abs(app.now() - datetime.now(UTC)) < timedelta(minutes=1)
        assert "is 3 hours ahead of that of t" in app.mind_clock()
        assert app.mind_clock() == ""
        off = timedelta(0)
        assert app.mind_clock() == ""
        assert app.clock_is_off == timedelta(0)
