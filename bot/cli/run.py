"""Polling: `run`, the main job, and `check`, one poll now."""

import sys

from bot.cli.parser import Call, argument, verb
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import Voice, fail, remark, say, wait_for_no_reader, write


@verb(
    argument(
        "--log", choices=("auto", "text", "json"), default="auto", help="auto: text in a terminal, JSON elsewhere"
    ),
    argument("--verbose", action="store_true", help="log each delivery too, with its address"),
    argument(
        "--only",
        choices=("poll", "deliver", "slack", "site"),
        help="one part of the work, where [state] names a database that other processes share (default: all of it)",
    ),
)
def run(call: Call, *, log: str, verbose: bool, only: str | None) -> Exit:
    """The main job: poll on a schedule, record, deliver, until stopped.

    Polls ICE's page on a schedule, records what changed and tells the desks, until SIGTERM or Ctrl-C, which lets the
    work in hand end.
    """
    from bot.config.credentials import require_secrets
    from bot.config.running import fingerprint_of, holder, second_run
    from bot.poll.source_health import FIRST_TRIES
    from bot.reports.health import killed_before
    from bot.service.app import App, utc_now
    from bot.service.log import LogForm, keep_journal
    from bot.service.roles import ALL, Role
    from bot.service.run import open_patiently, watch
    from state.errors import StateHeldError

    wait_for_no_reader()
    config = call.config()
    if only is not None and config.database is None:
        return fail("--only needs a database that the parts share: see [state] in config.toml.", Exit.USAGE)
    roles = ALL if only is None else frozenset({Role(only)})
    require_secrets(config, call.environ)
    journal = keep_journal(sys.stderr, LogForm(log), config.watch.zone, verbose=verbose)
    has = fingerprint_of(config.path)
    before = killed_before(config.watch.folder, utc_now())
    try:
        app = open_patiently(
            config,
            call.environ,
            lambda: App.open(
                config,
                call.environ,
                holder=holder(f"run --only {only}" if only else "run", config),
                write=write,
                tries=FIRST_TRIES,
                roles=roles,
            ),
        )
    except StateHeldError as held:
        return fail(second_run(config, utc_now()) or str(held), Exit.STATE)
    with app:
        if app.lead():
            app.mind_killed(was_killed=before)
        watch(app, call.environ, journal, has=has)
    return Exit.FINE


@verb(argument("--log", choices=("text", "json"), default="text", help="default: %(default)s"))
def check(call: Call, *, log: str) -> Exit:
    """Poll once, now.

    Polls once, records and tells just as `run` does, says what it saw, and ends; for a cron line. Where a bot runs,
    that one polls.
    """
    return call.order("check", voice=_voice(log, call.config()))


def _voice(form: str, config: Config) -> Voice:
    """What tells the news of a poll, and that something is wrong; inboxes shortened, for it may be cron's mail."""
    from bot.service.log import LOG, LogForm, keep_journal
    from notifiers.text.redact import discreet

    if form == LogForm.JSON:
        journal = keep_journal(sys.stderr, LogForm.JSON, config.watch.zone)
        return Voice(
            said=lambda line: journal.say(LOG.info, line), remarked=lambda line: journal.say(LOG.warning, line)
        )
    return Voice(said=lambda line: say(discreet(line)), remarked=lambda line: remark(discreet(line)))
