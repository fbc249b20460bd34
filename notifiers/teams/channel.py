"""Microsoft Teams by a workflow's webhook, which says no more than that it has begun."""

from typing import Any

from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from notifiers.posts.channel import PostChannel
from notifiers.teams.card import message, plain_message


class TeamsChannel(PostChannel):
    """One workflow. Its answer is 202 and nothing else, so that the receipt is empty: there are no threads."""

    form = staticmethod(message)
    plain = staticmethod(plain_message)
    mend = "In Teams, under Workflows, see whether it is switched on, and put its address where the old one is."

    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:  # noqa: ARG002 - there are no threads
        answer = self._ask(self._url(), body)
        code = answer.text("error", "code")
        if code.startswith("Workflow"):  # WorkflowTriggerIsNotEnabled, WorkflowNotFound …, whatever the status
            raise DeliveryError(f"{self._web.where}: the workflow is off or gone. {self.mend}", retry=Retry.PAUSE)
        self._taken(answer)
        if b"<" in answer.body[:64]:
            raise self._web.unconfirmed()
        return Receipt()
