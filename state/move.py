"""A state moved whole from a folder into a database, or back: the same documents, proved by the same hash.

The place that is filled stays closed to every bot until all is proved, and from then on the one that it came from. Cut
off at any moment, the same move begins again.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice

import orjson

from state.codec import Doc
from state.errors import NoSuchRowError, StateDamagedError, StateError, StateHeldError, StateNotWrittenError
from state.events import is_month_table
from state.files.atomic import make_folder, replace_file
from state.files.kept import KeptFiles
from state.place import Place
from state.store import MOVED, MOVING, Store, marked, open_store
from watchers.frozen import frozen
from watchers.model.document import KeptDocument

_AT_A_TIME = 2_000  # rows of one transaction; a file takes all in one


@frozen
class Moved:
    """What was moved: so many rows, whose hash is this on both sides, and so many kept files."""

    rows: int
    files: int
    sha256: str


def move(source: Place, target: Place, *, holder: str) -> Moved:
    """Move everything. Raises StateError of every kind, and then the source is as it was, unless all had arrived."""
    with ExitStack() as opened:
        before = opened.enter_context(_alone(source, holder))
        after = opened.enter_context(_alone(target, holder))
        if not any(True for _ in before.rows()):
            raise NoSuchRowError(f"There is nothing recorded in {before.name}, so there is nothing to move.")
        _prepare(after, before)
        for rows in _portions(before.rows(), None if after.notes is None else _AT_A_TIME):
            after.put_rows(rows)
        files = _copy_files(before, after)
        _copy_note(before, after)
        number, found = _digest(before.rows())
        if _digest(after.rows()) != (number, found):
            raise StateDamagedError(
                f"What arrived in {after.name} is not what {before.name} holds, and stays closed. Move it once more."
            )
        _mark(before, MOVED, after.name)
        try:
            _expect_alone(before, holder)  # who comes now is refused; one that came meanwhile would send what is owed
        except StateHeldError:
            _unmark(before, MOVED)
            raise
        _unmark(after, MOVED)
        _unmark(after, MOVING)
        return Moved(rows=number, files=files, sha256=found)


@contextlib.contextmanager
def _alone(place: Place, holder: str) -> Iterator[Store]:
    """A place that nobody else has open to write to it. Raises StateHeldError."""
    with open_store(place, holder=holder, is_moving=True) as store:
        _expect_alone(store, holder)
        yield store


def _expect_alone(store: Store, holder: str) -> None:
    others = [member.name for member in store.members() if member.name != holder[:63]]
    if others:
        raise StateHeldError(f"{store.name} is in use by {', '.join(others)}. Stop them all, and move it then.")


def _prepare(after: Store, before: Store) -> None:
    """Have an empty place: one without a state, with one that was moved away, or that such a move has begun to fill.

    What that brought goes: bots may have worked on where it came from since.
    """
    begun = marked(after, MOVING)
    if begun not in {"", before.name}:
        raise StateError(f"{after.name} is half filled from {begun}. Go on with that move, or empty it first.")
    is_left = bool(begun or marked(after, MOVED))
    if not is_left and any(True for _ in after.rows()):
        raise StateError(f"{after.name} holds a state already, and was left as it is. Name an empty place.")
    _mark(after, MOVING, before.name)
    if is_left:
        after.empty()


def _portions(rows: Iterable[tuple[str, str, Doc]], most: int | None) -> Iterator[list[tuple[str, str, Doc]]]:
    found = iter(rows)
    while portion := list(islice(found, most)):
        yield portion


def _copy_files(before: Store, after: Store) -> int:
    """Copy what is kept and named by the record; each is read under its hash, and put under it."""
    names: list[tuple[Callable[[Store], KeptFiles], Iterable[str]]] = [
        (lambda store: store.workbooks, {row.workbook.sha256 for row in before.fetched()}),
        (lambda store: store.documents, before.entries(KeptDocument)),
    ]
    number = 0
    for kept_by, hashes in names:
        for sha256 in sorted(hashes):
            if kept_by(before).has(sha256):
                number += 1
                if not kept_by(after).has(sha256):
                    kept_by(after).keep(kept_by(before).read(sha256), sha256=sha256)
    return number


def _copy_note(before: Store, after: Store) -> None:
    last = before.last_poll()
    if last is not None:
        after.polls().put(last)


def _digest(rows: Iterable[tuple[str, str, Doc]]) -> tuple[int, str]:
    """How many rows, and one hash of all: of each its table, its id, and its document with the keys in their order.

    In what order they come doesn't count, nor what stands for a NUL. Events are one table, whatever their month.
    """
    number = whole = 0
    for name, row_id, doc in rows:
        table = "events" if is_month_table(name) else name
        number += 1
        said = orjson.dumps([table, row_id, doc]).replace(b"\\u0000", "\ufffd".encode())
        whole += int.from_bytes(hashlib.sha256(said).digest(), "big")
    return number, f"{whole % 2**256:064x}"


def _mark(store: Store, mark: str, other: str) -> None:
    if store.notes is not None:
        store.notes.put(mark, {"other": other})
        return
    try:
        make_folder(store.folder)
        replace_file(store.folder / mark, [other.encode()])
    except OSError as error:
        raise StateNotWrittenError(f"{store.folder / mark} could not be written: {error.strerror}.") from error


def _unmark(store: Store, mark: str) -> None:
    if store.notes is not None:
        store.notes.drop(mark)
    else:
        (store.folder / mark).unlink(missing_ok=True)
