"""From the record's commit to Slack's last answer: for one desk, and for a thousand desks of a channel each."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bot.config.load import load_config
from bot.outgoing.channels import Channels
from bot.service.app import App, utc_now
from tests.benchmarks.measured import Measured
from tests.bot.newsroom import EVERYBODY, PAGE, Ice, lists, sheriff
from tests.doubles.slack import SlackDouble
from watchers.fetch.source import Source

_HEAD = """
[watch]
page = "{page}"
folder = "var"
[slack]
api = "{slack}"
"""
_DESK = '[[subscription]]\nname = "desk-{n}"\nstates = "all"\nslack = ["C{n:010}"]\n'
_ENVIRON = {"SLACK_BOT_TOKEN": "xoxb-loopback"}


def measure(_: Path | None) -> Iterator[Measured]:
    """The lines of this part of the table."""
    for desks, most in ((1, 1.0), (1_000, 30.0)):
        seconds, told = _delivered(desks)
        yield Measured(
            work=f"from the commit to Slack's last answer, {desks:,} desk{'s' * (desks > 1)} of a channel each",
            found=f"{seconds:.2f} s for {told:,} messages",
            goal=f"under {most:g} s",
            reached=seconds < most and told == desks,
        )


def _delivered(desks: int) -> tuple[float, int]:
    """Seconds, by the channels' own pace, and how many messages Slack took; the double answers at once."""
    ice = Ice()
    with tempfile.TemporaryDirectory() as folder, SlackDouble() as slack:
        path = Path(folder) / "config.toml"
        path.write_text(_HEAD.format(page=PAGE, slack=slack.base_url) + "".join(map(_desk, range(desks))), "utf-8")
        config = load_config(path, _ENVIRON)
        source = Source(PAGE, contact="", version="1", clock=lambda: 0.0, transport=httpx.MockTransport(ice.answer))
        channels = Channels(config, _ENVIRON, write=lambda _: None, now=utc_now)
        with App.open(
            config, _ENVIRON, holder="a benchmark", write=lambda _: None, channels=channels, source=source
        ) as app:
            ice.post(lists(*EVERYBODY))
            app.check()
            app.deliver()
            before = len(slack.posts)
            ice.post(lists(*EVERYBODY, sheriff("Boone")))
            app.check()
            begin = time.perf_counter()
            app.deliver()
            return time.perf_counter() - begin, len(slack.posts) - before


def _desk(number: int) -> str:
    return _DESK.format(n=number)
