"""What people write into the config or type: each function takes the text, and returns the value or raises `Unfit`."""

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from watchers.fetch.route import RouteError, certificates, is_this_machine

E = TypeVar("E", bound=StrEnum)

_EMAIL = re.compile(
    r"(?=.{3,254}$)(?!\.)(?!.*\.\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@(?:localhost|(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63})"
)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Unfit(ValueError):  # noqa: N818 - it is about the value, and never leaves the reader
    """A value can't be used; the message says what it is, what would do, and which good one is near."""


def quoted(text: str) -> str:
    """A text as found in the file, fit for one line."""
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return f'"{plain[:57]}…"' if len(plain) > 60 else f'"{plain}"'


def did_you_mean(word: str, good: Iterable[str]) -> str:
    """' Did you mean "email"?' for the nearest good word; "" where none is near."""
    folded = {option.casefold(): option for option in good}
    near = nearest(word.casefold(), folded, cutoff=0.6)
    return f' Did you mean "{folded[near]}"?' if near is not None else ""


def nearest(word: str, good: Iterable[str], *, cutoff: float) -> str | None:
    """The good word that a word with a slip in it may mean; `cutoff` is how like it has to be, from 0 to 1."""
    from difflib import get_close_matches  # a config without a mistake has no need of it

    return next(iter(get_close_matches(word, good, n=1, cutoff=cutoff)), None)


def words(text: str) -> str:
    """Any text on one line."""
    if text.isprintable():
        return text
    raise Unfit(f"{quoted(text)} has characters that can't be printed, or several lines.")


def name(text: str) -> str:
    """A name made of small letters, digits and hyphens, at most 40."""
    if _NAME.fullmatch(text) and len(text) <= 40:
        return text
    near = "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:40].rstrip("-")
    raise Unfit(
        f"{quoted(text)}: a name has small letters, digits and single hyphens, at most 40."
        + (f' Did you mean "{near}"?' if near else "")
    )


def secret_bearing_name(text: str) -> str:
    """A name in which that of a secret ends. It must not end in "file": NAME_FILE says where a secret's file is."""
    if name(text) == "file" or text.endswith("-file"):
        raise Unfit(f"{quoted(text)}: a name can't end in \"file\", since NAME_FILE says where a secret's file is.")
    return text


def variable(text: str) -> str:
    """A name as it stands in a secret's: KANSAS_CITY for "kansas-city"."""
    return text.upper().replace("-", "_")


def one_of(good: type[E]) -> Callable[[str], E]:
    """One word of a closed set."""
    return lambda text: good(one_word(text, list(good)))


def one_word(text: str, good: Sequence[str]) -> str:
    """The one of the good words that a text is, in whatever case."""
    if text.casefold() in good:
        return text.casefold()
    allowed = " or ".join([", ".join(f'"{word}"' for word in good[:-1]), f'"{good[-1]}"'])
    raise Unfit(f"{quoted(text)} is not {allowed}.{did_you_mean(text, good)}")


def named_among(good: tuple[str, ...], what: str, mend: str) -> Callable[[str], str]:
    """A name that the file declares elsewhere; `mend` is the sentence for one that it doesn't."""

    def read(text: str) -> str:
        if text in good:
            return text
        raise Unfit(f"there is no {what} {quoted(text)}.{did_you_mean(text, list(good)) or ' ' + mend}")

    return read


def web_address(text: str) -> str:
    """An https address, or an http one on this machine (a rehearsal's), without a user name in it."""
    try:
        parts = urlsplit(text)
        host, named = parts.hostname, parts.username is not None or parts.port == 0
    except ValueError:
        raise Unfit(f"{quoted(text)} is no web address.") from None
    if not host or named or any(c.isspace() for c in text):
        raise Unfit(f'{quoted(text)} is no web address. Write it in full, such as "https://example.org/page".')
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(text)):
        raise Unfit(f"{quoted(text)} is not protected. Write an https:// address (http is for this machine only).")
    return text


def ca_file(text: str) -> str:
    """The whole path of a file of certificates to trust."""
    try:
        return str(certificates(text))
    except RouteError as error:
        raise Unfit(str(error)) from None


def loopback_address(text: str) -> str:
    """A web address on this machine."""
    if not is_loopback(web_address(text)):
        raise Unfit(f"{quoted(text)} is not on this machine. Only rehearsals need this key: leave it out.")
    return text


def is_loopback(url: str) -> bool:
    """Whether a web address leads to this machine: only a rehearsal's does."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return is_this_machine(host)


def email_address(text: str) -> str:
    """A plain mail address; its domain in small letters, so that one inbox is one destination."""
    if _EMAIL.fullmatch(text):
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"
    inner = re.search(r"<([^<>]+)>", text)
    if inner and _EMAIL.fullmatch(inner[1]):
        raise Unfit(f'{quoted(text)}: write only the address, "{inner[1]}".')
    raise Unfit(f'{quoted(text)} is no mail address. Write one such as "desk@example.org".')
