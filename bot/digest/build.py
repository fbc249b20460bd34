"""What the record shows of a period: the events, the counts around it, and how we know."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.config.model import Config
from bot.poll.next_look import coming_look
from bot.poll.remarks import stated_before
from bot.poll.source_health import last_look
from notifiers.destination import Destination
from notifiers.digest.compose import compose_digest
from notifiers.digest.figures import Figures
from notifiers.digest.model import Digest, PendingList, Proof, Undelivered
from notifiers.language.language import language_of
from notifiers.site.permalinks import with_evidence
from notifiers.story.telling import agency_key
from notifiers.subscriptions.digest_plan import DigestPlan, Period
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.periods import last_ended
from notifiers.subscriptions.routing import concerns
from state.entries import DigestProgress, Polls
from state.errors import StateError
from state.outbox import UNDELIVERED
from state.store import Store
from watchers.diff.totals import Counts, counted, counts_before, tally_by_state
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Workbook
from watchers.model.event import Event, EventKind
from watchers.model.register import Stand
from watchers.names.normalise import normalise
from watchers.names.places import UNKNOWN_STATE
from watchers.table.read import read_table

_MONTHS = 4  # ends of months before the period's own, in the table
_PERIODS = 4  # periods before this one, to compare it with
_OVERDUE = timedelta(days=1)


@frozen
class MadeDigest:
    """A digest, and the agreements at its period's end, to compare the next one with."""

    digest: Digest
    counts: Counts
    proof: Proof


def make_digest(
    store: Store,
    config: Config,
    subscription: Subscription,
    period: Period,
    *,
    progress: DigestProgress | None,
    polls: Polls | None,
    now: datetime,
) -> MadeDigest:
    """The desk's digest of a period that has ended, from the record as it is now.

    `progress` is that of the desk before the period, or any later one; `polls` are those made in the period, None where
    nobody knows.
    """
    events = _events_of(store, period, progress)
    after = counts_before(counted(store.register()), store.events(since=period.end))
    mine = [e for e in events if concerns(e, subscription)]
    pending, by_state = _pending(store, period.end)
    figures = Figures(
        before=_before(store, period, progress, after, events),
        after=after,
        pending=by_state,
        past=_past(store, period, after, subscription.zone) if mine else (),
        signed=_signed_before(store, subscription, period) if mine else (),
        listed=_listed(store, period.end) if mine else (),
    )
    proof = _proof(store, subscription, period, pending, polls=polls, now=now, config=config)
    digest = compose_digest(
        subscription,
        period,
        mine,
        figures=figures,
        proof=proof,
        page_url=config.watch.page,
        told=_told(store, subscription, mine),
    )
    language = language_of(subscription.language)
    site = config.address_in(subscription.language)
    parts = tuple(replace(part, entries=with_evidence(part.entries, site, language)) for part in digest.parts)
    return MadeDigest(digest=replace(digest, parts=parts), counts=after, proof=proof)


def _events_of(store: Store, period: Period, progress: DigestProgress | None) -> list[Event]:
    """The events of a period, and those that the digest before it left although they are dated before it."""
    events = store.events(since=period.start, until=period.end)
    if progress is None or progress.until != period.start or not progress.untold:
        return events
    left = [event for event in store.events(ids=progress.untold) if event.observed_at < period.start]
    return [*left, *events]


def _before(
    store: Store, period: Period, progress: DigestProgress | None, after: Counts, events: Iterable[Event]
) -> Counts | None:
    """The counts at the period's start: as noted then, or worked out; None from before the record begins."""
    if progress is not None and progress.until == period.start:
        return progress.counts
    begin = store.register().participating.baseline_at
    return counts_before(after, events) if begin is not None and begin <= period.start else None


def _signed_before(store: Store, subscription: Subscription, period: Period) -> tuple[int, ...]:
    """The agencies that newly signed in each of the periods before, the latest first, as far as the record goes."""
    begin, plan = store.register().participating.baseline_at, subscription.digest or DigestPlan()
    signed: list[int] = []
    if begin is None or period.spans > 1:
        return ()
    at = period.start
    while len(signed) < _PERIODS:
        before = last_ended(plan, subscription.zone, at)
        if before.start < begin:
            break
        found = store.events(since=before.start, until=before.end, kinds={EventKind.SIGNED})
        signed.append(len({agency_key(e) for e in found if concerns(e, subscription)}))
        at = before.start
    return tuple(signed)


def _listed(store: Store, end: datetime) -> tuple[Agreement, ...]:
    """The agreements that stood on the participating list at a time, as the record has them now."""
    return tuple(
        s.agreement
        for s in store.register().standings.values()
        if s.list is ListKind.PARTICIPATING and s.first_seen < end and (s.stand is Stand.LISTED or s.last_seen >= end)
    )


def _told(store: Store, subscription: Subscription, events: Iterable[Event]) -> dict[str, Event]:
    """The earlier events that an alert to this desk told of, among those that these events correct or settle."""
    followed = {id_ for event in events for id_ in event.follows}
    heard = {id_ for id_ in followed if any(t.subscription == subscription.name for t in store.deliveries_of(id_))}
    return {e.id: e for e in store.events(ids=heard)} if heard else {}


def _past(store: Store, period: Period, after: Counts, zone: ZoneInfo) -> tuple[tuple[date, Counts], ...]:
    """The counts at the ends of past months, oldest first."""
    begin = store.register().participating.baseline_at
    last = period.days(zone)[1]
    points: list[tuple[date, Counts]] = []
    later, counts = period.end, after
    for first in _first_days(last):
        at = datetime.combine(first, time(0), zone).astimezone(UTC)
        if begin is None or at < begin or at > period.end:
            continue
        counts = counts_before(counts, store.events(since=at, until=later))
        later = at
        if first - timedelta(days=1) < last:
            points.append((first - timedelta(days=1), counts))
    return tuple(reversed(points))


def _first_days(last: date) -> list[date]:
    """The first days of the months up to a day's own, newest first."""
    months = [last.year * 12 + last.month - 1 - n for n in range(_MONTHS)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


_FRESH = timedelta(days=1)
"""How long after its period a digest may say when the bot looks next."""


def _proof(
    store: Store,
    subscription: Subscription,
    period: Period,
    pending: PendingList | None,
    *,
    polls: Polls | None,
    now: datetime,
    config: Config,
) -> Proof:
    fetched = store.fetched()
    lists = [row for row in fetched if row.list is ListKind.PARTICIPATING and row.fetched_at < period.end]
    newest = lists[-1] if lists else None
    current = store.register().participating
    whole = [hold for hold in store.holds().values() if hold.is_whole]
    is_current = (
        newest is not None and current.workbook is not None and current.workbook.sha256 == newest.workbook.sha256
    )
    return Proof(
        polls=polls.made if polls else None,
        failed=polls.failed if polls else None,
        seen_until=_end_of_sight(store, config, period) if polls is None else None,
        lists=sum(period.start <= row.fetched_at < period.end for row in fetched),
        newest=newest.workbook if newest else None,
        newest_seen=newest.fetched_at if newest else None,
        rows=current.rows if is_current else None,
        held=tuple((h.since, h.suspicion.reason) for h in whole if h.since < period.end),
        pending=pending,
        stated=stated_before(store, period.end),
        undelivered=_undelivered(store, subscription, now, config.destinations),
        next_look=coming_look(store, config, now) if now - period.end < _FRESH else None,
    )


def _end_of_sight(store: Store, config: Config, period: Period) -> datetime | None:
    """The last look at ICE's lists, where the bot was blind from then to the period's end."""
    seen = last_look(store)
    return seen if seen is not None and seen < period.end - config.health.blind_after else None


def _undelivered(
    store: Store, subscription: Subscription, now: datetime, destinations: Mapping[str, Destination]
) -> tuple[Undelivered, ...]:
    rows = [r for r in store.owed(UNDELIVERED, subscription=subscription.name) if r.created_at < now - _OVERDUE]
    since: dict[str, datetime] = {}
    for row in rows:
        since[row.destination] = min(row.created_at, since.get(row.destination, row.created_at))
    number = Counter(row.destination for row in rows)
    return tuple(
        Undelivered(where=destinations[id_].words if id_ in destinations else id_, messages=number[id_], since=at)
        for id_, at in since.items()
    )


def _pending(store: Store, end: datetime) -> tuple[PendingList | None, dict[str, int] | None]:
    """The pending list at a time, and its agreements by state, where there was one and it can be read."""
    lists = [row for row in store.fetched(ListKind.PENDING) if row.fetched_at < end]
    if not lists:
        return None, None
    newest, register = lists[-1], store.register()
    current = register.pending
    is_current = current.workbook is not None and current.workbook.sha256 == newest.workbook.sha256
    absent = current.absent_since if is_current and current.absent_since and current.absent_since < end else None
    if is_current:
        by_state = {state: tally.pending for state, tally in tally_by_state(register).items()}
    else:
        read = _read_pending(store, newest.workbook, newest.fetched_at)
        if read is None:
            return None, None
        by_state = read
    found = PendingList(
        name=newest.workbook.name,
        since=newest.fetched_at,
        agreements=sum(by_state.values()),
        absent_since=absent,
    )
    return found, None if absent else by_state


def _read_pending(store: Store, book: Workbook, seen: datetime) -> dict[str, int] | None:
    """A past pending list's agreements by state; None where its workbook is not kept any more."""
    try:
        table = read_table(store.workbooks.read(book.sha256), name=book.name)
    except StateError:
        return None
    return Counter(a.state or UNKNOWN_STATE for a in normalise(table, book, observed_on=seen.date()).agreements)
