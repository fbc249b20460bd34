"""`completion`: what makes a shell complete verbs, flags and their values at a press of Tab, without calling us."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.cli.parser import Call, Parser, argument, verb
from bot.exits import Exit
from bot.terminal import write
from watchers.model.event import EventKind
from watchers.names.places import STATES

SHELLS = ("bash", "zsh", "fish")
_VALUES: Mapping[str, Sequence[str]] = {
    "state": tuple(STATES), "states": tuple(STATES), "kinds": tuple(kind.value for kind in EventKind),
}  # fmt: skip
"""The values of arguments that argparse knows no choices of, by what they are called."""


@verb(argument("shell", choices=SHELLS, metavar="bash|zsh|fish", help="which shell is to complete"))
def completion(call: Call, *, shell: str) -> Exit:  # noqa: ARG001 - needs no config
    """Have your shell complete verbs, flags and states.

    Prints a script for the shell. bash: add `eval "$(watch287g completion bash)"` to ~/.bashrc. zsh: the same with zsh
    in ~/.zshrc, behind compinit. fish: `watch287g completion fish > ~/.config/fish/completions/watch287g.fish`.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from bot.cli.main import parser

    scripts = Environment(  # noqa: S701 - shells know no HTML
        loader=PackageLoader("bot.cli", "completions"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    known = list(places(parser()))
    behind = [(place["at"], flag) for place in known for flag in place["flags"] if flag["takes"] is not None]
    paths = [f'"{place["at"]}"' for place in known if place["at"]]
    script = scripts.get_template(f"watch287g.{shell}.j2")
    write(script.render(places=known, paths=paths, flags=behind, quoted=_quoted))
    return Exit.FINE


def places(parser: Parser, at: str = "") -> Iterator[dict[str, Any]]:
    """Every place of the command line from this parser on: the verbs before it, and what may stand there.

    `at` has the verbs, a blank before each; `words` are with their help. A flag `takes` None for nothing, () for
    anything.
    """
    words: dict[str, str] = {}
    flags: list[dict[str, Any]] = []
    below: list[tuple[str, Parser]] = []
    for action in parser._actions:  # noqa: SLF001 - argparse has no public list of them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - nor a public name for this
            helped = {a.dest: a.help or "" for a in action._choices_actions}  # noqa: SLF001
            words |= {name: helped.get(name, "") for name in action.choices}
            below += action.choices.items()
        elif action.option_strings:
            takes = None if action.nargs == 0 else tuple(action.choices or _VALUES.get(action.dest, ()))
            flags += [{"name": name, "words": _plain(action), "takes": takes} for name in action.option_strings]
        else:
            words |= dict.fromkeys(map(str, action.choices or _VALUES.get(action.dest, ())), "")
    yield {"at": at, "words": words, "flags": flags}
    for name, parser_below in below:
        yield from places(parser_below, f"{at} {name}")


def _plain(action: argparse.Action) -> str:
    return (
        "" if action.help in (None, argparse.SUPPRESS) else str(action.help).replace("%(default)s", str(action.default))
    )


def _quoted(text: str) -> str:
    """A word for any of the shells: within single quotes, and without one itself."""
    return "'" + text.replace("'", "’") + "'"
