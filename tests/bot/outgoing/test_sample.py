"""`test`: a sample that nobody could print, and a word on every destination."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.config.load import load_config
from bot.exits import Exit
from bot.outgoing.sample import MARK, sample_story
from notifiers.console.text import console_text
from notifiers.text.tongue import Tongue
from tests.doubles.slack import Fault, SlackDouble
from tests.doubles.smtp import SmtpDouble
from tests.notifiers.slack_rules import check

AT = datetime(2026, 1, 5, 15, tzinfo=UTC)
CONFIG = """
[slack]
api = "{api}"
webhooks = ["tips"]

[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
slack = ["#immigration"]
webhook = ["tips"]

[[subscription]]
name = "all-states"
states = "all"
terminal = true

[operators]
slack = ["#bots"]
"""


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with SlackDouble(check) as double:
        yield double
        assert double.refused == []


@pytest.fixture
def config(tmp_path: Path, slack: SlackDouble) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(api=slack.base_url), "utf-8")
    return path


def says(config: Path, slack: SlackDouble, *words: str, **environ: str) -> int:
    secrets = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_WEBHOOK_TIPS": slack.webhook_url()}
    return run(["--config", str(config), *words], secrets | environ)


def test_every_destination_gets_it_and_a_line(
    config: Path, slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(config, slack, "test", "missouri") == Exit.FINE
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == [
        "the terminal: printed above.",
        "Slack #immigration: arrived.",
        'Slack webhook "tips": arrived.',
    ]
    assert [post.via for post in slack.posts] == ["chat.postMessage", "webhook"]


def test_wherever_one_begins_to_read_it_is_a_test(config: Path, slack: SlackDouble) -> None:
    loaded = load_config(config, {})
    for subscription in loaded.subscriptions:
        story = sample_story(subscription, loaded, at=AT)
        assert story.headline.startswith("Test, not news")
        assert story.summary.startswith(MARK)
        assert console_text(story).count("a test") >= 2
        (payload,) = loaded.destinations["slack:default:#immigration"].render(story)
        check(payload)
        assert payload["text"].startswith(MARK)
        assert "watch287g why" not in str(payload)


def test_a_desk_in_spanish_gets_its_test_in_spanish_alone(config: Path, slack: SlackDouble) -> None:
    loaded = load_config(config, {})
    desk = replace(loaded.subscriptions[0], language=Tongue.SPANISH)
    story = sample_story(desk, loaded, at=AT)
    text = console_text(story, width=5000)
    assert "página de ICE: https://" in text
    assert not re.search(r"\bsample\b|\btest\b|\bpage\b", re.sub(r"https?://\S+", "", text))


def test_a_mails_subject_and_both_its_forms_say_that_it_is_a_test_and_nobody_says_that_it_arrived(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with SmtpDouble() as server:
        config.write_text(
            '[[subscription]]\nname = "one"\nstates = ["MO"]\nemail = ["desk@example.org"]\n'
            f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "plain"\nsender = "bot@example.org"\n',
            "utf-8",
        )
        assert run(["--config", str(config), "test", "one"], {}) == Exit.FINE
        (mail,) = server.mails
    said = capsys.readouterr().out
    assert said == "mail to desk@example.org: taken by the mail server; look into the inbox, and its spam folder.\n"
    assert mail.parsed["Subject"].startswith("Test, not news")
    forms = [part.get_content() for part in mail.parsed.walk() if part.get_content_maintype() == "text"]
    assert [MARK in form for form in forms] == [True, True]


def test_one_that_fails_says_what_to_do_and_the_others_are_still_tried(
    config: Path, slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.fail("chat.postMessage", Fault(error="not_in_channel"))
    assert says(config, slack, "test", "missouri") == Exit.UNDELIVERED
    out = capsys.readouterr().out
    assert "Slack #immigration: did not arrive." in out
    assert "/invite @" in out
    assert 'Slack webhook "tips": arrived.' in out


def test_a_missing_secret_is_named(config: Path, slack: SlackDouble, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(config, slack, "test", "missouri", SLACK_BOT_TOKEN="") == Exit.UNDELIVERED
    assert "SLACK_BOT_TOKEN is not set" in capsys.readouterr().out


def test_the_operators_have_a_test_too(config: Path, slack: SlackDouble) -> None:
    assert says(config, slack, "test", "operators") == Exit.FINE
    (post,) = slack.posts
    assert post.channel == slack.channel_id("#bots")
    assert post.text.startswith(f"Test, not trouble: watch287g can reach you. {MARK} Nothing is wrong.")
    assert "of trouble" in str(post.body["blocks"])
    assert "sheriff" not in str(post.body)  # it is no desk's news


def test_an_unknown_name_is_answered_with_the_nearest_one(
    config: Path, slack: SlackDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(config, slack, "test", "misouri") == Exit.USAGE
    assert 'Did you mean "missouri"?' in capsys.readouterr().err
    assert slack.posts == []


def test_it_is_recorded_nowhere(config: Path, slack: SlackDouble) -> None:
    says(config, slack, "test", "missouri")
    assert sorted(path.name for path in config.parent.iterdir()) == ["config.toml"]


def test_it_was_signed_no_later_than_it_was_seen_on_the_desks_clock(config: Path) -> None:
    loaded, evening = load_config(config, {}), datetime(2026, 1, 6, 2, 0, tzinfo=UTC)
    [section] = sample_story(loaded.subscriptions[0], loaded, at=evening).sections
    assert "signed Jan. 5" in section.items[0].facts
