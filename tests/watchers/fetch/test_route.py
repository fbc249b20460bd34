"""One rule for every connection: which proxy it takes, and whose certificates it trusts."""

import ssl
from pathlib import Path

import pytest

from watchers.fetch.route import Route, RouteError

PROXY = "http://proxy.example.org:3128"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"])
def test_the_usual_variables_name_the_proxy(name: str) -> None:
    assert Route.of({name: PROXY}).proxy_to("www.ice.gov") == PROXY


def test_the_config_goes_before_the_variables() -> None:
    assert Route.of({"HTTPS_PROXY": "http://other:1"}, proxy=PROXY).proxy_to("www.ice.gov") == PROXY


def test_a_proxy_may_be_named_without_its_scheme() -> None:
    assert Route.of({"HTTPS_PROXY": "proxy.example.org:3128"}).proxy == PROXY


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]", "127.8.8.8"])
def test_this_machine_is_reached_straight(host: str) -> None:
    assert Route(proxy=PROXY).proxy_to(host) is None


@pytest.mark.parametrize(
    ("exceptions", "host", "straight"),
    [
        ("smtp.example.org", "smtp.example.org", True),
        (".example.org, other.net", "SMTP.example.org", True),
        ("example.org", "smtp.example.org", True),
        ("example.org:587", "smtp.example.org", True),
        ("example.org", "notexample.org", False),
        ("*", "www.ice.gov", True),
        ("", "www.ice.gov", False),
    ],
)
def test_exceptions_are_read_as_everywhere(exceptions: str, host: str, straight: bool) -> None:
    assert (Route.of({"HTTPS_PROXY": PROXY, "NO_PROXY": exceptions}).proxy_to(host) is None) is straight


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "http://", "ftp://proxy", "http://proxy:port"])
def test_what_is_no_proxy_is_said(proxy: str) -> None:
    with pytest.raises(RouteError, match="only http and https proxies"):
        Route.of({}, proxy=proxy)


def test_a_login_is_not_shown() -> None:
    route = Route.of({}, proxy="http://desk:secret@proxy.example.org:3128")
    assert "secret" not in f"{route} {route!r}"
    assert str(route) == "by the proxy proxy.example.org:3128"


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    for text in (None, "no certificate"):
        if text is not None:
            file.write_text(text)
        with pytest.raises(RouteError, match=r"ca\.pem holds no certificates that can be read"):
            Route(ca_file=file).trusted(ssl.create_default_context())
