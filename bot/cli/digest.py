"""The verb `digest`: a past period's digest again, to look at or to send."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import fail, say
from notifiers.digest.model import Digest
from state.store import read_store


def digest(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`digest`: make one again. The exit status."""
    from bot.digest.again import DigestError, make_again, wanted

    now = datetime.now(UTC)
    with read_store(config.watch.folder) as store:
        try:
            found = wanted(config, store, wish.name, wish.period, now)
        except DigestError as error:
            return fail(str(error), Exit.USAGE)
        if wish.preview:
            return _preview(make_again(store, config, found, now).digest, config, wish.output)
    from bot.cli.check import secrets_are_there
    from bot.cli.manage import carry_out

    if not secrets_are_there(config, environ):
        return Exit.USAGE
    return carry_out("digest send", [wish.name, found.period.key], config, environ)


_FORMS = ("terminal", "email")
"""The kinds of destinations in whose forms a digest is written."""


def _preview(made: Digest, config: Config, folder: Path) -> int:
    """Write the digest as files, and say which."""
    from notifiers.registry import kind

    text, mail = (kind(key).example(config.settings.get(kind(key).section)).render(made)[0] for key in _FORMS)
    name = f"{made.subscription}-{made.key.lower()}"
    files = {f"{name}.html": mail["html"], f"{name}.txt": text["text"]}
    if made.csv:
        files[f"{name}.csv"] = "\ufeff" + made.csv[1]  # the mark tells Excel that it is UTF-8
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text, "utf-8", newline="")
    except OSError as error:
        return fail(f"{folder} can't be written ({error.strerror}). Name another with --output FOLDER.", Exit.USAGE)
    say(f"{made.subject}\nNothing was sent. In {folder}: {', '.join(files)}")
    return Exit.FINE
