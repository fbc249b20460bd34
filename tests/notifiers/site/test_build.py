import json
import posixpath
import re
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

import feedparser
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from notifiers.site.addresses import event_address, event_page
from notifiers.site.build import build
from notifiers.site.data_files import openapi
from notifiers.site.documents import AGREEMENT_FIELDS, EVENT_FIELDS, LIST_FIELDS, workbook_copy
from notifiers.site.feeds import TYPES
from notifiers.site.record import Record
from notifiers.text.tongue import Tongue
from tests.lists import police, row, sheriff
from tests.notifiers.site.feed_rules import faults
from tests.notifiers.site.sites import ABOUT, ADDRESS, History, Links, a_history, every, made
from tests.notifiers.stories import told
from watchers.model.event import EventKind
from watchers.model.register import Register
from watchers.names.places import STATES

HOSTILE = '"><script>alert(1)</script>\u202e{{ 7*7 }}\x0b&amp;'


@pytest.fixture(scope="module")
def record() -> Record:
    return a_history().record()


@pytest.fixture(scope="module")
def site(record: Record) -> dict[str, bytes]:
    return made(record)


def pages(site: dict[str, bytes]) -> dict[str, str]:
    return {path: body.decode() for path, body in site.items() if path.endswith(".html")}


def the(site: dict[str, bytes], pattern: str) -> str:
    (found,) = [path for path in site if re.search(pattern, path)]
    return site[found].decode()


def test_every_link_within_the_site_leads_somewhere(record: Record, site: dict[str, bytes]) -> None:
    there = {*site, *(workbook_copy(sha256) for sha256 in record.kept)}
    for path, text in pages(site).items():
        page = Links(text)
        for link in (*page.links, *page.loads):
            whole = re.match(f"{ADDRESS}/|{urlsplit(ADDRESS).path}/", link)
            parts = urlsplit(link[whole.end() :] if whole else link)
            if parts.scheme:
                continue
            base = "" if whole else posixpath.dirname(path)
            to = posixpath.normpath(posixpath.join(base, parts.path)) if parts.path else path
            assert to in there, (path, link)
            if parts.fragment:
                assert parts.fragment in Links(site[to].decode()).ids, (path, link)


def test_the_page_for_addresses_without_one_leads_into_the_site_from_any_of_them(record: Record) -> None:
    both = replace(record, about=replace(ABOUT, languages=tuple(Tongue)))
    text = made(both, "404")["404.html"].decode()
    links = {*Links(text).links, *Links(text).loads}
    assert {"/287g/index.html", "/287g/es/index.html", "/287g/search.html", "/287g/assets/site.css"} <= links
    assert all(urlsplit(link).scheme or link.startswith(("/287g/", "#")) for link in links)
    assert "404.html" not in made(both, "sitemap")["sitemap.xml"].decode()
    bare = made(replace(record, about=replace(ABOUT, address=None)), "404")["404.html"].decode()
    assert "/index.html" in Links(bare).links


def test_the_data_are_under_one_licence_wherever_it_is_named(site: dict[str, bytes]) -> None:
    (link,) = [a for tag, a in Links(site["downloads.html"].decode()).tags if tag == "a" and a.get("rel") == "license"]
    assert link["href"] == "https://creativecommons.org/licenses/by/4.0/"
    assert json.loads(site["data/openapi.json"])["info"]["license"] == {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}


def test_no_page_asks_another_host_or_runs_a_script_of_its_own_text(site: dict[str, bytes]) -> None:
    for path, text in pages(site).items():
        page = Links(text)
        own = [load for load in page.loads if not load.startswith(ADDRESS)]
        assert all(not urlsplit(load).netloc for load in own), path
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes), path
        assert [a.get("src") is not None for tag, a in page.tags if tag == "script"] == [True]
        assert "style" not in {name for _, attributes in page.tags for name in attributes}, path


def test_each_page_has_a_language_a_title_one_heading_and_no_id_twice(site: dict[str, bytes]) -> None:
    for path, text in pages(site).items():
        page = Links(text)
        assert [a["lang"] for tag, a in page.tags if tag == "html"] == ["en"], path
        assert len(page.ids) == len(set(page.ids)), path
        assert [tag for tag, _ in page.tags].count("h1") == 1, path
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(b - a <= 1 for a, b in pairwise(levels)), path
        assert re.search(r"<title>[^<]+ · 287\(g\) record</title>|<title>287\(g\) agreements", text), path


def test_an_event_has_a_page_with_its_claim_cells_file_hash_rule_and_quote(
    record: Record, site: dict[str, bytes]
) -> None:
    (event,) = [e for e in record.events if e.kind is EventKind.SIGNED and "Dent" in e.agreement.agency]
    text = site[event_page(event.id)].decode()
    assert f"<h1>{told(event, told={}).headline}</h1>" in text.replace("&#39;", "'")
    for said in ("Dent County Sheriff", "LAW ENFORCEMENT AGENCY", event.workbook.name, event.workbook.sha256, "row 6"):
        assert said in text
    assert "Source: ICE’s 287(g) list" in text
    assert workbook_copy(event.workbook.sha256) in text
    permalink = event_address(f"{ADDRESS}/", event.id)
    assert permalink == f"{ADDRESS}/{event_page(event.id)}"
    assert permalink in text
    assert event_address(None, event.id) is None


def test_what_was_corrected_says_so_and_leads_to_the_correction(record: Record, site: dict[str, bytes]) -> None:
    (back,) = [e for e in record.events if e.kind is EventKind.RETURNED]
    assert back.corrects
    for wrong in back.corrects:
        assert 'class="corrected" role="note">Corrected' in site[event_page(wrong)].decode()
        assert event_page(back.id) in site[event_page(wrong)].decode()
        assert event_page(wrong) in site[event_page(back.id)].decode()


def test_a_state_page_has_its_map_its_table_its_coverage_and_its_law(site: dict[str, bytes]) -> None:
    missouri = site["states/missouri.html"].decode()
    assert 'data-f="29225"' in missouri
    assert "The sheriffs of 3 of 115 counties and county equivalents have an agreement." in missouri
    assert "Webster County Sheriff" in missouri
    assert "State law bars &lt;new&gt; agreements." in site["states/maryland.html"].decode()
    assert "No agency in Vermont is on ICE’s lists." in site["states/vermont.html"].decode()
    assert {f"states/{name}" for name in ("guam.html", "puerto-rico.html", "district-of-columbia.html")} <= set(site)


def test_an_agency_that_is_in_no_county_is_said_to_be_and_never_shaded(site: dict[str, bytes]) -> None:
    nation = site["index.html"].decode()
    assert "1 agency with an agreement is a state’s own" in nation
    assert "1 agency with an agreement is not shaded on the map" in nation
    assert "ICE prints no county" in nation
    assert nation.count('class="m-tfm" d=') == 4  # Webster, Pettis, Dent, Jefferson Parish


def test_the_days_and_the_lists_have_pages_with_what_they_changed(record: Record, site: dict[str, bytes]) -> None:
    assert {f"changes/{day}.html" for day in record.by_day} <= set(site)
    assert len([path for path in site if path.startswith("lists/")]) == len(record.lists)
    assert "2 changes: 2 signed." in the(site, r"lists/participatingagencies001-")


def test_without_an_address_there_are_no_feeds_no_sitemap_and_no_word_of_them(record: Record) -> None:
    bare = made(replace(record, about=replace(ABOUT, address=None)), "^(?!states/)|missouri")
    assert not [path for path in bare if path.endswith((".rss", ".atom", "sitemap.xml"))]
    assert not any("record.example.org" in text or "RSS" in text for text in pages(bare).values())


@pytest.mark.parametrize("form", TYPES)
def test_the_feeds_are_valid_and_their_entries_lead_to_pages(site: dict[str, bytes], form: str) -> None:
    found = [path for path in site if path.endswith(f".{form}") and not path.startswith("data/")]
    assert {f"feeds/nation.{form}", f"feeds/missouri.{form}"} < set(found)
    assert [path for path in found if path.startswith("agencies/missouri/dent-county")]
    for path in found:
        assert faults(form, site[path], f"{ADDRESS}/{path}") == []
        links = re.findall(re.escape(ADDRESS) + '/([^\\\\"<&]+)', site[path].decode())
        assert links, path
        assert set(links) <= set(site), path


def test_a_correction_is_an_entry_and_an_update_of_the_entry_that_it_corrects(
    record: Record, site: dict[str, bytes]
) -> None:
    (back,) = [e for e in record.events if e.kind is EventKind.RETURNED]
    by_url = {entry.link: entry for entry in feedparser.parse(site["feeds/missouri.atom"]).entries}
    wrong = by_url[f"{ADDRESS}/{event_page(back.corrects[0])}"]
    mended = by_url[f"{ADDRESS}/{event_page(back.id)}"]
    assert wrong.updated == mended.published > wrong.published
    assert mended.link in wrong.content[0].value


def test_pages_and_feeds_say_where_the_feeds_are(site: dict[str, bytes]) -> None:
    for path, feed in (("index.html", "feeds/nation"), ("states/missouri.html", "../feeds/missouri")):
        links = [a for tag, a in Links(site[path].decode()).tags if tag == "link" and a.get("rel") == "alternate"]
        assert {(link["type"], link["href"]) for link in links} == {
            (type_, f"{feed}.{form}") for form, type_ in TYPES.items()
        }


def test_building_again_changes_no_byte(record: Record, site: dict[str, bytes]) -> None:
    assert made(replace(record)) == site


def test_a_page_whose_content_changes_has_another_key() -> None:
    history = a_history()
    wanted = re.compile("^(?!states/|feeds/|data/states)|missouri|louisiana|nation")

    def keyed() -> dict[str, tuple[str, bytes]]:
        return {p.path: (p.key, p.body()) for p in every(build(history.record())) if wanted.search(p.path)}

    before = keyed()
    history.sees(sheriff("Webster"), police("Kenner", state="LOUISIANA", county="Jefferson Parish"), sheriff("Taney"))
    history.sees(sheriff("Webster"), police("Kenner", state="LOUISIANA", county="Jefferson Parish"), sheriff("Taney"))
    after = keyed()
    stale = [p for p, (key, body) in after.items() if p in before and before[p][0] == key and before[p][1] != body]
    assert stale == []
    same = [p for p, (key, _) in after.items() if p in before and before[p][0] == key]
    assert len(same) > len(after) / 4


def test_addresses_and_ids_outlive_a_renaming() -> None:
    history = History(sheriff("Webster"), police("Rolla", county="Phelps County"))
    history.sees(sheriff("Webster"), police("Rolla", county="Phelps County"), police("Salem", county="Dent County"))
    before = made(history.record(), "^(agencies|events)/")
    renamed = row("City of Salem Department of Public Safety", level="Municipality", county="Dent County")
    events = history.sees(sheriff("Webster"), police("Rolla", county="Phelps County"), renamed)
    assert [e.kind for e in events] == [EventKind.AMENDED]
    after = made(history.record(), "^(agencies|events)/")
    moved = after["agencies/missouri/salem-police-department.html"].decode()
    assert (
        'http-equiv="refresh" content="0; url=../../agencies/missouri/city-of-salem-department-of-public-safety.html"'
        in moved
    )
    assert "salem-police-department" not in the(after, "agencies/missouri/city-of-salem.*html").partition("<main")[2]
    old, new = (feedparser.parse(s["agencies/missouri/salem-police-department.atom"]) for s in (before, after))
    assert old.feed.id == new.feed.id
    assert {e.id for e in old.entries} < {e.id for e in new.entries}
    assert {path for path in before if path.startswith(("events/", "agencies/"))} <= set(after)


def test_two_agencies_whose_names_make_one_address_have_two_pages() -> None:
    history = History(police("Glen-Rock"), police("Glen Rock"), police("Glenrock"))
    site = made(history.record(), "^agencies/.*html")
    assert len(site) == len(history.record().agencies)


def test_hostile_cells_are_shown_as_text_everywhere() -> None:
    bad = row(
        f"Bad {HOSTILE} Police Department",
        county=f"Jefferson {HOSTILE}",
        level="Municipality",
        model=f"Model {HOSTILE} one",
    )
    history = History(sheriff("Webster"))
    history.sees(sheriff("Webster"), bad)
    site = made(history.record(), "^(?!states/|feeds/)|missouri|nation")
    for path, body in site.items():
        text = body.decode()
        if path.endswith((".html", ".rss", ".atom")):
            assert "<script>alert" not in text, path
            assert "\u202e" not in text, path
            assert "\x0b" not in text, path
            assert "49" not in re.findall(r"Bad [^<]*?(\d\d)[^<]*Police", text), path
        if path.endswith((".rss", ".atom", ".json")) and not path.startswith("data/"):
            assert faults(path.rpartition(".")[2], body, f"{ADDRESS}/{path}") == []
            assert path.endswith(".json") or not feedparser.parse(body).bozo, path
    assert [path for path in site if path.startswith("agencies/missouri/bad-script-alert-1-script")]


def test_a_site_of_an_empty_record_can_be_looked_at() -> None:
    site = made(Record(register=Register(), events=(), lists=(), about=ABOUT))
    assert "No list has been read yet." in site["index.html"].decode()
    assert len([path for path in site if path.startswith("states/")]) == len(STATES)


def test_the_openapi_document_is_valid_and_the_files_are_as_it_says(record: Record, site: dict[str, bytes]) -> None:
    document = json.loads(site["data/openapi.json"])
    validate(document)
    assert document == openapi(ADDRESS)
    for path, item in document["paths"].items():
        schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        files = [file for file in site if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path.lstrip("/")), file)]
        assert files, path
        for file in files:
            Draft202012Validator({**schema, "components": document["components"]}).validate(json.loads(site[file]))


def test_the_csv_has_the_columns_of_the_dictionary(site: dict[str, bytes]) -> None:
    assert site["data/agreements.csv"].decode().splitlines()[0] == ",".join(AGREEMENT_FIELDS)
    assert site["data/events.csv"].decode().splitlines()[0] == ",".join(EVENT_FIELDS)
    downloads = site["downloads.html"].decode()
    for name in (*AGREEMENT_FIELDS, *EVENT_FIELDS, *LIST_FIELDS):
        assert f"<code>{name}</code>" in downloads
    assert site["data/chain.head"].decode().strip() in downloads
