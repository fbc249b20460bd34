"""What a service's messages say, as a page to open in a browser."""

from collections.abc import Sequence

from bot.preview.pages import page_template
from notifiers.text.marked import Piece


def posts_page(posts: Sequence[Sequence[Piece]], *, where: str) -> str:
    """A whole HTML page with the messages, each as its destination's `shown` reads it back; nothing is loaded."""
    return page_template("posts.html.j2").render(posts=posts, where=where)
