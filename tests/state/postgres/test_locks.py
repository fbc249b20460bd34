"""Several processes on one database: who may change what, and what becomes of those who have lost that."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from state.entries import CatchUp, Pause, Removal
from state.errors import StateAwayError, StateDamagedError, StateHeldError, StateTooNewError, StateUnreachableError
from state.files.last_poll import LastPoll
from state.outbox import OwedStatus, dropped, requeued, retry_later, sending
from state.place import Database, Place
from state.postgres import backend
from state.postgres.schema import STEPS
from state.postgres.session import address
from state.store import Store, open_store, read_store
from tests.doubles.line import Line
from tests.factories import NOON, event, standing
from tests.postgres import Server, wait_until
from tests.state.rows import DAY, arrived, owed

THERE = "slack:default:#immigration"
PAUSE = Pause(destination=THERE, since=NOON, why="The channel is archived.")


@pytest.fixture
def here(postgres: Server, tmp_path: Path) -> Place:
    return Place(folder=tmp_path, database=Database(url=postgres.database()))


@pytest.fixture
def leader(here: Place) -> Iterator[Store]:
    with open_store(here, holder="watch287g that polls") as store:
        yield store


@pytest.fixture
def sender(here: Place, leader: Store) -> Iterator[Store]:
    with open_store(here, holder="watch287g that sends", lead=False) as store:
        yield store


def end_sessions(place: Place, of: str) -> None:
    """As a network or a machine does that dies: the server lets go of the session, and of its locks."""
    assert place.database is not None
    with psycopg.connect(place.database.url, autocommit=True) as connection:
        ask = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
        assert connection.execute(ask, (of,)).fetchone() == (True,)


def test_one_process_leads_and_the_next_takes_over_when_it_is_gone(here: Place, leader: Store, sender: Store) -> None:
    assert (leader.leads, sender.leads, sender.lead()) == (True, False, False)
    with pytest.raises(StateHeldError, match="in use by watch287g that polls"):
        open_store(here, holder="me")
    leader.close()
    wait_until("the lead is taken over", sender.lead)
    sender.commit(events=[event()])


def test_who_lost_the_lead_can_commit_nothing_to_the_record_also_when_it_is_back(
    here: Place, leader: Store, sender: Store
) -> None:
    leader.commit(standings=[standing()])
    end_sessions(here, "watch287g that polls")
    assert sender.lead()
    sender.commit(standings=[standing(id="a2")])
    for _ in range(2):  # on the connection that is gone, and on the next one
        with pytest.raises(StateAwayError):
            leader.commit(events=[event()], owed=[owed()])
    assert not leader.lead()
    assert set(leader.register().standings) == {"a1", "a2"}
    assert (sender.events(), sender.owed()) == ([], [])


def test_a_leader_whose_database_was_away_leads_again_and_knows_what_is_on_record(here: Place, leader: Store) -> None:
    leader.commit(standings=[standing()], owed=[owed()])
    end_sessions(here, "watch287g that polls")
    wait_until("the loss is noticed", lambda: not leader.leads)
    assert leader.lead()
    leader.commit(standings=[standing(id="a2")])
    assert set(leader.register().standings) == {"a1", "a2"}


def test_who_has_it_open_is_known_and_what_is_owed_is_heard(leader: Store, sender: Store, here: Place) -> None:
    with read_store(here) as reader:
        found = [(member.name, member.leads) for member in reader.members()]
    assert found == [("watch287g that polls", True), ("watch287g that sends", False)]
    assert sender.heard(5)  # before it listened nobody knows what was said
    assert not sender.heard(0.01)
    leader.commit(owed=[owed(), owed(id="m2", created_at=NOON + DAY, group="g2")])
    assert sender.heard(5)
    (queue,) = sender.queues()
    assert (queue.destination, queue.waiting, queue.oldest, queue.failed, queue.tried) == (THERE, 2, NOON, 0, 0)


def test_what_is_to_be_sent_again_is_heard_too(leader: Store, sender: Store) -> None:
    later = retry_later(sending(owed(), NOON), NOON, "It is away.", not_before=NOON + DAY)
    leader.commit(owed=[owed()], entries=[PAUSE])
    assert sender.heard(5)
    leader.commit(owed=[later])
    assert not sender.heard(0.1)
    leader.commit(owed=[requeued(later, NOON)])
    assert sender.heard(5)
    leader.commit(entries=[Removal(kind=Pause, id=THERE)])
    assert sender.heard(5)


def test_what_one_process_commits_the_others_read(leader: Store, sender: Store) -> None:
    assert sender.entries(Pause) == {}
    leader.commit(entries=[PAUSE], standings=[standing()])
    assert sender.entries(Pause) == {THERE: PAUSE}
    before = sender.register()
    leader.commit(entries=[CatchUp(until=NOON)])
    assert sender.register() is before


def test_a_read_that_a_commit_overtakes_is_to_be_tried_again_and_no_damage(leader: Store, sender: Store) -> None:
    assert sender.events() == []
    changed = sender._backend.changed

    def overtaken() -> object:  # asks what changed; and then something does
        found = changed()
        leader.commit(events=[event()])
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sender._backend, "changed", overtaken)
        with pytest.raises(StateAwayError, match=r"changed by another process while it was read\. Try again"):
            sender.events()
    assert sender.events() == [event()]


def test_a_message_that_cannot_be_read_is_damage_at_first_sight(here: Place, leader: Store, sender: Store) -> None:
    assert here.database is not None
    leader.commit(owed=[owed()])
    with psycopg.connect(here.database.url, autocommit=True) as connection:
        connection.execute("UPDATE watch287g.outbox SET doc = '{}'")
    with pytest.raises(StateDamagedError, match=r"outbox\.m1"):
        sender.owed()


def test_what_a_cell_or_a_server_says_can_hold_any_character(leader: Store, sender: Store) -> None:
    said = "550 \0 \\u0000 \\\0 full"
    leader.commit(owed=[retry_later(sending(owed(), NOON), NOON, said, not_before=NOON)])
    (row,) = sender.owed({OwedStatus.QUEUED})
    assert row.tries[-1].outcome == "550 \ufffd \\u0000 \\\ufffd full"


def test_a_commit_made_from_what_another_has_changed_meanwhile_is_made_anew(leader: Store, sender: Store) -> None:
    other = replace(PAUSE, destination="email:desk@example.org")
    assert leader.entries(Pause) == {}
    sender.commit(entries=[other])
    leader.commit(entries=[PAUSE])  # reads first
    reading = leader.reading

    def blind(**how: bool) -> object:  # reads, and is overtaken
        inside = reading(**how)
        sender.commit(entries=[replace(other, why="The inbox is full.")])
        return inside

    leader.reading = blind  # type: ignore[method-assign, assignment]
    leader.commit(entries=[replace(PAUSE, why="The token was taken back.")])
    assert [pause.why for pause in leader.entries(Pause).values()] == [
        "The inbox is full.",
        "The token was taken back.",
    ]


def test_a_destination_is_served_by_one_process_at_a_time(leader: Store, sender: Store) -> None:
    leader.commit(owed=[owed(), owed(id="m2", destination="email:desk@example.org", group="g2")])
    assert sender.destinations_waiting() == [THERE, "email:desk@example.org"]
    with sender.serving(THERE) as mine, leader.serving(THERE) as theirs, leader.serving("email:x") as other:
        assert (mine, theirs, other) == (True, False, True)
    with leader.serving(THERE) as free:
        assert free


def test_who_changes_what_is_owed_waits_for_the_sender(leader: Store, sender: Store) -> None:
    leader.commit(owed=[owed()])
    said: list[str] = []

    def drop() -> None:
        with leader.holding([THERE]):
            (row,) = leader.owed()
            said.append(row.status)

    with sender.serving(THERE):
        hand = threading.Thread(target=drop)
        hand.start()
        time.sleep(0.1)
        sender.commit(owed=[arrived(owed())])
        assert said == []
    hand.join()
    assert said == [OwedStatus.DELIVERED]


def test_a_sender_that_lost_its_lock_records_nothing_of_what_it_sent(here: Place, leader: Store, sender: Store) -> None:
    leader.commit(owed=[owed()])
    with sender.serving(THERE) as mine:
        assert mine
        assert sender.still_holds(THERE)
        sender.commit(owed=[sending(owed(), NOON)])
        end_sessions(here, "watch287g that sends")
        wait_until("the loss is noticed", lambda: not sender.still_holds(THERE))
        with leader.serving(THERE) as taken:
            assert taken
        sender.entries(Pause)  # and so has a new connection
        with pytest.raises(StateAwayError, match="lost while messages were sent"):
            sender.commit(owed=[arrived(owed())])
    assert leader.message("m1").status is OwedStatus.SENDING
    with sender.serving(THERE):
        sender.commit(owed=[dropped(replace(leader.message("m1"), status=OwedStatus.UNKNOWN), NOON, "by hand")])


def test_a_leader_that_a_network_cut_off_is_relieved_and_what_it_sent_late_is_refused(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "_SILENT", 1)
    monkeypatch.setattr(backend, "_SIGN_EVERY", 0.1)
    url = postgres.database()
    with Line(postgres.port) as line:
        far = Place(folder=tmp_path, database=Database(url=url.replace(f":{postgres.port}/", f":{line.port}/")))
        near = Place(folder=tmp_path, database=Database(url=url))
        with (
            open_store(far, holder="watch287g far") as old,
            open_store(near, holder="watch287g near", lead=False) as new,
        ):
            old.commit(standings=[standing()])
            time.sleep(1.5)
            assert not new.lead(), "one that gives signs of life is left alone"
            line.freeze()
            late = threading.Thread(target=lambda: refused.append(_refused(old)))
            refused: list[bool] = []
            late.start()
            wait_until("the lead is taken over", new.lead, 10)
            new.commit(standings=[standing(id="a2")])
            line.go_on()
            late.join(10)
            assert refused == [True]
            assert not old.lead()
            assert set(old.register().standings) == {"a1", "a2"}
            assert new.events() == []


def _refused(store: Store) -> bool:
    try:
        store.commit(events=[event()], owed=[owed()])
    except StateAwayError:
        return True
    return False


def test_a_database_that_restarts_costs_one_commit_and_no_memory(
    postgres: Server, here: Place, leader: Store, sender: Store
) -> None:
    leader.commit(standings=[standing()], entries=[PAUSE])
    postgres.stop()
    with pytest.raises(StateAwayError, match="Nothing is lost"):
        leader.commit(events=[event()])
    with pytest.raises(StateAwayError):
        sender.entries(Pause)
    postgres.start()
    assert sender.entries(Pause) == {THERE: PAUSE}
    assert leader.lead()
    leader.commit(events=[event()])
    assert sender.events() == [event()]


def test_workbooks_and_the_note_of_the_last_poll_are_shared(leader: Store, sender: Store, tmp_path: Path) -> None:
    sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    path = leader.workbooks.keep(b"hello", sha256=sha256)
    path.unlink()  # as on another machine
    assert sender.workbooks.has(sha256)
    assert sender.workbooks.read(sha256) == b"hello"
    leader.polls().note(at=NOON, outcome="nothing new", good=True)
    last = sender.last_poll()
    assert isinstance(last, LastPoll)
    assert (last.at, last.polls) == (NOON, 1)


def test_a_newer_schema_is_worked_with_as_long_as_it_says_so(here: Place, leader: Store) -> None:
    assert here.database is not None
    with psycopg.connect(here.database.url, autocommit=True) as connection:
        newer = len(STEPS) + 1
        connection.execute("UPDATE watch287g.schema SET version = %s", (newer,))
        read_store(here).close()
        connection.execute("UPDATE watch287g.schema SET oldest = %s", (newer,))
        with pytest.raises(StateTooNewError, match=r"Upgrade watch287g\."):
            read_store(here)


def test_what_the_version_before_owed_waits_since_it_was_made(here: Place, leader: Store) -> None:
    assert here.database is not None
    leader.commit(
        owed=[owed(), retry_later(sending(owed(id="m2", group="g2"), NOON + DAY), NOON + DAY, "", not_before=NOON)]
    )
    with psycopg.connect(here.database.url, autocommit=True) as connection:
        connection.execute("UPDATE watch287g.outbox SET created_at = NULL")
    (queue,) = leader.queues()
    assert (queue.oldest, queue.waiting, queue.tried) == (NOON, 2, 1)


def test_a_database_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    there = Database(url="postgresql://desk@127.0.0.1:1/news", password=lambda: "hunter2")
    with pytest.raises(StateUnreachableError, match=r"news on 127\.0\.0\.1:1 can't be used") as error:
        open_store(Place(folder=tmp_path, database=there), holder="me")
    assert "hunter2" not in f"{error.value}{there!r}{error.value.__cause__}"


def test_a_server_across_a_network_has_to_prove_itself() -> None:
    far = address(Database(url="postgresql://desk@db.example.org/news", password=lambda: "hunter2"))
    assert (far["sslmode"], far["sslrootcert"], far["password"]) == ("verify-full", "system", "hunter2")
    assert "sslmode" not in address(Database(url="postgresql:///news?host=/var/run/postgresql"))
