"""Whether people can be heard inside Slack, in workspaces to which the config itself sends nothing."""

from collections.abc import Iterator
from functools import partial

from bot.config.credentials import complaint
from bot.doctor.exam import Installation
from notifiers.destination import NeededSecret, Surroundings
from notifiers.finding import Checks, Finding, fail
from notifiers.slack.checkup import workspace_findings
from notifiers.slack.destination import SlackDestination
from notifiers.slack.settings import SlackSettings, app_token, bot_token, workspaces


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
