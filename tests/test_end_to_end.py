"""From ICE's page to a desk's Slack, inbox and terminal: the command line and real servers, list after list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.exits import Exit
from bot.rehearsal.ice import RehearsedFile, RehearsedPublication
from tests.bot.newsroom import EVERYBODY, Row, lists, sheriff
from tests.doubles.ice import RehearsalPage
from tests.doubles.slack import Fault, SlackDouble
from tests.doubles.smtp import SmtpDouble
from tests.notifiers import slack_rules

START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
CONFIG = """
[watch]
page = "{page}"

[slack]
api = "{slack}"

[mail]
host = "127.0.0.1"
port = {smtp}
security = "plain"
sender = "alerts@example.org"

[second_look]
hours = 0

[[subscription]]
name = "missouri"
states = ["MO"]
slack = ["#immigration"]
terminal = true

[[subscription]]
name = "plains"
states = ["KS", "NE"]
email = ["desk@example.org", "second@example.org"]

[operators]
email = ["it@example.org"]
"""


def publications(*steps: tuple[tuple[Row, ...], tuple[Row, ...]]) -> list[RehearsedPublication]:
    """ICE's page, step by step: participating and pending rows."""
    found = []
    for number, (rows, waiting) in enumerate(steps):
        contents = lists(*rows, waiting=waiting)
        files = [RehearsedFile(f"{words.split()[0]}{number:02}.xlsx", content) for words, content in contents.items()]
        found.append(
            RehearsedPublication(
                published_at=START + timedelta(days=number),
                participating=files[0],
                pending=files[1],
                agreements=len(rows),
                states=3,
            )
        )
    return found


OSAGE, COLE, RENO, BELL = sheriff("Osage"), sheriff("Cole"), sheriff("Reno", "KANSAS"), sheriff("Bell", "TEXAS")
STEPS = publications(
    (EVERYBODY, (OSAGE,)),
    ((*EVERYBODY, RENO), (OSAGE,)),  # Kansas signs
    ((*EVERYBODY, RENO, BELL), (OSAGE,)),  # Texas signs, which nobody watches
    ((*EVERYBODY, RENO, BELL, OSAGE), ()),  # the pending one signs
    ((*EVERYBODY[1:], RENO, BELL, OSAGE), ()),  # Webster County is gone,
    ((*EVERYBODY[1:], RENO, BELL, OSAGE, COLE), ()),  # and stays gone, while Cole County signs;
    ((*EVERYBODY, RENO, BELL, OSAGE, COLE), ()),  # and is back
)


@dataclass
class World:
    """The bot's surroundings, and the bot: one `check` for every step, as cron would run it."""

    page: RehearsalPage
    slack: SlackDouble
    smtp: SmtpDouble
    config: Path
    capture: pytest.CaptureFixture[str]
    printed: list[str] = field(default_factory=list)

    def check(self) -> int:
        """The exit status of one poll; what it printed is in `printed`."""
        status = run(["--config", str(self.config), "check"], {"SLACK_BOT_TOKEN": "xoxb-1-2-secret"})
        said = self.capture.readouterr()
        assert said.err == ""
        self.printed.append(said.out)
        return status

    def sees(self, step: int) -> int:
        self.page.publish(step)
        return self.check()

    def slacked(self) -> list[str]:
        return [str(post.body) for post in self.slack.posts]

    def mailed(self, to: str) -> list[str]:
        return [mail.parsed.get_body(("plain",)).get_content() for mail in self.smtp.mails if to in mail.recipients]  # type: ignore[union-attr]  # every mail of ours has a plain part


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[World]:
    with RehearsalPage(STEPS) as page, SlackDouble(check=slack_rules.check) as slack, SmtpDouble() as smtp:
        config = tmp_path / "config.toml"
        config.write_text(CONFIG.format(page=page.url, slack=slack.base_url, smtp=smtp.port), "utf-8")
        yield World(page=page, slack=slack, smtp=smtp, config=config, capture=capsys)
        assert slack.refused == []


def test_each_desk_hears_of_its_own_states_and_nothing_twice(world: World) -> None:
    for step in range(len(STEPS)):
        assert world.sees(step) == Exit.FINE
        assert world.check() == Exit.FINE  # nothing new, after a restart
        assert "Nothing new" in world.printed[-1]
    signed, withdrawn, correction = world.slacked()
    assert "Osage County Sheriff's Office" in signed
    assert "Cole County Sheriff's Office" in withdrawn
    assert "Webster County Sheriff's Office" in withdrawn
    assert "Webster County Sheriff's Office" in correction
    for desk in ("desk@example.org", "second@example.org"):
        (mail,) = world.mailed(desk)
        assert "Reno County Sheriff's Office" in mail
    assert world.mailed("it@example.org") == []
    everything = "".join([*world.slacked(), *world.mailed("desk@example.org"), *world.printed])
    assert "Bell County" not in everything
    assert "secret" not in everything


def test_every_alert_names_what_a_desk_needs_and_leads_to_the_workbook(world: World) -> None:
    world.sees(0)
    world.sees(1)
    world.sees(3)
    (mail,) = world.mailed("desk@example.org")
    for words in ("Reno County Sheriff's Office", "Kansas", "Reno County", "Task Force", "Nov. 6"):
        assert words in mail
    assert "Participating01.xlsx" in mail
    (post,) = world.slacked()
    for words in ("Osage County Sheriff's Office", "Missouri", "Task Force", "Nov. 6", "Participating03.xlsx"):
        assert words in post


def test_a_correction_answers_the_alert_that_it_takes_back(world: World) -> None:
    for step in (0, 4, 5, 6):
        world.sees(step)
    *alerts, correction = world.slack.posts
    wrong = next(post for post in alerts if "Webster County" in str(post.body))
    assert "Webster County" in str(correction.body)
    assert correction.thread_ts == wrong.ts
    assert correction.body["reply_broadcast"] in (True, "true", "True", "1")


def test_a_slack_that_is_down_stops_neither_mail_nor_terminal_and_gets_its_news_later(world: World) -> None:
    world.sees(0)
    world.slack.fail("chat.postMessage", Fault(status=503))
    world.page.publish(3)
    assert world.check() == Exit.UNDELIVERED
    assert "Not delivered to Slack #immigration (missouri)" in world.printed[-1]
    assert "Osage County Sheriff's Office" in world.printed[-1]
    assert len(world.mailed("desk@example.org")) == 1
    assert world.slacked() == []
    assert "Slack" not in "".join(world.mailed("it@example.org"))


def test_a_slack_that_took_the_post_and_gave_no_answer_is_asked_and_not_posted_to_twice(world: World) -> None:
    world.sees(0)
    world.slack.fail("chat.postMessage", Fault(close=True, accepted=True))
    world.page.publish(3)
    assert world.check() == Exit.UNDELIVERED
    assert len(world.slacked()) == 1
    run(["--config", str(world.config), "outbox", "retry", _waiting(world)], {"SLACK_BOT_TOKEN": "xoxb-1-2-secret"})
    assert "conversations.history" in world.slack.calls
    assert len(world.slacked()) == 1
    assert _waiting(world) == ""


def _waiting(world: World) -> str:
    """The id of the message that waits, by what `outbox list` says."""
    world.capture.readouterr()
    run(["--config", str(world.config), "outbox", "list"], {})
    said = world.capture.readouterr().out
    return "" if said.startswith("No message waits") else said.split()[0]


def test_the_operators_hear_of_a_page_without_lists_and_no_desk_does(world: World) -> None:
    world.sees(0)
    world.config.write_text(world.config.read_text("utf-8").replace("identify-and-arrest", "moved"), "utf-8")
    for _ in range(3):
        assert run(["--config", str(world.config), "check"], {"SLACK_BOT_TOKEN": "xoxb-1"}) == Exit.SOURCE
    (mail,) = world.mailed("it@example.org")
    assert "is not at" in mail
    assert (world.slacked(), world.mailed("desk@example.org")) == ([], [])
