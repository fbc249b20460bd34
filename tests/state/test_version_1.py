"""A state folder that the version before wrote, with its own code, opens whole and sends nothing again.

It holds made-up lists of 2024 and 2026 and a bit of everything: a year's file, a held list, messages of every status,
pauses, troubles, news that waits, a digest's progress. `expected.json` is how that version read it.
"""

import tarfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.config.load import load_config
from state.backup import verify
from state.db.storage import STATE_FILE
from state.entries import (
    CatchUp,
    Condition,
    DeferredNews,
    DigestProgress,
    OpenTrouble,
    PageTotals,
    Pause,
    PendingListTold,
    Polls,
    Restored,
)
from state.errors import StateDamagedError
from state.files.kept import WorkbookArchive
from state.outbox import OwedStatus, requeued
from state.store import Store, open_store, read_store
from tests.bot.newsroom import QUARTER, Newsroom
from tests.state.rows import HOUR
from watchers.fetch.validators import SourceMarks
from watchers.model.agreement import Model

PACKED = Path(__file__).parent / "fixtures" / "version-1.tgz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with tarfile.open(PACKED) as tar:
        tar.extractall(tmp_path, filter="data")
    return tmp_path / "state"


@pytest.fixture
def expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((folder.parent / "expected.json").read_bytes())
    return found


def plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def same(found: Any, expected: Any) -> bool:
    """Whether all that version 1 dumped is there, and as it was; a later version may know more of a row."""
    if isinstance(expected, dict):
        return all(name in found and same(found[name], part) for name, part in expected.items())
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    return bool(found == expected)


def assert_whole(store: Store, expected: dict[str, Any]) -> None:
    assert same(plain(store.register()), expected["register"])
    assert same(plain(store.events()), expected["events"])
    assert same(plain(store.owed()), expected["outbox"])
    assert same(plain(store.holds()), expected["holds"])
    assert same(plain(store.fetched()), expected["fetched"])
    assert store.register().standings.keys() == expected["register"]["standings"].keys()
    told = {event.id: plain(store.deliveries_of(event.id)) for event in store.events()}
    assert same({id_: rows for id_, rows in told.items() if rows}, expected["told"])


def test_every_row_is_as_it_was_before_and_after_the_first_write(folder: Path, expected: dict[str, Any]) -> None:
    before = (folder / STATE_FILE).read_bytes()
    assert verify(folder) == []
    with read_store(folder) as store:
        assert_whole(store, expected)
    assert (folder / STATE_FILE).read_bytes() == before
    with open_store(folder, holder="a test") as store:
        store.commit(entries=[Restored(aside="touched")])
        assert_whole(store, expected)
    with read_store(folder) as store:
        assert_whole(store, expected)
    assert (folder / "state.json.v1").read_bytes() == before
    assert verify(folder) == []


def test_what_were_marks_are_entries(folder: Path, expected: dict[str, Any]) -> None:
    marks = expected["marks"]
    with read_store(folder) as store:
        for prefix, kind, key in (
            ("paused:", Pause, "destination"),
            ("waiting:", DeferredNews, "subscription"),
            ("trouble:", OpenTrouble, "name"),
        ):
            entries: Mapping[str, Any] = store.entries(kind)
            old = {name.removeprefix(prefix): mark for name, mark in marks.items() if name.startswith(prefix)}
            assert old
            assert {id_: plain(entry) for id_, entry in entries.items()} == {
                id_: mark | {key: id_} for id_, mark in old.items()
            }
        (digest,) = store.entries(DigestProgress).values()
        old = marks["digest missouri"]
        assert (digest.subscription, digest.until.isoformat()) == ("missouri", old["until"])
        assert digest.polls == Polls(made=old["polls"][0], failed=old["polls"][1])
        assert digest.kept == {key: Polls(made=made, failed=failed) for key, (made, failed) in old["kept"].items()}
        assert plain(digest.agreements) == old["agreements"]
        assert digest.agreements["MO"] == {Model.TFM: 5}
        stated = store.entry(PageTotals)
        assert stated is not None
        assert plain(stated.totals) | {"seen": stated.seen.isoformat()} == marks["stated"]
        assert plain(store.entry(SourceMarks)) == marks["source"]
        assert store.entry(PendingListTold) == PendingListTold(condition=Condition.ABSENT)
        assert store.entry(CatchUp) == CatchUp(until=datetime.fromisoformat(marks["catch up"]))
        assert store.entry(Restored) == Restored(aside=marks["restored"])


def test_a_bot_that_goes_on_with_it_sends_nothing_again(folder: Path, tmp_path: Path) -> None:
    config = (folder.parent / "config.toml").read_text("utf-8")
    (tmp_path / "desk").mkdir()
    room = Newsroom(tmp_path / "desk", config)
    folder.rename(room.config.watch.folder)
    assert load_config(room.config.path, {}).watch.folder == room.config.watch.folder
    with room.record() as store:
        before = {row.id: row for row in store.owed()}
        book = store.register().participating.workbook
        room.at = max(row.moved_at for row in before.values()) + HOUR
    assert book is not None
    room.ice.post({"Participating Agencies": WorkbookArchive(room.config.watch.folder).read(book.sha256)})
    assert room.poll(after=QUARTER).events == ()
    with room.app() as app:
        owed = app.store.owed()
        app.digest()
        assert app.store.owed() == owed
        app.deliver()
    with room.record() as store:
        after = {row.id: row for row in store.owed()}
    assert room.news() == []
    assert {row.subscription for id_, row in after.items() if id_ not in before} <= {"operators"}
    after = {id_: row for id_, row in after.items() if id_ in before}
    arrived = {id_ for id_, row in after.items() if row.status is OwedStatus.DELIVERED}
    assert arrived == {id_ for id_, row in before.items() if row.status is OwedStatus.DELIVERED}
    assert all(after[id_] == before[id_] for id_ in arrived)


def changed(folder: Path, name: str, mark: Any) -> None:
    tables = orjson.loads((folder / STATE_FILE).read_bytes())
    tables["marks"][name] = mark
    (folder / STATE_FILE).write_bytes(orjson.dumps(tables))


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("paused:email:desk@example.org", {"value": "yesterday"}),
        ("trouble:blind", {"value": {"since": "noon", "told": True, "sentence": "It is blind."}}),
        ("trouble:blind", {"value": {"since": "2026-01-17T15:45:00+00:00", "told": "yes", "sentence": "It is blind."}}),
        ("waiting:plains", {"value": None}),
        ("waiting:plains", {"value": {"since": "2026-01-17T15:45:00+00:00", "events": "c1", "unsure": False}}),
        (
            "digest missouri",
            {"value": {"until": "2026-01-12T14:00:00+00:00", "polls": 6, "agreements": {}, "kept": {}}},
        ),
        ("stated", {"value": {"agreements": "7", "seen": "2024-11-02T15:00:00+00:00"}}),
        ("source", {"value": {"page": 7, "links": [], "files": []}}),
        ("pending list", {"value": "gone"}),
        ("catch up", {"value": 7}),
        ("restored", {}),
        ("pauzed:email:desk@example.org", {"value": {}}),
    ],
)
def test_a_damaged_mark_is_found_by_verify_and_stops_the_bot_with_a_sentence(
    folder: Path, name: str, mark: Any
) -> None:
    changed(folder, name, mark)
    found = verify(folder)
    assert found
    assert str(folder / STATE_FILE) in found[0] or name in found[0]
    assert "watch287g state restore" in found[0]
    with pytest.raises(StateDamagedError):
        open_store(folder, holder="a test")


def test_a_message_of_the_old_version_moves_on_in_the_new_one(folder: Path) -> None:
    with open_store(folder, holder="a test") as store:
        row = store.message("m4")
        store.commit(owed=[requeued(row, row.moved_at)])
    assert read_store(folder).message("m4").status is OwedStatus.QUEUED
