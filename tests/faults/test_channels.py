"""A Slack and a mail server that fail in every way: nothing lost, and repeated only where nobody can be asked."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.doubles.stands import Trouble
from tests.faults.channels import (
    DESK,
    OTHER,
    POST_CASES,
    SLACK_CASES,
    Came,
    MailCase,
    PostCase,
    SlackCase,
    mail_case,
    mail_cases,
    post_case,
    slack_case,
)
from tests.faults.newsroom import TOKEN
from tests.faults.stretch import Posted, made_up


@pytest.fixture(scope="module")
def stretch() -> list[Posted]:
    return made_up(2, rows=12)


def _named(case: SlackCase | MailCase) -> str:
    return case.name


def _heard_once_each_way(came: Came) -> bool:
    """One notice that it began and one that it is over where it takes an operator, else none."""
    return len(came.heard) == (2 if came.by_hand else 0)


@pytest.mark.parametrize("case", SLACK_CASES, ids=_named)
def test_slack_has_the_news_once_however_it_fails(case: SlackCase, stretch: list[Posted], tmp_path: Path) -> None:
    came = slack_case(case, stretch, tmp_path)
    assert came.is_delivered
    can_not_be_asked = case.fault.accepted and (case.webhook or case.unread)
    assert (came.sent, came.twice, came.marked) == ((2, 1, 1) if can_not_be_asked else (1, 0, 0))
    assert _heard_once_each_way(came)
    if case.fault.retry_after is not None:
        assert came.waited == case.times * timedelta(seconds=case.fault.retry_after)
    assert came.said.startswith("Slack, ")
    assert TOKEN not in came.said
    assert "services/T0" not in came.said


@pytest.mark.parametrize("case", list(mail_cases()), ids=_named)
def test_both_readers_have_the_mail_however_the_server_fails(
    case: MailCase, stretch: list[Posted], tmp_path: Path
) -> None:
    came = mail_case(case, stretch, tmp_path)
    assert came.is_delivered
    assert came.sent - came.twice == 2
    assert came.twice == (2 if "DATA" in case.name else 0)
    assert bool(came.heard) == came.by_hand
    assert DESK in came.said or OTHER in came.said or "bot@watch.test" in came.said
    assert "hushhush" not in came.said


SOME = [
    case
    for case in POST_CASES
    if case.trouble is Trouble.LOST
    or (case.key, case.trouble) in {("discord", Trouble.BUSY), ("teams", Trouble.REVOKED)}
]
"""Between a channel and the outbox; `tests/notifiers/test_every_channel.py` has each trouble of each channel."""


@pytest.mark.parametrize("case", SOME, ids=_named)
def test_a_service_has_the_news_once_or_a_repeat_that_says_so(
    case: PostCase, stretch: list[Posted], tmp_path: Path
) -> None:
    came = post_case(case, stretch, tmp_path)
    assert came.is_delivered
    assert came.sent - came.twice == (3 if case.key == "mastodon" else 1)
    again = case.trouble is Trouble.LOST and case.key in {"teams", "discord", "http"}
    assert (came.twice, came.marked) == (int(again), int(again and case.key != "http"))
    assert _heard_once_each_way(came)
    if case.trouble is Trouble.BUSY:
        assert came.waited == timedelta(seconds=90)
    assert "secret" not in came.said
