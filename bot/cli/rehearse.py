"""What desks would have got: `demo`, from lists that come with the program; `rehearse`, from saved ones."""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.parser import Call, argument, verb
from bot.config.when import When
from bot.exits import Exit
from bot.terminal import fail, say, write


@verb(argument("--folder", type=Path, default=Path("demo-output"), help="where the files go (default: %(default)s)"))
def demo(call: Call, *, folder: Path) -> Exit:
    """See what a desk would get, on eight of ICE's lists.

    Runs the bot's own code over eight lists of 2025, rebuilt for a few states from what ICE printed; tells the story in
    the terminal, and writes one page that shows every message as Slack, mail, digest and CSV. Needs no network; nothing
    is sent.
    """
    from bot.demo.run import demo

    demo(folder, write=write, program=call.program())
    return Exit.FINE


def _times(text: str) -> float:
    try:
        times = float(text)
    except ValueError:
        times = 0
    if not 1 <= times < float("inf"):
        raise argparse.ArgumentTypeError(f"“{text}” is no speed; write how many times faster than life, such as 3600")
    return times


@verb(
    argument("path", type=Path, metavar="FOLDER", help="saved workbooks of ICE's, as `backfill` takes them"),
    argument("--since", type=When.read, metavar="DAY", help="tell desks from this day on; what was before is history"),
    argument("--until", type=When.read, metavar="DAY", help="end with this day's lists"),
    argument("--speed", type=_times, metavar="TIMES", help="how many times faster than life (default: no waiting)"),
    argument("--output", type=Path, default=Path("rehearsal-output"), metavar="FOLDER", help="default: %(default)s"),
)
def rehearse(
    call: Call, *, path: Path, since: When | None, until: When | None, speed: float | None, output: Path
) -> Exit:
    """Play saved lists through your config, and see all that it would have sent.

    Plays workbooks of ICE's through the desks of your config, on a clock of its own: second looks, quiet hours and
    digests come when they would have come. Slack and mail have stand-ins that write files, what is recorded is thrown
    away, and one page at the end shows every message. Nothing leaves the machine, and the bot's own state is not
    touched.
    """
    from bot.rehearsal.ice import rehearsed_publications
    from bot.rehearsal.play import Rehearsal
    from bot.rehearsal.tell import tell
    from notifiers.text.ap_style import count

    config, now = call.config(), datetime.now(UTC)
    zone = config.watch.zone
    publications, order = rehearsed_publications(path)
    begin, end = since.begin(zone, now) if since else None, until.end(zone, now) if until else None
    played = [p for p in publications if end is None or p.published_at < end]
    if not played or (begin is not None and played[-1].published_at < begin):
        first, last = (publications[n].published_at.astimezone(zone).date() for n in (0, -1))
        return fail(f"No list lies between these days: {path} has those from {first} to {last}.", Exit.USAGE)
    rehearsal = Rehearsal(config, played, output, since=begin)
    say(f"{count(len(played), 'publication')}. {order} Nothing is sent.")
    if rehearsal.earlier:
        say(f"The {rehearsal.earlier:,} before --since are taken in first, which may take a minute.")
    write("\n")
    names = f"{played[0].published_at.astimezone(zone).date()} to {played[-1].published_at.astimezone(zone).date()}"
    about = f"What {config.path.name} would have sent from the lists in {path}. Nothing was sent."
    tell(rehearsal, write, title=f"A rehearsal: {names}", about=about, wait=_pace(speed))
    return Exit.FINE


def _pace(speed: float | None) -> Callable[[datetime], None]:
    """Waits between two times for as long as lies between them, so many times faster."""
    if speed is None:
        return lambda _: None
    before: list[datetime] = []

    def wait(at: datetime) -> None:
        if before:
            time.sleep((at - before.pop()).total_seconds() / speed)
        before.append(at)

    return wait
