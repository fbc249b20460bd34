import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.fetch.page import all_links, find_links, nearest_links, says_refused, stated_totals
from watchers.fetch.validators import StatedTotals
from watchers.model.agreement import ListKind, Model

PAGE = "https://www.ice.gov/identify-and-arrest/287g"
DOCS = "/doclib/about/offices/ero/287g/"
NOISE = """
<a href="/">Home</a> <a href="#main-content">Skip to main content</a>
<a href="/doclib/foia/sec287g.xlsx?reading-room">FOIA library</a>
<a href="/doclib/foia/287g/participatingAgencies2019.xlsx">Participating Agencies in 2019</a>
<a href="/doclib/about/offices/ero/pdf/287gFactSheet.pdf">Fact sheet for participating agencies</a>
<a href="/doclib/287gMOA/MOA_TFM_template.pdf">Memorandum of Agreement template</a>
<a href="/file-download/download/public/77">Fact sheet for participating agencies</a>
<a href="/file-download/download/public/78">Pending agencies (PDF)</a>
<a href="/careers/pending">Your pending application</a>
<a href="mailto:ERO287g@ice.dhs.gov?subject=Participating%20Agencies">Ask about participating agencies</a>
<a href="javascript:void(0)">Pending Agencies</a> <a name="pending">Pending</a>
"""


def the_link(anchor: str) -> tuple[str, ListKind | None]:
    found = find_links(NOISE + anchor + NOISE, PAGE)
    assert len(found) == 1, found
    return found[0].url, found[0].expected


@pytest.mark.parametrize(
    "name",
    [
        "participatingAgencies05292025am.xlsx",
        "participatingAgencies11122025mid.xlsx",
        "participatingAgencies090022025am.xlsx",
        "participatingAgencies041720263pm.xlsx",
        "participatingAgencies01052025pm.xlsx",
        "ParticipatingAgencies08282026pm.xlsx",
        "PARTICIPATINGAGENCIES08282026PM.XLSX",
        "287gParticipatingAgencies091526pm.xlsx",
        "ParticipatingAgency09152026pm.xlsx",
        "participatingAgencies_20260930.xlsx",
        "particpatingAgencies10012026am.xlsx",
    ],
)
def test_a_participating_list_is_found_by_its_files_name_alone(name: str) -> None:
    assert the_link(f'<a href="{DOCS}{name}">Download</a>') == (
        f"https://www.ice.gov{DOCS}{name}",
        ListKind.PARTICIPATING,
    )


@pytest.mark.parametrize(
    "element",
    [
        '<a href="#" data-href="{}">Participating Agencies</a>',
        '<a role="button" data-url="{}"><span>Participating</span></a>',
        '<button data-href="{}">Participating Agencies</button>',
        """<button onclick="window.open('{}', '_blank')">Download</button>""",
        '<div data-props="{{&quot;file&quot;: &quot;{}&quot;}}"></div>',
        '<form action="{}"><input type="submit" value="Download"></form>',
        "<script>var list = {{'url': '{}'}};</script>",
        '<script type="application/json">{{"lists": ["{}"]}}</script>',
    ],
)
@pytest.mark.parametrize(
    "address",
    [
        f"{DOCS}participatingAgencies05292025am.xlsx",
        f"//www.ice.gov{DOCS}participatingAgencies05292025am.xlsx",
        f"https://www.ice.gov{DOCS}participatingAgencies05292025am.xlsx".replace("/", r"\/"),
    ],
)
def test_a_list_is_found_in_whatever_the_page_offers_it(element: str, address: str) -> None:
    url = f"https://www.ice.gov{DOCS}participatingAgencies05292025am.xlsx"
    if "\\" in address and not ("script" in element or "data-props" in element or "onclick" in element):
        address = url  # no browser reads JSON's slashes there
    assert the_link(element.format(address)) == (url, ListKind.PARTICIPATING)


def test_a_buttons_words_are_its_own_and_an_offer_beside_the_link_of_its_list_is_none() -> None:
    anchor = f'<a href="{DOCS}participatingAgencies2.xlsx">Participating Agencies</a>'
    old = (
        f'<button data-href="{DOCS}participatingAgencies1.xlsx">Download</button><script>"{DOCS}pending1.xlsx"</script>'
    )
    waiting = '<button data-href="/file-download/download/public/9">Pending Agencies</button> <p>Pending</p>'
    found = find_links(old + anchor + waiting, PAGE)
    assert [(link.url.rsplit("/", 1)[1], link.text) for link in found] == [
        ("participatingAgencies2.xlsx", "Participating Agencies"),
        ("9", "Pending Agencies"),
    ]


@pytest.mark.parametrize("name", ["pendingAgencies05292025am.xlsx", "287gPendingAgencies.XLSX", "PENDING_0929.xlsx"])
def test_a_pending_list_is_found_by_its_files_name_alone(name: str) -> None:
    assert the_link(f'<a href="{DOCS}{name}">Download</a>')[1] is ListKind.PENDING


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/file-download/download/public/208496">View 287(g) Participating Agencies</a>',
        '<a href="/file-download/download/public/208496?n=participatingAgencies08252026pm.xlsx">View</a>',
        '<a href="/file-download/download/public/208496" aria-label="Participating Agencies">View</a>',
        '<a href="/file-download/download/public/208496" title="Participating Agencies">View</a>',
        '<a href="/file-download/download/public/208496"><img alt="Participating Agencies" src="x.png"></a>',
        '<a href="/file-download/download/public/208496"><span aria-label="Participating agencies"></span></a>',
        "<A HREF=/FILE-DOWNLOAD/DOWNLOAD/PUBLIC/208496>PARTICIPATING<br>AGENCIES",
        '<a href="/file-download/download/public/208496">287(g) participants <b>list</b> (XLSX)</a>',
    ],
)
def test_a_link_with_only_a_number_is_known_by_any_of_its_words(anchor: str) -> None:
    url, expected = the_link(anchor)
    assert url.lower().startswith("https://www.ice.gov/file-download/download/public/208496")
    assert expected is ListKind.PARTICIPATING


@pytest.mark.parametrize(
    ("href", "url"),
    [
        (f"https://www.ice.gov{DOCS}a.xlsx", f"https://www.ice.gov{DOCS}a.xlsx"),
        (f"{DOCS}a.xlsx#sheet", f"https://www.ice.gov{DOCS}a.xlsx"),
        (f"//www.ice.gov{DOCS}a.xlsx", f"https://www.ice.gov{DOCS}a.xlsx"),
        ("287g/a.xlsx", "https://www.ice.gov/identify-and-arrest/287g/a.xlsx"),
        (f" {DOCS}a b.xlsx\n", f"https://www.ice.gov{DOCS}a%20b.xlsx"),
        (f"{DOCS}a%20b.xlsx", f"https://www.ice.gov{DOCS}a%20b.xlsx"),
        (f"{DOCS}a.xlsx?x=1&amp;y=2", f"https://www.ice.gov{DOCS}a.xlsx?x=1&y=2"),
        (f"http://example.org{DOCS}a.xlsx", f"http://example.org{DOCS}a.xlsx"),
    ],
)
def test_every_form_of_address_is_made_absolute(href: str, url: str) -> None:
    assert the_link(f'<a href="{href}">Participating Agencies</a>') == (url, ListKind.PARTICIPATING)


def test_a_base_element_moves_relative_links() -> None:
    html = '<base href="https://www.ice.gov/lists/"><a href="participatingAgencies.xlsx">The list</a>'
    assert [link.url for link in find_links(html, PAGE)] == ["https://www.ice.gov/lists/participatingAgencies.xlsx"]


def test_both_lists_are_found_in_the_pages_order_and_each_address_once() -> None:
    html = f"""{NOISE}<a href="{DOCS}2.xlsx">Pending Agencies <span>(XLSX)</span></a>
        <a href="{DOCS}1.xlsx"><img src="icon.png"></a><a href="{DOCS}1.xlsx">Participating Agencies</a>
        <a href="{DOCS}2.xlsx">Pending Agencies again</a>"""
    found = find_links(html, PAGE)
    assert [(link.url.rsplit("/", 1)[-1], link.text, link.expected) for link in found] == [
        ("2.xlsx", "Pending Agencies (XLSX)", ListKind.PENDING),
        ("1.xlsx", "Participating Agencies", ListKind.PARTICIPATING),
    ]


def test_the_words_say_which_list_before_the_files_name_does() -> None:
    assert the_link(f'<a href="{DOCS}pendingAgencies.xlsx">Participating Agencies</a>')[1] is ListKind.PARTICIPATING


def test_a_workbook_among_the_lists_that_claims_neither_or_both_is_a_candidate_all_the_same() -> None:
    assert the_link(f'<a href="{DOCS}list.xlsx">Download</a>')[1] is None
    assert the_link(f'<a href="{DOCS}all.xlsx">Participating and Pending Agencies</a>')[1] is None


def test_a_link_that_names_a_list_and_leads_who_knows_where_counts_only_where_no_file_is_linked() -> None:
    vague = '<a href="/media/208496">View 287(g) Participating Agencies</a>'
    assert the_link(vague) == ("https://www.ice.gov/media/208496", ListKind.PARTICIPATING)
    file = f'<a href="{DOCS}participatingAgencies.xlsx">Excel</a>'
    assert the_link(vague + file)[0].endswith("participatingAgencies.xlsx")


def test_a_page_without_lists_gives_no_candidate() -> None:
    assert find_links(NOISE, PAGE) == ()
    assert find_links("", PAGE) == ()


def test_words_that_only_sound_like_a_list_are_none() -> None:
    html = '<a href="/file-download/1">Spending by agencies</a><a href="/file-download/2">Particular agencies</a>'
    assert find_links(html, PAGE) == ()


def test_a_link_in_a_comment_or_a_style_is_no_link() -> None:
    link = f'<a href="{DOCS}participatingAgencies.xlsx">Participating Agencies</a>'
    assert find_links(f"<!-- {link} --><style>{link}</style>", PAGE) == ()


@pytest.mark.parametrize(
    "broken",
    [
        "<div><p><a href='{url}'>Participating Agencies<a href='/x'>other",
        "<![endif]--><![foo[ x ]]><a href='{url}'>Participating Agencies",
        "<a href='http://[bad'>x</a><a href='{url}'>Participating &nbsp Agencies</a>",
        "<p <b>< <<a><a href='{url}' href='/other' =>Participating Agencies</b></p>",
        "\x00\ufeff<a href='{url}'>Participating Agencies</a><!-- never closed",
    ],
)
def test_broken_html_still_gives_its_links(broken: str) -> None:
    found = find_links(broken.format(url=f"{DOCS}participatingAgencies.xlsx"), PAGE)
    assert [link.url for link in found] == [f"https://www.ice.gov{DOCS}participatingAgencies.xlsx"]
    assert found[0].text == "Participating Agencies"


@given(st.text(alphabet=st.sampled_from(list("<>!-[]/&;#'\"= \nabhref287xls")), max_size=200))
def test_no_text_whatever_makes_the_reader_raise(html: str) -> None:
    for link in find_links(html, PAGE):
        assert link in all_links(html, PAGE)
    stated_totals(html)


def test_an_operator_is_shown_the_links_nearest_to_a_list_first() -> None:
    links = all_links("<a href='/1'>News</a>" * 30 + NOISE, PAGE)
    shown = nearest_links(links, 3)
    assert len(shown) == 3
    assert all("/foia/" in link.url or "file-download" in link.url for link in shown)


def test_the_totals_are_read_from_the_pages_sentence() -> None:
    html = """<p>As of August 26, 2026, 3:22pm, ICE has signed <strong>2,382</strong> Memorandums of&nbsp;Agreement
        for 287(g) programs covering 39 states and 2 U.S. Territories.</p><ul>
        <li>182 Jail Enforcement Model (JEM) agreements in 30 states and 1 territory</li>
        <li>546 Warrant Service Officer (WSO) agreements in 34 states</li>
        <li>1,654 Task Force Model (TFM) agreements in 32 states and 2 territories</li></ul>"""
    assert stated_totals(html) == StatedTotals(
        agreements=2382,
        states=39,
        territories=2,
        as_of="August 26, 2026, 3:22pm",
        models={Model.JEM: 182, Model.WSO: 546, Model.TFM: 1654},
    )


def test_the_totals_of_each_model_are_read_in_other_wordings() -> None:
    html = """<p>ICE has signed 635 Memorandums of Agreement for 287(g) Programs covering 40 states.</p>
        <p>Jail Enforcement Model: ICE has signed 100 Memorandums of Agreement in 25 states.</p>
        <p>Warrant Service Officer: 228</p>
        <p>Under the Task Force Model ICE works with 307 agencies in 30 states.</p>"""
    said = stated_totals(html)
    assert said is not None
    assert (said.agreements, said.states, said.territories, said.as_of) == (635, 40, None, None)
    assert said.models == {Model.JEM: 100, Model.WSO: 228, Model.TFM: 307}


def test_a_sentence_that_names_several_models_gives_no_figure_to_any() -> None:
    html = "<p>ICE has signed 9 MOAs.</p><p>The Jail Enforcement Model and Task Force Model have 5 agreements.</p>"
    assert stated_totals(html) == StatedTotals(agreements=9)


def test_a_page_that_states_no_totals_gives_none() -> None:
    html = "<p>As of 2025-05-29, ICE has signed Memorandums of Agreement for 287(g) programs.</p>"
    assert stated_totals(html) is None
    assert stated_totals("<script>ICE has signed 5 agreements</script>") is None


def test_a_firewalls_page_is_told_from_a_page_of_ice() -> None:
    assert says_refused("<title>x</title><h1>Access Denied</h1>")
    assert not says_refused(NOISE)
