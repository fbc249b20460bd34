"""What an operator may tell the bot to do: by its own hand, or, where a bot is running, through it.

A running bot holds the state's lock for as long as it lives. An order then goes to it as a small file in the state's
folder, which only the same user can write to, and its answer comes back the same way.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.digest.again import send_again
from bot.poll.summary import check_sentence, delivery_sentences
from bot.service.app import App, OrderError
from bot.service.outbox_orders import drop, resume, retry
from notifiers.text.ap_style import moment
from state.errors import StateError
from state.files.atomic import replace_file
from state.store import Store
from watchers.errors import WatchError
from watchers.model.agreement import ListKind


def listing(store: Store, zone: ZoneInfo) -> Iterator[str]:
    """What is held, since when, why, and what may be done."""
    holds = store.holds()
    if not holds:
        yield "Nothing is held."
    for kind, hold in holds.items():
        confirmed = "a later list that shows the same, " if hold.suspicion.fingerprint else ""
        yield f"{kind.value}: {hold.suspicion.workbook.name}, held since {moment(hold.since, zone)}."
        yield f"  {hold.suspicion.reason}"
        yield f"  sha256 {hold.suspicion.workbook.sha256}"
        yield f"  It ends with a sane list, {confirmed}or `watch287g hold accept {kind.value}`."


def accept(app: App, wanted: str) -> Iterator[str]:
    """Take the held list in, and tell the desks what is new in it."""
    hold = app.store.holds().get(ListKind(wanted))
    if hold is None:
        raise OrderError(f"No {wanted} list is held.")
    try:
        checked = app.checker.accept(hold.suspicion.workbook)
    except WatchError as error:
        raise OrderError(f"It could not be taken in: {error}") from error
    yield check_sentence(checked, app.store.register(), app.config.watch.zone)
    yield from delivery_sentences(checked, app.deliver(), app.config)


def reject(app: App, wanted: str) -> Iterator[str]:
    """Keep the held list out, also if a later one shows the same: only a sane list, or `accept`, ends it then."""
    kind = ListKind(wanted)
    hold = app.store.holds().get(kind)
    if hold is None:
        raise OrderError(f"No {wanted} list is held.")
    firm = replace(hold, suspicion=replace(hold.suspicion, fingerprint=()))
    app.store.commit(holds={kind: firm})
    yield f"{hold.suspicion.workbook.name} stays out. The next sane {wanted} list is taken in as usual."


_FOLDER = "orders"
_PATIENCE = 120.0  # seconds to wait for the running bot: it may be in the middle of a poll
_LOOK_EVERY = 0.2
_LONGEST = 1_000_000  # bytes of an order or its answer

Order = Callable[[App, list[str]], Iterator[str]]

ORDERS: Mapping[str, Order] = {
    "hold accept": lambda app, words: accept(app, words[0]),
    "hold reject": lambda app, words: reject(app, words[0]),
    "outbox retry": retry,
    "outbox drop": drop,
    "outbox resume": resume,
    "digest send": send_again,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an order came to: the lines that say it, and whether it could be carried out."""

    lines: tuple[str, ...]
    done: bool


def obey(app: App, order: str, words: list[str]) -> Answer:
    """Carry out an order. Trouble with it is an answer too."""
    try:
        return Answer(lines=tuple(ORDERS[order](app, words)), done=True)
    except (StateError, OrderError) as error:
        return Answer(lines=(str(error),), done=False)


def serve(app: App) -> None:
    """Carry out what was asked of this running bot."""
    for asked in sorted(_folder(app.config.watch.folder).glob("*.order")):
        if asked.is_dir():
            continue
        try:
            content = _read(asked)
            asked.unlink()  # first: what can't be taken away would be carried out every two seconds
            wish = json.loads(content)
            order, words = str(wish["order"]), [str(word) for word in wish["words"]]
            known = order in ORDERS
            answer = obey(app, order, words) if known else _refusal(f"This watch287g knows no order “{order}”.")
        except Exception as error:  # noqa: BLE001 - an order that fails is answered, and not tried for ever
            answer = _refusal(f"The order could not be carried out ({type(error).__name__}).")
        with contextlib.suppress(OSError):
            asked.unlink(missing_ok=True)
        _write(asked.with_suffix(".answer"), {"lines": answer.lines, "done": answer.done})


def _refusal(sentence: str) -> Answer:
    return Answer(lines=(sentence,), done=False)


def ask(folder: Path, order: str, words: list[str], *, patience: float = _PATIENCE) -> Answer | None:
    """Have the running bot carry out an order, and wait for its answer; None where none came in time."""
    name = f"{time.time_ns()}-{uuid4().hex[:8]}"
    asked, answer = _folder(folder) / f"{name}.order", _folder(folder) / f"{name}.answer"
    _folder(folder).mkdir(mode=0o700, exist_ok=True)
    _write(asked, {"order": order, "words": words})
    until = time.monotonic() + patience
    try:
        while time.monotonic() < until:
            if answer.exists():
                said = json.loads(_read(answer))
                return Answer(lines=tuple(map(str, said["lines"])), done=bool(said["done"]))
            time.sleep(_LOOK_EVERY)
        return None
    finally:
        for path in (asked, answer):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _folder(state: Path) -> Path:
    return state / _FOLDER


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
