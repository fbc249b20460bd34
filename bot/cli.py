"""The command line: it parses, calls and prints. Everything else is done elsewhere, and imported where it is needed."""

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.commands import Exit, parser
from bot.config import Config, ConfigError, find_config, load_config
from state.errors import StateError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.app import App
    from bot.outbox import Delivery

PROGRAM = "watch287g"


def main() -> None:
    """The program's entry point."""
    try:
        status = run(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:  # `watch287g events | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = Exit.FINE
    sys.exit(status)


def run(arguments: list[str], environ: Mapping[str, str]) -> int:
    """Do what the command line says; the exit status."""
    wish = parser().parse_args(arguments)
    if wish.verb == "demo":
        return _demo(wish)
    try:
        config = load_config(find_config(wish.config, environ), environ)
        return _VERBS[wish.verb](wish, config, environ)
    except ConfigError as error:
        return _fail(str(error), Exit.USAGE)
    except StateError as error:
        return _fail(str(error), Exit.STATE)


def _fail(sentence: str, status: Exit) -> Exit:
    sys.stdout.flush()
    print(sentence, file=sys.stderr)
    return status


def _say(sentence: str) -> None:
    if sentence:
        print(sentence, flush=True)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _open(config: Config, environ: Mapping[str, str], verb: str) -> "App":
    from bot.app import App

    return App.open(config, environ, holder=f"{PROGRAM} {verb}", write=_write)


def _secrets_are_there(config: Config, environ: Mapping[str, str]) -> bool:
    from bot.credentials import missing_secrets

    sentences = missing_secrets(config, environ)
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return not sentences


def _run(_wish: "Namespace", config: Config, environ: Mapping[str, str]) -> int:
    from bot.schedule import Runner

    if not _secrets_are_there(config, environ):
        return Exit.USAGE
    minutes = config.watch.every.total_seconds() / 60
    with _open(config, environ, "run") as app:
        _say(
            f"Watching {config.watch.page} every {minutes:g} minutes for {len(config.subscriptions)} "
            f"subscription{'s' * (len(config.subscriptions) != 1)}. Ctrl-C stops."
        )
        Runner(app, _say).run()
    return Exit.FINE


def _check(_wish: "Namespace", config: Config, environ: Mapping[str, str]) -> int:
    from bot.sentences import check_sentence, delivery_sentences
    from watchers.errors import WatchError

    if not _secrets_are_there(config, environ):
        return Exit.USAGE
    with _open(config, environ, "check") as app:
        try:
            checked = app.check()
        except WatchError as error:
            app.deliver()
            return _fail(str(error), Exit.SOURCE)
        _say(check_sentence(checked, app.store.register(), config.watch.zone))
        deliveries = app.deliver()
        for line in delivery_sentences(checked, deliveries, config):
            _say(line)
        return _status_after(bool(checked.holds), deliveries)


def _status_after(is_held: bool, deliveries: "Iterable[Delivery]") -> Exit:
    if is_held:
        return Exit.HELD
    return Exit.UNDELIVERED if any(d.why for d in deliveries) else Exit.FINE


def _demo(wish: "Namespace") -> int:
    from bot.demo import demo

    demo(wish.folder, write=_write)
    return Exit.FINE


def _backfill(wish: "Namespace", config: Config, _environ: Mapping[str, str]) -> int:
    from tqdm import tqdm

    from bot.backfill import BackfillError, backfill, saved_publications
    from bot.sentences import totals_sentence
    from state.store import open_store

    try:
        publications, order = saved_publications(wish.path)
        _say(f"{len(publications)} publications, {publications[0].at.date()} to {publications[-1].at.date()}. {order}")
        with (
            open_store(config.watch.folder, holder=f"{PROGRAM} backfill") as store,
            tqdm(total=len(publications), unit="list", disable=not sys.stderr.isatty()) as bar,
        ):
            done = backfill(store, publications, rules=config.second_look, progress=bar.update)
            bar.close()
            for sentence in done.held:
                _say(f"Held, {sentence}")
            _say(
                f"{done.publications} publications taken in, {done.events:,} events recorded, nobody told."
                + (f" {done.skipped} were known already." if done.skipped else "")
            )
            _say(f"Now: {totals_sentence(store.register())}")
    except BackfillError as error:
        return _fail(str(error), Exit.USAGE)
    return Exit.FINE


def _status(wish: "Namespace", config: Config, _environ: Mapping[str, str]) -> int:
    from bot.report import status_json, status_text
    from state.store import read_store

    with read_store(config.watch.folder) as store:
        states = frozenset(wish.state) if wish.state else None
        _say(status_json(store, states=states) if wish.format == "json" else status_text(store, config, states=states))
    return Exit.FINE


def _events(wish: "Namespace", config: Config, _environ: Mapping[str, str]) -> int:
    from bot.event_list import as_csv, as_jsonl, as_table
    from state.store import read_store

    zone = config.watch.zone
    with read_store(config.watch.folder) as store:
        found = store.events(
            since=_moment(wish.since, zone),
            until=_moment(wish.until, zone),
            states=wish.state,
            kinds=wish.kind,
        )
    forms = {"jsonl": lambda: as_jsonl(found), "csv": lambda: as_csv(found), "table": lambda: as_table(found, zone)}
    for line in forms[wish.format]():
        _write(line + "\n")
    if not found and wish.format == "table":
        _say("No such events are recorded.")
    return Exit.FINE


def _moment(wished: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    """A day or a time of the command line as a time: on the config's clock, where it names no offset."""
    if wished is None:
        return None
    at = wished if isinstance(wished, datetime) else datetime.combine(wished, time(0))
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _why(wish: "Namespace", config: Config, _environ: Mapping[str, str]) -> int:
    from bot.why import why
    from state.store import read_store

    with read_store(config.watch.folder) as store:
        for number, prefix in enumerate(wish.events):
            if number:
                _say("\n---\n")
            for line in why(store, store.event(prefix), config.watch.zone):
                _write(line + "\n")
    return Exit.FINE


def _hold(wish: "Namespace", config: Config, environ: Mapping[str, str]) -> int:
    from bot.holding import accept, listing, reject
    from state.store import read_store

    if wish.way == "list":
        with read_store(config.watch.folder) as store:
            _say("\n".join(listing(store, config.watch.zone)))
        return Exit.FINE
    with _open(config, environ, f"hold {wish.way}") as app:
        lines = accept(app, wish.list) if wish.way == "accept" else reject(app, wish.list)
        for line in lines:
            _say(line)
    return Exit.FINE


_VERBS = {
    "run": _run,
    "check": _check,
    "backfill": _backfill,
    "status": _status,
    "events": _events,
    "why": _why,
    "hold": _hold,
}


if __name__ == "__main__":
    main()
