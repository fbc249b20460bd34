"""One message of pieces: what a payload holds. It is given the form of its service when it is posted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Self

from notifiers.text.marked import Piece, Run, Style
from notifiers.text.tongue import Tongue
from watchers.frozen import frozen


@frozen
class Post:
    """One message: its pieces, of which the first is its headline, and the whole news in a sentence or two."""

    pieces: tuple[Piece, ...]
    summary: str
    language: Tongue = Tongue.ENGLISH

    @property
    def document(self) -> dict[str, Any]:
        """The same as plain JSON, for `of`."""
        pieces = [[piece.style.value, [[r.text, r.is_bold, r.url] for r in piece.runs]] for piece in self.pieces]
        return {"pieces": pieces, "summary": self.summary, "language": self.language.value}

    @classmethod
    def of(cls, doc: dict[str, Any]) -> Self:
        """The message of a document."""
        pieces = (
            Piece(style=Style(style), runs=tuple(Run(text=text, is_bold=bold, url=url) for text, bold, url in runs))
            for style, runs in doc["pieces"]
        )
        return cls(pieces=tuple(pieces), summary=doc["summary"], language=Tongue(doc["language"]))


def body_of(payload: dict[str, Any], form: Callable[[Post], dict[str, Any]], *, unsure: bool = False) -> dict[str, Any]:
    """What is posted of a payload, in the form of a service; `unsure`: with the words that it may have come before.

    What an older version owes has its body whole.
    """
    if "body" in payload:
        found: dict[str, Any] = payload["body"]
        return found
    post = Post.of(payload["post"])
    return form(replace(post, pieces=(*post.pieces, Piece.of(Style.QUIET, payload["repeat"]))) if unsure else post)


_RINGS = re.compile(r"@(?=\w)|(?<=\w):(?=//)")


def plain(piece: Piece) -> str:
    """A piece's words, each link with its address behind it."""
    text = "".join(map(_run, piece.runs))
    return f"• {text}" if piece.style is Style.ITEM else text


def plain_words(post: Post) -> str:
    """A message's words, a line or more for each piece."""
    return "\n".join(map(plain, post.pieces))


def shortened(words: str, most: int) -> str:
    """The words up to the last whole one that `most` characters have room for."""
    return words if len(words) <= most else f"{words[: most - 2].rsplit(None, 1)[0]} …"


def _run(run: Run) -> str:
    """A run, a link without its words where the address ends in them. What would ring somebody gets a blank within."""
    text = _RINGS.sub(lambda found: f"{found[0]} ", run.text)
    if not run.url:
        return text
    before, blank, name = text.rpartition(" ")
    return f"{before}{blank}{run.url}" if run.url.endswith(f"/{name}") else f"{text} {run.url}"


def as_plain(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A message's pieces as its readers see them there: a headline, and text."""
    head, *others = map(plain, pieces)
    return (Piece.of(Style.HEADLINE, head), *(Piece.of(Style.TEXT, text) for text in others))
