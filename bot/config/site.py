"""[site] of the config: where the public record is written, its address, and what the operator says of state law."""

import shlex
from collections.abc import Callable
from pathlib import Path

from bot.config import values
from bot.config.model import Site
from bot.config.reader import Section
from notifiers.site.law import Law
from notifiers.text import entry
from notifiers.text.entry import Unfit
from notifiers.text.tongue import Tongue


def read_site(root: Section, beside: Callable[[str], Path]) -> Site | None:
    """The section; None where the file has none. `beside` makes a path of one that is relative to the file."""
    section = root.section("site")
    if section is None:
        return None
    return Site(
        folder=beside(section.one("folder", entry.words, "site")),
        address=section.one("address", _address, None),
        after=section.one("after", _command, ()),
        languages=tuple(dict.fromkeys((Tongue.ENGLISH, *section.each("languages", values.language)))),
        documents=section.flag("documents", default=False),
        laws=tuple(law for found in section.sections("law") if (law := _law(found)) is not None),
    )


def _address(text: str) -> str:
    """The web address under which the folder can be seen."""
    address = entry.web_address(text)
    if "?" in address or "#" in address:
        raise Unfit(f"{entry.quoted(text)} has a ? or #. Write the address of the front page alone.")
    return address.removesuffix("index.html").rstrip("/")


def _command(text: str) -> tuple[str, ...]:
    """A command and its arguments, as a shell would part them."""
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise Unfit(f"{entry.quoted(text)} is no command: {error}. Close what is open.") from None


def _law(section: Section) -> Law | None:
    state = section.one("state", values.one_state, "")
    since = section.one("since", values.day, None)
    said = section.one("words", entry.words, "")
    url = section.one("url", entry.web_address, "")
    for key, found in (("state", state), ("since", since), ("words", said)):
        if not found and not section.is_wrong(key):
            section.wrong(key, "is missing. A law needs state, since (a day) and words (a sentence).")
    return Law(state=state, since=since, words=said, url=url) if state and since and said else None
