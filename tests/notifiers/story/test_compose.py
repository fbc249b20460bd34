"""What is said of a day's events."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.language.english import ENGLISH
from notifiers.story.compose import compose
from notifiers.story.notes import list_names
from notifiers.text.ap_style import clock, day, places
from notifiers.text.tongue import Tongue
from tests.factories import agreement, event, workbook
from tests.notifiers.stories import BACK, GONE, PAGE, PULASKI, TOTALS, WEBSTER, desk, signings, told
from watchers.model.agreement import Level, ListKind, Model, Printed
from watchers.model.event import Change, Context, Event, EventKind


def test_a_few_agencies_are_named_in_the_headline_and_the_summary() -> None:
    story = told(WEBSTER, GONE)
    assert story.headline == (
        "Missouri: Webster County sheriff joins ICE's 287(g) program; "
        "Pulaski County sheriff no longer listed for Jail Enforcement"
    )
    assert story.summary == (
        "Missouri: Webster County Sheriff's Office (Task Force) newly signed; "
        "Pulaski County Sheriff's Office (Jail Enforcement) no longer listed."
    )
    assert not story.is_correction


def test_many_agencies_are_counted_by_state() -> None:
    story = told(*signings(9, ("MO", "KS")), GONE, states=None)
    assert story.headline == (
        "9 agencies newly signed in Missouri and Kansas, among them Agency 000 County sheriff in Missouri; "
        "1 agreement no longer on the list in Missouri"
    )
    assert [s.heading for s in story.sections] == [
        "Newly signed · Missouri (5)",
        "Newly signed · Kansas (4)",
        "No longer listed for a model · Missouri",
    ]


def test_where_states_have_an_agency_or_two_they_stand_under_one_heading() -> None:
    (section,) = told(*signings(5, ("MO", "KS", "TX")), states=None).sections
    assert (section.heading, section.state) == ("Newly signed (5)", None)
    assert sorted((item.facts[0] for item in section.items), reverse=True) == [
        "Texas",
        "Missouri",
        "Missouri",
        "Kansas",
        "Kansas",
    ]


def test_an_agency_with_two_models_is_one_agency_and_two_agreements() -> None:
    both = Context(first_of=("agency",), other_models=(Model.TFM, Model.WSO))
    story = told(
        event(id="m1", context=both),
        event(id="m2", agreement=agreement(model=Model.WSO), context=both),
        *signings(3),
        states=None,
    )
    assert story.headline == (
        "4 agencies newly signed (5 agreements) in Texas and Missouri, among them Webster County sheriff in Missouri"
    )
    (section,) = story.sections
    assert section.heading == "Newly signed (4 agencies, 5 agreements)"
    assert section.of_each == "Each, unless noted: Task Force¹, signed Nov. 6, first on our record, MOA not posted."
    both_models = next(item for item in section.items if item.state == "MO")
    assert both_models.facts[2] == "Task Force¹ and Warrant Service Officer²"
    assert (both_models.event_id, both_models.also) == ("m1", ("m2",))
    assert [dict(one.cells)["event"] for one in both_models.agreements] == ["m1", "m2"]


def test_what_is_so_of_some_of_an_agencys_models_is_said_of_them() -> None:
    posted = agreement(model=Model.WSO, moa="https://www.ice.gov/moa.pdf", signed=date(2025, 11, 3))
    item = told(event(id="m1"), event(id="m2", agreement=posted)).sections[0].items[0]
    assert item.facts[1:3] == ("Task Force signed Nov. 6", "Warrant Service Officer signed Nov. 3")
    assert item.notes == ("On ICE's list before, by our record.", "Task Force: MOA not posted.")
    assert [link.text for link in item.links] == ["MOA (Warrant Service Officer)"]


def test_what_is_so_of_most_is_said_once_where_the_others_say_how_it_is_with_them() -> None:
    older = event(
        id="o",
        agreement=agreement(agency="Iron County Sheriff", county=None),
        context=Context(other_models=(Model.JEM,)),
    )
    (section,) = told(*signings(4, ("MO",)), older).sections
    assert section.of_each == "Each, unless noted: Task Force, signed Nov. 6, first on our record, MOA not posted."
    noted = {item.agency: item.notes for item in section.items if item.notes}
    assert noted == {"Iron County Sheriff": ("Adds to Jail Enforcement.",)}


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_so_of_few_is_said_of_each(number: int) -> None:
    notes = [i.notes for i in told(*signings(number, ("MO",)), GONE).sections[0].items]
    assert all("First on our record." in of_one for of_one in notes) is (number == 1)


def test_a_new_model_beside_an_old_one_is_told_as_added() -> None:
    item = told(event(context=Context(other_models=(Model.JEM,), waited_days=12))).sections[0].items[0]
    assert item.notes == ("Adds to Jail Enforcement.", "Was pending 12 days.", "MOA not posted.")


def test_the_first_in_a_state_is_said() -> None:
    item = told(event(context=Context(first_of=("agency", "county", "state")))).sections[0].items[0]
    assert item.notes[0] == "First in Missouri on our record."


def test_a_model_switch_is_one_story_with_both_events() -> None:
    gone = event(
        id="2", kind=EventKind.WITHDRAWN, agreement=agreement(model=Model.JEM), context=Context(switched_to=Model.TFM)
    )
    story = told(event(id="1", context=Context(switched_from=Model.JEM)), gone)
    assert story.headline == "Missouri: Webster County sheriff now listed for Task Force, not Jail Enforcement"
    (section,) = story.sections
    (item,) = section.items
    assert (item.event_id, item.also, story.event_ids) == ("1", ("2",), ("1", "2"))
    assert section.caution is not None


def test_a_model_gone_some_weeks_after_another_was_signed_is_a_change_of_model() -> None:
    signed = event(id="wso", agreement=agreement(model=Model.WSO, signed=date(2025, 10, 17)))
    gone = event(
        id="jem",
        kind=EventKind.WITHDRAWN,
        agreement=agreement(model=Model.JEM),
        context=Context(other_models=(Model.WSO,)),
    )
    story = told(gone, event(id="new", agreement=PULASKI), lately={"jem": signed})
    assert [section.title for section in story.sections] == ["Newly signed", "Changed model"]
    assert told(gone, lately={"jem": signed}).headline == (
        "Missouri: Webster County sheriff no longer listed for Jail Enforcement "
        "after signing for Warrant Service Officer"
    )
    assert story.sections[1].items[0].notes[:2] == (
        "Signed Warrant Service Officer Oct. 17.",
        "Still listed for that.",
    )


def test_who_left_altogether_comes_before_who_signed_and_who_keeps_a_model_after() -> None:
    left = replace(GONE, id="left", agreement=agreement(agency="Iron County Sheriff"), context=Context())
    story = told(GONE, WEBSTER, left)
    assert [section.title for section in story.sections] == [
        "No longer on ICE's list",
        "Newly signed",
        "No longer listed for a model",
    ]


def test_the_weightiest_leads_a_first_in_its_state_a_state_agency_and_then_the_most_people() -> None:
    def signing(n: int, agency: str, level: Level = Level.COUNTY, first: tuple[str, ...] = ()) -> Event:
        row = agreement(agency=agency, county=None, level=level, model=Model.TFM)
        return event(id=f"{n}", agreement=row, context=Context(first_of=first))

    news = [
        signing(1, "Andrew County Sheriff"),
        signing(2, "Boone County Sheriff"),
        signing(3, "Missouri State Highway Patrol", Level.STATE),
        signing(4, "Worth County Sheriff", first=("agency", "state")),
        signing(5, "Somewhere Constable"),
    ]
    story = told(*news)
    assert [item.agency.split()[0] for item in story.sections[0].items] == [
        "Worth", "Missouri", "Boone", "Andrew", "Somewhere"
    ]  # fmt: skip
    assert "among them Worth County Sheriff" in story.headline


def test_a_slip_of_ices_is_marked_and_the_right_name_stands_in_headline_and_notification() -> None:
    story = told(event(agreement=agreement(agency="Dogulas County Sheriff's Office", county="Douglas County")))
    (item,) = story.sections[0].items
    assert item.agency == "Dogulas County Sheriff's Office"
    assert item.facts[:2] == ("so spelled by ICE; Douglas County", "population 13,000")
    for said in (story.headline, story.summary, story.quote):
        assert "Douglas County" in said
        assert "Dogulas" not in said
    unsure = told(event(agreement=agreement(agency="Marison County Sheriff", county=None, state="OH")), states=None)
    assert unsure.sections[0].items[0].facts[0] == "as ICE spells it"
    assert "Marison County" in unsure.headline


def test_a_date_that_cannot_be_read_is_shown_as_printed() -> None:
    printed = Printed(signed="05/082025")
    unread = event(agreement=agreement(signed=None, printed=printed, unclear=("signed",)))
    guessed = event(agreement=agreement(signed=date(2025, 5, 8), printed=printed, unclear=("signed",)))
    assert "signing date printed by ICE as “05/082025”, unclear" in told(unread).sections[0].items[0].facts
    assert "signing date printed by ICE as “05/082025”, probably May 8" in told(guessed).sections[0].items[0].facts


def test_what_else_cannot_be_read_is_shown_as_printed() -> None:
    row = agreement(
        state=None, model=None, county=None, level=Level.STATE, printed=Printed(state="XX", model="Task\nForcer")
    )
    story = told(event(agreement=row), states=None)
    assert story.sections[0].items[0].facts[:3] == (
        "state printed by ICE as “XX”, unclear",
        "state agency",
        "model printed by ICE as “Task Forcer”, unclear",
    )
    assert story.headline == "State unclear: Webster County sheriff signs with ICE for an unclear model"


@pytest.mark.parametrize(
    ("tongue", "headline", "fact"),
    [
        (Tongue.ENGLISH, "Webster County sheriff signs with ICE for an unclear model", "model left blank by ICE"),
        (
            Tongue.SPANISH,
            "el alguacil del condado de Webster firma con ICE en un modelo sin precisar",
            "modelo en blanco en la lista de ICE",
        ),
    ],
)
def test_a_blank_model_is_said_to_be_blank(tongue: Tongue, headline: str, fact: str) -> None:
    story = told(event(agreement=agreement(model=None, printed=Printed(model=""))), language=tongue)
    assert story.headline == f"Missouri: {headline}"
    assert fact in story.sections[0].items[0].facts


def test_of_one_agency_with_two_sorts_of_news_each_says_which_it_is() -> None:
    gone, new = (event(id=kind, kind=kind) for kind in (EventKind.WITHDRAWN, EventKind.SIGNED))
    assert [section.heading for section in told(gone, new).sections] == ["No longer on ICE's list", "Newly signed"]
    assert [section.heading for section in told(new).sections] == [""]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (EventKind.WITHDRAWN, "doesn't say why, or whether the agreement ended"),
        (EventKind.MISSING, "may be a slip; we look again at ICE's next list"),
        (EventKind.PENDING_DROPPED, "may still be signed"),
    ],
)
def test_a_claim_of_absence_carries_its_caution(kind: EventKind, words: str) -> None:
    story = told(event(kind=kind, agreement=PULASKI))
    assert words in (story.sections[0].caution or "")


@pytest.mark.parametrize("kind", list(EventKind))
def test_no_kind_of_news_claims_a_motive_or_an_end(kind: EventKind) -> None:
    story = told(event(kind=kind, context=Context(missing_from=("a",))), kinds=frozenset(EventKind))
    said = " ".join([story.headline, story.summary, *(n for s in story.sections for i in s.items for n in i.notes)])
    assert not any(word in said.casefold() for word in ("terminat", "cancel", "withdr", "quit", "drops"))


def test_a_correction_says_when_our_alert_was_and_how_often_the_row_was_missing() -> None:
    story = told(BACK, told={"82c1d3e4": GONE})
    assert story.headline == "Correction, Missouri: Pulaski County sheriff is on ICE's list again (Jail Enforcement)"
    item = story.sections[0].items[0]
    assert "on ICE's list again as of Nov. 13" in item.facts
    assert item.notes == ("Our alert of Nov. 6 said it was gone; it was missing from 5 lists.",)
    assert (item.answers, story.is_correction) == (("82c1d3e4",), True)


def test_a_return_is_no_correction_for_a_desk_that_was_told_nothing() -> None:
    story = told(BACK, told={})
    assert not story.is_correction
    assert story.sections[0].title == "Back on ICE's list"
    assert story.sections[0].items[0].notes == ("It was missing from 5 lists.",)


def test_an_amendment_says_what_stood_there_before() -> None:
    changes = (
        Change(field="state", before="MT", after="MO"),
        Change(field="signed", before="2025-06-12", after="2025-06-11"),
        Change(field="agency", before="Webster SO", after="Webster County Sheriff's Office"),
        Change(field="county", before=None, after="Webster County"),
        Change(field="moa", before="https://a", after=None),
    )
    item = told(event(kind=EventKind.AMENDED, changes=changes)).sections[0].items[0]
    assert item.notes == (
        "ICE now gives the state as Missouri; before, Montana.",
        "ICE now gives the signing date as June 11, 2025; before, June 12, 2025.",
        "ICE now gives the agency as “Webster County Sheriff's Office”; before, “Webster SO”.",
        "ICE now gives the county: “Webster County”.",
        "ICE took away the link to the agreement.",
    )


def test_an_open_question_names_the_other_row() -> None:
    story = told(event(context=Context(possibly=("82c1d3e4", "ffff0000"))), GONE)
    notes = story.sections[0].items[0].notes
    assert (
        "Possibly the same agreement as “Pulaski County Sheriff's Office” (Jail Enforcement) "
        "under “No longer on ICE's list”." in notes
    )
    assert "Possibly the same agreement as in event ffff0000." in notes


def test_totals_come_by_state_and_for_a_national_desk_with_the_nation() -> None:
    assert told(WEBSTER).totals == ("Missouri now: 19 agreements (11 Task Force)",)
    assert told(WEBSTER, GONE).totals == ("Missouri now: 19 agreements (11 Task Force, 3 Jail)",)
    assert told(WEBSTER, states=None).totals == (
        "Nationwide now: 48 agreements (40 Task Force) · 2 pending",
        "Agreements now: Missouri\u00a019",
    )
    many = told(*signings(4, ("MO", "KS", "TX", "PA")), states=frozenset({"MO", "KS", "TX", "PA"}))
    assert many.totals == ("Agreements now: Kansas\u00a029, Missouri\u00a019, Pennsylvania\u00a00, Texas\u00a00",)


@pytest.mark.parametrize("name", ["287gParticipatingAgencies.xlsx", "participatingAgencies11052025am.xlsx"])
def test_a_day_that_the_files_name_does_not_say_is_said(name: str) -> None:
    story = told(replace(WEBSTER, workbook=workbook(name=name, modified=None)))
    assert story.source == "seen Nov. 6, 12:04 p.m. CST"


def test_the_source_line_gives_row_ices_time_and_ours_on_the_desks_clock() -> None:
    signed, gone = told(WEBSTER), told(GONE, zone=ZoneInfo("America/New_York"))
    assert signed.source == "saved by ICE 8 a.m., seen 12:04 p.m. CST"
    assert [link.text for link in signed.source_links] == ["participatingAgencies11062025am.xlsx"]
    assert signed.sections[0].items[0].facts[-1] == "row 598"
    assert gone.source == "saved by ICE 9 a.m., seen 1:04 p.m. EST"
    assert [link.text for link in gone.source_links] == [
        "participatingAgencies11062025am.xlsx",
        "before: participatingAgencies11052025am.xlsx",
    ]
    assert gone.sections[0].items[0].facts[-1] == "last in row 592"


def test_where_the_lists_before_are_several_each_that_is_gone_has_its_own() -> None:
    other = workbook(name="x.xlsx", url="https://www.ice.gov/x.xlsx", sha256="ee" * 32)
    story = told(GONE, replace(GONE, id="other", before_workbook=other, before=agreement(agency="Iron County Sheriff")))
    links = [link.text for s in story.sections for i in s.items for part in i.agreements for link in part.links]
    assert "last in row 592 of participatingAgencies11052025am.xlsx" in links
    assert "last in row 598 of x.xlsx" in links


def test_a_row_is_named_with_its_tab_where_the_list_stands_on_several() -> None:
    story = told(event(agreement=agreement(row=12, tab="New <!here>")))
    item = story.sections[0].items[0]
    assert item.facts[-1] == "row 12 of tab “New <!here>”"
    assert dict(item.cells)["tab"] == "New <!here>"
    gone = replace(GONE, before=agreement(row=7, tab="Old"))
    assert told(gone).sections[0].items[0].facts[-1] == "last in row 7 of tab “Old”"


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    item = told(event(agreement=agreement(moa="javascript:alert(1)"))).sections[0].items[0]
    assert item.links == ()


def test_the_pending_list_is_called_so() -> None:
    pending = event(kind=EventKind.PENDING, list=ListKind.PENDING, agreement=agreement(signed=None))
    assert told(pending).sections[0].items[0].facts == (
        "population 40,000",
        "Task Force",
        "row 598",
    )
    assert (
        "has a 287(g) Task Force agreement pending, as of Nov. 6, according to U.S. Immigration" in told(pending).quote
    )


def test_days_and_hours_are_in_newspaper_style() -> None:
    assert [day(date(2025, m, 5), 2025) for m in (5, 9)] == ["May 5", "Sept. 5"]
    assert day(date(2020, 2, 26), 2025) == "Feb. 26, 2020"
    noon = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)
    assert clock(noon) == "noon UTC"
    assert clock(noon + timedelta(minutes=5)) == "12:05 p.m. UTC"
    assert clock(noon - timedelta(hours=12)) == "12 a.m. UTC"  # AP's midnight would belong to the day before
    assert clock(noon.astimezone(ZoneInfo("America/Chicago"))) == "7 a.m. CDT"
    assert clock(noon.astimezone(ZoneInfo("America/Sao_Paulo"))) == "9 a.m. UTC-03"


def test_places_are_named_up_to_three_and_counted_beyond() -> None:
    assert places(["MO", "KS"]) == "Missouri and Kansas"
    assert places(["MO", "KS", "TX", "GU"]) == "4 states and territories"


def test_lists_are_named_by_their_day_unless_ice_mistyped_it() -> None:
    observed = date(2026, 1, 6)
    assert list_names(("participatingAgencies01052026pm.xlsx",), observed, ENGLISH) == "Jan. 5 afternoon"
    assert (
        list_names(("participatingAgencies01052025pm.xlsx",), observed, ENGLISH)
        == "participatingAgencies01052025pm.xlsx"
    )
    assert list_names(("a.xlsx", "x01062026.xlsx"), observed, ENGLISH) == "a.xlsx and Jan. 6"
    many = tuple(f"participatingAgencies010{n}2026am.xlsx" for n in range(1, 7))
    assert list_names(many, observed, ENGLISH) == "Jan. 1 to Jan. 6 (6 lists)"


@given(
    st.lists(
        st.tuples(st.sampled_from(EventKind), st.sampled_from(["MO", "KS", "TX", "GU", None]), st.text(max_size=300)),
        min_size=1,
        max_size=30,
    )
)
def test_every_event_is_told_once_and_the_headline_fits(rows: list[tuple[EventKind, str | None, str]]) -> None:
    news = [
        event(id=f"{n}", kind=kind, agreement=agreement(state=state, agency=name))
        for n, (kind, state, name) in enumerate(rows)
    ]
    story = told(*news, states=None)
    assert len(story.headline) < 150
    assert len(story.summary) <= 300
    items = [i for s in story.sections for i in s.items]
    assert sorted(id_ for i in items for id_ in (i.event_id, *i.also)) == sorted(e.id for e in news)
    assert sorted(story.event_ids) == sorted(e.id for e in news)


def test_where_ice_links_no_pending_list_no_figure_of_the_last_one_is_given_as_of_now() -> None:
    story = compose(desk(), [WEBSTER], totals=TOTALS, page_url=PAGE, pending_listed=False)
    assert story.totals == ("Missouri now: 19 agreements (11 Task Force)",)
    assert "pending" not in "".join(told(WEBSTER, states=None, pending_listed=False).totals)


def test_where_nobody_knows_whether_ice_links_a_pending_list_nothing_is_said_of_one() -> None:
    story = compose(desk(), [WEBSTER], totals=TOTALS, page_url=PAGE, pending_listed=None)
    assert story.totals == ("Missouri now: 19 agreements (11 Task Force)",)


@pytest.mark.parametrize(
    "other", ["Bee County Sheriff’s Office", "BEE COUNTY SHERIFF'S OFFICE", "Bee Co. Sheriff Office"]
)
def test_one_agency_printed_in_two_ways_is_one_agency_and_its_rows_stand_together(other: str) -> None:
    printed = ["Bee County Sheriff's Office", "Bee County Sheriff's Posse", other]
    models = [Model.TFM, Model.TFM, Model.JEM]
    events = [
        event(id=f"{n:08x}", agreement=agreement(agency=name, state="TX", model=model))
        for n, (name, model) in enumerate(zip(printed, models, strict=True))
    ]
    story = told(*events[::2])
    assert story.headline.casefold().startswith("texas: bee co")
    assert "signs with ICE for Jail Enforcement and Task Force" in story.headline
    assert story.summary.count("newly signed") == 1
    both, posse = told(*events).sections[0].items
    assert (both.agency, posse.agency) == (other, printed[1])
    assert both.notes[0] == f"ICE prints “{printed[0]}” too."
    by_printed_name = sorted(events, key=lambda e: (e.agreement.agency.casefold(), e.agreement.model or ""))
    assert told(*events).event_ids == tuple(e.id for e in by_printed_name)  # of these a message's id is made


def test_more_than_two_models_of_one_agency_are_counted_in_the_headline_and_named_below() -> None:
    three = [
        event(id=f"{n}", agreement=agreement(model=m), context=Context(first_of=("agency",)))
        for n, m in enumerate((Model.TFM, Model.WSO, Model.JEM))
    ]
    story = told(*three)
    assert story.headline == "Missouri: Webster County sheriff joins ICE's 287(g) program (three models)"
    assert "Jail Enforcement, Task Force and Warrant Service Officer agreements" in story.quote
    assert told(*three[:2]).headline.endswith("(Task Force and Warrant Service Officer)")
