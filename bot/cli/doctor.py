"""`doctor`: everything that the bot needs, checked; `health`: whether it is well by what it noted."""

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.cli.parser import AS_JSON, Call, argument, number, verb
from bot.exits import Exit
from bot.terminal import fail, paint, say

if TYPE_CHECKING:
    from notifiers.finding import Finding

_WIDEST = 110


@verb(
    argument("--send", action="store_true", help="also send a marked test to every destination"),
    argument("--offline", action="store_true", help="only what can be told without the network"),
    AS_JSON,
)
def doctor(call: Call, *, send: bool, offline: bool, as_json: bool) -> Exit:
    """Check everything that it needs, a line each, with the cure.

    Checks the config, secrets, state, disk, clock, ICE's page and lists, and each place that news goes to, as far as
    it tells without a message; a line each, with the cure where there is something to mend. Nothing is posted and
    nothing recorded.
    """
    from bot.config.load import ConfigError
    from bot.doctor.checks import all_checks, program, without_config
    from bot.doctor.exam import summary
    from bot.reports.forms import json_text
    from notifiers.finding import Mark

    if send and offline:
        return fail("--send needs the network. Leave out --offline.", Exit.USAGE)
    show = iter if as_json else _printer(call.environ)
    findings = list(show(program()))
    try:
        config = call.desks()
    except ConfigError as error:
        findings += show(without_config(error, call.path, call.environ))
        status = Exit.USAGE
    else:
        findings += show(all_checks(config, call.environ, send=send, offline=offline))
        status = Exit.UNWELL if any(finding.mark is Mark.FAIL for finding in findings) else Exit.FINE
    say(json_text([asdict(finding) for finding in findings]) if as_json else summary(findings))
    return status


def _printer(environ: Mapping[str, str]) -> "Callable[[Iterable[Finding]], Iterator[Finding]]":
    """Prints each finding as it comes, and passes it on. Lines are folded and coloured for a terminal alone."""
    from bot.doctor.exam import lines

    is_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal else None
    colour = is_terminal and not environ.get("NO_COLOR")

    def show(findings: "Iterable[Finding]") -> "Iterator[Finding]":
        for finding in findings:
            paint("\n".join(lines(finding, width=width, colour=colour)))
            yield finding

    return show


@verb(
    argument("--alive", action="store_true", help="only whether it polls: a restart can mend nothing else"),
    argument(
        "--looked-within",
        type=number("minutes"),
        metavar="MINUTES",
        help="fail, too, where it has not looked for longer",
    ),
    AS_JSON,
)
def health(call: Call, *, alive: bool, looked_within: int | None, as_json: bool) -> Exit:
    """Whether it is alive, and sees ICE's list; for containers and cron.

    Whether the bot polls and sees ICE's list, how long ICE has been silent, and which destinations take no messages; a
    line each. Reads what the bot noted, and asks nobody.
    """
    from bot.reports.forms import json_text
    from bot.reports.health import examine, is_alive

    config, at = call.desks(), datetime.now(UTC)
    within = timedelta(minutes=looked_within) if looked_within else None
    found = [is_alive(config.watch.folder, at)] if alive else list(examine(config, at, within=within))
    if as_json:
        say(json_text([asdict(finding) for finding in found]))
    for finding in found if not as_json else ():
        say(f"{finding.mark}  {finding.words}")
    return Exit.FINE if all(finding.well for finding in found) else Exit.UNWELL
