"""What can go wrong between ICE's page and its lists, split by what the operator does next.

WatchError
├── Unreachable    wait: the network, ICE's server, or a file that isn't there yet; the next poll tries again
│   └── Missing    ICE's page links a file before it is posted: 404
├── Blocked        wait longer; if it lasts, talk to ICE or the network's owner: the server refuses us
├── PageChanged    look at ICE's page: the lists aren't linked there as they were
├── NotAWorkbook   look at the file: what the link led to is no Excel workbook, or a damaged one
│   └── UnreadableTable   … or a workbook whose table lacks a column we need
└── Unsafe         look before anything else: an address the bot won't follow, or a file it won't open

`str(error)` is for the operator: what happened, where, what was expected and found, and the next step. None of them
has changed anything: the lists stand as they stood before the poll.
"""


class WatchError(Exception):
    """A poll ended without a list. `retry_after` is the server's own word for how many seconds to stay away."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(WatchError):  # noqa: N818 -- named by what the operator reads, not by what it is
    """Nobody answered, or not in time, or with an error of the server's own: the next poll may well succeed."""


class Missing(Unreachable):
    """The address answers 404 or 410; for a list, ICE's page links the file before it is there."""


class Blocked(WatchError):  # noqa: N818
    """The server answered, and said no: by its status, or with a page of words in place of a workbook."""


class PageChanged(WatchError):  # noqa: N818
    """The page is there, and the links to the lists are not, or there are too many of them."""


class NotAWorkbook(WatchError):  # noqa: N818
    """The file behind a list's link is empty, cut short, locked, or of another kind."""


class Unsafe(WatchError):  # noqa: N818
    """An address outside ICE's site, or a file too large to take in."""


class UnreadableTable(NotAWorkbook):
    """A workbook without a table that can be read: no row with the required headers, too many rows, damaged XML."""


def plain_words(error: object) -> str:
    """What went wrong with a connection or a file, without a program's own names; "" where that can't be told.

    Looked for in what the error came of, too. What a server said is never repeated.
    """
    while isinstance(error, BaseException):
        match error:
            case ConnectionRefusedError():
                return "the connection was refused"
            case TimeoutError():
                return "no answer in time"
            case ConnectionError():
                return "the connection was cut off"
            case OSError() if type(error).__name__ == "gaierror":
                return "its name can't be looked up"
            case OSError() if error.strerror:
                return error.strerror
        error = error.__cause__ or error.__context__
    return ""
