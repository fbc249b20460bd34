"""What a Slack message looks like, as a page to open in a browser: for the demo, and for whoever words the alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.preview.pages import page_template
from bot.preview.slack_spans import Span, rich_spans, text_spans, unescaped

MOST_FILE_LINES = 8
"""Lines of an attached file that the preview shows; Slack shows about as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """One thing that stands below another.

    `kind` is "header", "line", "list", "quiet", "fixed", "divider"; "buttons", whose words are `bullets`; or "field",
    of a dialog: its label in `spans`, and what it holds in `bullets`.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    bullets: tuple[tuple[Span, ...], ...] = ()
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """An attached file: its name, its size in characters, its first lines, and how many more it has.

    Or a picture, as an address that holds it, and its words.
    """

    name: str
    size: int = 0
    lines: tuple[str, ...] = ()
    more: int = 0
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    """One message as the template prints it."""

    pieces: tuple[_Piece, ...]
    file: _File | None
    broadcast: bool


def slack_preview(
    payloads: list[dict[str, Any]],
    *,
    channel: str = "#immigration",
    times: Sequence[str] = (),
    sender: str = "watch287g",
) -> str:
    """Return a whole HTML page that shows the payloads of `notifiers.slack.render.render_slack` as Slack would.

    The first is the message in the channel, the others are the replies in its thread. `times` are printed beside them
    ("9:04 AM"), as far as they reach. The page needs nothing from the network. Raises ValueError where there is no
    payload, or one with a block that the preview doesn't know.
    """
    if not payloads:
        raise ValueError("A preview needs one message at least.")
    posts = [_post(payload) for payload in payloads]
    return page_template("slack.html.j2").render(
        channel=channel,
        sender=sender,
        notification=unescaped(str(payloads[0].get("text", ""))),
        parent=posts[0],
        replies=posts[1:],
        times=[*times, *[""] * len(posts)],
    )


def _post(payload: dict[str, Any]) -> _Post:
    blocks = payload.get("blocks") or [{"type": "section", "text": {"type": "mrkdwn", "text": payload.get("text", "")}}]
    return _Post(
        pieces=tuple(piece for block in blocks for piece in _pieces(block)),
        file=_file(payload["file"]) if "file" in payload else None,
        broadcast=bool(payload.get("reply_broadcast")),
    )


def _pieces(block: dict[str, Any]) -> list[_Piece]:
    match block.get("type"):
        case "header":
            return [_Piece(kind="header", spans=text_spans(block["text"]))]
        case "divider":
            return [_Piece(kind="divider")]
        case "section":
            return [
                _Piece(kind="line", spans=text_spans(text))
                for text in (block.get("text"), *block.get("fields", ()))
                if text
            ]
        case "context":
            return [_Piece(kind="quiet", spans=text_spans(element)) for element in block["elements"]]
        case "rich_text":
            return [_rich(element) for element in block["elements"]]
        case _:
            return _to_answer(block)


def _to_answer(block: dict[str, Any]) -> list[_Piece]:
    """What a reader can press, choose or fill in."""
    match block.get("type"):
        case "actions":
            return [_Piece(kind="buttons", bullets=tuple(map(_pressed, block["elements"])))]
        case "input":
            held = tuple(_words(text) for text in _held(block["element"]))
            hint = [_Piece(kind="quiet", spans=text_spans(block["hint"]))] if "hint" in block else []
            return [_Piece(kind="field", spans=text_spans(block["label"]), bullets=held), *hint]
        case other:
            raise ValueError(f"The preview doesn't know the block {other!r}.")


def _pressed(element: dict[str, Any]) -> tuple[Span, ...]:
    """The words of a button; of a menu, those that stand in it before anything is chosen."""
    return text_spans(element["text"]) if "text" in element else _words(f"{element['placeholder']['text']} ▾")


def _held(element: dict[str, Any]) -> list[str]:
    """What a field of a dialog holds when it is opened; an example, where it is empty."""
    if element["type"] == "checkboxes":
        chosen = element.get("initial_options", ())
        return [f"{'☑' if each in chosen else '☐'} {each['text']['text']}" for each in element["options"]]
    options = [*element.get("initial_options", ()), *filter(None, [element.get("initial_option")])]
    if options:
        return [", ".join(each["text"]["text"] for each in options)]
    empty = element.get("placeholder", {}).get("text", "")
    return [str(element.get("initial_value") or (f"such as {empty}" if empty else "nothing chosen"))]


def _words(text: str) -> tuple[Span, ...]:
    return (Span(text=text),)


def _rich(element: dict[str, Any]) -> _Piece:
    match element.get("type"):
        case "rich_text_preformatted":
            return _Piece(kind="fixed", spans=rich_spans(element["elements"]))
        case "rich_text_section":
            return _Piece(kind="line", spans=rich_spans(element["elements"]))
        case "rich_text_list":
            bullets = tuple(rich_spans(bullet["elements"]) for bullet in element["elements"])
            return _Piece(kind="list", bullets=bullets, ordered=element.get("style") == "ordered")
        case other:
            raise ValueError(f"The preview doesn't know the rich text element {other!r}.")


def _file(file: dict[str, Any]) -> _File:
    if "base64" in file:
        return _File(name=file["name"], picture=f"data:image/png;base64,{file['base64']}", alt=file["alt"])
    content = str(file["content"]).removeprefix("\ufeff")
    lines = content.splitlines()
    return _File(
        name=str(file["name"]),
        size=len(content),
        lines=tuple(lines[:MOST_FILE_LINES]),
        more=max(0, len(lines) - MOST_FILE_LINES),
    )
