"""Where a new config goes, and that it takes the place of nobody's work."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.setup.questions import CannotInitError
from bot.terminal import PROGRAM


def refuse_to_overwrite(path: Path, template: str, environ: Mapping[str, str]) -> None:
    """Raise `CannotInitError` where `path` is there, and isn't the shipped config, of which nothing is lost."""
    try:
        if not path.exists() or (path.is_file() and path.read_bytes() == template.encode()):
            return
    except OSError as error:
        raise CannotInitError(f"{path} can't be read ({error.strerror}). Name another with --config FILE.") from None
    if not path.is_file():
        raise CannotInitError(f"{path} is no file. Name one in it, such as --config {path / 'config.toml'}.")
    raise CannotInitError(
        f"{path} is there already, and is never overwritten. Change it with an editor, or add a desk to it:\n"
        f"  {command(path, environ)} subscriptions add NAME states=MO slack=#channel\n"
        f"Or write another file: {command(Path('FILE'), environ)} init"
    )


def command(path: Path, environ: Mapping[str, str], started: str = "") -> str:
    """How to start us here, for this config. `started` is how we were (default: this process)."""
    named = environ.get("WATCH287G_CONFIG", "") or "config.toml"
    options = "" if path == Path(named) else f" --config {shlex.quote(str(path))}"
    return f"{_program(Path(started or sys.argv[0]), environ)}{options}"


def _program(started: Path, environ: Mapping[str, str]) -> str:
    """The program's name where that finds this very program, else its path; from here, where it is within reach."""
    found = shutil.which(PROGRAM, path=environ.get("PATH"))
    if found and Path(found).resolve() == started.resolve():
        return PROGRAM
    if started.name != PROGRAM:
        return f"{shlex.quote(sys.executable)} -m bot.cli"
    within = started.is_absolute() and started.is_relative_to(Path.cwd())
    return shlex.quote(str(started.relative_to(Path.cwd()) if within else started))
