"""`why`: the evidence for an event."""

from collections.abc import Sequence

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.exits import Exit
from bot.terminal import say, write


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "why",
        why,
        "the evidence for an event",
        "Why an event is what it is: the rule in words, ICE's cells before and after, workbook, row and hash, and who "
        "was told.",
    )
    parser.add_argument("events", nargs="+", metavar="EVENT", help="an event's id, or its beginning")
    parser.add_argument(
        "--for", dest="name", metavar="NAME", help="also: which rule of a subscription let it through or held it back"
    )


def why(call: Call, *, events: Sequence[str], name: str | None) -> Exit:
    """The evidence for each."""
    from bot.config.lookup import known
    from bot.reports.why import why, why_for
    from state.store import read_store

    config = call.config()
    desk = known(name, config) if name else None
    with read_store(config.watch.folder) as store:
        for number, prefix in enumerate(events):
            if number:
                say("\n---\n")
            event = store.event(prefix)
            for line in why(store, event, config):
                write(f"{line}\n")
            if desk is not None:
                say(f"\nFor {desk.name}: {why_for(store, event, desk)}")
    return Exit.FINE
