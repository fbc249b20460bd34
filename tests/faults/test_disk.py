"""A full disk, in short: some of the steps; the long form takes them all."""

import errno
import os
from pathlib import Path

import pytest

from state.errors import StateNotWrittenError
from state.outbox import OwedStatus, sending
from tests.faults.disk import Full, full_at_each_step, no_room_for_files, without_names
from tests.faults.newsroom import Newsroom
from tests.faults.stretch import made_up

_ROOM = "Make room on that disk"


def _holds(full: Full) -> None:
    assert full.runs == full.stopped > 1
    assert full.findings == []
    assert full.tally.faults == {}


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_disk_that_fills_up_at_any_step_costs_no_news_once_there_is_room(tmp_path: Path, goes_on: bool) -> None:
    full = full_at_each_step(made_up(2, rows=30), tmp_path, every=7, goes_on=goes_on)
    _holds(full)
    assert all(_ROOM in said for said in full.said)


def test_files_cut_short_cost_no_news_once_there_is_room(tmp_path: Path) -> None:
    full = no_room_for_files(made_up(2, rows=30), tmp_path, limits=[0, 4_000, 20_000])
    _holds(full)
    assert {without_names(said).partition(":")[0] for said in full.said} == {
        "The state's folder var can't be written to",
        "The workbook could not be kept as var/workbooks/….xlsx",
        "var/state.json could not be written",
    }


def test_a_start_that_fails_on_a_full_disk_lets_go_of_the_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    stretch = made_up(2, rows=30)
    with Newsroom(folder=tmp_path) as room:
        room.step(stretch[0])
        room.page.publish(stretch[1])
        with room.app() as app:
            app.check()
            first = app.store.owed()[0]
            app.store.commit(owed=[sending(first, room.now())])
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(StateNotWrittenError, match=_ROOM):
                room.app()
        with room.app() as app:
            assert app.store.message(first.id).status is OwedStatus.UNKNOWN
