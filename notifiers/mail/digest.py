"""A digest as a mail: two forms of the same words (text and HTML), and a CSV of its events."""

from dataclasses import asdict, replace
from typing import Any

from notifiers.digest.model import Digest
from notifiers.mail.mime import Unsubscribe
from notifiers.mail.render import MOST_BYTES, MOST_ITEMS, Shown, shown, size, templates
from notifiers.text.ap_style import count


def render_digest_mail(digest: Digest, *, unsubscribe: Unsubscribe | None = None) -> dict[str, Any]:
    """The payload of a mail, with the keys of `notifiers.mail.render.render_mail`. The HTML is under 100 kB."""
    sections = _shown(digest, MOST_ITEMS)
    html = _html(digest, sections, unsubscribe)
    room = MOST_ITEMS
    while size(html) > MOST_BYTES and room:
        room -= max(room // 8, 1)
        sections = _shown(digest, room)
        html = _html(digest, sections, unsubscribe)
    return {
        "subject": digest.subject,
        "preheader": digest.lede[0],
        "text": _rendered("digest.txt.j2", digest, sections, unsubscribe),
        "html": html,
        "csv": {"name": digest.csv[0], "text": digest.csv[1]} if digest.csv else None,
        "subscription": digest.subscription,
        "unsubscribe": unsubscribe and asdict(unsubscribe),
    }


def digest_text(digest: Digest) -> str:
    """The digest as text without the mail's last lines, for a terminal or a file; a long list is cut, and says so."""
    text = _rendered("digest.txt.j2", digest, _shown(digest, MOST_ITEMS), None)
    return text.partition("\n-- \n")[0].rstrip() + "\n"


def _html(digest: Digest, sections: list[Shown], unsubscribe: Unsubscribe | None) -> str:
    html = _rendered("digest.html.j2", digest, sections, unsubscribe)
    return "\n".join(line for line in html.splitlines() if line.strip()) + "\n"


def _rendered(template: str, digest: Digest, sections: list[Shown], unsubscribe: Unsubscribe | None) -> str:
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


def _shown(digest: Digest, room: int) -> list[Shown]:
    parts = shown((*digest.sections, *digest.asides), room)
    asides = len(digest.sections)
    return parts[:asides] + [replace(part, aside=True) for part in parts[asides:]]
