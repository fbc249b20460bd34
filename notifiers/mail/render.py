"""A story as a mail: its subject, its two forms (text and HTML) and, where it is long, a CSV of all of it."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from notifiers.language.language import language_of
from notifiers.mail.mime import PICTURE, Unsubscribe
from notifiers.story.csv_table import csv_name, story_csv
from notifiers.story.lead import led_by_quote
from notifiers.story.model import Link, Section, Story
from notifiers.text.safe import header_text, one_line
from watchers.frozen import frozen
from watchers.model.event import EventKind

MOST_ITEMS = 150
"""Agencies that one mail lists; the rest is in its CSV."""

MOST_BYTES = 100_000
"""Gmail cuts a mail's HTML off at about 102 kB."""


@frozen
class Shown:
    """A section with the items that found room, and the number of those that did not."""

    section: Section
    hidden: int


def render_mail(
    story: Story, *, unsubscribe: Unsubscribe | None = None, link: str | None = None, file: str | None = None
) -> dict[str, Any]:
    """Return the payload of a mail that tells `story`, as plain JSON, for `notifiers.mail.mime.mail_bytes`.

    Keys: `subject`, `preheader`, `text`, `html`, `subscription`; `csv` (None, or `name` and `text`) for a story
    of more items than a mail can hold; `unsubscribe` (None, or `mailto` and `one_click`, either of them None).
    The HTML is under 100 kB. `link` and `file` stand for the link of `unsubscribe` and the name of the CSV.
    """
    story = led_by_quote(story)
    own_link = unsubscribe.link(story.subscription) if unsubscribe else None
    return {
        "subject": header_text(story.headline),
        "preheader": _preheader(story),
        **_bodies(story, link or own_link, file or csv_name(story)),
        "subscription": story.subscription,
        "unsubscribe": unsubscribe and asdict(unsubscribe),
    }


def _preheader(story: Story) -> str:
    """Return the counts, in the order of the kinds: "1 agency newly signed; 1 agreement no longer on the list"."""
    language, said = language_of(story.language), []
    for kind in EventKind:
        mine = [section for section in story.sections if section.kind is kind]
        agencies, agreements = sum(len(s.items) for s in mine), sum(len(s.agreements) for s in mine)
        if mine:
            is_renaming = all(s.title == language.story.RENAMED for s in mine)
            said.append(language.headlines.counted(kind, agencies, agreements, (), is_renaming=is_renaming))
    return "; ".join(said) or one_line(story.body or story.summary)


def _bodies(story: Story, link: str | None, file: str) -> dict[str, Any]:
    """Return `text`, `html` and `csv` with as many items as fit; names and notes have no upper length."""
    total = sum(len(section.items) for section in story.sections)
    room = min(total, MOST_ITEMS)
    while True:
        view = _view(story, room=room, total=total, link=link, file=file)
        html = templates().get_template("alert.html.j2").render(view)
        if size(html) <= MOST_BYTES or room == 0:
            break
        room //= 2
    return {
        "text": _paragraphs(templates().get_template("alert.txt.j2").render(view)),
        "html": html,
        "csv": {"name": file, "text": story_csv(story)} if room < total else None,
    }


def _view(story: Story, *, room: int, total: int, link: str | None, file: str) -> dict[str, Any]:
    """Return what the templates print; both print all of it."""
    return {
        "story": story,
        "subscription": story.subscription,
        "headline": story.headline,
        "subject": header_text(story.headline),
        "preheader": _preheader(story),
        "lede": story.body,
        "sections": shown(story.sections, room),
        "shown": room,
        "total": total,
        "csv": file if room < total else None,
        "pictures": [(p.words, f"data:image/png;base64,{b64encode(p.png).decode()}") for p in story.pictures],
        "unsubscribe": link,
        "address": _address,
        "language": language_of(story.language),
    }


def _paragraphs(text: str) -> str:
    """The text with one empty line between its parts."""
    return re.sub(r"\n{3,}", "\n\n", text)


def _address(link: Link) -> str:
    """A link as text: its address, with its words in front unless the address ends in them."""
    return link.url if link.url.endswith(link.text.rpartition(": ")[2]) else f"{link.text}: {link.url}"


def shown(sections: Iterable[Section], room: int) -> list[Shown]:
    """The sections with the first `room` items of them all."""
    found = []
    for section in sections:
        items = section.items[:room]
        room -= len(items)
        found.append(Shown(section=replace(section, items=items), hidden=len(section.items) - len(items)))
    return found


def size(html: str) -> int:
    """Bytes as they arrive: each line ends in two, and pictures are parts of their own."""
    return len(PICTURE.sub("", html).encode()) + html.count("\n")


@cache
def templates() -> "Environment":
    """Return the templates as they are packed with the code; Jinja2 is loaded when the first mail is written."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("notifiers.mail", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _printed(value: object) -> object:
    """Make whatever a template prints one line of visible text: a name can't forge a line or turn the reading round."""
    return one_line(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


# What a template prints has no control characters left, except in what is marked as printed already: nothing that ICE
# writes can look like a blank.
_NAME, _LINK, _FILE = (f"\x02{word}\x03" for word in ("name", "link", "file"))


def mail_rendering(story: Story, *, unsubscribe: Unsubscribe | None = None) -> Callable[[str], list[dict[str, Any]]]:
    """The mails of one story, rendered once: what is returned gives a desk's, as `render_mail` with its name would."""
    blank = render_mail(
        replace(story, subscription=Markup(_NAME)),  # noqa: S704 - a blank, no text of anybody's
        unsubscribe=unsubscribe,
        link=Markup(_LINK) if unsubscribe and unsubscribe.link("") else None,  # noqa: S704
        file=Markup(_FILE),  # noqa: S704
    )

    def for_desk(name: str) -> list[dict[str, Any]]:
        mine = replace(story, subscription=name)
        own = {_NAME: name, _LINK: (unsubscribe and unsubscribe.link(name)) or "", _FILE: csv_name(mine)}
        html = _filled(blank["html"], {mark: str(escape(one_line(text))) for mark, text in own.items()})
        if size(html) > MOST_BYTES:  # a long name, where there was just room for a short one
            return [render_mail(mine, unsubscribe=unsubscribe)]
        text = _filled(blank["text"], {mark: one_line(text) for mark, text in own.items()})
        csv = blank["csv"] and {**blank["csv"], "name": own[_FILE]}
        return [{**blank, "text": text, "html": html, "subscription": name, "csv": csv}]

    return for_desk


def _filled(text: str, own: dict[str, str]) -> str:
    for blank, words in own.items():
        text = text.replace(blank, words)
    return text


if TYPE_CHECKING:
    from jinja2 import Environment
