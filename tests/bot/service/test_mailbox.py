"""Orders to a running bot: each is carried out once, its outcome is never lost, and nothing is left lying about."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config.running import holder
from bot.exits import Exit
from bot.service import mailbox
from bot.service.app import App
from bot.service.mailbox import carry_out, serve
from bot.service.orders import Order, obey
from bot.terminal import Voice
from state.files.liveness import note_alive, note_end
from state.files.lock import StateLock
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff

DESK = ("missouri", "2026-W02")
WEEKLY = """
[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
digest = "weekly"
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    room = Newsroom(tmp_path, WEEKLY)
    monkeypatch.setattr(mailbox, "write", room.printed.append)
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY, sheriff("Dent"))
    room.at += timedelta(days=14)
    return room


@pytest.fixture
def box(room: Newsroom) -> Path:
    return room.config.watch.folder / "orders"


class Heard:
    """What an order's outcome was told as."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.complaints: list[str] = []

    @property
    def voice(self) -> Voice:
        return Voice(said=self.told.append, remarked=self.complaints.append)


@contextmanager
def a_bot(room: Newsroom, until: Callable[[App], object]) -> Iterator[None]:
    """A bot that runs in this folder, and does `until` in a thread of its own."""
    ready = threading.Event()
    end = threading.Event()

    def work() -> None:
        with room.app() as app:
            (room.config.watch.folder / "lock.holder").write_text(holder("run"))
            note_alive(room.config.watch.folder, datetime.now(UTC))
            ready.set()
            while not end.is_set():
                until(app)
                time.sleep(0.02)
        note_end(room.config.watch.folder)

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait(10)
    try:
        yield
    finally:
        end.set()
        thread.join(20)


def asked(room: Newsroom, *words: str, patience: float = 10) -> tuple[Exit, Heard]:
    heard = Heard()
    order = Order(id=f"{time.time_ns()}", name=" ".join(words[:2]), words=words[2:], at=room.at)
    return carry_out(order, room.config, room.environ, heard.voice, patience=patience), heard


def digests(room: Newsroom) -> int:
    return sum("Jan. 5–11" in text for text in room.printed)


def test_an_order_that_outlasts_the_wait_goes_on_and_the_same_command_again_shows_what_came_of_it(
    room: Newsroom, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(app: App, order: Order, voice: Voice) -> Exit:
        go_on.wait(10)
        return obey(app, order, voice)

    monkeypatch.setattr(mailbox, "obey", slow)
    with a_bot(room, serve):
        status, heard = asked(room, "digest", "send", *DESK, patience=0.5)
        assert status == Exit.STATE
        assert heard.complaints[0].startswith("The running bot is still at it. The same command, given again ")
        go_on.set()
        status, heard = asked(room, "digest", "send", *DESK)
    assert (status, heard.complaints) == (Exit.FINE, [])
    assert heard.told[-1] == "Told missouri (the terminal)."
    assert digests(room) == 1
    assert list(box.iterdir()) == []
    room.at += timedelta(minutes=1)
    assert asked(room, "digest", "send", *DESK)[0] == Exit.FINE  # another order, another digest
    assert digests(room) == 2


def test_an_outcome_that_nobody_waited_for_is_shown_even_when_the_bot_has_ended(room: Newsroom, box: Path) -> None:
    box.mkdir()
    (box / "1.order").write_text(json.dumps({"order": "digest send", "words": DESK, "at": room.at.isoformat()}))
    with room.app() as app:
        assert serve(app)
    status, heard = asked(room, "digest", "send", *DESK)
    assert (status, heard.told[-1]) == (Exit.FINE, "Told missouri (the terminal).")
    assert digests(room) == 1
    assert list(box.iterdir()) == []


def test_an_order_that_nobody_took_up_is_taken_back(room: Newsroom, box: Path) -> None:
    with a_bot(room, lambda _: None):
        status, heard = asked(room, "outbox", "retry", "all", patience=0.3)
    assert status == Exit.STATE
    assert heard.complaints == [
        "The running bot didn't take it up: nothing was done. `watch287g health` says how the bot fares."
    ]
    assert list(box.iterdir()) == []


def test_an_order_at_which_a_bot_was_killed_is_ended_by_the_next_and_sends_nothing_twice(
    room: Newsroom, box: Path
) -> None:
    order = {"order": "digest send", "words": DESK, "at": room.at.isoformat()}
    for _ in range(2):  # the first was killed behind the sending, and before its answer was there
        box.mkdir(exist_ok=True)
        (box / "1.running").write_text(json.dumps(order))
        with room.app() as app:
            assert serve(app)
            assert not serve(app)
    assert digests(room) == 1


def test_a_command_without_a_bot_goes_on_with_what_a_killed_one_left(room: Newsroom, box: Path) -> None:
    box.mkdir()
    order = {"order": "digest send", "words": DESK, "at": room.at.isoformat()}
    (box / "1.running").write_text(json.dumps(order))
    assert asked(room, "digest", "send", *DESK)[0] == Exit.FINE
    assert list(box.iterdir()) == []
    assert digests(room) == 1


def test_orders_and_answers_that_nobody_asks_for_any_more_are_taken_away(room: Newsroom, box: Path) -> None:
    box.mkdir()
    long_ago = room.at - timedelta(hours=2)
    for name in ("1.order", "2.running", "3.answer"):
        (box / name).write_text(json.dumps({"order": "check", "words": [], "at": long_ago.isoformat()}))
    with room.app() as app:
        assert not serve(app)
    assert list(box.iterdir()) == []


def test_a_state_that_another_command_holds_is_not_waited_for(room: Newsroom) -> None:
    from state.errors import StateHeldError

    begun = time.monotonic()
    with StateLock(room.config.watch.folder, holder=holder("backfill")), pytest.raises(StateHeldError):
        asked(room, "outbox", "retry", "all", patience=30)
    assert time.monotonic() - begun < 10
