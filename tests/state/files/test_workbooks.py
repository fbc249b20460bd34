import hashlib
import stat
from pathlib import Path

import pytest

from state.errors import NoSuchRowError, StateDamagedError, StateNotWrittenError
from state.files.kept import WorkbookArchive

CONTENT = b"PK\x03\x04 a workbook"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_a_workbook_is_kept_under_its_hash_and_read_back(tmp_path: Path) -> None:
    archive = WorkbookArchive(tmp_path)
    path = archive.keep(CONTENT, sha256=SHA256)
    assert path == tmp_path / "workbooks" / SHA256[:2] / f"{SHA256}.xlsx"
    assert archive.has(SHA256)
    assert archive.read(SHA256) == CONTENT


def test_a_workbook_that_is_kept_is_not_written_again(tmp_path: Path) -> None:
    archive = WorkbookArchive(tmp_path)
    before = archive.keep(CONTENT, sha256=SHA256).stat()
    assert archive.keep(CONTENT, sha256=SHA256).stat().st_ino == before.st_ino


def test_workbooks_are_for_their_owner_only(tmp_path: Path) -> None:
    path = WorkbookArchive(tmp_path).keep(CONTENT, sha256=SHA256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_workbook_that_changed_on_the_disk_is_not_handed_out(tmp_path: Path) -> None:
    archive = WorkbookArchive(tmp_path)
    archive.keep(CONTENT, sha256=SHA256).write_bytes(b"something else")
    with pytest.raises(StateDamagedError, match="no longer hashes to its name"):
        archive.read(SHA256)


def test_content_under_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not hash to"):
        WorkbookArchive(tmp_path).keep(b"other", sha256=SHA256)


def test_a_hash_that_is_none_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a SHA-256"):
        WorkbookArchive(tmp_path).has("../../etc/passwd")


def test_a_workbook_that_was_never_kept_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NoSuchRowError, match="No workbook with the hash"):
        WorkbookArchive(tmp_path).read(SHA256)


def test_a_place_that_takes_no_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "workbooks").write_text("")
    with pytest.raises(StateNotWrittenError, match="could not be kept as"):
        WorkbookArchive(tmp_path).keep(CONTENT, sha256=SHA256)


def test_what_a_killed_process_left_half_written_is_swept(tmp_path: Path) -> None:
    archive = WorkbookArchive(tmp_path)
    path = archive.keep(CONTENT, sha256=SHA256)
    (path.parent / f".{SHA256}.xlsx.tmp").write_bytes(b"half")
    archive.sweep()
    assert list(path.parent.iterdir()) == [path]
