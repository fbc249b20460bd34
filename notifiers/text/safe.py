"""What ICE printed, made safe to print again: the words stay, what could steer a screen or a mail header goes."""

import re
import unicodedata
from urllib.parse import urlsplit

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


def visible(text: str) -> str:
    """The text with every control, direction and unassigned character replaced by its code."""
    if text.isprintable():
        return text
    return "".join(c if c == " " or unicodedata.category(c) not in _STEERING else _code(c) for c in text)


_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _code(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


_FORMULA = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for a formula at a cell's start, with the full-width forms that Excel reads alike."""


def disarmed(value: str) -> str:
    """Return a cell's text on one line, and with an apostrophe before what a spreadsheet would run as a formula."""
    text = one_line(value)
    return f"'{text}" if _FORMULA.match(text) else text


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


AGENCY = 400
"""Characters of an agency's name that are printed; the longest on ICE's lists has about 90."""
CELL = 120
"""Characters of any other cell that are printed."""

_LONGEST_URL = 2000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def literal(text: str, limit: int = AGENCY) -> str:
    """A cell's text without control, direction and other unseen characters, its white space single.

    Letters, accents, punctuation and markup characters stay as they are. Longer than `limit`: cut, and "…" says so.
    """
    tidy = " ".join((text if text.isprintable() else _seen(text)).split())
    return tidy if len(tidy) <= limit else tidy[: limit - 1].rstrip() + "…"


def _seen(text: str) -> str:
    spaced = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in {"Cf", "Cs", "Co"})


def web_url(text: str | None) -> str | None:
    """The address when it may be linked: https, or http on loopback for rehearsals; else None."""
    if not text or len(text) > _LONGEST_URL or not text.isprintable() or any(c in text for c in " <>|\"'"):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    rehearsal = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return text if parts.hostname and (parts.scheme == "https" or rehearsal) else None
