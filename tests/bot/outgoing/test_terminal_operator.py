"""The terminal as the operators' only ear, which is what `init` writes: it hears all trouble once, and none twice."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest import build
from bot.exits import Exit
from tests.bot.newsroom import DAY, EVERYBODY, QUARTER, Newsroom, lists, sheriff, status
from tests.bot.ordering import ordered
from watchers.errors import WatchError

DIGEST = """
[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
digest = "daily"
"""


def heard(room: Newsroom) -> list[str]:
    """The headlines of what the terminal was told as an operator."""
    notices = [text for text in room.printed if "Newsrooms were not told." in text]
    return [re.sub(r"\s+", " ", text.partition("\n\n")[0]) for text in notices]


def fails(room: Newsroom, *, after: timedelta) -> None:
    room.ice.fault = status(503)
    room.at += after
    with room.app() as app:
        with pytest.raises(WatchError):
            app.check()
        app.deliver()


def test_blindness_and_its_end_are_told_once_each(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    for _ in range(12):
        fails(room, after=timedelta(hours=1))
    assert heard(room) == ["watch287g is blind"]
    room.ice.fault = lambda _: None
    room.poll()
    room.poll()
    assert heard(room) == ["watch287g is blind", "Over: watch287g sees ICE's list again"]


def test_ices_silence_and_its_end_are_told_once_each(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    for _ in range(15):
        room.poll(after=DAY)
    assert heard(room) == ["ICE is silent: no new list"]
    room.sees(*EVERYBODY, sheriff("Ozark"))
    assert heard(room)[1:] == ["Over: ICE has posted a new list"]


def test_what_the_poll_itself_prints_is_not_printed_again_as_a_notice(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    room.ice.post({"Participating Agencies": lists(*EVERYBODY)["Participating Agencies"][:900]})
    room.at += QUARTER
    with room.app() as app:
        with pytest.raises(WatchError):
            app.check()
        app.deliver()
    assert heard(room) == []  # `check` and `run` have said the error itself
    room.sees(*EVERYBODY)
    assert heard(room) == ["Over: watch287g can read ICE's list again"]


def test_a_digest_that_cannot_be_made_is_told_and_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Newsroom(tmp_path, DIGEST)
    room.sees(*EVERYBODY)

    def said(status: Exit) -> bool:
        """Whether `check`, which ends with that status, says it by itself."""
        with room.app() as app:
            return any("could not be made" in line for line in ordered(app, "check", status=status))

    assert not said(Exit.FINE)
    whole = build.make_digest
    monkeypatch.setattr(build, "make_digest", lambda *_, **__: 1 / 0)
    for is_told_already in (False, True):
        room.at += DAY
        assert said(Exit.FAULT) is is_told_already
    assert heard(room) == ["watch287g can't make the digest of missouri"]
    monkeypatch.setattr(build, "make_digest", whole)
    assert not said(Exit.FINE)
    assert heard(room)[1:] == ["Over: watch287g can make the digest of missouri again"]


def test_the_trouble_of_a_digest_that_nobody_wants_any_more_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Newsroom(tmp_path, DIGEST)
    room.sees(*EVERYBODY)
    monkeypatch.setattr(build, "make_digest", lambda *_, **__: 1 / 0)
    for _ in range(2):
        with room.app() as app:
            app.digest()
        room.at += DAY
    room = Newsroom(tmp_path, DIGEST.replace('digest = "daily"\n', ""))
    room.at += timedelta(days=9)
    room.ice.post(lists(*EVERYBODY))
    with room.app() as app:
        ordered(app, "check", status=Exit.FINE)
