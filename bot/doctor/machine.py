"""The machine under the bot: its clock and zones, by which news is dated; and its disk, which has to keep all this."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.doctor.exam import Installation
from bot.outgoing.operators import ago
from notifiers.finding import Finding, fail, ok, warn
from notifiers.text.ap_style import clock
from notifiers.text.ap_style import day as date_words
from state.db.storage import STATE_FILE
from state.files.atomic import replace_file

_TIGHT = 500 << 20
_FULL = 50 << 20
_LEAST = 64 << 10  # bytes of the test's file where the state is smaller
_PIECE = 1 << 16


def disk(folder: Path) -> Iterator[Finding]:
    """The disk that holds a state's folder, or will."""
    place = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    yield _room(place)
    if os.access(place, os.W_OK | os.X_OK):
        yield _written(place, _size(folder))


def _room(place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    found = f"{_in_words(free)} free in {place}"
    cure = "Make room there: with a full disk nothing can be recorded, and so nothing told."
    if free < _FULL:
        return fail("disk", found, cure)
    return warn("disk", found, cure) if free < _TIGHT else ok("disk", found)


def _size(folder: Path) -> int:
    try:
        return max((folder / STATE_FILE).stat().st_size, _LEAST)
    except OSError:
        return _LEAST


def _written(place: Path, size: int) -> Finding:
    """Write as much as the state is long, twice, as the state is written: whole, durably, in the old one's place."""
    try:
        with tempfile.TemporaryDirectory(dir=place, prefix=".doctor-") as name:
            for _ in range(2):
                replace_file(Path(name) / STATE_FILE, (bytes(_PIECE) for _ in range(-(-size // _PIECE))))
    except OSError as error:
        cure = "Look for a full disk, a quota, a limit on the size of files (ulimit -f), or a disk mounted read-only."
        return fail("disk", f"{_in_words(size)} can't be written in {place} ({error.strerror or error})", cure)
    return ok("disk", f"{_in_words(size)} written, synced and replaced in {place}")


def _in_words(size: int) -> str:
    for unit, words in ((1 << 30, "GB"), (1 << 20, "MB")):
        if size >= unit:
            return f"{size / unit:,.1f} {words}"
    return f"{size / 1024:,.0f} kB"


_ODD = timedelta(minutes=2)
_WRONG = timedelta(hours=1)
_SET_IT = "Let the machine set its clock itself: timedatectl set-ntp true (in a container or VM: on its host)."


def zones(here: Installation) -> Iterator[Finding]:
    """What time it is now on each desk's clock."""
    config, at = here.config, here.now()
    found = {zone.key: zone for zone in (config.watch.zone, *(s.zone for s in config.subscriptions))}
    times = [
        f"{key} {date_words((local := at.astimezone(zone)).date(), 0)}, {clock(local)}" for key, zone in found.items()
    ]
    yield ok("zones", "; ".join(times))


def against(said: datetime | None, here: datetime) -> Finding:
    """This machine's clock beside the one of ICE's server; None where that didn't say."""
    if said is None:
        return warn("clock", "not compared, for ICE's server gave no time", _SET_IT)
    off = abs(here - said)
    words = f"{ago(said, said + off)} {'ahead of' if here > said else 'behind'} the clock of ICE's server"
    if off > _WRONG:
        return fail("clock", f"{words} ({said.astimezone(UTC):%Y-%m-%d %H:%M} UTC): news would be dated wrong", _SET_IT)
    if off > _ODD:
        return warn("clock", words, _SET_IT)
    return ok("clock", "agrees with the clock of ICE's server")
