"""`run`: the main job."""

import sys

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.exits import Exit
from bot.terminal import fail, write


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "run",
        run,
        "the main job: poll on a schedule, record, deliver, until stopped",
        "Polls ICE's page on a schedule, records what changed and tells the desks, until SIGTERM or Ctrl-C, which lets "
        "the work in hand end.",
    )
    parser.add_argument(
        "--log", choices=("auto", "text", "json"), default="auto", help="auto: text in a terminal, JSON elsewhere"
    )
    parser.add_argument("--verbose", action="store_true", help="log each delivery too, with its address")


def run(call: Call, *, log: str, verbose: bool) -> Exit:
    """Run until stopped."""
    from bot.config.credentials import require_secrets
    from bot.config.running import fingerprint_of, holder, second_run
    from bot.poll.source_health import FIRST_TRIES
    from bot.service.app import App, utc_now
    from bot.service.log import LogForm, keep_journal
    from bot.service.run import watch
    from state.errors import StateHeldError

    config = call.config()
    require_secrets(config, call.environ)
    journal = keep_journal(sys.stderr, LogForm(log), config.watch.zone, verbose=verbose)
    has = fingerprint_of(config.path)
    try:
        app = App.open(config, call.environ, holder=holder("run"), write=write, tries=FIRST_TRIES)
    except StateHeldError as held:
        return fail(second_run(config, utc_now()) or str(held), Exit.STATE)
    with app:
        watch(app, call.environ, journal, has=has)
    return Exit.FINE
