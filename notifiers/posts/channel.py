"""Posting to a service's webhook: one message, in the service's pace, to an address that is a secret."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.destination import Surroundings
from notifiers.posts.pace import Pace
from notifiers.posts.post import Post, body_of, plain_words
from notifiers.posts.web import Answer, Web


class PostChannel(Channel, ABC):
    """One webhook of a service. A message of which no answer came is posted again, and says that it may be a repeat.

    One that the service can't print is posted once more, as plain words. The address is asked for at each use, and
    stands in no error. `mend` is the sentence for one that takes nothing.
    """

    seconds = 1.1
    """Between two posts."""
    mend: str
    form: Callable[[Post], dict[str, Any]]
    """Gives a message the form of the service."""
    plain: Callable[[str], dict[str, Any]]
    """Gives plain words the simplest form that the service has, as much of them as it surely takes."""

    def __init__(self, *, where: str, url: Callable[[], str], here: Surroundings) -> None:
        self._url, self._here = url, here
        self._web = Web(where, here)
        self._pace = Pace(self.seconds, where, clock=here.clock, sleep=here.sleep)

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Post the message."""
        try:
            return self._posted(message, body_of(message.payload, self.form, unsure=unsure))
        except DeliveryError as refusal:
            if refusal.retry is not Retry.NEVER or "post" not in message.payload:
                raise
            said = body_of(message.payload, lambda post: {"text": plain_words(post)}, unsure=unsure)
            return self._posted(message, self.plain(said["text"]))

    @abstractmethod
    def _posted(self, message: Message, body: dict[str, Any]) -> Receipt:
        """Post the body, and read the answer."""

    def _ask(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Post once, in its time; the answer, whatever it says."""
        self._pace.keep()
        answer = self._web.ask("POST", url, document=body, headers=headers)
        self._pace.heed(answer.wait or 0)
        return answer

    def _taken(self, answer: Answer, *needed: str) -> Answer:
        """The answer of a service that took a message; raises `DeliveryError` where it didn't, or doesn't say so."""
        if not answer.is_fine:
            raise self._web.refused(answer, mend=self.mend)
        if not all(answer.text(key) for key in needed):
            raise self._web.unconfirmed()
        return answer
