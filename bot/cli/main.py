"""The command line: it parses, calls, and turns errors into sentences and exit statuses."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from importlib import import_module

from bot.collector import collect_seldom, leave_all_at_the_end
from bot.commands import parser
from bot.config import ConfigError, find_config, load_config
from bot.exits import Exit
from bot.terminal import fail
from state.errors import NoSuchRowError, StateError

_ROOMS = {
    "health": "health",
    "run": "run",
    "check": "working",
    "backfill": "working",
    "test": "sample",
    "preview": "sample",
    "status": "reading",
    "events": "reading",
    "why": "reading",
    "digest": "digest",
    "history": "reading",
    "export": "reading",
    "subscriptions": "subscription",
    "hold": "keeping",
    "outbox": "keeping",
    "state": "keeping",
}
"""Where each verb lives. Only that room is imported: a cron line's `check` should not pay for the others."""


_BEFORE_ANY_CONFIG = {"demo": "working", "init": "init", "doctor": "doctor"}
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
        bare = getattr(import_module(f"bot.{_BEFORE_ANY_CONFIG[wish.verb]}_verbs"), wish.verb)
        done: int = bare(wish, environ)
        return done
    config = load_config(find_config(wish.config, environ), environ)
    verb = getattr(import_module(f"bot.{_ROOMS[wish.verb]}_verbs"), wish.verb)
    status: int = verb(wish, config, environ)
    return status


if __name__ == "__main__":
    main()
