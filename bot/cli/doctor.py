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
from bot.doctor.exam import Family, Patient, examined, examined_at_once
from bot.doctor.finding import Finding, Mark, lines, ok, summary, warn
from bot.exits import Exit
from bot.terminal import fail as refuse
from bot.terminal import paint, say, write

_WIDEST = 110


def doctor(wish: Namespace, environ: Mapping[str, str]) -> int:
    """`doctor`: check everything. The exit status: FINE, UNWELL where something FAILs, USAGE without a good config."""
    if wish.send and wish.offline:
        return refuse("--send needs the network. Leave out --offline.", Exit.USAGE)
    show = _printer(environ)
    findings = list(show(examined(Family(about="watch287g", check=setup.program))))
    try:
        path = find_config(wish.config, environ)
        config = load_config(path, environ)
    except ConfigError as error:
        findings += show(_without_config(error, wish.config, environ))
        status = Exit.USAGE
    else:
        patient = Patient(config=config, environ=environ, now=_now)
        findings += show(_examination(patient, send=wish.send, offline=wish.offline))
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


def _examination(patient: Patient, *, send: bool, offline: bool) -> Iterator[Finding]:
    """All checks, in the order in which they are printed."""
    folder = patient.config.watch.folder
    for family in (
        Family(about="config", check=partial(setup.config, patient)),
        Family(about="secrets", check=partial(secret_places.secrets, patient)),
        Family(about="state", check=partial(record.folder_checks, folder)),
        Family(about="record", check=partial(record.contents, patient)),
        Family(about="disk", check=partial(disk.disk, folder)),
        Family(about="zones", check=partial(clock.zones, patient)),
    ):
        yield from examined(family)
    if offline:
        yield ok("network", "left alone, as --offline says: ICE's page, Slack, webhooks and mail are not checked")
        return
    for found in examined_at_once(_on_the_network(patient)):
        yield from found
    if send:
        yield from _sent(patient)


def _on_the_network(patient: Patient) -> list[Family]:
    # Here, in one thread: slack_sdk's modules import each other in a circle, and two threads at it would both fail.
    from bot.doctor.ice import ice
    from bot.doctor.mail import mail
    from bot.doctor.slack import slack_families

    return [
        Family(about="ICE's page", check=partial(ice, patient)),
        *slack_families(patient),
        Family(about="mail", check=partial(mail, patient)),
    ]


def _sent(patient: Patient) -> Iterator[Finding]:
    from bot.doctor.sending import called, sent
    from bot.outgoing.channels import Channels

    channels = Channels(patient.config, patient.environ, write=write, now=patient.now)
    try:
        yield from examined(Family(about="test", check=partial(sent, patient, channels)))
    finally:
        channels.close()
    yield from examined(Family(about="heartbeat", check=partial(called, patient)))


def _without_config(error: ConfigError, named: str | None, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the config, and what can be told without it: of the state where it usually is."""
    yield from examined(Family(about="config", check=partial(setup.broken_config, error)))
    if isinstance(error, ConfigUnreadableError):
        return
    path = find_config(named, environ)
    yield from examined(Family(about="config", check=partial(setup.open_to_change, path)))
    folder = Path(environ.get("STATE_DIRECTORY", "").split(":")[0] or path.absolute().parent / "var")
    if folder.is_dir():
        yield from examined(Family(about="state", check=partial(record.folder_checks, folder)))
        yield from examined(Family(about="disk", check=partial(disk.disk, folder)))
    yield warn("the rest", "can't be checked without a config", "Mend it, and run `watch287g doctor` again.")
