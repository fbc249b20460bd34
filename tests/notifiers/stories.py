"""Realistic days of news for tests of what is said."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from notifiers.story.compose import compose
from notifiers.story.model import Story
from notifiers.subscriptions.model import NEWS, Subscription
from tests.factories import NOON, agreement, event, workbook
from watchers.diff.totals import Tally
from watchers.model.agreement import Model
from watchers.model.event import Context, Event, EventKind

PAGE = "https://www.ice.gov/identify-and-arrest/287g"
TOTALS = {
    "MO": Tally(agreements=19, agencies=17, states=1, models={Model.TFM: 11, Model.WSO: 5, Model.JEM: 3}),
    "KS": Tally(agreements=29, agencies=29, states=1, models={Model.TFM: 29}, pending=2),
}
BEFORE = workbook(
    name="participatingAgencies11052025am.xlsx",
    url="https://www.ice.gov/doclib/287g/participatingAgencies11052025am.xlsx",
    sha256="cd" * 32,
)
PULASKI = agreement(
    agency="Pulaski County Sheriff's Office",
    county="Pulaski County",
    model=Model.JEM,
    signed=date(2025, 7, 29),
    moa="https://www.ice.gov/doclib/287gMOA/Pulaski.pdf",
    row=592,
)
WEBSTER = event(context=Context(first_of=("agency", "county"), waited_days=1))
GONE = event(
    id="82c1d3e4",
    kind=EventKind.WITHDRAWN,
    agreement=PULASKI,
    before=PULASKI,
    before_workbook=BEFORE,
    context=Context(
        other_models=(Model.TFM, Model.WSO),
        missing_from=("participatingAgencies11062025am.xlsx", "participatingAgencies11062025pm.xlsx"),
    ),
)
BACK = event(
    id="aa01bb02",
    kind=EventKind.RETURNED,
    agreement=PULASKI,
    observed_at=NOON + timedelta(days=7),
    workbook=workbook(name="participatingAgencies11132025am.xlsx", sha256="ee" * 32, modified=None),
    corrects=("82c1d3e4",),
    context=Context(missing_from=("a", "b", "c", "d", "e")),
)


def desk(**over: Any) -> Subscription:
    values: dict[str, Any] = {
        "name": "mid-missouri",
        "states": frozenset({"MO"}),
        "kinds": NEWS,
        "destinations": ("terminal",),
        "zone": ZoneInfo("America/Chicago"),
    }
    return Subscription(**{**values, **over})


def told(*events: Event, totals: Mapping[str, Tally] = TOTALS, **over: Any) -> Story:
    earlier = over.pop("told", None)
    with_more = {name: over.pop(name) for name in ("lately", "pending_listed") if name in over}
    return compose(desk(**over), events, totals=totals, page_url=PAGE, told=earlier, **with_more)


def signings(number: int, states: tuple[str, ...] = ("TX",), **over: Any) -> list[Event]:
    """So many agencies newly signed, dealt out over the states."""
    return [
        event(
            id=f"{n:08x}",
            agreement=agreement(
                **{
                    "agency": f"Agency {n:03} County Sheriff's Office",
                    "state": states[n % len(states)],
                    "row": n,
                    **over,
                }
            ),
            context=Context(first_of=("agency",)),
        )
        for n in range(number)
    ]
