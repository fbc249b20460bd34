"""Weekly digests for every week of the recorded months, to desks in three zones, through a real SMTP server."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config.load import load_config
from bot.config.model import Config
from bot.digest.send import begun, settle_digests
from bot.outgoing.channels import Channels
from bot.outgoing.deliver import deliver_due
from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from notifiers.story.telling import plain_name
from notifiers.subscriptions.periods import due
from notifiers.subscriptions.routing import concerns
from state.entries import Polls
from state.files.kept import WorkbookArchive
from state.files.last_poll import counted_on, read_last_poll, write_last_poll
from state.store import Store, open_store
from tests.doubles.smtp import Delivered, SmtpDouble
from watchers.diff.totals import counted, counts_before
from watchers.model.agreement import ListKind
from watchers.model.second_look import SecondLook
from watchers.names.normalise import normalise
from watchers.names.places import UNKNOWN_STATE
from watchers.table.read import read_table

pytestmark = [pytest.mark.archive, pytest.mark.long]

DESKS = """
[mail]
host = "127.0.0.1"
port = {port}
security = "plain"
sender = "alerts@example.org"

[[subscription]]
name = "plains"
states = ["MO", "KS"]
email = ["plains@example.org"]
digest = "weekly"

[[subscription]]
name = "nation"
states = "all"
email = ["nation@example.org"]
zone = "Pacific/Auckland"
digest = "weekly"
digest_day = "Friday"
digest_hour = 17

[[subscription]]
name = "east"
states = ["FL", "GA", "NC", "PA", "VA"]
email = ["east@example.org"]
zone = "America/New_York"
digest = "weekly"
digest_day = "Sunday"
digest_hour = 2
"""
PARTS = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/csv"]


@dataclass(frozen=True)
class Sent:
    """All that was sent over the months, and the record that it was made from."""

    config: Config
    store: Store
    mails: list[Delivered]
    begin: datetime
    end: datetime


@pytest.fixture(scope="module")
def sent(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    folder = tmp_path_factory.mktemp("months")
    publications, _ = saved_publications(archive)
    begin, end = publications[0].at.astimezone(UTC), publications[-1].at.astimezone(UTC) + timedelta(weeks=2)
    with SmtpDouble() as server:
        (folder / "config.toml").write_text(DESKS.format(port=server.port), "utf-8")
        config = load_config(folder / "config.toml", {})
        with open_store(config.watch.folder, holder="a test") as store:
            backfill(store, publications, rules=SecondLook())
            _send_all(store, config, begin, end)
            yield Sent(config=config, store=store, mails=server.mails, begin=begin, end=end)


def _send_all(store: Store, config: Config, begin: datetime, end: datetime) -> None:
    """Ask twice a day from the first publication on; the same again each time a little earlier, as clocks are set."""
    counts = counted(store.register())
    store.commit(entries=[begun(s.name, at=begin, polls=Polls(), counts=counts) for s in config.subscriptions])
    now = begin
    while now < end:
        now += timedelta(hours=12)
        write_last_poll(
            store.folder, counted_on(read_last_poll(store.folder), at=now, outcome="nothing new", good=True)
        )
        for at in (now, now - timedelta(hours=3)):
            for subscription in config.subscriptions:
                settle_digests(store, config, subscription, at=at)
        channels = Channels(config, {}, write=lambda _: None, now=lambda at=now: at)  # type: ignore[misc]
        assert not [d.why for d in deliver_due(store, channels, now=lambda at=now: at) if d.why]  # type: ignore[misc]
        channels.close()


def _events(mail: Delivered) -> list[dict[str, str]]:
    tables = list(mail.parsed.iter_attachments())
    return [
        row
        for table in tables
        for row in csv.DictReader(io.StringIO(table.get_content().removeprefix("\ufeff"), newline=""))
    ]


def test_every_week_of_every_desk_has_its_digest_once(sent: Sent) -> None:
    for subscription in sent.config.subscriptions:
        plan, zone, keys = subscription.digest, subscription.zone, []
        at = sent.begin
        while plan is not None and at < sent.end:
            at += timedelta(hours=12)
            keys += [p.key for p in due(plan, zone, at - timedelta(hours=12), at)]
        mine = [m for m in sent.mails if m.recipients == (f"{subscription.name}@example.org",)]
        assert len(mine) == len(keys) == len(set(keys))
        assert len({m.parsed["Message-ID"] for m in mine}) == len(mine)
        assert len(mine) in {34, 35}


def test_each_digest_has_the_events_of_its_week_and_every_event_is_in_one(sent: Sent) -> None:
    for subscription in sent.config.subscriptions:
        recorded = [e for e in sent.store.events(since=sent.begin) if concerns(e, subscription)]
        told = Counter[str]()
        for mail in sent.mails:
            if mail.recipients != (f"{subscription.name}@example.org",):
                continue
            rows = _events(mail)
            told.update(row["event"] for row in rows)
            week = {e.id for e in recorded if e.id in {row["event"] for row in rows}}
            assert len(week) == len(rows)
            times = sorted(e.observed_at for e in recorded if e.id in week)
            assert not times or times[-1] - times[0] < timedelta(days=7, hours=2)
        assert set(told.values()) == {1}
        assert set(told) == {e.id for e in recorded}


def test_the_agencies_that_are_counted_are_those_of_the_csv(sent: Sent) -> None:
    for mail in sent.mails:
        rows = _events(mail)
        signed = {(row["state"], plain_name(row["agency"])) for row in rows if row["kind"] == "signed"}
        said = re.search(r"(\d[\d,]*) (?:agency|agencies) newly signed", str(mail.parsed["Subject"]))
        assert _number(said) == len(signed)
        assert ("no changes" in mail.parsed["Subject"]) == (not rows)


def _number(found: re.Match[str] | None) -> int:
    return int(found[1].replace(",", "")) if found else 0


def test_every_mail_is_right_to_the_byte_and_its_parts_in_order(sent: Sent) -> None:
    for mail in sent.mails:
        assert mail.raw.isascii()
        lines = mail.raw.split(b"\r\n")
        assert not any(b"\r" in line or b"\n" in line or len(line) > 998 for line in lines)
        names = [line.partition(b":")[0] for line in mail.headers if not line[:1].isspace()]
        assert len(names) == len(set(names))
        assert {b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Id", b"Auto-Submitted"} <= set(names)
        assert not [part.defects for part in mail.parsed.walk() if part.defects]
        parts = [part.get_content_type() for part in mail.parsed.walk()]
        assert parts == (PARTS if _events(mail) else PARTS[1:4])  # none of these desks is of one state
        assert len(mail.parsed.get_body(("html",)).get_content().encode()) < 100_000  # type: ignore[union-attr]


def test_counts_walked_back_are_those_of_the_kept_workbooks(sent: Sent) -> None:
    """But for rows that ICE prints twice, which come and go without an event: at most three at a time."""
    kept = WorkbookArchive(sent.store.folder)
    counts, later, exact = counted(sent.store.register()), None, 0
    lists = sent.store.fetched(ListKind.PARTICIPATING)
    for fetched in reversed(lists):
        since = fetched.fetched_at + timedelta(microseconds=1)
        counts, later = counts_before(counts, sent.store.events(since=since, until=later)), since
        table = read_table(kept.read(fetched.workbook.sha256), name=fetched.workbook.name)
        roll = normalise(table, fetched.workbook, observed_on=fetched.fetched_at.date())
        walked, there = Counter[str](), Counter(a.state or UNKNOWN_STATE for a in roll.agreements)
        for (state, _), number in counts.items():
            walked[state] += number
        differing = {s: there[s] - walked[s] for s in {*walked, *there} if walked[s] != there[s]}
        assert sum(map(abs, differing.values())) <= 3, (fetched.workbook.name, differing)
        exact += not differing
    assert exact > len(lists) / 2
