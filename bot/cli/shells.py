"""The command line as a script for a shell, which then completes it without calling us."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag, and what may stand behind it: None for nothing, () for anything."""

    name: str
    words: str
    values: Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a command line: the verbs before it, and what may stand there. `words` are with their help."""

    path: tuple[str, ...]
    words: Mapping[str, str]
    flags: tuple[Flag, ...]


def _filled(shell: str, **words: str) -> str:
    """A shell's script, with words in the places that it has for them between two @."""
    script = files("bot.cli").joinpath("completions", f"watch287g.{shell}").read_text("utf-8")
    for name, text in words.items():
        script = script.replace(f"@{name}@", text)
    return script


def bash(places: Sequence[Place]) -> str:
    """For bash 3.2 or newer."""

    def values(flag: Flag) -> str:
        known = " ".join(flag.values or ())
        return f'COMPREPLY=($(compgen -W "{known}" -- "$cur"))' if known else "COMPREPLY=()"

    def words(place: Place) -> str:
        return f'words="{" ".join([*place.words, *(flag.name for flag in place.flags)])}"'

    return _of_places("bash", places, values, words)


def zsh(places: Sequence[Place]) -> str:
    """For zsh, with what each word means."""

    def values(flag: Flag) -> str:
        return f"compadd -- {' '.join(flag.values)}" if flag.values else "_files"

    def words(place: Place) -> str:
        found = " ".join(_described(name, words) for name, words in place.words.items())
        flags = " ".join(_described(flag.name, flag.words) for flag in place.flags)
        return f"found=({found}); flags=({flags})"

    return _of_places("zsh", places, values, words)


def _of_places(
    shell: str, places: Sequence[Place], values: Callable[[Flag], str], words: Callable[[Place], str]
) -> str:
    """A shell's script, with what may stand behind each flag that takes something, and at each place."""
    behind = [
        f'"{_at(place)}:{flag.name}") {values(flag)}; return ;;'
        for place in places
        for flag in place.flags
        if flag.values is not None
    ]
    there = [f'"{_at(place)}") {words(place)} ;;' for place in places]
    between = "\n        "
    return _filled(shell, paths=_paths(places, "|"), values=between.join(behind), words=between.join(there))


def _described(name: str, words: str) -> str:
    return _quoted(f"{name}:{words}" if words else name)


def fish(places: Sequence[Place]) -> str:
    """For fish, with what each word means."""
    lines = [line for place in places for line in _fish_lines(place)]
    return _filled("fish", paths=_paths(places, " "), lines="\n".join(lines))


def _fish_lines(place: Place) -> Iterable[str]:
    here = f"complete -c watch287g -n '__watch287g_at \"{_at(place)}\"'"
    if place.words:
        yield f"{here} -f"
    for name, words in place.words.items():
        yield f"{here} -a {name}{f' -d {_quoted(words)}' if words else ''}"
    for flag in place.flags:
        name = flag.name.lstrip("-")
        kind = "-l" if flag.name.startswith("--") else "-s"
        takes = "" if flag.values is None else f" -x -a {_quoted(' '.join(flag.values))}" if flag.values else " -r"
        yield f"{here} {kind} {name}{takes}{f' -d {_quoted(flag.words)}' if flag.words else ''}"


def _at(place: Place) -> str:
    """The verbs before a place, each behind a blank."""
    return "".join(f" {name}" for name in place.path)


def _paths(places: Iterable[Place], between: str) -> str:
    return between.join(f'"{_at(place)}"' for place in places if place.path)


def _quoted(text: str) -> str:
    """A word for any of the shells: within single quotes, and without one itself."""
    return "'" + text.replace("'", "’") + "'"


SHELLS: dict[str, Callable[[Sequence[Place]], str]] = {"bash": bash, "zsh": zsh, "fish": fish}
"""Each shell, and the script for it."""
