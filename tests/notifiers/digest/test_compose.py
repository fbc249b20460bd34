"""A period's events to a digest: what it says, in what order, and what it leaves to the CSV."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.digest.model import Digest, PendingList, Undelivered
from notifiers.digest.picture import quarters
from notifiers.language.english import ENGLISH
from notifiers.subscriptions.digest_plan import Cadence, Period
from tests.notifiers.digests import NOW, PROOF, WEEK, happened, one_of_each, week
from watchers.fetch.validators import StatedTotals
from watchers.model.agreement import Model
from watchers.model.event import Context, EventKind


def headings(digest: Digest) -> list[str]:
    return [part.heading for part in digest.parts]


def agencies(digest: Digest) -> list[str]:
    return [entry.agency for part in digest.parts for entry in part.entries]


def facts(digest: Digest) -> list[tuple[str, ...]]:
    return [entry.facts for part in digest.parts for entry in part.entries]


def csv_events(digest: Digest) -> list[str]:
    assert digest.csv is not None
    return [row["event"] for row in csv.DictReader(io.StringIO(digest.csv[1]))]


def test_the_news_is_counted_in_agencies_and_the_list_in_agreements() -> None:
    events = [happened(EventKind.SIGNED, f"Agency {n}") for n in range(9)]
    second = happened(EventKind.SIGNED, "Agency 1", row={"model": Model.JEM}, id="second")
    gone = happened(EventKind.MISSING, "Gone"), happened(EventKind.WITHDRAWN, "Gone", day=2)
    fewer = happened(EventKind.WITHDRAWN, "Fewer", day=2, context=Context(other_models=(Model.JEM,)))
    digest = week(*events, second, *gone, fewer)
    assert digest.headline == (
        "Missouri, Nov. 3–9: 9 agencies newly signed, 1 no longer on ICE's list, 1 no longer listed for a model"
    )
    assert digest.subject == f"287(g) weekly · {digest.headline}"
    assert digest.lede == ("Missouri stands at 19 agreements, up 9; the nation at 602, up 9.",)
    assert headings(digest) == ["No longer on ICE's list (1)", "No longer listed for a model (1)", "Newly signed (9)"]
    assert digest.csv_words == "The CSV has 13 rows: one for each change to an agreement."


def test_the_weightiest_news_comes_first_and_ices_upkeep_last() -> None:
    digest = week(*one_of_each())
    assert headings(digest) == [
        "Back on ICE's list (1)",
        "No longer on ICE's list (1)",
        "Missing from ICE's newest list (1)",
        "Newly signed (1)",
        "Newly pending (1)",
        "Off the pending list, not signed (1)",
        "Agreement now posted (1)",
        "Missing from a list for a while, and back (1)",
        "Edited by ICE (1)",
    ]
    assert [part.kind for part in digest.parts if part.is_aside] == [EventKind.RETURNED, EventKind.AMENDED]


def test_signings_stand_by_state_and_other_news_together_with_its_states() -> None:
    events = [
        happened(kind, f"Agency {s}", row={"state": s})
        for kind in (EventKind.SIGNED, EventKind.WITHDRAWN)
        for s in ("TX", "AL", "MO")
    ]
    digest = week(*events, states=None)
    assert headings(digest) == [
        "No longer on ICE's list (3)",
        *(f"Newly signed · {name} (1)" for name in ("Alabama", "Missouri", "Texas")),
    ]
    assert [found[0] for found in facts(digest)[:3]] == ["Alabama", "Missouri", "Texas"]


def test_an_agency_stands_once_with_all_its_models() -> None:
    rows = [(Model.TFM, date(2025, 11, 4)), (Model.JEM, date(2025, 11, 4)), (Model.WSO, date(2025, 11, 5))]
    events = [
        happened(EventKind.SIGNED, "Brown County Sheriff's Office", id=model.value,
                 row={"model": model, "signed": signed, "county": "Brown County"})
        for model, signed in rows
    ]  # fmt: skip
    digest = week(*events)
    assert facts(digest) == [("Jail Enforcement and Task Force", "Nov. 4", "Warrant Service Officer", "Nov. 5")]
    assert digest.parts[0].entries[0].also == ("TFM", "WSO")


def test_a_county_that_the_name_has_is_not_said_again() -> None:
    said = [
        facts(week(happened(EventKind.SIGNED, name, row={"county": "Christian County"})))[0][0]
        for name in ("Christian County Sheriff's Office", "Sparta Police Department")
    ]
    assert said == ["Task Force", "Christian County"]


def test_what_was_posted_for_an_agency_that_signed_in_the_week_is_a_link_of_its_signing() -> None:
    signed = happened(EventKind.SIGNED, "Cass County Sheriff's Office")
    row = {"moa": "https://www.ice.gov/doclib/287gMOA/cass.pdf"}
    posted = happened(EventKind.MOA_POSTED, "Cass County Sheriff's Office", day=1, row=row)
    digest = week(signed, posted)
    assert headings(digest) == ["Newly signed (1)"]
    assert [link.text for link in digest.parts[0].entries[0].links] == ["MOA", "row 598"]
    assert len(csv_events(digest)) == 2


def test_firsts_are_said_and_stand_first() -> None:
    digest = week(
        happened(EventKind.SIGNED, "Alba Police Department", row={"county": "Barry County"}),
        happened(EventKind.SIGNED, "Bell Police Department", context=Context(first_of=("agency", "county"))),
        happened(EventKind.SIGNED, "Cole Police Department", context=Context(first_of=("agency", "county", "state"))),
    )
    assert agencies(digest) == ["Cole Police Department", "Bell Police Department", "Alba Police Department"]
    said = [found[-1] for found in facts(digest)]
    assert said == ["first in Missouri", "first in Webster County", "Nov. 6"]
    assert ENGLISH.digest.FIRSTS in digest.notes


def test_the_weeks_before_are_set_beside_this_one() -> None:
    signed = happened(EventKind.SIGNED, "Webster")
    assert week(signed, signed_before=(2, 0, 1, 3)).lede[-1] == (
        "Newly signed in the four weeks before, latest first: 2, 0, 1 and 3 agencies."
    )
    assert week(signed, signed_before=(1,)).lede[-1] == "Newly signed in the week before: 1 agency."
    assert week(signed, signed_before=(0, 0)).lede[-1] == "No agency newly signed in the two weeks before."
    assert week(signed_before=(1, 2)).lede[-1].startswith("Missouri stands")


def test_the_csv_has_every_event_once() -> None:
    events = [*one_of_each(), happened(EventKind.SIGNED, "Iron County Sheriff's Office", day=3)]
    digest = week(*events)
    assert sorted(csv_events(digest)) == sorted(e.id for e in events)


def test_what_was_settled_within_the_week_is_told_once() -> None:
    events = [
        happened(EventKind.PENDING, "Iron County Sheriff's Office"),
        happened(EventKind.MISSING, "Dent County Sheriff's Office"),
        happened(EventKind.SIGNED, "Iron County Sheriff's Office", day=1, context=Context(waited_days=1)),
        happened(EventKind.WITHDRAWN, "Dent County Sheriff's Office", day=2),
    ]
    digest = week(*events)
    assert agencies(digest) == ["Dent County Sheriff's Office", "Iron County Sheriff's Office"]
    assert len(csv_events(digest)) == 4


def test_models_that_are_new_in_the_week_are_not_called_old_ones() -> None:
    first = happened(EventKind.SIGNED, "Brown", row={"model": Model.JEM})
    later = happened(
        EventKind.SIGNED, "Brown", day=1, row={"model": Model.TFM}, context=Context(other_models=(Model.JEM,))
    )
    assert facts(week(first, later)) == [("Webster County", "Jail Enforcement and Task Force", "Nov. 6")]
    alone = replace(later, context=Context(other_models=(Model.JEM,)))
    assert facts(week(alone))[0][-1] == "beside Jail Enforcement"


def test_a_return_after_our_alert_is_a_correction_that_says_so() -> None:
    wrong = happened(EventKind.WITHDRAWN, "Cass", observed_at=datetime(2025, 10, 20, 15, tzinfo=UTC))
    back = happened(EventKind.RETURNED, "Cass", corrects=(wrong.id,), context=Context(was_withdrawn=True))
    told = week(back, told={wrong.id: wrong})
    assert headings(told) == ["Correction (1)"]
    assert "Our alert of Oct. 20 said it was gone." in told.parts[0].entries[0].notes
    untold = week(back)
    assert headings(untold) == ["Back on ICE's list (1)"]
    assert not any("alert" in note for note in untold.parts[0].entries[0].notes)


def test_a_quiet_week_is_short() -> None:
    digest = week()
    assert digest.is_quiet
    assert digest.lede == ("Missouri stands at 19 agreements, unchanged; the nation at 602, unchanged.",)
    assert (digest.picture, digest.csv, digest.parts, digest.notes, digest.trend) == (None, None, (), (), ())
    assert digest.subject == "287(g) weekly · Missouri, Nov. 3–9: no changes"


def test_a_week_in_which_nobody_looked_is_not_called_quiet() -> None:
    digest = week(proof=replace(PROOF, polls=0, failed=0))
    assert digest.lede[0].startswith("We can't say what changed: the bot made no checks")
    assert digest.headline.endswith("not checked")
    assert digest.subject == "287(g) weekly · Missouri, Nov. 3–9: not checked"


def test_a_week_in_which_every_check_failed_is_not_called_quiet() -> None:
    digest = week(proof=replace(PROOF, polls=672, failed=672))
    assert digest.lede[0].startswith("We can't say what changed: none of the bot's checks")
    assert digest.subject == "287(g) weekly · Missouri, Nov. 3–9: not checked"


def test_a_week_whose_list_is_held_back_is_not_called_quiet() -> None:
    digest = week(proof=replace(PROOF, held=((WEEK.start, "It ends early."),)))
    assert digest.lede[0] == "ICE posted a list that can't be trusted yet; without it, nothing changed."
    assert digest.headline.endswith("no changes, but a list held back")


def test_a_week_of_edits_only_says_that_nobody_signed_or_left() -> None:
    digest = week(happened(EventKind.MOA_POSTED, "Clay"), one_of_each()[-1])
    assert digest.lede[0] == "No agency newly signed, and none left ICE's list."
    assert digest.headline == "Missouri, Nov. 3–9: 1 agency with an agreement newly posted, 1 edited by ICE"


def test_a_week_in_which_nobody_signed_or_left_has_no_map_and_no_past_months() -> None:
    digest = week(happened(EventKind.PENDING, "Clay"), happened(EventKind.MOA_POSTED, "Knox"))
    assert (digest.picture, digest.county_map, digest.trend) == (None, None, ())
    assert digest.headline == "Missouri, Nov. 3–9: 1 agency newly pending"


def test_totals_have_each_watched_state_and_the_nation_with_their_change() -> None:
    digest = week(*(happened(EventKind.SIGNED, f"Agency {n}") for n in range(5)), states=frozenset({"MO", "KS"}))
    rows = [(r.name, r.all.count, r.all.change, [f.count for f in r.models], r.pending) for r in digest.totals]
    assert rows == [
        ("Kansas", "29", "±0", ["0", "29", "0"], "0"),
        ("Missouri", "19", "+5", ["11", "5", "3"], "2"),
        ("The nation", "602", "+5", ["466", "133", "3"], "2"),
    ]
    assert [f.change for f in digest.totals[1].models] == ["+5", "", ""]


def test_of_many_states_those_stand_in_the_totals_whose_agreements_changed() -> None:
    switched = happened(EventKind.SIGNED, "Agency TX", row={"state": "TX"})
    after = NOW + Counter({(s, Model.TFM): 1 for s in ("AL", "AR", "GA", "OK")})
    digest = week(switched, states=None, after=after)
    assert [row.name for row in digest.totals] == ["Texas", "The nation"]


def test_past_months_are_given_by_model_the_newest_first() -> None:
    past = ((date(2025, 9, 30), NOW - Counter({("MO", Model.TFM): 9})), (date(2025, 10, 31), NOW))
    digest = week(happened(EventKind.SIGNED, "Webster"), past=past)
    assert [(row.when, row.all, row.models) for row in digest.trend] == [
        ("Oct.", "19", ("11", "5", "3")),
        ("Sept.", "10", ("2", "5", "3")),
    ]
    assert [row.bars for row in digest.trend] == [(58, 26, 16), (11, 26, 16)]


def test_where_the_record_does_not_reach_back_no_change_is_claimed() -> None:
    digest = week(happened(EventKind.SIGNED, "Webster"), before=None)
    assert {row.all.change for row in digest.totals} == {""}
    assert digest.lede[0] == "Missouri stands at 19 agreements; the nation at 602."


def test_the_map_has_every_state_once_and_marks_the_desks_own_and_changes_in_signs() -> None:
    digest = week(
        *(happened(EventKind.SIGNED, f"Agency {n}") for n in range(5)),
        after=NOW + Counter({("GA", Model.TFM): 1}),
        states=frozenset({"MO", "KS"}),
    )
    assert digest.picture is not None
    tiles = {t.code: t for row in digest.picture.tiles for t in row if t}
    assert len(tiles) == sum(t is not None for row in digest.picture.tiles for t in row) == 56
    assert (tiles["MO"].agreements, tiles["MO"].change) == (19, "+5")
    assert [code for code, tile in tiles.items() if tile.is_own] == ["MO", "KS"]
    assert [tiles[code].shade for code in ("CA", "GA", "MO", "KS", "TX", "FL")] == [0, 1, 2, 3, 4, 4]
    assert digest.picture.legend == ((0, "none"), (1, "1"), (2, "19"), (3, "29"), (4, "219–335"))
    assert digest.picture.words == (
        "Map of agreements by state. The most: Florida 335, Texas 219, Kansas 29, Missouri 19 and Georgia 1. "
        "Changed: Missouri +5."
    )


@given(st.lists(st.integers(1, 500), max_size=60))
def test_the_shades_are_quarters_that_leave_no_number_out_and_part_no_equals(numbers: list[int]) -> None:
    spans = quarters(numbers)
    assert len(spans) <= 4
    assert all(sum(low <= n <= high for low, high in spans) == 1 for n in numbers)
    if len(set(numbers)) == len(numbers) > 7:
        sizes = [sum(low <= n <= high for n in numbers) for low, high in spans]
        assert max(sizes) - min(sizes) <= 1


def test_the_proof_says_how_we_know() -> None:
    held = (datetime(2025, 11, 7, 15, tzinfo=UTC), "It has no SIGNED column.")
    waiting = Undelivered(where="Slack #immigration", messages=2, since=datetime(2025, 11, 4, 15, tzinfo=UTC))
    digest = week(proof=replace(PROOF, held=(held,), undelivered=(waiting,)))
    assert digest.proof == (
        "Covers Nov. 3, 2025, 8 a.m. CST, to Nov. 10, 8 a.m. CST.",
        "672 checks of ICE's page: 669 fine, 3 failed.",
        "ICE posted 7 lists; the newest participating one was first seen Nov. 6, 4:02 p.m. CST.",
        "The pending list of Nov. 6 has 2 agreements.",
        "Held back since Nov. 7, 9 a.m. CST, and not told here: It has no SIGNED column.",
        (
            "Not delivered: 2 messages to Slack #immigration, the oldest of Nov. 4, 9 a.m. CST. Whoever runs the "
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
    said = "ICE has linked no pending list since Nov. 5, 9 a.m. CST; its last one had 65 agreements."
    assert said in digest.proof
    assert {row.pending for row in digest.totals} == {""}


def test_a_digest_that_makes_up_for_several_says_so() -> None:
    period = replace(WEEK, start=WEEK.start - timedelta(weeks=9), spans=10)
    digest = week(period=period)
    assert digest.lede[0] == "10 weekly digests in one: those before it were not sent when they were due."
    assert digest.subject == "287(g), 10 weeks · Missouri, Sept. 1 – Nov. 9: no changes"


def test_a_year_that_is_covered_has_both_its_years() -> None:
    digest = week(period=replace(WEEK, start=WEEK.start - timedelta(weeks=53), spans=54))
    assert digest.label == "Oct. 28, 2024 – Nov. 9, 2025"


@pytest.mark.parametrize(
    ("cadence", "start", "end", "label"),
    [
        (Cadence.DAILY, "2025-11-06T14:00", "2025-11-07T14:00", "Nov. 6"),
        (Cadence.MONTHLY, "2025-11-01T13:00", "2025-12-01T14:00", "November 2025"),
        (Cadence.WEEKLY, "2025-10-27T13:00", "2025-11-03T14:00", "Oct. 27 – Nov. 2"),
        (Cadence.WEEKLY, "2025-11-08T13:00", "2025-11-10T14:00", "Nov. 8–9"),
        (Cadence.WEEKLY, "2025-12-29T14:00", "2026-01-05T14:00", "Dec. 29, 2025 – Jan. 4, 2026"),
    ],
)
def test_a_period_is_called_as_a_reader_would(cadence: Cadence, start: str, end: str, label: str) -> None:
    first, last = (datetime.fromisoformat(t).replace(tzinfo=UTC) for t in (start, end))
    digest = week(period=Period(key="x", cadence=cadence, start=first, end=last))
    assert digest.label == label
    assert digest.headline == f"Missouri, {label}: no changes"


def test_a_desk_of_many_states_is_told_of_all_of_them_together() -> None:
    states = frozenset({"MO", "KS", "FL", "TX"})
    digest = week(happened(EventKind.SIGNED, "Webster"), states=states)
    assert digest.lede == ("Your 4 states stand at 602 agreements, up 1; the nation at 602, up 1.",)
    assert digest.subject == "287(g) weekly · 4 states, Nov. 3–9: 1 agency newly signed"


def test_a_headline_that_grows_too_long_says_that_there_is_more() -> None:
    digest = week(*one_of_each(), states=frozenset({"MO", "KS", "NC"}))
    assert digest.headline == (
        "Kansas, Missouri and North Carolina, Nov. 3–9: 1 agency newly signed, 1 no longer on ICE's list, and more"
    )


def test_a_desk_of_all_states_reads_of_the_nation() -> None:
    digest = week(happened(EventKind.SIGNED, "Webster"), states=None)
    assert digest.headline == "Nationwide, Nov. 3–9: 1 agency newly signed"
    assert digest.lede[0] == "The nation stands at 602 agreements, up 1."
    assert NOW.total() == 602
