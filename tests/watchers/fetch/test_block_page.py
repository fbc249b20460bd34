import pytest

from tests.watchers.xlsx.packed import workbook_bytes
from watchers.errors import Blocked
from watchers.fetch.block_page import check_no_page
from watchers.fetch.page import says_refused

WHERE = "The list (https://www.ice.gov/a.xlsx)"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"<html><head><title>Access\n Denied</title></head></html>", ""),
        (b"\xef\xbb\xbf \r\n<!-- x --><!DOCTYPE html><title>Access Denied</title>", ""),
        (b"<TITLE>Access Denied</TITLE>", "text/html; charset=utf-8"),
        (b'<meta charset="utf-8"><title>Access Denied</title>', ""),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html><html><title>Access Denied</title></html>', ""),
    ],
)
def test_a_web_page_in_place_of_a_workbook_is_a_block_and_named_by_its_title(content: bytes, content_type: str) -> None:
    with pytest.raises(Blocked, match=r"is a web page \('Access Denied'\), where an Excel workbook was expected"):
        check_no_page(content, where=WHERE, content_type=content_type)


def test_a_workbook_is_none_whatever_the_server_calls_it() -> None:
    check_no_page(workbook_bytes(), where=WHERE, content_type="text/html")
    check_no_page(b"STATE,LAW ENFORCEMENT AGENCY,SUPPORT TYPE", where=WHERE, content_type="text/csv")


CHALLENGES = {
    "Cloudflare": "<title>Just a moment...</title><h1>www.ice.gov</h1><p>Enable JavaScript and cookies to continue</p>",
    "Cloudflare, without words": '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script>',
    "Cloudflare's refusal": "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
    "Incapsula": '<script src="/_Incapsula_Resource?SWJIYLWA=719d34"></script><iframe src="/x"></iframe>',
    "Incapsula's words": "<p>Request unsuccessful. Incapsula incident ID: 877000-123</p>",
    "Akamai": "<H1>Access Denied</H1>You don't have permission to access /identify on this server.<P>Reference #18.2f",
    "Akamai's trial": '<script src="/_sec/cp_challenge/ak-challenge-4-3.htm"></script><p>Powered by</p>',
    "a captcha": "<p>Please complete the CAPTCHA</p>",
    "Imperva": "<h1>Pardon Our Interruption</h1>",
    "PerimeterX": "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p>",
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_with_status_200_is_a_refusal(name: str) -> None:
    assert says_refused(f"<html><body>{CHALLENGES[name]}</body></html>")


def test_a_whole_page_that_names_a_captcha_is_none() -> None:
    links = "".join(f'<a href="/{n}">Careers {n}</a>' for n in range(40))
    assert not says_refused(f"<html><body>{links}<p>This form is protected by reCAPTCHA.</p></body></html>")
    assert not says_refused("<html><body><h1>Delegation of Immigration Authority</h1></body></html>")
