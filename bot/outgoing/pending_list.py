"""News of the pending list itself: that ICE links it no more, has stopped renewing it, or has brought it back.

Said once to each desk that watches pending agencies. Its end is never told as applications dropped.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.config.model import Config
from bot.outgoing.send import Copy, Outgoing, Sender, bare_story, is_due, together
from notifiers.subscriptions.model import Subscription
from state.entries import Condition, DeferredListNews, PendingListTold, Removal
from state.store import Store
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind
from watchers.model.register import Register, held_lists

if TYPE_CHECKING:
    from notifiers.language.language import Language
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


def list_news(store: Store, register: Register, config: Config, at: datetime) -> "Outgoing[Story]":
    """What the pending list's condition calls for: told now, or noted for a desk's hour."""
    now, told = condition(register, at), store.entry(PendingListTold)
    before = told.condition if told else None
    if now is Condition.FROZEN and ListKind.PENDING in held_lists(store.holds()):
        return Outgoing()  # ICE has renewed it; it is we who hold it back
    if now is None or now is before or (before is None and now is Condition.PRESENT):
        return Outgoing()
    waits, sender = store.entries(DeferredListNews), Sender(config, at)
    owed = (
        _owe(s, sender, register, now, at, page=config.watch.page, was=before, waits=waits.get(s.name))
        for s in config.subscriptions
        if _hears(s)
    )
    return together([Outgoing(updates=(PendingListTold(condition=now),)), *owed])


def list_news_that_waited(config: Config, store: Store, at: datetime) -> "Outgoing[Story]":
    """What waited and is due now, as the list is by now; nothing for a desk that knows it to be so already."""
    desks = {s.name: s for s in config.subscriptions if _hears(s)}
    now, register, sender = store.entry(PendingListTold), store.register(), Sender(config, at)
    out: list[Outgoing[Story]] = []
    for name, what in store.entries(DeferredListNews).items():
        desk = desks.get(name)
        if desk is not None and not is_due(desk, what.since, at):
            continue
        out.append(Outgoing(updates=(Removal(kind=DeferredListNews, id=name),)))
        is_news = now is not None and now.condition is not (what.known or Condition.PRESENT)
        if desk is not None and now is not None and is_news:
            page = config.watch.page
            out.append(_owe(desk, sender, register, now.condition, at, page=page, was=what.known, since=what.since))
    return together(out)


def _hears(desk: Subscription) -> bool:
    return desk.alerts and EventKind.PENDING in desk.kinds


def _owe(
    desk: Subscription,
    sender: Sender,
    register: Register,
    now: Condition,
    at: datetime,
    *,
    page: str,
    was: Condition | None,
    waits: DeferredListNews | None = None,
    since: datetime | None = None,
) -> "Outgoing[Story]":
    """`waits` is what the desk has not heard yet; `since`, where it has waited long enough, from when on."""

    def copies() -> "list[Copy[Story]]":
        headline, text = _words(register, now, desk, was=was)
        seen = _language(desk).notices.seen(_day(at, desk))
        story = bare_story(desk.name, headline, text, source=seen, page=page, at=at, tongue=desk.language)
        return [Copy(document=story)]

    def later() -> DeferredListNews:
        return waits or DeferredListNews(subscription=desk.name, since=at, known=was)

    return sender.owe(
        desk,
        copies,
        occasion=f"pending list {now} {at.isoformat()}",
        since=since or at,
        later=later if since is None else None,
        is_behind=waits is not None,
    )


def _words(register: Register, now: Condition, subscription: Subscription, *, was: Condition | None) -> tuple[str, str]:
    pending, words = register.pending, _language(subscription).notices
    last = pending.workbook.name if pending.workbook else ""
    since = _day(pending.current_since, subscription) if pending.current_since else ""
    if now is Condition.ABSENT:
        return words.ABSENT_HEADLINE, words.absent(last, since)
    if now is Condition.FROZEN:
        return words.FROZEN_HEADLINE, words.frozen(last, since)
    # One that was old had never gone.
    headline = words.RENEWED_HEADLINE if was is Condition.FROZEN else words.BACK_HEADLINE
    return headline, words.present(last, since)


def _day(at: datetime, subscription: Subscription) -> str:
    return _language(subscription).day(at.astimezone(subscription.zone).date(), 0)


def _language(desk: Subscription) -> "Language":
    from notifiers.language.language import language_of

    return language_of(desk.language)
