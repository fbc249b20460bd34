"""What is remembered of a desk's digests: up to when it has had them, and what was counted then."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from notifiers.subscriptions.digest_plan import Period
from state.entries import DigestProgress, Polls
from state.files.last_poll import read_last_poll
from watchers.diff.totals import Counts
from watchers.model.agreement import Model

_KEPT = 60  # periods whose checks are remembered, so that a digest made again says the same


def begun(subscription: str, *, at: datetime, polls: Polls, counts: Counts) -> DigestProgress:
    """The progress of a desk whose first digest is still to come: its first period begins now."""
    return DigestProgress(subscription=subscription, until=at, polls=polls, agreements=_by_state(counts))


def settled(before: DigestProgress, period: Period, *, polls: Polls, made: Polls, counts: Counts) -> DigestProgress:
    """The progress once a period is settled: `polls` ever counted, `made` in the period."""
    newest = dict(list({**before.kept, period.key: made}.items())[-_KEPT:])
    return replace(before, until=period.end, polls=polls, agreements=_by_state(counts), kept=newest)


def polls_ever(folder: Path) -> Polls:
    """All polls since the count began."""
    last_poll = read_last_poll(folder)
    return Polls(made=last_poll.polls, failed=last_poll.failed) if last_poll else Polls()


def _by_state(counts: Counts) -> dict[str, dict[Model | None, int]]:
    agreements: dict[str, dict[Model | None, int]] = {}
    for (state, model), number in sorted(counts.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
        agreements.setdefault(state, {})[model] = number
    return agreements
