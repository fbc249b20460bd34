"""What one address has given, over time: its copies, what is doubted, and when it is to be asked again. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from watchers.frozen import frozen
from watchers.model.document import Copy, DocumentAddress, Doubt

_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)
_SECOND_LOOK = timedelta(hours=20)
"""Less than a day, so that what is asked daily gets its second look at the next time."""
_RETRY = timedelta(hours=1)
_SOON = frozenset({Doubt.GONE, Doubt.NOT_A_DOCUMENT, Doubt.UNSOUND, Doubt.OLDER})


@frozen
class Gave:
    """An answer of an address: a document's SHA-256 with the server's marks of it, or what is wrong with it.

    With neither, it is as it was. `is_sound`: the document can be opened. `why` is a sentence for what is wrong.
    """

    sha256: str = ""
    etag: str | None = None
    last_modified: str | None = None
    is_sound: bool = True
    doubt: Doubt | None = None
    why: str = ""


class News(Enum):
    """What an answer makes of an address."""

    NOTHING = "nothing"
    POSTED = "posted"
    REPLACED = "replaced"
    REMOVED = "removed"
    AGAIN = "again"


def linked(url: str, at: datetime, *, is_backlog: bool) -> DocumentAddress:
    """An address that a list links for the first time."""
    return DocumentAddress(url=url, since=at, due=at, is_backlog=is_backlog)


def answered(
    address: DocumentAddress, gave: Gave, at: datetime, *, known_sound: bool = True
) -> tuple[DocumentAddress, News]:
    """The address after an answer, and what is news in it.

    What may be a slip, a cache or a fault of the server is believed when it is given again, 20 hours later or more.
    `known_sound`: the newest copy can be opened.
    """
    doubt = gave.doubt or _doubt_of(address, gave, known_sound=known_sound)
    asked = replace(address, asked=at)
    if doubt is None:
        return _believed(asked, gave, at)
    since = address.doubt_since if address.doubt is doubt and address.doubt_since else at
    doubted = replace(asked, doubt=doubt, doubt_since=since, why=gave.why, tries=address.tries + 1)
    is_told = at - since >= _SECOND_LOOK
    if is_told and doubt in {Doubt.GONE, Doubt.NOT_A_DOCUMENT}:
        news = News.REMOVED if address.copies and address.gone_at is None else News.NOTHING
        gone_at = at if news is News.REMOVED else address.gone_at
        return replace(doubted, gone_at=gone_at, due=at + _pace(address, at)), news
    if is_told and doubt in {Doubt.UNSOUND, Doubt.OLDER}:
        return _believed(asked, gave, at)
    return replace(doubted, due=at + _wait(doubted)), News.NOTHING


def _doubt_of(address: DocumentAddress, gave: Gave, *, known_sound: bool) -> Doubt | None:
    """What makes a document that came doubtful: it had it before, or it is broken and the last one was not."""
    if gave.sha256 in {"", address.sha256}:
        return None
    if any(copy.sha256 == gave.sha256 for copy in address.copies):
        return Doubt.OLDER
    return Doubt.UNSOUND if not gave.is_sound and address.copies and known_sound else None


def _believed(address: DocumentAddress, gave: Gave, at: datetime) -> tuple[DocumentAddress, News]:
    is_new = gave.sha256 not in {"", address.sha256}
    news = News.NOTHING if not is_new else News.REPLACED if address.copies else News.POSTED
    if not is_new and address.gone_at is not None:
        news = News.AGAIN
    after = replace(
        address,
        copies=(*address.copies, Copy(sha256=gave.sha256, since=at)) if is_new else address.copies,
        etag=gave.etag if gave.sha256 else address.etag,
        last_modified=gave.last_modified if gave.sha256 else address.last_modified,
        doubt=None,
        doubt_since=None,
        why="",
        tries=0,
        gone_at=None,
    )
    return replace(after, due=at + _pace(after, at)), news


def _pace(address: DocumentAddress, at: datetime) -> timedelta:
    """Daily in the first week of a copy, then weekly; what lay there before we came is no new copy."""
    is_fresh = bool(address.copies) and at - address.copies[-1].since < _A_WEEK
    is_first_of_backlog = address.is_backlog and len(address.copies) == 1
    without_copy = not address.copies and at - address.since < _A_WEEK
    return _A_DAY if without_copy or (is_fresh and not is_first_of_backlog) else _A_WEEK


def _wait(address: DocumentAddress) -> timedelta:
    """Until what is doubted is asked again."""
    if address.doubt in _SOON:
        return _SECOND_LOOK
    if address.doubt is Doubt.REFUSED:
        return _A_WEEK
    return min(_RETRY * (1 << min(address.tries - 1, 5)), _A_DAY)


def next_due(addresses: Iterable[DocumentAddress], linked_now: frozenset[str], at: datetime) -> DocumentAddress | None:
    """The address to be asked now, None where none is due: what was never had comes first, then what waits longest."""
    due = [a for a in addresses if a.due <= at and a.url in linked_now]
    return min(due, key=lambda a: (bool(a.copies or a.tries), a.is_backlog, a.due, a.url), default=None)
