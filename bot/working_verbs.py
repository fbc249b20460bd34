"""The verbs that work: `run`, `check`, `demo`, `backfill`."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.exits import Exit
from bot.settings import Config
from bot.terminal import PROGRAM, fail, remark, say, write

if TYPE_CHECKING:
    from bot.app import App
    from bot.outbox import Delivery


def open_app(config: Config, environ: Mapping[str, str], verb: str, *, tries: timedelta = timedelta(0)) -> "App":
    """Open the state and the channels, for a verb that may write; `tries` as in `Checker`. Raises `StateError`."""
    from bot.app import App

    return App.open(config, environ, holder=f"{PROGRAM} {verb}", write=write, tries=tries)


def secrets_are_there(config: Config, environ: Mapping[str, str]) -> bool:
    """Whether every secret that the config needs is there; says what is missing."""
    from bot.credentials import Secrets, missing_secrets

    sentences = missing_secrets(config, Secrets.beside(config.path, environ))
    for sentence in sentences:
        remark(sentence)
    return not sentences


def run(_wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`run`: the main job, until stopped. The exit status."""
    from bot.schedule import Runner
    from bot.service_manager import ServiceManager
    from bot.sight import FIRST_TRIES

    if not secrets_are_there(config, environ):
        return Exit.USAGE
    minutes = config.watch.every.total_seconds() / 60
    with open_app(config, environ, "run", tries=FIRST_TRIES) as app:
        say(
            f"Watching {config.watch.page} every {minutes:g} minutes for {len(config.subscriptions)} "
            f"subscription{'s' * (len(config.subscriptions) != 1)}. Ctrl-C stops."
        )
        _remark_on_filters(app)
        Runner(app, say, lambda: _reread(app, environ), ServiceManager.of(environ, pid=os.getpid())).run()
    return Exit.FINE


def _reread(app: "App", environ: Mapping[str, str]) -> None:
    """Take up the config file as it is now. Raises `ConfigError` where it can't be, and changes nothing."""
    from bot.app import utc_now
    from bot.channels import Channels
    from bot.config import ConfigError, load_config
    from bot.credentials import Secrets, missing_secrets

    config, old = load_config(app.config.path, environ), app.config.watch
    missing = missing_secrets(config, Secrets.beside(config.path, environ))
    if missing:
        raise ConfigError("\n".join(missing))
    if (config.watch.page, config.watch.contact, config.watch.folder) != (old.page, old.contact, old.folder):
        remark("A new page, contact or folder in [watch] is taken up only when the bot is started anew.")
    app.take_up(config, Channels(config, environ, write=write, now=utc_now))
    _remark_on_filters(app)


def check(_wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`check`: one poll now. The exit status."""
    from bot.sentences import check_sentence, delivery_sentences
    from watchers.errors import WatchError

    if not secrets_are_there(config, environ):
        return Exit.USAGE
    with open_app(config, environ, "check") as app:
        _remark_on_filters(app)
        app.digest()
        try:
            checked = app.check()
        except WatchError as error:
            app.deliver()
            return fail(str(error), Exit.SOURCE)
        say(check_sentence(checked, app.store.register(), config.watch.zone))
        deliveries = app.deliver()
        for line in delivery_sentences(checked, deliveries, config):
            say(line)
        return _status_after(bool(checked.holds), deliveries)


def _remark_on_filters(app: "App") -> None:
    """Point out filters that match nothing now: one with a slip in it would be silent for ever."""
    from bot.subscription_words import remarks

    register = app.store.register()
    for subscription in app.config.subscriptions:
        for said in remarks(subscription, register):
            remark(said)


def _status_after(is_held: bool, deliveries: "Iterable[Delivery]") -> Exit:
    if is_held:
        return Exit.HELD
    return Exit.UNDELIVERED if any(d.why for d in deliveries) else Exit.FINE


def demo(wish: Namespace, _environ: Mapping[str, str]) -> int:
    """`demo`: the rehearsal. The exit status."""
    from bot.demo import demo

    demo(wish.folder, write=write)
    return Exit.FINE


_PASSED_OVER = "they are no newer than the record. A history is built into an empty folder, before the first poll."


def backfill(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`backfill`: the history from saved workbooks. The exit status."""
    from tqdm import tqdm

    from bot.backfill import BackfillError, backfill, saved_publications
    from bot.sentences import totals_sentence
    from notifiers.ap_style import count
    from state.store import open_store

    try:
        publications, order = saved_publications(wish.path)
        say(f"{len(publications)} publications, {publications[0].at.date()} to {publications[-1].at.date()}. {order}")
        with (
            open_store(config.watch.folder, holder=f"{PROGRAM} backfill") as store,
            tqdm(total=len(publications), unit="list", disable=not sys.stderr.isatty()) as bar,
        ):
            done = backfill(store, publications, rules=config.second_look, progress=bar.update)
            bar.close()
            for sentence in done.held:
                say(f"Held, {sentence}")
            say(
                f"{count(done.publications, 'publication')} taken in, {count(done.events, 'event')} recorded, "
                "nobody told." + (f" {done.skipped:,} passed over: {_PASSED_OVER}" if done.skipped else "")
            )
            say(f"Now: {totals_sentence(store.register())}")
    except BackfillError as error:
        return fail(str(error), Exit.USAGE)
    return Exit.FINE
