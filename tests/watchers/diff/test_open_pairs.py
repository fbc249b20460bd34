"""A row that may be one that went missing: neither signed nor withdrawn before a list tells, or time is up."""

from datetime import timedelta

import pytest

from tests.lists import DAY, Watch, kinds, police, sheriff, told
from watchers.diff.totals import counted, counts_before, tally
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind
from watchers.model.register import Stand
from watchers.model.second_look import SecondLook, next_look

SIGNED, MISSING, WITHDRAWN = EventKind.SIGNED, EventKind.MISSING, EventKind.WITHDRAWN
POSSIBLY, AMENDED, RETURNED = EventKind.POSSIBLY_RENAMED, EventKind.AMENDED, EventKind.RETURNED
REST = [sheriff(place) for place in ("Barry", "Taney", "Ozark", "Stone")]
OLD = police("Nixa")
NEW = police("Nixxa", signed="2026-01-29")
"""A near name of another date: what `match` leaves open."""


@pytest.fixture
def watch() -> Watch:
    return Watch(OLD, *REST)


@pytest.fixture
def asked(watch: Watch) -> Event:
    """The one item that is told of the two."""
    [event] = watch.sees(NEW, *REST)
    return event


def stands(watch: Watch) -> list[Stand]:
    return [s.stand for s in watch.register.standings.values() if s.agreement.agency in {OLD.agency, NEW.agency}]


def test_one_item_tells_of_both_rows(asked: Event) -> None:
    assert (asked.kind, asked.agreement.agency) == (POSSIBLY, NEW.agency)
    assert asked.before is not None
    assert asked.before.agency == OLD.agency
    assert {c.field for c in asked.changes} == {"agency", "signed"}
    assert asked.context.missing_from == ("participatingAgencies001.xlsx",)


def test_a_signing_that_resembles_nothing_that_left_is_told_at_once(watch: Watch) -> None:
    events = watch.sees(NEW, *REST, sheriff("Greene", signed="2026-01-29"))
    assert told(events) == [(SIGNED, "Greene County Sheriff's Office"), (POSSIBLY, NEW.agency)]


def test_a_loss_that_resembles_nothing_that_came_is_missing_at_once(watch: Watch) -> None:
    assert told(watch.sees(NEW, *REST[1:])) == [(MISSING, REST[0].agency), (POSSIBLY, NEW.agency)]


class TestWhatSettlesIt:
    def test_the_date_put_right_makes_them_one(self, watch: Watch, asked: Event) -> None:
        [event] = watch.sees(police("Nixxa"), *REST)
        assert (event.kind, event.subject, event.settles) == (AMENDED, asked.subject, (asked.id,))
        assert [c.field for c in event.changes] == ["agency"]
        assert stands(watch) == [Stand.LISTED]
        assert watch.sees(police("Nixxa"), *REST) == watch.looks_again(9 * DAY) == ()

    def test_the_one_document_makes_them_one(self) -> None:
        watch = Watch(police("Nixa", moa="nixa.pdf"), *REST)
        watch.sees(NEW, *REST)
        [event] = watch.sees(police("Nixxa", moa="nixa.pdf"), *REST)
        assert event.kind is AMENDED

    def test_the_old_row_back_beside_the_new_one_makes_them_two(self, watch: Watch, asked: Event) -> None:
        signed, back = watch.sees(OLD, NEW, *REST)
        assert [(e.kind, e.agreement.agency) for e in (signed, back)] == [(SIGNED, NEW.agency), (RETURNED, OLD.agency)]
        assert signed.settles == back.settles == (asked.id,)
        assert watch.looks_again(9 * DAY) == ()

    def test_the_old_row_back_instead_of_the_new_one_is_a_slip_that_is_over(self, watch: Watch, asked: Event) -> None:
        [back] = watch.sees(OLD, *REST)
        assert (back.kind, back.settles) == (RETURNED, (asked.id,))
        assert stands(watch) == [Stand.LISTED]

    def test_the_new_row_gone_too_leaves_one_that_is_missing(self, watch: Watch, asked: Event) -> None:
        [event] = watch.sees(*REST)
        assert (event.kind, event.agreement.agency, event.settles) == (WITHDRAWN, OLD.agency, (asked.id,))

    def test_time_makes_them_two_and_each_names_the_other(self, watch: Watch, asked: Event) -> None:
        assert watch.sees(NEW, *REST) == watch.looks_again() == ()
        signed, withdrawn = watch.looks_again()
        assert told((signed, withdrawn)) == [(SIGNED, NEW.agency), (WITHDRAWN, OLD.agency)]
        assert signed.settles == withdrawn.settles == (asked.id,)
        assert signed.context.possibly == (withdrawn.id,)
        assert withdrawn.context.possibly == (signed.id,)
        assert watch.looks_again(9 * DAY) == ()

    def test_what_two_say_is_told_with_the_document_that_came_meanwhile(self, watch: Watch, asked: Event) -> None:
        assert asked.agreement.moa is None
        assert watch.sees(police("Nixxa", signed="2026-01-29", moa="nixxa.pdf"), *REST) == ()
        signed, _ = watch.looks_again(3 * DAY)
        assert signed.agreement.moa is not None


def test_the_bound_is_the_operators_and_no_shorter_than_the_second_look() -> None:
    watch = Watch(OLD, *REST, open_days=6)
    watch.sees(NEW, *REST)
    assert watch.looks_again(5 * DAY) == ()
    assert kinds(watch.looks_again()) == [SIGNED, WITHDRAWN]
    assert SecondLook(open_days=1, or_days=3).open == timedelta(days=3)


def test_time_alone_is_known_to_settle_it(watch: Watch, asked: Event) -> None:
    assert next_look(watch.register.standings.values(), watch.rules) == asked.observed_at + watch.rules.open


def test_what_was_told_as_missing_first_is_corrected_by_the_renaming(watch: Watch) -> None:
    [missing] = watch.sees(*REST)
    [asked] = watch.sees(NEW, *REST)
    [event] = watch.sees(police("Nixxa"), *REST)
    assert (asked.kind, event.kind) == (POSSIBLY, AMENDED)
    assert (event.corrects, event.settles) == ((missing.id,), (asked.id,))


def test_one_that_waited_on_the_pending_list_is_an_agency_of_its_own() -> None:
    watch = Watch(OLD, *REST, pending=(NEW,))
    signed, missing = watch.sees(NEW, *REST, pending=())
    assert (signed.kind, missing.kind) == (SIGNED, MISSING)
    assert signed.context.possibly == (missing.id,)


def test_one_that_may_be_a_withdrawn_one_names_that_withdrawal(watch: Watch) -> None:
    watch.sees(*REST)
    [withdrawn] = watch.sees(*REST)
    [signed] = watch.sees(NEW, *REST)
    assert (withdrawn.kind, signed.kind) == (WITHDRAWN, SIGNED)
    assert signed.context.possibly == (withdrawn.id,)


@pytest.mark.parametrize("lists", range(1, 4))
def test_an_open_row_counts_on_the_list_and_the_missing_one_does_not(watch: Watch, lists: int) -> None:
    start, events = counted(watch.register), list[Event]()
    for _ in range(lists):
        events += watch.sees(NEW, *REST, after=2 * DAY)
        assert tally(watch.register.standings.values()).agreements == len(REST) + 1
    assert counts_before(counted(watch.register), events) == start


def test_several_that_may_be_one_are_each_told_with_one_at_least() -> None:
    news: list[Agreement] = [police("Nixxa", signed="2026-01-29"), police("Nixaa", signed="2026-01-30")]
    watch = Watch(OLD, *REST)
    events = watch.sees(*news, *REST)
    assert {e.kind for e in events} == {POSSIBLY}
    assert {e.agreement.agency for e in events} == {a.agency for a in news}
    assert len({e.id for e in events}) == len(events)
    later = watch.looks_again(3 * DAY)
    assert sorted(kinds(later)) == [SIGNED, SIGNED, WITHDRAWN]


def test_a_row_of_another_place_is_never_left_open() -> None:
    watch = Watch(sheriff("Bee", state="TEXAS"), *REST)
    events = watch.sees(sheriff("Bell", state="TEXAS", signed="2026-01-29"), *REST)
    assert kinds(events) == [SIGNED, MISSING]
