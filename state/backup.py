"""What `watch287g state verify`, `backup` and `restore` do."""

import gzip
import re
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

from state.db.storage import STATE_FILE, AtomicStorage, backup_of
from state.entries import DeferredNews, Restored
from state.errors import NoSuchRowError, StateDamagedError, StateError, StateNotWrittenError
from state.events import OLD_EVENTS
from state.files.atomic import FILE_MODE, FOLDER_MODE, keep_as, make_folder, replace_file, replacing, sync_folder
from state.files.lock import StateLock
from state.outbox import UNDELIVERED, doubted
from state.place import Place
from state.store import Store, filed, open_store, read_store
from watchers.model.document import KeptDocument

_OURS = re.compile(r"state\.json|events-\d{4}(-\d\d)?\.json|workbooks/[0-9a-f]{2}/[0-9a-f]{64}\.xlsx")

_LARGEST = 1 << 30  # bytes of one file; a state of ten years has some 20 MB


def verify_database(place: Place) -> list[str]:
    """Read everything in a database's state and say what is wrong with it, a sentence each."""
    try:
        with read_store(place) as store:
            store.read_all()
            return _misfits_between(store)
    except StateError as error:
        return [str(error)]


def doubt_database(place: Place, *, holder: str) -> int:
    """After a database was restored: have channels asked before anything of what waits is sent. How many wait.

    Raises StateError of every kind.
    """
    with open_store(place, holder=holder) as store, store.holding({queue.destination for queue in store.queues()}):
        waiting = store.owed(UNDELIVERED)
        store.commit(owed=[doubted(row) for row in waiting], entries=[Restored(aside="")])
        return len(waiting)


def verify(folder: Path) -> list[str]:
    """Read everything in the state's folder and say what is wrong with it, a sentence each; [] where all is well."""
    return misfits(folder) + open_to_others(folder) + _open_folder(folder)


def misfits(folder: Path) -> list[str]:
    """What of the state can't be read, or doesn't fit together, a sentence each."""
    findings = _verify_generation(folder, STATE_FILE)
    if backup_of(folder / STATE_FILE).exists():
        findings += _verify_generation(folder, backup_of(Path(STATE_FILE)).name)
    if findings:
        return list(dict.fromkeys(findings))
    with read_store(folder) as store:
        return _misfits_between(store)


def backup(folder: Path, to: Path) -> None:
    """Write the state, its old events and its workbooks to one new `.tar.gz` file, beside a running bot if need be.

    Raises NoSuchRowError where there is no state, StateDamagedError where it can't be read (there is nothing good to
    keep then), StateNotWrittenError, also where there is such a file already: it may be the only good one.
    """
    read_store(folder).read_all()
    if not (folder / STATE_FILE).exists():
        raise NoSuchRowError(
            f"There is no state in {folder}, so there is nothing to back up. Nothing was written. "
            "See that the config's `folder` is the one that the bot uses."
        )
    if to.exists():
        raise StateNotWrittenError(f"{to} is there already, and was left as it is. Name a new file for this backup.")
    try:
        make_folder(to.parent)
        with (
            replacing(to) as file,
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=4) as packed,
            tarfile.open(fileobj=packed, mode="w") as tar,
        ):
            # The state goes first: an event that moves to its month's file meanwhile is then in both, not in neither.
            for path in [folder / STATE_FILE, *_beside(folder)]:
                if path.exists():
                    tar.add(path, arcname=path.relative_to(folder).as_posix(), recursive=False)
    except OSError as error:
        raise StateNotWrittenError(
            f"The backup {to} could not be written: {error.strerror or error}. Name a place with room."
        ) from error


def restore(folder: Path, source: Path | None, *, aside: str, holder: str) -> None:
    """Put a good generation back: `source` is a backup or a state.json, None the previous generation beside the state.

    The present file stays in the folder under the name `aside`. Nothing changes unless `source` can be read whole. As
    what it owes may have been delivered since it was written, channels are asked before any of it is sent.
    `holder` is for the lock, as for `open_store`. Raises StateError of every kind.
    """
    origin = source or backup_of(folder / STATE_FILE)
    with StateLock(folder, holder=holder):
        try:
            with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-", suffix=".tmp") as name:
                staging = Path(name)
                _stage(origin, staging)
                _doubt_what_is_owed(staging, origin, aside)
                _put_in_place(staging, folder, aside)
        except OSError as error:
            raise StateNotWrittenError(
                f"The state in {folder} could not be restored: {error.strerror or error}. "
                "Make room on that disk, or mend its permissions, and restore again."
            ) from error


def _verify_generation(folder: Path, file: str) -> list[str]:
    try:
        store = read_store(folder, file=file)
        store.read_all()
    except StateError as error:
        return [str(error)]
    return [_changed(path) for path in store.changed_files()]


def _changed(path: Path) -> str:
    return (
        f"{path} was changed by something else than watch287g: every row can be read, but its checksum no longer fits. "
        "If that was your edit, the bot's next change puts it right. If not, look at the disk, and run "
        "`watch287g state restore` to go back to the last good one."
    )


def _misfits_between(store: Store) -> list[str]:
    findings, archive = [], store.workbooks
    for sha256 in sorted({row.workbook.sha256 for row in store.fetched()}):
        try:
            archive.read(sha256)
        except (StateError, ValueError) as error:
            findings.append(str(error))
    documents = store.documents
    findings += [
        f"The document {sha256} is on record and not in {documents.folder}. Copy it back from where you keep that."
        for sha256 in store.entries(KeptDocument)
        if not documents.has(sha256)
    ]
    known = {event.id for event in store.events()}
    telling = [(f"Message {row.id} tells", row.event_ids) for row in store.owed()]
    waiting = store.entries(DeferredNews).values()
    telling += [(f"What waits for {news.subscription} tells", news.events) for news in waiting]
    return findings + [
        f"{what} of events that are not in the record: {', '.join(unknown)}."
        for what, event_ids in telling
        if (unknown := sorted(set(event_ids) - known))
    ]


def open_to_others(folder: Path) -> list[str]:
    """Which files of the state others on this machine may read, a sentence each with the cure."""
    names = [folder / STATE_FILE, backup_of(folder / STATE_FILE), *_beside(folder)]
    return [
        f"{path} can be read by others on this machine (mode {path.stat().st_mode & 0o777:o}). Run: chmod 600 {path}"
        for path in names
        if path.exists() and path.stat().st_mode & 0o077
    ]


def _open_folder(folder: Path) -> list[str]:
    mode = folder.stat().st_mode if folder.exists() else 0
    sentence = (
        f"Others on this machine can put files into {folder} (mode {mode & 0o777:o}), and so give the bot orders, or "
        f"another state. Run: chmod go-w {folder}"
    )
    return [sentence] if mode & 0o022 else []


def _beside(folder: Path) -> list[Path]:
    """The files of old events and the workbooks."""
    old = [path for path in folder.glob("events-*.json") if OLD_EVENTS.fullmatch(path.name)]
    return sorted(old) + sorted((folder / "workbooks").glob("??/*.xlsx"))


def _stage(source: Path, staging: Path) -> None:
    """Lay a backup, or a single generation, out in a folder. Raises StateDamagedError, NoSuchRowError."""
    if not source.is_file():
        raise NoSuchRowError(f"There is no {source} to restore from. Name a backup.")
    try:
        if not tarfile.is_tarfile(source):
            replace_file(staging / STATE_FILE, [source.read_bytes()])
            return
        with tarfile.open(source) as tar:
            for member in tar:
                _unpack(tar, member, staging)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise StateDamagedError(
            f"The backup {source} is damaged ({error}). Nothing was changed; try another."
        ) from error
    if not (staging / STATE_FILE).exists():
        raise StateDamagedError(f"{source} holds no {STATE_FILE}: it is no backup of watch287g. Nothing was changed.")


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, staging: Path) -> None:
    is_plain = member.isreg() and not member.issparse() and member.size <= _LARGEST
    content = tar.extractfile(member) if is_plain else None
    if content is None or not _OURS.fullmatch(member.name):
        raise StateDamagedError(
            f"{tar.name!s} holds {member.name!r}: it is no backup of watch287g. Nothing was changed."
        )
    path = staging / member.name
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    with replacing(path) as file:
        shutil.copyfileobj(content, file)


def _doubt_what_is_owed(staging: Path, origin: Path, aside: str) -> None:
    """Read all of a generation, and write it anew with every waiting message in doubt, as a restored one."""
    try:
        with filed(staging, AtomicStorage(staging / STATE_FILE)) as store:
            store.read_all()
            store.commit(owed=[doubted(row) for row in store.owed()], entries=[Restored(aside=aside)])
    except StateDamagedError as error:
        raise StateDamagedError(
            f"{origin} can't be restored, it is damaged too. Nothing was changed; name another backup. ({error})"
        ) from error


def _put_in_place(staging: Path, folder: Path, aside: str) -> None:
    """Move what was staged into the folder, the state itself last."""
    for path in _beside(staging):
        place = folder / path.relative_to(staging)
        make_folder(place.parent)
        path.replace(place)
        sync_folder(place.parent)
    if (folder / STATE_FILE).exists():
        keep_as(folder / STATE_FILE, folder / aside)
    (staging / STATE_FILE).chmod(FILE_MODE)
    (staging / STATE_FILE).replace(folder / STATE_FILE)
    sync_folder(folder)
