"""Pages as HTML: the templates, what each of them has, and nothing of the news."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from notifiers.language.language import Language, SiteWords, language_of
from notifiers.site.addresses import address_in, folder_of, up
from notifiers.site.feeds import TYPES
from notifiers.site.record import About
from notifiers.text.safe import literal
from watchers.frozen import frozen

_NAV = ("index.html", "changes/index.html", "search.html", "downloads.html", "about.html")


@frozen
class Page:
    """A file of the site: its path, what its content depends on, and how it is made.

    One that only grows is made by `grown` of what it was when its key was `before`.
    """

    path: str
    key: str
    body: Callable[[], bytes]
    before: str = ""
    grown: Callable[[bytes], bytes] | None = None

    @property
    def name(self) -> str:
        """It is a batch of its own."""
        return self.path

    @property
    def named(self) -> Sequence[str]:
        """What a sitemap has of it."""
        return [self.path] if self.path.endswith(".html") else []

    def pages(self) -> Iterable["Page"]:
        """Itself."""
        return (self,)


@frozen
class Batch:
    """Files of the site that are looked at together: where its key is the same, none of them has changed.

    `named` are those that a sitemap has.
    """

    name: str
    key: str
    named: Sequence[str]
    pages: Callable[[], Iterable[Page]]


def moved_to(found: Page | Batch, folder: str) -> Page | Batch:
    """A page, or a batch, in a folder."""
    if isinstance(found, Page):
        return replace(found, path=f"{folder}{found.path}")
    return replace(
        found,
        name=f"{folder}{found.name}",
        named=[f"{folder}{path}" for path in found.named],
        pages=lambda: (replace(page, path=f"{folder}{page.path}") for page in found.pages()),
    )


@frozen
class FeedLink:
    """The feeds of a page: what they are called, and their path without the ending."""

    title: str
    base: str


class Layout:
    """Makes pages of templates in one language. `has_cards`: there are pictures for those who link to a page."""

    def __init__(self, about: About, language: Language, *, has_cards: bool) -> None:
        self.language = language
        self.has_cards = has_cards
        words, tongue = language.site, language.tongue
        labels = (words.HOME, words.CHANGES, words.SEARCH, words.DOWNLOADS, words.ABOUT)
        others = about.languages if len(about.languages) > 1 else ()
        self._shared = {
            "w": words,
            "lang": tongue.value,
            "address": address_in(about.address, tongue),
            "contact": about.contact,
            "nav": tuple(zip(_NAV, labels, strict=True)),
            "editions": [
                (other.value, folder_of(other), address_in(about.address, other), language_of(other).site.LANGUAGE)
                for other in others
            ],
        }

    def page(self, template: str, path: str, *, title: str, description: str, card: str = "", **fields: Any) -> bytes:
        """A page from the template of that name, at its path within its language's folder."""
        words = self.language.site
        own = {
            "path": path,
            "home": up(path),
            "root": up(f"{folder_of(self.language.tongue)}{path}"),
            "title": words.page_title(title) if title != words.SITE else title,
            "description": description,
            "card": card if self.has_cards else None,
        }
        text = _environment().get_template(f"{template}.html.j2").render({**self._shared, **own, **fields})
        return text.encode("utf-8", "replace")


def fragment(template: str, **fields: Any) -> Markup:
    """A piece of a page from the template of that name, which is the same on every page that has it."""
    return Markup(_environment().get_template(f"{template}.html.j2").render(**fields))  # noqa: S704 - it is escaped


def _in_english(words: SiteWords) -> str:
    """The attribute of what is English on every page, such as an agency's name; "" where the whole page is."""
    return Markup("") if words.LANGUAGE == "English" else Markup(' lang="en"')


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
    environment.globals |= {"feed_types": tuple(TYPES.items()), "feed": None, "to": None, "in_english": _in_english}
    return environment


def assets() -> Iterator[Page]:
    """The style, the script and the icon, as they are."""
    for name in ("site.css", "site.js", "icon.svg"):
        content = files("notifiers.site").joinpath("assets", name).read_bytes()
        yield Page(path=f"assets/{name}", key="", body=content.__bytes__)
