import hashlib
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest

from state.backup import backup, restore, verify
from state.db.storage import chunks_of
from state.entries import CatchUp, DeferredNews, Restored
from state.errors import NoSuchRowError, StateDamagedError, StateHeldError, StateNotWrittenError
from state.files.kept import DocumentArchive, Fetched, WorkbookArchive
from state.outbox import OwedStatus
from state.store import open_store, read_store
from tests.factories import NOON, event, workbook
from tests.state.rows import DAY, HOLDER, arrived, owed, writing
from watchers.model.agreement import ListKind
from watchers.model.document import KeptDocument

CONTENT = b"PK\x03\x04 a workbook"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ASIDE = "state.json.damaged-20251106T180400"


def lived_in(folder: Path) -> None:
    """A state with a moved month, a workbook, a delivered message and a waiting one, in two generations."""
    with writing(folder) as store:
        WorkbookArchive(folder).keep(CONTENT, sha256=SHA256)
        book = workbook(sha256=SHA256)
        store.commit(
            events=[event(id="old", observed_at=NOON - 400 * DAY, workbook=book), event(workbook=book)],
            workbooks=[Fetched(workbook=book, list=ListKind.PARTICIPATING, fetched_at=NOON)],
            owed=[arrived(owed()), owed(id="m2", group="g2")],
        )
        store.move_old_events(NOON)
        store.commit(entries=[CatchUp(until=NOON)])


def damage(path: Path) -> bytes:
    path.write_bytes(path.read_bytes()[:-20])
    return path.read_bytes()


def rewrite(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change the tables of a state, and give the file its checksum."""
    tables = orjson.loads((folder / "state.json").read_bytes())
    del tables["about"]
    texts = {name: orjson.dumps(table) for name, table in change(tables).items()}
    (folder / "state.json").write_bytes(b"".join(chunks_of(texts)))


def restored(folder: Path, source: Path | None = None) -> None:
    restore(folder, source, aside=ASIDE, holder=HOLDER)


def test_a_good_state_has_no_findings(tmp_path: Path) -> None:
    lived_in(tmp_path)
    assert verify(tmp_path) == []
    assert verify(tmp_path / "empty") == []


def test_verify_says_which_file_is_damaged(tmp_path: Path) -> None:
    lived_in(tmp_path)
    damage(tmp_path / "state.json")
    [finding] = verify(tmp_path)
    assert finding.startswith(f"{tmp_path}/state.json is damaged")


def test_verify_says_that_the_previous_generation_is_damaged(tmp_path: Path) -> None:
    lived_in(tmp_path)
    damage(tmp_path / "state.json.bak")
    assert "state.json.bak is damaged" in verify(tmp_path)[0]


def test_verify_finds_a_damaged_and_a_missing_workbook(tmp_path: Path) -> None:
    lived_in(tmp_path)
    path = WorkbookArchive(tmp_path).path(SHA256)
    path.write_bytes(b"other")
    assert "no longer hashes to its name" in verify(tmp_path)[0]
    path.unlink()
    assert "No workbook with the hash" in verify(tmp_path)[0]


def test_verify_finds_files_that_others_can_read(tmp_path: Path) -> None:
    lived_in(tmp_path)
    (tmp_path / "state.json").chmod(0o644)
    assert verify(tmp_path) == [
        f"{tmp_path}/state.json can be read by others on this machine (mode 644). Run: chmod 600 {tmp_path}/state.json"
    ]


def test_verify_finds_a_file_whose_checksum_no_longer_fits_though_it_can_be_read(tmp_path: Path) -> None:
    lived_in(tmp_path)
    path = tmp_path / "state.json"
    path.write_bytes(path.read_bytes().replace(b"Webster", b"Wobster"))
    [finding] = verify(tmp_path)
    assert finding.startswith(f"{path} was changed by something else than watch287g")
    with writing(tmp_path) as store:
        store.commit(entries=[CatchUp(until=NOON + DAY)])
    (tmp_path / "state.json.bak").unlink()
    assert verify(tmp_path) == []


@pytest.mark.parametrize(
    ("kind", "id_", "doc", "place"),
    [
        ("pauses", "email:desk@example.org", {"since": "noon", "why": "Full."}, "since: expected a time in ISO 8601"),
        ("troubles", "blind", {"since": NOON.isoformat(), "sentence": "It is blind."}, "told: expected true or false"),
        ("deferred", "desk", {"since": NOON.isoformat(), "events": [7]}, "events[0]: expected a string"),
        ("digests", "desk", {"until": NOON.isoformat(), "polls": {"made": "7"}}, "polls.made: expected a whole number"),
        ("page_totals", "only", {"totals": {"agreements": 7}}, "seen: expected a time, found nothing"),
        ("source", "only", {"links": [{"url": "x"}]}, "links[0].text: expected a string, found nothing"),
        ("pending_list", "only", {"condition": "gone"}, "condition: expected one of present, absent, frozen"),
        ("lists", "third", {}, "there is no such list"),
    ],
)
def test_verify_finds_a_damaged_entry_whose_file_has_the_right_checksum(
    kind: str, id_: str, doc: dict[str, object], place: str, tmp_path: Path
) -> None:
    lived_in(tmp_path)
    rewrite(tmp_path, lambda tables: {**tables, kind: {**tables.get(kind, {}), id_: doc}})
    [finding] = verify(tmp_path)
    assert f"{kind}.{id_}" in finding
    assert place in finding


def test_verify_finds_a_table_that_nobody_reads(tmp_path: Path) -> None:
    lived_in(tmp_path)
    rewrite(tmp_path, lambda tables: {**tables, "pauzes": {}})
    assert "pauzes: this version knows no such table" in verify(tmp_path)[0]


def test_verify_finds_an_event_that_nobody_would_find_where_it_is(tmp_path: Path) -> None:
    lived_in(tmp_path)
    with writing(tmp_path) as store:
        store.commit(events=[event(id="new")])
    rewrite(tmp_path, lambda tables: {name.replace("2025-11", "2025-12"): table for name, table in tables.items()})
    assert "observed_at: it is of another month than its table" in verify(tmp_path)[0]


def test_verify_finds_a_months_file_whose_checksum_no_longer_fits(tmp_path: Path) -> None:
    lived_in(tmp_path)
    path = tmp_path / "events-2024-10.json"
    path.write_bytes(path.read_bytes().replace(b"Webster", b"Wobster"))
    assert verify(tmp_path)[0].startswith(f"{path} was changed by something else than watch287g")


def test_verify_finds_news_that_waits_and_that_nobody_recorded(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(entries=[DeferredNews(subscription="desk", since=NOON, events=("lost",))])
    assert verify(tmp_path) == ["What waits for desk tells of events that are not in the record: lost."]


def test_verify_finds_a_message_about_an_event_that_nobody_recorded(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(owed=[owed(event_ids=("lost",))])
    assert verify(tmp_path) == ["Message m1 tells of events that are not in the record: lost."]


def test_the_previous_generation_is_restored_and_the_damaged_file_kept_aside(tmp_path: Path) -> None:
    lived_in(tmp_path)
    damaged = damage(tmp_path / "state.json")
    restored(tmp_path)
    assert (tmp_path / ASIDE).read_bytes() == damaged
    assert verify(tmp_path) == []
    with read_store(tmp_path) as store:
        assert [one.id for one in store.events()] == ["old", "7f3a81c2"]
        assert store.entry(Restored) == Restored(aside=ASIDE)
        assert store.entry(CatchUp) is None
    assert list(tmp_path.glob(".*")) == []


def test_after_a_restore_channels_are_asked_before_anything_is_sent(tmp_path: Path) -> None:
    lived_in(tmp_path)
    restored(tmp_path)
    rows = {row.id: (row.status, row.unsure) for row in read_store(tmp_path).owed()}
    assert rows == {"m1": (OwedStatus.DELIVERED, False), "m2": (OwedStatus.UNKNOWN, True)}


def test_a_backup_holds_everything_and_is_restored_into_an_empty_folder(tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    backup(tmp_path / "state", tmp_path / "backups" / "b.tar.gz")
    restored(tmp_path / "new", tmp_path / "backups" / "b.tar.gz")
    assert verify(tmp_path / "new") == []
    with read_store(tmp_path / "new") as store, read_store(tmp_path / "state") as old:
        assert store.events() == old.events()
        assert store.fetched() == old.fetched()
    assert WorkbookArchive(tmp_path / "new").read(SHA256) == CONTENT
    assert (tmp_path / "backups" / "b.tar.gz").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_made_beside_a_running_bot(tmp_path: Path) -> None:
    with writing(tmp_path / "state") as store:
        store.commit(events=[event()])
        backup(tmp_path / "state", tmp_path / "b.tar.gz")
    restored(tmp_path / "new", tmp_path / "b.tar.gz")
    assert read_store(tmp_path / "new").events() == [event()]


def test_a_damaged_state_is_not_backed_up(tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    damage(tmp_path / "state" / "state.json")
    with pytest.raises(StateDamagedError):
        backup(tmp_path / "state", tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    (tmp_path / "b.tar.gz").write_text("the only good one")
    with pytest.raises(StateNotWrittenError, match=r"b\.tar\.gz is there already, and was left as it is\. Name a new"):
        backup(tmp_path / "state", tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_text() == "the only good one"


def test_where_there_is_no_state_nothing_is_backed_up(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    for folder in (tmp_path / "state", tmp_path / "elsewhere"):
        with pytest.raises(NoSuchRowError, match=r"There is no state in .* Nothing was written"):
            backup(folder, tmp_path / "b.tar.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_a_backup_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    (tmp_path / "file").write_text("")
    with pytest.raises(StateNotWrittenError, match="could not be written"):
        backup(tmp_path / "state", tmp_path / "file" / "b.tar.gz")


def test_a_single_state_file_can_be_restored(tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    (tmp_path / "copy.json").write_bytes((tmp_path / "state" / "state.json").read_bytes())
    restored(tmp_path / "new", tmp_path / "copy.json")
    assert read_store(tmp_path / "new").entry(CatchUp) == CatchUp(until=NOON)


@pytest.mark.parametrize("content", [b"", b"{", b"\x1f\x8b garbage", b'{"about": {"schema": {}}}'])
def test_a_damaged_source_changes_nothing(content: bytes, tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    before = {path: path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()}
    (tmp_path / "b.tar.gz").write_bytes(content)
    with pytest.raises(StateDamagedError, match=r"b\.tar\.gz can't be restored"):
        restored(tmp_path / "state", tmp_path / "b.tar.gz")
    assert {path: path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file()} == before


def test_a_truncated_backup_changes_nothing(tmp_path: Path) -> None:
    lived_in(tmp_path / "state")
    backup(tmp_path / "state", tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    before = (tmp_path / "state" / "state.json").read_bytes()
    for length in range(20, len(whole) - 1, len(whole) // 12):
        (tmp_path / "b.tar.gz").write_bytes(whole[:length])
        with pytest.raises(StateDamagedError):
            restored(tmp_path / "state", tmp_path / "b.tar.gz")
    assert (tmp_path / "state" / "state.json").read_bytes() == before


@pytest.mark.parametrize("name", ["../evil.json", "/tmp/evil.json", "config.toml", "workbooks/ab/../../evil.xlsx"])
def test_an_archive_with_other_files_in_it_is_no_backup(name: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name), BytesIO())
    with pytest.raises(StateDamagedError, match="it is no backup of watch287g"):
        restored(tmp_path / "state", tmp_path / "b.tar")
    assert not list(tmp_path.rglob("evil*"))


def test_nothing_to_restore_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRowError, match=r"There is no .*state\.json\.bak to restore from"):
        restored(tmp_path)


def test_a_running_bot_is_not_restored_under_its_feet(tmp_path: Path) -> None:
    lived_in(tmp_path)
    with writing(tmp_path), pytest.raises(StateHeldError):
        restored(tmp_path)


def test_verify_finds_a_document_that_is_on_record_and_not_kept(tmp_path: Path) -> None:
    content = b"%PDF-1.7 an agreement"
    sha256 = hashlib.sha256(content).hexdigest()
    with open_store(tmp_path, holder="a test") as store:
        store.commit(entries=[KeptDocument(sha256=sha256, size=len(content), since=NOON)])
    assert f"The document {sha256} is on record and not in" in verify(tmp_path)[0]
    DocumentArchive(tmp_path).keep(content, sha256=sha256)
    assert verify(tmp_path) == []
