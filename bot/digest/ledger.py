"""What is remembered of a desk's digests: up to when it has had them, and what was counted then."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from notifiers.subscriptions.digest_plan import Period
from state.files.last_poll import read_pulse
from state.store import Store
from watchers.diff.past_totals import Counts
from watchers.model.agreement import Model

PREFIX = "digest "
_KEPT = 60  # periods whose checks are remembered, so that a digest made again says the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """Polls made, and how many of them failed."""

    made: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMark:
    """The end of the last period settled, with the polls ever counted and the agreements at that time.

    `kept` has the polls of past periods by their keys, oldest first.
    """

    until: datetime
    polls: Polls
    counts: Counts
    kept: dict[str, Polls] = field(default_factory=dict)

    def after(self, period: Period, polls: Polls, made: Polls, counts: Counts) -> "DigestMark":
        """The mark once a period is settled: `polls` ever counted, `made` in the period."""
        kept = {**self.kept, period.key: made}
        newest = dict(list(kept.items())[-_KEPT:])
        return DigestMark(until=period.end, polls=polls, counts=counts, kept=newest)

    def made_since(self, polls: Polls) -> Polls:
        """The polls since this mark; all of them where the count began anew."""
        if polls.made < self.polls.made or polls.failed < self.polls.failed:
            return polls
        return Polls(made=polls.made - self.polls.made, failed=polls.failed - self.polls.failed)


def polls_ever(folder: Path) -> Polls:
    """All polls since the count began."""
    pulse = read_pulse(folder)
    return Polls(made=pulse.polls, failed=pulse.failed) if pulse else Polls()


def read_mark(store: Store, subscription: str) -> DigestMark | None:
    """A desk's mark, or None where its first digest is still to come and its beginning isn't set."""
    known = store.mark(PREFIX + subscription)
    if known is None:
        return None
    return DigestMark(
        until=datetime.fromisoformat(known["until"]),
        polls=_polls(known["polls"]),
        counts=_counts(known["agreements"]),
        kept={key: _polls(pair) for key, pair in known["kept"].items()},
    )


def mark_document(mark: DigestMark) -> dict[str, Any]:
    """The mark as plain JSON."""
    agreements: dict[str, dict[str, int]] = {}
    for (state, model), number in sorted(mark.counts.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
        agreements.setdefault(state, {})[model.value if model else ""] = number
    return {
        "until": mark.until.isoformat(),
        "polls": [mark.polls.made, mark.polls.failed],
        "agreements": agreements,
        "kept": {key: [polls.made, polls.failed] for key, polls in mark.kept.items()},
    }


def _polls(pair: list[int]) -> Polls:
    return Polls(made=pair[0], failed=pair[1])


def _counts(document: dict[str, dict[str, int]]) -> Counts:
    return Counter(
        {
            (state, Model(model) if model else None): number
            for state, models in document.items()
            for model, number in models.items()
        }
    )
