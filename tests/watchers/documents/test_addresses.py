from datetime import UTC, datetime, timedelta

import pytest

from watchers.documents.addresses import Gave, News, answered, linked, next_due
from watchers.model.document import DocumentAddress, Doubt

AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ONE, OTHER = Gave(sha256="a" * 64), Gave(sha256="b" * 64)
AS_IT_WAS = Gave()
DEAD = Gave(doubt=Doubt.GONE, why="It is not there.")


def told(*answers: tuple[float, Gave], is_backlog: bool = False) -> tuple[DocumentAddress, list[News]]:
    """An address after these answers, each so many days after the first."""
    address, news = linked("https://www.ice.gov/a.pdf", AT, is_backlog=is_backlog), []
    for days, gave in answers:
        address, found = answered(address, gave, AT + days * DAY)
        news.append(found)
    return address, news


def test_a_first_copy_is_posted_and_other_bytes_replace_it_at_once() -> None:
    address, news = told((0, ONE), (1, AS_IT_WAS), (2, OTHER))
    assert news == [News.POSTED, News.NOTHING, News.REPLACED]
    assert [copy.sha256 for copy in address.copies] == [ONE.sha256, OTHER.sha256]


def test_a_dead_address_is_told_once_and_only_at_the_second_look() -> None:
    assert told((0, ONE), (1, DEAD))[1][-1] is News.NOTHING
    assert told((0, ONE), (1, DEAD), (1.5, DEAD))[1][-1] is News.NOTHING
    address, news = told((0, ONE), (1, DEAD), (2, DEAD), (3, DEAD))
    assert news[1:] == [News.NOTHING, News.REMOVED, News.NOTHING]
    assert address.gone_at == AT + 2 * DAY


def test_an_address_that_was_dead_for_a_moment_is_no_news() -> None:
    address, news = told((0, ONE), (1, DEAD), (2, AS_IT_WAS))
    assert news[1:] == [News.NOTHING, News.NOTHING]
    assert address.doubt is None


def test_a_document_that_is_back_is_told_as_such() -> None:
    assert told((0, ONE), (1, DEAD), (2, DEAD), (9, AS_IT_WAS))[1][-1] is News.AGAIN
    assert told((0, ONE), (1, DEAD), (2, DEAD), (9, OTHER))[1][-1] is News.REPLACED


def test_a_copy_that_it_had_before_is_believed_a_day_later() -> None:
    """A cache that was not cleared gives the older one now and then."""
    assert told((0, ONE), (1, OTHER), (2, ONE), (3, OTHER), (4, ONE), (5, OTHER))[1][2:] == [News.NOTHING] * 4
    assert told((0, ONE), (1, OTHER), (2, ONE), (3, ONE))[1][2:] == [News.NOTHING, News.REPLACED]


def test_a_broken_file_in_place_of_a_sound_one_is_believed_a_day_later() -> None:
    broken = Gave(sha256="c" * 64, is_sound=False)
    assert told((0, ONE), (1, broken), (2, AS_IT_WAS))[1][1:] == [News.NOTHING, News.NOTHING]
    assert told((0, ONE), (1, broken), (2, broken))[1][1:] == [News.NOTHING, News.REPLACED]
    assert told((0, broken))[1] == [News.POSTED]


def test_what_an_address_without_a_copy_lacks_is_no_news() -> None:
    assert told((0, DEAD), (1, DEAD), (2, DEAD))[1] == [News.NOTHING] * 3


def test_new_documents_are_asked_for_daily_for_a_week_and_then_weekly() -> None:
    assert told((0, ONE))[0].due == AT + DAY
    assert told((0, ONE), (6, AS_IT_WAS))[0].due == AT + 7 * DAY
    assert told((0, ONE), (8, AS_IT_WAS))[0].due == AT + 15 * DAY
    assert told((0, ONE), is_backlog=True)[0].due == AT + 7 * DAY
    assert told((0, ONE), (8, OTHER), is_backlog=True)[0].due == AT + 9 * DAY


@pytest.mark.parametrize(("tries", "hours"), [(1, 1), (2, 2), (3, 4), (9, 24)])
def test_an_address_that_does_not_answer_is_asked_ever_less_often(tries: int, hours: int) -> None:
    silent = Gave(doubt=Doubt.UNREACHED, why="No answer.")
    assert told(*[(0, silent)] * tries)[0].due == AT + timedelta(hours=hours)


def test_the_marks_of_a_doubted_answer_are_not_kept() -> None:
    """With them, the next answer would be that nothing has changed."""
    first = Gave(sha256="a" * 64, last_modified="Mon, 05 Jan 2026 15:00:00 GMT")
    older = Gave(sha256="b" * 64, last_modified="Tue, 06 Jan 2026 15:00:00 GMT")
    address, _ = told((0, first), (1, older), (2, first))
    assert address.last_modified == older.last_modified


def test_what_was_never_had_comes_before_what_is_asked_again_and_the_backlog_last() -> None:
    had, _ = told((0, ONE))
    fresh = linked("https://www.ice.gov/b.pdf", AT + DAY, is_backlog=False)
    old = linked("https://www.ice.gov/c.pdf", AT, is_backlog=True)
    urls = frozenset({had.url, fresh.url, old.url})
    assert next_due([had, old, fresh], urls, AT + 2 * DAY) == fresh
    assert next_due([had, old], urls, AT + 2 * DAY) == old
    assert next_due([had], urls, AT + 2 * DAY) == had
    assert next_due([had], urls, AT) is None
    assert next_due([fresh], frozenset(), AT + 2 * DAY) is None
