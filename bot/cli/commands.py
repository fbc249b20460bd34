"""The command line's words: verbs, options, and what `--help` says."""

import argparse
from collections.abc import Sequence
from importlib import import_module

from bot import __version__
from bot.command_verbs import Parser
from bot.exits import EXITS

_ABOUT = """\
Watches ICE's list of state and local agencies in its 287(g) program, and tells newsrooms
in Slack, by email or in the terminal which agencies have newly signed, are pending, or are
no longer listed."""

_FAMILIES = {
    "setup": ("doctor", "health", "init"),
    "working": ("run", "check", "demo", "backfill"),
    "sample": ("test", "preview", "digest"),
    "reading": ("status", "events", "why", "history", "export"),
    "keeping": ("subscriptions", "hold", "outbox", "state"),
}
"""The families of verbs, each with a room of its own for its words."""


def parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The whole command line; or as much of it as `arguments` need, where it is plain which verb they begin with."""
    exits = "\n".join(f"  {status.value}  {words}" for status, words in EXITS.items())
    top = Parser(
        prog="watch287g",
        description=_ABOUT,
        epilog=f"exit statuses:\n{exits}\n\nBegin with `watch287g demo`, which needs nothing and tells nobody.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--config", metavar="FILE", help="the config (default: $WATCH287G_CONFIG, or config.toml here)")
    top.add_argument(
        "--version", action="version", version=f"watch287g {__version__}", help="print the version and end"
    )
    verbs = top.add_subparsers(prog="watch287g", dest="verb", metavar="VERB", required=True)
    for family in _families(arguments):
        getattr(import_module(f"bot.{family}_commands"), f"add_{family}_verbs")(verbs)
    return top


def _families(arguments: Sequence[str]) -> list[str]:
    match arguments:
        case ["--config", _, verb, *_] | [verb, *_]:
            return [family for family, verbs in _FAMILIES.items() if verb in verbs] or list(_FAMILIES)
    return list(_FAMILIES)
