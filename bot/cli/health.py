"""The verb that says whether the bot is well: `health`."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import say


def health(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`health`: a line for each finding. The exit status."""
    from bot.reports.health import examine, is_alive

    at = datetime.now(UTC)
    found = [is_alive(config.watch.folder, at)] if wish.alive else list(examine(config, at))
    for finding in found:
        say(f"{finding.mark}  {finding.words}")
    return Exit.FINE if all(finding.well for finding in found) else Exit.UNWELL
