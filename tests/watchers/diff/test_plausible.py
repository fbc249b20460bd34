"""Which lists are held, and which real mass news must come through."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from tests.lists import COLUMNS, DAY, MONDAY, Watch, kinds, pending_roll, police, roll, sheriff
from watchers.diff import plausible
from watchers.diff.compare import compare
from watchers.model.agreement import Agreement, ListKind, Publication, Roll
from watchers.model.event import EventKind
from watchers.model.grounds import grounds_of
from watchers.model.register import Register, Suspicion
from watchers.model.second_look import SecondLook
from watchers.names.counties import counties
from watchers.names.places import STATES

PARTICIPATING, PENDING = ListKind.PARTICIPATING, ListKind.PENDING


def sheriffs(code: str, count: int, **over: Any) -> list[Agreement]:
    """That many of a state's sheriffs, on days that differ."""
    names = sorted(c.bare for c in counties(code) if c.name.endswith(" County") and not c.former)[:count]
    return [
        sheriff(name, **{"state": STATES[code].name, "signed": f"2025-{n % 9 + 1:02}-{n % 28 + 1:02}", **over})
        for n, name in enumerate(names)
    ]


STATE_ROWS = {code: sheriffs(code, 40) for code in ("AL", "AR", "FL", "GA", "KS", "KY", "MO", "OK", "TN", "TX")}
ROWS = [a for rows in STATE_ROWS.values() for a in rows]
WAITING = sheriffs("VA", 40)


@pytest.fixture(scope="module")
def register() -> Register:
    return Watch(*ROWS, pending=tuple(WAITING)).register


def suspect(*known: Any, **more: Any) -> Suspicion | None:
    """The suspicion; whatever it says can be read back, and so said in any language."""
    found = plausible.suspect(*known, **more)
    assert found is None or grounds_of(found.reason), found
    return found


def judged(register: Register, listed: Roll, beside: Roll | None = None) -> str | None:
    found = suspect(register, listed, expected=listed.kind, beside=beside)
    return found.rule if found else None


def without(rows: list[Agreement], *gone: Agreement) -> list[Agreement]:
    return [a for a in rows if a not in gone]


def scattered(count: int, start: int = 0) -> list[Agreement]:
    """Rows of all states."""
    return ROWS[start :: len(ROWS) // count][:count]


def test_a_list_with_little_news_passes(register: Register) -> None:
    assert judged(register, roll(*ROWS, *sheriffs("NC", 3))) is None
    assert judged(register, roll(*without(ROWS, *scattered(5)))) is None
    assert judged(register, pending_roll(*WAITING[2:], *sheriffs("NC", 3))) is None


def test_the_list_that_the_record_has_already_passes(register: Register) -> None:
    assert judged(register, roll(*ROWS, number=0)) is None


def test_the_first_list_passes_whatever_its_size() -> None:
    assert judged(Register(), roll(*ROWS)) is None
    assert judged(Register(), pending_roll()) is None


class TestHeld:
    def test_the_two_lists_in_each_others_place(self, register: Register) -> None:
        one = suspect(register, roll(*ROWS), expected=PENDING)
        other = suspect(register, pending_roll(*WAITING), expected=PARTICIPATING)
        assert one is not None
        assert other is not None
        assert (one.rule, one.list, other.rule, other.list) == ("swapped", PENDING, "swapped", PARTICIPATING)
        assert "a table of 400 rows with a SIGNED column, which is the participating list's" in one.reason

    def test_a_link_that_promises_neither_list_cannot_be_swapped(self, register: Register) -> None:
        assert suspect(register, roll(*ROWS), expected=None) is None

    def test_an_old_list_byte_for_byte(self) -> None:
        watch = Watch(*ROWS)
        watch.sees(*ROWS, *sheriffs("NC", 3))
        assert judged(watch.register, roll(*ROWS, number=0)) == "old"

    def test_an_old_list_in_a_new_file(self) -> None:
        watch = Watch(*ROWS)
        newer = [a for code in ("AL", "AR", "GA", "KS", "KY") for a in sheriffs(code, 43)[40:]]
        watch.sees(*newer, *ROWS)
        found = suspect(watch.register, roll(*ROWS, number=9), expected=PARTICIPATING)
        assert found is not None
        assert (found.rule, found.whole) == ("older", True)

    def test_an_older_copy_from_which_rows_are_missing_too(self) -> None:
        watch = Watch(*ROWS)
        newer = [a for code in ("AL", "AR", "GA", "KS", "KY") for a in sheriffs(code, 46)[40:]]
        watch.sees(*newer, *ROWS)
        assert judged(watch.register, roll(*ROWS[1:-1], number=9)) == "older"

    def test_a_name_column_pasted_over_though_no_row_is_known_any_more(self, register: Register) -> None:
        found = suspect(
            register,
            roll(*(replace(a, agency=f"Office {n}") if n % 5 == 0 else a for n, a in enumerate(ROWS))),
            expected=PARTICIPATING,
        )
        assert found is not None
        assert (found.rule, found.whole, "another agency name in" in found.reason) == ("changed alike", True, True)

    @pytest.mark.parametrize("kept", [390, 300, 40, 1])
    def test_a_list_cut_short(self, register: Register, kept: int) -> None:
        found = suspect(register, roll(*ROWS[:kept]), expected=PARTICIPATING)
        if kept == 390:  # one state's last ten rows: that state's agencies may have left
            assert found is None
            return
        assert found is not None
        assert found.rule == "cut short"
        assert f"{400 - kept} are gone" in found.reason

    def test_a_participating_list_without_a_row(self, register: Register) -> None:
        assert judged(register, roll()) == "empty"

    @pytest.mark.parametrize(("field", "header"), [("county", "COUNTY"), ("moa", "MOA"), ("level", "TYPE")])
    def test_a_list_that_lost_a_column(self, register: Register, field: str, header: str) -> None:
        columns = tuple(name for name in COLUMNS if name != field)
        found = suspect(register, roll(*ROWS, columns=columns), expected=PARTICIPATING)
        assert found is not None
        assert (found.rule, header in found.reason) == ("columns", True)

    def test_a_list_that_lacks_three_and_a_half_in_a_hundred_all_over(self, register: Register) -> None:
        found = suspect(register, roll(*without(ROWS, *scattered(14))), expected=PARTICIPATING)
        assert found is not None
        assert (found.rule, found.whole) == ("scattered loss", False)
        assert "lacks 14 agreements of 10 states" in found.reason

    @pytest.mark.parametrize(
        "over",
        [
            {"signed": "2025-12-24"},
            {"model": "WSO"},
            {"moa": "wrong.pdf"},
            {"county": "Lake County"},
            {"level": "State"},
        ],
    )
    def test_a_list_with_one_column_changed_in_many_rows(self, over: dict[str, Any]) -> None:
        before = [a for code in STATE_ROWS for a in sheriffs(code, 40, moa=f"{code}.pdf")]
        after = [a for code in STATE_ROWS for a in sheriffs(code, 20, **{"moa": f"{code}.pdf", **over})]
        rest = [a for code in STATE_ROWS for a in sheriffs(code, 40, moa=f"{code}.pdf")[20:]]
        found = judged(Watch(*before).register, roll(*after, *rest))
        assert found == "changed alike"

    def test_a_list_pasted_together_with_another(self, register: Register) -> None:
        more = [a for code in ("NC", "SC", "OH", "PA", "VA", "IN", "IL", "MI", "WI") for a in sheriffs(code, 40)]
        assert judged(register, roll(*ROWS, *more)) == "swollen"

    def test_a_pending_list_emptied_though_nobody_signed(self, register: Register) -> None:
        assert judged(register, pending_roll(), beside=roll(*ROWS)) == "cut short"
        assert judged(register, pending_roll()) == "cut short"


class TestLetThrough:
    def test_a_hundred_and_thirty_five_signings_on_one_list(self, register: Register) -> None:
        many = [a for code in ("NC", "SC", "OH", "VA", "PA") for a in sheriffs(code, 27)]
        assert len(many) == 135
        assert judged(register, roll(*ROWS, *many)) is None

    @pytest.mark.parametrize("code", ["AL", "MO", "TX"])
    def test_all_of_one_states_agencies_leaving_at_once(self, register: Register, code: str) -> None:
        listed = roll(*without(ROWS, *STATE_ROWS[code]))
        assert judged(register, listed) is None
        watch = Watch(*ROWS)
        events = watch.sees(*listed.agreements)
        assert set(kinds(events)) == {EventKind.MISSING}
        assert {e.context.together for e in events} == {40}
        assert kinds(watch.sees(*listed.agreements)) == [EventKind.WITHDRAWN] * 40

    @pytest.mark.parametrize(
        ("listed", "gone"),
        [
            (ROWS, [rows[7] for rows in list(STATE_ROWS.values())[:8]]),
            *((ROWS, scattered(count)) for count in (8, 20, 30, 40)),
            (ROWS[:340], [*STATE_ROWS["AL"], *STATE_ROWS["GA"][:9], *scattered(340)[::12][:25]]),
        ],
        ids=["eight of eight states", "8", "20", "30", "40", "one state's law and others"],
    )
    def test_real_mass_leaving_comes_through_as_missing_with_the_signings_beside_it(
        self, listed: list[Agreement], gone: list[Agreement]
    ) -> None:
        watch = Watch(*listed)
        newest = roll(*without(listed, *gone), *sheriffs("NC", 3), number=9)
        found = suspect(watch.register, newest, expected=PARTICIPATING)
        assert found is None or not found.whole
        told = Counter(kinds(watch.sees(*newest.agreements)))
        assert told == {EventKind.SIGNED: 3, EventKind.MISSING: len({id(a) for a in gone})}

    def test_more_than_half_of_the_list_gone_by_one_states_law(self) -> None:
        texas = sheriffs("TX", 175)
        others = [a for code, rows in STATE_ROWS.items() if code != "TX" for a in rows][:164]
        assert judged(Watch(*texas, *others).register, roll(*others)) is None
        assert judged(Watch(*texas, *others).register, roll(*others[::8])) == "cut short"

    def test_an_empty_pending_list_where_all_had_signed(self, register: Register) -> None:
        assert judged(register, pending_roll(), beside=roll(*ROWS, *WAITING)) is None

    def test_an_empty_pending_list_where_all_had_signed_on_the_list_before(self) -> None:
        watch = Watch(*ROWS, pending=tuple(WAITING))
        watch.sees(*ROWS, *WAITING)
        assert judged(watch.register, pending_roll()) is None

    def test_documents_posted_for_every_agency_at_once(self, register: Register) -> None:
        posted = [a for code in STATE_ROWS for a in sheriffs(code, 40, moa=f"{code}.pdf")]
        assert judged(register, roll(*posted)) is None

    def test_a_whole_state_misspelt(self, register: Register) -> None:
        misspelt = sheriffs("OK", 40, state="OKLAHMOA")
        assert judged(register, roll(*without(ROWS, *STATE_ROWS["OK"]), *misspelt)) is None

    def test_a_small_list_of_which_some_rows_go(self) -> None:
        rows = [sheriff(place) for place in ("Taney", "Ozark", "Stone", "Barry")]
        register = Watch(*rows, pending=(police("Nixa"),)).register
        assert judged(register, roll(*rows[:1])) is None
        assert judged(register, pending_roll()) is None

    def test_columns_that_come_in_another_order_or_are_added(self, register: Register) -> None:
        assert judged(register, roll(*ROWS, columns=(*COLUMNS[::-1],))) is None


class TestConfirming:
    def held(self, register: Register, *rows: Agreement, number: int = 1) -> Suspicion:
        found = suspect(register, roll(*rows, number=number), expected=PARTICIPATING)
        assert found is not None
        return found

    def test_a_later_list_that_lacks_the_same_rows_is_ices_word(self, register: Register) -> None:
        left = without(ROWS, *scattered(14))
        first, second = self.held(register, *left), self.held(register, *left, *sheriffs("NC", 3), number=2)
        assert second.confirms(first)

    def test_the_same_file_again_confirms_nothing(self, register: Register) -> None:
        first = self.held(register, *without(ROWS, *scattered(14)))
        assert not first.confirms(first)

    def test_a_list_that_lacks_other_rows_confirms_nothing(self, register: Register) -> None:
        first = self.held(register, *without(ROWS, *scattered(14)))
        second = self.held(register, *without(ROWS, *scattered(14, start=7)), number=2)
        assert second.rule == first.rule
        assert not second.confirms(first)

    def test_another_suspicion_confirms_nothing(self, register: Register) -> None:
        first = self.held(register, *without(ROWS, *scattered(14)))
        assert not self.held(register, *ROWS[:40], number=2).confirms(first)

    def test_lists_swapped_twice_stay_swapped(self, register: Register) -> None:
        first = suspect(register, pending_roll(*WAITING), expected=PARTICIPATING)
        second = suspect(register, pending_roll(*WAITING, number=2), expected=PARTICIPATING)
        assert first is not None
        assert second is not None
        assert not second.confirms(first)


def test_a_list_that_is_held_leaves_the_record_as_it_was(register: Register) -> None:
    outcome = compare(register, Publication(observed_at=MONDAY + 30 * DAY), SecondLook())
    assert (outcome.events, outcome.changed, outcome.register) == ((), (), register)
