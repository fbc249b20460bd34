"""The verbs that work once and end: `check`, `demo`, `backfill`."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import Parser, Verbs
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import fail, remark, say, write

_LOGS = ("auto", "text", "json")


def add_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
    run = verbs.add_parser(
        "run",
        help="the main job: poll on a schedule, record, deliver, until stopped",
        description="Polls ICE's page on a schedule, records what changed and tells the desks, until SIGTERM or "
        "Ctrl-C, which lets the work in hand end.",
    )
    check = verbs.add_parser(
        "check",
        help="poll once, now",
        description="Polls once, records and tells just as `run` does, says what it saw, and ends; for a cron line.",
    )
    run.add_argument("--log", choices=_LOGS, default="auto", help="auto: text in a terminal, JSON elsewhere")
    run.add_argument("--verbose", action="store_true", help="log each delivery too, with its address")
    check.add_argument("--log", choices=_LOGS[1:], default="text", help="default: %(default)s")
    demo = verbs.add_parser(
        "demo",
        help="see what a desk would get, on a rehearsal of ICE's page",
        description="Runs the same code against a small rehearsal of ICE's page on this machine, built from known "
        "facts of 2025. Prints the alerts and writes an email and a Slack message to look at. Nothing is sent.",
    )
    demo.add_argument(
        "--folder", type=Path, default=Path("demo-output"), help="where the files go (default: %(default)s)"
    )
    backfill = verbs.add_parser(
        "backfill",
        help="build the history from saved workbooks; sends nothing",
        description="Builds the history from workbooks that somebody saved: a folder with publications.json, or a "
        "plain folder of ICE's workbooks, whose order is worked out. Nobody is told of anything.",
    )
    backfill.add_argument("path", type=Path, metavar="PATH", help="the folder")


if TYPE_CHECKING:
    from bot.outgoing.deliver import Delivery
    from bot.poll.check import Checked
    from bot.service.app import App


def open_app(config: Config, environ: Mapping[str, str], verb: str, *, tries: timedelta = timedelta(0)) -> "App":
    """Open the state and the channels, for a verb that may write; `tries` as in `Checker`. Raises `StateError`."""
    from bot.service.app import App
    from bot.service.process import holder

    return App.open(config, environ, holder=holder(verb), write=write, tries=tries)


def secrets_are_there(config: Config, environ: Mapping[str, str]) -> bool:
    """Whether every secret that the config needs is there; says what is missing."""
    from bot.config.credentials import Secrets, missing_secrets

    sentences = missing_secrets(config, Secrets.beside(config.path, environ))
    for sentence in sentences:
        remark(sentence)
    return not sentences


def check(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`check`: one poll now. The exit status."""
    from bot.reports.health import forget_dead
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
    from bot.config.redact import discreet
    from bot.service.log import LOG, LogForm, keep_journal

    if form == LogForm.JSON:
        keep_journal(sys.stderr, LogForm.JSON, config.watch.zone)
        return LOG.info, LOG.warning
    return lambda sentence: say(discreet(sentence)), lambda sentence: remark(discreet(sentence))


def _told(app: "App", checked: "Checked", tell: Callable[[str], None], complain: Callable[[str], None]) -> Exit:
    """Say what a good poll saw, deliver, send the heartbeat; the exit status."""
    from bot.poll.summary import check_sentence, delivery_sentences
    from bot.service.measuring import Measuring

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
    from bot.config.describe import remarks

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
    from bot.demo.run import demo
    from bot.setup.files import command, target

    demo(wish.folder, write=write, program=command(target(wish.config, environ), environ))
    return Exit.FINE


_PASSED_OVER = "they are no newer than the record. A history is built into an empty folder, before the first poll."


def backfill(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`backfill`: the history from saved workbooks. The exit status."""
    from tqdm import tqdm

    from bot.poll.backfill import backfill
    from bot.poll.saved_workbooks import BackfillError, saved_publications
    from bot.poll.summary import totals_sentence
    from bot.service.process import holder
    from notifiers.text.ap_style import count
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
