"""Pieces as plain text, for services that know no marks: their links are addresses."""

import re
from collections.abc import Sequence

from notifiers.text.marked import Piece, Run, Style

_RINGS = re.compile(r"@(?=\w)|(?<=\w):(?=//)")


def plain(piece: Piece) -> str:
    """A piece's words, each link with its address behind it."""
    text = "".join(map(_run, piece.runs))
    return f"• {text}" if piece.style is Style.ITEM else text


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
