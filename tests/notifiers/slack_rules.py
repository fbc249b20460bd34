"""What Slack checks of a message before it takes it, as its documentation and public measurements have it."""

import json
from typing import Any

BLOCKS = 50
RENDERED = 13_000
METADATA_BYTES = 16_000
TYPES = {"header", "section", "divider", "context", "rich_text", "image", "actions", "table"}
ELEMENTS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}


def check(body: dict[str, Any]) -> None:
    """Raise AssertionError with Slack's reason where Slack would refuse, cut or warn."""
    assert body.get("text"), "no_text: screen readers and notifications read it"
    assert len(body["text"]) <= 4000, "text over 4,000"
    blocks = body.get("blocks", [])
    assert len(blocks) <= BLOCKS, f"invalid_blocks: {len(blocks)} blocks"
    assert sum(b["type"] == "table" for b in blocks) <= 1, "only_one_table_allowed"
    for block in blocks:
        _check_block(block)
    assert _rendered(blocks) <= RENDERED, f"msg_blocks_too_long: {_rendered(blocks)}"
    assert len(json.dumps(body.get("metadata", {}))) <= METADATA_BYTES, "metadata_too_large"
    assert body.get("unfurl_links") is False, "links would unfurl"


def _check_block(block: dict[str, Any]) -> None:
    assert block["type"] in TYPES, f"invalid_blocks: type {block['type']}"
    match block["type"]:
        case "header":
            assert block["text"]["type"] == "plain_text", "a header is plain_text"
            assert 1 <= len(block["text"]["text"]) <= 150, "header over 150"
        case "section":
            assert 1 <= len(block["text"]["text"]) <= 3000, "section over 3,000"
        case "context":
            assert 1 <= len(block["elements"]) <= 10, "context over 10 elements"
            for element in block["elements"]:
                assert element["type"] in {"plain_text", "mrkdwn", "image"}, element["type"]
                assert 1 <= len(element["text"]) <= 3000, "context text over 3,000"
        case "rich_text":
            assert block["elements"], "empty rich_text"
            for element in block["elements"]:
                _check_rich(element)


def _check_rich(element: dict[str, Any]) -> None:
    assert element["type"] in ELEMENTS, f"invalid rich_text element {element['type']}"
    assert element["elements"], "empty rich_text element"
    if element["type"] == "rich_text_list":
        assert element["style"] in {"bullet", "ordered"}
        for part in element["elements"]:
            assert part["type"] == "rich_text_section", "a list holds sections"
            _check_rich(part)
        return
    for part in element["elements"]:
        assert part["type"] in {"text", "link", "emoji"}, f"a {part['type']} could ring a phone"
        assert part["text"], "empty text"
        assert set(part.get("style", {})) <= {"bold", "italic", "strike", "code"}
        if part["type"] == "link":
            assert part["url"].startswith(("https://", "http://127.0.0.1", "http://localhost")), part["url"]
            assert len(part["url"]) <= 3000, "link over 3,000"


def _rendered(found: object) -> int:
    if isinstance(found, list):
        return sum(_rendered(part) for part in found)
    if not isinstance(found, dict):
        return 0
    return sum(len(v) if k == "text" and isinstance(v, str) else _rendered(v) for k, v in found.items())
