"""`doctor`: everything that the bot needs, checked, a line each, with the cure."""

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.exits import Exit
from bot.terminal import fail, paint, say

if TYPE_CHECKING:
    from notifiers.finding import Finding

_WIDEST = 110


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "doctor",
        doctor,
        "check everything that it needs, a line each, with the cure",
        "Checks the config, secrets, state, disk, clock, ICE's page and lists, each Slack workspace and channel, each "
        "webhook and the mail server; a line each, with the cure where there is something to mend. Nothing is posted "
        "and nothing recorded.",
    )
    parser.add_argument("--send", action="store_true", help="also send a marked test to every destination")
    parser.add_argument("--offline", action="store_true", help="only what can be told without the network")


def doctor(call: Call, *, send: bool, offline: bool) -> Exit:
    """Check everything. FINE, UNWELL where something FAILs, USAGE without a good config."""
    from bot.config.load import ConfigError
    from bot.doctor.checks import all_checks, program, without_config
    from bot.doctor.finding import summary
    from notifiers.finding import Mark

    if send and offline:
        return fail("--send needs the network. Leave out --offline.", Exit.USAGE)
    show = _printer(call.environ)
    findings = list(show(program()))
    try:
        config = call.config()
    except ConfigError as error:
        findings += show(without_config(error, call.path, call.environ))
        status = Exit.USAGE
    else:
        findings += show(all_checks(config, call.environ, send=send, offline=offline))
        status = Exit.UNWELL if any(finding.mark is Mark.FAIL for finding in findings) else Exit.FINE
    say(summary(findings))
    return status


def _printer(environ: Mapping[str, str]) -> "Callable[[Iterable[Finding]], Iterator[Finding]]":
    """Prints each finding as it comes, and passes it on. Lines are folded and coloured for a terminal alone."""
    from bot.doctor.finding import lines

    is_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal else None
    colour = is_terminal and not environ.get("NO_COLOR")

    def show(findings: "Iterable[Finding]") -> "Iterator[Finding]":
        for finding in findings:
            paint("\n".join(lines(finding, width=width, colour=colour)))
            yield finding

    return show
