"""`events`: what happened."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.parser import FORMS, Call, Parser, Verbs, add_states, add_verb, reading
from bot.cli.when import When
from bot.exits import Exit
from bot.terminal import fail, say, write
from watchers.model.event import EventKind


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    from bot.config.values import event_kind

    parser = add_verb(
        verbs,
        "events",
        events,
        "what happened, newest last",
        "Every recorded event: signed, missing, withdrawn, possibly_renamed, returned, pending, pending_dropped, "
        "amended, moa_posted.",
    )
    parser.add_argument(
        "--since", type=When.read, metavar="DAY", help="from this day on (2025-11-06, yesterday, “3 days ago”), or time"
    )
    parser.add_argument("--until", type=When.read, metavar="DAY", help="up to this day, included, or before this time")
    add_states(parser)
    parser.add_argument(
        "--kind", dest="kinds", action="append", type=reading(event_kind), metavar="KIND", help="one kind; repeatable"
    )
    parser.add_argument("--format", dest="form", choices=FORMS, default="table", help="default: %(default)s")


def events(
    call: Call,
    *,
    since: When | None = None,
    until: When | None = None,
    states: Sequence[str] | None = None,
    kinds: Sequence[EventKind] | None = None,
    form: str,
) -> Exit:
    """What happened, in one of the forms."""
    from bot.reports.events import printed
    from state.store import read_store

    config, now = call.config(), datetime.now(UTC)
    zone = config.watch.zone
    begin = since.begin(zone, now) if since else None
    end = until.end(zone, now) if until else None
    if begin and end and begin >= end:
        return fail("--since is later than --until: no time lies between them. Change the two about.", Exit.USAGE)
    with read_store(config.watch.folder) as store:
        found = store.events(since=begin, until=end, states=states, kinds=kinds)
    for line in printed(found, form, zone):
        write(f"{line}\n")
    if not found and form == "table":
        say("No such events are recorded.")
    return Exit.FINE
