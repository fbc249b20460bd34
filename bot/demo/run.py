"""`demo`: what two desks would have got from eight of ICE's lists, told in one screen and shown on one page."""

import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from bot.config.load import load_config
from bot.demo.workbooks import publication_workbooks
from bot.rehearsal.ice import RehearsedPublication
from bot.rehearsal.play import Rehearsal
from bot.rehearsal.tell import tell
from bot.terminal import PROGRAM
from notifiers.text.ap_style import day

_ABOUT = (
    "What two desks, one for Missouri and one in Spanish for Kansas, would have got from these lists of ICE's. They "
    "are rebuilt for a few states from what ICE printed: rows and totals are those of the short lists. Nothing was "
    "sent."
)


def demo(folder: Path, *, write: Callable[[str], None], program: str = PROGRAM) -> None:
    """Run it; the story goes to `write`, all messages and their page into `folder`.

    `program` is how the bot is started here, for what to do next. Raises `UsageError`.
    """
    publications = publication_workbooks()
    span = _span(publications)
    write(f"What two desks would have got from lists that ICE posted {span}. Nothing is sent.\n\n")
    with tempfile.TemporaryDirectory(prefix="watch287g-demo-") as home:
        config_file = Path(home) / "config.toml"
        config_file.write_bytes(files("bot.demo").joinpath("desks.toml").read_bytes())
        rehearsal = Rehearsal(load_config(config_file, {}), publications, folder)
    tell(rehearsal, write, title=f"watch287g: {span}", about=_ABOUT)
    write(f"\nNow for real:\n  {program} init\n  {program} doctor --send\n  {program} run\n")


def _span(publications: list[RehearsedPublication]) -> str:
    first, last = publications[0].published_at.date(), publications[-1].published_at.date()
    return f"from {day(first, last.year)} to {day(last, 0)}"
