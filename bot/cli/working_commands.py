"""The words of the verbs that work: `run`, `check`, `demo`, `backfill`."""

from pathlib import Path

from bot.command_verbs import Parser, Verbs

_LOGS = ("auto", "text", "json")


def add_working_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
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
