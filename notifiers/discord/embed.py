"""Messages as Discord has them: the headline as text, the rest as one embed, in Markdown with every mark of it escaped.

Discord's limits: 2,000 characters of text; 4,096 in an embed's description, and 6,000 in all embeds together.
"""

import re
from typing import Any
from urllib.parse import quote

from notifiers.posts.pages import Limits
from notifiers.posts.post import Post, shortened
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


def plain_message(words: str) -> Json:
    """Words alone, as many as a message takes, and no embed."""
    return {"content": escaped(shortened(words, 1_000)), "allowed_mentions": {"parse": []}}


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
