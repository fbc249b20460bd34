"""The doctor on who can be heard inside Slack."""

from datetime import UTC, datetime
from pathlib import Path

from bot.config.load import load_config
from bot.doctor.checks import place_checks
from bot.doctor.exam import Installation, examined
from notifiers.finding import Finding, Mark
from tests.bot.commands.inside import SECRETS, config
from tests.doubles.slack_inside import SlackInside


def findings(
    tmp_path: Path, slack: SlackInside, environ: dict[str, str], subscriptions: str = ""
) -> dict[str, Finding]:
    path = tmp_path / "config.toml"
    path.write_text(config(slack, subscriptions=subscriptions), "utf-8")
    here = Installation(config=load_config(path, {}), environ=environ, now=lambda: datetime.now(UTC))
    found = [finding for checks in place_checks(here) for finding in examined(checks)]
    return {finding.found: finding for finding in found if finding.what.startswith("Slack")}


def test_both_tokens_are_looked_at_where_the_config_sends_nothing_to_slack(tmp_path: Path) -> None:
    with SlackInside() as slack:
        slack.scopes = f"{slack.scopes},commands,users:read,groups:read"
        found = findings(tmp_path, slack, SECRETS)
        assert {f.mark for f in found.values()} == {Mark.OK}
        assert any("opens the line" in said for said in found)
        assert findings(tmp_path, slack, {"SLACK_BOT_TOKEN": "xoxb-1"}) == {}


def test_a_wrong_token_a_missing_scope_and_a_missing_bot_token_are_said(tmp_path: Path) -> None:
    own = '[[subscription]]\nname = "mo"\nstates = ["MO"]\nslack = ["#immigration"]\n'
    with SlackInside() as slack:
        found = findings(tmp_path, slack, {**SECRETS, "SLACK_APP_TOKEN": "xapp-wrong"}, own)
        assert [f.mark for said, f in found.items() if "app-level token is wrong" in said] == [Mark.FAIL]
        assert [f.mark for said, f in found.items() if "lacks commands" in said] == [Mark.WARN]
        (alone,) = findings(tmp_path, slack, {"SLACK_APP_TOKEN": "xapp-1"}).values()
        assert (alone.mark, "their channels told nothing" in alone.found) == (Mark.FAIL, True)
