"""[network]: one way out for every connection, by the config or the usual variables."""

from pathlib import Path

import pytest

from bot.config.load import ConfigError, load_config
from bot.config.model import Config
from bot.doctor.exam import Installation
from bot.doctor.setup import config as config_findings
from bot.outgoing.channels import surroundings
from tests.bot.newsroom import TWO_DESKS, Newsroom

PROXY = "http://proxy.newsroom.test:3128"


def read(folder: Path, network: str = "", **environ: str) -> Config:
    path = folder / "config.toml"
    path.write_text(f"{network}\n{TWO_DESKS}", "utf-8")
    return load_config(path, environ)


@pytest.mark.parametrize(
    ("network", "environ", "proxy"),
    [
        ("", {}, None),
        ("", {"HTTPS_PROXY": PROXY}, PROXY),
        ("", {"all_proxy": "proxy.newsroom.test:3128"}, PROXY),
        ("", {"HTTPS_PROXY": PROXY, "NO_PROXY": "ice.gov"}, None),
        (f'[network]\nproxy = "{PROXY}"', {}, PROXY),
        (f'[network]\nproxy = "{PROXY}"', {"HTTPS_PROXY": "http://another.test:1"}, PROXY),
        ('[network]\nproxy = "none"', {"HTTPS_PROXY": PROXY}, None),
    ],
)
def test_the_config_says_the_way_else_the_usual_variables(
    tmp_path: Path, network: str, environ: dict[str, str], proxy: str | None
) -> None:
    assert read(tmp_path, network, **environ).route.proxy_for("https://www.ice.gov/x") == proxy


def test_channels_and_ices_page_go_the_same_way(tmp_path: Path) -> None:
    config = read(tmp_path, HTTPS_PROXY=PROXY)
    assert surroundings(config, {}, write=print, now=lambda: room.at).route is config.route
    room = Newsroom(tmp_path, TWO_DESKS, {"HTTPS_PROXY": PROXY})
    assert room.config.route == config.route


@pytest.mark.parametrize(
    ("network", "environ", "said"),
    [
        ('[network]\nproxy = "socks5://a.test:1"', {}, "line 2: [network] proxy: the proxy is no address such as"),
        ("", {"ALL_PROXY": "socks5://a.test:1"}, 'write proxy = "none" under [network] to go without.'),
        ('[network]\nca_file = "/no/such.pem"', {}, "line 2: [network] ca_file: ca_file /no/such.pem holds no"),
        ('[network]\nca_file = "such.pem"', {}, "is no whole path. Write it from / on."),
        ('[network]\nproxy = "http://me:hushhush@a.test:1"', {}, "a password in a web address"),
        ('[network]\nprxoy = "none"', {}, 'Did you mean "proxy"?'),
    ],
)
def test_a_way_that_cannot_be_used_is_a_sentence_with_its_line(
    tmp_path: Path, network: str, environ: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, network, **environ)
    assert said in str(caught.value)
    assert "hushhush" not in str(caught.value)


def test_the_doctor_says_the_way_without_the_login(tmp_path: Path) -> None:
    room = read(tmp_path, HTTPS_PROXY="http://me:hushhush@proxy.newsroom.test:3128", NO_PROXY="mail.newsroom.test")
    here = Installation(config=room, environ={}, now=lambda: Newsroom(tmp_path).at)
    [said] = [str(finding) for finding in config_findings(here) if "way out" in str(finding)]
    assert "by the proxy proxy.newsroom.test:3128, but for mail.newsroom.test" in said
    assert "hushhush" not in said
