"""Text with a few marks, in no service's form yet: what is a headline, a bullet or a quiet line, and its links."""

from enum import StrEnum

from watchers.frozen import frozen


class Style(StrEnum):
    """What a piece is for its reader."""

    HEADLINE = "headline"
    HEADING = "heading"
    ITEM = "item"  # an agency's news, in a list
    TEXT = "text"
    CAUTION = "caution"
    QUOTE = "quote"  # sentences that can be copied in one go
    QUIET = "quiet"  # totals, sources: small and grey


@frozen
class Run:
    """Characters of one look, which may have line ends in them. `url` makes them a link."""

    text: str
    is_bold: bool = False
    url: str = ""


@frozen
class Piece:
    """A paragraph or bullet, that stays in one message where it can."""

    style: Style
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, style: Style, text: str) -> "Piece":
        """One without any marks within."""
        return cls(style=style, runs=(Run(text=text),))

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(run.text for run in self.runs)
