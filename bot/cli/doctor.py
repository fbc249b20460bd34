"""`doctor`: everything that the bot needs, checked, a line each, with the cure."""

import shutil
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.config.load import ConfigError, ConfigUnreadableError, find_config, load_config
from bot.doctor import clock, disk, record, secret_places, setup
from bot.doctor.exam import Installation, examined, examined_at_once
from bot.doctor.finding import lines, summary
from bot.exits import Exit
from bot.terminal import fail as refuse
from bot.terminal import paint, say, write
from notifiers.finding import Checks, Finding, Mark, ok, warn

_WIDEST = 110


def doctor(wish: Namespace, environ: Mapping[str, str]) -> int:
    """`doctor`: check everything. The exit status: FINE, UNWELL where something FAILs, USAGE without a good config."""
    if wish.send and wish.offline:
        return refuse("--send needs the network. Leave out --offline.", Exit.USAGE)
    show = _printer(environ)
    findings = list(show(examined(Checks(about="watch287g", run=setup.program))))
    try:
        path = find_config(wish.config, environ)
        config = load_config(path, environ)
    except ConfigError as error:
        findings += show(_without_config(error, wish.config, environ))
        status = Exit.USAGE
    else:
        here = Installation(config=config, environ=environ, now=_now)
        findings += show(_examination(here, send=wish.send, offline=wish.offline))
        status = Exit.UNWELL if any(finding.mark is Mark.FAIL for finding in findings) else Exit.FINE
    say(summary(findings))
    return status


def _now() -> datetime:
    return datetime.now(UTC)


def _printer(environ: Mapping[str, str]) -> Callable[[Iterable[Finding]], Iterator[Finding]]:
    """Prints each finding as it comes, and passes it on. Lines are folded and coloured for a terminal alone."""
    is_terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, _WIDEST) if is_terminal else None
    colour = is_terminal and not environ.get("NO_COLOR")

    def show(findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            paint("\n".join(lines(finding, width=width, colour=colour)))
            yield finding

    return show


def _examination(here: Installation, *, send: bool, offline: bool) -> Iterator[Finding]:
    """All checks, in the order in which they are printed."""
    folder = here.config.watch.folder
    for family in (
        Checks(about="config", run=partial(setup.config, here)),
        Checks(about="secrets", run=partial(secret_places.secrets, here)),
        Checks(about="state", run=partial(record.folder_checks, folder)),
        Checks(about="record", run=partial(record.contents, here)),
        Checks(about="disk", run=partial(disk.disk, folder)),
        Checks(about="zones", run=partial(clock.zones, here)),
    ):
        yield from examined(family)
    if offline:
        yield ok("network", "left alone, as --offline says: ICE's page, Slack, webhooks and mail are not checked")
        return
    for found in examined_at_once(_on_the_network(here)):
        yield from found
    if send:
        yield from _sent(here)


def _on_the_network(here: Installation) -> list[Checks]:
    # Here, in one thread: slack_sdk's modules import each other in a circle, and two threads at it would both fail.
    from bot.doctor.ice import ice
    from bot.doctor.places import place_checks

    return [Checks(about="ICE's page", run=partial(ice, here)), *place_checks(here)]


def _sent(here: Installation) -> Iterator[Finding]:
    from bot.doctor.sending import called, sent
    from bot.outgoing.channels import Channels

    channels = Channels(here.config, here.environ, write=write, now=here.now)
    try:
        yield from examined(Checks(about="test", run=partial(sent, here, channels)))
    finally:
        channels.close()
    yield from examined(Checks(about="heartbeat", run=partial(called, here)))


def _without_config(error: ConfigError, named: str | None, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the config, and what can be told without it: of the state where it usually is."""
    yield from examined(Checks(about="config", run=partial(setup.broken_config, error)))
    if isinstance(error, ConfigUnreadableError):
        return
    path = find_config(named, environ)
    yield from examined(Checks(about="config", run=partial(setup.open_to_change, path)))
    folder = Path(environ.get("STATE_DIRECTORY", "").split(":")[0] or path.absolute().parent / "var")
    if folder.is_dir():
        yield from examined(Checks(about="state", run=partial(record.folder_checks, folder)))
        yield from examined(Checks(about="disk", run=partial(disk.disk, folder)))
    yield warn("the rest", "can't be checked without a config", "Mend it, and run `watch287g doctor` again.")
