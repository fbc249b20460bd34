"""Changing the config file: only to one that loads, whole or not at all, and with a line in the log of changes."""

import getpass
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.config import ConfigError, ConfigMistakesError, load_config
from bot.config_edit import CannotEditError, Edit
from bot.settings import Config
from state.atomic import FILE_MODE, make_folder, replace_file

LOG = "changes.log"


def change(config: Config, edit: Edit, environ: Mapping[str, str], *, what: str, at: datetime) -> Config:
    """Change the file, and note who did what and when in the state's folder; the new config.

    Raises `CannotEditError` and leaves the file as it was, where the result would not load.
    """
    path = config.path
    text = edit(path.read_bytes().decode("utf-8-sig"))
    fresh = _tried(text, path, environ)
    try:
        mode = path.stat().st_mode
        replace_file(path, [text.encode()])
        path.chmod(mode)
        make_folder(config.watch.folder)
        _note(config.watch.folder / LOG, f"{at.isoformat(timespec='seconds')} {_user()}: {' '.join(what.split())}\n")
    except OSError as error:
        raise CannotEditError(f"{error.filename or path} can't be written ({error.strerror}).") from None
    return fresh


def _tried(text: str, path: Path, environ: Mapping[str, str]) -> Config:
    """The config of a text. Raises `CannotEditError` with the mistakes, as if the file had them."""
    trial = path.with_name(f".{path.name}.trial")
    try:
        trial.write_text(text, "utf-8")
        return load_config(trial, environ)
    except ConfigMistakesError as error:  # the lines would be those of a file that nobody has
        raise CannotEditError(error.without_lines("nothing changed")) from None
    except ConfigError as error:
        raise CannotEditError(f"{str(error).replace(str(trial), str(path))} Nothing changed.") from None
    except OSError as error:
        raise CannotEditError(f"{path.parent} can't be written to ({error.strerror}).") from None
    finally:
        trial.unlink(missing_ok=True)


def _note(log: Path, line: str) -> None:
    """Add a line to a log for its owner's eyes only: it may name inboxes."""
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, FILE_MODE), "a", encoding="utf-8") as file:
        file.write(line)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "unknown"
