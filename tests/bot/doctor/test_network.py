"""`doctor` on the network: ICE's page and clock, Slack, webhooks, the mail server, and the tests of `--send`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config.load import load_config
from bot.doctor.exam import Installation
from bot.doctor.ice import ice
from bot.doctor.machine import against
from bot.exits import Exit
from notifiers.finding import Mark
from tests.bot.doctor.doctors import STRETCH, newsroom, visited
from tests.doubles.slack import Fault, Room
from tests.doubles.smtp import SmtpDouble, self_signed
from tests.faults.newsroom import Newsroom
from tests.faults.page import PAGE, IcePage, PageFault
from watchers.model.agreement import ListKind

AT = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)
_FILE = ListKind.PARTICIPATING.value


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("what", "fault", "about", "words", "cure"),
    [
        ("page", PageFault(status=403), "ICE's page", "is refused to us (status 403)", "open the page in a browser"),
        ("page", PageFault(body=b"<h1>287(g)</h1>"), "ICE's page", "has no link to a list", "tell the bot's makers"),
        (_FILE, PageFault(status=404), "ICE's page", "is not there (status 404)", "next poll tries again"),
        (
            _FILE,
            PageFault(body=b"<h1>no</h1>"),
            "ICE's page",
            "where an Excel workbook was expected",
            "open the link in a browser",
        ),
    ],
)
def test_a_page_or_list_that_cannot_be_had_is_told_with_the_cure(
    room: Newsroom,
    capsys: pytest.CaptureFixture[str],
    what: str,
    fault: PageFault,
    about: str,
    words: str,
    cure: str,
) -> None:
    room.page.fail(what, fault)
    found = visited(room, capsys)
    assert words in found.about(about, "FAIL").found
    assert cure in found.about(about, "FAIL").cure
    assert found.status == Exit.UNWELL
    assert found.about("clock").mark == "ok"  # an answer is an answer
    assert found.about("mail").mark == "ok"


def test_lists_that_are_the_recorded_ones_newer_or_odd_are_told_apart(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    first = visited(room, capsys)
    assert first.about("next poll").found.startswith("is the first")
    assert first.about("participating list").found.startswith(
        "participatingAgencies01012026am.xlsx can be read: 40 rows"
    )
    room.step(STRETCH[0])
    assert visited(room, capsys).about("next poll").found == "these lists are the recorded ones"
    room.page.publish(STRETCH[1])
    newer = visited(room, capsys).about("next poll")
    assert newer.found.startswith("takes in a newer participating and a newer pending list, with ")
    room.page.publish({kind: STRETCH[1][other] for kind, other in zip(ListKind, reversed(ListKind), strict=True)})
    odd = [told for told in visited(room, capsys).findings if told.mark == "warn"]
    assert {told.found.partition(":")[0] for told in odd} == {
        "would hold back the participating list",
        "would hold back the pending list",
    }
    with room.app() as app:
        app.check()
    assert visited(room, capsys).about("next poll", "ok").found == "these lists are held back already"


@pytest.mark.parametrize(
    ("off", "mark", "words"),
    [
        (timedelta(seconds=90), Mark.OK, "agrees"),
        (timedelta(minutes=5), Mark.WARN, "5 minutes ahead of"),
        (timedelta(minutes=-5), Mark.WARN, "5 minutes behind"),
        (timedelta(hours=3), Mark.FAIL, "3 hours ahead of"),
        (timedelta(days=-400), Mark.FAIL, "400 days behind"),
    ],
)
def test_a_clock_that_is_off_is_told(off: timedelta, mark: Mark, words: str) -> None:
    found = against(AT, AT + off)
    assert found.mark is mark
    assert words in found.found


def test_the_clock_is_held_against_the_hour_of_ices_server(room: Newsroom) -> None:
    config = load_config(room.config, room.environ)
    here = Installation(config=config, environ=room.environ, now=lambda: datetime.now(UTC) + timedelta(hours=3))
    clock = next(iter(ice(here)))
    assert (clock.what, clock.mark) == ("clock", Mark.FAIL)
    assert "3 hours ahead" in clock.found


def test_an_answer_from_a_cache_is_as_old_as_the_cache_says(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.page.fail("page", PageFault(headers={"Age": "7200"}))
    assert "2 hours behind" in visited(room, capsys).about("clock", "FAIL").found


def test_without_a_server_there_is_no_clock_to_compare_with(room: Newsroom) -> None:
    text = room.config.read_text("utf-8")
    room.config.write_text(text.replace(room.page.url, "http://127.0.0.1:1/identify-and-arrest/287g"), "utf-8")
    config = load_config(room.config, room.environ)
    clock, page = ice(Installation(config=config, environ=room.environ, now=lambda: AT))
    assert (clock.mark, page.mark) == (Mark.WARN, Mark.FAIL)
    assert "could not be reached" in page.found


def test_missing_permissions_are_named_with_what_each_is_for(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.slack.scopes = "chat:write,channels:history,groups:history,channels:read"
    found = visited(room, capsys)
    told = found.about("Slack", "warn")
    assert told.found == "the token lacks files:write (to put a long story's CSV, and a digest's map, into its thread)"
    assert "reinstall the app" in told.cure
    assert found.status == Exit.FINE
    room.slack.scopes = "channels:read"
    assert "chat:write (to post)" in visited(room, capsys).about("Slack", "FAIL").found


def test_permissions_that_slack_does_not_name_are_a_word_of_warning(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.slack.scopes = None
    assert "doesn't say" in visited(room, capsys).about("Slack", "warn").found


def test_a_revoked_token_is_one_failure_and_ends_the_look_at_its_channels(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.slack.fail("auth.test", Fault(error="token_revoked"))
    found = visited(room, capsys)
    assert found.marked("FAIL") == ["Slack: the token was revoked"]
    assert "Make a new bot token" in found.about("Slack").cure
    assert not [told for told in found.findings if told.what.startswith("Slack C0")]


@pytest.mark.parametrize(
    ("room_in_slack", "mark", "words", "cure"),
    [
        (Room(name="x", is_member=False), "FAIL", "@watch287g is not in the channel", "/invite @watch287g"),
        (Room(name="x", is_archived=True), "FAIL", "the channel is archived", "Unarchive it"),
        (Room(name="x", is_private=True, is_member=False), "FAIL", "no such channel, or it is private", "/invite"),
        (Room(name="x", is_private=True), "ok", "@watch287g is in the channel", ""),
    ],
)
def test_each_channel_has_its_line(
    room: Newsroom, capsys: pytest.CaptureFixture[str], room_in_slack: Room, mark: str, words: str, cure: str
) -> None:
    room.slack.rooms["C0PLAINS001"] = room_in_slack
    found = visited(room, capsys).about("Slack C0PLAINS001", mark)
    assert words in found.found
    assert cure in found.cure


def test_a_name_that_no_public_channel_has_may_be_a_private_one(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.slack.rooms[room.slack.channel_id("#immigration")] = Room(name="immigration", is_private=True)
    told = visited(room, capsys).about("Slack #immigration", "warn")
    assert "can't be looked up by its name" in told.found
    assert "write its id" in told.cure


def test_a_slack_that_is_too_busy_is_asked_no_more(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.slack.fail("conversations.info", Fault(error="ratelimited", status=429))
    found = visited(room, capsys)
    assert "busy" in found.about("Slack C0PLAINS001", "FAIL").found
    assert room.slack.calls.count("conversations.info") == 1


def test_a_dead_webhook_is_a_failure(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.slack.fail("webhook", Fault(status=404, error="no_service"))
    told = visited(room, capsys).about('Slack webhook "tips"', "FAIL")
    assert told.found == "the incoming webhook was removed or switched off"
    assert told.cure.startswith("Make a new incoming webhook")


def test_a_wrong_password_is_told_with_the_cure(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    told = visited(room, capsys, SMTP_PASSWORD="mistyped").about("mail", "FAIL")
    assert "wrong password" in told.found
    assert told.cure == "Mend the user, password or token in the config."


def _over_tls(room: Newsroom, tls: SmtpDouble) -> None:
    text = room.config.read_text("utf-8").replace('security = "plain"', 'security = "starttls"')
    room.config.write_text(text.replace(f"port = {room.smtp.port}", f"port = {tls.port}"), "utf-8")


def test_a_certificate_that_nobody_vouches_for_is_a_failure(
    room: Newsroom, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with SmtpDouble(certificate=self_signed(tmp_path), user="bot", password="hushhush") as tls:
        _over_tls(room, tls)
        told = visited(room, capsys).about("mail", "FAIL")
    assert "certificate can't be trusted" in told.found
    assert "Check the host's name" in told.cure


def test_a_certificate_that_ends_soon_is_told_in_time(
    room: Newsroom, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.chain))
    with SmtpDouble(certificate=made, user="bot", password="hushhush") as tls:
        _over_tls(room, tls)
        found = visited(room, capsys)
    assert "over TLSv1." in found.about("mail", "ok").found
    assert "holds for 1 day more" in found.about("mail", "warn").found


def test_send_tests_every_destination_once_and_the_operators_too(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.smtp.refuse["editor@desk.test"] = "550 5.1.1 no such person"
    found = visited(room, capsys, "--send")
    tested = {told.found.partition(":")[0]: told.mark for told in found.findings if told.what == "test"}
    assert tested == {
        "Slack C0PLAINS001": "ok",
        "mail to plains@desk.test": "ok",
        "Slack #immigration": "ok",
        "Slack C0NATION001": "ok",
        'Slack webhook "tips"': "ok",
        "mail to nation@desk.test": "ok",
        "mail to editor@desk.test": "FAIL",
        "Slack C0OPERATORS": "ok",
    }
    assert found.status == Exit.UNWELL
    assert all("This is a test" in post.text for post in room.slack.posts)
    assert [p.text.startswith("Test, not trouble") for p in room.slack.posts].count(True) == 1  # the operators'
    assert (len(room.slack.posts), len(room.smtp.mails)) == (5, 2)


@pytest.mark.parametrize(
    ("path", "mark", "words"),
    [
        ("/doclib/about/offices/ero/287g/participatingAgencies01012026am.xlsx", "ok", "it arrived"),
        ("/nobody/waits/here", "FAIL", "refused (status 404)"),
    ],
)
def test_send_calls_the_heartbeats_address_and_nothing_else_does(
    room: Newsroom, capsys: pytest.CaptureFixture[str], path: str, mark: str, words: str
) -> None:
    room.config.write_text(f"{room.config.read_text('utf-8')}\n[health]\nheartbeat = true\n", "utf-8")
    with IcePage() as watch:
        watch.publish(STRETCH[0])
        address = watch.url.replace(PAGE, path)
        visited(room, capsys, HEARTBEAT_URL=address)
        assert watch.requests.total() == 0
        found = visited(room, capsys, "--send", HEARTBEAT_URL=address)
        assert watch.requests.total() == 1
    assert words in found.about("heartbeat", mark).found
    assert path not in found.text
