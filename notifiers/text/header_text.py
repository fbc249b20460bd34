"""Text from ICE's list made safe for one line: a mail's header, a row of a text part, a cell."""

import re
import unicodedata

SUBJECT_LIMIT = 120
"""Characters of a subject; phones show 40 to 70 of them, and two encoded lines hold the rest."""

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Soft hyphens, zero-width spaces and joiners: Excel and web pages leave them inside words."""

_BREAKING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
"""Controls, direction marks, lone surrogates and separators. Python's `email` refuses a header that holds U+2028,
U+0085 or \\x1c, and lets NUL and U+202E through; a mail's reader may break the line at any of them."""


def one_line(text: str) -> str:
    """Return `text` as one line of visible characters in NFC: no controls, marks of direction or double spaces."""
    spaced = text if text.isprintable() else "".join(_visible(character) for character in text)
    return re.sub(" +", " ", unicodedata.normalize("NFC", spaced)).strip(" ")


def _visible(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    return " " if unicodedata.category(character) in _BREAKING else character


def header_text(text: str, limit: int = SUBJECT_LIMIT) -> str:
    """Return `text` as a header may carry it: one line, at most `limit` characters, cut at a word with "…".

    "=?" is parted, because a mail's reader would decode what follows, and Python's `email` does so as it writes.
    """
    line = re.sub(r"=(?=\?)", "= ", one_line(text))
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    at_word, space, _ = head.rpartition(" ") if line[limit - 1] != " " else (head, " ", "")
    kept = at_word if space and len(at_word) >= limit // 2 else head
    return kept.rstrip(" ,;:·–-") + "…"
