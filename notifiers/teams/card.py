"""Messages as Adaptive Cards. All text stands in text runs, which know no Markdown: no name can be a link or a mention.

A card may have about 28 kB as Microsoft says; above some 20 kB others have measured that it is refused, or accepted and
then dropped. Budget: 18 kB.
"""

import json
from collections.abc import Sequence
from typing import Any

from notifiers.posts.pages import Limits
from notifiers.posts.post import Post, shortened
from notifiers.text.marked import Piece, Run, Style

Json = dict[str, Any]

MOST_BYTES = 18_000
_ENVELOPE = 400
_BULLET = "• "

_LOOKS: dict[Style, Json] = {
    Style.HEADLINE: {"size": "Medium", "weight": "Bolder"},
    Style.HEADING: {"weight": "Bolder"},
    Style.CAUTION: {"italic": True},
    Style.QUOTE: {"fontType": "Monospace"},
    Style.QUIET: {"size": "Small", "isSubtle": True},
}
_CLOSE = frozenset({Style.ITEM, Style.CAUTION, Style.QUIET})
"""What stands close under what is above it."""


def message(post: Post) -> Json:
    """What a workflow takes: a message with one card, as wide as the channel."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [block for piece in post.pieces for block in blocks(piece)],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def plain_message(words: str) -> Json:
    """A card of words without a link or a look."""
    return message(Post(pieces=(Piece.of(Style.TEXT, shortened(words, 4_000)),), summary=""))


def blocks(piece: Piece) -> list[Json]:
    """A piece as blocks, one a line: in some clients a run's line ends are spaces."""
    lines: list[list[Run]] = [[]]
    for run in piece.runs:
        first, *others = run.text.split("\n")
        lines[-1] += [Run(text=first, is_bold=run.is_bold, url=run.url)] if first else []
        lines += [[Run(text=text, is_bold=run.is_bold, url=run.url)] if text else [] for text in others]
    if piece.style is Style.ITEM:
        lines[0].insert(0, Run(text=_BULLET))
    return [_block(piece.style, line, is_first=place == 0) for place, line in enumerate(lines)]


def _block(style: Style, runs: Sequence[Run], *, is_first: bool) -> Json:
    opening = {"separator": True} if style is Style.HEADING else {"spacing": "Small"} if style in _CLOSE else {}
    inlines = [_run(run, _LOOKS.get(style, {})) for run in runs]
    return {"type": "RichTextBlock", **(opening if is_first else {"spacing": "None"}), "inlines": inlines}


def _run(run: Run, look: Json) -> Json:
    """A run. "{{" begins a function of Adaptive Cards, such as {{DATE(…)}}: it is parted."""
    bold = {"weight": "Bolder"} if run.is_bold else {}
    link = {"selectAction": {"type": "Action.OpenUrl", "url": run.url}} if run.url else {}
    return {"type": "TextRun", "text": run.text.replace("{{", "{ {"), **look, **bold, **link}


LIMITS = Limits(
    size=lambda piece: len(json.dumps(blocks(piece), ensure_ascii=False).encode()), most=MOST_BYTES - _ENVELOPE
)
