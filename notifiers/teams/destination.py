"""Microsoft Teams: a channel or chat, by the webhook of a workflow."""

import re
from collections.abc import Iterator

from notifiers.delivery import Channel
from notifiers.destination import Surroundings
from notifiers.finding import Finding, ok
from notifiers.posts.posted import PostedWebhook
from watchers.frozen import frozen


@frozen
class TeamsDestination(PostedWebhook):
    """One workflow of Microsoft's, which posts to its channel."""

    key = "teams"
    service = "Microsoft Teams"
    holds = "TEAMS_WEBHOOK"
    offer = "one channel of Microsoft Teams, by a workflow: no threads"
    question = "A name of your own for the channel, such as newsroom"
    flag = ("NAME", "a name for a workflow of Microsoft Teams; repeatable")
    form_in = "notifiers.teams.card"
    called = "workflow"
    found_at = "In Teams, at the channel: ⋯, Workflows, “Post to a channel when a webhook request is received”, Copy."
    address = re.compile(
        r"https://[\w.-]+\.(?:logic\.azure\.(?:com|us)|environment\.api\.powerplatform\.(?:com|us))(?::443)?/\S+"
    )
    should_be = (
        "should be a workflow's address, at logic.azure.com or environment.api.powerplatform.com{old}. "
        "In Teams it is under Workflows."
    )
    delivered = "taken by the workflow; look in Teams whether it came, for Teams doesn't say"

    def _complaint(self, address: str) -> str:
        old = ", and is an Office connector's, which Microsoft has ended" if "webhook.office.com" in address else ""
        return super(TeamsDestination, self)._complaint(address).format(old=old)  # noqa: UP008 - `super()` means the class before it had slots

    def open(self, here: Surroundings) -> Channel:
        """The workflow, by its address."""
        from notifiers.teams.channel import TeamsChannel

        return TeamsChannel(where=self.words, url=lambda: here.secret(self.secret), here=here)

    def examined(self, here: Surroundings) -> Iterator[Finding]:  # noqa: ARG002 - nobody is asked
        """That nobody can be asked: whatever a workflow is sent, it posts."""
        said = "its address looks right; only a message can tell whether it posts: `watch287g doctor --send`"
        yield ok(self.words, said)


KIND = TeamsDestination
