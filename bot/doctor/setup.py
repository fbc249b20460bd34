"""The program and the config: whether it loads, what in it is odd, and whether others may change it."""

import platform
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot import __version__
from bot.config.describe import idle_filters
from bot.config.load import ConfigError, ConfigMistakesError
from bot.config.model import Config
from bot.doctor.exam import Installation
from bot.terminal import PROGRAM
from notifiers.finding import Finding, fail, failed, ok, warn
from notifiers.text.ap_style import count
from state.errors import StateError
from state.store import read_store
from watchers.documents.reader import can_read

_CONTACT = "Write a mail or web address of yours into contact under [watch]: ICE's web people can then ask, not block."


def program() -> Iterator[Finding]:
    """Which versions these are."""
    yield ok(PROGRAM, f"{__version__}, on Python {platform.python_version()}, {platform.system()} {platform.machine()}")


def broken_config(error: ConfigError) -> Iterator[Finding]:
    """A config that can't be used: all its mistakes, or why it can't be read."""
    if not isinstance(error, ConfigMistakesError):
        finding = failed("config", error)
        yield replace(finding, cure=f"{finding.cure} Or let `watch287g init` write one.".strip())
        return
    mistakes = error.mistakes
    found = f"{count(len(mistakes), 'mistake')} in {mistakes[0].file}; nothing starts before that is mended"
    yield fail("config", found, "\n".join(f"line {mistake.line}: {mistake.words}" for mistake in mistakes))


def config(here: Installation) -> Iterator[Finding]:
    """What the config holds, and what in it is odd though no mistake."""
    config = here.config
    places = count(len(config.destinations), "destination")
    yield ok("config", f"{config.path}: {count(len(config.subscriptions), 'subscription')}, {places}")
    yield ok("way out", str(config.route))
    if config.watch.contact is None:
        yield warn("contact", "there is none in the config", _CONTACT)
    yield from _reader(config)
    yield from _idle_filters(config)
    yield from open_to_change(config.path)


def _reader(config: Config) -> Iterator[Finding]:
    """What reads documents, where they are fetched."""
    if config.documents.fetch and not can_read():
        cure = "Install it with `.venv/bin/pip install --require-hashes -r requirements-documents.txt`."
        yield warn("documents", "fetched and kept, and not read: the package pypdfium2 is missing", cure)


def _idle_filters(config: Config) -> Iterator[Finding]:
    """Filters that match nothing on ICE's lists. A state that can't be read is told elsewhere."""
    try:
        with read_store(config.place) as store:
            register = store.register()
    except StateError:
        return
    cure = "Check the spelling; if ICE will list it some day, leave it. `watch287g subscriptions show` has more."
    for remark in idle_filters(config.subscriptions, register):
        yield warn("subscription", remark.rstrip("."), cure)


def open_to_change(path: Path) -> Iterator[Finding]:
    """Whether others than its owner may change the config, which names a program to run and where news goes."""
    for place in (path, path.absolute().parent):
        mode = place.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            words = f"{place} can be changed by everybody on this machine (mode {stat.S_IMODE(mode):o})"
            yield warn("config", words, f"chmod o-w {place}")
