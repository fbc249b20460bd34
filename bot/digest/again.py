"""A past period's digest made again, by an operator's wish."""

from datetime import datetime

from bot.config.lookup import known
from bot.config.model import Config
from bot.digest.build import MadeDigest, make_digest
from bot.digest.send import polls_ever
from bot.exits import UsageError
from bot.poll.source_health import last_look
from notifiers.language.english import ENGLISH
from notifiers.subscriptions.digest_plan import DigestPlan, Period
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.periods import last_ended, named
from notifiers.text.ap_style import moment
from state.entries import DigestProgress, Polls
from state.store import Store
from watchers.frozen import frozen


class DigestError(UsageError):
    """There is no such digest; the message says what there is."""


@frozen
class Wanted:
    """Whose digest, of which period."""

    subscription: Subscription
    period: Period


def wanted(config: Config, store: Store, name: str, key: str | None, now: datetime) -> Wanted:
    """What an operator asks for; `key` None is the period that ended last. Raises `DigestError`, `ConfigError`."""
    subscription = known(name, config)
    plan, zone = subscription.digest or DigestPlan(), subscription.zone
    try:
        period = named(key, plan, zone) if key else last_ended(plan, zone, now)
    except ValueError as error:
        raise DigestError(str(error)) from None
    called = f"{period.key} ({ENGLISH.digest.label(period, zone)})"
    if period.end > now:
        raise DigestError(f"{called} is not over: it ends on {moment(period.end, zone)}.")
    begin = store.register().participating.baseline_at
    if begin is None or period.end <= begin:
        begins = f"The record begins on {moment(begin, zone)}." if begin else "The record is empty."
        raise DigestError(f"Nothing is known of {called}. {begins}")
    found, seen = Wanted(subscription=subscription, period=period), last_look(store)
    if seen is not None and seen <= period.start and _polls(store, config, found) is None:
        ends = f"The record ends on {moment(seen, zone)}: ICE's lists have not been looked at since."
        raise DigestError(f"Nothing is known of {called}. {ends}")
    return found


def make_again(store: Store, config: Config, wish: Wanted, now: datetime) -> MadeDigest:
    """The digest as the record shows it now. Raises `StateError`."""
    progress, polls = store.entry(DigestProgress, wish.subscription.name), _polls(store, config, wish)
    return make_digest(store, config, wish.subscription, wish.period, progress=progress, polls=polls, now=now)


def _polls(store: Store, config: Config, wish: Wanted) -> Polls | None:
    """The polls of the period, where they were counted for any desk whose periods are the same: they are the bot's."""
    mine, period = wish.subscription, wish.period
    counted = []
    for desk in config.subscriptions:
        progress = store.entry(DigestProgress, desk.name)
        if progress is None or (desk != mine and _ends(desk) != _ends(mine)):
            continue
        if period.key in progress.kept:
            counted.append(progress.kept[period.key])
        elif progress.until == period.start:
            counted.append(progress.made_since(polls_ever(store)))
    return max(counted, key=lambda polls: polls.made, default=None)


def _ends(desk: Subscription) -> tuple[object, ...]:
    """What two desks share whose periods begin and end together."""
    plan = desk.digest or DigestPlan()
    return plan.cadence, plan.weekday, plan.hour, desk.zone
