import pytest

from watchers.errors import Unsafe
from watchers.fetch.site import Site, file_name

ICE = Site.of("https://www.ice.gov/identify-and-arrest/287g")
REHEARSAL = Site.of("http://127.0.0.1:8287/identify-and-arrest/287g")


@pytest.mark.parametrize("url", ["https://www.ice.gov/x", "https://ice.gov/x", "https://WWW.ICE.GOV:443/x?y=1"])
def test_ice_with_and_without_www_is_one_site(url: str) -> None:
    ICE.check(url, came_by="A link leads to")


@pytest.mark.parametrize(
    "url",
    [
        "http://www.ice.gov/x",
        "https://www.ice.gov:8443/x",
        "https://www.ice.gov.example.org/x",
        "https://notice.gov/x",
        "https://sub.ice.gov/x",
        "https://user:secret@www.ice.gov/x",
        "https://www.ice.gov@example.org/x",
        "https://www.ice.gov\\@example.org/x",
        "https://www.ice.gov%2eexample.org/x",
        "https://www.ice.gov:443:80/x",
        "https://127.0.0.1/x",
        "https://10.0.0.7/x",
        "https://[::1]/x",
        "https://[bad/x",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://www.ice.gov/x",
        "//www.ice.gov/x",
        "",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(Unsafe, match=r"isn't on https://ice\.gov: the bot follows no link"):
        ICE.check(url, came_by="A link leads to")


@pytest.mark.parametrize("url", ["https://www.ice.gov/x", "http://127.0.0.1:1/x", "http://localhost:8287/x"])
def test_a_rehearsal_on_this_machine_stays_on_its_own_port(url: str) -> None:
    REHEARSAL.check("http://127.0.0.1:8287/doclib/a.xlsx", came_by="A link leads to")
    with pytest.raises(Unsafe, match=r"isn't on http://127\.0\.0\.1:8287"):
        REHEARSAL.check(url, came_by="A link leads to")


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.0.0.9/", "http://[::1]:80/", "https://a.example/"])
def test_the_page_may_be_on_https_or_on_this_machine(url: str) -> None:
    Site.of(url).check(url, came_by="It is")


@pytest.mark.parametrize("url", ["http://www.ice.gov/287g", "http://10.0.0.7/", "ice.gov", "https://a@ice.gov/", ""])
def test_a_page_address_that_is_neither_is_refused_with_where_to_mend_it(url: str) -> None:
    with pytest.raises(Unsafe, match="Mend it in the config"):
        Site.of(url)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (None, "208496"),
        ("inline", "208496"),
        ('attachment; filename="participatingAgencies08252026pm.xlsx"', "participatingAgencies08252026pm.xlsx"),
        ("attachment; filename=list.xlsx; size=3", "list.xlsx"),
        ('ATTACHMENT; FileName = "a; b \\"c\\".xlsx"', 'a; b "c".xlsx'),
        ("attachment; filename=\"plain.xlsx\"; filename*=UTF-8''se%C3%B1al%20pm.xlsx", "señal pm.xlsx"),
        ("attachment; filename*=iso-8859-1'en'%A3.xlsx; filename=plain.xlsx", "£.xlsx"),
        ("attachment; filename*=klingon''%A3.xlsx; filename=plain.xlsx", "plain.xlsx"),
        ('attachment; filename="../../etc/a.xlsx"', "a.xlsx"),
        ('attachment; filename="C:\\\\lists\\\\a.xlsx"', "a.xlsx"),
        ('attachment; filename=".hidden\x07\u202e.xlsx"', "hidden .xlsx"),
        ('attachment; filename=""', "208496"),
    ],
)
def test_a_file_is_called_as_its_server_says(disposition: str | None, name: str) -> None:
    assert file_name("https://www.ice.gov/file-download/download/public/208496?x=y/z", disposition) == name


def test_a_file_without_a_servers_word_is_called_as_its_address() -> None:
    assert file_name("https://www.ice.gov/doclib/a%20copy.xlsx", None) == "a copy.xlsx"
    assert file_name("https://www.ice.gov/", None) == "unnamed"
    assert len(file_name("https://www.ice.gov/" + "a" * 999 + ".xlsx", None)) == 150
