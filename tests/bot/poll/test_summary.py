"""What the terminal says of a poll."""

from pathlib import Path
from zoneinfo import ZoneInfo

from bot.poll.summary import check_sentence, delivery_sentences
from bot.reports.status import status_text
from tests.bot.newsroom import DAY, EVERYBODY, Newsroom, lists, sheriff


def test_what_time_alone_confirms_is_no_change_of_ices_list_and_is_said_once(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY[1:])
    checked = room.poll(after=4 * DAY)
    with room.record() as store:
        said = check_sentence(checked, store.register(), ZoneInfo("UTC"))
    assert said.startswith("Nothing new since Jan. 7")
    assert "the second look's time has come (1 withdrawn)" in said
    lines = list(delivery_sentences(checked, room.delivered, room.config))
    assert lines == ["Told missouri (the terminal).", "Nothing for plains."]


def test_a_desk_that_is_told_of_something_older_is_not_said_to_hear_nothing(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    room.ice.post(lists(*EVERYBODY, sheriff("Reno", "KANSAS")))
    room.poll(after=DAY, deliver=False)
    checked = room.sees(*EVERYBODY, sheriff("Reno", "KANSAS"), sheriff("Osage"))
    assert list(delivery_sentences(checked, room.delivered, room.config)) == [
        "Told plains (the terminal); missouri (the terminal)."
    ]


def test_a_pending_list_that_was_never_seen_is_not_said_to_be_linked_no_more(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY, waiting=None)
    with room.record() as store:
        assert "no pending list on record" in status_text(store, room.config)
