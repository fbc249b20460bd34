"""What desks hear of a row that may be one that is gone: one item, and its outcome in the same thread."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.reports.events import printed
from bot.reports.status import status_document, status_text
from bot.reports.why import why
from notifiers.digest.compose import compose_digest
from notifiers.digest.figures import Figures
from notifiers.digest.model import Digest, Proof
from notifiers.mail.render import render_mail
from notifiers.slack.render import render_slack
from notifiers.story.compose import compose
from notifiers.subscriptions.digest_plan import Cadence, Period
from tests.bot.newsroom import DAY, EVERYBODY, Newsroom, Row, agency, told
from watchers.model.event import Event, EventKind

OLD = agency("Rolla Police Department")
NEW = agency("Rollla Police Department", signed="2026-01-05")
RENAMED = agency("Rollla Police Department")
REST = [row for row in EVERYBODY if row[1] != OLD[1]]
DESK = '\n[[subscription]]\nname = "{}"\nstates = ["MO"]\nterminal = true\nkinds = [{}]\n'
DESKS = DESK.format("all", '"news"') + DESK.format("signings", '"signed"') + DESK.format("pending", '"pending"')


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    room = Newsroom(tmp_path, DESKS)
    room.sees(*EVERYBODY)
    room.printed.clear()
    return room


def words(room: Newsroom) -> str:
    return " ".join("\n".join(room.printed).split())


def asked(room: Newsroom, *more: Row) -> Event:
    return next(e for e in room.sees(*REST, NEW, *more).events if e.kind is EventKind.POSSIBLY_RENAMED)


def test_whoever_hears_of_signings_or_withdrawals_hears_of_it_as_one_item(room: Newsroom) -> None:
    checked = room.sees(*REST, NEW)
    assert told(checked) == {"all": [NEW[1]], "signings": [NEW[1]]}
    [section] = checked.alerts[0].document.sections
    [item] = section.items
    said = words(room)
    assert "possibly one agency renamed: ICE's list no longer shows Rolla Police Department and newly shows " in said
    assert checked.alerts[0].document.summary == (
        "Missouri: Rollla Police Department (Task Force; before, Rolla Police Department) possibly renamed."
    )
    assert item.notes[0] == "Possibly it is “Rolla Police Department” (signed Nov. 6, 2025), no longer on ICE's list."
    assert section.caution is not None
    assert [link.text for link in item.links][-1].startswith("the other one last in row ")


@pytest.mark.parametrize("later", ["renamed", "back", "two"])
def test_its_outcome_goes_to_the_same_desks_in_the_same_thread(room: Newsroom, later: str) -> None:
    event = asked(room)
    room.printed.clear()
    if later == "renamed":
        checked, expected = room.sees(*REST, RENAMED), [EventKind.AMENDED]
    elif later == "back":
        checked, expected = room.sees(*REST, OLD), [EventKind.RETURNED]
    else:
        room.poll(after=DAY)
        checked, expected = room.poll(after=2 * DAY), [EventKind.SIGNED, EventKind.WITHDRAWN]
    assert [e.kind for e in checked.events] == expected
    assert {a.subscription.name for a in checked.alerts} == {"all", "signings"}
    for alert in checked.alerts:
        assert {e.kind for e in checked.events} == {s.kind for s in alert.document.sections}
        assert alert.document.continues == (event.id,)
    if later == "two":
        assert "first seen on ICE's list Jan. 7" in words(room)
    assert "left open whether “Rolla Police Department” is “Rollla Police Department” now." in words(room)


def test_an_inbox_shows_what_is_unsure_before_it_cuts_the_subject(room: Newsroom) -> None:
    [story] = {alert.document.headline for alert in room.sees(*REST, NEW).alerts}
    assert story.startswith("Missouri: possibly one agency renamed: ")


def test_one_agency_after_all_is_told_as_renamed_and_its_two_names_once(room: Newsroom) -> None:
    asked(room)
    story = room.sees(*REST, RENAMED).alerts[0].document
    assert story.sections[0].title == "Renamed on ICE's list"
    assert story.summary == (
        "Missouri: Rollla Police Department (Task Force; before, Rolla Police Department) renamed on ICE's list."
    )
    [note] = story.sections[0].items[0].notes
    assert note.endswith(
        "left open whether “Rolla Police Department” is “Rollla Police Department” now. It is: one agency."
    )


def test_two_after_all_are_no_longer_possibly_one_and_the_question_is_answered_once(room: Newsroom) -> None:
    asked(room)
    room.poll(after=DAY)
    stories = [alert.document for alert in room.poll(after=2 * DAY).alerts]
    notes = [[" ".join(i.notes) for s in story.sections for i in s.items] for story in stories]
    assert all("Possibly" not in note for told_one in notes for note in told_one)
    assert all(" ".join(told_one).count("left open whether") == 1 for told_one in notes)


def test_other_news_of_the_same_list_is_an_alert_of_its_own(room: Newsroom) -> None:
    event = asked(room)
    checked = room.sees(*REST, RENAMED, agency("Ava Police Department"))
    by_continuing = {a.document.continues: [s.kind for s in a.document.sections] for a in checked.alerts}
    assert by_continuing == {(event.id,): [EventKind.AMENDED], (): [EventKind.SIGNED]}


def test_a_desk_that_does_not_want_it_hears_the_outcome_alone(tmp_path: Path) -> None:
    room = Newsroom(tmp_path, DESK.format("sure", '"news"') + 'not_kinds = ["possibly_renamed"]\n')
    room.sees(*EVERYBODY)
    assert room.sees(*REST, NEW).alerts == ()
    room.poll(after=DAY)
    assert told(room.poll(after=2 * DAY)) == {"sure": [OLD[1], NEW[1]]}


def test_status_says_what_is_open_and_that_it_no_longer_is(room: Newsroom) -> None:
    asked(room)
    with room.record() as store:
        assert status_document(store)["open"] == 1
        assert "Left open: 1 new row that may be one that is gone, renamed." in status_text(store, room.config)
    room.sees(*REST, RENAMED)
    with room.record() as store:
        assert status_document(store)["open"] == 0
        assert "Left open" not in status_text(store, room.config)


def test_mail_and_slack_show_both_rows(room: Newsroom) -> None:
    event = asked(room)
    desk = room.config.subscriptions[0]
    story = compose(desk, [event], totals={}, page_url="https://www.ice.gov/")
    for payloads in (render_slack(story, single_message=False), [render_mail(story)]):
        said = json.dumps(payloads, ensure_ascii=False)
        assert "possibly one agency renamed" in said
        assert "Rolla Police Department" in said
        assert "Rollla Police Department" in said
        assert "participatingAgencies001.xlsx" in said


def test_a_digest_counts_it_while_it_is_open_and_its_outcome_once_it_is_not(room: Newsroom) -> None:
    event = asked(room)
    later = room.sees(*REST, RENAMED).events
    shown = [digest_of(room, events) for events in ([event], [event, *later])]
    assert [[part.kind for part in d.parts] for d in shown] == [
        [EventKind.POSSIBLY_RENAMED],
        [EventKind.AMENDED],
    ]
    assert "1 agency possibly renamed" in shown[0].headline


def digest_of(room: Newsroom, events: Sequence[Event]) -> Digest:
    period = Period(cadence=Cadence.WEEKLY, start=room.at - 7 * DAY, end=room.at + DAY, key="2026-W02")
    figures = Figures(before=None, after=Counter(), pending=None)
    return compose_digest(
        room.config.subscriptions[0],
        period,
        events,
        figures=figures,
        proof=Proof(polls=1, failed=0, lists=1),
        page_url="https://www.ice.gov/",
        told={events[0].id: events[0]},
    )


def test_why_and_the_list_of_events_show_both_rows(room: Newsroom) -> None:
    event = asked(room)
    with room.record() as store:
        said = "\n".join(why(store, event, room.config))
        line = "\n".join(printed([event], "table", room.config.watch.zone))
    assert "“Rolla Police Department”  →  “Rollla Police Department”" in said
    assert "Rollla Police Department (TFM, signed 2026-01-05), possibly Rolla Police Department" in line
