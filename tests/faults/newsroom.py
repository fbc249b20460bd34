"""A newsroom on loopback: ICE's page, Slack and a mail server, the config, and the bot, here or as a process."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Self

import httpx

from bot.config.load import Config, load_config
from bot.outgoing.channels import Channels
from bot.service.app import App
from state.outbox import OwedStatus
from state.store import Store, read_store
from tests.doubles.services import DiscordDouble, GoogleChatDouble, MastodonDouble, TeamsDouble
from tests.doubles.slack import SlackDouble
from tests.doubles.smtp import SmtpDouble
from tests.doubles.web import WebDouble
from tests.faults.page import IcePage
from tests.faults.stretch import Posted
from tests.ports import lasting_port
from watchers.fetch.download import Limits
from watchers.fetch.source import Source
from watchers.model.agreement import ListKind

PROJECT = Path(__file__).parents[2]
OPERATORS = "C0OPERATORS"
TOKEN = "xoxb-loopback"
WAITING = frozenset({OwedStatus.QUEUED, OwedStatus.SENDING, OwedStatus.UNKNOWN})

MANY = """
[[subscription]]
name = "plains"
states = ["KS", "NE", "IA"]
slack = ["C0PLAINS001"]
email = ["plains@desk.test"]

[[subscription]]
name = "missouri"
states = ["MO"]
kinds = ["all"]
slack = ["#immigration"]

[[subscription]]
name = "nation"
states = "all"
slack = ["C0NATION001"]
webhook = ["tips"]
email = ["nation@desk.test", "editor@desk.test"]
"""
"""Six destinations; a desk whose channel has a name, one that hears of everything, and one webhook."""

EVERYWHERE = f"""{MANY}
[[subscription]]
name = "everywhere"
states = "all"
teams = ["newsroom"]
discord = ["newsroom"]
google_chat = ["newsroom"]
mastodon = ["newsroom@{{mastodon}}"]
http = ["cms"]

[http]
private = ["cms"]
"""
"""And a desk that hears of everything at every service that is posted to, where a repeat can be told or says so."""

_CONFIG = """
[watch]
page = "{page}"
every_minutes = 0.001
contact = "desk@example.org"
folder = "var"

[second_look]
lists = 2
hours = 0
pending_days = 0

[slack]
api = "{slack}"
webhooks = ["tips"]

[mail]
host = "127.0.0.1"
port = {smtp}
security = "plain"
sender = "bot@watch.test"
{login}

[operators]
terminal = false
{operators}
"""


_LIMITED = """
import resource, sys
from bot.cli.main import main
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
main()
"""


_OFF = """
import datetime, sys, time
seconds, right, now = float(sys.argv.pop(1)), datetime.datetime, time.time

class OfKind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, right)

class Off(right, metaclass=OfKind):
    def __new__(cls, *words, **named):
        return right(*words, **named)

    @classmethod
    def now(cls, tz=None):
        return right.fromtimestamp(now() + seconds, tz)

time.time, datetime.datetime = lambda: now() + seconds, Off
from bot.cli.main import main
main()
"""


class Impatient(Channels):
    """The bot's own channels, but for a time-out of `seconds` and no pause between two posts."""

    def __init__(self, config: Config, environ: dict[str, str], *, now: Callable[[], datetime], seconds: int) -> None:
        super().__init__(config, environ, write=lambda _: None, now=now)
        self._here = replace(self._here, clock=lambda: now().timestamp(), sleep=lambda _: None, timeout=seconds)


@cache
def _mastodons_port() -> int:
    """A port that two newsrooms have, one after the other: a message's id is made of the account that it goes to."""
    return lasting_port()


class Services:
    """The services that are posted to."""

    def __init__(self) -> None:
        self.teams, self.discord, self.google_chat = TeamsDouble(), DiscordDouble(), GoogleChatDouble()
        self.mastodon, self.program = MastodonDouble(_mastodons_port()), WebDouble()
        self.all: tuple[WebDouble, ...] = (
            self.teams, self.discord, self.google_chat, self.mastodon, self.program,
        )  # fmt: skip

    def of(self, key: str) -> WebDouble:
        """The double of a kind of destination."""
        return dict(zip(("teams", "discord", "google_chat", "mastodon", "http"), self.all, strict=True))[key]

    @property
    def secrets(self) -> dict[str, str]:
        """What leads there."""
        posted: dict[str, WebDouble] = {"TEAMS": self.teams, "DISCORD": self.discord, "GOOGLE_CHAT": self.google_chat}
        account = self.mastodon.host.replace(".", "_").replace(":", "_")
        return {
            **{f"{key}_WEBHOOK_NEWSROOM": web.url.format(address=web.address) for key, web in posted.items()},
            f"MASTODON_TOKEN_NEWSROOM_{account}": self.mastodon.token,
            "HTTP_URL_CMS": self.program.address,
            "HTTP_SECRET_CMS": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
        }


@dataclass(kw_only=True)
class Newsroom:
    """`with Newsroom(folder=tmp_path) as room:` then `room.page.publish(…)`, and `room.app()` or `room.start("check")`.

    `login` holds lines of [mail], `operators` of [operators]; `database` is one's address. `clock` is the time for a
    bot that runs here; it moves only by `room.later(…)`, or is real where it is None.
    """

    folder: Path
    subscriptions: str = MANY
    smtp: SmtpDouble = field(default_factory=SmtpDouble)
    login: str = ""
    operators: str = f'slack = ["{OPERATORS}"]'
    clock: datetime | None = None
    database: str = ""
    slack: SlackDouble = field(default_factory=SlackDouble)
    page: IcePage = field(default_factory=IcePage, init=False)
    services: Services = field(default_factory=Services, init=False)

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            for double in (self.page, self.slack, self.smtp):
                opened.enter_context(double)
            for web in self.services.all:
                opened.enter_context(web)
            self._opened = opened.pop_all()
        self.folder.mkdir(parents=True, exist_ok=True)
        config = _CONFIG.format(
            page=self.page.url,
            slack=self.slack.base_url,
            smtp=self.smtp.port,
            login=self.login,
            operators=self.operators,
        )
        state = f'[state]\ndatabase = "{self.database}"\n' if self.database else ""
        desks = self.subscriptions.replace("{mastodon}", self.services.mastodon.host)
        self.config.write_text(config + state + desks, "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def state(self) -> Path:
        """The state's folder."""
        return self.folder / "var"

    @property
    def environ(self) -> dict[str, str]:
        """The secrets."""
        secrets = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_WEBHOOK_TIPS": self.slack.webhook_url(),
            "SMTP_PASSWORD": "hushhush",
        }
        return {**secrets, **self.services.secrets, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def now(self) -> datetime:
        return self.clock or datetime.now(UTC)

    def later(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock = self.now() + by

    def app(self, *, seconds: int = 5, limits: Limits | None = None) -> App:
        """The bot in this process, a context manager; `seconds` is its patience with channels."""
        config = load_config(self.config, self.environ)
        channels = Impatient(config, self.environ, now=self.now, seconds=seconds)
        source = Source(
            config.watch.page,
            contact="",
            version="0",
            clock=time.monotonic,
            limits=limits or Limits(),
            transport=httpx.HTTPTransport(verify=False),  # nothing here speaks TLS, and certificates take long to load
        )
        return App.open(
            config, self.environ, holder="a test", write=lambda _: None, now=self.now, channels=channels, source=source
        )

    def start(
        self,
        *words: str,
        most_bytes: int | None = None,
        folder: str = "",
        port: int | None = None,
        tree: Path = PROJECT,
        environ: Mapping[str, str] = MappingProxyType({}),
        clock_is_off: timedelta | None = None,
    ) -> "subprocess.Popen[str]":
        """The real command as a process; with `most_bytes` none of its files can be longer.

        `folder` is one of its own, where several share a database, `port` the one by which it goes there; `tree` has
        the program's sources.
        """
        config = self.config if port is None else self.config.with_name(f"config-{folder}.toml")
        if port is not None:
            there = re.sub(r"(@127\.0\.0\.1:)\d+", rf"\g<1>{port}", self.database)
            config.write_text(self.config.read_text("utf-8").replace(self.database, there), "utf-8")
        # -B: the limit would cut Python's own cache of bytecode short as well, for everybody.
        begun = ["-m", "bot.cli"] if most_bytes is None else ["-B", "-c", _LIMITED, str(most_bytes)]
        if clock_is_off is not None:
            begun = ["-c", _OFF, str(clock_is_off.total_seconds())]
        return subprocess.Popen(
            [sys.executable, *begun, "--config", str(config), *words],
            cwd=tree,
            env={**self.environ, **environ, **({"STATE_DIRECTORY": str(self.folder / folder)} if folder else {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def check(self) -> tuple[int, str]:
        """`watch287g check` as a process, to its end: its exit status, and what it printed."""
        with self.start("check") as child:
            said, _ = child.communicate(timeout=60)
        return child.returncode, said

    def step(self, posted: Posted) -> None:
        """The bot here, undisturbed: one publication, polled and told."""
        self.page.publish(posted)
        with self.app() as app:
            checked = app.check()
            assert not checked.holds, checked.holds
            said = [d.why for d in app.deliver() if d.why]
            assert not said, said

    def is_done(self, posted: Posted) -> bool:
        """Whether the publication is in the record and nothing waits to be told."""
        with self.store() as store:
            return self.has_recorded(store, posted) and not store.owed(WAITING)

    def has_recorded(self, store: Store, posted: Posted) -> bool:
        """Whether the record has these lists."""
        books = {kind: book.sha256 for kind in ListKind if (book := store.register().state_of(kind).workbook)}
        return books == {kind: sha256(file.content).hexdigest() for kind, file in posted.items()}

    def store(self) -> Store:
        """The state as it is on the disk."""
        return read_store(load_config(self.config, self.environ).place if self.database else self.state)

    @property
    def arrived(self) -> int:
        """How many messages have come, of every kind."""
        return len(self.slack.posts) + len(self.smtp.mails) + sum(len(web.taken) for web in self.services.all)

    @property
    def config(self) -> Path:
        """The config's file."""
        return self.folder / "config.toml"
