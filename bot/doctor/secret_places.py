"""Secrets: whether each is there, in which kind of place, and who can read it. Their values are never shown."""

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.config.credentials import Secrets, listed, needed_secrets, wrong_secrets
from bot.doctor.exam import Installation
from notifiers.finding import Finding, failed, ok, warn


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
