"""`run`: the main job. All that a running bot needs is imported at once, here: it stays."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping

from bot.app import App, heart_of, utc_now
from bot.channels import Channels
from bot.config import ConfigError, load_config
from bot.credentials import Secrets, missing_secrets
from bot.exits import Exit
from bot.journal import LOG, LogForm, keep_journal
from bot.measuring import Measuring
from bot.schedule import Runner
from bot.service_manager import ServiceManager
from bot.settings import Config
from bot.sight import FIRST_TRIES
from bot.terminal import write
from bot.working_verbs import open_app, remark_on_filters, secrets_are_there


def run(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`run`: the main job, until stopped. The exit status."""
    if not secrets_are_there(config, environ):
        return Exit.USAGE
    keep_journal(sys.stderr, LogForm(wish.log), config.watch.zone, verbose=wish.verbose)
    minutes = config.watch.every.total_seconds() / 60
    with open_app(config, environ, "run", tries=FIRST_TRIES) as app:
        LOG.info(
            f"Watching {config.watch.page} every {minutes:g} minutes for {len(config.subscriptions)} "
            f"subscription{'s' * (len(config.subscriptions) != 1)}. Ctrl-C stops."
        )
        remark_on_filters(app, LOG.warning)
        manager = ServiceManager.of(environ, pid=os.getpid())
        Runner(app, lambda: _reread(app, environ), manager, Measuring(config, serve=True)).run()
    return Exit.FINE


def _reread(app: App, environ: Mapping[str, str]) -> None:
    """Take up the config file as it is now. Raises `ConfigError` where it can't be, and changes nothing."""
    config, old = load_config(app.config.path, environ), app.config.watch
    missing = missing_secrets(config, Secrets.beside(config.path, environ))
    if missing:
        raise ConfigError("\n".join(missing))
    if (config.watch.page, config.watch.contact, config.watch.folder) != (old.page, old.contact, old.folder):
        LOG.warning("A new page, contact or folder in [watch] is taken up only when the bot is started anew.")
    app.take_up(config, Channels(config, environ, write=write, now=utc_now), heart_of(config, environ))
    remark_on_filters(app, LOG.warning)
