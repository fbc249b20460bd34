"""The verb `init`: from nothing to a config, by asking or by flags."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.config_reader import Unfit
from bot.credentials import OWN_FOLDER, Secrets
from bot.destinations import SlackDestination
from bot.exits import Exit
from bot.init_answers import FLAGS, check_flags, gather
from bot.init_config import filled, shipped
from bot.init_files import command, refuse_to_overwrite, target, tried, write_config
from bot.init_questions import Answering, CannotInitError, Dialogue, the_usual
from bot.init_secrets import Asked, ask_for_secrets, keep_secrets
from bot.init_zones import likely_zone
from bot.settings import Config
from bot.subscription_words import described
from bot.terminal import fail, remark, write
from notifiers.ap_style import listing

STOPPED = 130
"""The exit status of whoever stops the dialogue, as shells have it for Ctrl-C."""


def init(wish: Namespace, environ: Mapping[str, str]) -> int:
    """`init`: write a config. The exit status."""
    path = target(wish.config, environ)
    secrets = Secrets(environ=environ, own=path.parent / OWN_FOLDER)
    try:
        refuse_to_overwrite(path, shipped(), environ)
        text, config, asked = _answered(wish, path, secrets)
        refuse_to_overwrite(path, shipped(), environ)
        keep_secrets(secrets.own, asked.typed)
        write_config(path, text)
    except CannotInitError as error:
        return fail(str(error), Exit.USAGE)
    except EOFError:
        return STOPPED
    except OSError as error:
        return fail(f"{_place_of(error, path)} can't be written ({error.strerror}). No config was written.", Exit.USAGE)
    for line in _report(path, config, asked, secrets):
        say_line(line)
    return Exit.FINE


def _place_of(error: OSError, path: Path) -> Path:
    """The file that could not be written; what is replaced whole is written under another name first."""
    file = Path(error.filename or path)
    return file.with_name(file.name[1:].removesuffix(".tmp")) if file.suffix == ".tmp" else file


def given_by(wish: Namespace) -> dict[str, str]:
    """What the flags say: several values with commas between them; "" for those that are just there."""
    found = {flag: getattr(wish, flag.removeprefix("--").replace("-", "_")) for flag in FLAGS}
    given = {flag: (", ".join(v) if isinstance(v, list) else v).strip() for flag, v in found.items() if v is not None}
    if wish.all_states:
        given["--state"] = ", ".join(["all", *(wish.state or [])])
    return given | ({"--terminal": ""} if wish.terminal else {})


def _answered(wish: Namespace, path: Path, secrets: Secrets) -> tuple[str, Config, Asked]:
    """The config's text, what it makes, and the secrets. Raises EOFError where somebody stops it; writes nothing."""
    given = given_by(wish)
    check_flags(given)
    asks = not wish.yes and sys.stdin is not None and sys.stdin.isatty()
    answering: Answering = Dialogue(_line, say_line) if asks else the_usual
    if asks:
        say_line(f"A few questions, then {path} is written. Enter takes what stands in [brackets]; Ctrl-C stops.\n")
    try:
        answers = gather(given, answering, lambda states: likely_zone(states, secrets.environ))
        text = filled(shipped(), answers)
        config = tried(text, path)
        return text, config, ask_for_secrets(config, secrets, _unseen_line if asks else None, say_line)
    except (EOFError, KeyboardInterrupt):
        remark("\nStopped. Nothing was written.")
        raise EOFError from None


def _report(path: Path, config: Config, asked: Asked, secrets: Secrets) -> Iterator[str]:
    """What was written, what is still wanting, and what to do next."""
    yield f"\n{path} is written; its comments are its manual."
    yield from described(config.subscriptions[0], config)
    yield f"  trouble    {', '.join(config.destinations[id_].words for id_ in config.operators)}"
    if asked.typed:
        yield f"Only you can read {listing([str(secrets.own / name) for name in asked.typed])}."
    yield from asked.wanting
    yield "\nNext:"
    yield from next_steps(config, command(path, secrets.environ))


def next_steps(config: Config, program: str) -> Iterator[str]:
    """At most three lines: what to type, and what it is for. `program` is how the bot is started here."""
    channels = [d.channel for d in config.destinations.values() if isinstance(d, SlackDestination)]
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


def _line(prompt: str) -> str:
    """What somebody types. Raises EOFError at its end, and `Unfit`."""
    write(prompt)
    return _read(input)


def _unseen_line(prompt: str) -> str:
    """What somebody types without seeing it. Raises EOFError at its end, and `Unfit`."""
    return _read(lambda: getpass.getpass(prompt))


def _read(read: Callable[[], str]) -> str:
    try:
        return read()
    except UnicodeDecodeError:
        raise Unfit("That can't be read: it isn't in UTF-8.") from None
