"""Thirty days of a running bot: `python -m tests.benchmarks.soak [--days 30] [--plot docs/soak.svg]`.

The bot's own looks by its own plan on a clock that the soak moves, against ICE's page, Slack, a mail server and a
program that takes JSON, all on this machine, with the website on. After each day: memory, open files, threads, bytes on
disk, and how long after ICE's posting each alert was there. The exit status is 1 where anything grows that should not.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.collector import collect_all, collect_seldom
from bot.config.load import load_config
from bot.config.model import Config
from bot.outgoing.channels import Channels
from bot.poll.next_look import Looking, newest_list, plan_of_looks
from bot.service.app import App
from bot.terminal import say
from tests.benchmarks.publications import made_up_rows
from tests.bot.newsroom import PAGE, Ice, lists
from tests.doubles.slack import SlackDouble
from tests.doubles.smtp import SmtpDouble
from tests.doubles.web import WebDouble
from watchers.fetch.source import Source
from watchers.schedule.business_days import ICES_CLOCK, is_business_day

_BEGIN = datetime(2026, 3, 2, 5, tzinfo=UTC)
_DAY = timedelta(days=1)
_ROWS = 1_843
_CONFIG = """
[watch]
page = "{page}"
looks_a_week = 672
contact = "desk@example.org"
folder = "var"
[slack]
api = "{slack}"
[mail]
host = "127.0.0.1"
port = {smtp}
security = "plain"
sender = "bot@watch.test"
[site]
folder = "site"
address = "https://watch.test/"
[http]
private = ["cms"]
[[subscription]]
name = "nation"
states = "all"
slack = ["C0NATION001"]
http = ["cms"]
digest = "weekly"
[[subscription]]
name = "desk"
states = ["TX", "FL"]
email = ["desk@paper.test"]
digest = "daily"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one day came to: bytes, counts, and minutes from ICE's posting to the alert, one for each posting."""

    memory: int
    files: int
    threads: int
    disk: int
    looks: int
    delays: tuple[float, ...]


class _Channels(Channels):
    def __init__(self, config: Config, environ: dict[str, str], now: "Soak") -> None:
        super().__init__(config, environ, write=lambda _: None, now=now.wall)
        self._here = replace(self._here, clock=lambda: now.wall().timestamp(), sleep=lambda _: None)


@dataclass(kw_only=True)
class Soak:
    """The world around the bot: its clock, and ICE's lists."""

    slack: SlackDouble
    smtp: SmtpDouble
    program: WebDouble
    folder: Path
    at: datetime = _BEGIN
    ice: Ice = field(default_factory=Ice)
    chance: random.Random = field(default_factory=lambda: random.Random(30))
    posted: int = 0

    def wall(self) -> datetime:
        """The time now."""
        return self.at

    def days(self, count: int) -> Iterator[Day]:
        """Live through so many days."""
        rows = made_up_rows()
        self.chance.shuffle(rows)
        self._post(rows)
        with self._app() as app:
            looking = Looking(plan_of_looks(app.config, app.store, at=self.at))
            for _ in range(count):
                yield self._day(app, looking, rows)

    def _app(self) -> App:
        path = self.folder / "config.toml"
        path.write_text(_CONFIG.format(page=PAGE, slack=self.slack.base_url, smtp=self.smtp.port), "utf-8")
        environ = {
            "SLACK_BOT_TOKEN": "xoxb-loopback",
            "HTTP_URL_CMS": self.program.address,
            "HTTP_SECRET_CMS": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
        }
        config = load_config(path, environ)
        ice = httpx.MockTransport(self.ice.answer)
        return App.open(
            config,
            environ,
            holder="a soak",
            write=lambda _: None,
            now=self.wall,
            channels=_Channels(config, environ, self),
            source=Source(PAGE, contact="", version="1", clock=lambda: 0.0, transport=ice),
        )

    def _day(self, app: App, looking: Looking, rows: Sequence[Any]) -> Day:
        until, coming = self.at + _DAY, self._postings()
        waits: list[datetime] = []
        delays: list[float] = []
        looks = 0
        while self.at < until:
            while coming and coming[0] <= self.at:
                waits.append(coming.pop(0))
                self._post(rows)
            before = len(self.slack.posts)
            app.digest()
            app.check()
            app.deliver()
            app.renew_site()
            looking.plan = plan_of_looks(app.config, app.store, at=self.at)
            if waits and len(self.slack.posts) > before:
                delays += [(self.at - posted) / timedelta(minutes=1) for posted in waits]
                waits.clear()
            self.at, looks = looking.looked(self.at, newest=newest_list(app.store)), looks + 1
            collect_all()  # as a running bot does after such a poll
        self.slack._posts.clear()
        self.slack._uploads.clear()
        self.smtp.mails.clear()
        self.program.asked.clear()
        self.program.taken.clear()
        self.ice.asked.clear()
        return _measured(self.folder, looks=looks, delays=tuple(delays))

    def _postings(self) -> list[datetime]:
        """When ICE posts on the day that begins: in Washington's office hours, on most business days."""
        day = self.at.astimezone(ICES_CLOCK)
        if not is_business_day(day.date()):
            return []
        count = self.chance.choices((0, 1, 2, 3), (25, 45, 20, 10))[0]
        minutes = sorted(self.chance.uniform(9 * 60, 18 * 60) for _ in range(count))
        return [day.replace(hour=0, minute=0).astimezone(UTC) + timedelta(minutes=minute) for minute in minutes]

    def _post(self, rows: Sequence[Any]) -> None:
        """A list that has three agencies more than the one before, and lacks one."""
        self.posted += 1
        self.ice.post(lists(*rows[self.posted : _ROWS + 3 * self.posted], waiting=None))


def _measured(folder: Path, *, looks: int, delays: tuple[float, ...]) -> Day:
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return Day(
        memory=pages * os.sysconf("SC_PAGE_SIZE"),
        files=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        disk=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        looks=looks,
        delays=delays,
    )


def plots(days: Sequence[Day]) -> str:
    """One SVG with a curve for each of what was measured, each with its least and its most."""
    curves = {
        "memory, MB": [day.memory / 1e6 for day in days],
        "open files": [float(day.files) for day in days],
        "threads": [float(day.threads) for day in days],
        "state and website on disk, MB": [day.disk / 1e6 for day in days],
        "ICE's posting to the alert, minutes (each day's mean)": [
            statistics.mean(day.delays) for day in days if day.delays
        ],
    }
    drawn = "".join(_curve(name, values, 70 * place) for place, (name, values) in enumerate(curves.items()))
    style = "text{font:12px sans-serif;fill:#555}path{fill:none;stroke:#1f6feb;stroke-width:2}"
    title = f"<title>A bot over {len(days)} days</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {70 * len(curves)}" role="img">'
        f"{title}<style>{style}</style>{drawn}</svg>\n"
    )


def _curve(name: str, values: Sequence[float], top: int) -> str:
    most = max(values) or 1.0
    step = 600 / max(1, len(values) - 1)
    line = " ".join(f"{20 + step * n:.0f},{top + 62 - 40 * value / most:.1f}" for n, value in enumerate(values))
    words = f"{name}: {min(values):,.1f} to {max(values):,.1f}"
    return f'<text x="20" y="{top + 16}">{words}</text><path d="M{line}"/>'


def growing(days: Sequence[Day]) -> list[str]:
    """What is more in the last third of the days than in the middle one, and should not be: sentences."""
    third = len(days) // 3
    settled, last = days[third : 2 * third], days[-third:]
    found = []
    for name, most in {"memory": 1.1, "files": 1.0, "threads": 1.0}.items():
        before, after = (max(getattr(day, name) for day in part) for part in (settled, last))
        if after > before * most:
            found.append(f"{name}: at most {before:,} in the middle, {after:,} at the end")
    return found


def main() -> int:
    """Print a line a day, and what grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--plot", type=Path, help="where to write the curves, an SVG")
    wish = parser.parse_args()
    if wish.days < 3:
        parser.error("--days: at least 3, to compare the last third with the one before")
    collect_seldom()  # as the program does
    days = []
    with tempfile.TemporaryDirectory() as folder, SlackDouble() as slack, SmtpDouble() as smtp, WebDouble() as program:
        for day in Soak(slack=slack, smtp=smtp, program=program, folder=Path(folder)).days(wish.days):
            days.append(day)
            say(f"day {len(days)}: {day}")
    if wish.plot:
        wish.plot.write_text(plots(days), "utf-8")
    delays = [delay for day in days for delay in day.delays]
    say(f"{len(delays)} postings told, in the median {statistics.median(delays):.1f} minutes after they were posted.")
    found = growing(days)
    say("\n".join(found) or "Nothing grows but the record.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
