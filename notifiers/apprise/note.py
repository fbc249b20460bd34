"""Messages as a title and plain text, the news first, in pieces that are short enough for the service."""

from typing import Any

from notifiers.posts.pages import Limits
from notifiers.posts.post import Post, plain

_REPEATED = 4  # "\r\n" between title and text, where a service has no titles


def limits(characters: int) -> Limits:
    """For messages of so many characters, title and all."""
    return Limits(size=lambda piece: len(plain(piece)) + 2, most=characters - _REPEATED, flow=12, is_brief=True)


def message(post: Post) -> dict[str, Any]:
    """A title and a text; a message that has but one piece is a text."""
    head, *others = map(plain, post.pieces)
    return {"title": head, "body": "\n\n".join(others)} if others else {"title": "", "body": head}
