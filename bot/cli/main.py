"""The command line: it parses, calls, and turns errors into sentences and exit statuses."""

import argparse
import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module

from bot import __version__
from bot.cli.parser import Parser
from bot.collector import collect_seldom, leave_all_at_the_end
from bot.config.load import ConfigError, find_config, load_config
from bot.exits import EXITS, Exit
from bot.terminal import fail
from state.errors import NoSuchRowError, StateError

_ABOUT = """\
Watches ICE's list of state and local agencies in its 287(g) program, and tells newsrooms
in Slack, by email or in the terminal which agencies have newly signed, are pending, or are
no longer listed."""

_FAMILIES = {
    "init": ("doctor", "health", "init"),
    "check": ("run", "check", "demo", "backfill"),
    "preview": ("test", "preview", "digest"),
    "record": ("status", "events", "why", "history", "export"),
    "manage": ("subscriptions", "hold", "outbox", "state"),
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
        import_module(f"bot.cli.{family}").add_verbs(verbs)
    return top


def _families(arguments: Sequence[str]) -> list[str]:
    match arguments:
        case ["--config", _, verb, *_] | [verb, *_]:
            return [family for family, verbs in _FAMILIES.items() if verb in verbs] or list(_FAMILIES)
    return list(_FAMILIES)


_ROOMS = {
    "health": "health",
    "run": "run",
    "check": "check",
    "backfill": "check",
    "test": "preview",
    "preview": "preview",
    "status": "record",
    "events": "record",
    "why": "record",
    "digest": "digest",
    "history": "record",
    "export": "record",
    "subscriptions": "subscriptions",
    "hold": "manage",
    "outbox": "manage",
    "state": "manage",
}
"""Where each verb lives. Only that room is imported: a cron line's `check` should not pay for the others."""


_BEFORE_ANY_CONFIG = {"demo": "check", "init": "init", "doctor": "doctor"}
"""The verbs that need no good config: they make one, do without, or say what is wrong with it."""


def main() -> None:
    """The program's entry point."""
    collect_seldom()
    try:
        status = run(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:  # `watch287g events | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = Exit.FINE
    leave_all_at_the_end()
    sys.exit(status)


def run(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Do what the command line says; the exit status."""
    wish = parser(arguments).parse_args(arguments)
    try:
        return _do(wish, environ)
    except ConfigError as error:
        return fail(str(error), Exit.USAGE)
    except NoSuchRowError as error:
        return fail(str(error), Exit.USAGE)
    except StateError as error:
        return fail(str(error), Exit.STATE)


def _do(wish: Namespace, environ: Mapping[str, str]) -> int:
    if wish.verb in _BEFORE_ANY_CONFIG:
        bare = getattr(import_module(f"bot.cli.{_BEFORE_ANY_CONFIG[wish.verb]}"), wish.verb)
        done: int = bare(wish, environ)
        return done
    config = load_config(find_config(wish.config, environ), environ)
    verb = getattr(import_module(f"bot.cli.{_ROOMS[wish.verb]}"), wish.verb)
    status: int = verb(wish, config, environ)
    return status
