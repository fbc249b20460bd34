"""Digests as the tests of their channels need them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifiers.digest.compose import compose_digest
from notifiers.digest.figures import Figures
from notifiers.digest.model import Digest, PendingList, Proof
from notifiers.subscriptions.digest_plan import Cadence, Period
from tests.factories import agreement, event, workbook
from tests.notifiers.stories import PAGE, PULASKI, desk
from watchers.diff.totals import Counts, counts_before
from watchers.model.agreement import Agreement, ListKind, Model
from watchers.model.event import Change, Context, Event, EventKind

WEEK = Period(
    key="2025-W45",
    cadence=Cadence.WEEKLY,
    start=datetime(2025, 11, 3, 14, tzinfo=UTC),
    end=datetime(2025, 11, 10, 14, tzinfo=UTC),
)
NOW: Counts = Counter(
    {
        ("MO", Model.TFM): 11,
        ("MO", Model.WSO): 5,
        ("MO", Model.JEM): 3,
        ("KS", Model.WSO): 29,
        ("FL", Model.TFM): 335,
        ("TX", Model.TFM): 120,
        ("TX", Model.WSO): 99,
    }
)
PROOF = Proof(
    polls=672,
    failed=3,
    lists=7,
    newest=workbook(name="participatingAgencies11062025pm.xlsx"),
    newest_seen=datetime(2025, 11, 6, 22, 2, tzinfo=UTC),
    rows=602,
    pending=PendingList(
        name="pendingAgencies11062025pm.xlsx", since=datetime(2025, 11, 6, 22, 2, tzinfo=UTC), agreements=2
    ),
)
TUESDAY = datetime(2025, 11, 4, 20, 0, tzinfo=UTC)


def happened(kind: EventKind, agency: str, *, day: int = 0, **over: Any) -> Event:
    """An event of the week, so many days after Tuesday."""
    row = over.pop("row", {})
    lists = {EventKind.PENDING: ListKind.PENDING, EventKind.PENDING_DROPPED: ListKind.PENDING}
    values: dict[str, Any] = {
        "id": f"{kind.value}-{agency}-{day}"[:40],
        "kind": kind,
        "list": lists.get(kind, ListKind.PARTICIPATING),
        "subject": agency,
        "agreement": agreement(**{"agency": agency, **row}),
        "observed_at": TUESDAY + timedelta(days=day),
    }
    return event(**{**values, **over})


def one_of_each() -> list[Event]:
    """A week with everything in it, oldest first."""
    return [
        happened(EventKind.SIGNED, "Webster County Sheriff's Office", context=Context(first_of=("agency",))),
        happened(EventKind.WITHDRAWN, "Pulaski County Sheriff's Office", agreement=PULASKI, before=PULASKI),
        happened(EventKind.MISSING, "Dent County Sheriff's Office", day=1),
        happened(EventKind.PENDING, "Iron County Sheriff's Office", day=1),
        happened(EventKind.PENDING_DROPPED, "Ray County Sheriff's Office", day=1),
        happened(EventKind.RETURNED, "Cass County Sheriff's Office", day=1, context=Context(was_withdrawn=True)),
        happened(EventKind.RETURNED, "Pike County Sheriff's Office", day=1),
        happened(EventKind.MOA_POSTED, "Clay County Sheriff's Office", day=2),
        happened(
            EventKind.AMENDED,
            "Knox County Sheriff's Office",
            day=2,
            before=agreement(agency="Knox Co. Sheriff"),
            changes=(Change(field="agency", before="Knox Co. Sheriff", after="Knox County Sheriff's Office"),),
        ),
    ]


def week(*events: Event, **over: Any) -> Digest:
    """The digest of these events for a Missouri desk."""
    period: Period = over.pop("period", WEEK)
    proof: Proof = over.pop("proof", PROOF)
    after: Counts = over.pop("after", NOW)
    before: Counts | None = over.pop("before", counts_before(after, events))
    past: Sequence[tuple[date, Counts]] = over.pop("past", ((date(2025, 9, 30), NOW), (date(2025, 10, 31), NOW)))
    pending: Mapping[str, int] | None = over.pop("pending", {"MO": 2})
    told: Mapping[str, Event] = over.pop("told", {})
    signed: tuple[int, ...] = over.pop("signed_before", ())
    listed: tuple[Agreement, ...] = over.pop("listed", ())
    figures = Figures(before=before, after=after, pending=pending, past=tuple(past), signed=signed, listed=listed)
    return compose_digest(desk(**over), period, events, figures=figures, proof=proof, page_url=PAGE, told=told)
