"""A Slack and a mail server that fail: what became of the message, how often it was sent, what operators heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config.model import OPERATORS as NOTICES
from bot.service.orders import ALL
from notifiers.delivery import Retry
from state.outbox import OwedStatus
from tests.bot.ordering import ordered
from tests.doubles.slack import Fault
from tests.doubles.smtp import After, SmtpDouble
from tests.doubles.stands import EXPECTED, WEB_FAULTS, Trouble
from tests.faults.newsroom import OPERATORS, WAITING, Newsroom
from tests.faults.stretch import Posted

_NOON = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)
_MOST_RUNS = 40
_UNTIL_MENDED = 4
DESK, OTHER, OPERATOR = "desk@paper.test", "night@paper.test", "it@paper.test"
_SLACK = '[[subscription]]\nname = "nation"\nstates = "all"\nslack = ["C0NATION001"]\n'
_WEBHOOK = '[[subscription]]\nname = "nation"\nstates = "all"\nwebhook = ["tips"]\n'
_MAIL = f'[[subscription]]\nname = "nation"\nstates = "all"\nemail = ["{DESK}", "{OTHER}"]\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackCase:
    """Slack answers the first `times` posts with `fault`; `mended` says that only an operator can end that.

    `unread`: the bot may not read the channel's history.
    """

    name: str
    fault: Fault
    times: int = 1
    mended: bool = False
    webhook: bool = False
    unread: bool = False


def _ok_false(code: str, *, mended: bool = False, accepted: bool = False) -> SlackCase:
    fault = Fault(error=code, accepted=accepted)
    return SlackCase(name=f"ok: false, {code}", fault=fault, mended=mended, times=_UNTIL_MENDED if mended else 1)


SLACK_CASES = (
    SlackCase(name="429, Retry-After 90", fault=Fault(status=429, retry_after=90, error="ratelimited"), times=2),
    SlackCase(name="500, not posted", fault=Fault(status=500)),
    SlackCase(name="500, posted all the same", fault=Fault(status=500, accepted=True)),
    SlackCase(name="takes the post, closes without a word", fault=Fault(close=True, accepted=True)),
    SlackCase(name="closes before taking the post", fault=Fault(close=True)),
    SlackCase(name="takes the post, hangs", fault=Fault(hang=True, accepted=True)),
    SlackCase(name="hangs, not posted", fault=Fault(hang=True)),
    _ok_false("ratelimited"),
    _ok_false("internal_error"),
    _ok_false("fatal_error", accepted=True),
    _ok_false("channel_not_found", mended=True),
    _ok_false("is_archived", mended=True),
    _ok_false("invalid_auth", mended=True),
    _ok_false("a_code_of_tomorrow"),
    SlackCase(name="takes the post, closes; history not allowed", fault=Fault(close=True, accepted=True), unread=True),
    SlackCase(name="webhook: takes the post, closes", fault=Fault(close=True, accepted=True), webhook=True),
    SlackCase(
        name="webhook: no_service", fault=Fault(status=404, error="no_service"), times=4, mended=True, webhook=True
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCase:
    """A mail server that misbehaves towards a mail for two readers; `mended` as for Slack."""

    name: str
    server: SmtpDouble = field(default_factory=SmtpDouble)
    after: After = After.ANSWER
    login: str = ""
    mended: bool = False


def mail_cases() -> Iterator[MailCase]:
    """The cases, with servers of their own."""
    grey = SmtpDouble()
    grey.replies["RCPT"] = ["450 4.2.0 Greylisted, please come back later"] * 4
    yield MailCase(name="greylists, 450 twice for each reader", server=grey)
    one = SmtpDouble(refuse={OTHER: "550 5.1.1 No such user"})
    yield MailCase(name="refuses one of two readers, 550", server=one, mended=True)
    yield MailCase(name="takes the mail, dies after DATA", after=After.DIE)
    yield MailCase(name="takes the mail, hangs after DATA", after=After.HANG)
    wrong = SmtpDouble(user="bot@watch.test", password="another one")
    yield MailCase(name="bad login, 535", server=wrong, login='user = "bot@watch.test"', mended=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a case. `sent`: the news that readers got; `twice`: of that, repeats; `marked`: said to be repeats.

    `tries` of the message tried most often; `waited`: from its first try to its delivery. `by_hand`: the operator had
    to have it sent again. `heard`: the headlines of the notices to operators. `said`: the first complaint.
    """

    name: str
    sent: int
    twice: int
    marked: int
    tries: int
    waited: timedelta
    by_hand: bool
    heard: tuple[str, ...]
    said: str
    is_delivered: bool


def slack_case(case: SlackCase, stretch: Sequence[Posted], folder: Path) -> Came:
    """Tell the stretch's last publication into that fault. The operators are reached by mail."""
    room = Newsroom(
        folder=folder,
        subscriptions=_WEBHOOK if case.webhook else _SLACK,
        operators=f'email = ["{OPERATOR}"]',
        clock=_NOON,
    )
    with room:
        _owe(room, stretch)
        room.slack.fail("webhook" if case.webhook else "chat.postMessage", *[case.fault] * case.times)
        if case.unread:
            room.slack.fail("conversations.history", Fault(error="missing_scope"))
        said = _deliver(room, most=_UNTIL_MENDED if case.mended else _MOST_RUNS)
        room.slack.forgive()
        return _came(case.name, room, said, by_hand=case.mended)


def mail_case(case: MailCase, stretch: Sequence[Posted], folder: Path) -> Came:
    """Tell the stretch's last publication, by mail to two readers. The operators are reached by Slack."""
    server = case.server
    room = Newsroom(folder=folder, subscriptions=_MAIL, smtp=server, login=case.login, clock=_NOON)
    with room:
        _owe(room, stretch)
        server.after = case.after
        said = _deliver(room, most=1 if case.after is not After.ANSWER else _UNTIL_MENDED)
        server.after = After.ANSWER
        server.refuse.clear()
        if server.password is not None:
            server.password = room.environ["SMTP_PASSWORD"]
        return _came(case.name, room, said, by_hand=case.mended)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCase:
    """A service that is posted to, and what becomes of the first message there; `mended`: an operator has to end it."""

    key: str
    trouble: Trouble

    @property
    def name(self) -> str:
        return f"{self.key}: {self.trouble}"

    @property
    def mended(self) -> bool:
        return EXPECTED[self.key][self.trouble] is Retry.PAUSE


POST_CASES = tuple(
    PostCase(key=key, trouble=trouble)
    for key in ("teams", "discord", "google_chat", "mastodon", "http")
    for trouble in EXPECTED[key]
)


def post_case(case: PostCase, stretch: Sequence[Posted], folder: Path) -> Came:
    """Tell the stretch's last publication to a service in that trouble. The operators are reached by mail."""
    name = {"mastodon": "newsroom@{mastodon}", "http": "cms"}.get(case.key, "newsroom")
    desks = f'[[subscription]]\nname = "nation"\nstates = "all"\n{case.key} = ["{name}"]\n'
    desks += '[http]\nprivate = ["cms"]\n' if case.key == "http" else ""
    with Newsroom(folder=folder, subscriptions=desks, operators=f'email = ["{OPERATOR}"]', clock=_NOON) as room:
        web = room.services.of(case.key)
        _owe(room, stretch)
        web.fail(*[WEB_FAULTS[case.trouble]] * (_UNTIL_MENDED if case.mended else 1))
        said = _deliver(room, most=_UNTIL_MENDED if case.mended else _MOST_RUNS)
        web.forgive()
        return _came(case.name, room, said, by_hand=case.mended)


def _owe(room: Newsroom, stretch: Sequence[Posted]) -> None:
    """Poll the stretch; the news of its last publication is owed."""
    with room.app() as app:
        for posted in stretch:
            room.page.publish(posted)
            app.check()


def _deliver(room: Newsroom, *, most: int) -> str:
    """Deliver as time passes, until nothing waits, or so many times; the first complaint."""
    complaints: list[str] = []
    for _ in range(most):
        with room.app(seconds=1) as app:
            complaints += [d.why for d in app.deliver() if d.why]
            waiting = app.store.owed(WAITING)
        if not waiting:
            break
        due = min((row.not_before for row in waiting if row.not_before), default=room.now())
        room.later(max(due - room.now(), timedelta(minutes=1)))
    return next(iter(complaints), "")


def _came(name: str, room: Newsroom, said: str, *, by_hand: bool) -> Came:
    """Where an operator is needed let one have everything sent again; then count."""
    if by_hand:
        with room.app(seconds=1) as app:
            ordered(app, "outbox retry", ALL)
    _deliver(room, most=_MOST_RUNS)
    with room.store() as store:
        rows = [row for row in store.owed() if row.subscription != NOTICES]
    sent = _news(room)
    return Came(
        name=name,
        sent=len(sent),
        twice=len(sent) - len(set(sent)),
        marked=sum("may be a repeat" in body for body in _bodies(room)),
        tries=max(len(row.tries) for row in rows),
        waited=max(row.moved_at - row.tries[0].at for row in rows),
        by_hand=by_hand,
        heard=_heard(room),
        said=said,
        is_delivered=all(row.status is OwedStatus.DELIVERED for row in rows),
    )


def _news(room: Newsroom) -> list[tuple[str, str]]:
    """Every message of news that readers have, by what makes it itself."""
    posts = [
        (post.channel, str((post.body.get("metadata") or {}).get("event_payload") or post.text))
        for post in room.slack.posts
        if post.channel != OPERATORS
    ]
    mails = [(mail.recipients[0], str(mail.parsed["Message-ID"])) for mail in room.smtp.mails]
    posts += [("http", asked.headers["webhook-id"]) for asked in room.services.program.taken]
    posts += [("posted", asked.body.decode()[:80]) for web in room.services.all[:-1] for asked in web.taken]
    return posts + [mail for mail in mails if mail[0] != OPERATOR]


def _bodies(room: Newsroom) -> list[str]:
    """All that was posted, as text."""
    posted = [asked.body.decode() for web in room.services.all for asked in web.taken]
    return [*posted, *(str(post.body) for post in room.slack.posts)]


def _heard(room: Newsroom) -> tuple[str, ...]:
    """The headlines of what operators were told."""
    posts = [post.text for post in room.slack.posts if post.channel == OPERATORS]
    return (*posts, *(str(m.parsed["Subject"]) for m in room.smtp.mails if m.recipients == (OPERATOR,)))
