"""What Slack checks of a message before it takes it, as its documentation and public measurements have it."""

import json
from typing import Any

BLOCKS = 50
RENDERED = 13_000
METADATA_BYTES = 16_000
TYPES = {"header", "section", "divider", "context", "rich_text", "image", "actions", "table", "input"}
ELEMENTS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}


def check(body: dict[str, Any]) -> None:
    """Raise AssertionError with Slack's reason where Slack would refuse, cut or warn."""
    assert body.get("text"), "no_text: screen readers and notifications read it"
    assert len(body["text"]) <= 4000, "text over 4,000"
    blocks = body.get("blocks", [])
    assert len(blocks) <= BLOCKS, f"invalid_blocks: {len(blocks)} blocks"
    assert not any(b["type"] == "input" for b in blocks), "input blocks are for dialogs here"
    assert sum(b["type"] == "table" for b in blocks) <= 1, "only_one_table_allowed"
    for block in blocks:
        _check_block(block)
    assert _rendered(blocks) <= RENDERED, f"msg_blocks_too_long: {_rendered(blocks)}"
    assert len(json.dumps(body.get("metadata", {}))) <= METADATA_BYTES, "metadata_too_large"
    assert body.get("unfurl_links") is False, "links would unfurl"


def check_view(view: dict[str, Any]) -> None:
    """The same for a dialog or a Home tab."""
    assert view["type"] in {"modal", "home"}, view["type"]
    blocks = view["blocks"]
    assert 1 <= len(blocks) <= 100, f"{len(blocks)} blocks in a view"
    assert len(view.get("private_metadata", "")) <= 3000, "private_metadata over 3,000"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids)), "a block_id twice"
    for block in blocks:
        _check_block(block)
    assert len(json.dumps(view)) <= 250_000, "view_too_large"
    if view["type"] == "home":
        return
    for key in ("title", "submit", "close"):
        if key in view:
            _check_plain(view[key], 24)
    assert "title" in view, "a dialog needs a title"
    if any(block["type"] == "input" for block in blocks):
        assert "submit" in view, "a dialog with inputs needs a submit"


def _check_plain(text: dict[str, Any], limit: int) -> None:
    assert text["type"] == "plain_text", text
    assert 1 <= len(text["text"]) <= limit, f"{text['text']!r} over {limit}"


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
    _check_inputs(block)


def _check_inputs(block: dict[str, Any]) -> None:
    """What a reader can press, choose or fill in."""
    elements = list(block["elements"]) if block["type"] == "actions" else []
    elements += [block[key] for key in ("accessory", "element") if key in block]
    assert len(elements) <= 25, "actions over 25 elements"
    names = [element["action_id"] for element in elements]
    assert len(names) == len(set(names)), "an action_id twice in a block"
    for element in elements:
        _check_element(element)
    if block["type"] == "input":
        _check_plain(block["label"], 2000)
        assert "element" in block, "an input without its element"
        if "hint" in block:
            _check_plain(block["hint"], 2000)


def _check_element(element: dict[str, Any]) -> None:
    assert 1 <= len(element["action_id"]) <= 255, "action_id"
    match element["type"]:
        case "button":
            _check_plain(element["text"], 75)
            assert len(element.get("value", "")) <= 2000, "a button's value over 2,000"
            assert element.get("style", "primary") in {"primary", "danger"}, "a button's style"
            assert len(element.get("url", "")) <= 3000, "a button's url over 3,000"
            if "confirm" in element:
                _check_confirm(element["confirm"])
        case "static_select" | "multi_static_select" | "checkboxes" | "radio_buttons":
            most = 100 if "select" in element["type"] else 10
            options = element["options"]
            assert 1 <= len(options) <= most, f"{len(options)} options in {element['type']}"
            for option in options:
                assert option["text"]["type"] == "plain_text" or "select" not in element["type"]
                assert 1 <= len(option["text"]["text"]) <= 75, "an option over 75"
                assert 1 <= len(option["value"]) <= 150, "an option's value over 150"
            assert len({option["value"] for option in options}) == len(options), "an option twice"
            for initial in (*element.get("initial_options", ()), *filter(None, [element.get("initial_option")])):
                assert initial in options, f"initial option {initial} is none of the options"
            assert element.get("initial_options") != [], "initial_options is empty"
            if "placeholder" in element:
                _check_plain(element["placeholder"], 150)
        case "plain_text_input":
            assert element.get("max_length", 3000) <= 3000, "max_length over 3,000"
            assert len(element.get("initial_value", "")) <= element.get("max_length", 3000), "initial_value too long"
            if "placeholder" in element:
                _check_plain(element["placeholder"], 150)
        case other:
            raise AssertionError(f"invalid_blocks: element {other}")


def _check_confirm(confirm: dict[str, Any]) -> None:
    for key, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        _check_plain(confirm[key], limit)


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
