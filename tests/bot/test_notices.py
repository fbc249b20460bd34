from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notices import Notice, Trouble, begin, current, end
from state.store import Store, open_store

AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, holder="a test") as found:
        yield found


def begins(store: Store, sentence: str = "It is broken.", *, at_once: bool = True) -> Notice | None:
    notice, marks = begin(store, Trouble.SOURCE, sentence, at=AT, at_once=at_once)
    store.commit(marks=marks)
    return notice


def ends(store: Store, after: timedelta) -> Notice | None:
    notice, marks = end(store, Trouble.SOURCE, at=AT + after, how="It works.")
    store.commit(marks=marks)
    return notice


def test_a_trouble_is_told_at_its_start_and_not_again(store: Store) -> None:
    assert begins(store) == Notice(headline="watch287g can't read ICE's list", text="It is broken.")
    assert begins(store, "It is still broken.") is None


def test_what_may_pass_by_itself_is_told_at_its_third_time_in_a_row(store: Store) -> None:
    assert [begins(store, at_once=False) is not None for _ in range(4)] == [False, False, True, False]


def test_a_lasting_trouble_is_told_at_once_though_it_began_as_a_passing_one(store: Store) -> None:
    assert begins(store, at_once=False) is None
    assert begins(store, "The page is gone.") is not None


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_the_end_says_how_long_it_was(store: Store, after: timedelta, words: str) -> None:
    begins(store)
    over = ends(store, after)
    assert over == Notice(headline="Over: watch287g can't read ICE's list", text=f"It works. It began {words} ago.")
    assert ends(store, after) is None


def test_the_end_of_what_nobody_heard_of_is_told_to_nobody(store: Store) -> None:
    begins(store, at_once=False)
    assert ends(store, timedelta(hours=1)) is None
    assert current(store) == {}


def test_what_is_wrong_now_can_be_listed(store: Store) -> None:
    begins(store)
    assert current(store) == {"source": "It is broken."}
