"""How an order reaches the bot: carried out here, or by the bot that runs.

A running bot holds the state's lock for as long as it lives. An order then goes to it as a small file in the state's
folder, which only the same user can write to, and its answer comes back the same way: ID.order waits, ID.running is
being carried out, ID.answer says what came of it. Who gave an order and didn't wait for its answer gets that by giving
the same order again; nothing is done twice.
"""

import contextlib
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.config.credentials import require_secrets
from bot.config.model import Config
from bot.config.running import Life, holder, life_of
from bot.exits import Exit
from bot.service.answers import PATIENCE, answer, document, order_of, relayed
from bot.service.app import App
from bot.service.orders import Order, obey
from bot.terminal import Voice, write
from state.errors import StateHeldError, StateUnreachableError
from state.files.atomic import make_folder, replace_file

_FOLDER = "orders"
_WAITS, _RUNS, _DONE = ".order", ".running", ".answer"
_SOON = 3.0  # seconds after which whoever waits is told for what
_LOOK_EVERY = 0.2
_KEPT = 3600.0  # seconds until an order that nobody took, or an answer that nobody asked for, is taken away
_LONGEST = 1_000_000  # bytes of an order or its answer
_NEEDS_SECRETS = frozenset({"check", "digest send"})


def carry_out(
    order: Order, config: Config, environ: Mapping[str, str], voice: Voice, *, patience: float = PATIENCE
) -> Exit:
    """Carry out an order here, or have the running bot do it. The exit status that stands for what came of it.

    What can't be said stops nothing; where all else is well, the status tells of it.
    Raises `ConfigError` where a secret is missing that it needs here, and `StateError` where it can't be begun.
    """
    return voice.outcome(_carry_out(order, config, environ, voice, patience))


def _carry_out(order: Order, config: Config, environ: Mapping[str, str], voice: Voice, patience: float) -> Exit:
    if config.database is not None:
        from bot.service.order_notes import ask

        alone = partial(_here, order, config, environ, voice)
        return ask(order, config, voice, holder=holder("asking", config), alone=alone)
    folder = config.watch.folder
    order = _known(folder, order)
    if (folder / _FOLDER / f"{order.id}{_DONE}").exists() or _is_running(folder):
        return _ask(order, config, voice, patience)
    try:
        status = _here(order, config, environ, voice)
    except StateHeldError:
        if _is_running(folder):
            return _ask(order, config, voice, patience)
        raise
    for suffix in (_WAITS, _RUNS):
        (folder / _FOLDER / f"{order.id}{suffix}").unlink(missing_ok=True)
    return status


def _here(order: Order, config: Config, environ: Mapping[str, str], voice: Voice) -> Exit:
    if order.name in _NEEDS_SECRETS:
        require_secrets(config, environ)
    with App.open(config, environ, holder=holder(order.name, config), write=write) as app:
        return obey(app, order, voice)


def serve(app: App) -> bool:
    """Carry out what was asked of this running bot, and what an earlier one was cut off at; whether there was any."""
    box = app.config.watch.folder / _FOLDER
    served = False
    for file in sorted([*box.glob(f"*{_RUNS}"), *box.glob(f"*{_WAITS}"), *box.glob(f"*{_DONE}")]):
        if file.is_dir():
            continue
        if _is_old(file):
            file.unlink(missing_ok=True)
        elif file.suffix != _DONE:
            taken = file.with_suffix(_RUNS)
            file.replace(taken)  # first: what can't be taken would be carried out every two seconds
            try:
                _write(taken.with_suffix(_DONE), answer(app, partial(_read_order, taken)))
            finally:
                taken.unlink(missing_ok=True)
            served = True
    return served


def _ask(order: Order, config: Config, voice: Voice, patience: float) -> Exit:
    """Have the running bot carry out an order, and wait for its answer as long as `patience` says."""
    box = config.watch.folder / _FOLDER
    asked, answer = box / f"{order.id}{_WAITS}", box / f"{order.id}{_DONE}"
    try:
        make_folder(box)
        if not answer.exists() and not asked.with_suffix(_RUNS).exists():
            _write(asked, document(order))
    except OSError as error:
        raise StateUnreachableError(f"The order can't be put into {box} ({error.strerror or error}).") from None
    begun, said = time.monotonic(), False
    try:
        while time.monotonic() < begun + patience:
            if answer.exists():
                doc = json.loads(_read(answer))
                answer.unlink(missing_ok=True)
                return relayed(doc, voice)
            if not said and time.monotonic() > begun + _SOON:
                said = True
                voice.complain("Waiting for the running bot, which does one thing at a time …")
            time.sleep(_LOOK_EVERY)
    except KeyboardInterrupt:
        voice.complain(_given_up(asked))
        raise
    voice.complain(_given_up(asked))
    return Exit.STATE


def _given_up(asked: Path) -> str:
    """Take an order back, if nobody has taken it up; what has become of it."""
    try:
        asked.unlink()
    except FileNotFoundError:
        return (
            "The running bot is still at it. The same command, given again within the hour, shows what came of it, and "
            "has nothing done twice."
        )
    return "The running bot didn't take it up: nothing was done. `watch287g health` says how the bot fares."


def _known(folder: Path, order: Order) -> Order:
    """The same order as it was given before, where it is still being carried out, or its answer was never seen.

    An earlier poll's answer is no answer to somebody who wants one now.
    """
    for suffix in (_RUNS, _WAITS, *((_DONE,) if order.name != "check" else ())):
        for file in sorted((folder / _FOLDER).glob(f"*{suffix}")):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
                earlier = _read_order(file)
                if (earlier.name, earlier.words) == (order.name, order.words) and not _is_old(file):
                    return earlier
    return order


def _is_running(folder: Path) -> bool:
    return life_of(folder, datetime.now(UTC)) in {Life.RUNS, Life.HANGS}


def _is_old(file: Path) -> bool:
    try:
        return time.time() - file.lstat().st_mtime > _KEPT
    except FileNotFoundError:
        return False


def _read_order(file: Path) -> Order:
    """Raises OSError, ValueError, KeyError, TypeError where the file holds none."""
    return order_of(file.stem, json.loads(_read(file)))


def _write(path: Path, value: Any) -> None:
    """Whole or not at all: the other side reads it as soon as it is there."""
    replace_file(path, [json.dumps(value).encode()], durable=False)


def _read(path: Path) -> bytes:
    """A small plain file's content. Raises OSError for a pipe, which would hold the bot up, and for a long one."""
    if path.is_symlink() or not path.is_file():
        raise OSError(f"{path} is no plain file")
    with path.open("rb") as file:
        content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise OSError(f"{path} is too long")
    return content
