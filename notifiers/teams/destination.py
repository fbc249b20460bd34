"""Microsoft Teams: a channel or chat, by the webhook of a workflow."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from notifiers.delivery import Channel
from notifiers.destination import Document, Payloads, Surroundings
from notifiers.finding import Checks, ok
from notifiers.posts.named import NamedDestination
from notifiers.text.entry import is_loopback
from notifiers.text.marked import Piece

_ADDRESS = re.compile(
    r"https://[\w.-]+\.(?:logic\.azure\.(?:com|us)|environment\.api\.powerplatform\.(?:com|us))(?::443)?/\S+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsDestination(NamedDestination):
    """One workflow of Microsoft's, which posts to its channel."""

    key = "teams"
    service = "Microsoft Teams"
    holds = "TEAMS_WEBHOOK"
    offer = "one channel of Microsoft Teams, by a workflow: no threads"
    question = "A name of your own for the channel, such as newsroom"
    flag = ("NAME", "a name for a workflow of Microsoft Teams; repeatable")
    delivered = "taken by the workflow; look in Teams whether it came, for Teams doesn't say"

    def _explained(self) -> tuple[str, ...]:
        return (
            f'The address of the workflow "{self.name}", which is a secret: whoever has it can post.',
            "In Teams, at the channel: ⋯, Workflows, “Post to a channel when a webhook request is received”, Copy.",
        )

    def _complaint(self, address: str) -> str:
        if _ADDRESS.fullmatch(address) or is_loopback(address):
            return ""
        old = ", and is an Office connector's, which Microsoft has ended" if "webhook.office.com" in address else ""
        return (
            "should be a workflow's address, at logic.azure.com or environment.api.powerplatform.com"
            f"{old}. In Teams it is under Workflows."
        )

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Adaptive Cards, the same for every desk."""
        from notifiers.posts.outline import rendered
        from notifiers.teams.card import LIMITS, message

        payloads = rendered(document, LIMITS, message)
        return lambda _: payloads

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> tuple[Piece, ...]:
        """The card's text."""
        from notifiers.teams.card import pieces

        return pieces(payload["body"])

    def open(self, here: Surroundings) -> Channel:
        """The workflow, by its address."""
        from notifiers.teams.channel import TeamsChannel

        return TeamsChannel(where=self.words, url=lambda: here.secret(self.secret), here=here)

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:  # noqa: ARG003 - nobody is asked
        """That nobody can be asked: whatever a workflow is sent, it posts."""
        for place in places:
            said = "its address looks right; only a message can tell whether it posts: `watch287g doctor --send`"
            found = [ok(place.words, said)]
            yield Checks(about=place.words, run=lambda found=found: found)  # type: ignore[misc]


KIND = TeamsDestination
