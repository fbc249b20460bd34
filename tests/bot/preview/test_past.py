"""`preview`: what a desk's alerts were, or would have been, told by the code that tells the news."""

import json
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.exits import Exit
from bot.preview.past import past_stories
from notifiers.slack.render import render_slack
from tests.bot.newsroom import DAY, EVERYBODY, Newsroom, sheriff
from tests.notifiers.slack_rules import check
from watchers.model.event import EventKind

ADAIR, BARRY = sheriff("Adair"), sheriff("Barry")


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """Three publications: a first look, one new sheriff, and another one; nothing for the plains."""
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY, ADAIR)
    room.sees(*EVERYBODY, ADAIR, BARRY)
    return room


def says(room: Newsroom, *words: str) -> int:
    return run(["--config", str(room.config.path), "preview", *words], room.environ)


def test_the_last_alert_is_shown_as_it_was_sent(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(room, "missouri") == Exit.FINE
    said = capsys.readouterr()
    assert said.out.strip() == room.printed[-1].strip()
    assert said.err.strip() == (
        "For missouri, of the last publication with news: 1 alert in 1 message. Nothing was sent."
    )


def test_since_a_day_shows_every_alert_with_the_totals_of_its_time(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(room, "missouri", "--since", "2026-01-01") == Exit.FINE
    said = capsys.readouterr()
    for line in ("Missouri now: 4 agreements", "Missouri now: 5 agreements"):
        assert said.out.count(line) == 1
    assert said.out.index("Adair") < said.out.index("Barry")
    assert "since 2026-01-01: 2 alerts in 2 messages" in said.err


def test_without_the_lists_of_the_time_the_totals_are_left_out_and_that_is_said(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    for book in (room.config.watch.folder / "workbooks").rglob("*"):
        if book.is_file():
            book.unlink()
    assert says(room, "missouri", "--since", "2026-01-01") == Exit.FINE
    said = capsys.readouterr()
    assert "4 agreements" not in said.out
    assert "5 agreements" in said.out  # those of now are in the record
    assert "Some are without totals" in said.err


def test_block_kit_json_is_what_slack_would_take(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(room, "missouri", "--since", "2026-01-01", "--as", "slack") == Exit.FINE
    payloads = json.loads(capsys.readouterr().out)
    assert len(payloads) == 2
    for payload in payloads:
        check(payload)


def test_a_page_goes_into_a_file_and_several_into_a_folder(
    room: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert says(room, "missouri", "--as", "html", "--output", str(page)) == Exit.FINE
    assert capsys.readouterr().out == f"{page} is written.\n"
    assert "Barry County Sheriff" in page.read_text("utf-8")
    several = ("missouri", "--as", "html", "--since", "2026-01-01")
    assert says(room, *several) == Exit.USAGE
    assert "These are 2 pages. Name a folder" in capsys.readouterr().err
    assert says(room, *several, "--output", str(tmp_path / "pages")) == Exit.FINE
    names = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert names == ["01-html-missouri.html", "02-html-missouri.html"]
    assert capsys.readouterr().out == f"2 files in {tmp_path / 'pages'}.\n"


def test_a_mail_is_shown_as_text_and_kept_with_its_html(
    room: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(room, "missouri", "--as", "mail") == Exit.FINE
    assert capsys.readouterr().out.startswith("Subject: ")
    assert says(room, "missouri", "--as", "mail", "--output", str(tmp_path / "mails")) == Exit.FINE
    names = sorted(path.name for path in (tmp_path / "mails").iterdir())
    assert names == ["01-mail-missouri.html", "01-mail-missouri.txt"]
    assert says(room, "missouri", "--as", "mail", "--output", str(tmp_path / "one.html")) == Exit.FINE
    assert (tmp_path / "one.html").read_text("utf-8").startswith("<!")


def test_a_correction_takes_back_what_the_desk_would_have_heard(room: Newsroom) -> None:
    for _ in range(3):
        room.sees(*EVERYBODY, BARRY, after=2 * DAY)
    room.sees(*EVERYBODY, ADAIR, BARRY, after=2 * DAY)
    with room.record() as store:
        desk = room.config.subscriptions[0]
        (story,) = past_stories(store, desk, room.config, since=None)
    assert story.is_correction
    assert [section.kind for section in story.sections] == [EventKind.RETURNED]
    assert render_slack(story, single_message=False)[0]["reply_broadcast"] is True


def test_a_desk_without_any_news_is_told_so(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(room, "plains") == Exit.FINE
    assert "Nothing is recorded that plains would have heard of." in capsys.readouterr().out


def test_an_unknown_name_is_answered_with_the_nearest_one(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(room, "plain") == Exit.USAGE
    assert 'Did you mean "plains"?' in capsys.readouterr().err


def test_a_preview_changes_nothing(room: Newsroom) -> None:
    before = room.state_file.read_bytes()
    says(room, "missouri", "--since", "2026-01-01")
    assert room.state_file.read_bytes() == before
