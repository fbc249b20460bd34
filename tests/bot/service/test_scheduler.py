"""What a running bot's log says of trouble that comes and goes: each thing once, and at its place."""

import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.service.log import Journal
from bot.service.measuring import Measuring
from bot.service.scheduler import Runner
from bot.service.systemd import ServiceManager
from state.errors import StateAwayError, StateNotWrittenError
from tests.bot.newsroom import EVERYBODY, Newsroom, lists

CONFIG = """
[watch]
page = "http://127.0.0.1:9/nobody-is-asked"
every_minutes = 0.005

[[subscription]]
name = "mo"
states = ["MO"]
terminal = true
"""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    found = Newsroom(tmp_path, CONFIG)
    found.ice.post(lists(*EVERYBODY))
    return found


@contextlib.contextmanager
def until(polls: list[object], number: int) -> Iterator[None]:
    """Stop the bot of this process once so many polls were made."""

    def watch() -> None:
        give_up = time.monotonic() + 20
        while len(polls) < number and time.monotonic() < give_up:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    usual = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        watcher.join()
        for each, handler in usual.items():
            signal.signal(each, handler)


def logged(room: Newsroom, caplog: pytest.LogCaptureFixture, polls: list[object], number: int) -> list[str]:
    with room.app() as app, caplog.at_level(logging.INFO, "bot"), until(polls, number):
        Runner(
            app, lambda: None, ServiceManager(), Measuring(room.config, serve=False), Journal(), last_words=print
        ).run()
    return [record.getMessage() for record in caplog.records]


def test_after_a_poll_with_news_and_only_then_all_memory_is_looked_through(
    room: Newsroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    looked: list[int] = []

    def note(request: httpx.Request) -> None:
        if str(request.url).endswith("287g"):
            asked.append(request)

    room.ice.fault = note
    monkeypatch.setattr("bot.service.scheduler.collect_all", lambda: looked.append(len(asked)))
    logged(room, caplog, asked, 5)
    assert looked == [1]


def test_polls_that_go_well_again_are_told_once(room: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[object] = []

    def away_at_first(request: httpx.Request) -> httpx.Response | None:
        if not str(request.url).endswith("287g"):
            return None
        asked.append(request)
        return httpx.Response(503) if len(asked) <= 2 else None

    room.ice.fault = away_at_first
    said = logged(room, caplog, asked, 6)
    again = [line for line in said if line == "ICE's page and lists can be read again, after 1 minute."]
    assert len(again) == 1
    assert any(line.startswith("First look at") for line in said[said.index(again[0]) :])


def test_a_full_disk_is_told_once_a_poll_however_many_jobs_meet_it(
    room: Newsroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[object] = []
    asked: list[object] = []

    def is_full(*_: object, **__: object) -> None:
        met.append(None)
        raise StateNotWrittenError("There is no room.")

    def polls(*_: object) -> None:
        asked.append(None)
        is_full()

    with room.app() as app:
        monkeypatch.setattr(type(app), "deliver", is_full)
        monkeypatch.setattr(type(app), "digest", is_full)
        monkeypatch.setattr(type(app), "check", polls)
    said = logged(room, caplog, asked, 4)
    warned = said.count("There is no room.")
    assert len(met) > warned
    assert warned <= len(asked) + 1  # a digest may be asked for before the first poll


@pytest.mark.parametrize("step", [timedelta(days=-1), timedelta(days=30)])
def test_a_clock_that_is_set_makes_a_poll_at_once(
    room: Newsroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, step: timedelta
) -> None:
    polls: list[object] = []
    room.ice.fault = lambda request: polls.append(request) if str(request.url).endswith("287g") else None
    monkeypatch.setattr("bot.service.scheduler._MIND_THE_CLOCK_EVERY", 0.01)
    with room.app() as app, caplog.at_level(logging.INFO, "bot"), until(polls, 2):
        hourly = replace(app.config, watch=replace(app.config.watch, every=timedelta(hours=1)))
        app.take_up(hourly, app.channels)
        runner = Runner(
            app, lambda: None, ServiceManager(), Measuring(hourly, serve=False), Journal(), last_words=print
        )
        steps = iter([None, step])
        runner._clock.step = lambda: next(steps, None) if polls else None  # type: ignore[method-assign]
        runner.run()
    assert len(polls) >= 2
    said = [record.getMessage() for record in caplog.records]
    assert sum("The clock" in line for line in said) == 1


@pytest.mark.parametrize(("window", "goes_on"), [([True, False], False), ([True, True], True), ([False, False], True)])
def test_a_bot_whose_window_is_closed_stops_and_any_other_reads_its_config_anew(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, window: list[bool], goes_on: bool
) -> None:
    there = iter(window)
    monkeypatch.setattr("bot.service.scheduler.has_terminal", lambda: next(there, False))
    with room.app() as app:
        runner = Runner(
            app, lambda: None, ServiceManager(), Measuring(room.config, serve=False), Journal(), last_words=print
        )
        stopped: list[object] = []
        monkeypatch.setattr(runner, "_stop", lambda *_: stopped.append(None))
        runner._hang_up()
    assert (runner._to_reread, not stopped) == (goes_on, goes_on)


def test_a_process_that_never_polls_warns_once_of_each_time_that_the_database_is_away(
    room: Newsroom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = iter([True, True, False, True])

    def deliver(*_: object) -> list[object]:
        if next(away):
            raise StateAwayError("The database is away.")
        return []

    with room.app() as app, caplog.at_level(logging.WARNING, "bot"):
        runner = Runner(
            app, lambda: None, ServiceManager(), Measuring(room.config, serve=False), Journal(), last_words=print
        )
        monkeypatch.setattr(type(app.store), "leads", False)
        monkeypatch.setattr(type(app), "deliver", deliver)
        for _ in range(4):
            runner._deliver()
    assert [record.getMessage() for record in caplog.records] == ["The database is away."] * 2


def test_a_start_that_fails_midway_keeps_no_lock_from_the_next_one(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(_: object) -> None:
        raise StateAwayError("The database is away.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.service.app.App.mind_desks", is_away)
        with pytest.raises(StateAwayError), room.app():
            pass
    with pytest.raises(StateAwayError), room.app() as app:
        monkeypatch.setattr(app.checker.last_poll, "flush", lambda: is_away(app))
    with room.app() as app:
        assert app.store.leads
