"""`state`: look after what the bot remembers."""

from datetime import UTC, datetime
from pathlib import Path

from bot.cli.parser import Call, Parser, Verbs, add_verb, add_ways
from bot.exits import Exit
from bot.terminal import say


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "state",
        verify,
        "look after what the bot remembers",
        "All that the bot remembers is one file and the workbooks beside it, in the config's folder.",
    )
    ways = add_ways(parser, required=True)
    add_verb(ways, "verify", verify, "read all of it, and say what is wrong")
    words = "write all of it to one file, beside a running bot if need be"
    add_verb(ways, "backup", backup, words).add_argument(
        "file", type=Path, metavar="FILE", help="a new file, for example watch287g.tar.gz"
    )
    add_verb(
        ways,
        "restore",
        restore,
        "put a good state back; the bot must be stopped",
        "Puts back a backup, or without one the last state before the present one. The present file is kept aside. "
        "What waited to be delivered may have gone out since: channels are asked first.",
    ).add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup (default: the previous state)")


def verify(call: Call) -> Exit:
    """Read all of it."""
    from state.backup import verify

    folder = call.config().watch.folder
    findings = verify(folder)
    whole = f"All of {folder} can be read, and fits together."
    say("\n".join(findings) or (whole if folder.exists() else f"There is no {folder} yet."))
    return Exit.STATE if findings else Exit.FINE


def backup(call: Call, *, file: Path) -> Exit:
    """Write all of it to a file."""
    from state.backup import backup

    backup(call.config().watch.folder, file)
    say(f"Everything is in {file} now.")
    return Exit.FINE


def restore(call: Call, *, file: Path | None) -> Exit:
    """Put a good state back."""
    from bot.config.running import holder
    from state.backup import restore

    folder = call.config().watch.folder
    aside = f"state.json.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    restore(folder, file, aside=aside, holder=holder("state restore"))
    kept = f"; the present file is kept as {aside}" if (folder / aside).exists() else ""
    say(f"Restored from {file or 'the state before the present one'}{kept}.")
    return Exit.FINE
