"""Messages as Discord has them: the headline as text, the rest as one embed, in Markdown with every mark of it escaped.

Discord's limits: 2,000 characters of text; 4,096 in an embed's description, and 6,000 in all embeds together.
"""

import re
from typing import Any
from urllib.parse import quote

from notifiers.posts.outline import Post
from notifiers.posts.pages import Limits
from notifiers.text.marked import Piece, Run, Style

Json = dict[str, Any]

_ITEM, _QUOTE, _QUIET = "• ", "> ", "-# "
_MARKS = re.compile(r"([\\*_~`|>#\[\]()<@:+-])")
_IN_LINKS = "%:/?#@!$&'*+,;=-._~"
_BEFORE = {Style.ITEM: _ITEM, Style.QUOTE: _QUOTE, Style.QUIET: _QUIET}


def message(post: Post) -> Json:
    """A message that rings nobody, whatever it says."""
    head, *others = post.pieces
    embed = {"embeds": [{"description": "\n".join(map(markdown, others))}]} if others else {}
    return {"content": markdown(head), **embed, "allowed_mentions": {"parse": []}}


def escaped(text: str) -> str:
    """Text in which no character is a mark: no mention, link, time or format."""
    return _MARKS.sub(r"\\\1", text)


def markdown(piece: Piece) -> str:
    """A piece, its lines marked as what they are."""
    text = "".join(_run(run) for run in piece.runs)
    match piece.style:
        case Style.HEADLINE | Style.HEADING:
            return f"**{text}**"
        case Style.CAUTION:
            return f"*{text}*"
        case Style.QUOTE | Style.QUIET:
            return "\n".join(f"{_BEFORE[piece.style]}{line}" for line in text.split("\n"))
        case _:
            return _BEFORE.get(piece.style, "") + text


def _run(run: Run) -> str:
    if run.url:
        return f"[{escaped(run.text)}]({quote(run.url, safe=_IN_LINKS)})"
    return f"**{escaped(run.text)}**" if run.is_bold else escaped(run.text)


LIMITS = Limits(size=lambda piece: len(markdown(piece)) + 1, most=4_000)

_LINK = re.compile(r"\[((?:\\.|[^\\\]])*)\]\(([^)\s]*)\)|\*\*((?:\\.|[^\\*])*)\*\*")


def pieces(body: Json) -> tuple[Piece, ...]:
    """A message's pieces, read back for a preview."""
    style, head = _style(body["content"])
    found = [Piece(style=Style.HEADLINE if style is Style.HEADING else Style.QUIET, runs=_read(head))]
    for embed in body.get("embeds", ()):
        for line in embed["description"].split("\n"):
            style, text = _style(line)
            if style is None and found[-1].style is Style.ITEM:
                found[-1] = Piece(style=found[-1].style, runs=(*found[-1].runs, Run(text="\n"), *_read(text)))
            else:
                found.append(Piece(style=style or Style.TEXT, runs=_read(text)))
    return tuple(found)


def _style(line: str) -> tuple[Style | None, str]:
    """What a line is; None for one without marks, which may go on with the agency's above."""
    for style, before in _BEFORE.items():
        if line.startswith(before):
            return style, line.removeprefix(before)
    for style, mark in ((Style.HEADING, "**"), (Style.CAUTION, "*")):
        if re.fullmatch(rf"{re.escape(mark)}(?:\\.|[^\\*])+{re.escape(mark)}", line):
            return style, line[len(mark) : -len(mark)]
    return None, line


def _read(text: str) -> tuple[Run, ...]:
    runs, at = [], 0
    for found in _LINK.finditer(text):
        runs.append(Run(text=_plain(text[at : found.start()])))
        runs.append(Run(text=_plain(found[1] or found[3] or ""), url=found[2] or "", is_bold=found[3] is not None))
        at = found.end()
    return tuple(run for run in (*runs, Run(text=_plain(text[at:]))) if run.text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
