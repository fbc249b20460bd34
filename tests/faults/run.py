"""`python -m tests.faults.run --kills 300 [--seed 1] [--archive PATH]`: every fault, and the tables of counts."""

import argparse
import logging
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults import disk, table
from tests.faults.channels import POST_CASES, SLACK_CASES, mail_case, mail_cases, post_case, slack_case
from tests.faults.kills import kill_through
from tests.faults.mishaps import befall
from tests.faults.several import kill_several
from tests.faults.sources import peak_megabytes, source_cases, weather
from tests.faults.stretch import Posted, made_up, recorded
from tests.postgres import served

_PUBLICATIONS = 30
_CROWD = 17  # the publication whose alert needs a thread and a file
_ARCHIVE_FROM = 40  # in the recorded history a stretch with news at every step


def kills(stretch: list[Posted], folder: Path, *, count: int, seed: int) -> Iterator[str]:
    """Kill, count, and hold the counts against what must be."""
    killed = kill_through(stretch, folder, kills=count, chance=random.Random(seed))
    yield from table.kill_table(killed, len(stretch))
    if killed.findings or killed.tally.faults:
        yield f"NOT AS IT SHOULD BE: {killed.tally.faults} {killed.findings[:3]}"


def several(folder: Path, *, count: int, seed: int) -> Iterator[str]:
    """Kill processes that share a database, and the database with them."""
    with served() as server:
        killed = kill_several(
            made_up(8), folder, server, kills=count, chance=random.Random(seed), restarts=max(1, count // 10)
        )
    yield from table.several_table(killed, 8)
    if killed.findings or killed.tally.faults:
        yield f"NOT AS IT SHOULD BE: {killed.tally.faults} {killed.findings[:3]}"


def mishaps(folder: Path) -> Iterator[str]:
    """Freeze, cut off, starve and upgrade what shares a database."""
    befallen = list(befall(made_up(3, rows=60), folder))
    yield from table.mishap_table(befallen)
    for one in befallen:
        if one.done.findings or one.done.tally.faults:
            yield f"NOT AS IT SHOULD BE: {one.name}: {one.done.tally.faults} {one.done.findings[:3]}"


def disks(folder: Path) -> Iterator[str]:
    """Fill the disk at every step."""
    stretch = made_up(4, rows=60)
    runs = {
        "at each sync; the bot goes on when there is room": disk.full_at_each_step(
            stretch, folder / "on", goes_on=True
        ),
        "at each sync; a new start when there is room": disk.full_at_each_step(stretch, folder / "new"),
        "files cut at so many bytes; a process, and a new start": disk.no_room_for_files(
            stretch, folder / "bytes", limits=[0, 100, *range(2_000, 120_000, 6_000)]
        ),
    }
    yield from table.disk_table(runs)
    yield ""
    for sentence in sorted({disk.without_names(said) for full in runs.values() for said in full.said}):
        yield f"- {sentence}"
    if any(full.findings or full.tally.faults for full in runs.values()):
        yield f"NOT AS IT SHOULD BE: {[(full.findings[:3], full.tally.faults) for full in runs.values()]}"


def channels(folder: Path) -> Iterator[str]:
    """Slack, the services that are posted to, and the mail server fail in every way."""
    stretch = made_up(2, rows=30)
    came = [slack_case(case, stretch, folder / f"slack{n}") for n, case in enumerate(SLACK_CASES)]
    came += [post_case(case, stretch, folder / f"post{n}") for n, case in enumerate(POST_CASES)]
    came += [mail_case(case, stretch, folder / f"mail{n}") for n, case in enumerate(mail_cases())]
    yield from table.channel_table(came)
    if not all(each.is_delivered for each in came):
        yield "NOT AS IT SHOULD BE: something was not delivered"


def sources(folder: Path) -> Iterator[str]:
    """ICE's page and files fail in every way."""
    stretch = made_up(2, rows=30)
    cases = source_cases()
    weathered = [weather(case, stretch, folder / f"source{n}") for n, case in enumerate(cases)]
    bombs = [case for case in cases if "bomb" in case.name]
    megabytes = {case.name: peak_megabytes(case, stretch, folder / case.name) for case in bombs}
    yield from table.source_table(weathered, megabytes)
    if any(w.changed or w.to_desks or w.began not in (1, 2) or w.ended != w.began for w in weathered):
        yield "NOT AS IT SHOULD BE: see the table"


def main() -> int:
    """Exit status 1 where anything was lost, repeated or changed that must not be."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--archive", type=Path, help="kill over a stretch of this recorded history, not a made-up one")
    given = asked.parse_args()
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own ways at each login
    stretch = made_up(_PUBLICATIONS, crowd_at=_CROWD)
    if given.archive:
        stretch = recorded(given.archive, first=_ARCHIVE_FROM, length=_PUBLICATIONS)
    status = 0
    with tempfile.TemporaryDirectory(prefix="watch287g-faults-") as name:
        folder = Path(name)
        for title, lines in (
            (f"{given.kills} kills", kills(stretch, folder / "kills", count=given.kills, seed=given.seed)),
            (
                f"{given.kills // 3} kills of several processes on one database",
                several(folder / "several", count=given.kills // 3, seed=given.seed),
            ),
            ("What befalls several processes on one database", mishaps(folder / "mishaps")),
            ("Full disks", disks(folder / "disks")),
            ("Slack, mail and the others", channels(folder / "channels")),
            ("ICE's page and files", sources(folder / "sources")),
        ):
            sys.stdout.write(f"\n### {title}\n\n")
            for line in lines:
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
                status |= line.startswith("NOT AS IT SHOULD BE")
    return status


if __name__ == "__main__":
    sys.exit(main())
