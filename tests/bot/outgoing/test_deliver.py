import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config.load import load_config
from bot.outgoing.channels import Channels
from bot.outgoing.deliver import PATIENCE, deliver_due, recover
from bot.service.app import App
from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from state.errors import StateAwayError
from state.outbox import Owed, OwedStatus, doubted, owed_id, requeued, sending
from state.store import Store, open_store
from tests.bot.newsroom import TWO_DESKS

MINUTE = timedelta(minutes=1)
ANSWER = Callable[[Message], Receipt]


def refusing(retry: Retry, *, wait: float | None = None) -> ANSWER:
    """A channel's answer that is an error."""

    def answer(_: Message) -> Receipt:
        raise DeliveryError(f"it said {retry}", retry=retry, wait=wait)

    return answer


def breaking(_: Message) -> Receipt:
    """A fault of the channel's own."""
    raise RuntimeError("xoxb-secret")


@dataclass
class Place:
    """A channel that keeps what it was given and answers as it is told, each answer once."""

    answers: list[ANSWER] = field(default_factory=list)
    given: list[tuple[str, int, bool]] = field(default_factory=list)
    replies: list[dict[str, Any] | None] = field(default_factory=list)

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        self.given.append((message.id, message.part, unsure))
        self.replies.append(message.reply_to)
        return self.answers.pop(0)(message) if self.answers else Receipt(details={"ts": message.id})

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Bench:
    """An outbox with its store, places by name, and a clock."""

    store: Store
    places: dict[str, Place] = field(default_factory=dict)
    at: datetime = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)

    def to(self, destination_id: str) -> Channel:
        return self.place(destination_id)

    def close(self) -> None:
        """Nothing is held."""

    def place(self, name: str) -> Place:
        return self.places.setdefault(name, Place())

    def owe(self, place: str, occasion: str = "alert", *, parts: int = 1) -> list[str]:
        """Messages owed to a place; their ids."""

        def name(part: int) -> str:
            return owed_id(subscription="one", destination=place, occasion=occasion, event_ids=("e1",), part=part)

        rows = [
            Owed(
                id=name(part),
                subscription="one",
                destination=place,
                group=name(0),
                part=part,
                of_parts=parts,
                event_ids=("e1",),
                payload={"text": occasion},
                created_at=self.at,
            )
            for part in range(parts)
        ]
        self.store.commit(owed=rows)
        return [row.id for row in rows]

    def delivers(self, *, after: timedelta = timedelta(0)) -> list[tuple[str, str]]:
        """One run, some time after the last: destination and status of what was tried."""
        self.at += after
        done = deliver_due(self.store, self, now=lambda: self.at)
        return [(delivery.owed.destination, delivery.owed.status.value) for delivery in done]

    def statuses(self) -> list[OwedStatus]:
        return [row.status for row in self.store.owed()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with open_store(tmp_path, holder="a test") as store:
        yield Bench(store)


def test_what_is_owed_is_delivered_once_and_its_receipt_kept(bench: Bench) -> None:
    (message,) = bench.owe("desk")
    assert bench.delivers() == [("desk", "delivered")]
    assert bench.delivers(after=MINUTE) == []
    assert bench.place("desk").given == [(message, 0, False)]
    (row,) = bench.store.owed()
    assert (row.receipt, row.payload) == ({"ts": message}, {})


def test_one_dead_destination_delays_no_other(bench: Bench) -> None:
    served = threading.Event()

    def hang(_: Message) -> Receipt:
        assert served.wait(10), "the other destination waited for this one"
        raise DeliveryError("no answer", retry=Retry.LATER)

    def serve(_: Message) -> Receipt:
        served.set()
        return Receipt()

    bench.place("dead").answers = [hang]
    bench.place("alive").answers = [serve]
    bench.owe("dead")
    bench.owe("alive")
    assert sorted(bench.delivers()) == [("alive", "delivered"), ("dead", "queued")]


def test_a_refusal_that_may_pass_is_tried_again_later_and_later(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER)] * 4
    bench.owe("desk")
    waits = []
    for _ in range(4):
        assert bench.delivers() == [("desk", "queued")]
        (row,) = bench.store.owed()
        assert row.not_before is not None
        waits.append(row.not_before - bench.at)
        assert bench.delivers(after=waits[-1] - timedelta(seconds=1)) == []
        bench.at += timedelta(seconds=1)
    assert waits == [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE]
    assert bench.delivers() == [("desk", "delivered")]


def test_the_channels_own_word_on_waiting_is_kept_to(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER, wait=42), refusing(Retry.LATER, wait=0)]
    bench.owe("desk")
    bench.delivers()
    assert bench.delivers(after=timedelta(seconds=41)) == []
    assert bench.delivers(after=timedelta(seconds=1)) == [("desk", "queued")]
    assert bench.delivers() == []  # a wait of 0 s is no reason to hammer
    assert bench.delivers(after=timedelta(seconds=1)) == [("desk", "delivered")]


def test_later_news_to_a_place_waits_behind_what_has_just_failed_there(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER)]
    first, second = bench.owe("desk", "first") + bench.owe("desk", "second")
    assert bench.delivers() == [("desk", "queued")]
    bench.delivers(after=MINUTE)
    assert [given[0] for given in bench.place("desk").given] == [first, first, second]


def test_a_refusal_for_good_fails_that_message_and_the_next_ones_go_out(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.NEVER)]
    bench.owe("desk", "first")
    bench.owe("desk", "second")
    assert bench.delivers() == [("desk", "failed"), ("desk", "delivered")]
    assert bench.delivers(after=PATIENCE) == []


def test_a_message_of_unknown_end_is_asked_for_before_it_is_posted_again(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.UNKNOWN), refusing(Retry.LATER)]
    bench.owe("desk")
    assert bench.delivers() == [("desk", "unknown")]
    assert bench.delivers(after=5 * MINUTE) == [("desk", "unknown")]
    assert bench.delivers(after=60 * MINUTE) == [("desk", "delivered")]
    assert [unsure for _, _, unsure in bench.place("desk").given] == [False, True, True]


def test_later_parts_wait_for_the_first_and_answer_it(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER)]
    first, *_ = bench.owe("desk", parts=3)
    assert bench.delivers() == [("desk", "queued")]
    assert bench.delivers(after=MINUTE) == [("desk", "delivered")] * 3
    assert [part for _, part, _ in bench.place("desk").given] == [0, 0, 1, 2]
    assert bench.place("desk").replies == [None, None, {"ts": first}, {"ts": first}]


def test_parts_are_given_up_with_the_first_one(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.NEVER)]
    bench.owe("desk", parts=2)
    bench.delivers()
    assert bench.statuses() == [OwedStatus.FAILED, OwedStatus.FAILED]
    assert len(bench.place("desk").given) == 1


def test_a_part_that_waits_alone_does_not_go_before_the_first(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER, wait=3600)]
    bench.owe("desk", parts=2)
    bench.delivers()
    assert bench.delivers(after=MINUTE) == []
    assert [part for _, part, _ in bench.place("desk").given] == [0]


def test_after_a_restore_a_part_never_tried_waits_for_a_first_one_that_keeps_failing(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER) for _ in range(5)]
    bench.owe("desk", parts=2)
    bench.store.commit(owed=[doubted(row) for row in bench.store.owed()])
    for _ in range(5):
        bench.delivers(after=180 * MINUTE)
    assert bench.delivers(after=MINUTE) == [("desk", "unknown")]
    assert {part for _, part, _ in bench.place("desk").given} == {0}


def test_a_desk_reads_its_news_in_order_also_after_a_message_that_had_to_wait(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER, wait=3600)]
    (first,) = bench.owe("desk")
    bench.delivers()
    (second,) = bench.owe("desk", "a later alert")
    assert bench.delivers(after=MINUTE) == []
    bench.delivers(after=60 * MINUTE)
    assert [id_ for id_, _, _ in bench.place("desk").given] == [first, first, second]


def test_a_message_that_has_failed_for_hours_holds_back_nothing(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER) for _ in range(5)]
    bench.owe("desk")
    for _ in range(5):
        bench.delivers(after=180 * MINUTE)
    (second,) = bench.owe("desk", "a later alert")
    bench.delivers(after=MINUTE)
    assert bench.place("desk").given[-1][0] == second


def test_a_message_found_half_handed_over_is_unknown_and_asked_for(bench: Bench) -> None:
    bench.owe("desk")
    bench.store.commit(owed=[sending(row, bench.at) for row in bench.store.owed()])
    recover(bench.store, bench.at)
    settled = bench.store.owed()
    recover(bench.store, bench.at)
    assert bench.store.owed() == settled
    assert bench.statuses() == [OwedStatus.UNKNOWN]
    assert bench.delivers() == [("desk", "delivered")]
    assert [unsure for _, _, unsure in bench.place("desk").given] == [True]


def test_a_fault_of_ours_over_one_message_stops_no_other_and_betrays_no_secret(bench: Bench) -> None:
    bench.place("bad").answers = [breaking]
    bench.owe("bad")
    bench.owe("good")
    assert sorted(bench.delivers()) == [("bad", "unknown"), ("good", "delivered")]
    (row,) = bench.store.owed(destination="bad")
    assert "RuntimeError" in row.tries[-1].outcome
    assert "secret" not in row.tries[-1].outcome


def test_a_message_is_given_up_after_days_of_patience(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER)] * 200
    bench.owe("desk")
    start = bench.at
    while bench.statuses() != [OwedStatus.FAILED]:
        bench.delivers(after=timedelta(hours=6))
    assert PATIENCE < bench.at - start <= PATIENCE + timedelta(hours=6)
    (row,) = bench.store.owed()
    assert "Given up after" in row.tries[-1].outcome


def test_a_clock_that_leaps_ahead_for_a_moment_gives_no_message_up(bench: Bench) -> None:
    bench.place("desk").answers = [refusing(Retry.LATER)] * 12
    bench.owe("desk")
    for _ in range(9):
        bench.delivers(after=timedelta(hours=6))
    right = bench.at
    bench.delivers(after=11 * 365 * timedelta(days=1))
    assert bench.statuses() == [OwedStatus.QUEUED]
    bench.at = right
    for _ in range(4):
        bench.delivers(after=timedelta(hours=6))
    assert bench.statuses() == [OwedStatus.DELIVERED]


def test_a_message_made_again_after_it_was_delivered_is_not_sent_again(bench: Bench) -> None:
    bench.owe("desk")
    bench.delivers()
    bench.owe("desk")
    assert bench.delivers(after=MINUTE) == []


def test_a_destination_that_left_the_config_fails_with_what_to_do(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TWO_DESKS, "utf-8")
    printed: list[str] = []
    channels = Channels(load_config(path, {}), {}, write=printed.append, now=lambda: bench.at)
    bench.owe("slack:default:#gone")
    bench.owe("terminal")
    done = {d.owed.destination: d for d in deliver_due(bench.store, channels, now=lambda: bench.at)}
    assert done["terminal"].owed.status is OwedStatus.DELIVERED
    assert done["slack:default:#gone"].owed.status is OwedStatus.FAILED
    assert "no longer in the config" in done["slack:default:#gone"].why
    assert len(printed) == 1


def test_operators_hear_once_that_a_destination_takes_nothing_and_once_that_it_does_again(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'{TWO_DESKS}\n[slack]\nwebhooks = ["ops"]\n\n[operators]\nwebhook = ["ops"]\n', "utf-8")
    at = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    with App.open(load_config(path, {}), {}, holder="a test", write=lambda _: None, now=lambda: at) as app:
        bench = Bench(app.store)
        app.channels = bench
        bench.place("desk").answers = [refusing(Retry.NEVER)] * 3
        for occasion in ("one", "two", "three"):
            bench.owe("desk", occasion)
            app.deliver()
        app.deliver()
        assert len(bench.place("webhook:ops").given) == 1
        bench.owe("desk", "four")
        bench.owe("desk", "five")
        app.deliver()
        app.deliver()
        assert len(bench.place("webhook:ops").given) == 1  # three are still lost
        app.store.commit(owed=[requeued(row, at) for row in app.store.owed({OwedStatus.FAILED})])
        app.deliver()
        app.deliver()
        assert len(bench.place("webhook:ops").given) == 2


def test_a_trouble_is_not_over_while_what_failed_waits_also_where_the_clock_was_set_back(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'{TWO_DESKS}\n[slack]\nwebhooks = ["ops"]\n\n[operators]\nwebhook = ["ops"]\n', "utf-8")
    at = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    with App.open(load_config(path, {}), {}, holder="a test", write=lambda _: None, now=lambda: at) as app:
        bench = Bench(app.store)
        app.channels = bench
        bench.place("desk").answers = [refusing(Retry.LATER)] * 5
        bench.owe("desk", "one")
        for _ in range(5):
            app.deliver()
            at += timedelta(minutes=90)
        app.deliver()
        assert len(bench.place("webhook:ops").given) == 1
        at -= timedelta(hours=4)
        bench.owe("desk", "two")
        for _ in range(2):
            app.deliver()
        assert [row.status for row in app.store.owed(destination="desk")] == [OwedStatus.QUEUED, OwedStatus.DELIVERED]
        assert len(bench.place("webhook:ops").given) == 1  # the first one still waits
        at += timedelta(hours=8)
        for _ in range(2):
            app.deliver()
        assert len(bench.place("webhook:ops").given) == 2


def test_operators_who_can_not_be_reached_are_not_told_of_that_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'{TWO_DESKS}\n[slack]\nwebhooks = ["ops"]\n\n[operators]\nwebhook = ["ops"]\n', "utf-8")
    at = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    with App.open(load_config(path, {}), {}, holder="a test", write=lambda _: None, now=lambda: at) as app:
        bench = Bench(app.store)
        app.channels = bench
        bench.place("webhook:ops").answers = [refusing(Retry.NEVER)] * 20
        bench.owe("webhook:ops")
        for _ in range(10):
            app.deliver()
        assert len(bench.place("webhook:ops").given) <= 3


@pytest.fixture
def batched(bench: Bench) -> Bench:
    """As on a database, where messages are marked as being sent some at a time."""
    bench.store.batch = 3
    return bench


def test_in_batches_what_is_behind_a_message_that_waits_was_not_begun(batched: Bench) -> None:
    ids = [batched.owe("a", f"alert {n}")[0] for n in range(6)]
    batched.place("a").answers = [lambda _: Receipt(details={})] * 2 + [refusing(Retry.LATER)]
    assert [status for _, status in batched.delivers()] == ["delivered", "delivered", "queued"]
    assert [given[0] for given in batched.place("a").given] == ids[:3]
    assert batched.delivers() == []
    assert [status for _, status in batched.delivers(after=MINUTE)] == ["delivered"] * 4
    assert batched.place("a").given[3:] == [(id_, 0, False) for id_ in ids[2:]]


def test_in_batches_parts_and_answers_come_after_what_they_follow(batched: Bench) -> None:
    long = batched.owe("a", "alert", parts=3)
    short = batched.owe("a", "digest")
    assert {status for _, status in batched.delivers()} == {"delivered"}
    assert [given[0] for given in batched.place("a").given] == [*long, *short]
    assert batched.place("a").replies == [None, {"ts": long[0]}, {"ts": long[0]}, None]


def test_in_batches_each_message_is_a_sign_of_life(batched: Bench) -> None:
    signs: list[int] = []
    for n in range(5):
        batched.owe("a", f"alert {n}")
    given = batched.place("a").given
    deliver_due(batched.store, batched, now=lambda: batched.at, goes_on=lambda: signs.append(len(given)))
    assert signs == [1, 2, 3, 4, 5]


def test_at_a_slow_channel_one_message_at_a_time_is_in_doubt(batched: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outgoing.deliver._IN_DOUBT", 0.0)
    begun: list[int] = []
    for n in range(5):
        batched.owe("a", f"alert {n}")
    deliver_due(
        batched.store,
        batched,
        now=lambda: batched.at,
        goes_on=lambda: begun.append(len(batched.store.owed({OwedStatus.SENDING}))),
    )
    assert begun == [1] * 5


def test_who_loses_the_right_to_send_midway_sends_no_more_and_all_begun_is_in_doubt(
    batched: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [batched.owe("a", f"alert {n}")[0] for n in range(4)]
    given = batched.place("a").given
    with monkeypatch.context() as patch:
        patch.setattr(batched.store, "still_holds", lambda _: len(given) < 2)
        with pytest.raises(StateAwayError, match="connection to the database was lost"):
            batched.delivers()
    assert [each[0] for each in given] == ids[:2]
    batched.delivers()
    assert given[2:] == [(id_, 0, True) for id_ in ids[1:]]
