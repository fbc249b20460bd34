"""`run`: the main job. All that a running bot needs is imported at once, here: it stays."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping

from bot.cli.check import open_app, remark_on_filters, secrets_are_there
from bot.config.credentials import Secrets, missing_secrets
from bot.config.load import ConfigError, load_config
from bot.config.model import Config
from bot.exits import Exit
from bot.outgoing.channels import Channels
from bot.poll.source_health import FIRST_TRIES
from bot.service.app import App, heart_of, utc_now
from bot.service.log import LOG, LogForm, keep_journal
from bot.service.measuring import Measuring
from bot.service.process import fingerprint_of, introduce, second_run
from bot.service.scheduler import Runner
from bot.service.systemd import ServiceManager
from bot.terminal import fail, write
from state.errors import StateHeldError
from state.files.liveness import read_running


def run(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`run`: the main job, until stopped. The exit status."""
    if not secrets_are_there(config, environ):
        return Exit.USAGE
    keep_journal(sys.stderr, LogForm(wish.log), config.watch.zone, verbose=wish.verbose)
    has = fingerprint_of(config.path)
    try:
        app = open_app(config, environ, "run", tries=FIRST_TRIES)
    except StateHeldError as held:
        return fail(second_run(config, utc_now()) or str(held), Exit.STATE)
    with app:
        _watch(app, environ, has)
    return Exit.FINE


def _watch(app: App, environ: Mapping[str, str], has: str) -> None:
    config = app.config
    minutes = config.watch.every.total_seconds() / 60
    LOG.info(
        f"Watching {config.watch.page} every {minutes:g} minutes for {len(config.subscriptions)} "
        f"subscription{'s' * (len(config.subscriptions) != 1)}. Ctrl-C stops."
    )
    remark_on_filters(app, LOG.warning)
    manager, measuring = ServiceManager.of(environ, pid=os.getpid()), Measuring(config, serve=True)
    introduce(config, has=has, at=utc_now())
    Runner(app, lambda: _reread(app, environ), manager, measuring).run()


def _reread(app: App, environ: Mapping[str, str]) -> None:
    """Take up the config file as it is now, and leave word of that. Raises `ConfigError` where it can't be."""
    now, before = fingerprint_of(app.config.path), read_running(app.config.watch.folder)
    try:
        _take_up(app, environ)
    except ConfigError:
        introduce(app.config, has=before.has if before else "", refused=now, at=utc_now())
        raise
    introduce(app.config, has=now, at=utc_now())


def _take_up(app: App, environ: Mapping[str, str]) -> None:
    """Raises `ConfigError`, and then has changed nothing."""
    config, old = load_config(app.config.path, environ), app.config.watch
    missing = missing_secrets(config, Secrets.beside(config.path, environ))
    if missing:
        raise ConfigError("\n".join(missing))
    if (config.watch.page, config.watch.contact, config.watch.folder) != (old.page, old.contact, old.folder):
        LOG.warning("A new page, contact or folder in [watch] is taken up only when the bot is started anew.")
    health, before = config.health, app.config.health
    if (health.metrics_port, health.metrics_file) != (before.metrics_port, before.metrics_file):
        LOG.warning("A new metrics_port or metrics_file in [health] is taken up only when the bot is started anew.")
    app.take_up(config, Channels(config, environ, write=write, now=utc_now), heart_of(config, environ))
    remark_on_filters(app, LOG.warning)
