"""The preview shows what Slack would show, and nothing in a message can become markup of the page."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.preview.slack_html import slack_preview
from notifiers.slack.render import render_slack
from tests.factories import agreement, event
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings, told


class _Page(HTMLParser):
    """A page's tags, its addresses, and its text without white space at the ends of lines."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.links: dict[str, str] = {}
        self._said: list[str] = []
        self._link = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "style")]
        self._link = found.get("href") or "" if tag == "a" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        self._said.append(data)
        if self._link:
            self.links[data] = self._link

    @property
    def text(self) -> str:
        return "".join(self._said)


def shown(*blocks: dict[str, Any], **payload: Any) -> _Page:
    return _Page(slack_preview([{"text": "", "blocks": list(blocks), **payload}]))


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


PLAIN_TAGS = set(_Page(slack_preview([{"text": "x", "blocks": []}])).tags)


def test_an_alert_is_shown_with_its_headline_agencies_links_and_totals() -> None:
    page = _Page(slack_preview(render_slack(told(WEBSTER, GONE), single_message=False), times=["9:04 AM"]))
    for words in (
        "No longer listed for a model",
        "Webster County Sheriff's Office",
        "The list does not say why",
        "Missouri now: 19 agreements",
        "#immigration",
        "9:04 AM",
        "Nothing was sent.",
    ):
        assert words in page.text
    assert page.links["MOA"] == "https://www.ice.gov/doclib/287gMOA/Pulaski.pdf"
    assert {"h2", "ul", "b"} <= set(page.tags)


def test_a_long_alert_is_shown_with_its_thread_and_its_file() -> None:
    payloads = render_slack(told(*signings(120)), single_message=False)
    page = _Page(slack_preview(payloads))
    assert f"{len(payloads) - 1} replies" in page.text
    assert "Part 2 of" in page.text
    assert "watch287g-mid-missouri-2025-11-06.csv" in page.text
    assert "and 113 more lines" in page.text
    assert page.tags.count("article") == len(payloads)


def test_a_correction_says_that_it_is_shown_in_the_channel_too() -> None:
    assert "shown in the channel too" in _Page(slack_preview(render_slack(told(BACK), single_message=False))).text


def test_mrkdwn_is_shown_by_its_marks() -> None:
    page = shown(mrkdwn("*Bold* and _slanted_ and `code` and <https://www.ice.gov/a?b=1&amp;c=2|a link> &lt;b&gt;"))
    assert "Bold and slanted and code and a link <b>" in page.text
    assert page.links == {"a link": "https://www.ice.gov/a?b=1&c=2"}
    assert {"b", "i", "code", "a"} <= set(page.tags)


def test_a_mention_is_shown_as_what_it_is() -> None:
    assert "@channel" in shown(mrkdwn("<!channel> look")).text


def test_marks_in_literal_text_stay_as_they_are() -> None:
    text = "*not bold* _nor slanted_ <!channel> &amp;"
    assert text in shown(rich({"type": "text", "text": text})).text
    assert text in shown({"type": "context", "elements": [{"type": "plain_text", "text": text}]}).text


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "<https://evil.example|click>",
    "<javascript:alert(1)|click>",
    "]]><!--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_wherever_they_stand(text: str) -> None:
    plain = {"type": "plain_text", "text": text}
    link = {"type": "link", "url": "https://www.ice.gov/x", "text": text}
    page = _Page(
        slack_preview(
            [
                {
                    "text": text,
                    "blocks": [
                        {"type": "header", "text": plain},
                        rich({"type": "text", "text": text, "style": {"bold": True}}, link),
                        {"type": "context", "elements": [plain]},
                    ],
                },
                {"text": "", "file": {"name": text, "content": f"{text}\n{text}"}},
            ],
            channel=text,
            times=[text],
            sender=text,
        )
    )
    assert page.text.count(text) >= 10
    assert not {"script", "img", "svg"} & set(page.tags)
    assert set(page.addresses) == {"https://www.ice.gov/x"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_on_ices_list_stays_a_name(text: str) -> None:
    story = told(event(agreement=agreement(agency=text)))
    page = _Page(slack_preview(render_slack(story, single_message=False)))
    assert text in page.text
    assert not {"script", "img", "svg"} & set(page.tags)
    assert not any("evil" in address or "javascript" in address for address in page.addresses)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://evil.example/", "//evil.example"])
@pytest.mark.parametrize("form", ["rich", "mrkdwn"])
def test_only_addresses_that_an_alert_may_link_become_links(url: str, form: str) -> None:
    page = shown(
        rich({"type": "link", "url": url, "text": "click"}) if form == "rich" else mrkdwn(f"<{url}|click> <{url}>")
    )
    assert "click" in page.text
    assert page.links == {}


@given(st.text())
def test_no_text_adds_an_element_to_the_page(text: str) -> None:
    marked = {"b", "i", "code", "span", "a", "p"}
    assert set(shown(mrkdwn(text), text=text).tags) <= PLAIN_TAGS | marked


def test_the_page_loads_nothing_from_anywhere() -> None:
    html = slack_preview(render_slack(told(WEBSTER), single_message=False))
    assert not {"link", "script", "img", "iframe", "base"} & set(_Page(html).tags)
    assert re.search(r"url\(|@import|http-equiv", html) is None


def test_the_page_can_be_read_in_the_dark_and_on_a_phone() -> None:
    html = slack_preview([{"text": "x", "blocks": []}])
    assert "prefers-color-scheme: dark" in html
    assert 'content="width=device-width, initial-scale=1"' in html


@pytest.mark.parametrize(
    "block",
    [{"type": "table"}, {"type": "rich_text", "elements": [{"type": "rich_text_quote"}]}, rich({"type": "emoji"})],
)
def test_what_the_preview_does_not_know_it_does_not_leave_out(block: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"doesn't know the .*'(table|rich_text_quote|emoji)'"):
        shown(block)


def test_no_message_is_no_preview() -> None:
    with pytest.raises(ValueError, match="one message at least"):
        slack_preview([])
