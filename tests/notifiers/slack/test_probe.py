"""Questions to a loopback Slack: what each answer means, and that none of them posts anything."""

from collections.abc import Iterator

import pytest

from notifiers.delivery import DeliveryError
from notifiers.slack.channel import SCOPES
from notifiers.slack.checkup import Seat, SlackProbe
from notifiers.slack.common import SlackApi
from notifiers.slack_webhook.channel import check_webhook
from tests.doubles.slack import Fault, Room, SlackDouble

TOKEN = "xoxb-loopback-secret"


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble() as double:
        yield double
        assert double.posts == []


def probe(slack: SlackDouble, *, timeout: int = 5) -> SlackProbe:
    api = SlackApi(token=lambda: TOKEN, where="SLACK_BOT_TOKEN", base_url=slack.base_url, timeout=timeout)
    return SlackProbe(api)


def test_a_token_says_whose_it_is_and_what_it_may(slack: SlackDouble) -> None:
    found = probe(slack).identity()
    assert (found.bot, found.workspace, found.scopes) == ("watch287g", "Newsroom", frozenset(SCOPES))
    assert slack.authorizations == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize(("said", "found"), [(None, None), ("", frozenset()), ("a, b", frozenset({"a", "b"}))])
def test_permissions_are_read_from_slacks_header(
    slack: SlackDouble, said: str | None, found: frozenset[str] | None
) -> None:
    slack.scopes = said
    assert probe(slack).identity().scopes == found


@pytest.mark.parametrize(
    ("code", "words"),
    [("token_revoked", "the token was revoked"), ("invalid_auth", "the token is wrong"), ("fatal_error", "failed")],
)
def test_a_token_that_slack_refuses_says_why_and_not_which(slack: SlackDouble, code: str, words: str) -> None:
    slack.fail("auth.test", Fault(error=code))
    with pytest.raises(DeliveryError, match=words) as refused:
        probe(slack).identity()
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("room", "seat"),
    [
        (Room(name="desk"), Seat.MEMBER),
        (Room(name="desk", is_member=False), Seat.OUTSIDE),
        (Room(name="desk", is_archived=True), Seat.ARCHIVED),
        (Room(name="desk", is_private=True), Seat.MEMBER),
        (Room(name="desk", is_private=True, is_member=False), Seat.NOWHERE),
    ],
)
def test_a_channel_is_found_by_its_id(slack: SlackDouble, room: Room, seat: Seat) -> None:
    slack.rooms["C0DESK0001"] = room
    assert probe(slack).seat("C0DESK0001") is seat


@pytest.mark.parametrize(
    ("room", "seat"),
    [
        (Room(name="desk"), Seat.MEMBER),
        (Room(name="desk", is_member=False), Seat.OUTSIDE),
        (Room(name="desk", is_archived=True), Seat.ARCHIVED),
        (Room(name="desk", is_private=True), Seat.UNLISTED),
        (Room(name="other"), Seat.UNLISTED),
    ],
)
def test_a_channel_is_found_by_its_name_if_it_is_public(slack: SlackDouble, room: Room, seat: Seat) -> None:
    slack.rooms["C0DESK0001"] = room
    assert probe(slack).seat("#desk") is seat


def test_one_list_of_channels_serves_all_names(slack: SlackDouble) -> None:
    asked = probe(slack)
    assert [asked.seat("#immigration"), asked.seat("#nowhere")] == [Seat.MEMBER, Seat.UNLISTED]
    assert slack.calls == ["conversations.list"]


def test_an_archived_channel_gives_its_name_to_a_living_one(slack: SlackDouble) -> None:
    slack.rooms = {"C0OLD00001": Room(name="desk", is_archived=True), "C0NEW00001": Room(name="desk")}
    assert probe(slack).seat("#desk") is Seat.MEMBER
    slack.rooms = {"C0NEW00001": Room(name="desk"), "C0OLD00001": Room(name="desk", is_archived=True)}
    assert probe(slack).seat("#desk") is Seat.MEMBER


@pytest.mark.parametrize(
    ("channel", "methods"),
    [("#desk", ["conversations.list"]), ("C0DESK0001", ["conversations.info", "conversations.history"])],
)
def test_without_the_permission_to_look_nobody_can_tell(slack: SlackDouble, channel: str, methods: list[str]) -> None:
    for method in methods:
        slack.fail(method, Fault(error="missing_scope"))
    assert probe(slack).seat(channel) is Seat.UNTOLD
    assert slack.calls == methods


@pytest.mark.parametrize("method", ["conversations.info", "conversations.list", "conversations.history"])
def test_a_look_that_slack_cannot_grant_now_is_an_error(slack: SlackDouble, method: str) -> None:
    slack.rooms["C0DESK0001"] = Room(name="desk", is_private=True)
    slack.fail(method, Fault(error="ratelimited", status=429))
    with pytest.raises(DeliveryError, match="busy"):
        probe(slack).seat("#desk" if method.endswith("list") else "C0DESK0001")


@pytest.mark.parametrize("fault", [Fault(close=True), Fault(hang=True)])
def test_a_slack_that_does_not_answer_is_told_within_the_time(slack: SlackDouble, fault: Fault) -> None:
    slack.fail("auth.test", fault)
    with pytest.raises(DeliveryError, match=r"no answer within 1 seconds|cut off"):
        probe(slack, timeout=1).identity()


def test_a_living_webhook_refuses_an_empty_message_and_posts_nothing(slack: SlackDouble) -> None:
    check_webhook(slack.webhook_url(), name="tips", timeout=5)
    assert slack.calls == ["webhook"]


def test_the_older_word_for_no_text_is_known_too(slack: SlackDouble) -> None:
    slack.fail("webhook", Fault(status=400, error="missing_text_or_fallback_or_attachments"))
    check_webhook(slack.webhook_url(), name="tips", timeout=5)


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, "no_service", "removed or switched off"),
        (404, "no_team", "workspace is gone"),
        (410, "channel_is_archived", "channel is archived"),
        (403, "invalid_token", "address is wrong"),
        (404, "<html>", "nothing takes messages there"),
        (200, "ok", "took an empty message"),
    ],
)
def test_a_dead_webhook_is_told_without_its_address(slack: SlackDouble, status: int, code: str, words: str) -> None:
    slack.fail("webhook", Fault(status=status, error=code))
    with pytest.raises(DeliveryError, match=words) as dead:
        check_webhook(slack.webhook_url(), name="tips", timeout=5)
    assert "secretsecret" not in str(dead.value)


def test_a_webhook_at_which_nobody_listens_is_told_without_its_address() -> None:
    with pytest.raises(DeliveryError, match=r"webhook “tips”: can't be reached") as dead:
        check_webhook("http://127.0.0.1:1/services/T0/B0/secretsecret", name="tips", timeout=5)
    assert "secretsecret" not in str(dead.value)
