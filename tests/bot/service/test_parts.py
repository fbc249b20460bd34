"""`run --only slack` and `run --only site` as processes, beside one that polls and delivers, on one database."""

import signal
from pathlib import Path

from tests.bot.commands.inside import SECRETS
from tests.doubles.slack_inside import SlackInside
from tests.faults.newsroom import MANY, Newsroom
from tests.faults.stretch import made_up
from tests.postgres import served, wait_until

SITE = '[site]\nfolder = "site"\n'


def test_who_subscribes_at_one_process_is_told_by_another_and_a_third_writes_the_site(tmp_path: Path) -> None:
    baseline, news = made_up(2, rows=30)
    slack = SlackInside()
    with served() as server:
        with Newsroom(folder=tmp_path, subscriptions=MANY + SITE, database=server.database(), slack=slack) as room:
            room.step(baseline)
            parts = [room.start("run", "--only", part, folder=part, environ=SECRETS) for part in ("slack", "site")]
            try:
                events = tmp_path / "site" / "events"
                wait_until("the site is written", (tmp_path / "site" / "index.html").is_file)
                wait_until("Slack is heard", lambda: slack.live)
                asked = slack.type("subscribe all", channel="C0ASKED0001")
                wait_until("the channel is answered", lambda: asked.answers)
                assert not any(post.channel == "C0ASKED0001" for post in slack.posts)
                room.step(news)
                assert any(post.channel == "C0ASKED0001" for post in slack.posts)
                wait_until("the news has its page", lambda: any(events.rglob("*.html")))
            finally:
                for part in parts:
                    part.send_signal(signal.SIGTERM)
                said = [part.communicate(timeout=60)[0] for part in parts]
        assert [part.returncode for part in parts] == [0, 0], said
        assert slack.complaints == []
