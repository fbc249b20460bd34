"""The verb `init`: from nothing to a config, by asking or by flags."""

import getpass
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.cli.parser import Parser, Verbs
from bot.config.credentials import OWN_FOLDER, Secrets
from bot.config.describe import described
from bot.config.destinations import AFAR
from bot.config.model import Config
from bot.exits import Exit
from bot.setup.answers import FLAGS, check_flags, gather, likely_zone
from bot.setup.files import command, refuse_to_overwrite, target, tried, write_config
from bot.setup.questions import Answering, CannotInitError, Dialogue, the_usual
from bot.setup.secrets_dialogue import Asked, ask_for_secrets, keep_secrets
from bot.setup.template import filled, shipped
from bot.terminal import fail, remark, write
from notifiers.registry import kind
from notifiers.text.ap_style import listing
from notifiers.text.entry import Unfit


def add_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
    _add_init(verbs)
    doctor = verbs.add_parser(
        "doctor",
        help="check everything that it needs, a line each, with the cure",
        description="Checks the config, secrets, state, disk, clock, ICE's page and lists, each Slack workspace and "
        "channel, each webhook and the mail server; a line each, with the cure where there is something to mend. "
        "Nothing is posted and nothing recorded.",
    )
    doctor.add_argument("--send", action="store_true", help="also send a marked test to every destination")
    doctor.add_argument("--offline", action="store_true", help="only what can be told without the network")
    health = verbs.add_parser(
        "health",
        help="whether it is alive, and sees ICE's list; for containers and cron",
        description="Whether the bot polls and sees ICE's list, how long ICE has been silent, and which destinations "
        "take no messages; a line each. Reads what the bot noted, and asks nobody.",
    )
    health.add_argument("--alive", action="store_true", help="only whether it polls: a restart can mend nothing else")


def _add_init(verbs: "Verbs[Parser]") -> None:
    init = verbs.add_parser(
        "init",
        help="write a config: asks, or takes flags",
        description="Writes a commented config.toml for one desk, and puts secrets that you type into files that only "
        "you can read. Asks for what no flag gives; with --yes it asks nothing. Never overwrites a config of yours.",
    )
    init.add_argument("--yes", action="store_true", help="ask nothing: flags, and the usual for the rest")
    init.add_argument("--state", action="append", metavar="STATE", help="watch it, by code or name; repeatable")
    init.add_argument("--all-states", action="store_true", help="watch every state")
    init.add_argument("--name", metavar="NAME", help="the first subscription's name (default: from its states)")
    for key in AFAR:
        metavar, words = kind(key).flag
        init.add_argument(f"--{key}", action="append", metavar=metavar, help=words)
    init.add_argument(
        "--terminal", action="store_true", help="print the news where the bot runs (default: if no other)"
    )
    init.add_argument(
        "--operator",
        action="append",
        metavar="WHO",
        help="who hears of trouble: inbox, #channel or webhook; repeatable",
    )
    init.add_argument(
        "--digest", metavar="HOW_OFTEN", help="weekly, daily, monthly, none (default: none to a terminal, else weekly)"
    )
    init.add_argument("--mail-host", metavar="HOST", help="the server that takes mails")
    init.add_argument("--mail-security", metavar="KIND", help="starttls, tls or plain (default: by the port)")
    init.add_argument("--mail-port", metavar="PORT", help="default: 587, 465 or 25, by the security")
    init.add_argument("--mail-user", metavar="USER", help="the login, or none (default: the sender)")
    init.add_argument("--sender", metavar="ADDRESS", help="the address that mails come from")
    init.add_argument("--contact", metavar="ADDRESS", help="a mail or web address for ICE's web people")
    init.add_argument("--zone", metavar="ZONE", help="such as America/Denver (default: this machine's, or by state)")
    init.add_argument("--folder", metavar="FOLDER", help="where the bot keeps its state (default: var)")


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
