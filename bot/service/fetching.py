"""Fetching documents without a running bot: for those who poll by cron."""

import time
from collections.abc import Callable, Mapping

from bot.config.credentials import require_secrets
from bot.config.model import Config
from bot.config.running import holder
from bot.documents.holdings import progress
from bot.documents.job import EVERY, Documents
from bot.exits import Exit
from bot.service.app import App
from bot.terminal import say, write
from notifiers.text.ap_style import count
from state.errors import StateHeldError

_OFF = "Nothing is fetched: the config says fetch = false under [documents]."
_RUNS = "A bot is at work in this folder. If it is `run`, it fetches the documents itself; else try again later."


def fetch_due(
    config: Config, environ: Mapping[str, str], *, most: int, sleep: Callable[[float], None] = time.sleep
) -> Exit:
    """Make so many requests for what is due, deliver what that makes news, and say how far it is.

    Raises `ConfigError` and `StateError`.
    """
    if not config.documents.fetch:
        say(_OFF)
        return Exit.FINE
    require_secrets(config, environ)
    try:
        app = App.open(config, environ, holder=holder("documents fetch", config), write=write)
    except StateHeldError:
        say(_RUNS)
        return Exit.FINE
    with app:
        job = Documents(config=config, store=app.store, source=app.checker.source, now=app.now)
        made = 0
        while made < most and job.step():
            made += 1
            sleep(EVERY.total_seconds())
        undelivered = [delivery for delivery in app.deliver() if delivery.why]
        far = progress(app.store)
    had = f" {far.had:,} of {count(far.linked, 'file')} that ICE links are on record." if far else ""
    say(f"{count(made, 'step')} made.{had}")
    return Exit.UNDELIVERED if undelivered else Exit.FINE
