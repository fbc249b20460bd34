"""Where a service has threads, what follows an alert answers there; where the thread is gone, it is still news."""

import pytest

from notifiers.delivery import DeliveryError, Message, Retry
from notifiers.mastodon.destination import MastodonDestination, Visibility
from notifiers.story.model import Story
from notifiers.text.tongue import Tongue
from tests.doubles.services import DiscordDouble, GoogleChatDouble, MastodonDouble
from tests.doubles.stands import STANDS
from tests.doubles.web import Fault
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings, told
from tests.notifiers.test_every_channel import sent

ALERT, CORRECTION = told(WEBSTER, GONE), told(BACK, told={GONE.id: GONE})
LONG = told(*signings(130, ("TX", "FL", "GA")), states=None)


def test_in_a_forum_of_discords_an_alert_is_a_post_of_its_own_and_a_correction_answers_there() -> None:
    with STANDS["discord"]() as stand:
        web: DiscordDouble = stand.web
        web.is_forum = True
        (receipt,) = sent(stand, ALERT)
        (answer,) = sent(stand, CORRECTION, group="later", reply=receipt)
        assert web.taken[0].json["thread_name"] == ALERT.headline[:100]
        assert web.taken[1].query["thread_id"] == receipt.details["thread"] == answer.details["thread"]
        web.threads.clear()  # somebody deletes it
        sent(stand, CORRECTION, group="later still", reply=receipt)
        assert web.taken[2].json["thread_name"].startswith("Correction")


def test_in_a_channel_of_discords_there_are_no_threads() -> None:
    with STANDS["discord"]() as stand:
        (receipt,) = sent(stand, ALERT)
        sent(stand, CORRECTION, group="later", reply=receipt)
        assert set(receipt.details) == {"id"}
        assert [set(asked.query) for asked in stand.web.taken] == [{"wait"}, {"wait"}]


def test_in_google_chat_a_long_story_and_its_correction_are_one_thread() -> None:
    with STANDS["google_chat"]() as stand:
        web: GoogleChatDouble = stand.web
        receipts = sent(stand, LONG)
        sent(stand, CORRECTION, group="later", reply=receipts[0])
        first, *others = [asked.json["thread"] for asked in web.taken]
        assert len(others) > 1
        assert first == {"threadKey": "0a1b-0"}
        assert others == [{"name": "spaces/AAA/threads/0a1b-0"}] * len(others)


def test_in_mastodon_a_thread_answers_its_first_post_and_fills_no_timeline() -> None:
    with STANDS["mastodon"]() as stand:
        web: MastodonDouble = stand.web
        receipts = sent(stand, ALERT)
        sent(stand, CORRECTION, group="later", reply=receipts[0])
        first, *others = [asked.json for asked in web.taken[: len(receipts)]]
        assert (first["visibility"], "in_reply_to_id" in first) == ("public", False)
        assert {(each["visibility"], each["in_reply_to_id"]) for each in others} == {("unlisted", "1")}
        correction = web.taken[len(receipts)].json
        assert (correction["visibility"], correction["in_reply_to_id"]) == ("public", "1")


def test_in_mastodon_an_answer_to_a_deleted_post_stands_by_itself() -> None:
    with STANDS["mastodon"]() as stand:
        channel = stand.place.open(stand.here())
        (payload, *_) = stand.place.render(CORRECTION)
        message = Message(id="a", destination="", part=0, payload=payload, reply_to={"id": "987"})
        assert channel.deliver(message, unsure=False).details["id"] == "1"
        assert "in_reply_to_id" not in stand.web.taken[0].json


def test_to_followers_alone_everything_is_private() -> None:
    with STANDS["mastodon"]() as stand:
        place = stand.place
        assert isinstance(place, MastodonDestination)
        stand.place = MastodonDestination(account="newsroom", server=place.server, visibility=Visibility.PRIVATE)
        sent(stand, ALERT)
        assert {asked.json["visibility"] for asked in stand.web.taken} == {"private"}


@pytest.mark.parametrize("key", ["google_chat", "mastodon"])
def test_a_service_that_has_forgotten_the_id_gets_a_repeat_that_says_so(key: str) -> None:
    with STANDS[key]() as stand:
        stand.web.forgetful = True
        channel = stand.place.open(stand.here())
        message = Message(id="a", destination="", part=0, payload=stand.place.render(told(WEBSTER))[0])
        channel.deliver(message, unsure=False)
        stand.place.open(stand.here()).deliver(message, unsure=True)  # after a new start, which may be hours later
        assert ["may be a repeat" in text for text in stand.arrived()] == [False, True]
        assert stand.refused() == []


def test_a_post_says_what_language_it_is_in_and_so_does_its_repeat() -> None:
    with STANDS["mastodon"]() as stand:
        sent(stand, told(WEBSTER, language=Tongue.SPANISH))
        assert {asked.json["language"] for asked in stand.web.taken} == {"es"}
        assert "repetición" in stand.place.render(told(WEBSTER, language=Tongue.SPANISH))[0]["repeat"]


def test_within_the_hour_a_key_holds_and_nobody_reads_of_a_repeat() -> None:
    now = [0.0]
    with STANDS["mastodon"]() as stand:
        channel = stand.place.open(stand.here(clock=lambda: now[0]))
        message = Message(id="a", destination="", part=0, payload=stand.place.render(told(WEBSTER))[0])
        stand.web.fail(Fault(status=500))
        with pytest.raises(DeliveryError):
            channel.deliver(message, unsure=False)
        now[0] = 900.0
        channel.deliver(message, unsure=True)
        assert ["may be a repeat" in text for text in stand.arrived()] == [False]


@pytest.mark.parametrize("kind", ["discord", "google_chat", "mastodon", "teams"])
@pytest.mark.parametrize("story", [ALERT, LONG], ids=["short", "long"])
def test_what_a_service_can_not_print_comes_as_plain_words_and_once(kind: str, story: Story) -> None:
    with STANDS[kind]() as stand:
        channel = stand.place.open(stand.here())
        payload = stand.place.render(story)[0]
        stand.web.fail(Fault(status=400))
        channel.deliver(Message(id="a", destination="", part=0, payload=payload), unsure=False)
        (text,) = stand.arrived()
        assert "signed" in text
        assert stand.refused() == []
        for _ in range(2):
            stand.web.fail(Fault(status=422))
        with pytest.raises(DeliveryError, match="report this as a bug") as raised:
            channel.deliver(Message(id="b", destination="", part=0, payload=payload), unsure=False)
        assert raised.value.retry is Retry.NEVER
        assert len(stand.web.asked) == 4


def test_a_workflow_that_is_switched_off_pauses_the_channel() -> None:
    with STANDS["teams"]() as stand:
        stand.web.fail(Fault(status=400, body='{"error": {"code": "WorkflowTriggerIsNotEnabled", "message": "…"}}'))
        with pytest.raises(DeliveryError, match="off or gone") as raised:
            sent(stand, ALERT)
        assert raised.value.retry is Retry.PAUSE


def test_a_rate_limit_is_kept_without_sleeping_through_it() -> None:
    """Discord says when it takes the next one: a moment is slept, for more the message waits in the outbox."""
    slept: list[float] = []
    with STANDS["discord"]() as stand:
        channel = stand.place.open(stand.here(clock=lambda: 1000.0, sleep=slept.append))
        payload = stand.place.render(told(WEBSTER))[0]
        limited = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "2.5"}
        body = '{"id": "1", "channel_id": "77"}'
        stand.web.fail(Fault(headers=limited, body=body), Fault(headers={**limited, "Retry-After": "40"}, body=body))
        for id_ in "ab":
            channel.deliver(Message(id=id_, destination="", part=0, payload=payload), unsure=False)
        assert slept == [2.5]
        with pytest.raises(DeliveryError) as raised:
            channel.deliver(Message(id="c", destination="", part=0, payload=payload), unsure=False)
        assert (raised.value.retry, raised.value.wait) == (Retry.LATER, 40)
        assert slept == [2.5]
