"""The command line as a script for a shell, which then completes it without calling us."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


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


_BASH = """\
# watch287g's completion for bash. In ~/.bashrc: eval "$(watch287g completion bash)"
_watch287g() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} path="" word words=""
    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev=${{COMP_WORDS[COMP_CWORD-2]}}; fi
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path $word" in
            {paths}) path="$path $word" ;;
        esac
    done
    case "$path:$prev" in
        {values}
    esac
    case "$path" in
        {words}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o default -F _watch287g watch287g
"""

_ZSH = """\
#compdef watch287g
# watch287g's completion for zsh. In ~/.zshrc, behind compinit: eval "$(watch287g completion zsh)"
_watch287g() {{
    local at="" word prev="${{words[CURRENT-1]}}"
    local -a found flags
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        case "$at $word" in
            {paths}) at="$at $word" ;;
        esac
    done
    case "$at:$prev" in
        {values}
    esac
    case "$at" in
        {words}
    esac
    if [[ ${{words[CURRENT]}} == -* ]]; then _describe -o flag flags; return; fi
    (( $#found )) && _describe word found || _files
}}
if [[ $funcstack[1] == _watch287g ]]; then _watch287g "$@"; else compdef _watch287g watch287g; fi
"""

_FISH = """\
# watch287g's completion for fish. Put it into ~/.config/fish/completions/watch287g.fish
function __watch287g_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
            case {paths}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
{lines}
"""


def bash(places: Sequence[Place]) -> str:
    """For bash 3.2 or newer."""

    def values(flag: Flag) -> str:
        known = " ".join(flag.values or ())
        return f'COMPREPLY=($(compgen -W "{known}" -- "$cur"))' if known else "COMPREPLY=()"

    def words(place: Place) -> str:
        return f'words="{" ".join([*place.words, *(flag.name for flag in place.flags)])}"'

    return _filled(_BASH, places, values, words)


def zsh(places: Sequence[Place]) -> str:
    """For zsh, with what each word means."""

    def values(flag: Flag) -> str:
        return f"compadd -- {' '.join(flag.values)}" if flag.values else "_files"

    def words(place: Place) -> str:
        found = " ".join(_described(name, words) for name, words in place.words.items())
        flags = " ".join(_described(flag.name, flag.words) for flag in place.flags)
        return f"found=({found}); flags=({flags})"

    return _filled(_ZSH, places, values, words)


def _filled(script: str, places: Sequence[Place], values: Callable[[Flag], str], words: Callable[[Place], str]) -> str:
    """The script, with what may stand behind each flag that takes something, and at each place."""
    behind = [
        f'"{_at(place)}:{flag.name}") {values(flag)}; return ;;'
        for place in places
        for flag in place.flags
        if flag.values is not None
    ]
    there = [f'"{_at(place)}") {words(place)} ;;' for place in places]
    between = "\n        "
    return script.format(paths=_paths(places, "|"), values=between.join(behind), words=between.join(there))


def _described(name: str, words: str) -> str:
    return _quoted(f"{name}:{words}" if words else name)


def fish(places: Sequence[Place]) -> str:
    """For fish, with what each word means."""
    lines = [line for place in places for line in _fish_lines(place)]
    return _FISH.format(paths=_paths(places, " "), lines="\n".join(lines))


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
