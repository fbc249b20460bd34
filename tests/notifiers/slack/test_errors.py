"""What is said of Slack's refusals can be done by whoever reads it."""

import pytest

from notifiers.delivery import Retry
from notifiers.slack.errors import refused


@pytest.mark.parametrize(
    "code",
    ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "no_service", "no_team"],
)
def test_a_new_secret_goes_where_the_doctor_says_that_the_old_one_is(code: str) -> None:
    error = refused("#immigration", code, status=200, headers={})
    assert error.retry is Retry.PAUSE
    assert f"where the old one is; `watch287g doctor` says where. ({code})" in str(error)
