from pathlib import Path
from typing import Any

import orjson
import pytest

from state.backup import verify
from state.db.lazy_tables import WrittenTable, ids_of, lines_of, read_written, sum_of
from state.db.migrations import about
from state.db.storage import AtomicStorage
from state.entries import CatchUp, Restored
from state.errors import StateDamagedError
from state.store import open_store, read_store
from tests.factories import NOON, event, standing, workbook
from tests.state.rows import DAY, arrived, owed, writing

ROWS: dict[str, Any] = {
    "a": {"kind": "x", "in": {"kind": "y", "b": {"kind": "z"}}},
    "ü 1": {"kind": '"},"c":{"kind":"'},
    "empty list": {"kind": []},
}


def table(rows: dict[str, Any]) -> WrittenTable:
    text = orjson.dumps(rows)
    return WrittenTable(memoryview(text), sum_of(text, len(rows)))


def document(tables: dict[str, dict[str, Any]]) -> bytes:
    texts = {name: orjson.dumps(rows) for name, rows in tables.items()}
    sums = {name: sum_of(text, len(tables[name])) for name, text in texts.items()}
    return b"".join(lines_of({"about": orjson.dumps({**about(1), "sums": sums}), **texts}))


def unparsed(storage: AtomicStorage) -> set[str]:
    return {name for name, rows in storage.read().items() if isinstance(rows, WrittenTable) and rows._rows is None}


def searched(storage: AtomicStorage) -> set[str]:
    return {name for name, rows in storage.read().items() if isinstance(rows, WrittenTable) and rows._ids is not None}


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        {},
        {"a": {}},
        {"a": {"kind": 1}, "b": {"other": 2, "kind": 1}},
        {"a": {"kind": {}}, 'say "b"': {"kind": 1}, "back\\slash": {"kind": 2}, "\n": {"kind": 3}},
        {"a": {"kind": {"kind": {"kind": 1}}}},
        {"a": {"k\\": 1}, "b": {"k\\": 1}},
    ],
)
def test_the_ids_of_a_table_are_found_without_its_rows(rows: dict[str, Any]) -> None:
    assert set(ids_of(table(rows))) == set(rows)
    assert ids_of(rows) == rows.keys()


def test_rows_of_one_kind_are_not_parsed_to_know_their_ids() -> None:
    found = table({f"id{n}": {"kind": "x", "n": n} for n in range(9)})
    assert "id7" in found.ids()
    assert found._rows is None
    assert (found["id7"]["n"], len(found), next(iter(found))) == (7, 9, "id0")


def test_a_file_is_one_json_document_and_read_back_as_it_was_written() -> None:
    content = document({"words": ROWS, "none": {}})
    assert orjson.loads(content)["words"] == ROWS
    found = read_written(content)
    assert found is not None
    assert {name: dict(rows) for name, rows in found.items() if name != "about"} == {"words": ROWS, "none": {}}


def test_any_byte_that_changed_in_a_table_is_noticed() -> None:
    content = document({"words": ROWS, "more": {"a": {"n": 1}}})
    for at in range(content.index(b'"words":{"a"'), len(content)):
        assert read_written(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]) is None
        assert read_written(content[:at]) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{\n}\n",
        b"{\n\n}\n",
        b'{"about":{"schema":{"version":1}},"words":{}}',
        b'{\n"about":{"schema":{"version":1}},\n"words":{}\n}\n',
        b'{\n"about":{"sums":{"words":7}},\n"words":{}\n}\n',
        b'{\n"about":{"sums":[]},\n"words":{}\n}\n',
        b'{\n"about":[],\n"words":{}\n}\n',
        b'{\n"about":{"sums":{}},\n"words":{}\n}\n',
    ],
)
def test_a_file_that_somebody_else_wrote_is_not_taken_on_its_word(content: bytes) -> None:
    assert read_written(content) is None


def lived_in(folder: Path) -> None:
    with writing(folder) as store:
        store.commit(
            standings=[standing()],
            events=[event(id="old", observed_at=NOON - 60 * DAY), event(id="older", observed_at=NOON - 120 * DAY)],
            owed=[arrived(owed())],
        )
        store.commit(entries=[CatchUp(until=NOON)])


def test_a_part_of_the_state_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    lived_in(tmp_path)
    with read_store(tmp_path) as store:
        assert unparsed(store._storage) == set(store._storage.read()) - {"about"}
        assert [one.id for one in store.events(since=NOON - 70 * DAY)] == ["old"]
        assert {"events-2025-07", "standings", "outbox", "told"} <= unparsed(store._storage)
        assert [one.id for one in store.events(ids=["older"])] == ["older"]
        assert {"standings", "outbox", "told"} <= unparsed(store._storage)
        store.owed()
        assert {"standings", "told"} <= unparsed(store._storage)


def test_recording_an_event_reads_no_month_but_its_own(tmp_path: Path) -> None:
    lived_in(tmp_path)
    with writing(tmp_path) as store:
        store.commit(events=[event(id="new"), event(id="old", because="said again")])
        assert {"events-2025-07", "events-2025-09"} <= unparsed(store._storage)
        assert [one.id for one in store.events()] == ["older", "old", "new"]
    with read_store(tmp_path) as store:
        assert [one.id for one in store.events()] == ["older", "old", "new"]
        assert [told.subscription for told in store.told("7f3a81c2")] == ["kansas-city"]


def test_only_an_event_of_a_known_workbook_is_looked_for_in_months_that_were_not_read(tmp_path: Path) -> None:
    lived_in(tmp_path)
    other = workbook(name="reposted.xlsx")
    with writing(tmp_path) as store:
        store.commit(events=[event(id="new", workbook=workbook(sha256="0" * 64))])
        assert searched(store._storage) == set()
        store.commit(events=[event(id="older", workbook=other, because="said again")])
        assert "events-2025-07" in searched(store._storage)
        assert store.event("older") == event(id="older", observed_at=NOON - 120 * DAY)


def test_events_of_one_time_stay_in_order_when_their_month_is_read_late(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(events=[event(id="c"), event(id="a")])
    with writing(tmp_path) as store:
        store.commit(events=[event(id="b")])
        assert [one.id for one in store.events()] == ["c", "a", "b"]


def test_a_file_that_was_changed_by_hand_is_read_whole_at_once(tmp_path: Path) -> None:
    lived_in(tmp_path)
    path = tmp_path / "state.json"
    path.write_bytes(path.read_bytes().replace(b'"observed_at":"2025-07', b'"observed_at":"2O25-07'))
    with pytest.raises(StateDamagedError, match=r"events\.older\.observed_at: expected a time in ISO 8601"):
        open_store(tmp_path, holder="me")
    path.write_bytes(path.read_bytes().replace(b'"2O25-07', b'"2025-07').replace(b"Webster", b"Wobster"))
    with writing(tmp_path) as store:
        assert store.register().standings["a1"].agreement.county == "Wobster County"
        store.commit(entries=[Restored(aside="third")])
    assert read_written(path.read_bytes()) is not None


def test_a_row_of_another_version_is_named_when_it_is_asked_for_and_by_verify(tmp_path: Path) -> None:
    lived_in(tmp_path)
    tables = orjson.loads((tmp_path / "state.json").read_bytes())
    del tables["about"]
    tables["standings"]["a1"]["colour"] = "green"
    tables["told"]["m1"]["event_ids"] = 7
    (tmp_path / "state.json").write_bytes(document(tables))
    with open_store(tmp_path, holder="me") as store:
        assert store.owed() != []
        for ask in (store.register, lambda: store.commit(standings=[standing(id="a2")])):
            with pytest.raises(StateDamagedError, match=r"standings\.a1\.colour: this version .*state restore"):
                ask()
        with pytest.raises(StateDamagedError, match=r"told\.m1\.event_ids: expected a list of strings"):
            store.told("7f3a81c2")
    assert orjson.loads((tmp_path / "state.json").read_bytes())["standings"]["a1"]["colour"] == "green"
    assert "standings.a1.colour" in verify(tmp_path)[0]
