"""What operators hear of a list that is read all the same, and what is no news of ICE's."""

import json
from datetime import timedelta
from pathlib import Path

import httpx

from bot.poll.check import Found
from bot.poll.remarks import remarks
from tests.bot.newsroom import (
    DAY,
    EVERYBODY,
    FILES,
    OPERATORS,
    PAGE,
    QUARTER,
    TWO_DESKS,
    Newsroom,
    lists,
    sheriff,
    told,
)
from tests.workbooks import Sheet, excel


def newsroom(folder: Path) -> Newsroom:
    room = Newsroom(folder, TWO_DESKS + OPERATORS, {"SLACK_WEBHOOK_OPS": "http://127.0.0.1:9/x"})
    room.sees(*EVERYBODY)
    return room


def sees(room: Newsroom, *sheets: Sheet, after: timedelta = DAY) -> Found:
    room.ice.post({"Participating Agencies": excel(*sheets), "Pending Agencies": _PENDING})
    return room.poll(after=after, deliver=False).found


_PENDING = lists()["Pending Agencies"]


def headlines(room: Newsroom) -> list[str]:
    return [json.dumps(json.loads(notice), ensure_ascii=False) for notice in room.notices()]


def test_a_total_is_no_agency_is_told_once_and_counted_in_status(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    for total in (7, 8):
        assert sees(room, Sheet(rows=[*EVERYBODY, ["", f"Total Agencies: {total}"]])) is Found.NOTHING_NEW
    assert sum("rows that name no agency" in notice for notice in headlines(room)) == 1
    with room.record() as store:
        [said] = remarks(store)
        assert [event for event in store.events() if "Total" in event.agreement.agency] == []
    assert "row 9" in said
    sees(room, Sheet(rows=[*EVERYBODY, ["", "Total Agencies: 8"], ["", "A note"]]))
    assert sum("rows that name no agency" in notice for notice in headlines(room)) == 2
    sees(room, Sheet(rows=[*EVERYBODY, sheriff("Osage")]))
    with room.record() as store:
        assert remarks(store) == []


def test_signings_on_a_second_tab_are_told_with_their_tab(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    page = Sheet(rows=EVERYBODY)
    room.ice.post({"Participating Agencies": excel(page, Sheet(rows=[sheriff("Osage")], title="Page 2"))})
    checked = room.poll(after=DAY)
    assert told(checked) == {"missouri": ["Osage County Sheriff's Office"]}
    assert checked.events[0].agreement.place == "row 2 of tab “Page 2”"
    assert "row 2 of tab “Page 2”" in checked.events[0].because
    with room.record() as store:
        assert [event.agreement.tab for event in store.events()] == ["Page 2"]


def test_a_tab_that_cant_be_told_holds_the_list_until_an_operator_accepts_it(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    rows = [[str(cell) for cell in sheriff("Osage")]]
    assert sees(room, Sheet(rows=EVERYBODY), Sheet(rows=rows, header=("x",), title="Page 2")) is Found.HELD
    assert sees(room, Sheet(rows=EVERYBODY), Sheet(rows=rows * 2, header=("y",), title="Page 2")) is Found.HELD
    with room.record() as store:
        [hold] = store.holds().values()
        assert (hold.suspicion.rule, list(store.events())) == ("tabs", [])
    with room.app() as app:
        assert app.checker.accept(hold.suspicion.workbook).found is Found.CHANGED


def test_states_that_vanish_are_not_believed_for_being_repeated(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    many = [sheriff(f"Place{n}") for n in range(40)]
    room.sees(*EVERYBODY, *many)
    blank = [("", *row[1:]) for row in (*EVERYBODY, *many)]
    for n in range(3):
        assert sees(room, Sheet(rows=[*blank, sheriff(f"Osage{n}")])) is Found.HELD


def test_a_known_agency_without_state_and_model_is_a_slip_and_no_withdrawal(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    slip = ("#REF!", *EVERYBODY[0][1:4], "#REF!", *EVERYBODY[0][5:])
    for _ in range(3):
        assert sees(room, Sheet(rows=[slip, *EVERYBODY[1:]])) is Found.HELD
    with room.record() as store:
        assert list(store.events()) == []


def test_the_same_rows_in_new_bytes_are_no_news_and_one_copy_is_kept_a_day(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    folder = room.config.watch.folder / "workbooks"
    for n in range(4):
        assert sees(room, Sheet(rows=EVERYBODY, title=f"Again{n}"), after=QUARTER) is Found.NOTHING_NEW
    assert len(list(folder.rglob("*.xlsx"))) <= 2 + 1 + 4  # both lists, one copy; the pending list's are another matter
    for n in range(16):
        sees(room, Sheet(rows=EVERYBODY, title=f"Later{n}"))
    assert any("ICE is silent" in notice for notice in headlines(room))
    assert room.sees(*EVERYBODY, sheriff("Osage")).found is Found.CHANGED


def test_a_document_that_cant_be_found_is_not_said_to_be_missing_or_new(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    osage = (*sheriff("Osage")[:6], "link", "")
    room.ice.post({"Participating Agencies": excel(Sheet(rows=[*EVERYBODY, osage]))})
    [alert] = room.poll(after=DAY).alerts
    assert "No MOA posted yet" not in str(alert.document)
    assert any("links that lead nowhere" in notice for notice in headlines(room))


def with_page(room: Newsroom, words: str) -> None:
    """ICE's page states these totals."""

    def answer(request: httpx.Request) -> httpx.Response | None:
        if str(request.url) != PAGE:
            return None
        links = "".join(f'<a href="{FILES}{name}">{words}</a>' for words, (name, _) in room.ice.links.items())
        return httpx.Response(200, html=f"<p>{words}</p>{links}")

    room.ice.fault = answer


def test_other_totals_on_the_page_are_told_once_with_both_figures(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    room.sees(*EVERYBODY, sheriff("Osage"))
    for agreements in (20, 20, 21):
        with_page(room, f"As of May 1, 2026, ICE has signed {agreements} Memorandums of Agreement in 3 states.")
        room.poll(after=DAY)
    [notice] = [notice for notice in headlines(room) if "other totals" in notice]
    assert "20 on the page, 8 in the list" in notice
    with_page(room, "As of May 1, 2026, ICE has signed 9 Memorandums of Agreement in 3 states.")  # with the header row
    room.poll(after=DAY)
    with room.record() as store:
        assert remarks(store) == []


def test_a_page_that_is_a_day_behind_is_not_told_before_days_have_passed(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    with_page(room, f"As of May 1, 2026, ICE has signed {len(EVERYBODY)} Memorandums of Agreement in 3 states.")
    room.sees(*EVERYBODY, *(sheriff(f"Osage{n}") for n in range(5)))
    room.poll(after=DAY)
    assert not any("other totals" in notice for notice in headlines(room))
    room.poll(after=3 * DAY)
    assert any("other totals" in notice for notice in headlines(room))


def test_a_short_tail_is_missed_where_the_page_still_counts_it(tmp_path: Path) -> None:
    room = newsroom(tmp_path)
    many = [sheriff(f"Place{n}", "TEXAS") for n in range(60)]
    room.sees(*EVERYBODY, *many)
    with_page(room, f"As of May 1, 2026, ICE has signed {len(EVERYBODY) + 61} Memorandums of Agreement in 3 states.")
    assert sees(room, Sheet(rows=[*EVERYBODY, *many[:-4]])) is Found.HELD
    with room.record() as store:
        [hold] = store.holds().values()
    assert (hold.suspicion.rule, "ICE's page states 68" in hold.suspicion.reason) == ("cut short", True)
