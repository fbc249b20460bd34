import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import Any

import orjson
import pytest

from state.codec import MalformedError
from state.db.migrations import Tables
from state.db.storage import AtomicStorage, Database, chunks_of, load_document
from state.errors import StateDamagedError, StateNotWrittenError, StateReadOnlyError, StateTooNewError


def opened(path: Path, **over: Any) -> tuple[AtomicStorage, Database]:
    storage = AtomicStorage(path, **over)
    return storage, Database(storage)


def put(path: Path, **rows: Any) -> None:
    storage, database = opened(path)
    with storage.transaction():
        database.rows("words").change({name: {"is": value} for name, value in rows.items()})


def words(path: Path, **over: Any) -> dict[str, Any]:
    return {name: row["is"] for name, row in opened(path, **over)[1].rows("words").rows().items()}


def test_all_changes_of_a_transaction_are_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced = []
    replace = Path.replace

    def noted(path: Path, target: Path) -> Path:
        replaced.append(target.name)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    storage, database = opened(tmp_path / "state.json")
    with storage.transaction():
        for number in range(5):
            database.rows(f"table{number}").change({"a": {"n": number}})
    assert replaced == ["state.json"]
    assert len(orjson.loads((tmp_path / "state.json").read_bytes())) == 6


def test_an_exception_inside_leaves_memory_and_file_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    put(path, a=1)
    before = path.read_bytes()
    storage, database = opened(path)
    with contextlib.suppress(KeyError), storage.transaction():
        database.rows("words").change({"a": {"is": 2}, "b": {"is": 3}})
        raise KeyError
    assert database.rows("words").rows() == {"a": {"is": 1}}
    assert path.read_bytes() == before


@pytest.mark.parametrize("call", ["fsync", "link", "open"])
def test_a_disk_that_is_full_leaves_memory_and_file_as_they_were(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    put(path, a=1)
    before = path.read_bytes()
    storage, database = opened(path)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(StateNotWrittenError, match=r"No space left on device.*Make room"), storage.transaction():
            database.rows("words").change({"a": {"is": 2}})
    assert database.rows("words").rows() == {"a": {"is": 1}}
    assert path.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []
    with storage.transaction():
        database.rows("words").change({"a": {"is": 3}})
    assert words(path) == {"a": 3}


def test_a_folder_that_cannot_be_synced_gives_the_old_file_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    put(path, a=1)
    storage, database = opened(path)
    fsync = os.fsync

    def fails_on_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        fsync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails_on_folders)
        with pytest.raises(StateNotWrittenError), storage.transaction():
            database.rows("words").change({"a": {"is": 2}})
    assert words(path) == {"a": 1}


def test_a_file_system_without_links_keeps_the_previous_generation_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuses)
    put(tmp_path / "state.json", a=1)
    put(tmp_path / "state.json", a=2)
    assert words(tmp_path / "state.json.bak") == {"a": 1}


def test_the_previous_generation_stays_beside_the_file(tmp_path: Path) -> None:
    for value in (1, 2, 3):
        put(tmp_path / "state.json", a=value)
    assert words(tmp_path / "state.json") == {"a": 3}
    assert words(tmp_path / "state.json.bak") == {"a": 2}


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    put(path, a=1)
    before = path.stat()
    put(path, a=1)
    put(path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_rows_keep_the_order_in_which_they_came_when_one_changes(tmp_path: Path) -> None:
    put(tmp_path / "state.json", a=1, b=2, c=3)
    put(tmp_path / "state.json", a=9)
    assert list(words(tmp_path / "state.json").items()) == [("a", 9), ("b", 2), ("c", 3)]


def test_a_table_that_did_not_change_is_written_as_it_was(tmp_path: Path) -> None:
    storage, database = opened(tmp_path / "state.json")
    for value in range(3):
        with storage.transaction():
            database.rows("steady").change({"a": {"is": 0}})
            database.rows("words").change({"a": {"is": value}})
    assert words(tmp_path / "state.json") == {"a": 2}
    assert opened(tmp_path / "state.json")[1].rows("steady").rows() == {"a": {"is": 0}}


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    put(tmp_path / "state.json", a=1)
    put(tmp_path / "state.json", a=2)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("content", [b"", b'{"words": {"a"', b"[]", b'{"words": []}', b"{}", b'{"about": {}}'])
def test_a_file_that_cannot_be_read_is_left_alone_and_the_error_says_what_to_do(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(StateDamagedError, match=r"state\.json .*watch287g state restore"):
        AtomicStorage(path)
    assert path.read_bytes() == content


def test_a_file_that_is_gone_while_its_backup_is_there_is_not_a_new_beginning(tmp_path: Path) -> None:
    put(tmp_path / "state.json", a=1)
    put(tmp_path / "state.json", a=2)
    (tmp_path / "state.json").unlink()
    with pytest.raises(StateDamagedError, match=r"state\.json\.bak is beside it\. Run `watch287g state restore`"):
        AtomicStorage(tmp_path / "state.json")


def test_a_file_of_a_newer_watch287g_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(orjson.dumps({"about": {"schema": {"version": 7}}}))
    with pytest.raises(StateTooNewError, match=r"newer watch287g \(state version 7; .*\)\. Upgrade"):
        AtomicStorage(path)


def louder(tables: Tables) -> Tables:
    return {**tables, "words": {name: {"is": row["was"]} for name, row in tables["words"].items()}}


def twice(tables: Tables) -> Tables:
    return {**tables, "words": {name: {"is": 2 * row["is"]} for name, row in tables["words"].items()}}


def old_document(path: Path) -> bytes:
    path.write_bytes(orjson.dumps({"about": {"schema": {"version": 1}}, "words": {"a": {"was": 4}}}))
    return path.read_bytes()


def test_an_old_document_takes_every_step_to_the_newest_version(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    old_document(path)
    assert words(path, migrations=(louder, twice)) == {"a": 8}


def test_an_old_file_is_only_rewritten_by_the_first_change_and_then_kept_for_good(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    old = old_document(path)
    storage, database = opened(path, migrations=(louder,))
    assert path.read_bytes() == old
    for value in (1, 2, 3):
        with storage.transaction():
            database.rows("words").change({"b": {"is": value}})
    assert words(path, migrations=(louder,)) == {"a": 4, "b": 3}
    assert (tmp_path / "state.json.v1").read_bytes() == old


def test_a_storage_opened_to_read_refuses_to_change_anything(tmp_path: Path) -> None:
    _, database = opened(tmp_path / "state.json", writable=False)
    with pytest.raises(StateReadOnlyError):
        database.rows("words").change({"a": {"is": 1}})
    assert list(tmp_path.iterdir()) == []


def test_a_change_outside_a_transaction_is_one_of_its_own(tmp_path: Path) -> None:
    _, database = opened(tmp_path / "state.json")
    database.rows("words").change({"a": {"is": 1}})
    assert words(tmp_path / "state.json") == {"a": 1}


def test_transactions_do_not_nest(tmp_path: Path) -> None:
    storage, _ = opened(tmp_path / "state.json")
    with storage.transaction(), pytest.raises(RuntimeError, match="open already"), storage.transaction():
        pass


ROWS: dict[str, Any] = {"a": {"kind": "x", "in": {"b": [1, None]}}, "ü 1": {"kind": '"},\n,"c":{"'}, "none": {}}


def written(path: Path) -> bytes:
    path.write_bytes(b"".join(chunks_of({"words": orjson.dumps(ROWS), "empty": b"{}"})))
    return path.read_bytes()


def test_a_file_is_one_json_document_and_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    assert orjson.loads(written(path))["words"] == ROWS
    found = load_document(path)
    assert (found.is_as_written, found.was_changed) == (True, False)
    assert {name: dict(rows) for name, rows in found.tables.items() if name != "about"} == {"words": ROWS, "empty": {}}


def test_any_byte_of_a_table_that_changed_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    content = written(path)
    for at in range(content.index(b"\n") + 1, len(content)):
        for other in (content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :], content[:at]):
            path.write_bytes(other)
            with contextlib.suppress(StateDamagedError):
                assert load_document(path).was_changed


@pytest.mark.parametrize(
    "content",
    [
        b'{"about":{"schema":{"version":2}},"words":{}}',
        b'{"about":{"schema":{"version":2},"sum":0}\n,"words":{}\n}\n',
        b'{"about":{"schema":{"version":2},"sum":[]}\n}\n',
        b'{\n"about":{"schema":{"version":2},"sum":0},\n"words":{}\n}\n',
    ],
)
def test_a_file_that_somebody_else_wrote_is_not_taken_on_its_word(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_bytes(content)
    assert not load_document(tmp_path / "state.json").is_as_written


def test_a_table_is_parsed_when_it_is_asked_for_and_written_again_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    written(path)
    storage, database = opened(path)
    parsed: list[bytes] = []
    loads = orjson.loads

    def noted(text: Any) -> Any:
        parsed.append(bytes(text))
        return loads(text)

    monkeypatch.setattr(orjson, "loads", noted)
    with storage.transaction():
        database.rows("more").change({"a": {"is": 1}})
    assert parsed == []
    assert storage.read()["words"]["a"] == ROWS["a"]
    assert len(parsed) == 1
    assert load_document(path).tables["words"] == ROWS


def test_a_table_whose_checksum_fits_and_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(b"".join(chunks_of({"words": b'{"a":'})))
    with pytest.raises(MalformedError, match="words: unexpected end"):
        load_document(path).tables["words"]["a"]
