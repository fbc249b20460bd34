"""What is said of Slack's refusals can be done by whoever reads it."""

import pytest

from notifiers.delivery import Retry
from notifiers.slack.errors import refused
from tests.notifiers.slack.documented_errors import DOCUMENTED


@pytest.mark.parametrize(
    "code",
    ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "no_service", "no_team"],
)
def test_a_new_secret_goes_where_the_doctor_says_that_the_old_one_is(code: str) -> None:
    error = refused("#immigration", code, status=200, headers={})
    assert error.retry is Retry.PAUSE
    assert f"where the old one is; `watch287g doctor` says where. ({code})" in str(error)


@pytest.mark.parametrize("code", sorted(DOCUMENTED))
def test_every_error_that_slack_documents_has_its_answer(code: str) -> None:
    error = refused("#immigration", code, status=200, headers={})
    assert "refused; trying again later" not in str(error)  # which is said of what nobody knows
    assert code in str(error)


@pytest.mark.parametrize(
    ("code", "retry"),
    [
        ("message_limit_exceeded", Retry.LATER),
        ("org_login_required", Retry.LATER),
        ("no_permission", Retry.PAUSE),
        ("team_not_found", Retry.PAUSE),
        ("team_access_not_granted", Retry.PAUSE),
        ("enterprise_is_restricted", Retry.PAUSE),
        ("accesslimited", Retry.PAUSE),
        ("restricted_action_thread_only_channel", Retry.PAUSE),
        ("restricted_action_of_tomorrow", Retry.PAUSE),
        ("storage_limit_reached", Retry.NEVER),
        ("invalid_arguments", Retry.NEVER),
    ],
)
def test_what_passes_is_waited_for_and_what_does_not_is_told(code: str, retry: Retry) -> None:
    assert refused("#immigration", code, status=200, headers={}).retry is retry
