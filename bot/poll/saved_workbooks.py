"""Saved workbooks of ICE's, and which were current when: by `publications.json`, or by their names and insides."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.exits import UsageError
from watchers.frozen import frozen
from watchers.model.agreement import ListKind


class BackfillError(UsageError):
    """The folder holds no history that can be read; the message says what was looked for."""


@frozen
class SavedPublication:
    """The workbooks that were current at one time."""

    at: datetime
    files: dict[ListKind, Path]


def saved_publications(folder: Path) -> tuple[list[SavedPublication], str]:
    """The publications in a folder in order, and a sentence on where the order comes from. Raises `BackfillError`."""
    if not folder.is_dir():
        raise BackfillError(f"{folder} is no folder.")
    listing = folder / "publications.json"
    if listing.is_file():
        listed = sorted(_listed(listing), key=lambda publication: publication.at)
        if not listed:
            raise BackfillError(f"{listing} names no publication.")
        return listed, f"The order is that of {listing}."
    found = list(_guessed(folder))
    if not found:
        raise BackfillError(
            f"{folder} has neither publications.json nor workbooks (.xlsx) with “participating” in their names."
        )
    order = "The order is worked out from the days in the files' names and, where one has none or a wrong one, from "
    return found, f"{order}when it was saved."


def _listed(listing: Path) -> Iterator[SavedPublication]:
    try:
        entries = json.loads(listing.read_text("utf-8"))
        for entry in entries:
            files = {kind: listing.parent / entry[kind.value] for kind in ListKind if entry.get(kind.value) is not None}
            yield SavedPublication(at=_moment(entry["published_at"]), files=files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackfillError(
            f"{listing} can't be read ({type(error).__name__}: {error}). Expected a list of objects with published_at, "
            "participating and pending."
        ) from error


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _guessed(folder: Path) -> Iterator[SavedPublication]:
    """Each file in the order of its time, with the other list's newest before it."""
    dated = sorted(
        (_time_of(path), path.name, path, kind)
        for path in folder.rglob("*")
        if path.suffix.lower() == ".xlsx" and (kind := _kind_of(path)) is not None
    )
    current: dict[ListKind, Path] = {}
    for at, _, path, kind in dated:
        current[kind] = path
        if ListKind.PARTICIPATING in current:
            yield SavedPublication(at=at, files=dict(current))


def _kind_of(path: Path) -> ListKind | None:
    words = f"{path.parent.name} {path.name}".casefold()
    return next((kind for kind in reversed(ListKind) if kind.value[:7] in words), None)


_NAMED_DAY = re.compile(
    r"(?<!\d)(?:(?P<m>\d\d)(?P<d>\d\d)(?P<y>20\d\d)|(?P<y2>20\d\d)-?(?P<m2>\d\d)-?(?P<d2>\d\d))(?P<half>[ap]m|mid)?"
)
_SAVED = re.compile(r"<dcterms:modified[^>]*>\s*([^<\s]+)\s*<")
_POSTED_WITHIN = timedelta(days=30)
_HALVES = {"am": time(13), "mid": time(17), "pm": time(21), None: time(17)}  # about when ICE posts, in UTC


def _time_of(path: Path) -> datetime:
    """When a saved file was posted: the day in its name, where the workbook bears it out; else when it was saved."""
    named, made = _named_time(path.name), _saved_in_excel(path)
    if named is None:
        return made or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    # ICE posts a list within hours of saving it. A year typed wrong (01052025 in January 2026) is further off.
    return named if made is None or abs(named - made) < _POSTED_WITHIN else made


def _named_time(name: str) -> datetime | None:
    match = _NAMED_DAY.search(name)
    if match is None:
        return None
    try:
        day = date(int(match["y"] or match["y2"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
    except ValueError:
        return None
    return datetime.combine(day, _HALVES[match["half"]], UTC)


def _saved_in_excel(path: Path) -> datetime | None:
    """When somebody last saved the workbook, as Excel notes it inside; None where the note is missing or unclear."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open("docProps/core.xml") as note:
            found = _SAVED.search(note.read(65_536).decode("utf-8", "replace"))
        return _moment(found[1]) if found else None
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return None  # the reader will say what is wrong with it
