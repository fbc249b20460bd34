"""Pages as HTML: the templates, what each of them has, and nothing of the news."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from notifiers.site import words
from notifiers.site.addresses import up
from notifiers.site.feeds import TYPES
from notifiers.site.record import About
from notifiers.text.safe import literal

_NAV = (
    ("index.html", words.HOME),
    ("changes/index.html", words.CHANGES),
    ("search.html", words.SEARCH),
    ("downloads.html", words.DOWNLOADS),
    ("about.html", words.ABOUT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the site: its path, what its content depends on, and how it is made.

    One that only grows is made by `grown` of what it was when its key was `before`.
    """

    path: str
    key: str
    body: Callable[[], bytes]
    before: str = ""
    grown: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Files of the site that are looked at together: where its key is the same, none of them has changed."""

    name: str
    key: str
    paths: Sequence[str]
    pages: Callable[[], Iterable[Page]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """The feeds of a page: what they are called, and their path without the ending."""

    title: str
    base: str


class Layout:
    """Makes pages of templates. `has_cards`: there are pictures for those who link to a page."""

    def __init__(self, about: About, *, has_cards: bool) -> None:
        self.about = about
        self.has_cards = has_cards

    def page(self, template: str, path: str, *, title: str, description: str, card: str = "", **fields: Any) -> bytes:
        """A page from the template of that name."""
        text = (
            _environment()
            .get_template(f"{template}.html.j2")
            .render(
                address=self.about.address,
                contact=self.about.contact,
                path=path,
                root=up(path),
                title=words.page_title(title) if title != words.SITE else title,
                description=description,
                card=card if self.has_cards else None,
                **fields,
            )
        )
        return text.encode("utf-8", "replace")


@cache
def _environment() -> Environment:
    """The templates, compiled once in a process."""
    environment = Environment(
        loader=PackageLoader("notifiers.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["literal"] = literal
    environment.globals |= {"w": words, "nav": _NAV, "feed_types": tuple(TYPES.items()), "feed": None, "to": None}
    return environment


def assets() -> Iterator[Page]:
    """The style, the script and the icon, as they are."""
    for name in ("site.css", "site.js", "icon.svg"):
        content = files("notifiers.site").joinpath("assets", name).read_bytes()
        yield Page(path=f"assets/{name}", key="", body=content.__bytes__)
