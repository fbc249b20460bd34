import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.poll.remarks import hold_sentence
from tests.bot.newsroom import EVERYBODY, MISSOURI, Row, agency, pending, sheriff
from tests.workbooks import PENDING_HEADER, Sheet, excel
from watchers.diff.intake import Intake, PostedFile, take_in
from watchers.errors import PageChanged, UnreadableTable
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import EventKind
from watchers.model.register import Hold, Register, doubted
from watchers.model.second_look import SecondLook, next_look
from watchers.model.table import Table
from watchers.table.read import read_table

PARTICIPATING, PENDING = ListKind
STATES = ("MISSOURI", "KANSAS", "TEXAS", "FLORIDA", "OHIO", "IOWA")
TOWNS = [f"{start}{end}" for start in ("Ash", "Oak", "Elm", "Fox") for end in ("ford", "ville", "dale", "ridge")]
MANY = tuple(agency(f"{town} Police Department", state) for state in STATES for town in TOWNS)
NEWCOMER = sheriff("Callaway")


def participating(*rows: Row) -> bytes:
    return excel(Sheet(rows=rows))


def waiting(*rows: Row) -> bytes:
    return excel(Sheet(rows=[pending(row) for row in rows], header=PENDING_HEADER))


CUT = MANY[:60]
"""The list without its end: a slip."""
THINNED = tuple(row for at, row in enumerate(MANY) if at % 8)
"""The list with rows of every state left out: news, or a filter that was left on."""


@dataclass
class Desk:
    """A record that takes in one look at ICE's files after another."""

    register: Register = field(default_factory=Register)
    holds: dict[ListKind, Hold] = field(default_factory=dict)
    at: datetime = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    contents: dict[str, bytes] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)

    def posted(self, content: bytes, expected: ListKind | None, name: str = "") -> PostedFile:
        """The content as a file behind a link."""
        sha = hashlib.sha256(content).hexdigest()
        self.contents[sha] = content
        name = name or f"{sha[:8]}.xlsx"
        return PostedFile(
            workbook=Workbook(name=name, url=f"https://www.ice.gov/{name}", sha256=sha), expected=expected
        )

    def looks(self, *files: PostedFile, accepted: frozenset[str] = frozenset()) -> Intake:
        """One look at these files, a day after the last."""
        self.at += timedelta(days=1)
        self.read.clear()
        intake = take_in(
            self.register,
            self.holds,
            files,
            at=self.at,
            rules=SecondLook(),
            read=self._table,
            accepted=accepted,
        )
        self.register, self.holds = intake.outcome.register, dict(intake.holds)
        return intake

    def _table(self, workbook: Workbook) -> Table:
        self.read.append(workbook.sha256)
        return read_table(self.contents[workbook.sha256], name=workbook.name)

    def sees(self, first: bytes, second: bytes | None = None) -> Intake:
        """A look at a page that links these as its participating list and, if there is one, its pending list."""
        files = [self.posted(first, PARTICIPATING)]
        return self.looks(*files, *([] if second is None else [self.posted(second, PENDING)]))


def kinds(intake: Intake) -> list[tuple[EventKind, str]]:
    return [(event.kind, event.agreement.agency) for event in intake.outcome.events]


@pytest.fixture
def desk() -> Desk:
    """A record that knows many agencies, and two that wait."""
    desk = Desk()
    desk.sees(participating(*MANY), waiting(NEWCOMER, sheriff("Osage")))
    return desk


def test_the_first_look_takes_both_lists_in_and_says_nothing() -> None:
    intake = Desk().sees(participating(*EVERYBODY), waiting(NEWCOMER))
    assert set(intake.outcome.baseline) == {PARTICIPATING, PENDING}
    assert intake.outcome.events == ()
    assert [roll.kind for roll in intake.rolls] == [PARTICIPATING, PENDING]


def test_a_new_list_is_read_and_the_one_that_is_as_it_was_is_not(desk: Desk) -> None:
    old = desk.posted(desk.contents[_sha(desk, PENDING)], PENDING)
    new = desk.posted(participating(*MANY, sheriff("Boone")), PARTICIPATING)
    intake = desk.looks(new, old)
    assert desk.read == [new.workbook.sha256]
    assert kinds(intake) == [(EventKind.SIGNED, "Boone County Sheriff's Office")]


def _sha(desk: Desk, kind: ListKind) -> str:
    book = desk.register.state_of(kind).workbook
    assert book is not None
    return book.sha256


def test_nothing_is_read_where_both_files_are_as_they_were(desk: Desk) -> None:
    before = desk.register
    files = [desk.posted(desk.contents[_sha(desk, kind)], kind) for kind in ListKind]
    intake = desk.looks(*files)
    assert desk.read == []
    assert (intake.rolls, intake.outcome.events) == ((), ())
    assert desk.register == before


def test_the_same_bytes_under_a_new_name_are_no_news(desk: Desk) -> None:
    files = [desk.posted(desk.contents[_sha(desk, kind)], kind, name=f"new-{kind}.xlsx") for kind in ListKind]
    assert desk.looks(*files).outcome.events == ()
    assert desk.read == []


def test_a_link_that_leads_to_the_other_list_is_held_also_where_that_one_is_known(desk: Desk) -> None:
    files = [desk.posted(desk.contents[_sha(desk, kind)], kind) for kind in ListKind]
    intake = desk.looks(desk.posted(desk.contents[_sha(desk, PENDING)], PARTICIPATING), files[1])
    assert [(hold.suspicion.list, hold.suspicion.rule) for hold in intake.held] == [(PARTICIPATING, "swapped")]
    assert (intake.rolls, intake.outcome.events) == ((), ())
    again = desk.looks(desk.posted(desk.contents[_sha(desk, PENDING)], PARTICIPATING), files[1])
    assert (again.held, again.released) == ((), ())
    assert desk.looks(*files).released == (PARTICIPATING,)


def test_a_list_cut_at_its_end_is_held_and_nothing_of_it_taken_in(desk: Desk) -> None:
    before = desk.register.participating
    intake = desk.sees(participating(*CUT, sheriff("Boone")), waiting(NEWCOMER, sheriff("Osage")))
    assert [hold.suspicion.rule for hold in intake.held] == ["cut short"]
    assert kinds(intake) == []
    assert desk.register.participating == before


def test_the_other_list_of_the_same_look_is_taken_in_beside_a_held_one(desk: Desk) -> None:
    intake = desk.sees(participating(*CUT), waiting(NEWCOMER, sheriff("Osage"), sheriff("Cole")))
    assert list(intake.holds) == [PARTICIPATING]
    assert kinds(intake) == [(EventKind.PENDING, "Cole County Sheriff's Office")]


def test_a_held_list_that_stays_posted_is_not_read_again_and_not_told_again(desk: Desk) -> None:
    bad = participating(*CUT)
    (first,) = desk.sees(bad).held
    intake = desk.sees(bad)
    assert desk.read == []
    assert (intake.held, intake.released) == ((), ())
    assert desk.holds[PARTICIPATING] == first


def test_the_next_sane_list_ends_a_hold(desk: Desk) -> None:
    desk.sees(participating(*CUT))
    intake = desk.sees(participating(*MANY, sheriff("Boone")))
    assert intake.released == (PARTICIPATING,)
    assert kinds(intake) == [(EventKind.SIGNED, "Boone County Sheriff's Office")]


def test_the_list_of_before_posted_again_ends_a_hold(desk: Desk) -> None:
    good = desk.contents[_sha(desk, PARTICIPATING)]
    desk.sees(participating(*CUT))
    intake = desk.sees(good)
    assert (intake.released, intake.rolls) == ((PARTICIPATING,), ())


def test_a_later_list_that_shows_the_same_confirms_it(desk: Desk) -> None:
    desk.sees(participating(*CUT))
    intake = desk.sees(participating(*CUT, sheriff("Boone")))
    assert intake.released == (PARTICIPATING,)
    assert {kind for kind, _ in kinds(intake)} == {EventKind.SIGNED, EventKind.MISSING}


def test_a_later_list_with_another_loss_is_held_too_since_the_first_day(desk: Desk) -> None:
    (first,) = desk.sees(participating(*CUT)).held
    (second,) = desk.sees(participating(*MANY[:40])).held
    assert second.suspicion.workbook != first.suspicion.workbook
    assert second.since == first.since


def test_a_list_the_operator_accepts_is_taken_in(desk: Desk) -> None:
    (hold,) = desk.sees(participating(*CUT)).held
    book = hold.suspicion.workbook
    intake = desk.looks(PostedFile(workbook=book, expected=None), accepted=frozenset({book.sha256}))
    assert intake.released == (PARTICIPATING,)
    assert {kind for kind, _ in kinds(intake)} == {EventKind.MISSING}


def test_a_rejected_list_stays_out_however_often_it_is_repeated(desk: Desk) -> None:
    (hold,) = desk.sees(participating(*CUT)).held
    desk.holds[PARTICIPATING] = replace(hold, suspicion=replace(hold.suspicion, fingerprint=()))
    for name in ("Boone", "Cole", "Dent"):
        intake = desk.sees(participating(*CUT, sheriff(name)))
        assert (intake.rolls, intake.released) == ((), ())
    assert desk.sees(participating(*MANY, sheriff("Dent"))).released == (PARTICIPATING,)


def test_lists_served_in_each_others_place_are_both_held(desk: Desk) -> None:
    intake = desk.sees(waiting(NEWCOMER), participating(*MANY, sheriff("Boone")))
    assert {hold.suspicion.rule for hold in intake.held} == {"swapped"}
    assert (set(intake.holds), intake.rolls) == (set(ListKind), ())


def test_swapped_lists_are_taken_in_once_their_links_are_put_right(desk: Desk) -> None:
    one, two = participating(*MANY, sheriff("Boone")), waiting(NEWCOMER, sheriff("Osage"), sheriff("Cole"))
    desk.sees(two, one)
    intake = desk.sees(one, two)
    assert set(intake.released) == set(ListKind)
    assert kinds(intake) == [
        (EventKind.SIGNED, "Boone County Sheriff's Office"),
        (EventKind.PENDING, "Cole County Sheriff's Office"),
    ]


def test_a_swapped_pending_list_put_right_alone_ends_the_hold_on_both(desk: Desk) -> None:
    good, two = desk.contents[_sha(desk, PARTICIPATING)], waiting(NEWCOMER, sheriff("Cole"))
    desk.sees(two, good)
    intake = desk.sees(good, two)
    assert intake.holds == {}
    assert (EventKind.PENDING, "Cole County Sheriff's Office") in kinds(intake)


def test_a_list_behind_the_records_own_never_takes_its_place(desk: Desk) -> None:
    both = desk.posted(participating(*MANY), PARTICIPATING), desk.posted(participating(*MANY[3:]), PARTICIPATING)
    for _ in range(5):
        found = desk.looks(*both)
        assert (found.outcome.events, found.holds) == ((), {})


def test_a_list_behind_another_that_has_rows_of_its_own_is_held_and_told_once(desk: Desk) -> None:
    first, tribal = (desk.posted(participating(*rows), PARTICIPATING) for rows in (MANY, [NEWCOMER]))
    newer = desk.posted(participating(*MANY, sheriff("Osage")), PARTICIPATING)
    told = [[hold.suspicion.rule for hold in desk.looks(*files).held] for files in [(first, tribal)] * 2]
    news = desk.looks(newer, tribal)
    assert (told, [hold.suspicion.rule for hold in news.held]) == ([["second list"], []], [])
    assert [event.kind for event in news.outcome.events] == [EventKind.SIGNED]
    assert "1 of its 1 row isn't in that one" in hold_sentence(news.holds[PARTICIPATING])
    assert "puts this one in the other's place" in hold_sentence(news.holds[PARTICIPATING])


@pytest.mark.parametrize("is_first_look", [True, False])
@pytest.mark.parametrize("main", [MANY, (*MANY, sheriff("Osage"))])
def test_a_new_models_own_list_above_the_main_one_is_another_list(main: tuple[Row, ...], is_first_look: bool) -> None:
    desk = Desk()
    if not is_first_look:
        desk.sees(participating(*MANY))
    small, whole = (desk.posted(participating(*rows), PARTICIPATING) for rows in ([NEWCOMER], main))
    for _ in range(3):
        found = desk.looks(small, whole)
        assert [hold.suspicion.rule for hold in found.holds.values()] == ["second list"]
    assert len(desk.register.listed(PARTICIPATING)) == len(main)


def test_nobody_has_left_while_a_second_list_of_the_kind_shows_them(desk: Desk) -> None:
    whole, older = (desk.posted(participating(*rows), PARTICIPATING) for rows in (MANY, MANY[3:]))
    desk.looks(whole)
    seen = [event.kind for _ in range(9) for event in desk.looks(older, whole).outcome.events]
    assert set(seen) <= {EventKind.MISSING}
    for newer in (MANY[3:], MANY[3:-1]):  # the other link is gone, and lists go on lacking them
        seen += [event.kind for event in desk.looks(desk.posted(participating(*newer), PARTICIPATING)).outcome.events]
        seen += [event.kind for event in desk.sees(participating(*newer)).outcome.events]
    assert seen.count(EventKind.WITHDRAWN) >= 3


def test_of_one_list_linked_twice_the_first_counts(desk: Desk) -> None:
    first = desk.posted(participating(*MANY, sheriff("Boone")), None)
    second = desk.posted(participating(*MANY, sheriff("Cole")), None)
    intake = desk.looks(first, second)
    assert [roll.workbook for roll in intake.rolls] == [first.workbook]
    assert kinds(intake) == [(EventKind.SIGNED, "Boone County Sheriff's Office")]


def test_one_file_behind_two_links_is_one_list(desk: Desk) -> None:
    new = participating(*MANY, sheriff("Boone"))
    intake = desk.looks(desk.posted(new, PARTICIPATING, "a.xlsx"), desk.posted(new, PARTICIPATING, "b.xlsx"))
    assert kinds(intake) == [(EventKind.SIGNED, "Boone County Sheriff's Office")]


def test_a_page_without_a_pending_list_says_so_once_and_drops_nobody(desk: Desk) -> None:
    for _ in range(3):
        intake = desk.sees(participating(*MANY, sheriff("Boone")))
        assert EventKind.PENDING_DROPPED not in {kind for kind, _ in kinds(intake)}
    assert desk.register.pending.absent_since == desk.at - timedelta(days=2)
    assert len(desk.register.listed(PENDING)) == 2


def test_a_pending_list_alone_is_a_page_that_changed_and_changes_nothing(desk: Desk) -> None:
    before = desk.register
    with pytest.raises(PageChanged, match=r"links no participating list any more \(workbooks found: pending\.xlsx\)"):
        desk.looks(desk.posted(waiting(NEWCOMER), PENDING, "pending.xlsx"))
    assert desk.register is before


def test_no_file_at_all_is_a_page_that_changed(desk: Desk) -> None:
    with pytest.raises(PageChanged, match="workbooks found: none"):
        desk.looks()


def test_a_table_that_can_not_be_read_ends_the_look(desk: Desk) -> None:
    lame = excel(Sheet(rows=[row[:2] for row in MISSOURI], header=("STATE", "TYPE")))
    with pytest.raises(UnreadableTable):
        desk.looks(desk.posted(lame, PARTICIPATING))


class TestOnlyTheLossesOfADoubtfulListWait:
    """It may be news: what is new in it is told at once, what is gone is missing, and confirmed by a second list."""

    def test_what_it_adds_is_taken_in_and_what_it_lacks_is_missing(self, desk: Desk) -> None:
        intake = desk.sees(participating(*THINNED, sheriff("Boone")))
        [hold] = intake.held
        assert (hold.suspicion.rule, hold.is_whole) == ("scattered loss", False)
        assert [roll.kind for roll in intake.rolls] == [PARTICIPATING]
        told = kinds(intake)
        assert told[0] == (EventKind.SIGNED, "Boone County Sheriff's Office")
        assert {kind for kind, _ in told[1:]} == {EventKind.MISSING}
        assert len(told) == 1 + len(MANY) - len(THINNED)

    def test_time_alone_confirms_none_of_it_and_the_doubt_stays(self, desk: Desk) -> None:
        thinned = participating(*THINNED)
        desk.sees(thinned)
        for _ in range(9):
            intake = desk.sees(thinned)
            assert (kinds(intake), intake.held, intake.released) == ([], (), ())
        assert next_look(desk.register.standings.values(), SecondLook(), doubted(desk.holds)) is None

    def test_an_earlier_loss_is_confirmed_meanwhile(self, desk: Desk) -> None:
        desk.sees(participating(*(row for row in MANY if row != MANY[1])))
        intake = desk.sees(participating(*(row for row in THINNED if row != MANY[1])))
        told = kinds(intake)
        assert told[-1] == (EventKind.WITHDRAWN, MANY[1][1])
        assert {kind for kind, _ in told[:-1]} == {EventKind.MISSING}

    def test_a_second_list_that_lacks_the_same_confirms_it(self, desk: Desk) -> None:
        desk.sees(participating(*THINNED))
        intake = desk.sees(participating(*THINNED, sheriff("Boone")))
        assert intake.released == (PARTICIPATING,)
        told = [kind for kind, _ in kinds(intake)]
        assert told == [EventKind.SIGNED] + [EventKind.WITHDRAWN] * (len(MANY) - len(THINNED))

    def test_a_second_list_that_has_them_again_takes_it_back(self, desk: Desk) -> None:
        desk.sees(participating(*THINNED))
        intake = desk.sees(participating(*MANY, sheriff("Boone")))
        assert intake.released == (PARTICIPATING,)
        assert {kind for kind, _ in kinds(intake)} == {EventKind.SIGNED, EventKind.RETURNED}

    def test_the_list_of_before_posted_again_takes_it_back_too(self, desk: Desk) -> None:
        good = desk.contents[_sha(desk, PARTICIPATING)]
        desk.sees(participating(*THINNED))
        intake = desk.sees(good)
        assert (intake.held, intake.released) == ((), (PARTICIPATING,))
        assert {kind for kind, _ in kinds(intake)} == {EventKind.RETURNED}

    def test_an_older_one_posted_again_does_not(self, desk: Desk) -> None:
        old = desk.contents[_sha(desk, PARTICIPATING)]
        desk.sees(participating(*MANY, sheriff("Boone")))
        desk.sees(participating(*THINNED, sheriff("Boone")))
        intake = desk.sees(old)
        assert [(hold.suspicion.rule, hold.is_whole) for hold in intake.held] == [("old", True)]

    def test_the_operators_word_lets_time_confirm_it(self, desk: Desk) -> None:
        thinned = desk.posted(participating(*THINNED), PARTICIPATING)
        desk.looks(thinned)
        desk.looks(thinned)
        assert desk.looks(thinned, accepted=frozenset({thinned.workbook.sha256})).released == (PARTICIPATING,)
        told = kinds(desk.looks(thinned))
        assert {kind for kind, _ in told} == {EventKind.WITHDRAWN}
        assert len(told) == len(MANY) - len(THINNED)
