"""All that the doctor checks, in the order in which it is printed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.config.credentials import complaint, wrong_secrets
from bot.config.load import ConfigError, ConfigUnreadableError
from bot.config.model import Config
from bot.doctor import machine, record, setup
from bot.doctor.exam import PATIENCE, Installation, examined, examined_at_once
from bot.terminal import write
from notifiers.destination import NeededSecret, Surroundings
from notifiers.finding import Checks, Finding, fail, ok, warn
from notifiers.registry import kinds
from notifiers.slack.checkup import workspace_findings
from notifiers.slack.destination import SlackDestination
from notifiers.slack.settings import SlackSettings, app_token, bot_token, workspaces


def program() -> Iterator[Finding]:
    """Which versions these are."""
    yield from examined(Checks(about="watch287g", run=setup.program))


def without_config(error: ConfigError, path: Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the config, and what can be told without it: of the state where it usually is."""
    yield from examined(Checks(about="config", run=partial(setup.broken_config, error)))
    if isinstance(error, ConfigUnreadableError):
        return
    yield from examined(Checks(about="config", run=partial(setup.open_to_change, path)))
    folder = Path(environ.get("STATE_DIRECTORY", "").split(":")[0] or path.absolute().parent / "var")
    if folder.is_dir():
        yield from examined(Checks(about="state", run=partial(record.folder_checks, folder)))
        yield from examined(Checks(about="disk", run=partial(machine.disk, folder)))
    yield warn("the rest", "can't be checked without a config", "Mend it, and run `watch287g doctor` again.")


def all_checks(config: Config, environ: Mapping[str, str], *, send: bool, offline: bool) -> Iterator[Finding]:
    """With a config that can be used: what needs no network, then what does, then what `send` adds."""
    here = Installation(config=config, environ=environ, now=lambda: datetime.now(UTC))
    folder = config.watch.folder
    for checks in (
        Checks(about="config", run=partial(setup.config, here)),
        Checks(about="secrets", run=partial(setup.secrets, here)),
        *([] if config.database else [Checks(about="state", run=partial(record.folder_checks, folder))]),
        Checks(about="record", run=partial(record.contents, here)),
        Checks(about="disk", run=partial(machine.disk, folder)),
        Checks(about="zones", run=partial(machine.zones, here)),
    ):
        yield from examined(checks)
    if offline:
        yield ok("network", "left alone, as --offline says: ICE's page and the channels are not checked")
        return
    for found in examined_at_once(_on_the_network(here)):
        yield from found
    if send:
        yield from _sent(here)


def _on_the_network(here: Installation) -> list[Checks]:
    # Here, in one thread: slack_sdk's modules import each other in a circle, and two threads at it would both fail.
    from bot.doctor.ice import ice

    return [Checks(about="ICE's page", run=partial(ice, here)), *place_checks(here)]


def place_checks(here: Installation) -> Iterator[Checks]:
    """The checks of every kind of destination; one whose secret is missing or wrong has had its line."""
    from bot.outgoing.channels import surroundings

    wrong = wrong_secrets(here.config, here.secrets)
    world = surroundings(here.config, here.environ, write=write, now=here.now, timeout=PATIENCE)
    sound = [p for p in here.config.destinations.values() if not any(s.name in wrong for s in p.secrets)]
    for kind in kinds():
        yield from kind.checks([place for place in sound if isinstance(place, kind)], world)
    yield from command_checks(here, world)


def _sent(here: Installation) -> Iterator[Finding]:
    from bot.doctor.sending import called, sent
    from bot.outgoing.channels import Channels

    channels = Channels(here.config, here.environ, write=write, now=here.now)
    try:
        yield from examined(Checks(about="test", run=partial(sent, here, channels)))
    finally:
        channels.close()
    yield from examined(Checks(about="heartbeat", run=partial(called, here)))


def command_checks(here: Installation, world: Surroundings) -> Iterator[Checks]:
    """A group for each workspace that has an app-level token, and no destination whose checks look at it."""
    settings: SlackSettings = here.config.settings["slack"]
    places = [place for place in here.config.destinations.values() if isinstance(place, SlackDestination)]
    looked_at = {place.workspace for place in places}
    for name in workspaces(settings):
        if name in looked_at or not here.secrets.has(app_token(name)):
            continue
        run = (
            partial(
                workspace_findings,
                name,
                {},
                world,
                secret=bot_token(name),
                api_url=settings.api_url,
                app_secret=app_token(name),
            )
            if here.secrets.has(bot_token(name))
            else partial(_without_bot, here, name)
        )
        yield Checks(about=f"Slack workspace {name}", run=run)


def _without_bot(here: Installation, name: str) -> Iterator[Finding]:
    said = complaint(NeededSecret(name=bot_token(name), explained=()), here.secrets)
    found = f"people can be heard by {app_token(name)}, and their channels told nothing: {said}"
    yield fail("Slack", found, "Put the bot token (xoxb-…) beside it.")
