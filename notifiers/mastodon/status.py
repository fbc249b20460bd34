"""Messages as posts of plain text, of 500 characters as Mastodon counts them: an address has 23, however long it is."""

import re
from typing import Any

from notifiers.posts.pages import Limits
from notifiers.posts.post import Post, plain, shortened

MOST = 500
ADDRESS = 23
_REPEAT = 66  # characters that are kept free for the words of a possible repeat
_MOST_PARTS = 12

_ADDRESS = re.compile(r"https?://\S+")


def message(post: Post) -> dict[str, Any]:
    """A post, a blank line between its pieces."""
    return {"status": "\n\n".join(map(plain, post.pieces)), "language": post.language.value}


def plain_message(words: str) -> dict[str, Any]:
    """Fewer words, for a server that takes no more, or no language."""
    return {"status": shortened(words, 250)}


def counted(text: str) -> int:
    """How many characters Mastodon counts."""
    return len(_ADDRESS.sub("x" * ADDRESS, text))


LIMITS = Limits(
    size=lambda piece: counted(plain(piece)) + 2,
    most=MOST - _REPEAT,
    flow=_MOST_PARTS,
    in_thread=True,
    is_brief=True,
)
