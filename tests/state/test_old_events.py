from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from state.db.storage import AtomicStorage, chunks_of
from state.errors import StateDamagedError, StateError
from state.store import read_store
from tests.factories import NOON, event, workbook
from tests.state.rows import DAY, HOUR, writing

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
OLD = [
    event(id="e24", observed_at=NOON - 400 * DAY, workbook=workbook(name="old.xlsx")),
    event(id="e25a"),
    event(id="e25b", observed_at=NEW_YEAR - HOUR, before_workbook=workbook(name="before.xlsx")),
]
NEW = [event(id="e26", observed_at=NEW_YEAR)]


def moved(folder: Path, **over: Any) -> None:
    with writing(folder) as store:
        store.commit(events=[*OLD, *NEW])
        assert store.move_old_events(NEW_YEAR) == 3


def test_old_events_move_to_the_files_of_their_months_and_are_read_as_before(tmp_path: Path) -> None:
    moved(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("events-*")) == [
        "events-2024-10.json",
        "events-2025-11.json",
        "events-2025-12.json",
    ]
    tables = orjson.loads((tmp_path / "state.json").read_bytes())
    assert [name for name in tables if name.startswith("events")] == ["events-2026-01"]
    with read_store(tmp_path) as store:
        assert store.events() == [*OLD, *NEW]
        assert store.events(since=NOON, until=NEW_YEAR) == OLD[1:]
        assert store.events(ids=["e24"]) == OLD[:1]
        assert store.event("e24") == OLD[0]


def test_the_store_that_moved_them_reads_them_too(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(events=[*OLD, *NEW])
        store.move_old_events(NEW_YEAR)
        assert store.events() == [*OLD, *NEW]
        assert store.move_old_events(NEW_YEAR) == 0


def test_months_that_cannot_matter_are_not_read(tmp_path: Path) -> None:
    moved(tmp_path)
    (tmp_path / "events-2024-10.json").write_bytes(b"garbage")
    with read_store(tmp_path) as store:
        assert store.events(since=datetime(2025, 1, 1, tzinfo=UTC)) == [*OLD[1:], *NEW]
        with pytest.raises(StateDamagedError, match=r"events-2024-10\.json is damaged"):
            store.events()


def test_a_moved_event_is_still_known_when_it_is_recorded_again(tmp_path: Path) -> None:
    moved(tmp_path)
    with writing(tmp_path) as store:
        store.commit(events=[event(id="e25a", because="said again")])
        assert store.events() == [*OLD, *NEW]


def test_a_month_takes_in_more_events_later(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(events=[*OLD, *NEW])
        assert store.move_old_events(NOON) == 1
        assert store.move_old_events(NOON + HOUR) == 1
        assert store.move_old_events(NEW_YEAR) == 1
    assert read_store(tmp_path).events() == [*OLD, *NEW]


def test_dying_between_the_months_file_and_the_state_loses_nothing_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(tmp_path) as store:
        store.commit(events=[*OLD, *NEW])

        class Killed(BaseException):
            pass

        def die(_: object) -> None:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(AtomicStorage, "_flush", die)
            with pytest.raises(Killed):
                store.move_old_events(NEW_YEAR)
        assert (tmp_path / "events-2025-11.json").exists()
        assert store.events() == [*OLD, *NEW]
    with writing(tmp_path) as store:
        assert store.events() == [*OLD, *NEW]
        assert store.move_old_events(NEW_YEAR) == 3
    assert read_store(tmp_path).events() == [*OLD, *NEW]


def test_a_months_file_that_cannot_be_written_leaves_the_events_where_they_are(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(events=[*OLD, *NEW])
        (tmp_path / ".events-2024-10.json.tmp").mkdir()
        with pytest.raises(StateError, match=r"events-2024-10\.json could not be written.*No event was moved or lost"):
            store.move_old_events(NEW_YEAR)
        assert store.events() == [*OLD, *NEW]


def test_the_month_of_an_event_is_that_of_universal_time(tmp_path: Path) -> None:
    late = event(observed_at=datetime.fromisoformat("2025-12-31T20:00:00-05:00"))
    with writing(tmp_path) as store:
        store.commit(events=[late])
        store.move_old_events(NEW_YEAR + DAY)
    assert (tmp_path / "events-2026-01.json").exists()
    assert read_store(tmp_path).events(since=NEW_YEAR) == [late]


def test_a_years_file_of_a_version_before_stays_and_nothing_of_it_is_doubled(tmp_path: Path) -> None:
    later = event(id="e25c", observed_at=NOON + HOUR)
    moved(tmp_path)
    months = [tmp_path / f"events-2025-{month}.json" for month in (11, 12)]
    tables: dict[str, Any] = {"workbooks": {}}
    for path in months:
        found = orjson.loads(path.read_bytes())
        tables |= {name: table for name, table in found.items() if name.startswith("events")}
        tables["workbooks"] |= found["workbooks"]
        path.unlink()
    (tmp_path / "events-2025.json").write_bytes(
        b"".join(chunks_of({name: orjson.dumps(table) for name, table in tables.items()}))
    )
    with writing(tmp_path) as store:
        store.commit(events=[later])
        rows = {"e25a": tables["events-2025-11"]["e25a"]}
        store.put_rows(("events-2025-11", row_id, doc) for row_id, doc in rows.items())  # died while it moved it
        assert store.events() == [OLD[0], OLD[1], later, OLD[2], *NEW]
        assert store.move_old_events(NEW_YEAR) == 2
        assert store.events() == [OLD[0], OLD[1], later, OLD[2], *NEW]
    assert orjson.loads(months[0].read_bytes())["events-2025-11"].keys() == {"e25c"}
    assert read_store(tmp_path).events(since=NOON, until=NEW_YEAR) == [OLD[1], later, OLD[2]]
