"""When the bot looks at ICE's page next, by its config and what its own looks have shown."""

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
