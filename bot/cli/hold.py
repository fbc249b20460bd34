"""`hold`: lists that are held back."""

from functools import partial

from bot.cli.parser import Call, Parser, Verbs, add_verb, add_ways
from bot.exits import Exit
from bot.terminal import say


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "hold",
        listed,
        "lists that are held back because they can't be trusted",
        "A list that looks wrong (another list, an old copy, cut short …) is held: nothing of it is taken in, and no "
        "desk hears of it, until ICE posts a sane one, a later one confirms it, or you decide. Where many agreements "
        "of many states are gone and nothing else looks wrong, only those wait.",
    )
    ways = add_ways(parser)
    add_verb(ways, "list", listed, "what is held, since when and why; without a WAY, this")
    for way, words in (
        ("accept", "take the held list into the record after all; desks are told what is new in it"),
        ("reject", "keep it out, even if a later list shows the same"),
    ):
        which = "which list (default: the one that is held)"
        add_verb(ways, way, partial(decide, f"hold {way}"), words).add_argument(
            "kind", metavar="participating|pending", nargs="?", choices=("participating", "pending"), help=which
        )


def listed(call: Call) -> Exit:
    """What is held, and since when."""
    from bot.reports.waiting import hold_lines
    from state.store import read_store

    config = call.config()
    with read_store(config.watch.folder) as store:
        say("\n".join(hold_lines(store, config.watch.zone)))
    return Exit.FINE


def decide(order: str, call: Call, *, kind: str | None) -> Exit:
    """Take a held list in, or keep it out."""
    return call.order(order, *([kind] if kind else []))
