"""A database that is short of something, or goes over to another machine: nothing is lost, and it is tried again."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from state.errors import StateAwayError, StateUnreachableError
from state.place import Database, Place
from state.postgres import session
from state.store import Store, open_store, read_store
from tests.factories import event, standing
from tests.postgres import Server, wait_until
from tests.state.rows import owed


@pytest.fixture
def here(postgres: Server, tmp_path: Path) -> Place:
    """A database of a plain role's, as it is to be: one that may make at most three connections."""
    url = postgres.database()
    name = url.rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 3")
        connection.execute(f"ALTER DATABASE {name} OWNER TO {name}")
    return Place(folder=tmp_path, database=Database(url=url.replace("postgres@", f"{name}@")))


@pytest.fixture
def leader(here: Place) -> Iterator[Store]:
    with open_store(here, holder="watch287g that polls") as store:
        store.commit(standings=[standing()])
        yield store


def told_to(place: Place, sql: str) -> None:
    assert place.database is not None
    with psycopg.connect(place.database.url, autocommit=True) as connection:
        connection.execute("SET search_path TO watch287g")
        connection.execute(sql)


_EACH_TIME = """
CREATE FUNCTION mishap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {what}; RETURN NEW; END';
CREATE TRIGGER mishap BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION mishap()
"""
_FULL = "RAISE EXCEPTION ''could not extend file: No space left on device'' USING ERRCODE = ''disk_full''"


@pytest.mark.parametrize(
    ("what", "said"), [(_FULL, "No space left on device"), ("PERFORM pg_sleep(9)", "statement timeout")]
)
def test_a_commit_that_has_no_room_or_no_time_comes_to_nothing_and_goes_well_afterwards(
    here: Place, what: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(session._SETTINGS, "statement_timeout", "200ms")
    with open_store(here, holder="watch287g that polls") as leader:
        told_to(here, _EACH_TIME.format(what=what))
        with pytest.raises(StateAwayError, match=said):
            leader.commit(events=[event()], owed=[owed()])
        assert (leader.events(), leader.owed(), leader.leads) == ([], [], True)
        told_to(here, "DROP TRIGGER mishap ON outbox")
        leader.commit(events=[event()], owed=[owed()])
        assert leader.told_of(event().id) == {owed().subscription}


def test_a_table_that_somebody_holds_on_to_is_not_waited_for_for_ever(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(session._SETTINGS, "lock_timeout", "200ms")
    assert here.database is not None
    with open_store(here, holder="watch287g that polls") as leader:
        with psycopg.connect(here.database.url) as somebody:
            somebody.execute("LOCK TABLE watch287g.outbox")
            with pytest.raises(StateAwayError, match="Nothing was changed; try again"):
                leader.commit(events=[event()], owed=[owed()])
        leader.commit(events=[event()], owed=[owed()])


def test_who_finds_no_connection_left_tries_again_and_goes_on_when_there_is_one(here: Place, leader: Store) -> None:
    assert here.database is not None
    with contextlib.ExitStack() as taken:
        for _ in range(2):
            taken.enter_context(psycopg.connect(here.database.url))
        with pytest.raises(StateUnreachableError, match="too many connections"):
            read_store(here)
        with pytest.raises(StateAwayError, match="too many connections"):
            leader.heard(0.01)  # on a second connection
        leader.commit(events=[event()])
    wait_until("there is room again", lambda: _hears(leader))


def _hears(store: Store) -> bool:
    try:
        return store.heard(0.01)
    except StateAwayError:
        return False


def test_a_database_that_goes_over_to_its_standby_is_followed_there(postgres: Server, tmp_path: Path) -> None:
    with postgres.with_standby() as standby:
        first = postgres.database()
        both = first.replace(f":{postgres.port}/", f":{postgres.port},127.0.0.1:{standby.port}/")
        place = Place(folder=tmp_path, database=Database(url=both))
        with open_store(place, holder="watch287g that polls") as leader:
            leader.commit(standings=[standing()], owed=[owed()])
            postgres.stop()
            with pytest.raises(StateAwayError):
                leader.commit(events=[event()])
            standby.promote()
            wait_until("the lead is had on the other machine", lambda: _leads(leader))
            leader.commit(events=[event()])
            assert set(leader.register().standings) == {"a1"}
            assert [row.id for row in leader.owed()] == ["m1"]


def _leads(store: Store) -> bool:
    try:
        return store.lead()
    except StateAwayError:
        return False
