"""The real bot in one process with all that it talks to, and a clock that the simulation moves."""

import errno
import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import httpx
import pytest

from bot.config.load import load_config
from bot.outgoing.channels import Channels
from bot.reports.health import Finding, examine
from bot.service import scheduler
from bot.service.app import App
from bot.service.log import LogForm, keep_journal
from bot.service.measuring import Measuring
from bot.service.scheduler import Runner
from bot.service.systemd import ServiceManager
from notifiers.delivery import Channel, Message, Receipt
from state.errors import StateError
from tests.bot.newsroom import PAGE, Ice, Row, lists, sheriff, without_moa
from tests.bot.ordering import ordered
from tests.doubles.slack import Fault as SlackFault
from tests.doubles.slack import SlackDouble
from tests.doubles.smtp import After, SmtpDouble
from tests.simulation.week import MENDED, QUIET, WEEK, Fault, Kind, Posting, Week
from watchers.errors import WatchError
from watchers.fetch.source import Source

TICK = timedelta(minutes=30)
HOUR = timedelta(hours=1)
BEGIN = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
BLIND_AFTER = timedelta(hours=6)
OPERATORS_CHANNEL = "C0OPERATORS"
OPERATORS_INBOX = "ops@paper.test"
_YEARS = timedelta(days=11 * 365)

CONFIG = """
[watch]
page = "{page}"
every_minutes = 60
contact = "desk@example.org"
folder = "var"

[health]
blind_hours = 6

[slack]
api = "{slack}"
webhooks = ["tips"]

[mail]
host = "127.0.0.1"
port = {smtp}
security = "plain"
sender = "bot@watch.test"

[operators]
slack = ["C0OPERATORS"]
email = ["ops@paper.test"]

[[subscription]]
name = "nation"
states = "all"
slack = ["C0NATION001"]

[[subscription]]
name = "plains"
states = ["KS", "IA"]
slack = ["#plains"]

[[subscription]]
name = "desk"
states = "all"
email = ["desk@paper.test"]

[[subscription]]
name = "tips"
states = ["MO", "IA"]
webhook = ["tips"]

[[subscription]]
name = "screen"
states = "all"
terminal = true

[[subscription]]
name = "daily"
states = "all"
alerts = false
digest = "daily"
slack = ["C0DIGEST001"]
"""
MISTAKE = "\n[[subscription]]\nname = 7\n"


class Killed(BaseException):
    """The process ends here."""


class Slack(SlackDouble):
    """The double under the fault that reigns."""

    reigning: Callable[[Kind], bool]

    def _next_fault(self, method: str) -> SlackFault:
        usual = super()._next_fault(method)
        if method == "webhook":
            for kind, fault in _HOOK.items():
                if self.reigning(kind):
                    return fault
            return usual
        if method == "chat.postMessage":
            for kind, fault in _POST.items():
                if self.reigning(kind):
                    return fault
        return SlackFault(error="token_revoked") if self.reigning(Kind.REVOKED) else usual

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        if method == "chat.postMessage":
            if body["channel"] == OPERATORS_CHANNEL and self.reigning(Kind.ARCHIVED):
                return {"ok": False, "error": "is_archived"}
            for kind, error in _THREAD.items():
                if body.get("thread_ts") and self.reigning(kind):
                    return {"ok": False, "error": error}
        return super().answer(method, body)


_POST = {
    Kind.BUSY: SlackFault(status=429, retry_after=90, error="ratelimited"),
    Kind.FAILS: SlackFault(status=500),
    Kind.FAILS_POSTED: SlackFault(status=500, accepted=True),
    Kind.CLOSES: SlackFault(close=True, accepted=True),
}
_HOOK = {
    Kind.HOOK_FAILS: SlackFault(status=500, accepted=True),
    Kind.HOOK_CLOSES: SlackFault(close=True, accepted=True),
    Kind.HOOK_GONE: SlackFault(status=404, error="no_service"),
}
_THREAD = {Kind.THREAD_GONE: "thread_not_found", Kind.THREAD_LOCKED: "restricted_action_thread_locked"}
_SMTP = {
    Kind.MAIL_BUSY: ("MAIL", "421 4.3.2 Shutting down for a while"),
    Kind.GREYLIST: ("RCPT", "450 4.2.0 Greylisted, please come back later"),
    Kind.QUOTA: ("DATA", "552 5.2.2 Mailbox full"),
    Kind.HELO: ("RCPT", "550 5.7.1 Helo command rejected: need fully-qualified hostname"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message as somebody got it. `id` is what its channel can tell a repeat by: None where it can't."""

    at: datetime
    place: str
    id: str | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hourly:
    """How things stood at one hour: what `health` failed over, and since when something known was undelivered."""

    at: datetime
    failing: tuple[str, ...]
    oldest: datetime | None


@dataclass(kw_only=True)
class Log:
    """What the simulation saw. `seen`: when the bot met a fault while it could write that down."""

    arrivals: list[Arrival] = field(default_factory=list)
    seen: dict[Fault, list[datetime]] = field(default_factory=dict)
    polls: list[tuple[datetime, bool]] = field(default_factory=list)
    hours: list[Hourly] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    record: frozenset[str] = frozenset()
    undelivered: int = 0


class _Channels(Channels):
    """The bot's own channels without a pause between two posts; the process may be killed over a message."""

    def __init__(self, room: "Newsroom", config: Any) -> None:
        super().__init__(config, room.environ, write=room.write, now=room.wall)
        self._room = room
        self._here = replace(self._here, clock=lambda: room.wall().timestamp(), sleep=lambda _: None, timeout=5)

    def to(self, destination_id: str) -> Channel:
        return _Mortal(super().to(destination_id), self._room)


@dataclass(slots=True)
class _Mortal:
    channel: Channel
    room: "Newsroom"

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        self.room.may_die(Kind.KILLED_BEFORE)
        receipt = self.channel.deliver(message, unsure=unsure)
        self.room.may_die(Kind.KILLED_AFTER)
        return receipt

    def close(self) -> None:
        self.channel.close()


class _Stream(io.StringIO):
    """The log's output, on a disk that may be full."""

    room: "Newsroom"

    def write(self, text: str, /) -> int:
        self.room.meet(Kind.UNWRITTEN, fails=OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        return len(text)


class Newsroom:
    """`with Newsroom(week, folder, slack, smtp) as room: room.live()`, and `room.log` has what came of it."""

    def __init__(self, week: Week, folder: Path, slack: Slack, smtp: SmtpDouble) -> None:
        self.week, self.folder, self.slack, self.smtp = week, folder, slack, smtp
        self.log = Log()
        self.true = BEGIN
        self.ticks = 0.0  # the monotonic clock, which stands still while the machine sleeps
        self.offset = timedelta(0)
        self.ice = Ice(fault=self._ice_fault)
        self.rows: list[Row] = [_row(*place) for place in week.listed]
        self.pending: list[Row] = []
        self.names = 0
        self.turns = 0
        self.dead: set[Fault] = set()
        self.app: App | None = None
        self.runner: Runner | None = None
        self.next_poll = self.next_digest = BEGIN
        self.environ = {"SLACK_BOT_TOKEN": "xoxb-loopback", "SLACK_WEBHOOK_TIPS": slack.webhook_url()}
        slack.reigning = lambda kind: self.reigns(kind) is not None and self._met(kind)
        self._taken = (len(slack.posts), len(smtp.mails))

    # The world

    def wall(self) -> datetime:
        """What the machine's clock says."""
        return self.true + self.offset

    @property
    def hour(self) -> float:
        """Hours since the week began."""
        return (self.true - BEGIN) / HOUR

    @property
    def is_over(self) -> bool:
        """Whether this is the last hour of all."""
        return self.hour >= WEEK + QUIET - 1

    def reigns(self, kind: Kind) -> Fault | None:
        """The fault of that kind that there is now."""
        return next((f for f in self.week.faults if f.kind is kind and f.start <= self.hour < f.end), None)

    def _met(self, kind: Kind) -> bool:
        fault = self.reigns(kind)
        if fault is not None and (kind is Kind.FULL or self.reigns(Kind.FULL) is None):
            self.log.seen.setdefault(fault, []).append(self.true)
        return True

    def meet(self, kind: Kind, *, fails: OSError) -> None:
        """Fail, where that fault reigns."""
        if self.reigns(kind) is not None:
            self._met(kind)
            raise fails

    def may_die(self, kind: Kind) -> None:
        """Die, where it is time to: once for each fault."""
        fault = self.reigns(kind)
        if fault is not None and fault not in self.dead:
            self.dead.add(fault)
            self._met(kind)
            raise Killed

    def write(self, text: str) -> None:
        """The terminal."""
        self.meet(Kind.UNWRITTEN, fails=OSError(errno.EPIPE, os.strerror(errno.EPIPE)))
        self.log.arrivals.append(Arrival(at=self.true, place="terminal", id=None, words=text))

    def _ice_fault(self, request: httpx.Request) -> httpx.Response | None:
        is_page = str(request.url) == PAGE
        self.turns += is_page
        if self.reigns(Kind.HANGS) and self._met(Kind.HANGS):
            raise httpx.ReadTimeout("timed out", request=request)
        if self.reigns(Kind.IN_TURNS) and is_page and self.turns % 2 and self._met(Kind.IN_TURNS):
            return httpx.Response(403, html="<h1>Access Denied</h1>")
        if self.reigns(Kind.NO_PENDING) and "pending" in str(request.url) and self._met(Kind.NO_PENDING):
            return httpx.Response(404)
        if self.reigns(Kind.BROKEN_FILE) and str(request.url).endswith(".xlsx") and self._met(Kind.BROKEN_FILE):
            return httpx.Response(200, content=b"PK\x03\x04" + bytes(900))
        for kind, answer in _PAGES.items():
            if self.reigns(kind) and is_page and self._met(kind):
                return answer()
        if self.reigns(Kind.ODD) and "participating" in str(request.url):
            self._met(Kind.ODD)
        return None

    def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = self.ice.answer(request)
        answer.headers["Date"] = format_datetime(self.true, usegmt=True)
        return answer

    def publish(self) -> None:
        """ICE's lists as they are now, under new names."""
        found = lists(*self.rows, waiting=self.pending)
        if self.reigns(Kind.ODD):
            found["Participating Agencies"] = without_moa(*self.rows)
        self.ice.post(found)

    def _post(self, posting: Posting) -> None:
        self.rows += [_row(*place) for place in posting.signs]
        self.pending += [_row(*place) for place in posting.applies]
        gone = [_row(*place) for place in posting.leaves]
        self.rows = [row for row in self.rows if row not in gone]
        self.publish()

    # The bot's life

    def __enter__(self) -> Self:
        (self.folder / "config.toml").write_text(self._config(), "utf-8")
        with ExitStack() as opened:
            patch = opened.enter_context(pytest.MonkeyPatch.context())
            patch.setattr(scheduler, "time", SimpleNamespace(monotonic=lambda: self.ticks))
            patch.setattr(scheduler, "datetime", SimpleNamespace(now=lambda _: self.wall()))
            patch.setattr(scheduler, "collect_all", lambda: None)  # what it costs is no matter here
            patch.setattr(os, "fsync", self._fsync)
            opened.enter_context(_log_as_it_was())
            stream = _Stream()
            stream.room = self
            self.journal = keep_journal(stream, LogForm.JSON, load_config(self._path, self.environ).watch.zone)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._die()
        self._opened.close()

    @property
    def _path(self) -> Path:
        return self.folder / "config.toml"

    def _config(self) -> str:
        return CONFIG.format(page=PAGE, slack=self.slack.base_url, smtp=self.smtp.port)

    def _fsync(self, _: int) -> None:
        self.meet(Kind.FULL, fails=OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def _start(self) -> None:
        config = load_config(self._path, self.environ)
        source = Source(PAGE, contact="", version="1", clock=lambda: 0.0, transport=httpx.MockTransport(self._answer))
        try:
            self.app = App.open(
                config,
                self.environ,
                holder="a simulation",
                write=self.write,
                now=self.wall,
                channels=_Channels(self, config),
                source=source,
            )
        except StateError:
            return  # the service manager starts it again
        self.runner = Runner(
            self.app,
            self._reread,
            ServiceManager(),
            Measuring(config, serve=False),
            self.journal,
            last_words=lambda: None,
        )
        self.next_poll = self.next_digest = self.wall()

    def _reread(self) -> None:
        assert self.app is not None
        config = load_config(self._path, self.environ)
        self.app.take_up(config, _Channels(self, config))

    def _die(self) -> None:
        """As by SIGKILL: nothing is flushed, and the system frees the lock and the connections."""
        if self.app is not None:
            self.app.channels.close()
            self.app.store.close()
        self.app = self.runner = None

    def live(self) -> None:
        """Tick through the week, and the quiet time after it."""
        self.publish()
        waiting = list(self.week.postings)
        while self.hour < WEEK + QUIET:
            self.slack._clock = int(self.true.timestamp())
            while waiting and waiting[0].hour <= self.hour:
                self._post(waiting.pop(0))
            self._turn_faults()
            if self.reigns(Kind.ASLEEP) is not None:
                self._met(Kind.ASLEEP)
            else:
                self._tick()
                self.ticks += TICK.total_seconds()
            self._take_arrivals()
            if self.hour.is_integer():
                self._note_hour()
            self.true += TICK
        self._note_end()

    def _turn_faults(self) -> None:
        """What begins or ends in this very hour."""
        self.offset = _YEARS if self.reigns(Kind.AHEAD) else -24 * HOUR if self.reigns(Kind.BACK) else timedelta(0)
        for kind, (command, line) in _SMTP.items():
            if (fault := self.reigns(kind)) is not None:
                self.smtp.replies[command] = _Always(line, lambda fault=fault: self._met(fault.kind))  # type: ignore[misc]
        if not any(self.reigns(kind) for kind in _SMTP):
            self.smtp.replies.clear()
        self.smtp.after = After.DIE if self.reigns(Kind.MAIL_CLOSES) else After.ANSWER
        for fault in self.week.faults:
            if fault.kind in (Kind.ODD, Kind.BROKEN_FILE) and self.hour in (fault.start, fault.end):
                self.publish()
            if fault.kind in MENDED and self.hour == fault.end + 1:
                self._send_all()
            if fault.kind is Kind.RELOAD and self.hour in (fault.start, fault.end):
                self._reload(MISTAKE if self.hour == fault.start else "")
            if fault.kind is Kind.KILLED and self.hour == fault.start:
                self._die_between(fault)

    def _send_all(self) -> None:
        """What a person does who has mended a channel."""
        if self.app is not None:
            try:
                ordered(self.app, "outbox retry", "all")
            except Killed:
                self._die()

    def _reload(self, more: str) -> None:
        self._path.write_text(self._config() + more, "utf-8")
        if self.runner is not None:
            self._met(Kind.RELOAD)
            self.runner._hang_up()
            self.runner._serve()
        self._path.write_text(self._config(), "utf-8")

    def _die_between(self, fault: Fault) -> None:
        """A poll that records, and no delivery after it."""
        self.dead.add(fault)
        self._met(fault.kind)
        if self.app is not None:
            with suppress(WatchError, StateError):
                self.app.check()
        self._die()

    def _tick(self) -> None:
        """What APScheduler would have run since the last one."""
        if self.runner is None:
            self._start()
        if self.runner is None:
            return
        try:
            self._work(self.runner)
        except Killed:
            self._die()

    def _work(self, runner: Runner) -> None:
        step = runner._clock.step()
        if step is not None:
            runner._plan_anew(step)
            self.next_poll = self.next_digest = self.wall()
        if self.wall() >= self.next_digest:
            self.next_digest = self.wall() + HOUR
            runner._digest()
        if self.wall() >= self.next_poll:
            self.next_poll = self.wall() + HOUR
            asked, failures = len(self.ice.asked), runner._failures
            runner._poll()
            if len(self.ice.asked) > asked:
                self._note_poll(good=runner._failures <= failures and runner._failures == 0)
        runner._deliver()
        if runner._broken is not None:
            self.log.broken.append(f"{self.true}: the run ended: {runner._broken}")
            self._die()

    def _note_poll(self, *, good: bool) -> None:
        self.log.polls.append((self.true, good))
        for kind in (Kind.AHEAD, Kind.BACK):
            if good and self.reigns(kind):
                self._met(kind)

    # What is seen from outside

    def _take_arrivals(self) -> None:
        posts, mails = self.slack.posts, self.smtp.mails
        for post in posts[self._taken[0] :]:
            told = (post.body.get("metadata") or {}).get("event_payload", {}).get("delivery_id")
            self.log.arrivals.append(
                Arrival(at=self.true, place=post.channel, id=told, words=json.dumps(post.body, ensure_ascii=False))
            )
        if len(mails) > self._taken[1]:
            self._met(Kind.MAIL_CLOSES)
        for mail in mails[self._taken[1] :]:
            parsed = mail.parsed
            body = parsed.get_body(("plain",))
            words = f"{parsed['Subject']}\n{body.get_content() if body else ''}"
            id_ = str(parsed["Message-ID"])
            self.log.arrivals.append(Arrival(at=self.true, place=mail.recipients[0], id=id_, words=words))
        self._taken = (len(posts), len(mails))

    def _note_hour(self) -> None:
        from state.outbox import UNDELIVERED

        if self.app is None or self.offset or self.reigns(Kind.ASLEEP):
            return
        oldest = min((row.created_at for row in self.app.store.owed(UNDELIVERED)), default=None)
        is_long = oldest is not None and self.true - oldest > BLIND_AFTER
        failing = tuple(f.words for f in self._health() if not f.well) if is_long or self.is_over else ()
        self.log.hours.append(Hourly(at=self.true, failing=failing, oldest=oldest))

    def _health(self) -> Iterator[Finding]:
        assert self.app is not None
        self.app.checker.last_poll.flush()
        yield from examine(self.app.config, self.wall())

    def _note_end(self) -> None:
        from state.outbox import UNDELIVERED

        if self.app is None:
            self.log.broken.append("no bot runs at the end")
            return
        standings = self.app.store.register().standings.values()
        self.log.record = frozenset(
            s.agreement.agency for s in standings if s.stand.value == "listed" and s.list.value == "participating"
        )
        self.log.undelivered = len(self.app.store.owed(UNDELIVERED))


class _Always(list[str]):
    """Replies that never end."""

    def __init__(self, line: str, met: Callable[[], object]) -> None:
        super().__init__([line])
        self._met = met

    def pop(self, *_: Any) -> str:
        self._met()
        return self[0]


_PAGES: dict[Kind, Callable[[], httpx.Response]] = {
    Kind.REFUSED: lambda: httpx.Response(403, html="<h1>Access Denied</h1>"),
    Kind.DOWN: lambda: httpx.Response(503, html="<h1>Service Unavailable</h1>"),
    Kind.BLOCK_PAGE: lambda: httpx.Response(200, html="<title>Access Denied</title><h1>Access Denied</h1>"),
    Kind.NO_LINK: lambda: httpx.Response(200, html="<h1>287(g)</h1><p>The page was rebuilt.</p>"),
}


@contextmanager
def _log_as_it_was() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("bot")
    before = root.handlers, root.level, ours.level
    yield
    root.handlers = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def agency_of(state: str, place: str) -> str:
    """The name that ICE's list has."""
    return str(_row(state, place)[1])


def _row(state: str, place: str) -> Row:
    day = 1 + sum(place.encode()) % 28
    return sheriff(place, state, signed=f"2025-11-{day:02}")
