"""Digests through the bot: marks, the outbox, a mail server, and what an operator asks for by hand."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from bot.cli.main import run
from bot.config.file import ConfigError
from bot.config.model import Config
from bot.digest import send
from bot.digest.again import DigestError, make_again, wanted
from bot.poll.remarks import stated_before, stated_now
from notifiers.subscriptions.digest_plan import DigestPlan, Period
from notifiers.subscriptions.model import Subscription
from state.entries import DigestProgress, PageTotals, Polls
from state.outbox import Owed, OwedStatus
from state.store import Store
from tests.bot import newsroom
from tests.bot.newsroom import DAY, EVERYBODY, KANSAS, MISSOURI, QUARTER, Newsroom, pending, sheriff
from tests.bot.ordering import ordered
from tests.doubles.smtp import SmtpDouble
from watchers.fetch.validators import StatedTotals
from watchers.model.agreement import Model

WEEKLY = """
[[subscription]]
name = "missouri"
states = ["MO"]
terminal = true
alerts = false
digest = "weekly"
"""
MONDAY = datetime(2026, 1, 12, 14, 0, tzinfo=UTC)  # 8 a.m. in Chicago
WEEK = timedelta(weeks=1)


def begun(folder: Path, config: str = WEEKLY) -> Newsroom:
    """A bot that has read its first list and begun its desks' digests, on Monday, Jan. 5, 2026."""
    room = Newsroom(folder, config)
    room.sees(*EVERYBODY)
    tick(room, room.at + QUARTER)
    return room


def tick(room: Newsroom, at: datetime) -> list[tuple[str, str, int]]:
    """The bot asks which digests are due at a time, and delivers."""
    room.at = at
    done: list[tuple[str, str, int]] = []
    settle = send._settle

    def noted(store: Store, config: Config, desk: Subscription, plan: DigestPlan, period: Period, **more: Any) -> None:
        before = len(store.owed())
        settle(store, config, desk, plan, period, **more)
        done.append((desk.name, period.key, len(store.owed()) - before))

    with room.app() as app, patch.object(send, "_settle", noted):
        app.digest()
        room.delivered = app.deliver()
    return done


def rows(room: Newsroom) -> list[Owed]:
    with room.record() as store:
        return store.owed(subscription="missouri")


def test_a_desk_begins_with_the_digest_after_it_subscribed_and_gets_nothing_of_the_past(tmp_path: Path) -> None:
    room = begun(tmp_path)
    assert rows(room) == []
    room.sees(*EVERYBODY, sheriff("Dent"))
    assert tick(room, MONDAY - QUARTER) == []
    assert tick(room, MONDAY) == [("missouri", "2026-W02", 1)]
    (told,) = room.printed
    assert "Missouri, Jan. 6–11: 1 agency newly signed" in told
    assert "Dent County Sheriff's Office" in told
    assert "Webster County Sheriff" not in told


def test_a_desk_without_alerts_hears_by_its_digest_alone(tmp_path: Path) -> None:
    room = begun(tmp_path)
    assert room.sees(*EVERYBODY, sheriff("Dent")).alerts == ()


def test_nothing_begins_while_no_list_was_ever_read(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, WEEKLY)
    assert tick(room, MONDAY) == []
    with room.record() as store:
        assert store.entry(DigestProgress, "missouri") is None


def test_asking_again_sends_nothing_again_whatever_the_clock_does(tmp_path: Path) -> None:
    room = begun(tmp_path)
    tick(room, MONDAY)
    for at in (MONDAY, MONDAY + QUARTER, MONDAY - DAY, MONDAY - 3 * WEEK, MONDAY + DAY):
        assert tick(room, at) == []
    assert len(rows(room)) == 1


def test_the_message_and_the_word_that_it_is_settled_are_one_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = begun(tmp_path)
    commits: list[dict[str, Any]] = []
    real = Store.commit

    def noted(self: Store, **given: Any) -> None:
        commits.append(given)
        real(self, **given)

    monkeypatch.setattr(Store, "commit", noted)
    with room.app() as app:
        room.at = MONDAY
        app.digest()
    (commit,) = commits
    assert [row.subscription for row in commit["owed"]] == ["missouri"]
    assert [(entry.subscription, entry.until) for entry in commit["entries"]] == [("missouri", MONDAY)]


def test_weeks_missed_over_a_standstill_are_one_digest_that_says_so(tmp_path: Path) -> None:
    room = begun(tmp_path)
    assert [key for _, key, _ in tick(room, MONDAY + 2 * WEEK)] == ["2026-W04"]
    (told,) = room.printed
    assert "Three weekly digests in one: those before it were not sent when they were due." in told
    assert "Missouri, Jan. 6–25: not checked" in told
    assert tick(room, MONDAY + 3 * WEEK) == [("missouri", "2026-W05", 1)]
    assert "the bot made no checks of ICE's lists in that time" in room.printed[1]


def test_the_polls_of_a_week_are_counted_and_said(tmp_path: Path) -> None:
    room = begun(tmp_path)
    for _ in range(3):
        room.poll()
    tick(room, MONDAY)
    assert "3 checks of ICE's page, all fine." in room.printed[0]
    room.poll()
    tick(room, MONDAY + WEEK)
    assert "1 check of ICE's page, fine." in room.printed[1]
    with room.record() as store:
        progress = store.entry(DigestProgress, "missouri")
    assert progress is not None
    assert progress.kept == {"2026-W02": Polls(made=3, failed=0), "2026-W03": Polls(made=1, failed=0)}


def test_a_count_of_polls_that_began_anew_is_not_negative(tmp_path: Path) -> None:
    room = begun(tmp_path)
    for _ in range(3):
        room.poll()
    tick(room, MONDAY)
    (room.config.watch.folder / "last-poll.json").unlink()
    room.poll()
    tick(room, MONDAY + WEEK)
    assert "1 check of ICE's page, fine." in room.printed[1]


def test_a_quiet_week_is_left_out_where_the_desk_wants_none(tmp_path: Path) -> None:
    room = begun(tmp_path, WEEKLY + 'digest_quiet = "none"\n')
    room.poll()
    assert tick(room, MONDAY) == [("missouri", "2026-W02", 0)]
    assert rows(room) == []


def test_a_week_without_checks_is_told_even_to_a_desk_that_wants_no_quiet_ones(tmp_path: Path) -> None:
    room = begun(tmp_path, WEEKLY + 'digest_quiet = "none"\n')
    assert tick(room, MONDAY) == [("missouri", "2026-W02", 1)]


def test_a_digest_that_was_taken_out_of_the_config_begins_anew_when_it_is_back(tmp_path: Path) -> None:
    begun(tmp_path)
    without = Newsroom(tmp_path, WEEKLY.replace('digest = "weekly"', "").replace("alerts = false", ""))
    tick(without, MONDAY + WEEK)
    again = Newsroom(tmp_path, WEEKLY)
    assert tick(again, MONDAY + 5 * WEEK) == []
    assert tick(again, MONDAY + 6 * WEEK) == [("missouri", "2026-W08", 1)]


def test_a_message_that_nobody_could_deliver_for_days_is_said_in_the_digest(tmp_path: Path) -> None:
    room = begun(tmp_path, WEEKLY.replace("alerts = false", 'slack = ["#newsroom"]'))
    room.sees(*EVERYBODY, sheriff("Dent"))  # there is no SLACK_BOT_TOKEN
    tick(room, MONDAY)
    said = next(text for text in room.printed if "How we know" in text)
    assert "Not delivered: 1 message to Slack #newsroom, of Jan. 7" in said


def test_a_fault_over_one_desks_digest_costs_no_other_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ops = '\n[slack]\nwebhooks = ["ops"]\n\n[operators]\nwebhook = ["ops"]\n'
    room = begun(tmp_path, WEEKLY + WEEKLY.replace("missouri", "other") + ops)
    real = __import__("bot.digest.build", fromlist=["make_digest"]).make_digest

    def broken(store: Store, config: Any, subscription: Any, *rest: Any, **more: Any) -> Any:
        if subscription.name == "missouri":
            raise ZeroDivisionError("an odd list")
        return real(store, config, subscription, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr("bot.digest.build.make_digest", broken)
        assert tick(room, MONDAY) == [("other", "2026-W02", 1)]
        assert tick(room, MONDAY + QUARTER) == []
    assert tick(room, MONDAY + 2 * QUARTER) == [("missouri", "2026-W02", 1)]
    told = [text for text in room.notices() if "digest of missouri" in text]
    assert len(told) == 2
    assert "ZeroDivisionError" in told[0]
    assert "Over:" in told[1]


def test_what_the_page_states_is_kept_and_compared(tmp_path: Path) -> None:
    room = begun(tmp_path)
    said = StatedTotals(agreements=8, states=3, models={Model.TFM: 6}, as_of="January 6, 2026")
    with room.app() as app:
        app.store.commit(entries=stated_now(app.store, said, room.at))
        assert stated_now(app.store, said, room.at + DAY) == []
        assert stated_now(app.store, None, room.at) == []
        assert stated_before(app.store, room.at + DAY) == said
        assert stated_before(app.store, room.at) is None
    room.poll()
    tick(room, MONDAY)
    said_so = "ICE's page, as of January 6, 2026, says 8 agreements; its list has 7 and a header row"
    assert said_so in room.printed[0]


def test_the_page_is_read_for_its_totals_even_where_the_lists_are_the_same(tmp_path: Path) -> None:
    room = begun(tmp_path)
    real = room.ice.answer

    def answer(request: Any) -> Any:
        if str(request.url) != newsroom.PAGE:
            return real(request)
        request.headers.pop("If-Modified-Since", None)
        html = real(request).text + "<p>As of January 7, 2026, ICE has signed 7 Memorandums of Agreement.</p>"
        return httpx.Response(200, html=html)

    room.ice.answer = answer  # type: ignore[method-assign]
    room.poll()
    with room.record() as store:
        stated = store.entry(PageTotals)
    assert stated is not None
    assert stated.totals.agreements == 7


MAIL = """
[mail]
host = "127.0.0.1"
port = {port}
security = "plain"
sender = "alerts@example.org"

[[subscription]]
name = "plains"
states = ["KS", "MO"]
email = ["desk@example.org", "editor@example.org"]
digest = "weekly"
alerts = false
"""


def test_the_digest_arrives_by_mail_with_its_csv_one_mail_a_reader(tmp_path: Path) -> None:
    with SmtpDouble() as server:
        room = begun(tmp_path, MAIL.format(port=server.port))
        room.sees(*MISSOURI, *KANSAS, sheriff("Dent"), waiting=[pending(sheriff("Ray"))])
        tick(room, MONDAY)
        assert sorted(mail.recipients for mail in server.mails) == [("desk@example.org",), ("editor@example.org",)]
        parsed = server.mails[0].parsed
        said = "287(g) weekly · Kansas and Missouri, Jan. 6–11: 1 agency newly signed, 1 newly pending"
        assert parsed["Subject"] == said
        (table,) = parsed.iter_attachments()
        found = list(csv.DictReader(io.StringIO(table.get_content().removeprefix("\ufeff"))))
        assert {row["agency"] for row in found} == {"Dent County Sheriff's Office", "Ray County Sheriff's Office"}


def by_hand(room: Newsroom, *words: str) -> list[str]:
    with room.app() as app:
        return ordered(app, "digest send", *words)


def test_one_sent_by_hand_does_not_stand_for_the_regular_one(tmp_path: Path) -> None:
    room = begun(tmp_path)
    room.sees(*EVERYBODY, sheriff("Dent"))
    tick(room, MONDAY)
    lines = by_hand(room, "missouri", "2026-W02")
    assert lines[0] == "Missouri, Jan. 5–11: 1 agency newly signed."
    assert lines[1] == "Told missouri (the terminal)."
    assert len(room.printed) == 2
    room.at += QUARTER
    by_hand(room, "missouri", "2026-W02")
    assert len(room.printed) == 3
    assert tick(room, MONDAY + WEEK) == [("missouri", "2026-W03", 1)]
    assert all(row.status is OwedStatus.DELIVERED for row in rows(room))


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("misouri", None, 'is called “misouri”. Did you mean "missouri"?'),
        ("missouri", "2026-W02", "2026-W02 (Jan. 5–11) is not over: it ends on Jan. 12, 2026, 8 a.m. CST."),
        ("missouri", "2025-W02", "Nothing is known of 2025-W02 (Jan. 6–12). The record begins on Jan. 6, 2026, 9 a.m."),
        ("missouri", "soon", "“soon” is no period; expected a week such as 2025-W45"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(tmp_path: Path, name: str, key: str | None, said: str) -> None:
    room = begun(tmp_path)
    with room.record() as store, pytest.raises((DigestError, ConfigError)) as caught:
        wanted(room.config, store, name, key, room.at)
    assert said in str(caught.value)


def test_of_a_time_after_the_last_look_nothing_is_said(tmp_path: Path) -> None:
    room = begun(tmp_path)
    with room.record() as store, pytest.raises(DigestError) as caught:
        wanted(room.config, store, "missouri", "2026-W03", MONDAY + 2 * WEEK)
    assert str(caught.value) == (
        "Nothing is known of 2026-W03 (Jan. 12–18). The record ends on Jan. 6, 2026, 9 a.m. CST: ICE's lists have not "
        "been looked at since."
    )


def test_a_record_that_ends_within_the_period_does_not_say_that_nothing_changed(tmp_path: Path) -> None:
    room = begun(tmp_path)
    with room.record() as store:
        wish = wanted(room.config, store, "missouri", "2026-W02", MONDAY)
        made = make_again(store, room.config, wish, MONDAY).digest
    assert made.subject == "287(g) weekly · Missouri, Jan. 5–11: no changes as far as the record goes"
    assert made.headline.endswith("no changes as far as the record goes")
    assert made.lede[0].endswith("The record ends before that time was over.")
    assert "The record ends Jan. 6, 9 a.m. CST: what ICE's lists showed after that is not known." in made.proof


@pytest.mark.parametrize("after_the_end", [DAY, -QUARTER])
def test_a_look_after_the_period_or_just_before_its_end_vouches_for_it(
    tmp_path: Path, after_the_end: timedelta
) -> None:
    room = begun(tmp_path, WEEKLY.replace('digest = "weekly"\n', "").replace("alerts = false\n", ""))
    room.sees(*EVERYBODY)
    room.at = MONDAY + after_the_end
    with room.app() as app:
        app.check()
    with room.record() as store:
        now = MONDAY + DAY
        made = make_again(store, room.config, wanted(room.config, store, "missouri", "2026-W02", now), now)
    assert made.digest.headline == "Missouri, Jan. 5–11: no changes"
    assert made.proof.seen_until is None


def test_the_verb_writes_a_preview_beside_a_running_bot_and_sends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = begun(tmp_path)
    room.sees(*EVERYBODY, sheriff("Dent"))
    config, out = str(tmp_path / "config.toml"), tmp_path / "out"
    with room.app():
        wish = ["--config", config, "digest", "missouri", "--period", "2026-W02", "--preview", "--output", str(out)]
        assert run(wish, {}) == 0
    assert sorted(file.name for file in out.iterdir()) == [f"missouri-2026-w02.{e}" for e in ("csv", "html", "txt")]
    assert "Dent County Sheriff's Office" in (out / "missouri-2026-w02.txt").read_text("utf-8")
    assert "Nothing was sent." in capsys.readouterr().out
    assert rows(room) == []
    assert run(["--config", config, "digest", "missouri", "--period", "soon"], {}) == 2


def test_the_agreements_at_the_last_periods_end_are_kept_by_state_and_model(tmp_path: Path) -> None:
    room = begun(tmp_path)
    with room.record() as store:
        assert store.entries(DigestProgress)["missouri"].agreements["MO"] == {Model.TFM: 3}


def test_two_digests_of_one_week_say_the_same_number_of_looks(tmp_path: Path) -> None:
    room = begun(tmp_path, f'{WEEKLY}\n[[subscription]]\nname = "plains"\nstates = ["KS"]\nterminal = true\n')
    for _ in range(6):
        room.poll(after=DAY)
    tick(room, MONDAY + QUARTER)
    with room.record() as store:
        made = [
            make_again(store, room.config, wanted(room.config, store, name, "2026-W02", room.at), room.at)
            for name in ("missouri", "plains")
        ]
    looks = {digest.proof.polls for digest in made}
    assert len(looks) == 1
    assert None not in looks
