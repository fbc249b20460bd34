"""Digests to owed messages: each due period once, in one write with what is remembered of the desk's digests."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.config.model import Config
from bot.outgoing.operators import Trouble
from bot.outgoing.send import Copy, Sender
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan, Period, Quiet
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.periods import due
from notifiers.subscriptions.routing import has_ended_by
from notifiers.subscriptions.timing import is_paused
from state.entries import DigestProgress, OpenTrouble, Polls, Removal
from state.outbox import Owed
from state.store import Store
from watchers.model.agreement import Model
from watchers.model.event import Event

if TYPE_CHECKING:
    from notifiers.digest.model import Digest, Proof
    from watchers.diff.totals import Counts


def settle_digests(store: Store, config: Config, subscription: Subscription, *, at: datetime) -> None:
    """Record what is due for one desk. One that is seen for the first time begins now. Raises `StateError`.

    Not to be called while the record is empty or catches up after a backfill: what is found then is no news.
    """
    plan = subscription.digest
    if plan is None or is_paused(subscription.timing, subscription.zone, at):
        return
    known, polls = store.entry(DigestProgress, subscription.name), polls_ever(store)
    if has_ended_by(subscription, known.until if known is not None else at):
        return
    if known is None:
        from watchers.diff.totals import counted

        store.commit(entries=[begun(subscription.name, at=at, polls=polls, counts=counted(store.register()))])
        return
    for period in due(plan, subscription.zone, known.until, at):
        progress = store.entries(DigestProgress)[subscription.name]
        if is_rest(progress, period):
            store.commit(entries=[left(progress, period, store.events(since=period.start, until=period.end))])
        else:
            _settle(store, config, subscription, plan, period, at=at, polls=polls)


def _settle(
    store: Store,
    config: Config,
    subscription: Subscription,
    plan: DigestPlan,
    period: Period,
    *,
    at: datetime,
    polls: Polls,
) -> None:
    from bot.digest.build import make_digest

    before = store.entries(DigestProgress)[subscription.name]
    made = before.made_since(polls)  # of several that are due at once, the first has them: then the bot stood still
    ready = make_digest(store, config, subscription, period, progress=before, polls=made, now=at)
    wanted = plan.quiet is not Quiet.NONE or not is_nothing(ready.digest, ready.proof)
    mark = f" again {at.date()}" if period.key in before.kept else ""  # the first was made by a clock that was ahead
    rows = owed_digest(ready.digest, subscription, config, period, at=at, mark=mark) if wanted else []
    after = settled(before, period, polls=polls, made=made, counts=ready.counts)
    store.commit(owed=rows, entries=[after])


def is_nothing(digest: "Digest", proof: "Proof") -> bool:
    """Whether the bot looked, and nothing happened: what a desk that wants no quiet digests is spared."""
    return digest.is_quiet and not proof.is_blind and not proof.held and not proof.undelivered


def unwanted(store: Store, config: Config) -> list[Removal]:
    """Progress and trouble of desks that have no digest any more: should they want one again, it begins anew."""
    wanted = {s.name for s in config.subscriptions if s.digest is not None}
    troubles = [name for name in store.entries(OpenTrouble) if name.startswith(f"{Trouble.DIGEST} ")]
    return [Removal(kind=DigestProgress, id=name) for name in store.entries(DigestProgress) if name not in wanted] + [
        Removal(kind=OpenTrouble, id=name) for name in troubles if name.partition(" ")[2] not in wanted
    ]


def owed_digest(
    digest: "Digest", subscription: Subscription, config: Config, period: Period, *, at: datetime, mark: str = ""
) -> list[Owed]:
    """The messages that carry a digest to the desk's destinations; one with a `mark` is no repeat of one without."""
    occasion = f"digest {period.key} {period.start.isoformat()} {period.end.isoformat()}{mark}"
    return Sender(config, at).owe(subscription, lambda: [Copy(document=digest)], occasion=occasion).owed


_KEPT = 60  # periods whose checks are remembered, so that a digest made again says the same
_LENGTHS = {
    Cadence.DAILY: timedelta(days=1),
    Cadence.WEEKLY: timedelta(weeks=1),
    Cadence.MONTHLY: timedelta(days=30),
}


def begun(subscription: str, *, at: datetime, polls: Polls, counts: "Counts") -> DigestProgress:
    """The progress of a desk whose first digest is still to come: its first period begins now."""
    return DigestProgress(subscription=subscription, until=at, polls=polls, agreements=_by_state(counts))


def settled(before: DigestProgress, period: Period, *, polls: Polls, made: Polls, counts: "Counts") -> DigestProgress:
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


def _by_state(counts: "Counts") -> dict[str, dict[Model | None, int]]:
    agreements: dict[str, dict[Model | None, int]] = {}
    for (state, model), number in sorted(counts.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
        agreements.setdefault(state, {})[model] = number
    return agreements
