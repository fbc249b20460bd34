"""The config and the channels must agree on what is good: what the one lets through, the other must not refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import values as config_values
from notifiers.mail.mime import Unsubscribe, checked_address
from notifiers.mail.settings import one_click_address
from notifiers.slack.settings import channel
from notifiers.text.entry import Unfit, email_address
from watchers.names.places import STATES


@given(st.from_regex(r"[a.+_-]{0,4}[a.]{0,3}@([a-]{1,3}\.){0,2}(org|localhost)", fullmatch=True) | st.text(max_size=20))
def test_an_address_that_the_config_takes_can_be_mailed_to(text: str) -> None:
    try:
        address = email_address(text)
    except Unfit:
        return
    assert checked_address(address) == address


@given(st.from_regex(r"https?://[a-c.]{1,5}(:8)?/[ -~é]{0,5}", fullmatch=True))
def test_an_unsubscribe_page_that_the_config_takes_can_stand_in_a_mail(url: str) -> None:
    try:
        taken = one_click_address(url)
    except Unfit:
        return
    assert Unsubscribe(one_click=taken).one_click == url


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
