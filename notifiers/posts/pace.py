"""Posts to one place, kept apart as its service wants them."""

from collections.abc import Callable

from notifiers.delivery import DeliveryError, Retry

_PATIENCE = 3.0  # seconds that are slept; for longer the message waits in the outbox


class Pace:
    """Keeps the posts to one place apart, by `seconds` and by what the service's answers say.

    `where` is how a sentence calls the place; `clock` gives seconds, from any beginning.
    """

    def __init__(
        self, seconds: float, where: str, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._seconds, self._where, self._clock, self._sleep = seconds, where, clock, sleep
        self._since, self._wait = 0.0, 0.0

    def keep(self) -> None:
        """Wait for the next post's turn, and take it. Raises `DeliveryError` where that is too long to sleep."""
        wait = min(self._since + self._wait - self._clock(), self._wait)  # a clock may be set back
        if wait > _PATIENCE:
            raise DeliveryError(f"{self._where}: busy; trying again later.", retry=Retry.LATER, wait=wait)
        if wait > 0:
            self._sleep(wait)
        self.heed(self._seconds)

    def heed(self, seconds: float) -> None:
        """Leave the place alone for so many seconds from now on, and no fewer than always."""
        self._since, self._wait = self._clock(), max(seconds, self._seconds)
