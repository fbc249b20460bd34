"""The program, the config and the secrets: what in them is odd, and whether others may change or read them.

Of secrets it says in which kind of place each is; their values are never shown.
"""

import platform
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot import __version__
from bot.config.credentials import Secrets, listed, needed_secrets, wrong_secrets
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


def secrets(here: Installation) -> Iterator[Finding]:
    """Each secret that the config needs."""
    wrong = wrong_secrets(here.config, here.secrets)
    for name, needed in needed_secrets(here.config).items():
        if name in wrong:
            yield failed("secret", wrong[name])
        else:
            file = _file(name, here.secrets)
            yield ok("secret", f"{name} is in {_place(name, file, here.secrets)}, for {listed(needed.users)}")
            if file is not None:
                yield from _open_file(name, file, here.secrets)
    own = here.secrets.own
    if own.is_dir() and own.stat().st_mode & 0o022:
        yield warn("secret", f"others on this machine can put secrets into {own}", f"chmod 700 {own}")


def _place(name: str, file: Path | None, secrets: Secrets) -> str:
    """The kind of place where a secret was found, in words."""
    if file is None:
        return "the environment"
    if str(file) == secrets.environ.get(f"{name}_FILE"):
        return f"the file that {name}_FILE names"
    if file.parent == secrets.own:
        return f"{file.parent.name}/{file.name} beside the config"
    return f"{file.parent}/" if file.parent == secrets.run_secrets else "systemd's credentials"


def _file(name: str, secrets: Secrets) -> Path | None:
    """The file that a secret comes from; None where it is in the environment."""
    if secrets.environ.get(name):
        return None
    return next((file for file in secrets.files(name) if file.is_file() and file.stat().st_size), None)


def _open_file(name: str, file: Path, secrets: Secrets) -> Iterator[Finding]:
    """Whether others can read it. What containers and systemd lay out has modes of their making, and isn't ours."""
    if file.parent in {secrets.run_secrets, Path(secrets.environ.get("CREDENTIALS_DIRECTORY", ""))}:
        return
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        words = f"{name} can be read by others on this machine (mode {mode:o})"
        yield warn("secret", words, f"chmod 600 {file}")
