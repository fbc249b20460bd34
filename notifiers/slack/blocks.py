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
    fitting = text if len(text) <= HEADER else text[: HEADER - 1] + "…"
    return {"type": "header", "text": _plain(fitting)}


def section(found: Section) -> Block:
    """A section's heading, its agencies as a list of literal text and links, and its caution."""
    elements: list[Block] = [
        *([_line(_text(found.heading, bold=True))] if found.heading else []),
        *([_line(_text(found.of_each))] if found.of_each else []),
        {"type": "rich_text_list", "style": "bullet", "elements": [_bullet(item) for item in found.items]},
    ]
    if found.caution:
        elements.append(_line(_text(found.caution, italic=True)))
    return {"type": "rich_text", "elements": elements}


def quoted(text: str) -> Block:
    """Sentences in a block that is copied in one piece."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [_text(text)]}]}


def lines(labelled: Iterable[tuple[str, str]], last: str) -> Block:
    """Bold labels with their text, a line each, and a last line."""
    elements: list[Block] = []
    for label, text in labelled:
        elements.append(_line(_text(label, bold=True), _text(f" {text}")))
    return {"type": "rich_text", "elements": [*elements, _line(_text(last))]}


def quiet(texts: Sequence[str], links: Sequence[Link] = ()) -> list[Block]:
    """Small grey lines; their links behind them."""
    found: list[Block] = [{"type": "context", "elements": [_plain(text)]} for text in _joined(texts)]
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
    parts = [_text(item.agency, bold=True), _text(f" · {facts}" if item.agency and facts else facts)]
    if item.notes:
        parts.append(_text(("\n" if item.agency or facts else "") + " ".join(item.notes)))
    for number, link in enumerate(item.links):
        parts += [_text(" · " if number else "\n"), {"type": "link", "url": link.url, "text": link.text}]
    return _line(*(part for part in parts if part["text"]))


def _line(*parts: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(parts)}


def _text(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    style = {name: True for name, is_on in (("bold", bold), ("italic", italic)) if is_on}
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _joined(texts: Sequence[str]) -> list[str]:
    """Lines packed into as few texts as Slack's limit lets; one line is never parted unless it alone is too long."""
    packed: list[str] = []
    for text in (piece for line in texts for piece in _pieces(line)):
        if packed and len(packed[-1]) + len(text) < _TEXT:
            packed[-1] += f"\n{text}"
        else:
            packed.append(text)
    return packed


def _pieces(line: str) -> list[str]:
    return [line[start : start + _TEXT] for start in range(0, len(line), _TEXT)]


def _address(url: str) -> str:
    return quote(url, safe="%:/?#[]@!$&'()*+,;=-._~").replace("&", "&amp;")
