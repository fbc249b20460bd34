"""News of the pending list itself: that ICE links it no more, has stopped renewing it, or has brought it back.

Said once to each desk that watches pending agencies. Its end is never told as applications dropped.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.config.model import Config
from notifiers.subscriptions.model import Subscription
from notifiers.text.ap_style import day
from state.entries import Condition, PendingListTold, Update
from state.outbox import Owed, owed_parts
from state.store import Store
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind
from watchers.model.register import Register, held_lists

if TYPE_CHECKING:  # there is seldom anything to tell of the list itself
    from notifiers.story.model import Story

_SURE_AFTER = timedelta(hours=24)  # a link left out for some hours is a slip of the page
_FROZEN_AFTER = timedelta(days=21)  # the longest that ICE went without a new one while it kept the list: 17 days


def condition(register: Register, at: datetime) -> Condition | None:
    """How the pending list is; None while that isn't sure, or none was ever seen."""
    pending, participating = register.pending, register.participating
    if pending.workbook is None or pending.current_since is None:
        return None
    if pending.absent_since is not None:
        return Condition.ABSENT if at - pending.absent_since >= _SURE_AFTER else None
    renewed = participating.current_since is not None and participating.current_since > pending.current_since
    return Condition.FROZEN if renewed and at - pending.current_since >= _FROZEN_AFTER else Condition.PRESENT


def list_news(store: Store, register: Register, config: Config, at: datetime) -> tuple[list[Owed], list[Update]]:
    """The messages that the pending list's condition calls for, and what to commit with them."""
    now, told = condition(register, at), store.entry(PendingListTold)
    before = told.condition if told else None
    if now is Condition.FROZEN and ListKind.PENDING in held_lists(store.holds()):
        return [], []  # ICE has renewed it; it is we who hold it back
    if now is None or now is before or (before is None and now is Condition.PRESENT):
        return [], []
    rows = [
        row
        for s in config.subscriptions
        if s.alerts and EventKind.PENDING in s.kinds
        for row in _owed(s, register, config, now, at, was=before)
    ]
    return rows, [PendingListTold(condition=now)]


def _owed(
    subscription: Subscription,
    register: Register,
    config: Config,
    now: Condition,
    at: datetime,
    *,
    was: Condition | None,
) -> Iterator[Owed]:
    story = _story(subscription, register, config, now, at, was=was)
    for destination_id in subscription.destinations:
        yield from owed_parts(
            config.destinations[destination_id].render(story),
            subscription=subscription.name,
            destination=destination_id,
            occasion=f"pending list {now} {at.isoformat()}",
            at=at,
        )


def _story(
    subscription: Subscription,
    register: Register,
    config: Config,
    now: Condition,
    at: datetime,
    *,
    was: Condition | None,
) -> "Story":
    from notifiers.story.model import Link, Story

    headline, text = _words(register, now, subscription, was=was)
    return Story(
        subscription=subscription.name,
        headline=headline,
        summary=f"{headline}. {text}",
        sections=(),
        totals=(text,),
        glossary=(),
        source=f"Seen {_day(at, subscription)}.",
        source_links=(Link(text="ICE's page", url=config.watch.page),),
        event_ids=(),
        observed_at=at,
    )


def _words(register: Register, now: Condition, subscription: Subscription, *, was: Condition | None) -> tuple[str, str]:
    pending = register.pending
    last = pending.workbook.name if pending.workbook else ""
    since = _day(pending.current_since, subscription) if pending.current_since else ""
    if now is Condition.ABSENT:
        headline = "ICE no longer links a list of pending agencies"
        text = (
            f"The last one was {last}, first seen {since}. Until there is a new one, nobody can tell from ICE's page "
            "who is pending. Agencies on the last list are not told as dropped; if they sign, you will hear of it."
        )
    elif now is Condition.FROZEN:
        headline = "ICE has stopped renewing its list of pending agencies"
        text = (
            f"It has been {last} since {since}, while the list of participating agencies has been renewed. Who is "
            "pending may be out of date."
        )
    else:
        is_renewed = "ICE has renewed its list of pending agencies"  # one that was old had never gone
        headline = is_renewed if was is Condition.FROZEN else "ICE's list of pending agencies is back"
        text = f"It is {last}, first seen {since}. You will hear of newly pending agencies again."
    return headline, text


def _day(at: datetime, subscription: Subscription) -> str:
    return day(at.astimezone(subscription.zone).date(), 0)
