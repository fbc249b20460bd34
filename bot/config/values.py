"""What a text in the config must be: each function takes the text, and returns the value or raises `Unfit`."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.config.model import is_loopback
from bot.config.reader import Unfit, did_you_mean, quoted
from notifiers.subscriptions.digest_plan import Cadence
from notifiers.subscriptions.model import NEWS
from watchers.model.event import EventKind
from watchers.names.places import STATES, near_states, state_named

E = TypeVar("E", bound=StrEnum)

ALL_STATES = "all"

KINDS: dict[str, frozenset[EventKind]] = {
    "news": NEWS,
    "corrections": frozenset({EventKind.RETURNED}),
    "edits": frozenset({EventKind.AMENDED}),
    **{kind.value: frozenset({kind}) for kind in EventKind},
    "all": frozenset(EventKind),
}
"""The words that `kinds` takes: groups, and each kind by its own name."""

_EVERYDAY_ZONES = {
    "America/New_York": "eastern et est edt est5edt",
    "America/Chicago": "central ct cst cdt cst6cdt",
    "America/Denver": "mountain mt mst mdt mst7mdt",
    "America/Los_Angeles": "pacific pt pst pdt pst8pdt",
}
_EMAIL = re.compile(
    r"(?=.{3,254}$)(?!\.)(?!.*\.\.)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@(?:localhost|(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{1,63})"
)
_CHANNEL = re.compile(r"#[^\s#@<>A-Z.,;:!?/'\"]{1,80}|[CG][A-Z0-9]{8,}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def state(text: str) -> str:
    """A state's USPS code, from a code or a name in any case; `ALL_STATES` for "all"."""
    if text.casefold() == ALL_STATES:
        return ALL_STATES
    code = state_named(text)
    if code is not None:
        return code
    near = " or ".join(f'"{code}" ({STATES[code].name})' for code in near_states(text))
    raise Unfit(
        f"{quoted(text)} is no state. "
        + (f"Did you mean {near}?" if near else 'Write a code such as "MO", a name such as "Missouri", or "all".')
    )


def kinds(text: str) -> frozenset[EventKind]:
    """One kind of event, or a group of them."""
    if text.casefold() in KINDS:
        return KINDS[text.casefold()]
    near = did_you_mean(text, list(KINDS))
    raise Unfit(f"{quoted(text)} is no kind of event.{near or ' There are: ' + ', '.join(KINDS) + '.'}")


def zone(text: str) -> ZoneInfo:
    """A time zone by its name in the IANA database; "EST" and the like have no summer time and are refused."""
    if "/" in text or text == "UTC":
        try:
            return ZoneInfo(text)
        except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError; a folder's name, an OSError
            pass
    meant = next((name for name, words in _EVERYDAY_ZONES.items() if text.casefold().split()[0] in words.split()), None)
    by_city = {name.rpartition("/")[2].casefold(): name for name in sorted(available_timezones())}
    meant = meant or by_city.get(text.casefold().replace(" ", "_"))
    near = f' Did you mean "{meant}"?' if meant else did_you_mean(text, sorted(available_timezones()))
    raise Unfit(f"{quoted(text)} is no time zone.{near or ' Write one such as America/Chicago.'}")


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


def loopback_address(text: str) -> str:
    """A web address on this machine."""
    if not is_loopback(web_address(text)):
        raise Unfit(f"{quoted(text)} is not on this machine. Only rehearsals need this key: leave it out.")
    return text


def one_click_address(text: str) -> str:
    """An https address for the List-Unsubscribe header (RFC 8058)."""
    if urlsplit(web_address(text)).scheme != "https" or not re.fullmatch(r"(?:(?![<>,\"\\])[!-~]){1,600}", text):
        raise Unfit(f"{quoted(text)} can't stand in a mail's header. Write a plain https:// address.")
    return text


def email_address(text: str) -> str:
    """A plain mail address; its domain in small letters, so that one inbox is one destination."""
    if _EMAIL.fullmatch(text):
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"
    inner = re.search(r"<([^<>]+)>", text)
    if inner and _EMAIL.fullmatch(inner[1]):
        raise Unfit(f'{quoted(text)}: write only the address, "{inner[1]}".')
    raise Unfit(f'{quoted(text)} is no mail address. Write one such as "desk@example.org".')


def contact(text: str) -> str:
    """How ICE's web people can reach the newsroom: a mail or a web address."""
    return web_address(text) if "://" in text else email_address(text)


def channel(text: str) -> str:
    """A Slack channel: "#name", or its id."""
    if _CHANNEL.fullmatch(text):
        return text
    link = re.fullmatch(r"https://[\w.-]+\.slack\.com/archives/([CG][A-Z0-9]{8,})(?:/.*)?", text)
    if link:
        raise Unfit(f'{quoted(text)} is a link. Write the channel\'s id, which is its last part: "{link[1]}".')
    if text.startswith("@") or re.fullmatch(r"[UWD][A-Z0-9]{8,}", text):
        raise Unfit(f'{quoted(text)} is a person. Name a channel, such as "#immigration".')
    if re.fullmatch(r"[\w-]{1,80}", text):
        raise Unfit(f'channel {quoted(text)} needs a "#" or a channel id. Did you mean "#{text.lower()}"?')
    if _CHANNEL.fullmatch(text.lower()):
        raise Unfit(f'{quoted(text)}: Slack\'s channels have small letters only. Did you mean "{text.lower()}"?')
    raise Unfit(f'{quoted(text)} is no channel. Write its name, such as "#immigration", or its id.')


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
    """The name of a workspace or webhook. A secret's own name ends in it, so it must not end in "file"."""
    if name(text) == "file" or text.endswith("-file"):
        raise Unfit(f"{quoted(text)}: a name can't end in \"file\", since NAME_FILE says where a secret's file is.")
    return text


def one_of(good: type[E]) -> Callable[[str], E]:
    """One word of a closed set."""

    def read(text: str) -> E:
        try:
            return good(text.casefold())
        except ValueError:
            words = [member.value for member in good]
            allowed = " or ".join([", ".join(f'"{w}"' for w in words[:-1]), f'"{words[-1]}"'])
            raise Unfit(f"{quoted(text)} is not {allowed}.{did_you_mean(text, words)}") from None

    return read


def cadence(text: str) -> Cadence | None:
    """How often a digest comes; None for "none"."""
    if text.casefold() == _NEVER:
        return None
    words = [*(member.value for member in Cadence), _NEVER]
    try:
        return Cadence(text.casefold())
    except ValueError:
        allowed = ", ".join(f'"{word}"' for word in words[:-1])
        raise Unfit(f'{quoted(text)} is not {allowed} or "{_NEVER}".{did_you_mean(text, words)}') from None


_NEVER = "none"
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def weekday(text: str) -> int:
    """A day of the week, whole or by its first three letters, in any case: 0 for Monday to 6 for Sunday."""
    word = text.casefold().rstrip(".")
    for number, day in enumerate(_DAYS):
        if word in {day.casefold(), day[:3].casefold()}:
            return number
    mend = did_you_mean(text, _DAYS) or ' Write one such as "Monday".'
    raise Unfit(f"{quoted(text)} is no day of the week.{mend}")


def day(text: str) -> date:
    """A day such as "2026-06-30"."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit(f'{quoted(text)} is no day. Write one such as "2026-06-30": year, month, day.') from None


def named_among(good: tuple[str, ...], what: str, mend: str) -> Callable[[str], str]:
    """A name that the file declares elsewhere; `mend` is the sentence for one that it doesn't."""

    def read(text: str) -> str:
        if text in good:
            return text
        raise Unfit(f"there is no {what} {quoted(text)}.{did_you_mean(text, list(good)) or ' ' + mend}")

    return read


def words(text: str) -> str:
    """Any text on one line."""
    if text.isprintable():
        return text
    raise Unfit(f"{quoted(text)} has characters that can't be printed, or several lines.")


def host(text: str) -> str:
    """A server's name or IP address, without port or scheme."""
    if "://" in text:
        raise Unfit(f"{quoted(text)}: write only the server's name, without what stands before and behind it.")
    if re.fullmatch(r"[^:]+:\d+", text):
        server, _, port = text.partition(":")
        raise Unfit(f'{quoted(text)}: write host = "{server}" and port = {port}.')
    if re.fullmatch(r"[A-Za-z0-9.-]+|[0-9a-fA-F:]+", text):
        return text
    raise Unfit(f'{quoted(text)} is no server\'s name. Write one such as "smtp.example.org".')
