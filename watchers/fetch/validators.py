"""What a fetch finds on ICE's page and remembers for the next one, so that the server need send only what is new."""

from dataclasses import field
from datetime import UTC, datetime

from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Model


@frozen
class Link:
    """A link of the page: its absolute address, its words, and which list these claim (the table's header decides)."""

    url: str
    text: str
    expected: ListKind | None = None


@frozen
class StatedTotals:
    """What the page's text says of the participating list; None, or no entry, where it doesn't say.

    `as_of` is ICE's own wording ("August 26, 2026, 3:22pm"). ICE's figure has counted a header row before now.
    """

    agreements: int
    states: int | None = None
    territories: int | None = None
    as_of: str | None = None
    models: dict[Model, int] = field(default_factory=dict)


@frozen
class Seen:
    """One address as last answered: the server's own marks, word for word, and what the content was.

    `sha256` is in hex. `name` is the file's name as ICE gave it ("" for the page).
    """

    url: str
    sha256: str
    name: str = ""
    etag: str | None = None
    last_modified: str | None = None

    @property
    def modified(self) -> datetime | None:
        """Last-Modified as a UTC time; None where the server gave none, or nonsense."""
        from email.utils import parsedate_to_datetime

        try:
            found = parsedate_to_datetime(self.last_modified or "")
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return None


@frozen
class SourceMarks:
    """All that a fetch remembers: the page, the links to lists that it had, and the files behind them.

    Keep it only once what came with it is recorded: a mark kept too early makes the bot skip a list for good.
    """

    page: Seen | None = None
    links: tuple[Link, ...] = ()
    files: tuple[Seen, ...] = ()

    def of(self, url: str) -> Seen | None:
        """What was seen behind a link, if it has been asked before."""
        return next((seen for seen in self.files if seen.url == url), None)
