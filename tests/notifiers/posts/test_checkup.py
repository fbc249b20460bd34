"""What the doctor finds of services that are posted to, where something is wrong; nothing is posted."""

from dataclasses import replace

import pytest

from notifiers.apprise import channel as apprise
from notifiers.finding import Finding, Mark
from notifiers.http.destination import HttpDestination
from notifiers.mastodon.destination import MastodonDestination
from tests.doubles.stands import STANDS, Stand


def found(stand: Stand) -> list[Finding]:
    return [each for checks in type(stand.place).checks([stand.place], stand.here()) for each in checks.run()]


@pytest.mark.parametrize(
    ("key", "secret", "put", "words"),
    [
        ("discord", "DISCORD_WEBHOOK_NEWSROOM", ("secretsecret", "another"), "no such webhook any more"),
        ("google_chat", "GOOGLE_CHAT_WEBHOOK_NEWSROOM", ("secretsecret", "another"), "nothing takes messages there"),
        ("mastodon", "", ("secretsecret", "another"), "the token is wrong"),
        ("apprise", "APPRISE_URL_TELEGRAM", ("json://", "nonsense://"), "doesn't understand its address"),
    ],
)
def test_what_is_dead_is_a_failure_with_a_cure(key: str, secret: str, put: tuple[str, str], words: str) -> None:
    with STANDS[key]() as stand:
        stand.secrets = {name: value.replace(*put) for name, value in stand.secrets.items()}
        (one,) = found(stand)
        assert one.mark is Mark.FAIL
        assert words in one.found
        assert one.cure
        assert stand.arrived() == []


def test_a_token_of_another_account_and_a_server_of_short_posts_are_told() -> None:
    with STANDS["mastodon"]() as stand:
        place = stand.place
        assert isinstance(place, MastodonDestination)
        stand.secrets = {replace(place, account="else").secret: next(iter(stand.secrets.values()))}
        stand.place = replace(place, account="else")
        stand.web.most = 300
        assert [each.found for each in found(stand)] == [
            "the token is @newsroom's",
            "the server takes 300 characters, and the bot writes up to 500",
        ]


def test_an_address_that_leads_inside_is_told_before_anything_is_posted() -> None:
    with STANDS["http"]() as stand:
        stand.place = HttpDestination(name="cms")
        (one,) = found(stand)
        assert (one.mark, "private network" in one.found) == (Mark.FAIL, True)


def test_where_nobody_answers_it_can_be_told_without_the_address() -> None:
    with STANDS["discord"]() as stand:
        stand.secrets = {"DISCORD_WEBHOOK_NEWSROOM": "http://127.0.0.1:1/api/webhooks/1/secretsecret"}
        (one,) = found(stand)
        assert one.mark is Mark.FAIL
        assert "can't be reached" in one.found
        assert "secretsecret" not in one.found + one.cure


def test_without_the_package_the_doctor_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apprise, "_apprise", lambda: None)
    with STANDS["apprise"]() as stand:
        (one,) = found(stand)
        assert (one.mark, "requirements-apprise.txt" in one.cure) == (Mark.FAIL, True)
