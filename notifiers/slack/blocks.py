"""Pieces of a Slack message as plain Block Kit JSON.

Words from ICE's list go only into `plain_text` and into `rich_text` elements, which Slack prints as they are: no cell
can become a mention, a link or a format. Slack's limits: 50 blocks; 150 characters in a header, 3,000 in a text; and,
undocumented, about 13,000 rendered characters over all blocks.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from notifiers.story.model import Item, Link, Section

Block = dict[str, Any]

OFFERS = "offers"
"""The key of a payload that names the events of which a reader can be offered more, by buttons below."""
HEADER = 150
_TEXT = 2900


def escaped(text: str) -> str:
    """Text for mrkdwn and for `text`: without this, <!channel> in a cell would ring every phone."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message(text: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """The payload: `mrkdwn` off, for the notification's text is no format; no unfurls: PDFs would fill the channel."""
    quiet_links = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
    return {"text": escaped(text), "blocks": blocks, **quiet_links}


def header(text: str) -> Block:
    """A headline. Longer than Slack's 150 characters: cut, and "…" says so."""
    return {"type": "header", "text": plain(text, HEADER)}


def plain(text: str, limit: int = 3000) -> Block:
    """A text that is printed as it is."""
    return {"type": "plain_text", "text": fitting(text, limit), "emoji": False}


def fitting(text: str, limit: int) -> str:
    """The text; longer than the limit: cut, and "…" says so."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def line(*parts: Block) -> Block:
    """A line of literal text and links."""
    return {"type": "rich_text_section", "elements": list(parts)}


def literally(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    """A part of such a line, printed as it is."""
    style = {name: True for name, is_on in (("bold", bold), ("italic", italic)) if is_on}
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def bulleted(items: Iterable[Block]) -> Block:
    """Such lines as a list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def section(found: Section) -> Block:
    """A section's heading, its agencies as a list of literal text and links, and its caution."""
    elements: list[Block] = [
        *([line(literally(found.heading, bold=True))] if found.heading else []),
        *([line(literally(found.of_each))] if found.of_each else []),
        bulleted(map(_bullet, found.items)),
    ]
    if found.caution:
        elements.append(line(literally(found.caution, italic=True)))
    return {"type": "rich_text", "elements": elements}


def quoted(text: str) -> Block:
    """Sentences in a block that is copied in one piece."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [literally(text)]}]}


def lines(labelled: Iterable[tuple[str, str]], last: str) -> Block:
    """Bold labels with their text, a line each, and a last line."""
    elements: list[Block] = []
    for label, text in labelled:
        elements.append(line(literally(label, bold=True), literally(f" {text}")))
    return {"type": "rich_text", "elements": [*elements, line(literally(last))]}


def quiet(texts: Sequence[str], links: Sequence[Link] = ()) -> list[Block]:
    """Small grey lines; their links behind them."""
    found: list[Block] = [{"type": "context", "elements": [plain(text)]} for text in _joined(texts)]
    if links:
        marked = " · ".join(f"<{_address(link.url)}|{escaped(link.text)}>" for link in links)
        found.append({"type": "context", "elements": [{"type": "mrkdwn", "text": marked, "verbatim": True}]})
    return found


def rendered(found: object) -> int:
    """How many characters of text a block, or a list of blocks, puts on the screen."""
    if isinstance(found, list):
        return sum(rendered(part) for part in found)
    if not isinstance(found, dict):
        return 0
    return sum(len(v) if k == "text" and isinstance(v, str) else rendered(v) for k, v in found.items())


def plain_words(found: object) -> str:
    """The same blocks as unformatted lines, for a channel that refuses them."""
    if isinstance(found, list):
        return "\n".join(filter(None, (plain_words(part) for part in found)))
    if not isinstance(found, dict):
        return ""
    if found.get("type") in {"rich_text_section", "rich_text_preformatted"}:
        return "".join(_word(part) for part in found["elements"])
    text = found.get("text")
    if isinstance(text, str):
        return text if found.get("type") == "mrkdwn" else escaped(text)
    return plain_words(text or found.get("elements"))


def _word(part: Block) -> str:
    text = escaped(str(part.get("text", "")))
    return f"<{_address(part['url'])}|{text}>" if part.get("type") == "link" else text


def _bullet(item: Item) -> Block:
    facts = " · ".join(item.facts)
    parts = [literally(item.agency, bold=True), literally(f" · {facts}" if item.agency and facts else facts)]
    if item.notes:
        parts.append(literally(("\n" if item.agency or facts else "") + " ".join(item.notes)))
    for number, link in enumerate(item.links):
        parts += [literally(" · " if number else "\n"), {"type": "link", "url": link.url, "text": link.text}]
    return line(*(part for part in parts if part["text"]))


def _joined(texts: Sequence[str]) -> list[str]:
    """Lines packed into as few texts as Slack's limit lets; one line is never parted unless it alone is too long."""
    packed: list[str] = []
    for text in (piece for each in texts for piece in _pieces(each)):
        if packed and len(packed[-1]) + len(text) < _TEXT:
            packed[-1] += f"\n{text}"
        else:
            packed.append(text)
    return packed


def _pieces(text: str) -> list[str]:
    return [text[start : start + _TEXT] for start in range(0, len(text), _TEXT)]


def _address(url: str) -> str:
    return quote(url, safe="%:/?#[]@!$&'()*+,;=-._~").replace("&", "&amp;")
