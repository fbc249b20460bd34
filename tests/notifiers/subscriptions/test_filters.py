"""Filters as a table of cases: what a desk writes, what ICE's row shows, whether the desk hears, and why."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.subscriptions.explain import why_routed
from notifiers.subscriptions.filters import Choice
from notifiers.subscriptions.model import NEWS, Subscription
from notifiers.subscriptions.routing import concerns, is_watched, route
from tests.factories import NOON, agreement, event
from tests.notifiers.stories import BACK, desk
from watchers.model.agreement import Level, Model
from watchers.model.event import Change, Event, EventKind
from watchers.names.agency_kinds import AgencyKind
from watchers.names.counties import folded_county
from watchers.names.places import STATES
from watchers.names.spelling import folded

SHERIFF = agreement()
BLANK = agreement(county=None)
TOWN = agreement(agency="Seymour Police Department", county=None, level=Level.MUNICIPALITY, model=Model.JEM)
UNREAD = agreement(model=None, level=None)
WEBSTER, GREENE = ("MO", "webster"), ("MO", "greene")


def chosen(**over: Any) -> Choice:
    return Choice(**{part: frozenset(values) for part, values in over.items()})


CASES = [
    (SHERIFF, {}, {}, None),
    (SHERIFF, {"counties": [WEBSTER]}, {}, None),
    (BLANK, {"counties": [WEBSTER]}, {}, None),
    (agreement(county="Wesbter County", agency="The Jail"), {"counties": [GREENE]}, {}, "counties"),
    (agreement(county="Greene County"), {"counties": [WEBSTER]}, {}, None),
    (agreement(county="Greene County"), {}, {"counties": [WEBSTER]}, None),
    (TOWN, {"counties": [WEBSTER]}, {}, "counties"),
    (TOWN, {}, {"counties": [WEBSTER]}, None),
    (BLANK, {}, {"counties": [WEBSTER]}, "not_counties"),
    (SHERIFF, {"agencies": [folded("Webster Co. Sheriffs Dept")]}, {}, None),
    (SHERIFF, {"agencies": [folded("Greene County Sheriff")]}, {}, "agencies"),
    (SHERIFF, {}, {"agencies": [folded("WEBSTER COUNTY SHERIFF’S OFFICE")]}, "not_agencies"),
    (SHERIFF, {"models": [Model.TFM]}, {}, None),
    (SHERIFF, {"models": [Model.JEM]}, {}, "models"),
    (UNREAD, {"models": [Model.JEM], "levels": [Level.STATE]}, {}, None),
    (UNREAD, {}, {"models": list(Model), "levels": list(Level)}, None),
    (SHERIFF, {}, {"models": [Model.TFM]}, "not_models"),
    (SHERIFF, {"levels": [Level.MUNICIPALITY]}, {}, "levels"),
    (SHERIFF, {"agency_kinds": [AgencyKind.SHERIFF]}, {}, None),
    (TOWN, {"agency_kinds": [AgencyKind.SHERIFF]}, {}, "agency_kinds"),
    (TOWN, {}, {"agency_kinds": [AgencyKind.MUNICIPAL_POLICE]}, "not_agency_kinds"),
    (SHERIFF, {"models": [Model.TFM]}, {"counties": [WEBSTER]}, "not_counties"),
    (SHERIFF, {}, {"states": ["MO"]}, "not_states"),
]


@pytest.mark.parametrize(("row", "only", "never", "held"), CASES)
def test_a_row_reaches_a_desk_whose_filter_it_meets(
    row: Any, only: dict[str, Any], never: dict[str, Any], held: str | None
) -> None:
    asks, news = desk(states=None, only=chosen(**only), never=chosen(**never)), event(agreement=row)
    assert bool(route([news], [asks])) is is_watched(news, asks) is concerns(news, asks) is (held is None)
    verdict = why_routed(news, asks)
    assert (verdict.admitted, verdict.key) == (held is None, held or "")


@pytest.mark.parametrize(
    ("row", "over", "rule"),
    [
        (
            BLANK,
            {"only": chosen(counties=[WEBSTER])},
            (
                "kinds: this is “signed”; states: MO; counties: Webster County (the agency's name says it; "
                "ICE's COUNTY cell doesn't)."
            ),
        ),
        (
            TOWN,
            {"only": chosen(counties=[WEBSTER])},
            (
                "counties: ICE's COUNTY cell says no county, nor does the agency's name, and the desk asks for Webster "
                "County."
            ),
        ),
        (
            TOWN,
            {"never": chosen(agency_kinds=[AgencyKind.MUNICIPAL_POLICE])},
            "not_agency_kinds: municipal police (the name says “police”), and the desk does not want that.",
        ),
        (SHERIFF, {"states": frozenset({"TX"})}, "states: this is in MO, not in TX."),
        (
            SHERIFF,
            {"kinds": frozenset({EventKind.PENDING})},
            "kinds: this is “signed”, and the desk asks for pending.",
        ),
        (SHERIFF, {"alerts": False}, "alerts = false: this desk hears by its digest alone."),
        (SHERIFF, {"ends": NOON.date().replace(day=5)}, "ends: 2025-11-05 was the subscription's last day."),
        (
            UNREAD,
            {"only": chosen(models=[Model.JEM])},
            "kinds: this is “signed”; states: MO; models: the model can't be read, so it is not missed.",
        ),
    ],
)
def test_the_rule_is_said_in_a_sentence(row: Any, over: dict[str, Any], rule: str) -> None:
    assert why_routed(event(agreement=row), desk(**over)).rule == rule


def test_a_correction_says_that_the_desk_was_told() -> None:
    verdict = why_routed(BACK, desk(states=frozenset({"TX"})), told={"82c1d3e4": frozenset({"mid-missouri"})})
    assert verdict.admitted
    assert verdict.key == "corrects"


def test_nothing_comes_after_the_last_day_and_all_comes_on_it() -> None:
    last = desk(ends=NOON.date())
    gone = desk(ends=NOON.date().replace(day=5))
    assert [s for s, _ in route([event()], [last, gone])] == [last]
    told = {"82c1d3e4": frozenset({"mid-missouri"})}
    assert route([BACK], [gone], told=told) == []


def test_an_edit_reaches_those_who_watch_the_row_as_it_was() -> None:
    edited = event(
        kind=EventKind.AMENDED,
        before=SHERIFF,
        agreement=agreement(model=Model.JEM),
        changes=(Change(field="model", before="TFM", after="JEM"),),
    )
    kinds = frozenset({EventKind.AMENDED})
    assert is_watched(edited, desk(kinds=kinds, only=chosen(models=[Model.TFM])))
    assert is_watched(edited, desk(kinds=kinds, only=chosen(models=[Model.JEM])))
    assert not is_watched(edited, desk(kinds=kinds, only=chosen(models=[Model.WSO])))


COUNTIES = [("MO", "webster"), ("KS", "butler"), ("TX", "bee"), ("TX", "bell")]
rows = st.builds(
    lambda county, agency, cell, model, level: agreement(
        state=county[0], agency=agency.format(county[1].title()), county=cell and county[1].title(),
        model=model, level=level,
    ),
    st.sampled_from(COUNTIES),
    st.sampled_from(["{} County Sheriff's Office", "{} Police Department", "{} County Jail", "University of {}"]),
    st.booleans().map(lambda said: said or None),
    st.sampled_from([*Model, None]),
    st.sampled_from([*Level, None]),
)  # fmt: skip
events = st.builds(lambda row, kind: event(agreement=row, kind=kind), rows, st.sampled_from(EventKind))


def some(*values: Any) -> Any:
    return st.frozensets(st.sampled_from(values), max_size=2)


choices = st.builds(
    Choice,
    counties=some(*COUNTIES),
    models=some(*Model),
    levels=some(*Level),
    agency_kinds=some(AgencyKind.SHERIFF, AgencyKind.CAMPUS, AgencyKind.MUNICIPAL_POLICE),
)
desks = st.builds(
    lambda states, kinds, only, never: desk(states=states or None, kinds=kinds or NEWS, only=only, never=never),
    some("MO", "KS", "TX"), some(*EventKind), choices, choices,
)  # fmt: skip


def admits(s: Subscription, e: Event) -> bool:
    """The written rule, read as a newsroom would read it, for rows that were never edited."""
    a = e.agreement
    named = "county" in a.agency.casefold()
    county = (a.state, folded_county(a.county or a.agency.split()[0])) if a.county or named else None
    told = AgencyKind.SHERIFF if "Sheriff" in a.agency else AgencyKind.CAMPUS if "University" in a.agency else None
    if "Police" in a.agency:
        told = AgencyKind.STATE_AGENCY if a.level is Level.STATE else AgencyKind.MUNICIPAL_POLICE
    return (
        e.kind in s.kinds
        and (s.states is None or a.state in s.states)
        and (not s.only.counties or county in s.only.counties)
        and (not s.only.models or a.model is None or a.model in s.only.models)
        and (not s.only.levels or a.level is None or a.level in s.only.levels)
        and (not s.only.agency_kinds or told in s.only.agency_kinds)
        and county not in s.never.counties
        and a.model not in s.never.models
        and a.level not in s.never.levels
        and told not in s.never.agency_kinds
    )


@settings(max_examples=300)
@given(st.lists(desks, max_size=4), st.lists(events, max_size=4))
def test_each_event_reaches_exactly_those_whose_written_rule_admits_it(
    asked: list[Subscription], news: list[Event]
) -> None:
    named = [desk(name=f"d{n}", **_fields(s)) for n, s in enumerate(asked)]
    wanted = [(s.name, tuple(e for e in news if admits(s, e))) for s in named]
    assert [(s.name, mine) for s, mine in route(news, named)] == [(n, mine) for n, mine in wanted if mine]
    assert all(why_routed(e, s).admitted is admits(s, e) for s in named for e in news)


def _fields(s: Subscription) -> dict[str, Any]:
    return {"states": s.states, "kinds": s.kinds, "only": s.only, "never": s.never}


def test_ten_thousand_subscriptions_are_routed_in_a_moment() -> None:
    codes = sorted(STATES)
    asked = [
        desk(
            name=f"d{n}",
            states=frozenset(codes[(n + k) % 56] for k in range(1 + n % 4)) if n % 10 else None,
            only=chosen(models=[list(Model)[n % 3]]) if n % 3 else Choice(),
            never=chosen(agencies=[f"agency {n}"]) if n % 7 == 0 else Choice(),
        )
        for n in range(10_000)
    ]
    news = [
        event(id=str(n), agreement=agreement(state=codes[n % 56], agency=f"Town {n} Police Department"))
        for n in range(200)
    ]
    begun = process_time()
    routed = route(news, asked)
    taken = process_time() - begun
    assert sum(len(mine) for _, mine in routed) > 100_000
    assert taken < 5, "2 seconds on an idle machine"
    print(f"{taken:.2f} s")  # noqa: T201 - with -s, the figure
