"""Posting to a service's webhook: one message, in the service's pace, to an address that is a secret."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from notifiers.destination import Surroundings
from notifiers.posts.web import Answer, Web

_PATIENCE = 3.0  # seconds that are slept; for longer the message waits in the outbox


class Pace:
    """Keeps the posts to one place apart, by `seconds` and by what the service's answers say."""

    def __init__(self, seconds: float, where: str, here: Surroundings) -> None:
        self._seconds, self._where, self._here = seconds, where, here
        self._since, self._wait = 0.0, 0.0

    def keep(self) -> None:
        """Wait for the next post's turn, and take it. Raises `DeliveryError` where that is too long to sleep."""
        wait = self._since + self._wait - self._here.clock()
        wait = min(wait, self._wait)  # a clock may be set back
        if wait > _PATIENCE:
            raise DeliveryError(f"{self._where}: busy; trying again later.", retry=Retry.LATER, wait=wait)
        if wait > 0:
            self._here.sleep(wait)
        self.heed(self._seconds)

    def heed(self, seconds: float) -> None:
        """Leave the place alone for so many seconds from now on, and no fewer than always."""
        self._since, self._wait = self._here.clock(), max(seconds, self._seconds)


class PostChannel(ABC):
    """One webhook of a service. A message of which no answer came is posted again, and says that it may be a repeat.

    The address is asked for at each use, and stands in no error. `mend` is the sentence for one that takes nothing.
    """

    seconds = 1.1
    """Between two posts."""
    mend: str

    def __init__(self, *, where: str, url: Callable[[], str], here: Surroundings) -> None:
        self._url, self._here = url, here
        self._web = Web(where, here)
        self._pace = Pace(self.seconds, where, here)

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Post the message."""
        body = message.payload["body"]
        if unsure:
            body = self._marked(body, message.payload["repeat"])
        return self._posted(message, body)

    def close(self) -> None:  # noqa: B027 - nothing is held
        """Nothing is held: each message has its own connection."""

    @abstractmethod
    def _marked(self, body: dict[str, Any], said: str) -> dict[str, Any]:
        """The body, with the words that it may have come before."""

    @abstractmethod
    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:
        """Post the body, and read the answer."""

    def _ask(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Post once, in its time; the answer, whatever it says."""
        self._pace.keep()
        answer = self._web.ask("POST", url, document=body, headers=headers)
        self._pace.heed(answer.wait or 0)
        return answer

    def _taken(self, answer: Answer, *needed: str) -> dict[str, Any]:
        """What a service says of a message that it took; raises `DeliveryError` where it didn't, or doesn't say so."""
        if not answer.is_fine:
            raise self._web.refused(answer, mend=self.mend)
        said = answer.document
        if not all(said.get(key) for key in needed):
            raise self._web.unconfirmed()
        return said
