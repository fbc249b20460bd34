"""What the config takes for a value, which nobody asks again: what it lets through goes into headers and requests."""

import pytest

from bot.config import values as config_values
from notifiers.mail.settings import host, one_click_address
from notifiers.slack.settings import channel
from notifiers.text.entry import Unfit, email_address
from watchers.names.places import STATES


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "desk",
            "desk@",
            "@x.org",
            "a b@x.org",
            "a@x.org\r\nRCPT TO:<b@x.org>",
            "Desk <a@x.org>",
            "a@x.org,b@x.org",
        ),
        *("ü@x.org", "a@ü.org", "a..b@x.org", ".a@x.org", "a@x..org", '"a b"@x.org', "a@x.org\n", "a" * 65 + "@x.org"),
    ],
)
def test_what_is_no_plain_address_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Unfit, match=r"is no mail address|write only the address"):
        email_address(text)


@pytest.mark.parametrize(
    "link", ["http://x.org/", "https://", "https://x.org/ü", "https://x.org/a b", "https://x.org/>,<x"]
)
def test_a_one_click_link_is_plain_https(link: str) -> None:
    with pytest.raises(Unfit):
        one_click_address(link)


@pytest.mark.parametrize("name", ["", "a..b", "smtp example", "x" * 64 + ".org", "smtp.ex\nample.org", "https://x.org"])
def test_what_can_be_no_servers_name_is_refused(name: str) -> None:
    with pytest.raises(Unfit, match="server's name"):
        host(name)


@pytest.mark.parametrize("code", sorted(STATES))
def test_a_state_is_known_by_code_and_name_in_any_case(code: str) -> None:
    state = STATES[code]
    for text in (code, code.lower(), state.name, state.name.upper(), state.ap):
        assert config_values.state(text) == code


@pytest.mark.parametrize("text", ["MZ", "", "Georgia Tech", "New", "München"])
def test_what_is_near_no_state_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Unfit, match='Write a code such as "MO"'):
        config_values.state(text)


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "America/", "/etc/localtime", "US/Nowhere", "EST", "Z", "a\x00/b"]
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(Unfit, match="is no time zone"):
        config_values.zone(text)


@pytest.mark.parametrize("text", ["#immigration", "#a_b-c", "#news-münchen", "C0123ABCDE", "G0123ABCDE"])
def test_slacks_channel_names_and_ids_are_taken_as_they_are(text: str) -> None:
    assert channel(text) == text


@pytest.mark.parametrize("text", ["#", "# a", "#a,b", "<!channel>", "U0123ABCDE", "#" + "a" * 81, "##a"])
def test_what_slack_would_not_take_as_a_channel_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        channel(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Central", "America/Chicago"), ("Centrl", "America/Chicago"), ("Easten time", "America/New_York")],
)
def test_a_zone_in_everyday_words_gets_its_name_also_with_a_slip_in_it(text: str, meant: str) -> None:
    with pytest.raises(Unfit, match=f'Did you mean "{meant}"'):
        config_values.zone(text)
