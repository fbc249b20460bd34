"""Messages as a title and plain text, the news first, in pieces that are short enough for the service."""

from typing import Any

from notifiers.posts.outline import Post
from notifiers.posts.pages import Limits
from notifiers.posts.plain import plain
from notifiers.text.marked import Piece, Style

_REPEATED = 4  # "\r\n" between title and text, where a service has no titles


def limits(characters: int) -> Limits:
    """For messages of so many characters, title and all."""
    return Limits(size=lambda piece: len(plain(piece)) + 2, most=characters - _REPEATED, flow=12, is_brief=True)


def message(post: Post) -> dict[str, Any]:
    """A title and a text; a message that has but one piece is a text."""
    head, *others = map(plain, post.pieces)
    return {"title": head, "body": "\n\n".join(others)} if others else {"title": "", "body": head}


def pieces(body: dict[str, Any]) -> tuple[Piece, ...]:
    """A message's pieces, for a preview."""
    title = (Piece.of(Style.HEADLINE, body["title"]),) if body["title"] else ()
    return (*title, *(Piece.of(Style.TEXT, text) for text in body["body"].split("\n\n")))
