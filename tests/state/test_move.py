"""A state moved into a database and back: nothing lost, nothing changed, and closed wherever it is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from state.entries import Pause, Removal
from state.errors import StateDamagedError, StateError, StateHeldError, StateUnreachableError
from state.files.kept import Fetched
from state.move import move
from state.place import Database, Place
from state.store import Store, open_store, read_store
from tests.factories import NOON, event, standing, workbook
from tests.postgres import Server, wait_until
from tests.state.rows import DAY, arrived, owed, writing
from watchers.model.agreement import ListKind

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
PAUSES = [Pause(destination=f"email:{name}@example.org", since=NOON, why="Full.") for name in ("z", "a")]


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    place = Place(folder=tmp_path / "var")
    with writing(place) as store:
        store.commit(events=[event(id=f"old{n}", observed_at=NOON - n * 200 * DAY) for n in (3, 2, 1)])
        store.move_old_events(NOON - 300 * DAY)
        store.commit(
            standings=[standing(), standing(id="a2")],
            events=[event(), event(id="e2")],
            owed=[arrived(owed()), owed(id="m2", group="g2")],
            entries=PAUSES,
            workbooks=[Fetched(workbook=workbook(sha256=HELLO), list=ListKind.PARTICIPATING, fetched_at=NOON)],
        )
        store.workbooks.keep(b"hello", sha256=HELLO)
        store.polls().note(at=NOON, outcome="nothing new", good=True)
    return place


@pytest.fixture
def database(postgres: Server, tmp_path: Path) -> Place:
    return Place(folder=tmp_path / "elsewhere", database=Database(url=postgres.database()))


def said(store: Store) -> object:
    return (
        store.register(), store.events(), store.owed(), list(store.entries(Pause).items()), store.fetched(),
        store.last_poll(), store.deliveries_of("7f3a81c2"), store.workbooks.read(HELLO),
    )  # fmt: skip


def test_what_is_moved_is_all_there_and_comes_back_as_it_was(folder: Place, database: Place) -> None:
    with read_store(folder) as store:
        before = said(store)
    there = move(folder, database, holder="watch287g state move")
    assert (there.rows, there.files) == (15, 1)
    with read_store(database) as store:
        assert said(store) == before
    with pytest.raises(StateUnreachableError, match=r"was moved to t\w+ on 127\.0\.0\.1:\d+\. See that \[state\]"):
        open_store(folder, holder="watch287g run")
    with open_store(database, holder="watch287g run") as store:
        store.commit(events=[event(id="e3")])
        before = said(store)
    back = move(database, folder, holder="watch287g state move")
    assert (back.rows, back.files) == (16, 1)
    with writing(folder) as store:
        assert said(store) == before
    with pytest.raises(StateUnreachableError, match=r"was moved to .*state\.json"):
        read_store(database)


def test_workbooks_can_be_in_a_folder_that_all_machines_share(folder: Place, database: Place, tmp_path: Path) -> None:
    assert database.database is not None
    shared = replace(database, database=replace(database.database, files=tmp_path / "shared"))
    assert move(folder, shared, holder="watch287g state move").files == 1
    with read_store(replace(shared, folder=tmp_path / "another machine's")) as store:
        assert store.workbooks.read(HELLO) == b"hello"
    with read_store(database) as store:
        assert not store.workbooks.has(HELLO)


def test_a_move_that_is_cut_off_leaves_both_sides_closed_to_bots_and_goes_on(
    folder: Place, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("state.move._copy_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move(folder, database, holder="watch287g state move")
    with pytest.raises(StateUnreachableError, match=r"not all of it is there\. Run the same `watch287g state move`"):
        open_store(database, holder="watch287g run")
    with pytest.raises(StateError, match="half filled from"):
        move(Place(folder=other(folder)), database, holder="watch287g state move")
    with writing(folder) as store:  # the bot that went on meanwhile
        store.commit(entries=[Removal(kind=Pause, id=PAUSES[0].destination), replace(PAUSES[1], why="\0 \\u0000")])
    assert move(folder, database, holder="watch287g state move").rows == 14
    with open_store(database, holder="watch287g run") as store:
        store.commit(forget=["a2"])
    with monkeypatch.context() as patch:
        patch.setattr(Store, "empty", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            move(database, folder, holder="watch287g state move")
    assert move(database, folder, holder="watch287g state move").rows == 13


def test_a_sender_that_came_while_all_was_moved_leaves_the_state_where_it_was(
    folder: Place, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(folder, database, holder="watch287g state move")
    came: list[Store] = []

    def while_files_are_copied(*_: Store) -> int:
        came.append(open_store(database, holder="watch287g run --only deliver", lead=False))
        return len(came)

    with monkeypatch.context() as patch:
        patch.setattr("state.move._copy_files", while_files_are_copied)
        with pytest.raises(StateHeldError, match=r"in use by watch287g run --only deliver\. Stop them all"):
            move(database, folder, holder="watch287g state move")
    with read_store(database) as store:
        assert len(store.owed()) == 2
    came[0].close()
    with open_store(database, holder="watch287g state move") as store:
        wait_until("the sender is gone", lambda: len(store.members()) == 1)
    assert move(database, folder, holder="watch287g state move").rows == 15


def other(place: Place) -> Path:
    with writing(place.folder.parent / "other") as store:
        store.commit(standings=[standing()])
    return place.folder.parent / "other"


def test_what_arrived_otherwise_than_it_was_sent_is_not_taken_for_moved(
    folder: Place, database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        put = Store.put_rows
        patch.setattr(Store, "put_rows", lambda self, rows: put(self, rows[:-1]))
        with pytest.raises(StateDamagedError, match=r"is not what .*state\.json holds"):
            move(folder, database, holder="watch287g state move")


def test_nothing_is_moved_from_under_a_sender_nor_over_another_state(folder: Place, database: Place) -> None:
    with open_store(database, holder="watch287g run --only deliver", lead=False) as sender:
        with pytest.raises(StateHeldError, match=r"in use by watch287g run --only deliver\. Stop them all"):
            move(folder, database, holder="watch287g state move")
        wait_until("the lead is free", sender.lead)
        sender.commit(standings=[standing()])
    with pytest.raises(StateError, match="holds a state already"):
        move(folder, database, holder="watch287g state move")
