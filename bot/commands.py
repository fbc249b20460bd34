"""The command line's words: verbs, options, and what `--help` says."""

import argparse
from pathlib import Path

from bot import __version__
from bot.command_verbs import Parser, Verbs
from bot.exits import EXITS
from bot.keeping_commands import add_keeping_verbs
from bot.reading_commands import add_reading_verbs
from bot.sample_commands import add_sample_verbs
from bot.setup_commands import add_setup_verbs

_ABOUT = """\
Watches ICE's list of state and local agencies in its 287(g) program, and tells newsrooms
in Slack, by email or in the terminal which agencies have newly signed, are pending, or are
no longer listed."""


_LOGS = ("auto", "text", "json")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
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
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    add_setup_verbs(verbs)
    _add_working_verbs(verbs)
    add_sample_verbs(verbs)
    add_reading_verbs(verbs)
    add_keeping_verbs(verbs)
    return top


def _add_working_verbs(verbs: "Verbs[Parser]") -> None:
    run = verbs.add_parser(
        "run",
        help="the main job: poll on a schedule, record, deliver, until stopped",
        description="Polls ICE's page on a schedule, records what changed and tells the desks, until SIGTERM or "
        "Ctrl-C, which lets the work in hand end.",
    )
    check = verbs.add_parser(
        "check",
        help="poll once, now",
        description="Polls once, records and tells just as `run` does, says what it saw, and ends; for a cron line.",
    )
    run.add_argument("--log", choices=_LOGS, default="auto", help="auto: text in a terminal, JSON elsewhere")
    run.add_argument("--verbose", action="store_true", help="log each delivery too, with its address")
    check.add_argument("--log", choices=_LOGS[1:], default="text", help="default: %(default)s")
    demo = verbs.add_parser(
        "demo",
        help="see what a desk would get, on a rehearsal of ICE's page",
        description="Runs the same code against a small rehearsal of ICE's page on this machine, built from known "
        "facts of 2025. Prints the alerts and writes an email and a Slack message to look at. Nothing is sent.",
    )
    demo.add_argument(
        "--folder", type=Path, default=Path("demo-output"), help="where the files go (default: %(default)s)"
    )
    backfill = verbs.add_parser(
        "backfill",
        help="build the history from saved workbooks; sends nothing",
        description="Builds the history from workbooks that somebody saved: a folder with publications.json, or a "
        "plain folder of ICE's workbooks, whose order is worked out. Nobody is told of anything.",
    )
    backfill.add_argument("path", type=Path, metavar="PATH", help="the folder")
