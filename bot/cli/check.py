"""The verbs that work once and end: `check`, `demo`, `backfill`."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.exits import Exit
from bot.settings import Config
from bot.terminal import fail, remark, say, write

if TYPE_CHECKING:
    from bot.app import App
    from bot.check import Checked
    from bot.outbox import Delivery


def open_app(config: Config, environ: Mapping[str, str], verb: str, *, tries: timedelta = timedelta(0)) -> "App":
    """Open the state and the channels, for a verb that may write; `tries` as in `Checker`. Raises `StateError`."""
    from bot.app import App
    from bot.running import holder

    return App.open(config, environ, holder=holder(verb), write=write, tries=tries)


def secrets_are_there(config: Config, environ: Mapping[str, str]) -> bool:
    """Whether every secret that the config needs is there; says what is missing."""
    from bot.credentials import Secrets, missing_secrets

    sentences = missing_secrets(config, Secrets.beside(config.path, environ))
    for sentence in sentences:
        remark(sentence)
    return not sentences


def check(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`check`: one poll now. The exit status."""
    from bot.health import forget_dead
    from watchers.errors import WatchError

    if not secrets_are_there(config, environ):
        return Exit.USAGE
    tell, complain = _voices(wish.log, config)
    with open_app(config, environ, "check") as app:
        forget_dead(config.watch.folder, app.now())
        remark_on_filters(app, complain)
        app.digest()
        try:
            checked = app.check()
        except WatchError as error:
            app.deliver()
            complain(str(error))
            return Exit.SOURCE
        return _told(app, checked, tell, complain)


def _voices(form: str, config: Config) -> tuple[Callable[[str], None], Callable[[str], None]]:
    """What says the news of a poll, and what says that something is wrong."""
    from bot.journal import LOG, LogForm, keep_journal
    from bot.leaks import discreet

    if form == LogForm.JSON:
        keep_journal(sys.stderr, LogForm.JSON, config.watch.zone)
        return LOG.info, LOG.warning
    return lambda sentence: say(discreet(sentence)), lambda sentence: remark(discreet(sentence))


def _told(app: "App", checked: "Checked", tell: Callable[[str], None], complain: Callable[[str], None]) -> Exit:
    """Say what a good poll saw, deliver, send the heartbeat; the exit status."""
    from bot.measuring import Measuring
    from bot.sentences import check_sentence, delivery_sentences

    tell(check_sentence(checked, app.store.register(), app.config.watch.zone))
    deliveries = app.deliver()
    for line in delivery_sentences(checked, deliveries, app.config):
        tell(line)
    for fault in (app.beat(), Measuring(app.config, serve=False).note(app.store)):
        if fault:
            complain(fault)
    return _status_after(bool(checked.holds), deliveries)


def remark_on_filters(app: "App", complain: Callable[[str], None]) -> None:
    """Point out filters that match nothing now: one with a slip in it would be silent for ever."""
    from bot.subscription_words import remarks

    register = app.store.register()
    for subscription in app.config.subscriptions:
        for said in remarks(subscription, register):
            complain(said)


def _status_after(is_held: bool, deliveries: "Iterable[Delivery]") -> Exit:
    if is_held:
        return Exit.HELD
    return Exit.UNDELIVERED if any(d.why for d in deliveries) else Exit.FINE


def demo(wish: Namespace, environ: Mapping[str, str]) -> int:
    """`demo`: the rehearsal. The exit status."""
    from bot.demo import demo
    from bot.init_files import command, target

    demo(wish.folder, write=write, program=command(target(wish.config, environ), environ))
    return Exit.FINE


_PASSED_OVER = "they are no newer than the record. A history is built into an empty folder, before the first poll."


def backfill(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`backfill`: the history from saved workbooks. The exit status."""
    from tqdm import tqdm

    from bot.backfill import backfill
    from bot.running import holder
    from bot.saved import BackfillError, saved_publications
    from bot.sentences import totals_sentence
    from notifiers.ap_style import count
    from state.store import open_store

    try:
        publications, order = saved_publications(wish.path)
        say(f"{len(publications)} publications, {publications[0].at.date()} to {publications[-1].at.date()}. {order}")
        with (
            open_store(config.watch.folder, holder=holder("backfill")) as store,
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
