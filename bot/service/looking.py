"""When the running bot polls: each look follows from the one before, by a plan that may change at any time.

The scheduler asks every few seconds whether one is due. To move a job of its own from within a job would be to wait for
a lock that it holds while it stops, and waits for that job.
"""

import random
from datetime import datetime

from watchers.schedule.looks import Looks

_JITTER = 0.15
"""The share of the time between two looks by which one is moved about, so that not all bots ask at once."""


class Looking:
    """Knows when the next look is due: the first one at once."""

    def __init__(self, plan: Looks) -> None:
        self.plan = plan
        self._last: datetime | None = None
        self._next: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; a last look that lies ahead was noted by a clock that has been set back since."""
        return self._last is None or self._next is None or now >= self._next or now < self._last

    def looked(self, at: datetime, *, newest: datetime | None) -> datetime:
        """Note a look; when the next one is. `newest` is when the newest list was first seen."""
        when, _ = self.plan.next_after(at, newest=newest)
        self._last = at
        self._next = at + (when - at) * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        return self._next

    def look_now(self) -> None:
        """Have the next look due at once."""
        self._next = None
