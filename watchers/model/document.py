"""The agreements' own documents: what is linked, which copies of it were had, and what a copy says of itself."""

from datetime import date, datetime
from enum import StrEnum

from watchers.frozen import frozen
from watchers.model.agreement import Model


class DocumentKind(StrEnum):
    """Which of a row's two links: a field of `Agreement`."""

    MOA = "moa"
    ADDENDUM = "addendum"


@frozen
class DocumentLink:
    """That a row linked a document: the standing's id, from when to when; `until` is None while it does.

    `missing_since` is set while the row is listed and the link is not in it, `missing_from` is the SHA-256 of the first
    list without it: a slip may have taken it away. `instead_of` is the address that the row linked just before.
    """

    id: str
    standing: str
    kind: DocumentKind
    url: str
    since: datetime
    until: datetime | None = None
    missing_since: datetime | None = None
    missing_from: str = ""
    instead_of: str = ""


@frozen
class Copy:
    """A document as an address gave it: its SHA-256 in hex, and when it first did."""

    sha256: str
    since: datetime


class Doubt(StrEnum):
    """What an address gave that is believed only if it gives it again a day later."""

    GONE = "gone"  # 404 or 410
    NOT_A_DOCUMENT = "not a document"  # a web page, or another file
    UNSOUND = "unsound"  # a document that can't be opened, where the one before could be
    OLDER = "older"  # a copy that it had before: caches give old ones
    REFUSED = "refused"  # too large, or outside ICE's site
    UNREACHED = "unreached"  # no answer, or a refusal


@frozen
class DocumentAddress:
    """One address at which ICE links documents.

    `since` is when a list first linked it. `is_backlog`: it was linked when fetching began, and its first copy is no
    news. `due` is when it is next to be asked. `etag` and `last_modified` are the server's marks of the newest copy.
    `copies` are oldest first. `doubt` and `why`, a sentence, say what is wrong with it since `doubt_since`; `tries`
    counts how often in a row. `gone_at` is when it was told as removed.
    """

    url: str
    since: datetime
    due: datetime
    is_backlog: bool = False
    asked: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    copies: tuple[Copy, ...] = ()
    doubt: Doubt | None = None
    doubt_since: datetime | None = None
    why: str = ""
    tries: int = 0
    gone_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """The newest copy's; "" before there is one."""
        return self.copies[-1].sha256 if self.copies else ""


class Layer(StrEnum):
    """What the text in a document is."""

    TYPED = "typed"  # written by the program that made the document
    SCANNED = "scanned"  # a machine's reading of a picture: it may be wrong anywhere
    NONE = "none"


@frozen
class Said:
    """Something that a document says: the words as they stand there, and the page, from 1."""

    words: str
    page: int


@frozen
class SaidDay:
    """A date that a document says; `day` is None where the words are no day of the calendar."""

    words: str
    page: int
    day: date | None = None


@frozen
class Signer:
    """Who signs for a party ("LEA", "ICE" or as the document calls it); None for what is not typed."""

    party: str
    name: Said | None = None
    title: Said | None = None
    signed: SaidDay | None = None


@frozen
class Block:
    """Where the signatures are: the page, from 1, and where on it they begin, in thousandths of its height.

    `is_found`: the page's text says so; else it is the page on which forms of that length are signed.
    """

    page: int
    top: int = 0
    is_found: bool = True


@frozen
class Reading:
    """What a document says of itself, each thing only where it was typed; what a scan shows is for the eye.

    `reader` is the version of the reader. `unreadable` is a sentence, where the file could not be opened. `model` may
    come from a scan's text too: no slip of a letter makes one of the three another. `agency_seen` is what a scan's text
    has for the agency: never to be printed, only to be held against a name that is known. `revised` is the template's
    stamp. `block` is where the signatures are.
    """

    reader: int
    pages: int = 0
    layer: Layer = Layer.NONE
    agency: Said | None = None
    agency_seen: str = ""
    model: Model | None = None
    model_said: Said | None = None
    revised: SaidDay | None = None
    signers: tuple[Signer, ...] = ()
    block: Block | None = None
    unreadable: str = ""


@frozen
class KeptDocument:
    """A document that is kept once, under its SHA-256: its size in bytes, since when, what it says if it was read."""

    sha256: str
    size: int
    since: datetime
    reading: Reading | None = None


@frozen
class Contradiction:
    """What ICE's row and its document say differently: a field of `Agreement`, the row's words, the document's."""

    field: str
    row: str
    document: str
    page: int


@frozen
class DocumentNews:
    """What an event about a document is about: which link of the row, where, and which copies.

    `sha256` is the newest copy, `before` the one before it, "" where there is none; `before_url` its address, where
    that was another. `reading` and `reading_before` are what they say. `differing` are the pages that look otherwise.
    `contradicts` has what the row says differently. `is_new_template`: the first on the record with its template's
    stamp. `is_again`: it was told as removed, and is there again. `is_unlinked`: the row links it no more; else, of one
    that is removed, `why` says in a sentence what its address gives.
    """

    kind: DocumentKind
    url: str
    sha256: str = ""
    before: str = ""
    before_url: str = ""
    reading: Reading | None = None
    reading_before: Reading | None = None
    differing: tuple[int, ...] = ()
    contradicts: tuple[Contradiction, ...] = ()
    is_new_template: bool = False
    is_again: bool = False
    is_unlinked: bool = False
    why: str = ""


@frozen
class Fetching:
    """How far fetching is: since when it goes on, the day that is counted, and the requests made on it.

    `not_before` is set while ICE's server wants to be left alone, after `refusals` in a row.
    """

    since: datetime
    day: date
    asked: int = 0
    not_before: datetime | None = None
    refusals: int = 0
