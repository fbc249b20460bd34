"""A story, or an answer, as plain text for a terminal."""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.language.language import language_of, language_of_payload, marked
from notifiers.search.compose import Answer, Entry, Group
from notifiers.story.lead import led_by_quote
from notifiers.story.model import Item, Link, Section, Story
from notifiers.text.safe import visible

_NARROWEST = 40
_UNBROKEN = re.compile(
    r"\b(March|April|May|June|July|\w+\.|row|fila) (?=\d)|(\d) (?=[ap]\.m\.|pending\b|pendientes?\b|de [a-z]+\b)"
)
"""Spaces at which a line doesn't end: "Nov. 6", "8 a.m.", "row 592", "0 pending"."""
_TYPED = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "·": "|", "•": "*", "¹": "", "²": "", "³": ""}
)


def render_console(story: Story, *, width: int = 80) -> list[dict[str, Any]]:
    """The story as one payload {"text": …}, wrapped at `width` columns (40 at least); links stay whole."""
    return marked([{"text": console_text(story, width=width)}], story.language)


def console_text(story: Story, *, width: int = 80) -> str:
    """The story as lines of text without markup; a character that could steer the terminal is printed as its code."""
    width, story, words = max(width, _NARROWEST), led_by_quote(story), language_of(story.language).story
    blocks = ["\n".join(wrapped(story.headline, width))]
    if story.body is not None:
        blocks.append("\n".join(wrapped(story.body, width)))
    blocks += ["\n".join(wrapped(story.quote, width))] if story.quote else []
    blocks += ["\n".join(_section(section, width)) for section in story.sections]
    quiet = [" · ".join(story.glossary), f"{words.SOURCE} {story.source}", *map(_link, story.source_links)]
    for group in (story.totals, (*quiet, "" if story.is_linked else words.why(story.event_ids))):
        blocks.append("\n".join(line for text in group if text for line in wrapped(text, width)))
    return "\n\n".join(block for block in blocks if block)


def _section(section: Section, width: int) -> list[str]:
    caution = wrapped(section.caution, width, indent="  ") if section.caution else []
    of_each = wrapped(section.of_each, width, indent="  ") if section.of_each else []
    heading = wrapped(section.heading, width) if section.heading else []
    return heading + of_each + [x for i in section.items for x in _item(i, width)] + caution


def _link(link: Link) -> str:
    """The address; with its name in front, where it doesn't end in it."""
    return link.url if link.url.endswith(link.text.rpartition(": ")[2]) else f"{link.text}: {link.url}"


def _item(item: Item, width: int) -> list[str]:
    name = wrapped(item.agency, width, first="  • ", indent="    ")
    below = [" · ".join(item.facts), " ".join(item.notes), *(f"{link.text}: {link.url}" for link in item.links)]
    return name + [line for text in below for line in wrapped(text, width, indent="    " if name else "  ")]


def wrapped(text: str, width: int, *, first: str | None = None, indent: str = "") -> list[str]:
    """The text in lines of `width`, words longer than that whole; what could steer the terminal is made visible."""
    lines = textwrap.wrap(
        _UNBROKEN.sub("\\1\\2\u00a0", visible(text)),
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


class ConsoleChannel(Channel):
    """The terminal, or whatever `write` leads to. Text that a narrow encoding can't hold is written in ASCII."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        """Write the text and an empty line. Raises `DeliveryError` where nobody reads any more."""
        mark = language_of_payload(message.payload).story.MAYBE_PRINTED
        text = "\n\n".join([message.payload["text"], *([mark] if unsure else []), ""])
        try:
            try:
                self._write(text)
            except UnicodeEncodeError:  # LANG=C, or a Windows console
                self._write(ascii_text(text))
        except (OSError, ValueError) as error:  # ValueError: a closed file
            raise DeliveryError(
                f"The terminal's output is closed ({type(error).__name__}): nobody would read the alert.",
                retry=Retry.LATER,
            ) from None
        return Receipt()


def ascii_text(text: str) -> str:
    """The text in plain ASCII: typographic characters as typed ones, accents dropped, the rest as "?"."""
    plain = unicodedata.normalize("NFKD", text.translate(_TYPED))
    return re.sub(r"[^\x00-\x7f]", "?", "".join(c for c in plain if not unicodedata.combining(c)))


def answer_text(found: Answer, *, width: int = 80) -> str:
    """The answer as lines without markup, in blocks with an empty line between them; links stay whole."""
    blocks = [[line for text in found.lines for line in wrapped(text, width)]]
    blocks += [list(_group(group, found.history, width)) for group in found.groups]
    blocks.append([line for text in found.notes for line in wrapped(text, width)])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _group(group: Group, history: str, width: int) -> Iterator[str]:
    if group.heading:
        yield from wrapped(f"{group.heading}:", width)
    for entry in group.entries:
        yield from _entry(entry, history, width)


def _entry(entry: Entry, history: str, width: int) -> Iterator[str]:
    yield from wrapped(entry.name, width, first="  • ", indent="    ")
    for line in entry.lines:
        yield from wrapped(line, width, first="    ", indent="      ")
    if entry.history:
        yield f"    {history}:"
    for line in entry.history:
        yield from wrapped(line, width, first="      ", indent="        ")
    for link in entry.links:
        yield from wrapped(f"{link.text}: {link.url}", width, first="    ", indent="      ")
