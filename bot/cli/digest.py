"""`digest`: a past period's digest again, to look at or to send."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import fail, say

if TYPE_CHECKING:
    from notifiers.digest.model import Digest


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "digest",
        digest,
        "make a subscription's digest of a past period, to look at or to send",
        "Makes the digest of any period that is over and in the record, and sends it to the subscription's "
        "destinations now, or writes it with --preview. `run` and `check` send the regular ones by themselves; a "
        "digest sent by hand does not stand for one of those.",
    )
    parser.add_argument("name", metavar="NAME", help="a subscription's name")
    parser.add_argument(
        "--period",
        metavar="PERIOD",
        help="a week (2025-W45), a month (2025-11) or a day (2025-11-06); default: the one that ended last",
    )
    parser.add_argument("--preview", action="store_true", help="send nothing; write HTML, text and CSV")
    parser.add_argument(
        "--output", type=Path, default=Path("digest-output"), metavar="FOLDER", help="default: %(default)s"
    )


def digest(call: Call, *, name: str, period: str | None, preview: bool, output: Path) -> Exit:
    """Send it, or write it."""
    if not preview:
        return call.order("digest send", name, *([period] if period else []))
    from bot.digest.again import DigestError, make_again, wanted
    from state.store import read_store

    config, now = call.config(), datetime.now(UTC)
    with read_store(config.watch.folder) as store:
        try:
            made = make_again(store, config, wanted(config, store, name, period, now), now)
        except DigestError as error:
            return fail(str(error), Exit.USAGE)
    return _written(made.digest, config, output)


_FORMS = ("terminal", "email")
"""The kinds of destinations in whose forms a digest is written."""


def _written(made: "Digest", config: Config, folder: Path) -> Exit:
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
