"""`health`: whether the bot is well."""

from datetime import UTC, datetime

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.exits import Exit
from bot.terminal import say


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "health",
        health,
        "whether it is alive, and sees ICE's list; for containers and cron",
        "Whether the bot polls and sees ICE's list, how long ICE has been silent, and which destinations take no "
        "messages; a line each. Reads what the bot noted, and asks nobody.",
    )
    parser.add_argument("--alive", action="store_true", help="only whether it polls: a restart can mend nothing else")


def health(call: Call, *, alive: bool) -> Exit:
    """A line for each finding."""
    from bot.reports.health import examine, is_alive

    config, at = call.config(), datetime.now(UTC)
    found = [is_alive(config.watch.folder, at)] if alive else list(examine(config, at))
    for finding in found:
        say(f"{finding.mark}  {finding.words}")
    return Exit.FINE if all(finding.well for finding in found) else Exit.UNWELL
