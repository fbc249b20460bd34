"""The verbs that keep things in order: `hold`, `outbox`, `state`."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.exits import Exit
from bot.settings import Config
from bot.terminal import fail, say
from bot.working_verbs import open_app
from state.store import read_store


def hold(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`hold`: lists that are held back. The exit status."""
    if wish.way == "list":
        from bot.holding import listing

        with read_store(config.watch.folder) as store:
            say("\n".join(listing(store, config.watch.zone)))
        return Exit.FINE
    held = [wish.list] if wish.list else _held(config)
    if len(held) == 1:
        return carry_out(f"hold {wish.way}", held, config, environ)
    which = f"Two lists are held. Say which: watch287g hold {wish.way} {' or '.join(held)}"
    return fail(which if held else "Nothing is held.", Exit.USAGE)


def _held(config: Config) -> list[str]:
    with read_store(config.watch.folder) as store:
        return [kind.value for kind in store.holds()]


def outbox(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`outbox`: messages that wait. The exit status."""
    if wish.way == "list":
        from bot.outbox_orders import listing

        with read_store(config.watch.folder) as store:
            say("\n".join(listing(store, config, everything=wish.all)))
        return Exit.FINE
    return carry_out(f"outbox {wish.way}", wish.ids, config, environ)


def carry_out(order: str, words: list[str], config: Config, environ: Mapping[str, str]) -> int:
    """Carry out an operator's order here, or through the bot that is running."""
    from bot.orders import Answer, ask, obey
    from state.errors import StateHeldError

    try:
        with open_app(config, environ, order) as app:
            answer: Answer | None = obey(app, order, words)
    except StateHeldError as held:
        answer = ask(config.watch.folder, order, words)
        if answer is None:
            return fail(f"{held} It did not answer in time, and the order was taken back. Try again.", Exit.STATE)
    said = "\n".join(answer.lines if answer else ())
    if answer is None or not answer.done:
        return fail(said, Exit.USAGE)
    say(said)
    return Exit.FINE


def state(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`state`: verify, backup, restore. The exit status."""
    from bot.running import holder
    from state import mend

    folder = config.watch.folder
    match wish.way:
        case "verify":
            findings = mend.verify(folder)
            say("\n".join(findings) if findings else f"All of {folder} can be read, and fits together.")
            return Exit.STATE if findings else Exit.FINE
        case "backup":
            mend.backup(folder, wish.file)
            say(f"Everything is in {wish.file} now.")
        case _:
            aside = f"state.json.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
            mend.restore(folder, wish.file, aside=aside, holder=holder("state restore"))
            kept = f"; the present file is kept as {aside}" if (folder / aside).exists() else ""
            say(f"Restored from {wish.file or 'the state before the present one'}{kept}.")
    return Exit.FINE
