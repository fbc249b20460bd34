"""What `--send` adds: a marked test to every destination, and one call of the heartbeat's address."""

from collections.abc import Iterator
from dataclasses import replace

from bot import __version__
from bot.config.credentials import HEARTBEAT, wrong_secrets
from bot.config.lookup import operators_of
from bot.doctor.exam import Installation
from bot.outgoing.channels import ChannelFinder
from bot.outgoing.heartbeat import HeartbeatError, send_heartbeat
from bot.outgoing.sample import sample_story, send_sample
from notifiers.finding import Finding, failed, ok
from watchers.fetch.source import user_agent


def sent(here: Installation, channels: ChannelFinder) -> Iterator[Finding]:
    """A sample to every destination, once, as the first desk that names it would get it; the operators' too."""
    config = here.config
    done: set[str] = set()
    for subscription in (*config.subscriptions, operators_of(config)):
        places = tuple(id_ for id_ in subscription.destinations if id_ not in done)
        done.update(places)
        story = sample_story(subscription, config, at=here.now())
        for tested in send_sample(story, replace(subscription, destinations=places), config, channels):
            yield ok("test", tested.sentence.rstrip(".")) if tested.arrived else failed("test", tested.sentence)


def called(here: Installation) -> Iterator[Finding]:
    """The heartbeat's address, asked once as after a poll. One that is missing or wrong has had its line."""
    if not here.config.health.heartbeat or HEARTBEAT in wrong_secrets(here.config, here.secrets):
        return
    agent = user_agent(__version__, here.config.watch.contact or "")
    try:
        send_heartbeat(here.secrets, agent=agent, route=here.config.route)
    except HeartbeatError as error:
        yield failed("heartbeat", error, "Check the network, and the address at the service that waits for it.")
    else:
        yield ok("heartbeat", "it arrived; whoever waits for it has heard of the bot")
