"""`init`: from nothing to a config, by asking or by flags."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.cli.parser import Argument, Call, argument, verb
from bot.config.credentials import OWN_FOLDER, Secrets
from bot.config.describe import described
from bot.config.destinations import AFAR
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import fail, remark, write, write_lines
from notifiers.registry import kind
from notifiers.text.ap_style import listing
from notifiers.text.entry import Unfit

if TYPE_CHECKING:
    from bot.setup.answers import Given
    from bot.setup.secrets_dialogue import Asked

STOPPED = 130
"""The exit status of whoever stops the dialogue, as shells have it for Ctrl-C."""

_FLAGS = {
    "--state": ("STATE", "watch it, by code or name; repeatable"),
    "--all-states": (None, "watch every state"),
    "--name": ("NAME", "the first subscription's name (default: from its states)"),
    "--terminal": (None, "print the news where the bot runs (default: if no other)"),
    "--operator": ("WHO", "who hears of trouble: inbox, #channel or webhook; repeatable"),
    "--digest": ("HOW_OFTEN", "weekly, daily, monthly, none (default: none to a terminal, else weekly)"),
    "--mail-host": ("HOST", "the server that takes mails"),
    "--mail-security": ("KIND", "starttls, tls or plain (default: by the port)"),
    "--mail-port": ("PORT", "default: 587, 465 or 25, by the security"),
    "--mail-user": ("USER", "the login, or none (default: the sender)"),
    "--sender": ("ADDRESS", "the address that mails come from"),
    "--contact": ("ADDRESS", "a mail or web address for ICE's web people"),
    "--language": ("LANGUAGE", "what desks read: en, es (default: en)"),
    "--zone": ("ZONE", "such as America/Denver (default: this machine's, or by state)"),
    "--folder": ("FOLDER", "where the bot keeps its state (default: var)"),
}
"""What each flag takes, None where it is just there, and its words."""


class _Giving(argparse.Action):
    """Keeps what a flag says in `given`: several values with commas between them."""

    def __call__(self, _parser: object, wish: argparse.Namespace, value: Any, _flag: str | None = None) -> None:
        (flag,) = self.option_strings
        key, text = ("--state", "all") if flag == "--all-states" else (flag, str(value or ""))
        given = getattr(wish, "given", {})
        wish.given = given | {key: f"{given[key]}, {text}" if key in given else text.strip()}


def _flags() -> Iterator[Argument]:
    """Those for the first subscription, then each kind of place, then the others."""
    first = {flag: _FLAGS[flag] for flag in ("--state", "--all-states", "--name")}
    for flag, (metavar, words) in (first | {f"--{key}": kind(key).flag for key in AFAR} | _FLAGS).items():
        nargs = 0 if metavar is None else None
        yield argument(
            flag, dest="given", default=argparse.SUPPRESS, action=_Giving, nargs=nargs, metavar=metavar, help=words
        )


@verb(
    argument("--yes", action="store_true", help="ask nothing: flags, and the usual for the rest"),
    *_flags(),
)
def init(call: Call, *, yes: bool, given: "Given" = MappingProxyType({})) -> int:
    """Write a config: asks, or takes flags.

    Writes a commented config.toml for one desk, and puts secrets that you type into files that only you can read. Asks
    for what no flag gives; with --yes it asks nothing. Never overwrites a config of yours.
    """
    from bot.config.write import write_config
    from bot.setup.files import refuse_to_overwrite
    from bot.setup.secrets_dialogue import keep_secrets
    from bot.setup.template import shipped

    path = call.path
    secrets = Secrets(environ=call.environ, own=path.parent / OWN_FOLDER)
    try:
        refuse_to_overwrite(path, shipped(), call.environ)
        asks = not yes and sys.stdin is not None and sys.stdin.isatty()
        text, config, asked = _answered(given, path, secrets, asks=asks)
        refuse_to_overwrite(path, shipped(), call.environ)
        keep_secrets(secrets.own, asked.typed)
        write_config(path, text)
    except EOFError:
        return STOPPED
    except OSError as error:
        return fail(f"{_place_of(error, path)} can't be written ({error.strerror}). No config was written.", Exit.USAGE)
    write_lines(_report(path, config, asked, secrets, call.program()))
    return Exit.FINE


def _place_of(error: OSError, path: Path) -> Path:
    """The file that could not be written; what is replaced whole is written under another name first."""
    file = Path(error.filename or path)
    return file.with_name(file.name[1:].removesuffix(".tmp")) if file.suffix == ".tmp" else file


def _answered(given: "Given", path: Path, secrets: Secrets, *, asks: bool) -> "tuple[str, Config, Asked]":
    """The config's text, what it makes, and the secrets. Raises EOFError where somebody stops it; writes nothing."""
    from bot.config.load import load_text
    from bot.setup.answers import check_flags, gather, likely_zone
    from bot.setup.questions import Answering, Dialogue, the_usual
    from bot.setup.secrets_dialogue import ask_for_secrets
    from bot.setup.template import filled, shipped

    check_flags(given)
    answering: Answering = Dialogue(_line, say_line) if asks else the_usual
    if asks:
        say_line(f"A few questions, then {path} is written. Enter takes what stands in [brackets]; Ctrl-C stops.\n")
    try:
        answers = gather(given, answering, lambda states: likely_zone(states, secrets.environ))
        text = filled(shipped(), answers)
        config = load_text(text, path, {}, outcome="nothing written")
        return text, config, ask_for_secrets(config, secrets, partial(_line, unseen=True) if asks else None, say_line)
    except (EOFError, KeyboardInterrupt):
        remark("\nStopped. Nothing was written.")
        raise EOFError from None


def _report(path: Path, config: Config, asked: "Asked", secrets: Secrets, program: str) -> Iterator[str]:
    """What was written, what is still wanting, and what to do next. `program` is how the bot is started here."""
    yield f"\n{path} is written; its comments are its manual."
    yield from described(config.subscriptions[0], config, datetime.now(UTC))
    yield f"  trouble    {', '.join(config.destinations[id_].words for id_ in config.operators)}"
    if asked.typed:
        yield f"Only you can read {listing([str(secrets.own / name) for name in asked.typed])}."
    yield from asked.wanting
    yield "\nNext:"
    yield from _next_steps(config, program)


def _next_steps(config: Config, program: str) -> Iterator[str]:
    """At most three lines: what to type, and what it is for."""
    channels = [place.invite_to for place in config.destinations.values() if place.invite_to]
    in_slack = {"/invite @watch287g": f"in Slack, in {listing(channels)}"} if channels else {}
    sending = set(config.destinations) != {"terminal"}
    checking = (
        {f"{program} doctor --send": "checks all, and sends a test"} if sending else {f"{program} doctor": "checks all"}
    )
    steps = {**in_slack, **checking, f"{program} run": "watches, until Ctrl-C"}
    for typed, purpose in steps.items():
        yield f"  {typed:<{max(map(len, steps))}}   {purpose}"


def say_line(line: str) -> None:
    """A line, which may be empty."""
    write(f"{line}\n")


def _line(prompt: str, *, unseen: bool = False) -> str:
    """What somebody types, on the screen or `unseen`. Raises EOFError at its end, and `Unfit`."""
    try:
        if unseen:
            return getpass.getpass(prompt)
        write(prompt)
        return input()
    except UnicodeDecodeError:
        raise Unfit("That can't be read: it isn't in UTF-8.") from None
