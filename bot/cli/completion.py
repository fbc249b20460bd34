"""`completion`: what makes a shell complete verbs, flags and their values at a press of Tab."""

import argparse
from collections.abc import Iterator, Mapping, Sequence

from bot.cli.parser import Call, Parser, argument, verb
from bot.cli.shells import SHELLS, Flag, Place
from bot.exits import Exit
from bot.terminal import write
from watchers.model.event import EventKind
from watchers.names.places import STATES

_VALUES: Mapping[str, Sequence[str]] = {
    "state": tuple(STATES), "states": tuple(STATES), "kinds": tuple(kind.value for kind in EventKind),
}  # fmt: skip
"""The values of arguments that argparse knows no choices of, by what they are called."""


@verb(argument("shell", choices=tuple(SHELLS), metavar="bash|zsh|fish", help="which shell is to complete"))
def completion(call: Call, *, shell: str) -> Exit:  # noqa: ARG001 - needs no config
    """Have your shell complete verbs, flags and states.

    Prints a script for the shell. bash: add `eval "$(watch287g completion bash)"` to ~/.bashrc. zsh: the same with zsh
    in ~/.zshrc, behind compinit. fish: `watch287g completion fish > ~/.config/fish/completions/watch287g.fish`.
    """
    from bot.cli.main import parser

    write(SHELLS[shell](list(places(parser()))))
    return Exit.FINE


def places(parser: Parser, path: tuple[str, ...] = ()) -> Iterator[Place]:
    """Every place of the command line from this parser on."""
    words: dict[str, str] = {}
    flags: list[Flag] = []
    below: list[tuple[str, Parser]] = []
    for action in parser._actions:  # noqa: SLF001 - argparse has no public list of them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - nor a public name for this
            helped = {a.dest: a.help or "" for a in action._choices_actions}  # noqa: SLF001
            words |= {name: helped.get(name, "") for name in action.choices}
            below += action.choices.items()
        elif action.option_strings:
            values = None if action.nargs == 0 else tuple(action.choices or _VALUES.get(action.dest, ()))
            flags += [Flag(name=name, words=_plain(action), values=values) for name in action.option_strings]
        else:
            words |= dict.fromkeys(map(str, action.choices or _VALUES.get(action.dest, ())), "")
    yield Place(path=path, words=words, flags=tuple(flags))
    for name, parser_below in below:
        yield from places(parser_below, (*path, name))


def _plain(action: argparse.Action) -> str:
    return (
        "" if action.help in (None, argparse.SUPPRESS) else str(action.help).replace("%(default)s", str(action.default))
    )
