import stat
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from state.db.storage import chunks_of
from state.entries import CatchUp, Pause, Removal, Restored
from state.errors import NoSuchRowError, StateDamagedError, StateError, StateHeldError, StateReadOnlyError
from state.files.kept import Fetched
from state.outbox import KEPT_FOR, OwedStatus, PastDelivery, failed, sending
from state.place import Place
from state.store import open_store, read_store
from tests.factories import NOON, agreement, event, standing, workbook
from tests.state.rows import DAY, HOUR, RECEIPT, arrived, owed, writing
from watchers.model.agreement import Agreement, ListKind, Model
from watchers.model.event import Event, EventKind
from watchers.model.register import Hold, ListState, Register, Stand, Suspicion

PAUSE = Pause(destination="slack:default:#immigration", since=NOON, why="The channel is archived.")


def ids(events: Iterable[Event]) -> list[str]:
    return [one.id for one in events]


def test_a_new_store_is_empty_and_writes_nothing(tmp_path: Path) -> None:
    with writing(tmp_path / "state") as store:
        assert store.register() == Register()
        assert store.register().is_empty
        store.commit()
    assert list((tmp_path / "state").glob("state*")) == []


def test_what_was_committed_is_there_at_the_next_start(place: Place) -> None:
    state = ListState(workbook=workbook(), current_since=NOON, rows=1, seen=("ab" * 32,))
    waiting = standing(id="p1", list=ListKind.PENDING, workbook=workbook(name="pending.xlsx"))
    with writing(place) as store:
        store.commit(
            standings=[standing(), waiting],
            participating=state,
            events=[event()],
            owed=[owed()],
            entries=[PAUSE],
        )
        before = store.register()
    with writing(place) as store:
        assert store.register() == before
        assert store.register().standings == {"a1": standing(), "p1": waiting}
        assert (store.register().participating, store.register().pending) == (state, ListState())
        assert store.events() == [event()]
        assert store.owed() == [owed()]
        assert store.entry(Pause, PAUSE.destination) == PAUSE


def test_the_register_is_the_same_object_until_it_changes(place: Place) -> None:
    with writing(place) as store:
        store.commit(standings=[standing()])
        before = store.register()
        store.commit(standings=[standing()], events=[event()])
        assert store.register() is before
        store.commit(standings=[standing(stand=Stand.GONE)])
        assert before.standings["a1"].stand is Stand.LISTED


def test_standings_are_replaced_and_forgotten_by_their_ids(place: Place) -> None:
    with writing(place) as store:
        store.commit(standings=[standing(), standing(id="a2"), standing(id="a3")])
        store.commit(standings=[standing(stand=Stand.MISSING)], forget=["a2", "unknown", "a1"])
    register = read_store(place).register()
    assert {row.id: row.stand for row in register.standings.values()} == {"a1": Stand.MISSING, "a3": Stand.LISTED}


def test_an_event_that_is_recorded_stays_as_it_was_first_said(place: Place) -> None:
    with writing(place) as store:
        store.commit(events=[event(), event(because="said again in the same breath")])
        store.commit(events=[event(because="said again")])
        assert store.events() == [event()]
    assert read_store(place).events() == [event()]


def test_events_come_oldest_first_and_those_of_one_time_as_recorded(place: Place) -> None:
    with writing(place) as store:
        store.commit(events=[event(id="c"), event(id="z", observed_at=NOON - 40 * DAY), event(id="b")])
        store.commit(events=[event(id="a"), event(id="y", observed_at=NOON - HOUR)])
        assert ids(store.events()) == ["z", "y", "c", "b", "a"]
    assert ids(read_store(place).events()) == ["z", "y", "c", "b", "a"]


def test_a_glance_at_the_events_gives_the_same_ones_whatever_is_asked_of_them_first(place: Place) -> None:
    old = agreement(agency="Bee PD", state=None, model=None, county=None)
    found = [
        event(id="a", agreement=agreement(model=Model("Tribal Task Force Model")), before=old, observed_at=NOON + HOUR),
        event(id="b", agreement=old, before=agreement(), before_workbook=workbook(name="b.xlsx"), corrects=("a",)),
        event(id="c", kind=EventKind.MISSING, list=ListKind.PENDING, settles=("a", "b"), observed_at=NOON - 400 * DAY),
    ]
    with open_store(place, holder="a test") as store:
        store.commit(events=found)
        store.move_old_events(NOON - DAY)
    names = [field.name for field in fields(Event)]
    with read_store(place) as store, store.reading():
        for first in names:
            glances = store.glances()
            assert [getattr(each, first) for each in glances[:1]]  # the rest comes with it, if need be
            for name in names:
                assert [_plain(getattr(each, name)) for each in glances] == [getattr(e, name) for e in store.events()]
    with pytest.raises(AttributeError):
        glances[0].nothing  # type: ignore[attr-defined]  # noqa: B018


def _plain(value: object) -> object:
    """A row that is read late as one that was read at once."""
    if isinstance(value, Agreement):
        return Agreement(**{field.name: getattr(value, field.name) for field in fields(Agreement)})
    return value


def test_a_newer_event_is_told_without_a_look_at_any(place: Place) -> None:
    with writing(place) as store:
        seen = [store.newest()]
        for number in (1, 2):
            store.commit(events=[event(id=f"e{number}", observed_at=NOON + number * HOUR)])
            seen.append(store.newest())
            assert store.newest() == seen[-1]
    assert len(set(seen)) == 3


def test_a_glance_at_what_is_no_event_says_what_is_wrong(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(events=[event()])
    path = tmp_path / "state.json"
    tables = orjson.loads(path.read_bytes())
    del tables.pop("about")["sum"]
    (month,) = [name for name in tables if name.startswith("events-")]
    tables[month][event().id]["kind"] = "gossip"
    chunks = chunks_of({name: orjson.dumps(table) for name, table in tables.items()})
    path.write_bytes(b"".join(map(bytes, chunks)))
    with (
        read_store(tmp_path) as store,
        pytest.raises(StateDamagedError, match=r"events\.7f3a81c2\.kind: expected one of"),
    ):
        store.glances()


def test_events_are_chosen_by_time_state_kind_and_id(place: Place) -> None:
    with writing(place) as store:
        store.commit(
            events=[
                event(id="mo"),
                event(id="ks", agreement=agreement(state="KS"), observed_at=NOON + HOUR),
                event(id="??", agreement=agreement(state=None), observed_at=NOON + 2 * HOUR),
                event(id="gone", kind=EventKind.WITHDRAWN, observed_at=NOON + 3 * HOUR),
            ]
        )
        assert ids(store.events(since=NOON + HOUR)) == ["ks", "??", "gone"]
        assert ids(store.events(until=NOON + HOUR)) == ["mo"]
        assert ids(store.events(states={"MO", "KS"})) == ["mo", "ks", "gone"]
        assert ids(store.events(kinds={EventKind.WITHDRAWN})) == ["gone"]
        assert ids(store.events(ids=["ks", "mo", "unknown"], since=NOON)) == ["mo", "ks"]
        assert ids(store.events(states=())) == []


def test_an_event_is_found_by_the_beginning_of_its_id(place: Place) -> None:
    with writing(place) as store:
        store.commit(events=[event(id="7f3a81c2"), event(id="7f3b"), event(id="7f")])
        assert store.event("7f3a").id == "7f3a81c2"
        assert store.event("7f").id == "7f"
        with pytest.raises(
            NoSuchRowError, match=r"2 events have ids that begin with '7f3': 7f3a81c2, 7f3b\. Give more"
        ):
            store.event("7f3")
        with pytest.raises(NoSuchRowError, match="No event has an id that begins with 'e'"):
            store.event("e")


def test_a_row_of_the_outbox_moves_and_keeps_its_place(place: Place) -> None:
    with writing(place) as store:
        store.commit(owed=[owed(), owed(id="m2", destination="email:desk@example.org", group="g2")])
        store.commit(owed=[sending(owed(), NOON)])
        assert [(row.id, row.status.value) for row in store.owed()] == [("m1", "sending"), ("m2", "queued")]
        assert [row.id for row in store.owed({OwedStatus.QUEUED})] == ["m2"]
        assert [row.id for row in store.owed(destination="email:desk@example.org")] == ["m2"]
        assert [row.id for row in store.owed(group="g1", subscription="kansas-city")] == ["m1"]
        assert store.owed(subscription="topeka") == []
        assert store.message("m2").group == "g2"
    assert [row.id for row in read_store(place).owed()] == ["m1", "m2"]


def test_a_message_made_again_does_not_undo_its_delivery(place: Place) -> None:
    with writing(place) as store:
        store.commit(owed=[arrived(owed())])
        store.commit(owed=[owed()])
        assert store.message("m1").status is OwedStatus.DELIVERED


def test_a_message_made_again_long_after_its_row_went_is_not_owed_again(place: Place) -> None:
    with writing(place) as store:
        store.commit(owed=[arrived(owed())])
        store.commit(owed=[owed(id="m2", group="g2", created_at=NOON + 2 * KEPT_FOR)])
        store.commit(owed=[owed()])
        assert [row.id for row in store.owed()] == ["m2"]


def test_delivered_rows_go_after_thirty_days_and_who_was_told_stays(place: Place) -> None:
    row = arrived(owed(event_ids=("e1", "e2")))
    stuck = failed(sending(owed(id="m0", group="g0"), NOON), NOON, "The channel is archived.")
    with writing(place) as store:
        store.commit(owed=[row, stuck])
        store.commit(owed=[owed(id="m2", group="g2", created_at=row.moved_at + KEPT_FOR - timedelta(seconds=1))])
        assert [one.id for one in store.owed()] == ["m1", "m0", "m2"]
        store.commit(owed=[owed(id="m3", group="g3", created_at=row.moved_at + KEPT_FOR)])
        assert [one.id for one in store.owed()] == ["m0", "m2", "m3"]
    delivery = PastDelivery(
        subscription="kansas-city", destination="slack:default:#immigration", event_ids=("e1", "e2"), receipt=RECEIPT
    )
    assert read_store(place).deliveries_of("e2") == [delivery]
    assert read_store(place).deliveries_of("e3") == []


def test_a_later_part_answers_the_first_of_its_story(place: Place) -> None:
    second = owed(id="m2", part=1)
    with writing(place) as store:
        store.commit(owed=[owed(), second])
        assert store.reply_to(second) is None
        store.commit(owed=[arrived(owed())])
        assert store.reply_to(second) == RECEIPT


def test_a_correction_answers_the_message_that_told_the_same_desk_at_the_same_place(place: Place) -> None:
    elsewhere = arrived(owed(id="m0", group="g0", destination="email:desk@example.org"), message_id="<m0@example.org>")
    with writing(place) as store:
        store.commit(owed=[elsewhere, arrived(owed())])
    correction = owed(id="m9", group="g9", answers=("unknown", "7f3a81c2"))
    assert read_store(place).reply_to(correction) == RECEIPT
    assert read_store(place).reply_to(owed(answers=("unknown",))) is None


def test_entries_are_set_and_taken_away_by_kind_and_id(place: Place) -> None:
    other = replace(PAUSE, destination="email:desk@example.org")
    with writing(place) as store:
        store.commit(entries=[PAUSE, other, CatchUp(until=NOON)])
        store.commit(entries=[Removal(kind=Pause, id=PAUSE.destination), Removal(kind=Pause, id="never")])
        assert store.entries(Pause) == {other.destination: other}
        assert (store.entry(CatchUp), store.entry(Restored)) == (CatchUp(until=NOON), None)
    assert read_store(place).entries(Pause) == {other.destination: other}


def test_the_last_word_of_a_commit_on_an_entry_counts(place: Place) -> None:
    gone = Removal(kind=Pause, id=PAUSE.destination)
    with writing(place) as store:
        store.commit(entries=[gone, PAUSE])
        assert store.entry(Pause, PAUSE.destination) == PAUSE
        store.commit(entries=[PAUSE, gone])
        assert store.entries(Pause) == {}


def test_a_workbook_is_remembered_as_first_fetched_and_under_each_of_its_names(place: Place) -> None:
    def fetched(name: str, hours: int) -> Fetched:
        return Fetched(workbook=workbook(name=name), list=ListKind.PARTICIPATING, fetched_at=NOON + hours * HOUR)

    with writing(place) as store:
        store.commit(workbooks=[fetched("pm.xlsx", 5), fetched("am.xlsx", 0)])
        store.commit(workbooks=[fetched("am.xlsx", 9)])
        assert store.fetched() == [fetched("am.xlsx", 0), fetched("pm.xlsx", 5)]
        assert store.fetched(ListKind.PENDING) == []
    assert len(read_store(place).fetched(ListKind.PARTICIPATING)) == 2


def test_what_is_held_of_a_list_stays_until_it_is_let_go(place: Place) -> None:
    def hold(kind: ListKind) -> Hold:
        suspicion = Suspicion(list=kind, workbook=workbook(sha256="cd" * 32), rule="shrunk", reason="Half is gone.")
        return Hold(suspicion=suspicion, since=NOON)

    with writing(place) as store:
        store.commit(holds={kind: hold(kind) for kind in ListKind})
        store.commit(holds={ListKind.PENDING: None})
        assert store.holds() == {ListKind.PARTICIPATING: hold(ListKind.PARTICIPATING)}
    assert read_store(place).holds() == {ListKind.PARTICIPATING: hold(ListKind.PARTICIPATING)}


def test_a_commit_that_fails_half_way_changes_nothing(place: Place) -> None:
    with writing(place) as store:
        store.commit(standings=[standing()])
        with pytest.raises(ValueError, match="not plain JSON"):
            store.commit(forget=["a1"], events=[event()], owed=[owed(payload={"x": object()})])
        assert list(store.register().standings) == ["a1"]
        assert (store.events(), store.owed()) == ([], [])
        store.commit(entries=[PAUSE])
    assert read_store(place).events() == []


def test_a_write_that_fails_is_as_if_it_was_never_tried(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(standings=[standing()])
        (tmp_path / ".state.json.tmp").mkdir()  # what a disk that refuses looks like
        with pytest.raises(StateError, match=r"state\.json could not be written"):
            store.commit(forget=["a1"], events=[event()], owed=[arrived(owed())], entries=[PAUSE])
        assert list(store.register().standings) == ["a1"]
        assert (store.events(), store.owed(), store.deliveries_of("7f3a81c2"), store.entries(Pause)) == ([], [], [], {})
        (tmp_path / ".state.json.tmp").rmdir()
        store.commit(events=[event()])
    assert read_store(tmp_path).events() == [event()]


def test_a_second_writer_is_refused_and_a_reader_is_not(place: Place) -> None:
    with writing(place) as store:
        store.commit(events=[event()])
        with pytest.raises(StateHeldError, match="process 4711"):
            open_store(place, holder="me")
        with read_store(place) as reader:
            assert reader.events() == [event()]
            with pytest.raises(StateReadOnlyError):
                reader.commit(entries=[PAUSE])
    with writing(place) as store:
        assert len(store.events()) == 1


def test_a_closed_store_takes_no_more_changes(place: Place) -> None:
    with writing(place) as store:
        pass
    with pytest.raises(StateReadOnlyError):
        store.commit(entries=[PAUSE])


def test_a_reader_of_a_folder_without_a_state_finds_it_empty_and_makes_nothing(tmp_path: Path) -> None:
    assert read_store(tmp_path / "none").register().is_empty
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_cannot_be_read_is_named_and_the_file_left_alone(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(standings=[standing()])
    path = tmp_path / "state.json"
    damaged = path.read_bytes().replace(b'"TFM"', b'"XYZ"')
    path.write_bytes(damaged)
    with pytest.raises(StateDamagedError, match=r"standings\.a1\.agreement\.model: expected one of JEM, TFM, WSO"):
        open_store(tmp_path, holder="me")
    assert path.read_bytes() == damaged
    with pytest.raises(StateDamagedError):
        open_store(tmp_path, holder="the lock was let go of")


def test_a_file_that_was_changed_by_hand_is_read_whole_at_once_and_put_right_by_the_next_write(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(standings=[standing()], events=[event(observed_at=NOON - 60 * DAY)])
    path = tmp_path / "state.json"
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"observed_at":"2025-09', b'"observed_at":"2O25-09'))
    with pytest.raises(StateDamagedError, match=r"7f3a81c2\.observed_at: expected a time in ISO 8601"):
        open_store(tmp_path, holder="me")
    path.write_bytes(good.replace(b"Webster", b"Wobster"))
    with writing(tmp_path) as store:
        assert store.register().standings["a1"].agreement.county == "Wobster County"
        assert store.changed_files() == [path]
        store.commit(entries=[PAUSE])
        assert store.changed_files() == []
    assert read_store(tmp_path).changed_files() == []


def test_a_row_that_is_not_as_it_should_be_is_named_when_it_is_asked_for(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(standings=[standing()], owed=[owed()])
    tables = orjson.loads((tmp_path / "state.json").read_bytes())
    tables["standings"]["a1"]["colour"] = "green"
    del tables["about"]
    content = b"".join(chunks_of({name: orjson.dumps(table) for name, table in tables.items()}))
    (tmp_path / "state.json").write_bytes(content)
    with open_store(tmp_path, holder="me") as store:
        assert store.owed() == [owed()]
        for ask in (lambda: len(store.register().standings), lambda: store.commit(standings=[standing(id="a2")])):
            with pytest.raises(StateDamagedError, match=r"standings\.a1\.colour: this version .*state restore"):
                ask()
    assert (tmp_path / "state.json").read_bytes() == content


def test_what_a_killed_process_left_is_swept_by_the_next_writer(tmp_path: Path) -> None:
    (tmp_path / ".state.json.tmp").write_bytes(b"half a st")
    (tmp_path / ".restore-x.tmp").mkdir()
    with writing(tmp_path):
        assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "lock.holder"]


def test_a_workbook_is_written_once_however_many_rows_name_it(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(standings=[standing(id=f"a{n}") for n in range(9)], events=[event(before_workbook=workbook())])
    assert (tmp_path / "state.json").read_bytes().count(b"participatingAgencies11062025am.xlsx") == 2  # name, url


def test_everything_in_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with writing(folder) as store:
        store.commit(events=[event()])
        store.commit(events=[event(id="b")])
        store.move_old_events(NOON + DAY)
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_file_is_one_document_of_tables(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(
            standings=[standing()], events=[event()], owed=[owed()], entries=[PAUSE], participating=ListState()
        )
    tables = orjson.loads((tmp_path / "state.json").read_bytes())
    assert set(tables) == {"about", "standings", "events-2025-11", "outbox", "pauses", "workbooks"}


def test_a_register_stays_as_it_was_when_the_state_goes_on_before_it_is_read(tmp_path: Path) -> None:
    with writing(tmp_path) as store:
        store.commit(standings=[standing(id="a1"), standing(id="a2", stand=Stand.OPEN)])
    with writing(tmp_path) as store:
        assert [s.id for s in store.standing_as({Stand.OPEN})] == ["a2"]
        before = store.register()
        store.commit(forget=["a1", "a2"])
        assert before.standings.keys() == {"a1", "a2"}
        assert store.register().standings == {}
        assert store.standing_as({Stand.OPEN}) == []
