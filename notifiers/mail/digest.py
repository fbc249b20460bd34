"""A digest as a mail: two forms of the same words (text and HTML), and a CSV of its events."""

from dataclasses import dataclass, replace
from typing import Any

from notifiers.digest.model import Digest
from notifiers.mail.mime import Unsubscribe
from notifiers.mail.render import MOST_BYTES, MOST_ITEMS, templates
from notifiers.story.model import Section
from notifiers.text.ap_style import count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A section with the items that found room, and the number of those that did not."""

    section: Section
    hidden: int
    aside: bool


def render_digest_mail(digest: Digest, *, unsubscribe: Unsubscribe | None = None) -> dict[str, Any]:
    """The payload of a mail, with the keys of `notifiers.mail.render.render_mail`. The HTML is under 100 kB."""
    sections = _shown(digest, room=MOST_ITEMS)
    html = _html(digest, sections, unsubscribe)
    room = MOST_ITEMS
    while _size(html) > MOST_BYTES and room:
        room -= max(room // 8, 1)
        sections = _shown(digest, room=room)
        html = _html(digest, sections, unsubscribe)
    return {
        "subject": digest.subject,
        "preheader": digest.lede[0],
        "text": _rendered("digest.txt.j2", digest, sections, unsubscribe),
        "html": html,
        "csv": {"name": digest.csv[0], "text": digest.csv[1]} if digest.csv else None,
        "subscription": digest.subscription,
        "unsubscribe": unsubscribe and {"mailto": unsubscribe.mailto, "one_click": unsubscribe.one_click},
    }


def digest_text(digest: Digest) -> str:
    """The digest as text without the mail's last lines, for a terminal or a file; a long list is cut, and says so."""
    text = _rendered("digest.txt.j2", digest, _shown(digest, room=MOST_ITEMS), None)
    return text.partition("\n-- \n")[0].rstrip() + "\n"


def _size(html: str) -> int:
    """Bytes as they arrive: each line ends in two."""
    return len(html.encode()) + html.count("\n")


def _html(digest: Digest, sections: list[_Shown], unsubscribe: Unsubscribe | None) -> str:
    html = _rendered("digest.html.j2", digest, sections, unsubscribe)
    return "\n".join(line for line in html.splitlines() if line.strip()) + "\n"


def _rendered(template: str, digest: Digest, sections: list[_Shown], unsubscribe: Unsubscribe | None) -> str:
    hidden = sum(part.hidden for part in sections)
    return (
        templates()
        .get_template(template)
        .render(
            digest=digest,
            sections=sections,
            hidden=count(hidden, "agreement") if hidden else "",
            unsubscribe=unsubscribe and unsubscribe.link(digest.subscription),
        )
    )


def _shown(digest: Digest, *, room: int) -> list[_Shown]:
    """The sections with the first `room` items of them all; those that got none are counted by the next one shown."""
    shown = []
    parts = [(s, False) for s in digest.sections] + [(s, True) for s in digest.asides]
    for section, aside in parts:
        items = section.items[:room]
        room -= len(items)
        hidden = len(section.items) - len(items)
        shown.append(_Shown(section=replace(section, items=items), hidden=hidden, aside=aside))
    return shown
