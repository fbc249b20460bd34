"""`export`: the record for other programs."""

from collections.abc import Sequence

from bot.cli.events import events
from bot.cli.parser import Call, Parser, Verbs, add_states, add_verb
from bot.exits import Exit
from bot.terminal import write


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "export",
        export,
        "the list and the events for other programs",
        "The agreements listed now, with when each was first seen, or every event, as CSV or JSON lines.",
    )
    parser.add_argument(
        "what", choices=("roll", "events"), help="roll: the agreements listed now; events: all that happened"
    )
    add_states(parser)
    parser.add_argument("--format", dest="form", choices=("csv", "jsonl"), default="csv", help="default: %(default)s")


def export(call: Call, *, what: str, states: Sequence[str] | None, form: str) -> Exit:
    """The list, or the events."""
    if what == "events":
        return events(call, states=states, form=form)
    from bot.reports.history import printed, rows_now
    from state.store import read_store

    with read_store(call.config().watch.folder) as store:
        for line in printed(rows_now(store, states), form):
            write(f"{line}\n")
    return Exit.FINE
