"""What a Slack message looks like, as a page to open in a browser: for the demo, and for whoever words the alerts.

The template prints Block Kit as it is sent; here is what of it is no more than text with marks.
"""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

from markupsafe import Markup, escape

from bot.preview.pages import page_template
from notifiers.text.safe import web_url

MOST_FILE_LINES = 8
"""Lines of an attached file that the preview shows; Slack shows about as many."""

_MARKUP = re.compile(r"<(?P<angle>[^<>\n]+)>|\*(?P<b>[^*\n]+)\*|_(?P<i>[^_\n]+)_|`(?P<code>[^`\n]+)`")
"""What `mrkdwn` marks; the groups have the names of HTML's tags."""


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
    return page_template("slack.html.j2").render(
        channel=channel,
        sender=sender,
        notification=unescaped(str(payloads[0].get("text", ""))),
        parent=payloads[0],
        replies=payloads[1:],
        times=[*times, *[""] * len(payloads)],
        most_lines=MOST_FILE_LINES,
        mrkdwn=mrkdwn,
        linked=linked,
        unknown=_unknown,
    )


def _unknown(what: str, kind: object) -> NoReturn:
    raise ValueError(f"The preview doesn't know the {what} {kind!r}.")


def unescaped(text: str) -> str:
    """The text without Slack's three escapes; any other entity stands as it is, in Slack too."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def linked(text: str, address: str) -> Markup:
    """A link, where it leads somewhere that may be linked (see `notifiers.text.safe.web_url`); else its text."""
    url = web_url(address)
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, text) if url else escape(text)


def mrkdwn(text: str) -> Markup:
    """Bold, italic, code, links and mentions, none within another: the bot writes no others."""
    parts: list[str] = []
    done = 0
    for mark in _MARKUP.finditer(text):
        kind = str(mark.lastgroup)
        parts.append(escape(unescaped(text[done : mark.start()])))
        parts.append(_angle(mark[kind]) if kind == "angle" else _tagged(kind, unescaped(mark[kind])))
        done = mark.end()
    return Markup("").join([*parts, escape(unescaped(text[done:]))])


def _tagged(tag: str, text: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(tag, text)


def _angle(inner: str) -> Markup:
    """`<https://…|words>`, or `<!channel>`, `<@U…>`, `<#C…>`: these ring phones, and so the preview shows them."""
    target, _, words = inner.partition("|")
    if target[:1] in "!@#":
        return Markup('<span class="mention">@{}</span>').format(unescaped(words or target[1:]))
    address = unescaped(target)
    return linked(unescaped(words) or address, address)
