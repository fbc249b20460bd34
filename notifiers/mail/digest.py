"""A digest as a mail: two forms of the same words (text and HTML), and a CSV of its events."""

from base64 import b64encode
from dataclasses import asdict
from typing import Any

from notifiers.digest.drawing import SHARES, draw_counties
from notifiers.digest.model import Digest, Part
from notifiers.digest.room import LINES, Cut, within
from notifiers.language.language import DigestWords, language_of
from notifiers.mail.mime import Unsubscribe
from notifiers.mail.render import MOST_BYTES, size, templates


def render_digest_mail(digest: Digest, *, unsubscribe: Unsubscribe | None = None) -> dict[str, Any]:
    """The payload of a mail, with the keys of `notifiers.mail.render.render_mail`.

    The HTML is under 100 kB without its picture. The names take four screens of a phone at the most.
    """
    lines: float = LINES
    cut = within(digest.parts, lines)
    html = _html(digest, cut, unsubscribe)
    while size(html) - len(_source(digest)) > MOST_BYTES and lines >= 1:
        lines -= max(lines / 8, 1)
        cut = within(digest.parts, lines)
        html = _html(digest, cut, unsubscribe)
    return {
        "subject": digest.subject,
        "preheader": digest.lede[0],
        "text": _rendered("digest.txt.j2", digest, cut, unsubscribe),
        "html": html,
        "csv": {"name": digest.csv[0], "text": digest.csv[1]} if digest.csv else None,
        "subscription": digest.subscription,
        "unsubscribe": unsubscribe and asdict(unsubscribe),
    }


def digest_text(digest: Digest) -> str:
    """The digest as text without the mail's last lines, for a terminal or a file; a long list is cut, and says so."""
    text = _rendered("digest.txt.j2", digest, within(digest.parts, LINES), None)
    return text.partition("\n-- \n")[0].rstrip() + "\n"


def _briefly(cut: Cut, dw: DigestWords) -> list[tuple[str, list[Part]]]:
    """The parts with names alone, under what heads them."""
    by_state = [part for part in cut.brief if part.label != part.heading]
    others = [part for part in cut.brief if part.label == part.heading]
    return [(heading, parts) for heading, parts in ((dw.BY_NAME, by_state), (dw.IN_SHORT, others)) if parts]


def _source(digest: Digest) -> str:
    """The picture within the HTML, as files and browsers take it; on the way to the wire it becomes a part."""
    found = digest.county_map
    return f"data:image/png;base64,{b64encode(draw_counties(found).png).decode()}" if found is not None else ""


def _html(digest: Digest, cut: Cut, unsubscribe: Unsubscribe | None) -> str:
    html = _rendered("digest.html.j2", digest, cut, unsubscribe)
    return "\n".join(line for line in html.splitlines() if line.strip()) + "\n"


def _rendered(template: str, digest: Digest, cut: Cut, unsubscribe: Unsubscribe | None) -> str:
    language = language_of(digest.language)
    dw = language.digest
    return (
        templates()
        .get_template(template)
        .render(
            digest=digest,
            language=language,
            subscription=digest.subscription,
            headline=digest.headline,
            subject=digest.subject,
            preheader=digest.lede[0],
            cut=cut,
            dw=dw,
            brief=_briefly(cut, dw),
            colours=SHARES,
            drawing=digest.county_map and draw_counties(digest.county_map),
            picture_source=_source(digest),
            unsubscribe=unsubscribe and unsubscribe.link(digest.subscription),
        )
    )
