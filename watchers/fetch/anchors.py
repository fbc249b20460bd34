"""HTML to anchors and plain text, however broken the page: the little of HTML that ICE's page needs. No I/O."""

from dataclasses import dataclass
from html.parser import HTMLParser

_BREAKS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "dl", "dt", "dd")) | frozenset(
    ("address", "article", "aside", "div", "header", "main", "nav", "section", "tr", "th", "td")
)
_LABELS = ("aria-label", "title", "alt", "download")


@dataclass(slots=True)
class Anchor:
    """One `<a href>`: where it leads as written, and its words: text, and the labels on it and in it."""

    href: str
    words: list[str]


class Reader(HTMLParser):
    """Collects anchors, text and `<base>` as it is fed; an anchor that is never closed ends where the next begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.anchors: list[Anchor] = []
        self._open: Anchor | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        given = {name: value or "" for name, value in reversed(attrs)}  # of a doubled attribute the first counts
        if tag in _BREAKS:
            self._text.append("\n")
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        if tag == "a":
            self._open = Anchor(href=given["href"], words=[]) if "href" in given else None
            if self._open is not None:
                self.anchors.append(self._open)
        if self._open is not None:
            self._open.words += [given[name] for name in _LABELS if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        if tag in _BREAKS:
            self._text.append("\n")
        if tag == "a":
            self._open = None

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        if self.cdata_elem is not None:  # inside <script> or <style>
            return
        self._text.append(data.replace("\n", " "))
        if self._open is not None:
            self._open.words.append(data)

    def blocks(self) -> list[str]:
        """The page's text, one paragraph, list item or cell a string."""
        return [tidy for block in "".join(self._text).split("\n") if (tidy := " ".join(block.split()))]


def read_html(html: str) -> Reader:
    """Read a whole page, however broken; never raises."""
    reader = Reader()
    # "<![" of any word is a comment up to ">" to a browser, and an AssertionError to the parser.
    # No close(): at the end of a page with an unclosed comment it searches again from every character (minutes for
    # a few MB). The end tags push out the text that the parser holds back instead.
    reader.feed(html.replace("<![", "<! [") + "\n</a></p>")
    return reader
