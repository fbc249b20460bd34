"""What is remembered of a desk's digests: up to when it has had them, and what was counted then."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from notifiers.subscriptions.digest_plan import Cadence, Period
from state.entries import DigestProgress, Polls
from state.store import Store
from watchers.diff.totals import Counts
from watchers.model.agreement import Model
from watchers.model.event import Event

_KEPT = 60  # periods whose checks are remembered, so that a digest made again says the same
_LENGTHS = {
    Cadence.DAILY: timedelta(days=1),
    Cadence.WEEKLY: timedelta(weeks=1),
    Cadence.MONTHLY: timedelta(days=30),
}


def begun(subscription: str, *, at: datetime, polls: Polls, counts: Counts) -> DigestProgress:
    """The progress of a desk whose first digest is still to come: its first period begins now."""
    return DigestProgress(subscription=subscription, until=at, polls=polls, agreements=_by_state(counts))


def settled(before: DigestProgress, period: Period, *, polls: Polls, made: Polls, counts: Counts) -> DigestProgress:
    """The progress once a period is settled: `polls` ever counted, `made` in the period."""
    newest = dict(list({**before.kept, period.key: made}.items())[-_KEPT:])
    return replace(before, until=period.end, polls=polls, agreements=_by_state(counts), kept=newest, untold=())


def is_rest(progress: DigestProgress, period: Period) -> bool:
    """Whether the desk has had its digest of that period, and only a rest of it is left, for the clock was set."""
    return period.key in progress.kept and period.end - period.start < _LENGTHS[period.cadence] / 2


def left(progress: DigestProgress, period: Period, events: Iterable[Event]) -> DigestProgress:
    """The progress where a period gets no digest of its own: the next one tells what it holds."""
    return replace(progress, until=period.end, untold=(*progress.untold, *(event.id for event in events)))


def polls_ever(store: Store) -> Polls:
    """All polls since the count began. Raises `StateError`."""
    last_poll = store.last_poll()
    return Polls(made=last_poll.polls, failed=last_poll.failed) if last_poll else Polls()


def _by_state(counts: Counts) -> dict[str, dict[Model | None, int]]:
    agreements: dict[str, dict[Model | None, int]] = {}
    for (state, model), number in sorted(counts.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
        agreements.setdefault(state, {})[model] = number
    return agreements
