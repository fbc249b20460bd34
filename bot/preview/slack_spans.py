"""Block Kit's text as plain pieces with a style: what a template can print without knowing Slack's formats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from notifiers.text.safe import web_url

_MARKUP = re.compile(r"<(?P<angle>[^<>\n]+)>|\*(?P<bold>[^*\n]+)\*|_(?P<italic>[^_\n]+)_|`(?P<code>[^`\n]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of text in one style. `url` is an address that may be linked (see `notifiers.text.safe.web_url`)."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    mention: bool = False
    url: str | None = None


def text_spans(found: dict[str, Any]) -> tuple[Span, ...]:
    """The pieces of a text object: `plain_text` as it is, `mrkdwn` by its marks."""
    text = str(found.get("text", ""))
    return tuple(_mrkdwn(text)) if found.get("type") == "mrkdwn" else (Span(text=text),)


def rich_spans(elements: list[dict[str, Any]]) -> tuple[Span, ...]:
    """The pieces of a `rich_text_section`. Raises ValueError for an element that the preview doesn't know."""
    return tuple(_rich(element) for element in elements)


def unescaped(text: str) -> str:
    """The text without Slack's three escapes; any other entity stands as it is, in Slack too."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _rich(element: dict[str, Any]) -> Span:
    style = element.get("style", {})
    bold, italic, code = (bool(style.get(name)) for name in ("bold", "italic", "code"))
    match element.get("type"):
        case "text":
            return Span(text=str(element["text"]), bold=bold, italic=italic, code=code)
        case "link":
            url = str(element["url"])
            return Span(text=str(element.get("text") or url), bold=bold, italic=italic, code=code, url=web_url(url))
        case other:
            raise ValueError(f"The preview doesn't know the rich text element {other!r}.")


def _mrkdwn(text: str) -> Iterator[Span]:
    """Bold, italic, code, links and mentions, none within another: the bot writes no others."""
    done = 0
    for mark in _MARKUP.finditer(text):
        if mark.start() > done:
            yield Span(text=unescaped(text[done : mark.start()]))
        done = mark.end()
        kind = str(mark.lastgroup)
        if kind == "angle":
            yield _angle(mark["angle"])
        else:
            yield Span(text=unescaped(mark[kind]), bold=kind == "bold", italic=kind == "italic", code=kind == "code")
    if done < len(text):
        yield Span(text=unescaped(text[done:]))


def _angle(inner: str) -> Span:
    """`<https://…|words>`, or `<!channel>`, `<@U…>`, `<#C…>`: these ring phones, and so the preview shows them."""
    target, _, words = inner.partition("|")
    if target[:1] in "!@#":
        return Span(text=f"@{unescaped(words or target[1:])}", mention=True)
    address = unescaped(target)
    return Span(text=unescaped(words) or address, url=web_url(address))
