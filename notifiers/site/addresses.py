"""Where each page is, so that an address once given leads to the same news for good."""

import re
import unicodedata
from functools import lru_cache

from notifiers.text.tongue import Tongue
from watchers.names.places import STATES

_NO_STATE = "state-unclear"
_LONGEST = 80


@lru_cache(maxsize=20_000)
def slug(text: str) -> str:
    """A text as part of an address: small letters, digits and single hyphens; "unnamed" where it has none of these."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "").replace("&", " and ")).casefold()
    kept = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return kept[:_LONGEST].rstrip("-") or "unnamed"


@lru_cache(maxsize=100_000)
def event_page(event_id: str) -> str:
    """An event's page: its id is made from its content, and so is this."""
    return f"events/{slug(event_id)}.html"


def folder_of(tongue: Tongue) -> str:
    """Where the pages of a language are: English ones at the site's root, others in a folder of its code."""
    return "" if tongue is Tongue.ENGLISH else f"{tongue}/"


def address_in(site: str | None, tongue: Tongue) -> str | None:
    """The address of the front page in a language, without a slash at its end; None for a site without an address."""
    return f"{site}/{folder_of(tongue)}".rstrip("/") if site else None


def event_address(site: str | None, event_id: str) -> str | None:
    """The permalink that an alert carries; None where the site has no address ([site] address in the config)."""
    return f"{site.rstrip('/')}/{event_page(event_id)}" if site else None


def state_slug(state: str | None) -> str:
    """A state's part of an address, from its USPS code."""
    return slug(STATES[state].name) if state in STATES else _NO_STATE


def state_page(state: str | None) -> str:
    """A state's page."""
    return f"states/{state_slug(state)}.html"


def up(path: str) -> str:
    """The way from a page to the site's root: "../" for each folder that it is in."""
    return "../" * path.count("/")
