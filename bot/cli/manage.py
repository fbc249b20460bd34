"""What somebody decides or looks after: `hold`, `outbox` and `state`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.parser import AS_JSON, KNOWN, LIMIT, Call, Verb, argument, recorded, verb
from bot.exits import Exit
from bot.terminal import fail, remark, say


@verb()
def hold(call: Call, *, as_json: bool = False) -> Exit:
    """Lists that are held back because they can't be trusted.

    A list that looks wrong (another list, an old copy, cut short …) is held: nothing of it is taken in, and no desk
    hears of it, until ICE posts a sane one, a later one confirms it, or you decide. Where many agreements of many
    states are gone and nothing else looks wrong, only those wait.
    """
    from bot.reports.forms import json_text
    from bot.reports.waiting import hold_lines, holds_document

    config = call.config()
    with recorded(config) as store:
        lines = hold_lines(store, config.watch.zone)
        say(json_text(holds_document(store)) if as_json else "\n".join(lines))
    return Exit.FINE


verb(AS_JSON, of="hold", name="list", words="what is held, since when and why; without a WAY, this")(hold)
_WHICH = argument(
    "kind",
    metavar="participating|pending",
    nargs="?",
    choices=("participating", "pending"),
    help="which list (default: the one that is held)",
)


@verb(_WHICH, of="hold")
def accept(call: Call, *, kind: str | None) -> Exit:
    """Take the held list into the record after all; desks are told what is new in it."""
    return call.order("hold accept", *([kind] if kind else []))


@verb(_WHICH, of="hold")
def reject(call: Call, *, kind: str | None) -> Exit:
    """Keep it out, even if a later list shows the same."""
    return call.order("hold reject", *([kind] if kind else []))


@verb()
def outbox(call: Call, *, everything: bool = False, limit: int | None = None, as_json: bool = False) -> Exit:
    """Messages that wait to be delivered, or failed.

    Every message is recorded before it is sent. Those that wait or failed are shown here, and can be sent again or
    dropped.
    """
    from bot.reports.forms import json_text
    from bot.reports.waiting import outbox_document, outbox_lines
    from state.entries import Pause
    from state.outbox import UNDELIVERED

    config = call.desks()
    with recorded(config) as store:
        rows, paused = store.owed(None if everything else UNDELIVERED), store.entries(Pause)
    shown = rows[:limit]
    say(json_text(outbox_document(shown, paused)) if as_json else "\n".join(outbox_lines(shown, paused, config)))
    if len(shown) < len(rows):
        remark(f"{len(rows) - len(shown):,} more are left out.")
    return Exit.FINE


_ALL = argument(
    "--all", dest="everything", action="store_true", help="also what was delivered or dropped in the last 30 days"
)
verb(_ALL, LIMIT, AS_JSON, of="outbox", name="list", words="what waits or failed, and why; without a WAY, this")(outbox)
_IDS = argument(
    "ids",
    nargs="+",
    metavar="ID",
    help="a message's id, or its beginning; “all” for all that failed or wait for a paused destination",
)


@verb(_IDS, of="outbox")
def retry(call: Call, *, ids: Sequence[str]) -> Exit:
    """Send messages again now."""
    return call.order("outbox retry", *ids)


@verb(_IDS, of="outbox")
def drop(call: Call, *, ids: Sequence[str]) -> Exit:
    """Give messages up for good."""
    return call.order("outbox drop", *ids)


_MANUAL = "docs/deploy/postgres.md has the commands."
KNOWN["state"] = Verb(
    name="state",
    words="look after what the bot remembers",
    about="All that the bot remembers is one file and the workbooks beside it, in the config's folder; or it is in the "
    "database that [state] names.",
)


@verb(
    argument("--to", required=True, metavar="PLACE", help="postgresql://… without a password, or a folder"),
    argument(
        "--files", type=Path, metavar="FOLDER", help="with a database: workbooks and documents in a shared folder"
    ),
    of="state",
)
def move(call: Call, *, to: str, files: Path | None) -> Exit:
    """Move all of it into a database, or back into a folder; every bot must be stopped.

    Moves the record, what is owed, the subscriptions made in Slack, workbooks and documents, and proves by one hash
    that all of it arrived. Where it is cut off, the same command goes on with it.
    """
    from bot.config.running import holder
    from bot.config.state import place_named
    from state.move import move

    config = call.config()
    moved = move(config.place, place_named(to, config, call.environ, files=files), holder=holder("state move", config))
    say(
        f"{moved.rows:,} rows and {moved.files:,} files are in {to} now, and proved (SHA-256 {moved.sha256[:16]}…). "
        f"{'Write' if '://' in to else 'Take'} the database {'into' if '://' in to else 'out of'} [state] of "
        f"{config.path.name}, and start the bot."
    )
    return Exit.FINE


@verb(of="state")
def verify(call: Call) -> Exit:
    """Read all of it, and say what is wrong."""
    from state.backup import verify, verify_database

    config = call.config()
    folder = config.watch.folder
    findings = verify(folder) if config.database is None else verify_database(config.place)
    whole = f"All of {folder if config.database is None else 'the database'} can be read, and fits together."
    is_there = config.database is not None or folder.exists()
    say("\n".join(findings) or (whole if is_there else f"There is no {folder} yet."))
    return Exit.STATE if findings else Exit.FINE


@verb(
    argument("file", type=Path, metavar="FILE", help="a new file, for example watch287g.tar.gz"),
    of="state",
)
def backup(call: Call, *, file: Path) -> Exit:
    """Write all of it to one file, beside a running bot if need be."""
    from state.backup import backup

    config = call.config()
    if config.database is not None:
        return fail(f"pg_dump backs a database up: {_MANUAL}", Exit.USAGE)
    backup(config.watch.folder, file)
    say(f"Everything is in {file} now.")
    return Exit.FINE


@verb(
    argument("file", nargs="?", type=Path, metavar="FILE", help="a backup (default: the previous state)"),
    of="state",
)
def restore(call: Call, *, file: Path | None) -> Exit:
    """Put a good state back; the bot must be stopped.

    Puts back a backup, or without one the last state before the present one. The present file is kept aside. What
    waited to be delivered may have gone out since: channels are asked first. Of a database it does the latter
    alone, once PostgreSQL's own tools have put that back.
    """
    from bot.config.running import holder
    from state.backup import doubt_database, restore

    config = call.config()
    if config.database is not None:
        if file is not None:
            return fail(
                f"pg_restore puts a database back: {_MANUAL} Then give this command again, without a file.", Exit.USAGE
            )
        number = doubt_database(config.place, holder=holder("state restore", config))
        say(f"Channels are asked first before any of {number:,} waiting messages is sent.")
        return Exit.FINE
    folder = config.watch.folder
    aside = f"state.json.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    restore(folder, file, aside=aside, holder=holder("state restore"))
    kept = f"; the present file is kept as {aside}" if (folder / aside).exists() else ""
    say(f"Restored from {file or 'the state before the present one'}{kept}.")
    return Exit.FINE
