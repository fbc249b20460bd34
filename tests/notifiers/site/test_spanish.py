"""The public record in Spanish: under es/, page by page the English one, in its language alone."""

import posixpath
import re
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

import pytest

from notifiers.site.documents import workbook_copy
from notifiers.site.record import Record
from notifiers.text.tongue import Tongue
from tests.notifiers.language.english_words import english_in, figures_in
from tests.notifiers.site.feed_rules import faults
from tests.notifiers.site.sites import ABOUT, ADDRESS, Links, a_history, made

WANTED = "^(es/)?(?!(es/)?(states|feeds)/)|missouri|louisiana|vermont|district|nation"


HEADLINE_OR_TAG = r'<p class="today">.*?</p>|<[^>]+>'
"""A day's headline says in figures what there is room for."""


@pytest.fixture(scope="module")
def record() -> Record:
    return replace(a_history().record(), about=replace(ABOUT, languages=(Tongue.ENGLISH, Tongue.SPANISH), laws=()))


@pytest.fixture(scope="module")
def site(record: Record) -> dict[str, bytes]:
    return made(record, WANTED)


def said(text: str) -> str:
    """What a page says, and what it says to those who can't see it, without what is marked as English."""
    text = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", text, flags=re.DOTALL)
    told = re.findall(r'(?:content|aria-label|placeholder|alt|data-(?:n|all|shown|words|copy))="([^"]*)"', text)
    shown = re.sub(r"<(script|style).*?</\1>|<!--.*?-->", " ", text.partition("<title>")[2], flags=re.DOTALL)
    return " \n ".join([*told, re.sub(r"<[^>]+>", " \n ", shown)]).replace("&#39;", "'")


def printed(record: Record) -> set[str]:
    names = {row.agency for e in record.events for row in (e.agreement, e.before) if row}
    names |= {agency.name for agency in record.agencies} | {found.workbook.name for found in record.lists}
    return names | {"width=device-width, initial-scale=1", "summary_large_image", "article", "light dark", "CC BY 4.0"}


def test_every_english_page_has_its_spanish_one_and_data_is_there_once(site: dict[str, bytes]) -> None:
    pages = {path for path in site if path.endswith((".html", ".rss", ".atom"))}
    spanish = {path.removeprefix("es/") for path in pages if path.startswith("es/")}
    assert spanish == {path for path in pages if not path.startswith("es/")} - {"404.html"}
    assert not [path for path in site if path.startswith(("es/data", "es/assets"))]


def test_a_spanish_page_has_no_english_word_of_ours(record: Record, site: dict[str, bytes]) -> None:
    names = printed(record)
    found = {
        path: words
        for path, body in site.items()
        if path.startswith("es/") and path.endswith(".html") and (words := english_in(said(body.decode()), names))
    }
    assert found == {}


def test_a_spanish_page_has_the_figures_of_the_english_one(record: Record, site: dict[str, bytes]) -> None:
    names = printed(record)
    for path in [path for path in site if path.startswith("es/") and path.endswith(".html")]:
        mine, other = (site[each].decode().partition("<main")[2] for each in (path, path.removeprefix("es/")))
        plain = [re.sub(HEADLINE_OR_TAG, " \n ", text).replace("&#39;", "'") for text in (mine, other)]
        assert figures_in(plain[0], names) == figures_in(plain[1], names), path


def test_each_link_of_a_spanish_page_leads_somewhere_and_to_spanish_pages_alone(
    record: Record, site: dict[str, bytes]
) -> None:
    there = {*site, *(workbook_copy(sha256) for sha256 in record.kept)}
    for path in [path for path in site if path.startswith("es/") and path.endswith(".html")]:
        page = Links(site[path].decode())
        assert ("html", "es") in {(tag, a.get("lang")) for tag, a in page.tags}
        switch = [a["href"] for tag, a in page.tags if tag == "a" and a.get("hreflang") == "en"]
        assert [posixpath.normpath(posixpath.join(posixpath.dirname(path), to or "")) for to in switch] == [path[3:]]
        for link in (*page.links, *page.loads):
            parts = urlsplit(link.removeprefix(f"{ADDRESS}/") if link.startswith(ADDRESS) else link)
            if parts.scheme or not parts.path or link in (*switch, f"{ADDRESS}/{path[3:]}"):
                continue
            base = "" if link.startswith(ADDRESS) else posixpath.dirname(path)
            to = posixpath.normpath(posixpath.join(base, parts.path))
            assert to in there or not re.search(WANTED, to), (path, link)
            assert to.startswith("es/") or not to.endswith((".html", ".rss", ".atom")), (path, link)


def test_both_languages_name_each_other_to_search_engines(site: dict[str, bytes]) -> None:
    for path in ("states/missouri.html", "es/states/missouri.html"):
        links = {
            a["hreflang"]: a["href"] for tag, a in Links(site[path].decode()).tags if tag == "link" and "hreflang" in a
        }
        english = f"{ADDRESS}/states/missouri.html"
        assert links == {"en": english, "es": f"{ADDRESS}/es/states/missouri.html", "x-default": english}
    assert f'hreflang="es" href="{ADDRESS}/es/states/missouri.html"' in site["sitemap.xml"].decode()
    assert site["sitemap.xml"].decode().count(f"<loc>{ADDRESS}/es/states/missouri.html</loc>") == 1


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_spanish_feeds_are_valid_have_ids_of_their_own_and_lead_to_spanish_pages(
    record: Record, site: dict[str, bytes], form: str
) -> None:
    names = printed(record)
    for path in [path for path in site if path.startswith("es/") and path.endswith(f".{form}")]:
        text = site[path].decode()
        assert faults(form, site[path], f"{ADDRESS}/{path}") == []
        assert form == "json" or english_in(re.sub(r"<[^>]+>", " ", unescape(unescape(text))), names) == []
        assert {"rss": "<language>es-us<", "atom": 'xml:lang="es"', "json": '"language":"es-US"'}[form] in text
        assert not re.findall(re.escape(ADDRESS) + r"/(?!es/)", text)
        ids = set(re.findall(r"urn:uuid:[0-9a-f-]+", text))
        assert ids.isdisjoint(re.findall(r"urn:uuid:[0-9a-f-]+", site[path.removeprefix("es/")].decode()))
