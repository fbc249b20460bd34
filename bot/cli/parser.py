"""What the verbs share: how the program was called, how a verb is described, and what a mistake in it gets to hear."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from bot.config.load import config_path, find_config, load_config
from bot.config.model import Config
from bot.config.values import one_state
from bot.exits import Exit
from bot.terminal import Voice, write
from notifiers.text.entry import Unfit, did_you_mean
from notifiers.text.redact import hidden
from watchers.frozen import frozen

if TYPE_CHECKING:
    from state.store import Store

T = TypeVar("T")
Do = TypeVar("Do", bound=Callable[..., int])

_CHANNELS = ("--slack", "--operator")
"""The flags that take a #channel."""


@frozen
class Call:
    """How the program was called: the config that --config names, None for none, and the environment."""

    named: str | None
    environ: Mapping[str, str] = field(repr=False)

    def config(self) -> Config:
        """The config. Raises `ConfigError`."""
        return load_config(find_config(self.named, self.environ), self.environ)

    def desks(self) -> Config:
        """The config, with the subscriptions that were made inside Slack beside its own. Raises `ConfigError`."""
        from bot.config.made_in_slack import with_those_of_the_state

        return with_those_of_the_state(self.config())

    @property
    def path(self) -> Path:
        """The config's path, there or not."""
        return config_path(self.named, self.environ)

    def order(self, name: str, *words: str, voice: Voice | None = None) -> Exit:
        """Carry out an order here, or have the running bot do it, and tell what comes of it."""
        from bot.service.mailbox import carry_out
        from bot.service.orders import Order

        return carry_out(Order.now(name, *words), self.config(), self.environ, voice or Voice())

    def program(self) -> str:
        """How to start us here, for this config."""
        from bot.setup.files import command

        return command(self.path, self.environ)


def recorded(config: Config) -> "Store":
    """What the bot recorded, to be read. Raises `StateError`."""
    from state.store import read_store

    return read_store(config.place)


class Parser(argparse.ArgumentParser):
    """Takes --config, ends with our own status for what can't be understood, and names the nearest good word."""

    def __init__(self, *, config_help: str = argparse.SUPPRESS, **words: Any) -> None:
        super().__init__(**words)
        self.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help=config_help)
        self.set_defaults(parser=self)

    def error(self, message: str) -> NoReturn:
        """Say what can't be understood, and end."""
        if message.endswith(": expected one argument") and any(f"argument {flag}:" in message for flag in _CHANNELS):
            message += ". The shell takes # for a comment: write '#channel' in quotes"
        end = "" if message.endswith(("?", ".")) else "."
        self.exit(Exit.USAGE, f"{self.prog}: {hidden(message)}{end} Try {self.prog} --help\n")

    def refuse(self, unknown: Sequence[str]) -> NoReturn:
        """End with what is near the first word that nothing here takes."""
        word = unknown[0].partition("=")[0]
        flags = [flag for action in self._actions for flag in action.option_strings]
        self.error(f"there is no {word} here.{did_you_mean(word, flags) if word.startswith('-') else ''}")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Raises `OutputError` for the help that can't be written, where argparse would keep silent."""
        write(message) if file is sys.stdout else super()._print_message(message, file)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        good = [str(choice) for choice in action.choices or ()]
        if good and value not in good:
            near = did_you_mean(str(value), good) or f" There are: {', '.join(good)}."
            raise argparse.ArgumentError(action, f"there is no “{value}”.{near}")


Verbs = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


Argument = tuple[tuple[str, ...], dict[str, Any]]


@frozen
class Verb:
    """A verb, or a way of one: `do` carries it out, called with a `Call` and what its arguments say, by name.

    `words` stand in the list of verbs, `about` at the head of its own help. Without `do` one of its ways is needed.
    """

    name: str
    words: str
    about: str
    do: Callable[..., int] | None = None
    arguments: tuple[Argument, ...] = ()
    ways: "list[Verb]" = field(default_factory=list)

    def add_to(self, verbs: "Verbs[Parser]") -> None:
        """Describe it to argparse."""
        parser = verbs.add_parser(self.name, help=self.words, description=self.about)
        parser.set_defaults(do=self.do)
        for names, options in self.arguments:
            parser.add_argument(*names, **options)
        if self.ways:
            ways = parser.add_subparsers(metavar="WAY", required=self.do is None)
            for way in self.ways:
                way.add_to(ways)


KNOWN: dict[str, Verb] = {}
"""The verbs of the modules that are imported."""


def verb(*arguments: Argument, of: str = "", name: str = "", words: str = "", more: str = "") -> Callable[[Do], Do]:
    """Make a function a verb, or a way `of` one. Its name and its docstring are those of the verb, unless given.

    The docstring's first sentence is its words, the rest what it is about; `more` stands behind that.
    """

    def known(do: Do) -> Do:
        first, _, rest = (do.__doc__ or do.__name__).partition("\n\n")
        said = words or f"{first[:1].lower()}{first[1:].rstrip('.')}"
        about = " ".join(rest.split()) if rest and not words else f"{said[:1].upper()}{said[1:]}."
        found = Verb(name=name or do.__name__, words=said, about=f"{about} {more}".rstrip(), do=do, arguments=arguments)
        if of:
            KNOWN[of].ways.append(found)
        else:
            KNOWN[found.name] = found
        return do

    return known


def argument(*names: str, **options: Any) -> Argument:
    """One that a verb takes, in argparse's words."""
    return names, options


def reading(read: Callable[[str], T]) -> Callable[[str], T]:
    """A reader of a value as the config has them, for an argument's `type`."""

    def read_argument(text: str) -> T:
        try:
            return read(text)
        except Unfit as unfit:
            raise argparse.ArgumentTypeError(str(unfit)) from None

    return read_argument


def form(*choices: str) -> tuple[Argument, Argument]:
    """The flags that say in which form something is printed; the first is usual, and --json is short for one."""
    return (
        argument("--format", dest="form", choices=choices, default=choices[0], help="default: %(default)s"),
        argument(
            "--json",
            dest="form",
            action="store_const",
            const="json",
            default=argparse.SUPPRESS,
            help="the same as --format json",
        ),
    )


def number(noun: str) -> Callable[[str], int]:
    """The reader of a number of such things. It raises ArgumentTypeError."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < 1:
            raise argparse.ArgumentTypeError(f"“{text}” is no number of {noun}; write one such as 20")
        return int(text)

    return read


LIMIT = argument("--limit", type=number("rows"), metavar="N", help="no more than so many")
"""The flag that cuts a long list short."""
AGENCY = argument("--agency", metavar="WORDS", help="only this agency, by name, county or town, as `find` takes it")
"""The flag that narrows to an agency."""
AS_JSON = argument("--json", dest="as_json", action="store_true", help="for a program, as JSON")
"""The flag for programs."""
STATES = argument(
    "--state",
    dest="states",
    action="append",
    type=reading(one_state),
    metavar="STATE",
    help="only this one, by code or name; repeatable",
)
"""The flag that narrows to states."""
TABLE = form("table", "json", "jsonl", "csv")
"""The forms in which a table can be had."""
