"""Messages as cards of Google Chat, whose text is a little HTML: what is escaped is no mark, and rings nobody.

Google's limits: 32,000 bytes for a message with its cards, 100 widgets in a card. Budget: 14 kB, a screen or two.
"""

from html import escape
from typing import Any

from notifiers.posts.pages import Limits
from notifiers.posts.post import Post, shortened
from notifiers.text.marked import Piece, Run, Style

Json = dict[str, Any]

_ITEM, _GREY = "• ", '<font color="#5f6368">'
_FOLLOWS = frozenset({Style.ITEM, Style.CAUTION, Style.QUIET})
"""What stands under the piece before it, in one widget."""


def message(post: Post) -> Json:
    """A message with one card, and the news in a sentence for a notification. It has no text of its own."""
    widgets: list[str] = []
    before = None
    for piece in post.pieces:
        goes_on = piece.style in _FOLLOWS and widgets and (piece.style is Style.QUIET) == (before is Style.QUIET)
        widgets[-1:] = [f"{widgets[-1]}<br>{html(piece)}"] if goes_on else [*widgets[-1:], html(piece)]
        before = piece.style
    paragraphs = [{"textParagraph": {"text": text}} for text in widgets]
    card = {"cardId": "news", "card": {"sections": [{"widgets": paragraphs}]}}
    return {"cardsV2": [card], "fallbackText": post.summary.replace("<", "‹")}


def plain_message(words: str) -> Json:
    """Words alone, and no card. What would ring somebody, or be a link of another name, begins with "<"."""
    return {"text": shortened(words, 4_000).replace("<", "‹")}


def html(piece: Piece) -> str:
    """A piece, escaped and marked."""
    text = "".join(map(_run, piece.runs)).replace("\n", "<br>")
    match piece.style:
        case Style.HEADLINE | Style.HEADING:
            return f"<b>{text}</b>"
        case Style.CAUTION:
            return f"<i>{text}</i>"
        case Style.QUIET:
            return f"{_GREY}{text}</font>"
        case Style.ITEM:
            return _ITEM + text
        case _:
            return text


def _run(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.url:
        return f'<a href="{escape(run.url)}">{text}</a>'
    return f"<b>{text}</b>" if run.is_bold else text


LIMITS = Limits(
    size=lambda piece: len(html(piece).replace('"', '\\"').encode()) + 40, most=14_000, in_thread=True, lines=60
)
