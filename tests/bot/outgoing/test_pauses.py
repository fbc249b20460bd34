"""A destination that takes nothing is paused: nothing is lost, nobody is flooded, one command sends all that waited."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.exits import Exit
from bot.outgoing.operators import begin, current
from bot.reports.health import examine
from bot.reports.status import status_text
from bot.reports.waiting import outbox_lines
from state.entries import OpenTrouble, Pause, Removal
from state.outbox import UNDELIVERED, OwedStatus, failed
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff
from tests.bot.ordering import ordered
from tests.doubles.slack import Fault, SlackDouble
from tests.notifiers.slack_rules import check

CONFIG = """
[slack]
api = "{api}"

[[subscription]]
name = "missouri"
states = ["MO"]
slack = ["#immigration"]

[[subscription]]
name = "plains"
states = ["KS", "NE"]
slack = ["#plains"]

[operators]
slack = ["#bots"]
"""
IMMIGRATION = "slack:default:#immigration"
ARCHIVED = Fault(error="is_archived")


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble(check) as double:
        yield double
        assert double.refused == []


@pytest.fixture
def room(tmp_path: Path, slack: SlackDouble) -> Newsroom:
    environ = {"SLACK_BOT_TOKEN": "xoxb-secret"}
    room = Newsroom(tmp_path, CONFIG.format(api=slack.base_url), environ)
    room.sees(*EVERYBODY)
    return room


def signs(room: Newsroom, *places: str) -> None:
    """One publication after the other, each with one more Missouri sheriff."""
    for number in range(len(places)):
        room.sees(*EVERYBODY, *map(sheriff, places[: number + 1]))


def heard(slack: SlackDouble, channel: str) -> list[str]:
    return [post.text for post in slack.posts if post.channel == slack.channel_id(channel)]


def test_an_archived_channel_is_asked_once_and_then_left_alone(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry", "Cole")
    assert room.owed(destination=IMMIGRATION) == [("missouri", "queued")] * 3
    assert slack.calls.count("chat.postMessage") == 2  # the first alert, and the operators' notice
    with room.record() as store:
        assert [(p.destination, "archived" in p.why) for p in store.entries(Pause).values()] == [(IMMIGRATION, True)]


def test_the_operators_hear_of_it_once_with_the_command_that_mends_it(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry")
    (notice,) = [p for p in slack.posts if p.channel == slack.channel_id("#bots")]
    assert "`watch287g test missouri` or `watch287g outbox retry all` sends them in order" in str(notice.body["blocks"])
    assert "archived" in notice.text


def test_another_destination_is_served_meanwhile(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair")
    room.sees(*EVERYBODY, sheriff("Adair"), sheriff("Rooks", "KANSAS"))
    assert len(heard(slack, "#plains")) == 1


def test_one_command_sends_all_that_waited_in_order_and_the_operators_hear_of_the_end(
    room: Newsroom, slack: SlackDouble
) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry", "Cole")
    with room.app() as app:
        said = ordered(app, "outbox retry", "all")
        assert app.store.entries(Pause) == {}
        app.deliver()
    assert said == ["Told missouri (Slack #immigration)."]
    places = [text.split(": ")[1].split()[0] for text in heard(slack, "#immigration")]
    assert places == ["Adair", "Barry", "Cole"]
    assert heard(slack, "#bots")[-1].startswith(
        "Over: watch287g delivers to Slack #immigration again. Messages arrive there again. The trouble lasted "
    )


def test_a_retry_that_meets_the_same_refusal_pauses_again_and_tells_nobody_anew(
    room: Newsroom, slack: SlackDouble
) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry")
    slack.fail("chat.postMessage", ARCHIVED)
    with room.app() as app:
        (said,) = ordered(app, "outbox retry", "all")
        assert list(app.store.entries(Pause)) == [IMMIGRATION]
    assert said.endswith("All its messages wait: `watch287g outbox retry all` once that is mended.")
    assert len(heard(slack, "#bots")) == 1


def test_a_pause_outlives_a_restart_and_a_long_wait(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair")
    room.poll()
    room.poll(after=timedelta(days=10))
    assert [post for post in slack.posts if post.channel == slack.channel_id("#immigration")] == []
    assert room.owed(destination=IMMIGRATION) == [("missouri", "queued")]


def test_status_and_the_outbox_show_what_waits_and_why(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry")
    with room.record() as store:
        status = status_text(store, room.config)
        listed = "\n".join(outbox_lines(store.owed(UNDELIVERED), store.entries(Pause), room.config))
    assert "CST: Slack #immigration (waiting there: 2 messages)." in status
    assert "Trouble" not in status
    assert listed.startswith("Paused since")
    assert listed.count("the channel is archived") == 1
    assert listed.count("missouri → Slack #immigration: waits") == 2
    assert IMMIGRATION not in status + listed


def test_a_reason_is_said_once_for_a_destination_until_it_is_another(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry", "Cole")
    with room.app() as app:
        app.store.commit(entries=[Removal(kind=Pause, id=IMMIGRATION)])
        rows = app.store.owed(subscription="missouri")
        reasons = ("The mailbox is full.", "The mailbox is full.", "It refuses files.")
        app.store.commit(owed=[failed(row, room.at, why) for row, why in zip(rows, reasons, strict=True)])
        lines = list(outbox_lines(app.store.owed(UNDELIVERED), app.store.entries(Pause), room.config))
    assert [line.strip() for line in lines if line.startswith(" ")] == ["The mailbox is full.", "It refuses files."]
    assert len(lines) == 5


def test_what_waits_at_a_paused_destination_can_be_dropped(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry")
    with room.app() as app:
        assert len(ordered(app, "outbox drop", "all")) == 2
    assert room.owed(destination=IMMIGRATION) == [("missouri", "dropped")] * 2


def refused(slack: SlackDouble) -> None:
    """The next message fails for good: with its blocks, and as plain words."""
    for _ in range(2):
        slack.fail("chat.postMessage", Fault(error="invalid_blocks"))


def test_a_trouble_ends_when_all_that_failed_there_was_dropped_by_hand(room: Newsroom, slack: SlackDouble) -> None:
    refused(slack)
    signs(room, "Adair")
    with room.app() as app:
        assert f"delivery {IMMIGRATION}" in current(app.store)
        ordered(app, "outbox drop", "all")
        assert current(app.store) == {}
        app.deliver()
    assert "Dropped by hand: what could not be delivered to Slack #immigration" in heard(slack, "#bots")[-1]


def test_dropping_one_of_two_that_failed_ends_no_trouble(room: Newsroom, slack: SlackDouble) -> None:
    signs(room, "Adair", "Barry")
    with room.app() as app:
        rows = app.store.owed(destination=IMMIGRATION)
        app.store.commit(owed=[replace(row, status=OwedStatus.FAILED) for row in rows])
        app.store.commit(entries=begin(app.store, f"delivery {IMMIGRATION}", "It refuses them.", at=room.at)[1])
        first = next(iter(app.store.owed({OwedStatus.FAILED})))
        ordered(app, "outbox drop", first.id)
        assert f"delivery {IMMIGRATION}" in current(app.store)


def test_a_missing_secret_pauses_instead_of_failing_each_message(room: Newsroom) -> None:
    room.environ = {}
    signs(room, "Adair", "Barry")
    assert room.owed(destination=IMMIGRATION) == [("missouri", "queued")] * 2
    with room.record() as store:
        assert "SLACK_BOT_TOKEN is not set" in store.entries(Pause)[IMMIGRATION].why


def test_a_file_that_may_not_be_uploaded_stops_no_later_news(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("files.getUploadURLExternal", Fault(error="missing_scope"))
    many = tuple(sheriff(f"Place {n:03}") for n in range(110))
    room.sees(*EVERYBODY, *many)
    room.sees(*EVERYBODY, *many, sheriff("Adair"))
    statuses = [status for _, status in room.owed(destination=IMMIGRATION)]
    assert statuses.count("failed") == 1
    assert statuses[-1] == "delivered"
    with room.record() as store:
        assert store.entries(Pause) == {}


def test_a_test_that_arrives_sends_what_waited(
    room: Newsroom, slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair", "Barry")
    assert run(["--config", str(room.config.path), "test", "missouri"], room.environ) == Exit.FINE
    said = capsys.readouterr().out
    assert "Slack #immigration: arrived.\nSlack #immigration was paused; what waits there is sent now." in said
    texts = heard(slack, "#immigration")
    assert [("This is a test" in t) for t in texts] == [True, False, False]
    with room.record() as store:
        assert store.entries(Pause) == {}


def test_a_test_that_fails_leaves_the_pause(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair")
    slack.fail("chat.postMessage", ARCHIVED)
    assert run(["--config", str(room.config.path), "test", "missouri"], room.environ) == Exit.UNDELIVERED
    with room.record() as store:
        assert list(store.entries(Pause)) == [IMMIGRATION]


def without(room: Newsroom, destination: str) -> Newsroom:
    """The same bot with a config that names it no more."""
    text = room.config.path.read_text("utf-8").replace(f'slack = ["{destination}"]', "terminal = true")
    again = Newsroom(room.config.path.parent, text, room.environ)
    again.ice, again.at = room.ice, room.at
    return again


@pytest.mark.parametrize("order", ["outbox drop", "outbox retry"])
def test_a_paused_destination_that_left_the_config_fails_health_no_more(
    room: Newsroom, slack: SlackDouble, order: str
) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Polk", "Dent")
    room = without(room, "#immigration")
    room.poll()

    def said() -> dict[str, bool]:
        found = [f for f in examine(room.config, room.at) if IMMIGRATION in f.words or "destination" in f.words]
        return {f.words: f.well for f in found}

    assert list(said().values()) == [True, True]
    assert any("no longer in the config; 2 messages undelivered" in words for words in said())
    with room.app() as app:
        ordered(app, order, "all")
        assert app.store.entries(Pause) == {}
        ordered(app, "outbox drop", "all")
        app.deliver()
        assert current(app.store) == {}
    assert said() == {"Every destination takes messages, as far as was tried.": True}


def test_the_pause_of_a_destination_that_left_with_nothing_to_get_is_forgotten(room: Newsroom) -> None:
    with room.app() as app:
        app.store.commit(entries=[Pause(destination=IMMIGRATION, since=room.at, why="It is archived.")])
        app.store.commit(entries=begin(app.store, f"delivery {IMMIGRATION}", "It is archived.", at=room.at)[1])
    room = without(room, "#immigration")
    with room.app() as app:
        assert ordered(app, "outbox drop", "all") == ["Nothing to drop."]
        assert app.store.entries(Pause) == {}
        assert current(app.store) == {}


def test_a_message_that_waits_for_its_next_try_is_told_once_it_is_late(room: Newsroom, slack: SlackDouble) -> None:
    """Tries come to be six hours apart: the operators don't wait for one."""
    slack.fail("chat.postMessage", *[Fault(status=429, error="ratelimited")] * 6)
    signs(room, "Adair")
    for minutes in (2, 6, 16, 61, 181):  # the last try, four hours and a half after the first
        room.poll(after=timedelta(minutes=minutes))
    room.poll(after=timedelta(minutes=80))
    assert heard(slack, "#bots") == []
    room.poll(after=timedelta(minutes=15))
    room.poll(after=timedelta(minutes=1))
    (told,) = heard(slack, "#bots")
    assert "It has been tried for 6 hours, and is tried on; nothing is lost." in told
    with room.record() as store:
        assert "takes no messages; 1 message undelivered" in str(list(examine(room.config, room.at)))
        assert [row.status for row in store.owed(destination=IMMIGRATION)] == ["queued"]


def test_a_run_that_died_over_a_refusal_leaves_the_next_one_to_tell_of_it(room: Newsroom, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", ARCHIVED)
    signs(room, "Adair")
    with room.app() as app:
        app.store.commit(entries=[Removal(kind=OpenTrouble, id=f"delivery {IMMIGRATION}")])
    room.poll()
    room.poll()
    assert [text.partition(".")[0] for text in heard(slack, "#bots")] == [
        "watch287g can't deliver to Slack #immigration"
    ] * 2  # the one that was forgotten, and the one of the next run, once
