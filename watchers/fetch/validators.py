"""What a fetch remembers for the next one, so that ICE's server need send only what is new. Plain JSON both ways."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from watchers.fetch.page import Link
from watchers.model.agreement import ListKind


@dataclass(frozen=True, slots=True, kw_only=True)
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
        try:
            found = parsedate_to_datetime(self.last_modified or "")
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "page": asdict(self.page) if self.page else None,
            "links": [asdict(link) | {"expected": link.expected and link.expected.value} for link in self.links],
            "files": [asdict(seen) for seen in self.files],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "SourceMarks":
        """The reverse of `to_json`; {} is "never fetched". Raises KeyError or TypeError for another shape."""
        if not kept:
            return cls()
        return cls(
            page=Seen(**kept["page"]) if kept["page"] else None,
            links=tuple(_link(link) for link in kept["links"]),
            files=tuple(Seen(**seen) for seen in kept["files"]),
        )


def _link(kept: dict[str, Any]) -> Link:
    link = Link(**kept)
    return replace(link, expected=ListKind(link.expected)) if link.expected else link
