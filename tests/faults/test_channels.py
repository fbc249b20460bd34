"""A Slack and a mail server that fail in every way: nothing lost, and repeated only where nobody can be asked."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.channels import DESK, OTHER, SLACK_CASES, Came, MailCase, SlackCase, mail_case, mail_cases, slack_case
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
