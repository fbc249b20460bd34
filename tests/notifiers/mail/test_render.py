import csv
import io
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

from notifiers.mail.mime import Unsubscribe
from notifiers.mail.render import MOST_BYTES, MOST_ITEMS, render_mail
from notifiers.story.model import Link, Story
from tests.notifiers.mail_stories import LIST, MOA, item, long_story, named, section, story
from watchers.model.event import EventKind

VOID = {"meta", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """What a reader of the HTML gets: its words, links, headings, and the colours of each word in both schemes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.tags: list[str] = []
        self.inks: set[tuple[str, str, str]] = set()
        self._open: list[tuple[str, dict[str, str]]] = [("", {})]
        self._dark = dark_colours(html)
        self.feed(html)
        assert self._open == [("", {})], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(given["href"])
        if tag not in VOID:
            colours = dict(self._open[-1][1])
            for scheme in (
                "light",
                "dark",
            ):  # a style beside the element holds in the dark too, unless a class says other
                colours |= colours_of(given.get("style") or "", scheme)
            for name in (given.get("class") or "").split():
                colours |= self._dark.get(name, {})
            self._open.append((tag, colours))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if not data.strip() or tags & {"style", "title"}:
            return
        self.words.append(data)
        colours = self._open[-1][1]
        if "light ink" in colours:
            for scheme in ("light", "dark"):
                self.inks.add((scheme, colours[f"{scheme} ink"], colours[f"{scheme} paper"]))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def colours_of(style: str, scheme: str) -> dict[str, str]:
    found = re.findall(r"(?<![-\w])(background-color|color):\s*(#\w{6})", style)
    return {f"{scheme} {'paper' if 'back' in name else 'ink'}": colour for name, colour in found}


def dark_colours(html: str) -> dict[str, dict[str, str]]:
    """The dark scheme's colours by class; an element without such a class would keep a light one."""
    block = html[html.index("(prefers-color-scheme: dark)") : html.index("</style>")]
    rules = re.findall(r"((?:\.\w+,? ?)+) \{([^}]*)\}", block)
    return {name: colours_of(body, "dark") for names, body in rules for name in re.findall(r"\w+", names)}


def contrast(ink: str, paper: str) -> float:
    """WCAG 2.2's ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def every_kind() -> Story:
    return story(sections=tuple(section(item(kind=kind, links=(MOA,))) for kind in EventKind))


def test_the_subject_is_the_news_and_the_preheader_counts_it() -> None:
    payload = render_mail(story())
    assert payload["subject"] == "Webster County sheriff joins ICE's 287(g) program; Pulaski County drops jail model"
    assert payload["preheader"] == "1 agency newly signed; 1 agreement no longer on the list"
    assert payload["preheader"] in Page(payload["html"]).text


def test_a_payload_is_plain_json() -> None:
    payload = render_mail(long_story(200), unsubscribe=Unsubscribe(mailto="leave@example.org"))
    assert json.loads(json.dumps(payload)) == payload


def test_both_parts_say_all_that_the_story_says() -> None:
    told = story()
    payload = render_mail(told)
    page = Page(payload["html"])
    said = [told.headline, told.quote, told.source, *told.totals, *told.glossary]
    for part in told.sections:
        said += [part.heading, part.caution or "", *(i.agency for i in part.items)]
        said += [words for i in part.items for words in (*i.facts, *i.notes)]
    for words in said:
        assert words in page.text
        assert words in payload["text"]
    for link in (MOA, LIST):
        assert link.url in page.links
        assert f"{link.text}: {link.url}" in payload["text"]


def test_a_workbooks_name_stands_once_in_the_text() -> None:
    name = "participatingAgencies11062025am.xlsx"
    links = (Link(text=name, url=LIST.url), Link(text=f"before: {name}", url="https://www.ice.gov/public/208496"))
    text = render_mail(story(source="seen 9:04 a.m. CT", source_links=links))["text"]
    assert f"\n{LIST.url}\nbefore: {name}: https://www.ice.gov/public/208496\n" in text


def test_what_is_so_of_each_stands_above_them_in_both_parts() -> None:
    payload = render_mail(story(sections=(section(item(), item(), of_each="Each: signed Nov. 6."),)))
    for words in (payload["text"], Page(payload["html"]).text):
        assert (
            words.index("Newly signed") < words.index("Each: signed Nov. 6.") < words.rindex("Webster County Sheriff")
        )


def test_a_section_that_the_headline_says_has_no_heading() -> None:
    payload = render_mail(story(sections=(section(item(), heading=""),)))
    assert "==" not in payload["text"]
    assert "h2" not in Page(payload["html"]).tags


def test_the_two_parts_differ_in_no_word() -> None:
    payload = render_mail(every_kind(), unsubscribe=Unsubscribe(one_click="https://example.org/stop"))
    in_html = Page(payload["html"]).text.removeprefix(payload["preheader"])
    in_text = re.sub(r": (?:https|mailto):\S+", "", payload["text"])
    words = re.compile(r"[\w'’(),.;:“”-]+")
    assert words.findall(re.sub("==|--", " ", in_text)) == words.findall(in_html)


def test_every_word_is_readable_in_both_schemes() -> None:
    page = Page(render_mail(every_kind(), unsubscribe=Unsubscribe(mailto="leave@example.org"))["html"])
    assert {scheme for scheme, _, _ in page.inks} == {"light", "dark"}
    assert len(page.inks) >= 12
    for scheme, ink, paper in page.inks:
        assert contrast(ink, paper) >= 4.5, (scheme, ink, paper)


def test_a_screen_reader_finds_language_title_headings_and_lists() -> None:
    payload = render_mail(story())
    page = Page(payload["html"])
    assert '<html lang="en">' in payload["html"]
    assert f"<title>{payload['subject'].replace(chr(39), '&#39;')}</title>" in payload["html"]
    assert page.tags.count("h1") == 1
    assert page.tags.count("h2") == 2
    assert page.tags.count("blockquote") == 1
    assert page.tags.count("li") == 2
    assert payload["html"].count("<table") == payload["html"].count('<table role="presentation"')


def test_nothing_is_fetched_from_anywhere_when_a_mail_is_opened() -> None:
    html = render_mail(every_kind())["html"]
    assert not re.search(r"<(img|script|iframe|link|form|input)\b|\bsrc=|url\(|@import", html)


@pytest.mark.parametrize(
    "agency",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% raw %}",
        "Office\r\n\r\n== Newly signed · Kansas (9) ==",
        "Office\u2028== Where it stands ==",
        "\u202eeciffO s'ffirehS",
        "\ud800 half a letter",
        'Don\u0303a & Sons, "Marshal\'s"',
        "W" * 300,
    ],
)
def test_a_name_can_only_be_read(agency: str) -> None:
    payload = render_mail(named(agency))
    plain, odd = render_mail(named("Plain")), Page(payload["html"])
    assert odd.tags == Page(plain["html"]).tags
    assert len(payload["text"].splitlines()) == len(plain["text"].splitlines())
    assert "49" not in payload["text"]
    assert "\u202e" not in payload["html"] + payload["text"] + payload["subject"]
    payload["html"].encode()


def test_an_ordinary_mail_carries_no_file() -> None:
    payload = render_mail(long_story(MOST_ITEMS))
    assert payload["csv"] is None
    assert payload["text"].count("\n* County No.") == MOST_ITEMS
    assert "CSV" not in payload["text"]


def test_a_long_list_shows_the_first_and_says_where_the_rest_is() -> None:
    payload = render_mail(long_story(1_800))
    for words in (payload["text"], Page(payload["html"]).text):
        assert (
            f"the first {MOST_ITEMS} of 1,800 are below; all of them are in the attached {payload['csv']['name']}"
            in words
        )
        assert "And 1,650 more in the attached CSV." in words
    assert payload["text"].count("\n* County No.") == MOST_ITEMS
    assert len(list(csv.reader(io.StringIO(payload["csv"]["text"], newline="")))) == 1_801
    assert "1,800 agencies newly signed" in payload["preheader"]


def test_a_section_without_room_still_says_that_it_is_there() -> None:
    told = long_story(MOST_ITEMS)
    payload = render_mail(story(sections=(*told.sections, story().sections[1])))
    assert "No longer on ICE's list · Missouri (1)" in payload["text"]
    assert "\n1 in the attached CSV.\n" in payload["text"]


@pytest.mark.parametrize("over", [{"agency": "é" * 300}, {"notes": ("n" * 400,) * 4, "links": (MOA,) * 3}])
def test_the_html_stays_under_what_gmail_shows_whatever_the_names(over: dict[str, Any]) -> None:
    told = long_story(400)
    items = tuple(item(event_id=f"e{n}", **over) for n in range(400))
    payload = render_mail(story(sections=(section(*items),), event_ids=told.event_ids))
    assert len(payload["html"].encode()) <= MOST_BYTES
    shown = Page(payload["html"]).tags.count("li")
    assert 2 < shown < MOST_ITEMS
    assert payload["csv"] is not None


def test_the_last_line_says_how_to_stop_the_mails() -> None:
    asked = render_mail(story())
    assert "To stop, ask who runs watch287g" in asked["text"]
    assert asked["unsubscribe"] is None
    way = Unsubscribe(mailto="leave@example.org", one_click="https://example.org/stop?d=1&t=2")
    linked = render_mail(story(), unsubscribe=way)
    assert "Stop these mails: https://example.org/stop?d=1&t=2" in linked["text"]
    assert "https://example.org/stop?d=1&t=2" in Page(linked["html"]).links
    assert linked["unsubscribe"] == {"mailto": "leave@example.org", "one_click": "https://example.org/stop?d=1&t=2"}


def test_no_command_stands_in_a_desks_mail() -> None:
    payload = render_mail(story())
    assert "watch287g why" not in payload["text"] + payload["html"]


def test_the_templates_are_files_of_the_package() -> None:
    folder = files("notifiers.mail") / "templates"
    assert {"alert.html.j2", "alert.txt.j2"} <= {file.name for file in folder.iterdir()}


def test_a_terminal_only_desk_never_loads_the_template_engine() -> None:
    code = "import sys, notifiers.mail.render, notifiers.mail.channel; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
