"""When the bot looks at ICE's page next, by its config and what its own looks have shown.

The scheduler asks every few seconds whether a look is due. To move a job of its own from within a job would be to wait
for a lock that it holds while it stops, and waits for that job.
"""

import random
from datetime import datetime

from bot.config.model import Config
from bot.config.running import Life, life_of
from state.files.last_poll import LastPoll
from state.store import Store
from watchers.schedule.looks import ByPostingRate, FixedStep, Looks, NextLook
from watchers.schedule.posting_rate import posting_rate


def plan_of_looks(config: Config, store: Store, *, at: datetime) -> Looks:
    """The plan: a fixed step, or one learnt from the lists that the bot saw come, since it has been looking."""
    if config.watch.looks_a_week is None:
        return FixedStep(config.watch.every)
    last_poll = store.last_poll()
    since = last_poll.looking_since if last_poll else None
    seen = {entry.fetched_at for entry in store.fetched() if since is not None and since < entry.fetched_at <= at}
    return ByPostingRate(config.watch.looks_a_week, posting_rate(seen, since=since, until=at))


def newest_list(store: Store) -> datetime | None:
    """When the newest of ICE's lists was first seen; None where there is none but those of the first look."""
    states = [store.register().participating, store.register().pending]
    return max((s.current_since for s in states if s.current_since and s.current_since != s.baseline_at), default=None)


def coming_look(store: Store, config: Config, at: datetime) -> NextLook | None:
    """When the `run` that runs here looks next, and why then; None where none does."""
    last_poll = store.last_poll()
    if last_poll is None or life_of(store.folder, at) is not Life.RUNS:
        return None
    return next_look(config, store, last_poll)


def next_look(config: Config, store: Store, last_poll: LastPoll) -> NextLook:
    """The look that follows the last one."""
    at, why = plan_of_looks(config, store, at=last_poll.at).next_after(last_poll.at, newest=newest_list(store))
    return NextLook(at=at, why=why)


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
