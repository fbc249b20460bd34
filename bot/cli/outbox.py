"""`outbox`: messages that wait to be delivered, or failed."""

from collections.abc import Sequence
from functools import partial

from bot.cli.parser import Call, Parser, Verbs, add_verb, add_ways
from bot.exits import Exit
from bot.terminal import say


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "outbox",
        listed,
        "messages that wait to be delivered, or failed",
        "Every message is recorded before it is sent. Those that wait or failed are shown here, and can be sent again "
        "or dropped.",
    )
    ways = add_ways(parser)
    listing = add_verb(ways, "list", listed, "what waits or failed, and why; without a WAY, this")
    listing.add_argument(
        "--all", dest="everything", action="store_true", help="also what was delivered or dropped in the last 30 days"
    )
    for way, words in (("retry", "send messages again now"), ("drop", "give messages up for good")):
        add_verb(ways, way, partial(decide, f"outbox {way}"), words).add_argument(
            "ids",
            nargs="+",
            metavar="ID",
            help="a message's id, or its beginning; “all” for all that failed or wait for a paused destination",
        )


def listed(call: Call, *, everything: bool = False) -> Exit:
    """What waits or failed."""
    from bot.reports.waiting import outbox_lines
    from state.store import read_store

    config = call.config()
    with read_store(config.watch.folder) as store:
        say("\n".join(outbox_lines(store, config, everything=everything)))
    return Exit.FINE


def decide(order: str, call: Call, *, ids: Sequence[str]) -> Exit:
    """Send messages again, or give them up."""
    return call.order(order, *ids)
