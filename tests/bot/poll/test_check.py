from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.outgoing.operators import Trouble
from bot.poll.check import Checked, Found
from state.entries import CatchUp, OpenTrouble, Restored
from state.files.last_poll import read_last_poll
from state.outbox import OwedStatus
from state.store import open_store
from tests.bot.newsroom import (
    DAY,
    EVERYBODY,
    KANSAS,
    MISSOURI,
    OPERATORS,
    QUARTER,
    TWO_DESKS,
    Newsroom,
    lists,
    sheriff,
    status,
    told,
    without_moa,
)
from watchers.errors import Blocked, NotAWorkbook, PageChanged, Unreachable, WatchError
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind

WEBSTER, PETTIS, ROLLA = (str(row[1]) for row in MISSOURI)
WITHOUT_WEBSTER = EVERYBODY[1:]


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    """A bot that has seen its first lists."""
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY, waiting=[sheriff("Osage")])
    room.printed.clear()
    return room


@pytest.fixture
def watched(tmp_path: Path) -> Newsroom:
    """The same with operators, at a webhook that nothing is delivered to."""
    room = Newsroom(tmp_path, TWO_DESKS + OPERATORS)
    room.ice.post(lists(*EVERYBODY))
    room.poll(deliver=False)
    return room


def kinds(checked: Checked) -> list[tuple[EventKind, str]]:
    return [(event.kind, event.agreement.agency) for event in checked.events]


def news(room: Newsroom, kind: EventKind) -> list[str]:
    """The agencies of the recorded events of one kind."""
    with room.record() as store:
        return [event.agreement.agency for event in store.events(kinds={kind})]


def fails(room: Newsroom, error: type[WatchError], *, times: int = 1) -> str:
    """Polls that end in this error; what it says."""
    for _ in range(times):
        with pytest.raises(error) as caught:
            room.poll(deliver=False)
    return str(caught.value)


def test_the_first_sight_is_a_baseline_and_told_to_nobody(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    checked = room.sees(*EVERYBODY, waiting=[sheriff("Osage")])
    assert checked.found is Found.BASELINE
    assert (checked.events, checked.alerts, room.owed(), room.printed) == ((), (), [], [])


def test_a_signing_is_told_once_to_the_desk_that_watches_its_state(room: Newsroom) -> None:
    checked = room.sees(*EVERYBODY, sheriff("Callaway"), waiting=[sheriff("Osage")])
    assert told(checked) == {"missouri": ["Callaway County Sheriff's Office"]}
    assert room.owed() == [("missouri", "delivered")]
    (text,) = room.printed
    assert "Callaway County Sheriff's Office" in text
    assert "Webster" not in text


def test_two_desks_hear_each_of_its_own_states_in_one_poll(room: Newsroom) -> None:
    checked = room.sees(*EVERYBODY, sheriff("Callaway"), sheriff("Reno", "KANSAS"), waiting=[sheriff("Osage")])
    assert told(checked) == {
        "missouri": ["Callaway County Sheriff's Office"],
        "plains": ["Reno County Sheriff's Office"],
    }


def test_news_of_a_state_that_nobody_watches_is_recorded_and_told_to_nobody(room: Newsroom) -> None:
    checked = room.sees(*EVERYBODY, sheriff("Bell", "TEXAS"), waiting=[sheriff("Osage")])
    assert kinds(checked) == [(EventKind.SIGNED, "Bell County Sheriff's Office")]
    assert (checked.alerts, room.owed(), room.printed) == ((), [], [])


def test_a_pending_agency_that_signs_is_one_signing(room: Newsroom) -> None:
    checked = room.sees(*EVERYBODY, sheriff("Osage"), waiting=[])
    assert kinds(checked) == [(EventKind.SIGNED, "Osage County Sheriff's Office")]


def test_polls_after_the_news_repeat_nothing_though_each_is_a_new_start(room: Newsroom) -> None:
    room.sees(*EVERYBODY, sheriff("Callaway"))
    room.printed.clear()
    for _ in range(3):
        assert room.poll().found is Found.NOTHING_NEW
        room.ice.post(lists(*EVERYBODY, sheriff("Callaway")))  # the same rows as another file
        assert room.poll().events == ()
    assert room.printed == []
    assert room.owed() == [("missouri", "delivered")]


def test_news_that_was_recorded_before_the_bot_died_is_delivered_at_the_next_start(room: Newsroom) -> None:
    room.ice.post(lists(*EVERYBODY, sheriff("Callaway")))
    room.poll(deliver=False)
    assert room.printed == []
    room.poll()
    room.poll()
    assert len(room.printed) == 1


def test_a_poll_that_finds_nothing_new_writes_nothing_to_the_state(room: Newsroom) -> None:
    before, written = room.state_file.read_bytes(), room.state_file.stat().st_mtime_ns
    room.ice.asked.clear()
    for _ in range(3):
        assert room.poll().found is Found.NOTHING_NEW
    assert room.state_file.read_bytes() == before
    assert room.state_file.stat().st_mtime_ns == written
    last_poll = read_last_poll(room.config.watch.folder)
    assert last_poll is not None
    assert (last_poll.at, last_poll.polls, last_poll.failed) == (room.at, 4, 0)


def test_a_workbook_is_kept_under_its_hash(room: Newsroom) -> None:
    with room.record() as store:
        kept = [book.workbook.sha256 for book in store.fetched()]
    assert len(kept) == 2
    for sha in kept:
        assert (room.config.watch.folder / "workbooks" / sha[:2] / f"{sha}.xlsx").is_file()


def test_a_row_that_is_gone_is_withdrawn_only_at_the_second_look(room: Newsroom) -> None:
    first = room.sees(*WITHOUT_WEBSTER)
    assert kinds(first)[0] == (EventKind.MISSING, WEBSTER)
    assert told(first) == {}  # nobody asked for `missing`
    second = room.sees(*WITHOUT_WEBSTER, sheriff("Callaway"))
    assert (EventKind.WITHDRAWN, WEBSTER) in kinds(second)
    assert WEBSTER in told(second)["missouri"]


def test_time_alone_confirms_a_withdrawal_where_ice_posts_nothing_new(room: Newsroom) -> None:
    room.sees(*WITHOUT_WEBSTER, waiting=[sheriff("Osage")])
    for _ in range(2):
        assert room.poll(after=DAY).events == ()
    checked = room.poll(after=DAY)
    assert (checked.found, kinds(checked)) == (Found.CONFIRMED, [(EventKind.WITHDRAWN, WEBSTER)])
    assert told(checked) == {"missouri": [WEBSTER]}
    assert room.poll(after=DAY).found is Found.NOTHING_NEW


def test_time_alone_confirms_nothing_while_the_link_leads_to_another_list(room: Newsroom) -> None:
    room.sees(*WITHOUT_WEBSTER, waiting=[sheriff("Osage")])
    room.ice.links["Participating Agencies"] = room.ice.links["Pending Agencies"]
    room.ice.posted += 1
    assert room.poll().found is Found.HELD
    assert room.poll(after=5 * DAY).events == ()
    assert news(room, EventKind.WITHDRAWN) == []


def test_a_look_for_time_alone_brings_back_no_pending_list_that_ice_took_away(room: Newsroom) -> None:
    room.sees(*WITHOUT_WEBSTER, waiting=None)
    for _ in range(4):
        room.poll(after=DAY)
    assert news(room, EventKind.WITHDRAWN) == [WEBSTER]
    with room.record() as store:
        assert store.register().pending.absent_since is not None


def test_a_correction_goes_to_those_told_and_answers_the_alert_it_takes_back(room: Newsroom) -> None:
    room.sees(*WITHOUT_WEBSTER)
    wrong = next(e for e in room.sees(*WITHOUT_WEBSTER, sheriff("Cole")).events if e.kind is EventKind.WITHDRAWN)
    checked = room.sees(*EVERYBODY, sheriff("Cole"))
    assert kinds(checked) == [(EventKind.RETURNED, WEBSTER)]
    (alert,) = checked.alerts
    assert alert.subscription.name == "missouri"
    assert alert.document.is_correction
    (message,) = alert.owed
    assert wrong.id in message.answers


def test_a_correction_is_a_message_of_its_own_beside_other_news(room: Newsroom) -> None:
    room.sees(*WITHOUT_WEBSTER)
    room.sees(*WITHOUT_WEBSTER, sheriff("Cole"))
    checked = room.sees(*EVERYBODY, sheriff("Cole"), sheriff("Dent"))
    stories = [(alert.document.is_correction, len(alert.owed)) for alert in checked.alerts]
    assert stories == [(False, 1), (True, 1)]
    assert [row.answers != () for alert in checked.alerts for row in alert.owed] == [False, True]


def test_the_return_of_a_row_that_was_never_told_as_gone_is_told_to_nobody(room: Newsroom) -> None:
    room.sees(*WITHOUT_WEBSTER)
    checked = room.sees(*EVERYBODY)
    assert kinds(checked) == [(EventKind.RETURNED, WEBSTER)]
    assert told(checked) == {}


def html(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, html="<p>Nothing here</p>")


def html_for_files(request: httpx.Request) -> httpx.Response | None:
    return httpx.Response(200, html="<h1>Access Denied</h1>") if request.url.path.endswith(".xlsx") else None


def cut_for_files(request: httpx.Request) -> httpx.Response | None:
    return httpx.Response(200, content=b"PK\x03\x04cut") if request.url.path.endswith(".xlsx") else None


def no_network(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


@pytest.mark.parametrize(
    ("fault", "error", "headline"),
    [
        (status(403), Blocked, "ICE's site refuses watch287g"),
        (html, PageChanged, "watch287g can't read ICE's list"),
        (html_for_files, WatchError, "ICE's site refuses watch287g"),
        (cut_for_files, NotAWorkbook, "watch287g can't read ICE's list"),
    ],
)
def test_operators_hear_once_when_a_trouble_begins_and_once_when_it_ends(
    watched: Newsroom, fault: Callable[[httpx.Request], httpx.Response | None], error: type[WatchError], headline: str
) -> None:
    watched.ice.post(lists(*EVERYBODY, sheriff("Callaway")))
    watched.ice.fault = fault
    with watched.record() as store:
        before = store.register()
    fails(watched, error, times=4)
    assert len(watched.notices()) == 1
    assert headline in watched.notices()[0]
    with watched.record() as store:
        assert store.register() == before
    watched.ice.fault = lambda _: None
    watched.poll(deliver=False)
    watched.poll(deliver=False)
    begun, over = (text for text in watched.notices())
    assert begun != over
    assert "Over:" in over
    assert news(watched, EventKind.SIGNED) == ["Callaway County Sheriff's Office"]


def test_operators_hear_of_a_poll_that_ends_in_a_fault_of_ours(watched: Newsroom) -> None:
    def breaks(_: httpx.Request) -> httpx.Response | None:
        raise RuntimeError("a cell of ICE's")

    watched.ice.fault = breaks
    for _ in range(2):
        with pytest.raises(RuntimeError):
            watched.poll(deliver=False)
    assert len(watched.notices()) == 1
    assert "unexpected fault (RuntimeError)" in watched.notices()[0]
    last_poll = read_last_poll(watched.config.watch.folder)
    assert last_poll is not None
    assert last_poll.failed == 2
    watched.ice.fault = lambda _: None
    watched.poll(deliver=False)
    assert "Over:" in watched.notices()[-1]


def test_one_failure_that_passes_by_itself_is_told_to_nobody(watched: Newsroom) -> None:
    watched.ice.fault = no_network
    fails(watched, Unreachable, times=2)
    watched.ice.fault = lambda _: None
    watched.poll(deliver=False)
    assert watched.notices() == []
    watched.ice.fault = no_network
    fails(watched, Unreachable, times=2)
    assert watched.notices() == []


def test_a_failed_poll_is_counted_and_the_last_good_one_remembered(room: Newsroom) -> None:
    good = room.at
    room.ice.fault = status(403)
    said = fails(room, Blocked)
    last_poll = read_last_poll(room.config.watch.folder)
    assert last_poll is not None
    assert (last_poll.outcome, last_poll.failed, last_poll.last_good) == (said, 1, good)


def test_a_list_that_can_not_be_trusted_changes_nothing_and_operators_hear_of_it_once(watched: Newsroom) -> None:
    with watched.record() as store:
        before = store.register().participating
    watched.ice.post({"Participating Agencies": without_moa(*EVERYBODY)})
    for _ in range(3):
        checked = watched.poll(deliver=False)
        assert (checked.found, len(checked.holds), checked.events) == (Found.HELD, 1, ())
    assert len(watched.notices()) == 1
    with watched.record() as store:
        assert store.register().participating == before
    watched.ice.post(lists(*EVERYBODY, sheriff("Callaway")))
    checked = watched.poll(deliver=False)
    assert told(checked) == {"missouri": ["Callaway County Sheriff's Office"]}
    assert len(watched.notices()) == 2


def test_news_beside_the_first_pending_list_is_told(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY, waiting=None)
    checked = room.sees(*EVERYBODY, sheriff("Callaway"), waiting=[sheriff("Osage")])
    assert checked.found is Found.CHANGED
    assert told(checked) == {"missouri": ["Callaway County Sheriff's Office"]}


def after_a_backfill(room: Newsroom, *, ago: timedelta) -> None:
    """The record as a backfill leaves it that ended so long ago."""
    with open_store(room.config.watch.folder, holder="a backfill") as store:
        store.commit(entries=[CatchUp(until=room.at - ago)])


def test_what_happened_in_a_long_gap_after_a_backfill_is_recorded_and_told_to_nobody(room: Newsroom) -> None:
    after_a_backfill(room, ago=30 * DAY)
    checked = room.sees(*EVERYBODY, sheriff("Callaway"))
    assert checked.caught_up
    assert (told(checked), room.owed()) == ({}, [])
    assert news(room, EventKind.SIGNED) == ["Callaway County Sheriff's Office"]
    assert told(room.sees(*EVERYBODY, sheriff("Callaway"), sheriff("Cole"))) == {
        "missouri": ["Cole County Sheriff's Office"]
    }


def test_what_happened_right_after_a_backfill_is_told(room: Newsroom) -> None:
    after_a_backfill(room, ago=DAY)
    assert told(room.sees(*EVERYBODY, sheriff("Callaway"))) == {"missouri": ["Callaway County Sheriff's Office"]}


def test_a_gap_after_a_backfill_stays_silent_while_the_list_that_closes_it_is_held(room: Newsroom) -> None:
    after_a_backfill(room, ago=30 * DAY)
    room.ice.post({"Participating Agencies": without_moa(*EVERYBODY)})
    assert room.poll().found is Found.HELD
    checked = room.sees(*EVERYBODY, sheriff("Callaway"))
    assert (checked.caught_up, told(checked)) == (True, {})


def test_accepting_one_held_list_leaves_the_other_held(room: Newsroom) -> None:
    lame, swapped = without_moa(*WITHOUT_WEBSTER, sheriff("Callaway")), lists(*KANSAS)["Participating Agencies"]
    room.ice.post({"Participating Agencies": lame, "Pending Agencies": swapped})
    assert len(room.poll().holds) == 2
    with room.app() as app:
        checked = app.checker.accept(app.store.holds()[ListKind.PARTICIPATING].suspicion.workbook)
    assert [hold.suspicion.list for hold in checked.holds] == [ListKind.PENDING]
    assert told(checked) == {"missouri": ["Callaway County Sheriff's Office"]}
    assert [hold.suspicion.list for hold in room.poll().holds] == [ListKind.PENDING]


def test_accepting_a_list_leaves_a_pending_list_that_ended_as_ended(room: Newsroom) -> None:
    room.sees(*EVERYBODY, waiting=None)
    room.ice.post({"Participating Agencies": without_moa(*EVERYBODY)})
    assert room.poll().found is Found.HELD
    with room.app() as app:
        app.checker.accept(app.store.holds()[ListKind.PARTICIPATING].suspicion.workbook)
        assert app.store.register().pending.absent_since is not None
        assert not app.store.holds()


def test_accepting_one_of_two_swapped_lists_takes_both_in_as_what_they_are(room: Newsroom) -> None:
    one, two = lists(*EVERYBODY, sheriff("Callaway"), waiting=[sheriff("Osage"), sheriff("Dent")]).values()
    room.ice.post({"Participating Agencies": two, "Pending Agencies": one})
    assert len(room.poll().holds) == 2
    with room.app() as app:
        checked = app.checker.accept(app.store.holds()[ListKind.PARTICIPATING].suspicion.workbook)
    assert checked.holds == ()
    assert kinds(checked) == [
        (EventKind.SIGNED, "Callaway County Sheriff's Office"),
        (EventKind.PENDING, "Dent County Sheriff's Office"),
    ]
    assert room.poll().events == ()


def test_swapped_lists_are_one_trouble_told_once_and_over_once(watched: Newsroom) -> None:
    one, two = lists(*EVERYBODY, waiting=[sheriff("Osage"), sheriff("Dent")]).values()
    watched.ice.post({"Participating Agencies": two, "Pending Agencies": one})
    assert len(watched.poll().holds) == 2
    watched.poll()
    assert sum("holds back" in notice for notice in watched.notices()) == 1
    watched.sees(*EVERYBODY, waiting=[sheriff("Osage"), sheriff("Dent")])
    assert sum("takes in ICE" in notice for notice in watched.notices()) == 1


def test_accepting_a_list_says_nothing_of_whether_ice_can_be_reached(watched: Newsroom) -> None:
    watched.ice.post({"Participating Agencies": without_moa(*EVERYBODY)})
    watched.poll(deliver=False)
    watched.ice.fault = status(403)
    fails(watched, Blocked)
    with watched.app() as app:
        app.checker.accept(app.store.holds()[ListKind.PARTICIPATING].suspicion.workbook)
        assert app.store.entry(OpenTrouble, Trouble.BLOCKED) is not None
    assert not any("can be read again" in notice for notice in watched.notices())


def test_after_a_restore_the_channels_are_asked_before_anything_is_posted_again(room: Newsroom) -> None:
    with open_store(room.config.watch.folder, holder="a restore") as store:
        store.commit(entries=[Restored(aside="state.json.before")])
    room.ice.post(lists(*EVERYBODY, sheriff("Callaway")))
    room.poll(deliver=False)
    with room.record() as store:
        assert [row.unsure for row in store.owed({OwedStatus.QUEUED})] == [True]
        assert store.entry(Restored) is None


def test_polls_are_a_quarter_of_an_hour_apart_and_ask_only_for_what_is_new(room: Newsroom) -> None:
    room.ice.asked.clear()
    room.poll(after=QUARTER)
    assert [url.rsplit("/", 1)[-1] for url in room.ice.asked] == [
        "287g",
        "participatingAgencies001.xlsx",
        "pendingAgencies001.xlsx",
    ]
