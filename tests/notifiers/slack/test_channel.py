"""Slack by token and by webhook, against a Slack on loopback that fails as it is told."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from notifiers.delivery import DeliveryError, Message, Retry
from notifiers.digest.drawing import draw_counties
from notifiers.slack.channel import SlackChannel
from notifiers.slack.common import METADATA_TYPE, SlackApi
from notifiers.slack.digest import render_digest_slack
from notifiers.slack.render import render_slack
from notifiers.slack_webhook.channel import WebhookChannel
from tests.doubles.slack import Fault, SlackDouble
from tests.notifiers.digests import one_of_each, week
from tests.notifiers.slack_rules import check
from tests.notifiers.stories import WEBSTER, signings, told

TOKEN = "xoxb-very-secret"
NOW = 1_700_000_100.0


class Time:
    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble(check) as double:
        yield double
        assert double.refused == []


def channel(slack: SlackDouble, time: Time | None = None, name: str = "#immigration", **over: Any) -> SlackChannel:
    time = time or Time()
    api = SlackApi(**{"token": lambda: TOKEN, "where": name, "base_url": slack.base_url, **over})
    return SlackChannel(api, name, clock=time.clock, sleep=time.sleep)


def webhook(slack: SlackDouble, time: Time | None = None) -> WebhookChannel:
    time = time or Time()
    return WebhookChannel(url=slack.webhook_url, name="tips", clock=time.clock, sleep=time.sleep)


def message(payload: dict[str, Any] | None = None, **over: Any) -> Message:
    payload = payload or render_slack(told(WEBSTER), single_message=False)[0]
    return Message(**{"id": "m1", "destination": "slack", "part": 0, "payload": payload, **over})


def test_a_message_arrives_once_with_its_delivery_id(slack: SlackDouble) -> None:
    receipt = channel(slack).deliver(message(), unsure=False)
    (post,) = slack.posts
    assert receipt.details == {"channel": post.channel, "ts": post.ts}
    assert post.body["metadata"] == {"event_type": METADATA_TYPE, "event_payload": {"delivery_id": "m1"}}
    assert slack.authorizations == [f"Bearer {TOKEN}"]


def test_replies_and_the_file_go_into_the_parents_thread(slack: SlackDouble) -> None:
    bot = channel(slack)
    payloads = render_slack(told(*signings(120)), single_message=False)
    parent = bot.deliver(message(payloads[0]), unsure=False)
    for part, payload in enumerate(payloads[1:], start=1):
        bot.deliver(message(payload, id=f"m{part}", part=part, reply_to=parent.details), unsure=False)
    ts = parent.details["ts"]
    assert [p.thread_ts for p in slack.posts] == [None, *[ts] * (len(payloads) - 1)]
    assert slack.posts[-1].files[0]["content"].count("\r\n") == 121


def test_an_answer_to_a_reply_goes_to_the_threads_first_message(slack: SlackDouble) -> None:
    reply = {"channel": "C00000001", "ts": "2.0", "thread_ts": "1.0"}
    receipt = channel(slack).deliver(message(reply_to=reply), unsure=False)
    assert slack.posts[0].thread_ts == "1.0"
    assert receipt.details["thread_ts"] == "1.0"


THREAD_IS_SHUT = [
    "thread_not_found",
    "cannot_reply_to_message",
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
]
REPLY = {"channel": "C00000001", "ts": "1.0"}


@pytest.mark.parametrize("code", THREAD_IS_SHUT)
def test_an_answer_that_the_thread_does_not_take_goes_to_the_channel(slack: SlackDouble, code: str) -> None:
    slack.fail("chat.postMessage", Fault(error=code))
    payload = {**message().payload, "reply_broadcast": True}
    receipt = channel(slack).deliver(message(payload, reply_to=REPLY), unsure=False)
    (post,) = slack.posts
    assert (post.thread_ts, "reply_broadcast" in post.body, post.channel) == (None, False, "C00000001")
    assert receipt.details == {"channel": post.channel, "ts": post.ts}


def test_an_answer_may_have_to_leave_its_thread_and_its_blocks(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fault(error="invalid_blocks"), Fault(error="thread_not_found"))
    channel(slack).deliver(message(reply_to=REPLY), unsure=False)
    (post,) = slack.posts
    assert (post.thread_ts, "blocks" in post.body) == (None, False)
    assert "Webster County" in post.body["text"]


def test_metadata_that_slack_refuses_is_left_out(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fault(error="metadata_must_be_sent_from_app"))
    channel(slack).deliver(message(), unsure=False)
    assert "metadata" not in slack.posts[0].body


def test_a_picture_is_uploaded_with_its_words(slack: SlackDouble) -> None:
    digest = week(*one_of_each())
    payload = next(p for p in render_digest_slack(digest, single_message=False) if "base64" in p.get("file", ()))
    channel(slack).deliver(message(payload, reply_to={"channel": "C1234ABCD", "ts": "1.0"}), unsure=False)
    (file,) = slack.posts[-1].files
    assert digest.county_map is not None
    assert (file["name"], file["alt"]) == ("watch287g-mid-missouri-digest-2025-w45.png", digest.county_map.words)
    assert file["content"].encode("latin-1") == draw_counties(digest.county_map).png


def test_a_file_whose_thread_is_gone_goes_to_the_channel(slack: SlackDouble) -> None:
    payload = next(p for p in render_slack(told(*signings(120)), single_message=False) if "file" in p)
    slack.fail("files.completeUploadExternal", Fault(error="thread_not_found"))
    receipt = channel(slack).deliver(message(payload, reply_to=REPLY), unsure=False)
    (post,) = slack.posts
    assert (post.thread_ts, len(post.files)) == (None, 1)
    assert "thread_ts" not in receipt.details


def test_an_answer_in_doubt_is_looked_for_in_the_channel_where_its_thread_is_gone(slack: SlackDouble) -> None:
    bot = channel(slack)
    slack.fail("chat.postMessage", Fault(error="thread_not_found"), Fault(close=True, accepted=True))
    with pytest.raises(DeliveryError):
        bot.deliver(message(reply_to=REPLY), unsure=False)
    slack.fail("conversations.replies", Fault(error="thread_not_found"))
    receipt = bot.deliver(message(reply_to=REPLY), unsure=True)
    assert [post.ts for post in slack.posts] == [receipt.details["ts"]]


def test_messages_keep_a_second_apart(slack: SlackDouble) -> None:
    time = Time()
    bot = channel(slack, time)
    for _ in range(3):
        bot.deliver(message(), unsure=False)
    assert time.slept == pytest.approx([1.1, 1.1])


@pytest.mark.parametrize(
    ("fault", "retry", "says"),
    [
        (Fault(error="not_in_channel"), Retry.PAUSE, "/invite @"),
        (Fault(error="channel_not_found"), Retry.PAUSE, "no such channel"),
        (Fault(error="is_archived"), Retry.PAUSE, "archived"),
        (Fault(error="restricted_action_read_only_channel"), Retry.PAUSE, "admin"),
        (Fault(error="token_revoked"), Retry.PAUSE, "new bot token"),
        (Fault(error="missing_scope"), Retry.PAUSE, "scopes"),
        (Fault(error="service_unavailable"), Retry.LATER, "later"),
        (Fault(error="internal_error"), Retry.UNKNOWN, "may have posted"),
        (Fault(error="never_heard_of"), Retry.LATER, "never_heard_of"),
        (Fault(status=500), Retry.UNKNOWN, "may have posted"),
        (Fault(close=True), Retry.UNKNOWN, "no answer"),
    ],
)
def test_each_refusal_says_what_to_do(slack: SlackDouble, fault: Fault, retry: Retry, says: str) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(DeliveryError) as caught:
        channel(slack).deliver(message(), unsure=False)
    assert (caught.value.retry, says in str(caught.value)) == (retry, True)
    assert TOKEN not in f"{caught.value!r}{caught.value.__cause__!r}"
    assert slack.posts == []
    assert slack.calls == ["chat.postMessage"]


def test_too_many_requests_carry_slacks_own_wait(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fault(status=429, error="ratelimited", retry_after=30))
    with pytest.raises(DeliveryError) as caught:
        channel(slack).deliver(message(), unsure=False)
    assert (caught.value.retry, caught.value.wait) == (Retry.LATER, 30)


def test_a_hanging_slack_is_left_with_the_outcome_unknown(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fault(hang=True))
    with pytest.raises(DeliveryError) as caught:
        channel(slack, timeout=1).deliver(message(), unsure=False)
    assert caught.value.retry is Retry.UNKNOWN


def test_a_refused_connection_can_be_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        api = SlackApi(token=lambda: TOKEN, where="#immigration", base_url=f"http://127.0.0.1:{port}/api/")
        bot = SlackChannel(api, "#immigration", clock=lambda: NOW, sleep=lambda _: None)
        with pytest.raises(DeliveryError) as caught:
            bot.deliver(message(), unsure=False)
    assert caught.value.retry is Retry.LATER


def test_blocks_that_slack_refuses_are_sent_as_plain_words(slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", Fault(error="invalid_blocks"))
    channel(slack).deliver(message(), unsure=False)
    (post,) = slack.posts
    assert "blocks" not in post.body
    assert "according to U.S. Immigration and Customs Enforcement.\npopulation 40,000 · row 598" in post.text


@pytest.mark.parametrize("off", [0.0, 11 * 365 * 24 * 3600.0, -NOW])
@pytest.mark.parametrize("name", ["#immigration", "C1234ABCD"])
def test_a_message_that_was_accepted_without_an_answer_is_found_again_by_any_clock(
    slack: SlackDouble, name: str, off: float
) -> None:
    slack.fail("chat.postMessage", Fault(close=True, accepted=True))
    with pytest.raises(DeliveryError):
        channel(slack, name=name).deliver(message(), unsure=False)
    wrong = Time()
    wrong.now += off
    receipt = channel(slack, wrong, name=name).deliver(message(), unsure=True)
    (post,) = slack.posts
    assert receipt.details == {"channel": post.channel, "ts": post.ts}


def test_a_reply_and_a_file_that_were_accepted_are_found_in_the_thread(slack: SlackDouble) -> None:
    bot = channel(slack)
    payloads = render_slack(told(*signings(120)), single_message=False)
    parent = bot.deliver(message(payloads[0]), unsure=False)
    slack.fail("chat.postMessage", Fault(close=True, accepted=True))
    slack.fail("files.completeUploadExternal", Fault(close=True, accepted=True))
    for id_, payload in (("m1", payloads[1]), ("m9", payloads[-1])):
        part = message(payload, id=id_, part=1, reply_to=parent.details)
        with pytest.raises(DeliveryError) as caught:
            bot.deliver(part, unsure=False)
        assert caught.value.retry is Retry.UNKNOWN
        bot.deliver(part, unsure=True)
    assert len(slack.posts) == 3


def test_a_message_that_never_arrived_is_posted_after_the_look_back(slack: SlackDouble) -> None:
    channel(slack).deliver(message(), unsure=True)
    assert slack.calls == ["conversations.list", "conversations.history", "chat.postMessage"]
    assert "may be a repeat" not in str(slack.posts[0].body)


def test_without_leave_to_look_back_the_message_says_that_it_may_be_a_repeat(slack: SlackDouble) -> None:
    slack.fail("conversations.list", Fault(error="missing_scope"))
    channel(slack).deliver(message(), unsure=True)
    assert "may be a repeat" in str(slack.posts[0].body["blocks"])


def test_while_slack_is_down_the_outcome_stays_unknown(slack: SlackDouble) -> None:
    slack.fail("conversations.list", Fault(status=503))
    with pytest.raises(DeliveryError) as caught:
        channel(slack).deliver(message(), unsure=True)
    assert caught.value.retry is Retry.UNKNOWN
    assert slack.posts == []


def test_a_file_whose_bytes_are_not_taken_can_be_tried_again(slack: SlackDouble) -> None:
    slack.fail("upload", Fault(status=503))
    file = {"file": {"name": "a.csv", "content": "a\r\n"}, "text": "All"}
    with pytest.raises(DeliveryError) as caught:
        channel(slack).deliver(message(file, reply_to={"channel": "C1234ABCD", "ts": "1.0"}), unsure=False)
    assert caught.value.retry is Retry.LATER


def test_a_webhook_posts_numbered_messages(slack: SlackDouble) -> None:
    bot = webhook(slack)
    for part, payload in enumerate(render_slack(told(*signings(90)), single_message=True)):
        assert bot.deliver(message(payload, part=part), unsure=False).details == {}
    assert [p.via for p in slack.posts] == ["webhook"] * 4


@pytest.mark.parametrize(
    ("fault", "retry", "says"),
    [
        (Fault(status=404, error="no_service"), Retry.PAUSE, "new incoming webhook"),
        (Fault(status=410, error="channel_is_archived"), Retry.PAUSE, "archived"),
        (Fault(status=403, error="invalid_token"), Retry.PAUSE, "new incoming webhook"),
        (Fault(status=404, error="<html>gone</html>"), Retry.PAUSE, "HTTP 404"),
        (Fault(status=429, error="rate_limited", retry_after=7), Retry.LATER, "busy"),
        (Fault(status=500), Retry.UNKNOWN, "may have posted"),
        (Fault(close=True, accepted=True), Retry.UNKNOWN, "no answer"),
    ],
)
def test_a_webhooks_refusals_say_what_to_do_and_keep_its_address(
    slack: SlackDouble, fault: Fault, retry: Retry, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    slack.fail("webhook", fault)
    with pytest.raises(DeliveryError) as caught:
        webhook(slack).deliver(message(), unsure=False)
    assert (caught.value.retry, says in str(caught.value)) == (retry, True)
    assert "secretsecret" not in f"{caught.value!r}{webhook(slack)!r}{caplog.text}"


def test_a_webhook_cannot_be_asked_so_a_second_try_says_so(slack: SlackDouble) -> None:
    webhook(slack).deliver(message(), unsure=True)
    assert "may be a repeat" in str(slack.posts[0].body["blocks"])


def test_a_webhook_that_refuses_blocks_gets_plain_words(slack: SlackDouble) -> None:
    slack.fail("webhook", Fault(status=400, error="invalid_blocks"))
    webhook(slack).deliver(message(), unsure=False)
    assert "Webster County Sheriff's Office" in slack.posts[0].text


def test_nothing_printed_of_a_channel_holds_a_secret(slack: SlackDouble) -> None:
    assert TOKEN not in repr(channel(slack)) + str(vars(channel(slack)))
