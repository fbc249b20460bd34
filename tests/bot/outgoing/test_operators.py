from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.outgoing.operators import Notice, Trouble, begin, current, end, notice_story, untold_since
from notifiers.mail.destination import EmailDestination
from notifiers.slack.destination import SlackDestination
from state.store import Store, open_store
from tests.bot.newsroom import Newsroom
from tests.notifiers.slack_rules import check

AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, holder="a test") as found:
        yield found


def begins(store: Store, sentence: str = "It is broken.", *, tell: bool = True) -> Notice | None:
    notice, updates = begin(store, Trouble.SOURCE, sentence, at=AT, tell=tell)
    store.commit(entries=updates)
    return notice


def ends(store: Store, after: timedelta) -> Notice | None:
    notice, updates = end(store, Trouble.SOURCE, at=AT + after, how="It works.")
    store.commit(entries=updates)
    return notice


def test_a_trouble_is_told_at_its_start_and_not_again(store: Store) -> None:
    assert begins(store) == Notice(headline="watch287g can't read ICE's list", text="It is broken.", is_printed=True)
    assert begins(store, "It is still broken.") is None


def test_what_is_wrong_now_is_said_as_it_is_now_and_costs_a_write_only_where_it_changes(store: Store) -> None:
    begins(store)
    begins(store, "It is broken in another way.")
    assert current(store) == {Trouble.SOURCE: "It is broken in another way."}
    assert begin(store, Trouble.SOURCE, "It is broken in another way.", at=AT) == (None, [])


def test_what_may_pass_by_itself_is_written_once_and_told_when_it_has_lasted(store: Store) -> None:
    assert begins(store, tell=False) is None
    assert begin(store, Trouble.SOURCE, "It is still broken.", at=AT, tell=False) == (None, [])
    assert untold_since(store, Trouble.SOURCE) == AT
    assert begins(store, "It has been broken for hours.") is not None
    assert untold_since(store, Trouble.SOURCE) is None


def test_every_kind_of_trouble_has_a_headline_for_its_start_and_its_end(store: Store) -> None:
    for trouble in Trouble:
        notice, updates = begin(store, trouble, "Broken.", at=AT, about="something")
        store.commit(entries=updates)
        over, _ = end(store, trouble, at=AT, how="Mended.", about="something")
        assert notice is not None
        assert over is not None
        assert notice.headline not in over.headline
        assert "{" not in notice.headline + over.headline


def test_a_headline_calls_a_destination_by_its_words_not_by_its_id(store: Store) -> None:
    notice, _ = begin(store, "delivery slack:default:#a", "Archived.", at=AT, about="Slack #a")
    assert notice is not None
    assert notice.headline == "watch287g can't deliver to Slack #a"


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_the_end_says_how_long_it_was(store: Store, after: timedelta, words: str) -> None:
    begins(store)
    over = ends(store, after)
    assert over == Notice(
        headline="Over: watch287g can read ICE's list again", text=f"It works. The trouble lasted {words}."
    )
    assert ends(store, after) is None


def test_the_end_of_what_nobody_heard_of_is_told_to_nobody(store: Store) -> None:
    begins(store, tell=False)
    assert ends(store, timedelta(hours=1)) is None
    assert current(store) == {}


def test_a_poll_that_failed_is_no_blindness_before_it_is_told_as_one(store: Store) -> None:
    for tell, listed in ((False, {}), (True, {"blind": "No network."})):
        _, updates = begin(store, Trouble.BLIND, "No network.", at=AT, tell=tell)
        store.commit(entries=updates)
        assert current(store) == listed


def test_what_may_pass_by_itself_is_listed_all_the_same_where_no_poll_tells_it(store: Store) -> None:
    _, updates = begin(store, Trouble.UNPOSTED, "The link leads nowhere.", at=AT, tell=False)
    store.commit(entries=updates)
    assert current(store) == {"unposted": "The link leads nowhere."}


def test_a_phone_shows_the_headline_first_and_slack_the_body_as_plain_text_of_full_size(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    story = notice_story(Notice(headline="watch287g is blind", text="It has had no good look."), room.config, AT)
    (payload,) = SlackDestination(workspace="default", channel="#bots").render(story)
    check(payload)
    assert payload["text"] == "watch287g is blind. It has had no good look."
    assert [block["type"] for block in payload["blocks"]] == ["header", "rich_text", "context"]
    assert "It has had no good look." in str(payload["blocks"][1])


def test_a_mailed_notice_says_its_words_once_in_each_form_and_the_headline_once_in_the_inbox(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    story = notice_story(Notice(headline="watch287g is blind", text="It has had no good look."), room.config, AT)
    (mail,) = EmailDestination(address="it@example.org").render(story)
    assert (mail["subject"], mail["preheader"]) == ("watch287g is blind", "It has had no good look.")
    assert mail["text"].count("It has had no good look.") == 1
    assert "Where it stands" not in mail["text"]
    assert mail["html"].count("It has had no good look.") == 2  # the line for the inbox, and the body


def test_what_is_wrong_now_can_be_listed(store: Store) -> None:
    begins(store)
    assert current(store) == {"source": "It is broken."}
