"""The templates of pages to look at, as they are packed with the code; Jinja2 is loaded when the first is made."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from notifiers.text.marked import Piece

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def page_template(name: str) -> "Template":
    """One of the templates here, by its file's name; what it prints is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("bot.preview", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def posts_page(posts: Sequence[Sequence[Piece]], *, where: str) -> str:
    """A whole HTML page with a service's messages, as their destination's `shown` reads them; nothing is loaded."""
    return page_template("posts.html.j2").render(posts=posts, where=where)
