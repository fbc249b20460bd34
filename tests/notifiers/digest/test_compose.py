"""A period's events to a digest: what it says, in what order, and what it leaves to the CSV."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notifiers.digest.model import Digest, PendingList, Undelivered
from notifiers.subscriptions.digest_plan import Cadence, Period
from tests.notifiers.digests import NOW, PROOF, WEEK, happened, one_of_each, week
from watchers.fetch.validators import StatedTotals
from watchers.model.agreement import Model
from watchers.model.event import Context, EventKind


def headings(digest: Digest) -> list[str]:
    return [section.heading for section in (*digest.sections, *digest.asides)]


def agencies(digest: Digest) -> list[str]:
    return [item.agency for section in (*digest.sections, *digest.asides) for item in section.items]


def csv_events(digest: Digest) -> list[str]:
    assert digest.csv is not None
    return [row["event"] for row in csv.DictReader(io.StringIO(digest.csv[1]))]


def test_the_week_is_said_in_one_sentence_and_the_totals_in_another() -> None:
    events = [happened(EventKind.SIGNED, f"Agency {n}") for n in range(9)]
    gone = happened(EventKind.MISSING, "Gone"), happened(EventKind.WITHDRAWN, "Gone", day=2)
    digest = week(*events, *gone)
    assert digest.lede == (
        (
            "In the week of Nov. 3–9, nine agencies in Missouri newly signed with ICE, and one agreement is no longer "
            "on its list."
        ),
        "Missouri stands at 19 agreements, up 8; the nation at 602, up 8.",
    )
    assert digest.subject == "287(g) weekly, Missouri: 9 newly signed, 1 gone (Nov. 3–9)"
    assert digest.headline == "Missouri in the week of Nov. 3–9: 9 newly signed, 1 gone"


def test_the_news_comes_in_its_order_and_ices_upkeep_last() -> None:
    digest = week(*one_of_each())
    assert headings(digest) == [
        "Newly signed · Missouri (1)",
        "No longer on ICE's list · Missouri (1)",
        "Missing from ICE's newest list · Missouri (1)",
        "Newly pending · Missouri (1)",
        "Off the pending list, not signed · Missouri (1)",
        "Back on ICE's list · Missouri (1)",
        "Agreement now posted · Missouri (1)",
        "Missing from a list for a while, and back · Missouri (1)",
        "Edited by ICE · Missouri (1)",
    ]
    assert [section.kind for section in digest.asides] == [EventKind.RETURNED, EventKind.AMENDED]


def test_states_stand_together_by_name_within_each_kind() -> None:
    events = [happened(EventKind.SIGNED, f"Agency {s}", row={"state": s}) for s in ("TX", "AL", "MO")]
    digest = week(*events, states=None)
    assert headings(digest) == [f"Newly signed · {name} (1)" for name in ("Alabama", "Missouri", "Texas")]


def test_the_csv_has_every_event_once() -> None:
    events = [*one_of_each(), happened(EventKind.SIGNED, "Iron County Sheriff's Office", day=3)]
    digest = week(*events)
    assert sorted(csv_events(digest)) == sorted(e.id for e in events) == sorted(digest.event_ids)


def test_what_was_settled_within_the_week_is_told_once() -> None:
    events = [
        happened(EventKind.PENDING, "Iron County Sheriff's Office"),
        happened(EventKind.MISSING, "Dent County Sheriff's Office"),
        happened(EventKind.SIGNED, "Iron County Sheriff's Office", day=1, context=Context(waited_days=1)),
        happened(EventKind.WITHDRAWN, "Dent County Sheriff's Office", day=2),
    ]
    digest = week(*events)
    assert agencies(digest) == ["Iron County Sheriff's Office", "Dent County Sheriff's Office"]
    assert len(csv_events(digest)) == 4


def test_new_on_the_same_list_means_the_same_list() -> None:
    first = happened(EventKind.SIGNED, "Brown", row={"model": Model.JEM})
    later = happened(
        EventKind.SIGNED, "Brown", day=1, row={"model": Model.TFM}, context=Context(other_models=(Model.JEM,))
    )
    notes = [" ".join(item.notes) for section in week(first, later).sections for item in section.items]
    assert not any("same list" in note for note in notes)
    assert any("Adds Task Force to Jail Enforcement." in note for note in notes)


def test_a_return_after_our_alert_is_a_correction_that_says_so() -> None:
    wrong = happened(EventKind.WITHDRAWN, "Cass", observed_at=datetime(2025, 10, 20, 15, tzinfo=UTC))
    back = happened(EventKind.RETURNED, "Cass", corrects=(wrong.id,), context=Context(was_withdrawn=True))
    told = week(back, told={wrong.id: wrong})
    assert headings(told) == ["Correction · Missouri (1)"]
    assert "Our alert of Oct. 20 said it was gone." in told.sections[0].items[0].notes
    untold = week(back)
    assert headings(untold) == ["Back on ICE's list · Missouri (1)"]
    assert not any("alert" in note for note in untold.sections[0].items[0].notes)


def test_a_quiet_week_is_short() -> None:
    digest = week()
    assert digest.is_quiet
    assert digest.lede[0] == "Nothing changed on ICE's lists for Missouri in the week of Nov. 3–9."
    assert (digest.picture, digest.csv, digest.sections, digest.glossary) == (None, None, (), ())
    assert digest.subject == "287(g) weekly, Missouri: no changes (Nov. 3–9)"


def test_a_week_in_which_nobody_looked_is_not_called_quiet() -> None:
    digest = week(proof=replace(PROOF, polls=0, failed=0))
    assert digest.lede[0].startswith("We can't say what changed: the bot made no checks")
    assert "Nothing changed" not in " ".join(digest.lede)
    assert digest.headline.endswith("not checked")
    assert digest.subject == "287(g) weekly, Missouri: not checked (Nov. 3–9)"


def test_a_week_in_which_every_check_failed_is_not_called_quiet() -> None:
    digest = week(proof=replace(PROOF, polls=672, failed=672))
    assert digest.lede[0].startswith("We can't say what changed: none of the bot's checks")
    assert digest.subject == "287(g) weekly, Missouri: not checked (Nov. 3–9)"


def test_a_week_whose_list_is_held_back_is_not_called_quiet() -> None:
    digest = week(proof=replace(PROOF, held=((WEEK.start, "It ends early."),)))
    assert digest.lede[0] == (
        "ICE posted a list that can't be trusted yet; without it, nothing changed for Missouri in the week of Nov. 3–9."
    )
    assert digest.headline.endswith("no changes, but a list held back")


def test_a_week_of_edits_only_says_that_nobody_signed_or_left() -> None:
    digest = week(happened(EventKind.MOA_POSTED, "Clay"), one_of_each()[-1])
    assert digest.lede[:2] == (
        "In the week of Nov. 3–9, no agency in Missouri newly signed with ICE, and none left its list.",
        "ICE posted the text of one agreement and edited one entry.",
    )
    assert digest.subject == "287(g) weekly, Missouri: 1 posted by ICE, 1 edited (Nov. 3–9)"


def test_totals_have_each_watched_state_and_the_nation_with_their_change() -> None:
    digest = week(*(happened(EventKind.SIGNED, f"Agency {n}") for n in range(5)), states=frozenset({"MO", "KS"}))
    rows = [(r.name, r.all.count, r.all.change, [f.count for f in r.models], r.pending) for r in digest.totals]
    assert rows == [
        ("The nation", "602", "+5", ["466", "133", "3"], "2"),
        ("Kansas", "29", "±0", ["0", "29", "0"], "0"),
        ("Missouri", "19", "+5", ["11", "5", "3"], "2"),
    ]
    assert [f.change for f in digest.totals[2].models] == ["+5", "", ""]


def test_where_the_record_does_not_reach_back_no_change_is_claimed() -> None:
    digest = week(happened(EventKind.SIGNED, "Webster"), before=None)
    assert {row.all.change for row in digest.totals} == {""}
    assert digest.lede[1] == "Missouri stands at 19 agreements; the nation at 602."


def test_the_map_has_every_state_once_and_marks_changes_in_signs() -> None:
    digest = week(*(happened(EventKind.SIGNED, f"Agency {n}") for n in range(5)))
    assert digest.picture is not None
    tiles = {t.code: t for row in digest.picture.tiles for t in row if t}
    assert len(tiles) == sum(t is not None for row in digest.picture.tiles for t in row) == 56
    assert (tiles["MO"].agreements, tiles["MO"].change, tiles["MO"].shade) == (19, "+5", 2)
    assert (tiles["FL"].shade, tiles["CA"].shade, tiles["CA"].change) == (4, 0, "")
    assert digest.picture.words == (
        "Map of agreements by state. The most: Florida 335, Texas 219, Kansas 29 and Missouri 19. Changed: Missouri +5."
    )


def test_the_proof_says_how_we_know() -> None:
    held = (datetime(2025, 11, 7, 15, tzinfo=UTC), "It has no SIGNED column.")
    waiting = Undelivered(where="Slack #immigration", messages=2, since=datetime(2025, 11, 4, 15, tzinfo=UTC))
    digest = week(proof=replace(PROOF, held=(held,), undelivered=(waiting,)))
    assert digest.proof == (
        "Covers Nov. 3, 2025, 8 a.m. CST, to Nov. 10, 2025, 8 a.m. CST.",
        "672 checks of ICE's page: 669 fine, 3 failed.",
        (
            "ICE posted 7 lists; the newest of agencies that signed is participatingAgencies11062025pm.xlsx, first "
            "seen Nov. 6, 2025, 4:02 p.m. CST."
        ),
        "The pending list has 2 agreements; it is the same since Nov. 6, 2025, 4:02 p.m. CST.",
        "Held back since Nov. 7, 2025, 9 a.m. CST, and not told here: It has no SIGNED column.",
        (
            "Not delivered: 2 messages to Slack #immigration, the oldest of Nov. 4, 2025, 9 a.m. CST. Whoever runs the "
            "bot finds why with `watch287g outbox list`."
        ),
    )


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (602, "ICE's page says 602 agreements; its list has 602 too."),
        (603, "ICE's page says 603 agreements; its list has 602 and a header row, which ICE seems to have counted."),
        (700, "ICE's page says 700 agreements; its list has 602, 98 fewer; ICE doesn't say why."),
        (600, "ICE's page says 600 agreements; its list has 602, 2 more; ICE doesn't say why."),
    ],
)
def test_ices_own_figure_stands_beside_ours_with_the_reason(stated: int, said: str) -> None:
    assert said in week(proof=replace(PROOF, stated=StatedTotals(agreements=stated))).proof


def test_a_pending_list_that_ice_links_no_more_is_said() -> None:
    gone = PendingList(
        name="p.xlsx", since=WEEK.start, agreements=65, absent_since=datetime(2025, 11, 5, 15, tzinfo=UTC)
    )
    digest = week(proof=replace(PROOF, pending=gone), pending=None)
    said = "ICE has linked no pending list since Nov. 5, 2025, 9 a.m. CST; its last one had 65 agreements."
    assert said in digest.proof
    assert {row.pending for row in digest.totals} == {""}


def test_a_digest_that_makes_up_for_several_says_so() -> None:
    period = replace(WEEK, start=WEEK.start - timedelta(weeks=9), spans=10)
    digest = week(period=period)
    assert digest.lede[0].startswith("10 weekly digests were missed, for the bot stood still: this one covers all")
    assert digest.lede[1] == "Nothing changed on ICE's lists for Missouri from Sept. 1 to Nov. 9."


def test_a_year_that_is_covered_has_both_its_years() -> None:
    digest = week(period=replace(WEEK, start=WEEK.start - timedelta(weeks=53), spans=54))
    assert digest.label == "Oct. 28, 2024 – Nov. 9, 2025"
    assert digest.lede[1].endswith("for Missouri from Oct. 28, 2024, to Nov. 9, 2025.")


@pytest.mark.parametrize(
    ("cadence", "start", "end", "label", "when"),
    [
        (Cadence.DAILY, "2025-11-06T14:00", "2025-11-07T14:00", "Nov. 6", "on Nov. 6"),
        (Cadence.MONTHLY, "2025-11-01T13:00", "2025-12-01T14:00", "November 2025", "in November 2025"),
        (Cadence.WEEKLY, "2025-10-27T13:00", "2025-11-03T14:00", "Oct. 27 – Nov. 2", "in the week of Oct. 27 – Nov. 2"),
        (Cadence.WEEKLY, "2025-11-08T13:00", "2025-11-10T14:00", "Nov. 8–9", "from Nov. 8 to Nov. 9"),
        (
            Cadence.WEEKLY, "2025-12-29T14:00", "2026-01-05T14:00", "Dec. 29, 2025 – Jan. 4, 2026",
            "in the week of Dec. 29, 2025 – Jan. 4, 2026",
        ),
    ],
)  # fmt: skip
def test_a_period_is_called_as_a_reader_would(cadence: Cadence, start: str, end: str, label: str, when: str) -> None:
    first, last = (datetime.fromisoformat(t).replace(tzinfo=UTC) for t in (start, end))
    digest = week(period=Period(key="x", cadence=cadence, start=first, end=last))
    assert digest.label == label
    assert digest.lede[0] == f"Nothing changed on ICE's lists for Missouri {when}."


def test_a_desk_of_many_states_is_told_of_all_of_them_together() -> None:
    states = frozenset({"MO", "KS", "FL", "TX"})
    digest = week(happened(EventKind.SIGNED, "Webster"), states=states)
    assert digest.lede == (
        "In the week of Nov. 3–9, one agency in your 4 states newly signed with ICE.",
        "Your 4 states stand at 602 agreements, up 1; the nation at 602, up 1.",
    )
    assert digest.subject == "287(g) weekly, 4 states: 1 newly signed (Nov. 3–9)"


def test_a_desk_of_all_states_reads_of_the_nation() -> None:
    digest = week(happened(EventKind.SIGNED, "Webster"), states=None)
    assert digest.lede[0] == "In the week of Nov. 3–9, one agency in the nation newly signed with ICE."
    assert digest.lede[1] == "The nation stands at 602 agreements, up 1."
    assert [row.name for row in digest.totals] == ["The nation", "Florida", "Kansas", "Missouri", "Texas"]
    assert NOW.total() == 602
