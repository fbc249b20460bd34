"""The command line: it parses, calls, and turns errors into sentences and exit statuses."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from logging import ERROR

from bot import __version__
from bot.cli.parser import KNOWN, Call, Parser
from bot.collector import collect_seldom, leave_all_at_the_end
from bot.exits import EXITS, Exit, UsageError
from bot.terminal import OutputError, fail, unbuffer_outputs, unsaid
from state.errors import NoSuchRowError, StateError

_ABOUT = """\
Watches ICE's list of state and local agencies in its 287(g) program, and tells newsrooms
in Slack, by email or in the terminal which agencies have newly signed, are pending, or are
no longer listed."""

VERBS = {
    "init": "init", "doctor": "doctor", "health": "doctor", "run": "run", "check": "run", "demo": "rehearse",
    "rehearse": "rehearse", "backfill": "record", "test": "preview", "preview": "preview", "digest": "preview",
    "status": "record", "find": "find", "events": "record", "why": "record", "quote": "record", "history": "record",
    "export": "record",
    "subscriptions": "subscriptions", "documents": "documents", "hold": "manage", "outbox": "manage", "state": "manage",
    "completion": "completion", "site": "site", "serve": "site",
}  # fmt: skip
"""Each verb, and the module here that has it. Only that one is imported: a `check` by cron should not pay for all."""


def parser(arguments: Sequence[str] = ()) -> Parser:
    """The whole command line; or as much of it as `arguments` need, where it is plain which verb they are for."""
    exits = "\n".join(f"  {status.value}  {words}" for status, words in EXITS.items())
    top = Parser(
        prog="watch287g",
        description=_ABOUT,
        epilog=f"exit statuses:\n{exits}\n\nBegin with `watch287g demo`, which needs nothing and tells nobody.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        config_help="the config, before or behind the verb (default: $WATCH287G_CONFIG, or config.toml here)",
    )
    top.add_argument(
        "--version", action="version", version=f"watch287g {__version__}", help="print the version and end"
    )
    verbs = top.add_subparsers(prog="watch287g", metavar="VERB", required=True)
    verb = _verb_of(arguments)
    for name in [verb] if verb in VERBS else VERBS:
        import_module(f"bot.cli.{VERBS[name]}")
        KNOWN[name].add_to(verbs)
    return top


def _verb_of(arguments: Sequence[str]) -> str | None:
    match arguments:
        case ["--config", _, *rest]:
            return _verb_of(rest)
        case [first, *rest]:
            return _verb_of(rest) if first.startswith("--config=") else first
    return None


def main() -> None:
    """The program's entry point."""
    collect_seldom()
    unbuffer_outputs()
    try:
        status = run(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        status = 130
    except OutputError as error:
        status = unsaid(error)
    leave_all_at_the_end()
    sys.exit(status)


def run(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Do what the command line says; the exit status."""
    top, verb = parser(arguments), _verb_of(arguments)
    if verb is not None and verb.startswith("-") and verb not in {"-h", "--help", "--version", "--config"}:
        top.refuse([verb])  # argparse would take what stands behind it for the verb
    wish, unknown = top.parse_known_args(arguments)
    said = vars(wish)
    used: Parser = said.pop("parser")
    if unknown:
        used.refuse(unknown)
    do, call = said.pop("do"), Call(named=said.pop("config", None), environ=environ)
    try:
        status: int = do(call, **said)
    except (UsageError, StateError) as error:
        as_said = _log_line if said.get("log") == "json" else str
        return fail(as_said(error), Exit.USAGE if isinstance(error, UsageError | NoSuchRowError) else Exit.STATE)
    return status


def _log_line(error: Exception) -> str:
    """An error as a line of the log that was asked for, which programs read."""
    from bot.service.log import LOG, JsonLine

    return JsonLine().format(LOG.makeRecord(LOG.name, ERROR, "", 0, str(error), (), None))
