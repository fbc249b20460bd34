"""What ICE printed, made safe to print again: the words stay, what could steer a screen or a mail header goes."""

import unicodedata
from urllib.parse import urlsplit

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
