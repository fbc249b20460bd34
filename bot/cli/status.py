"""`status`: what the list says now, and how the bot fares."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.parser import Call, Parser, Verbs, add_states, add_verb
from bot.exits import Exit
from bot.terminal import say


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "status",
        status,
        "what the list says now, and how the bot fares",
        "Totals, by model and by watched state; pending; the last poll and its result; anything held, troubled or "
        "undelivered.",
    )
    add_states(parser)
    parser.add_argument("--format", dest="form", choices=("text", "json"), default="text", help="default: %(default)s")


def status(call: Call, *, states: Sequence[str] | None, form: str) -> Exit:
    """What the list says now."""
    from bot.config.running import unread_config
    from bot.reports.status import status_json, status_text
    from state.store import read_store

    config, narrowed = call.config(), frozenset(states) if states else None
    with read_store(config.watch.folder) as store:
        if form == "json":
            say(status_json(store, states=narrowed))
            return Exit.FINE
        say(status_text(store, config, states=narrowed))
    say(" ".join(unread_config(config, datetime.now(UTC)) or ()))
    return Exit.FINE
