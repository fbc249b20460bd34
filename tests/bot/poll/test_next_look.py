"""The plan of looks that a config and a record make, and the words for it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config.load import ConfigError
from bot.poll.next_look import newest_list, next_look, plan_of_looks
from notifiers.language.english import ENGLISH
from state.files.last_poll import read_last_poll
from tests.bot.newsroom import EVERYBODY, Newsroom
from watchers.schedule.looks import ByPostingRate, FixedStep, Why

CONFIG = """
[watch]
page = "http://127.0.0.1:9/nobody-is-asked"
{pace}
[[subscription]]
name = "mo"
states = ["MO"]
terminal = true
"""


def room_with(tmp_path: Path, pace: str) -> Newsroom:
    return Newsroom(tmp_path, CONFIG.format(pace=pace))


def plan(room: Newsroom) -> ByPostingRate | FixedStep:
    with room.record() as store:
        return plan_of_looks(room.config, store, at=room.at)


def test_the_first_look_is_no_posting_and_later_ones_teach_the_hour(tmp_path: Path) -> None:
    room = room_with(tmp_path, "looks_a_week = 672")
    room.at = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
    room.sees(*EVERYBODY)
    with room.record() as store:
        assert newest_list(store) is None
    before = plan(room)
    assert isinstance(before, ByPostingRate)
    for night in range(1, 10):  # a list at two in the morning, Washington's time, day after day
        room.sees(*EVERYBODY[night % 3 :])
    learnt = plan(room)
    assert isinstance(learnt, ByPostingRate)
    assert learnt.rate.at(room.at) > 20 * before.rate.at(room.at)
    with room.record() as store:
        assert newest_list(store) == room.at


def test_the_next_look_has_its_time_and_reason_in_words(tmp_path: Path) -> None:
    room = room_with(tmp_path, "every_minutes = 20")
    room.sees(*EVERYBODY)
    with room.record() as store:
        last_poll = read_last_poll(store.folder)
        assert last_poll is not None
        fixed = next_look(room.config, store, last_poll)
        learnt = replace(room.config, watch=replace(room.config.watch, looks_a_week=672.0))
        soon = next_look(learnt, store, last_poll)
    assert fixed.at == room.at + timedelta(minutes=20)
    assert ENGLISH.proof.looks_next(fixed, room.config.watch.zone) == (
        "The next look is about Jan. 6, 2026, 9:20 a.m. CST: the bot looks at a fixed step."
    )
    assert soon.why is Why.BUSY
    assert soon.at < room.at + timedelta(minutes=12)
    assert ENGLISH.proof.looks_next(soon, room.config.watch.zone).endswith("ICE often posts at this time of the week.")


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        ("looks_a_week = 100", "looks_a_week: 100 is not from 168 to 2016. ICE posts a list or two a day"),
        ('looks_a_week = "672"', "looks_a_week: needs a number from 168 to 2016"),
    ],
)
def test_a_pace_that_cannot_be_kept_is_refused(tmp_path: Path, pace: str, words: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(words)):
        room_with(tmp_path, pace)


def test_a_fixed_step_goes_before_the_looks_a_week(tmp_path: Path) -> None:
    room = room_with(tmp_path, "looks_a_week = 672\nevery_minutes = 20")
    room.sees(*EVERYBODY)
    assert plan(room) == FixedStep(timedelta(minutes=20))
