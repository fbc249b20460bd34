"""The hash chain: every event a line, each with the hash of the line before, so that no line can be edited unseen.

Whoever has noted one hash, from this site or from an archive's copy of it, can tell whether anything before it changed.
"""

import hashlib
from collections.abc import Iterable, Iterator

import orjson

from notifiers.site.documents import Document
from watchers.frozen import frozen

BEGINNING = "0" * 64
"""What stands for the line before the first."""


@frozen
class Begun:
    """A chain as it was published: how many lines it has, and the last one's hash."""

    lines: int = 0
    head: str = BEGINNING


NOTHING = Begun()
"""One that has no line yet."""


def chain(documents: Iterable[Document], begun: Begun = NOTHING) -> Iterator[bytes]:
    """A line for each event, in the order in which they were recorded, after those that were there before."""
    before = begun.head
    for number, document in enumerate(documents, begun.lines + 1):
        line = orjson.dumps({"number": number, "before": before, "event": document}, option=orjson.OPT_SORT_KEYS)
        before = hash_of(line)
        yield line


def begun(published: bytes) -> Begun:
    """What a published chain ends with; nothing where its last line can't be read."""
    last = published.removesuffix(b"\n").rpartition(b"\n")[2]
    try:
        return Begun(lines=orjson.loads(last)["number"], head=hash_of(last))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return NOTHING


def hash_of(line: bytes) -> str:
    """A line's hash, which the next one has: the SHA-256 of its bytes, without what ends it."""
    return hashlib.sha256(line).hexdigest()


def broken(lines: Iterable[bytes], head: str) -> str:
    """What is wrong with a chain that was published with this head: a sentence, "" where nothing is."""
    before = BEGINNING
    for number, line in enumerate(lines, 1):
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError:
            return f"Line {number:,} of the chain can't be read."
        if not isinstance(found, dict) or found.get("number") != number or found.get("before") != before:
            return f"Line {number:,} of the chain doesn't follow from the line before it: one of the two was edited."
        before = hash_of(line)
    return "" if before == head else "The chain's last line isn't the one whose hash was published as its head."


def parted(published: list[bytes], own: list[bytes]) -> int | None:
    """The number of the first published line that isn't what the record says; None where all are."""
    for number, line in enumerate(published, 1):
        if number > len(own) or own[number - 1] != line:
            return number
    return None
