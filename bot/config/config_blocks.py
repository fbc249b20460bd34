"""Where the subscriptions stand in the config file, line by line, and putting one in or taking one out.

tomlkit counts the comment that leads to the next section as the last lines of the section before; people don't.
"""

import re
from dataclasses import dataclass

from bot.config_lines import lines_of

_HEADER = re.compile(r"\s*(?:# ?)?\[{1,2}[\w.-]+\]{1,2}\s*(?:#.*)?")
"""A section's first line, also where it is an example behind a "#"."""

_EXAMPLE = re.compile(r"\s*#[\w-]+ *=.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One [[subscription]], in places of lines from 0: the comment directly above it, its header, and where it ends."""

    lead: int
    header: int
    end: int


def blocks_of(text: str) -> list[Block]:
    """Each [[subscription]] of a valid TOML text, in its order."""
    lines, places = text.split("\n"), lines_of(text)
    found: list[Block] = []
    while ("subscription", len(found)) in places:
        mine = ("subscription", len(found))
        header = places[mine] - 1
        last = max(line for keys, line in places.items() if keys[:2] == mine) - 1
        found.append(Block(lead=_lead(lines, header), header=header, end=_end(lines, last)))
    return found


def put_in(text: str, table: str) -> str:
    """The text with one more table behind its last subscription, with blank lines around."""
    blocks, lines = blocks_of(text), text.split("\n")
    at = blocks[-1].end if blocks else len("\n".join(lines).rstrip().split("\n"))
    ending = "\r" if "\r\n" in text else ""
    new = [f"{line}{ending}" for line in ("", *table.strip().split("\n"))]
    if at == len(lines):  # no line end behind the last line
        return "\n".join([*lines[:-1], f"{lines[-1]}{ending}", *new, ""])
    gap = [ending] if lines[at].strip() else []
    return "\n".join([*lines[:at], *new, *gap, *lines[at:]])


def take_out(text: str, place: int) -> str:
    """The text without the subscription at that place from 0, of at least two; the comment above it goes too.

    What stands above the first one introduces them all, so it moves to the next.
    """
    blocks, lines = blocks_of(text), text.split("\n")
    gone = blocks[place]
    behind = gone.end + next((n for n, line in enumerate(lines[gone.end :]) if line.strip()), len(lines) - gone.end)
    before = lines[: gone.lead]
    if place == 0:
        following = blocks[1].lead
        return "\n".join([*before, *lines[behind:following], *lines[gone.lead : gone.header], *lines[following:]])
    if behind == len(lines):  # the last lines of the file: the blank line above them goes too
        return "\n".join(before).rstrip() + ("\r\n" if "\r\n" in text else "\n")
    return "\n".join([*before, *lines[behind:]])


def _lead(lines: list[str], header: int) -> int:
    """The first of the lines directly above a header that explain it."""
    at = header
    while at and lines[at - 1].lstrip().startswith("#") and not _EXAMPLE.fullmatch(lines[at - 1].rstrip()):
        at -= 1
    return at


def _end(lines: list[str], last: int) -> int:
    """The line behind a section whose last key stands in the line `last`, with the comments that are its own."""
    following = next((n for n in range(last + 1, len(lines)) if _HEADER.fullmatch(lines[n].rstrip())), len(lines))
    end = _lead(lines, following) if following < len(lines) else following
    while not lines[end - 1].strip():
        end -= 1
    return end
