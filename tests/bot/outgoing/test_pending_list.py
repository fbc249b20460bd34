"""What desks hear of the pending list itself, of rows that ICE moves, and of many that go at once."""

from datetime import timedelta
from pathlib import Path

from tests.bot.newsroom import DAY, EVERYBODY, FAR, KANSAS, MISSOURI, Newsroom, lists, pending, sheriff
from tests.workbooks import Sheet, excel
from watchers.model.agreement import ListKind

HOURS = timedelta(hours=1)
WAITING = [pending(sheriff("Polk")), pending(sheriff("Dent"))]
SIGNERS_ONLY = """
[[subscription]]
name = "signings"
states = ["MO"]
kinds = ["signed"]
terminal = true

[[subscription]]
name = "everything"
states = ["MO"]
terminal = true
"""


def test_the_end_of_the_pending_list_is_told_once_and_nobody_is_dropped(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, SIGNERS_ONLY)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll()
    room.ice.post(lists(*EVERYBODY, waiting=None))
    room.poll()
    assert room.news() == []  # a link left out for an hour is a slip
    room.poll(after=25 * HOURS)
    assert len(room.news()) == 1
    assert "ICE no longer links a list of pending agencies" in room.news()[0]
    for _ in range(3):
        assert room.poll(after=10 * DAY).events == ()
    assert len(room.news()) == 1


def test_a_pending_list_that_comes_back_is_told_with_what_is_new_on_it(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, SIGNERS_ONLY)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll()
    room.ice.post(lists(*EVERYBODY, waiting=None))
    room.poll()
    room.poll(after=2 * DAY)
    room.printed.clear()
    room.ice.post(lists(*EVERYBODY, waiting=[*WAITING, pending(sheriff("Ray"))]))
    checked = room.poll(after=DAY)
    assert [event.agreement.agency for event in checked.events] == ["Ray County Sheriff's Office"]
    assert any("ICE's list of pending agencies is back" in text for text in room.printed)
    assert any("Ray County Sheriff's Office" in text for text in room.printed)


def test_a_pending_list_that_is_not_renewed_for_weeks_is_told_as_out_of_date(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, SIGNERS_ONLY)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll()
    room.ice.links["Participating Agencies"] = (
        "later.xlsx",
        lists(*EVERYBODY, sheriff("Ozark"))["Participating Agencies"],
    )
    room.ice.posted += 1
    room.poll(after=DAY)
    room.printed.clear()
    room.poll(after=22 * DAY)
    assert ["stopped renewing" in text for text in room.news()] == [True]


def test_an_old_pending_list_that_is_renewed_had_never_been_away(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, SIGNERS_ONLY)
    room.sees(*EVERYBODY, waiting=WAITING)
    newer = lists(*EVERYBODY, sheriff("Ozark"))["Participating Agencies"]
    room.ice.links["Participating Agencies"] = ("later.xlsx", newer)
    room.ice.posted += 1
    room.poll(after=DAY)
    room.poll(after=22 * DAY)
    room.printed.clear()
    room.sees(*EVERYBODY, sheriff("Ozark"), waiting=[*WAITING, pending(sheriff("Ray"))])
    assert any("ICE has renewed its list of pending agencies" in text for text in room.printed)
    assert not any("is back" in text for text in room.printed)


def test_a_pending_list_that_we_hold_back_is_not_told_as_one_that_ice_stopped_renewing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, SIGNERS_ONLY)
    room.sees(*EVERYBODY, waiting=WAITING)
    room.ice.post({**lists(*EVERYBODY, sheriff("Ozark")), "Pending Agencies": excel(Sheet(rows=EVERYBODY))})
    assert [hold.suspicion.list for hold in room.poll(after=DAY).holds] == [ListKind.PENDING]
    room.printed.clear()
    room.poll(after=30 * DAY)
    assert room.news() == []


def test_alerts_give_no_pending_figure_once_ice_links_no_such_list(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY, waiting=WAITING)
    room.sees(*EVERYBODY, sheriff("Ozark"), waiting=WAITING)
    assert "Missouri now: 4 agreements (4 Task Force) · 2 pending" in room.printed[-1]
    room.sees(*EVERYBODY, sheriff("Ozark"), sheriff("Ray"), waiting=None)
    assert "Missouri now: 5 agreements (5 Task Force)\n" in room.printed[-1]


def test_a_bot_that_never_saw_a_pending_list_says_nothing_of_it(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, SIGNERS_ONLY)
    room.ice.post(lists(*EVERYBODY, waiting=None))
    room.poll()
    room.poll(after=30 * DAY)
    assert room.news() == []


def test_many_gone_from_one_state_are_told_the_same_day_as_unconfirmed(tmp_path: Path) -> None:
    many = [sheriff(name) for name in ("Adair", "Barry", "Boone", "Cass", "Clay", "Cole")]
    room = Newsroom(tmp_path)
    room.ice.post(lists(*many, *EVERYBODY))
    room.poll()
    room.ice.post(lists(*EVERYBODY))
    room.poll()
    assert len(room.news()) == 1
    assert "Adair County Sheriff's Office" in room.news()[0]
    assert "missing" in room.news()[0].lower()


def test_one_gone_is_told_to_nobody_before_the_second_look(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.ice.post(lists(*EVERYBODY))
    room.poll()
    room.ice.post(lists(*MISSOURI[1:], *KANSAS, *FAR))
    room.poll()
    assert room.news() == []


def test_a_row_that_ice_moves_to_its_right_state_is_news_there_and_a_correction_where_it_was(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.ice.post(lists(*EVERYBODY))
    room.poll()
    room.ice.post(lists(*EVERYBODY, sheriff("Osage", "MISSOURI")))
    room.poll(after=DAY)
    assert len(room.news()) == 1
    room.printed.clear()
    room.ice.post(lists(*EVERYBODY, sheriff("Osage", "KANSAS")))
    checked = room.poll(after=DAY)
    assert [event.kind.value for event in checked.events] == ["amended"]
    assert [alert.subscription.name for alert in checked.alerts] == ["missouri", "plains"]
    assert all("Osage County Sheriff's Office" in text for text in room.printed)


QUIET = """
[[subscription]]
name = "at-once"
states = ["MO"]
terminal = true

[[subscription]]
name = "over"
states = ["MO"]
terminal = true
ends = "2026-01-02"

[[subscription]]
name = "paused"
states = ["MO"]
terminal = true
paused_until = "2026-01-12"

[[subscription]]
name = "mornings"
states = ["MO"]
terminal = true
send = "daily"
send_hour = 9
"""


def owed_to(room: Newsroom) -> list[str]:
    """Who has been owed news of the pending list so far, in that order."""
    return [name for name, _ in room.owed() if name != "operators"]


def test_news_of_the_list_obeys_each_desks_end_pause_and_hours(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, QUIET)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll()
    room.ice.post(lists(*EVERYBODY, waiting=None))
    room.poll()
    room.poll(after=25 * HOURS)  # Tuesday, 10:45 in Chicago
    assert owed_to(room) == ["at-once"]
    room.poll(after=24 * HOURS)
    assert owed_to(room) == ["at-once", "mornings"]
    room.poll(after=7 * DAY)
    assert owed_to(room) == ["at-once", "mornings", "paused"]
    room.poll(after=30 * DAY)
    assert sum("no longer links a list of pending" in text for text in room.news()) == 3  # and to "over", never


def test_who_was_to_hear_at_their_hour_is_spared_what_was_mended_until_then(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, QUIET)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll()
    room.ice.post(lists(*EVERYBODY, waiting=None))
    room.poll()
    room.poll(after=25 * HOURS)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll(after=HOURS)
    room.poll(after=10 * DAY)
    assert set(owed_to(room)) == {"at-once"}
    assert sum("is back" in text for text in room.news()) == 1


def test_a_pause_that_is_lifted_in_the_config_lets_the_news_of_the_list_go(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, QUIET)
    room.ice.post(lists(*EVERYBODY, waiting=WAITING))
    room.poll()
    room.ice.post(lists(*EVERYBODY, waiting=None))
    room.poll()
    room.poll(after=25 * HOURS)
    room = reopened(room, QUIET.replace('paused_until = "2026-01-12"\n', ""))
    room.poll()
    assert owed_to(room) == ["at-once", "paused"]


def reopened(room: Newsroom, config: str) -> Newsroom:
    """The same bot with another config."""
    again = Newsroom(room.config.path.parent, config)
    again.ice, again.at = room.ice, room.at
    return again
