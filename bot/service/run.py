"""The running bot: its start, and how it takes up a changed config. What it needs is imported at once: it stays."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.config.credentials import Secrets, require_secrets
from bot.config.describe import idle_filters
from bot.config.load import ConfigError, load_config
from bot.config.made_in_slack import left_out, nowhere
from bot.config.model import Config
from bot.config.running import fingerprint_of, introduce
from bot.outgoing.channels import Channels
from bot.outgoing.operators import Notice, hanging, tell_unrecorded, unopened
from bot.service.app import App, heart_of, utc_now
from bot.service.log import LOG, Journal
from bot.service.measuring import Measuring
from bot.service.roles import Role
from bot.service.scheduler import Commands, Runner
from bot.service.systemd import ServiceManager
from bot.terminal import write
from notifiers.slack.settings import app_token, workspaces
from notifiers.text.ap_style import count
from state.errors import StateError, StateHeldError
from state.files.liveness import read_running

_TRY_AGAIN = timedelta(minutes=1)
_TRY_DATABASE = timedelta(seconds=5)  # one that restarts is there again soon


def watch(app: App, environ: Mapping[str, str], journal: Journal, *, has: str) -> None:
    """Poll and deliver until stopped; `has` is the fingerprint of the config that was read."""
    config = app.config
    LOG.info(
        f"Watching {config.watch.page} {_pace(config)} for "
        f"{count(len(config.subscriptions), 'subscription')}. Ctrl-C stops."
    )
    _remark(app)
    manager, measuring = ServiceManager.of(environ, pid=os.getpid()), Measuring(config, serve=True)
    introduce(config, has=has, at=utc_now())
    Runner(
        app,
        lambda: _reread(app, environ),
        manager,
        measuring,
        journal,
        commands=_commands(app, environ),
        last_words=lambda: _say_that_it_hangs(app, environ),
    ).run()


def _say_that_it_hangs(app: App, environ: Mapping[str, str]) -> None:
    """To the operators, but for one that hangs again and again, whose new starts they hear of; then to the log."""
    notice = hanging()
    try:
        if not app.was_killed_lately:
            _told_at_once(notice, app.config, environ)
    finally:
        LOG.critical(f"{notice.headline}. {notice.text}")


def _pace(config: Config) -> str:
    if config.watch.looks_a_week is not None:
        return f"{config.watch.looks_a_week:g} times a week, most often when ICE posts,"
    return f"every {config.watch.every.total_seconds() / 60:g} minutes"


def _commands(app: App, environ: Mapping[str, str]) -> Commands | None:
    """What hears people inside Slack; None, and nothing of it loaded, where no workspace has a token for it."""
    if Role.SLACK not in app.roles:
        return None
    secrets = Secrets.beside(app.config.path, environ)
    if not any(secrets.has(app_token(name)) for name in workspaces(app.config.settings["slack"])):
        return None
    from bot.commands.listening import Listening

    return lambda hurry: Listening(app.store, lambda: app.written or app.config, environ, now=app.now, hurry=hurry)


def open_patiently(config: Config, environ: Mapping[str, str], opened: Callable[[], App]) -> App:
    """Open the state. Where it can't be, and operators can be told, tell them once and try again and again.

    To end instead is to be started anew by whatever watches the process, each time without memory of having told.
    Raises `StateError` where no operator took it, and `StateHeldError`.
    """
    manager, at_start = ServiceManager.of(environ, pid=os.getpid()), True
    again = _TRY_AGAIN if config.database is None else _TRY_DATABASE
    while True:
        try:
            return opened()
        except StateHeldError:
            raise
        except StateError as error:
            if at_start and not _told_at_once(unopened(error), config, environ):
                raise
            if at_start:
                LOG.error(f"{error}\nThe operators were told. It is tried again at least every minute.")
            at_start = False
            manager.ready(str(error))
            manager.beat()
            time.sleep(min(again, (manager.watchdog or 2 * again) / 2).total_seconds())


def _told_at_once(notice: Notice, config: Config, environ: Mapping[str, str]) -> bool:
    channels = Channels(config, environ, write=write, now=utc_now)
    try:
        return tell_unrecorded(notice, config, channels, at=utc_now())
    finally:
        channels.close()


def _remark(app: App) -> None:
    for name in left_out(app.config, app.made):
        LOG.warning(nowhere(name))
    for said in idle_filters(app.config.subscriptions, app.store.register()):
        LOG.warning(said)


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
    require_secrets(config, environ)
    if (config.watch.page, config.watch.contact, config.watch.folder) != (old.page, old.contact, old.folder):
        LOG.warning("A new page, contact or folder in [watch] is taken up only when the bot is started anew.")
    if config.route != app.config.route:
        LOG.warning("A new proxy or ca_file in [network] is taken up for ICE's page only when the bot is started anew.")
    health, before = config.health, app.config.health
    if (health.metrics_port, health.metrics_file) != (before.metrics_port, before.metrics_file):
        LOG.warning("A new metrics_port or metrics_file in [health] is taken up only when the bot is started anew.")
    app.take_up(config, Channels(config, environ, write=write, now=app.now), heart_of(config, environ))
    _remark(app)
