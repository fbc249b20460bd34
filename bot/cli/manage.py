"""The verbs that keep things in order: `hold`, `outbox`, `state`."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.check import open_app
from bot.cli.parser import Parser, Verbs
from bot.cli.values import a_day, a_pair
from bot.config.model import FOR_GOOD, Config
from bot.exits import Exit
from bot.terminal import fail, say
from state.store import read_store

_USUAL = "without a WAY, this"


def add_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
    _add_subscriptions(verbs)
    _add_holds(verbs)
    _add_outbox(verbs)
    _add_state(verbs)


def _add_subscriptions(verbs: "Verbs[Parser]") -> None:
    subscriptions = verbs.add_parser(
        "subscriptions",
        help="who hears what, in words",
        description="Each subscription of the config in words; filters that match nothing now are pointed out.",
    )
    ways = subscriptions.add_subparsers(dest="way", metavar="WAY")
    subscriptions.set_defaults(way="list")
    ways.add_parser("list", help=f"all of them, a line each, and which of them overlap; {_USUAL}")
    show = ways.add_parser("show", help="one of them: what it hears, where, when, and what its filter matches now")
    show.add_argument("name", metavar="NAME", help="a subscription's name")
    for way, what in (
        ("add", "add one to the config: subscriptions add houston states=TX counties=Harris slack=#houston"),
        ("edit", "change some of its keys: subscriptions edit houston models=JEM,TFM counties="),
        ("pause", "let its news wait until a day, or until `resume`"),
        ("resume", "end its pause; what waits is sent"),
        ("remove", "take it out of the config"),
    ):
        each = ways.add_parser(way, help=what, description=f"{what[0].upper()}{what[1:]}. Comments and order stay.")
        each.add_argument("name", metavar="NAME", help="a subscription's name")
        if way in {"add", "edit"}:
            words = "a key of the config and its value; several with commas; nothing behind = takes the key out"
            each.add_argument("values", nargs="+", type=a_pair, metavar="KEY=VALUE", help=words)
        if way == "pause":
            each.add_argument(
                "--until", type=a_day, default=FOR_GOOD, metavar="DAY", help="the day on which it goes on"
            )


def _add_holds(verbs: "Verbs[Parser]") -> None:
    hold = verbs.add_parser(
        "hold",
        help="lists that are held back because they can't be trusted",
        description="A list that looks wrong (another list, an old copy, cut short …) is held: nothing of it is taken "
        "in, and no desk hears of it, until ICE posts a sane one, a later one confirms it, or you decide.",
    )
    ways = hold.add_subparsers(dest="way", metavar="WAY")
    hold.set_defaults(way="list")
    ways.add_parser("list", help=f"what is held, since when and why; {_USUAL}")
    for way, what in (
        ("accept", "take the held list into the record after all; desks are told what is new in it"),
        ("reject", "keep it out, even if a later list shows the same"),
    ):
        each = ways.add_parser(way, help=what, description=what[0].upper() + what[1:] + ".")
        words = "which list (default: the one that is held)"
        each.add_argument("list", nargs="?", choices=("participating", "pending"), help=words)


def _add_outbox(verbs: "Verbs[Parser]") -> None:
    outbox = verbs.add_parser(
        "outbox",
        help="messages that wait to be delivered, or failed",
        description="Every message is recorded before it is sent. Those that wait or failed are shown here, and can be "
        "sent again or dropped.",
    )
    ways = outbox.add_subparsers(dest="way", metavar="WAY")
    outbox.set_defaults(way="list", all=False)
    listing = ways.add_parser("list", help=f"what waits or failed, and why; {_USUAL}")
    listing.add_argument("--all", action="store_true", help="also what was delivered or dropped in the last 30 days")
    for way, what in (("retry", "send messages again now"), ("drop", "give messages up for good")):
        each = ways.add_parser(way, help=what, description=what[0].upper() + what[1:] + ".")
        each.add_argument(
            "ids",
            nargs="+",
            metavar="ID",
            help="a message's id, or its beginning; “all” for all that failed or wait for a paused destination",
        )


def _add_state(verbs: "Verbs[Parser]") -> None:
    state = verbs.add_parser(
        "state",
        help="look after what the bot remembers",
        description="All that the bot remembers is one file and the workbooks beside it, in the config's folder.",
    )
    ways = state.add_subparsers(dest="way", metavar="WAY", required=True)
    ways.add_parser("verify", help="read all of it, and say what is wrong")
    backup = ways.add_parser("backup", help="write all of it to one file, beside a running bot if need be")
    backup.add_argument("file", type=Path, metavar="FILE", help="for example watch287g.tar.gz")
    restore = ways.add_parser(
        "restore",
        help="put a good state back; the bot must be stopped",
        description="Puts back a backup, or without one the last state before the present one. The present file is "
        "kept aside. What waited to be delivered may have gone out since: channels are asked first.",
    )
    restore.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup (default: the previous state)")


def hold(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`hold`: lists that are held back. The exit status."""
    if wish.way == "list":
        from bot.service.orders import listing

        with read_store(config.watch.folder) as store:
            say("\n".join(listing(store, config.watch.zone)))
        return Exit.FINE
    held = [wish.list] if wish.list else _held(config)
    if len(held) == 1:
        return carry_out(f"hold {wish.way}", held, config, environ)
    which = f"Two lists are held. Say which: watch287g hold {wish.way} {' or '.join(held)}"
    return fail(which if held else "Nothing is held.", Exit.USAGE)


def _held(config: Config) -> list[str]:
    with read_store(config.watch.folder) as store:
        return [kind.value for kind in store.holds()]


def outbox(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`outbox`: messages that wait. The exit status."""
    if wish.way == "list":
        from bot.service.outbox_orders import listing

        with read_store(config.watch.folder) as store:
            say("\n".join(listing(store, config, everything=wish.all)))
        return Exit.FINE
    return carry_out(f"outbox {wish.way}", wish.ids, config, environ)


def carry_out(order: str, words: list[str], config: Config, environ: Mapping[str, str]) -> int:
    """Carry out an operator's order here, or through the bot that is running."""
    from bot.service.orders import Answer, ask, obey
    from state.errors import StateHeldError

    try:
        with open_app(config, environ, order) as app:
            answer: Answer | None = obey(app, order, words)
    except StateHeldError as held:
        answer = ask(config.watch.folder, order, words)
        if answer is None:
            return fail(f"{held} It did not answer in time, and the order was taken back. Try again.", Exit.STATE)
    said = "\n".join(answer.lines if answer else ())
    if answer is None or not answer.done:
        return fail(said, Exit.USAGE)
    say(said)
    return Exit.FINE


def state(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`state`: verify, backup, restore. The exit status."""
    from bot.service.process import holder
    from state import backup as mend

    folder = config.watch.folder
    match wish.way:
        case "verify":
            findings = mend.verify(folder)
            say("\n".join(findings) if findings else f"All of {folder} can be read, and fits together.")
            return Exit.STATE if findings else Exit.FINE
        case "backup":
            mend.backup(folder, wish.file)
            say(f"Everything is in {wish.file} now.")
        case _:
            aside = f"state.json.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
            mend.restore(folder, wish.file, aside=aside, holder=holder("state restore"))
            kept = f"; the present file is kept as {aside}" if (folder / aside).exists() else ""
            say(f"Restored from {wish.file or 'the state before the present one'}{kept}.")
    return Exit.FINE
