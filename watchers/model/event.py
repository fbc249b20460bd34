"""What happened to an agreement between two publications, and why we say so."""

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Model, Workbook
from watchers.model.document import DocumentNews
from watchers.schedule.business_days import ICES_CLOCK

_PROGRAM_BEGAN = date(1996, 9, 30)  # section 287(g) became law: Public Law 104-208, section 133


class EventKind(StrEnum):
    """The kinds of event, in the order in which a reader wants them."""

    SIGNED = "signed"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    POSSIBLY_RENAMED = "possibly_renamed"
    RETURNED = "returned"
    PENDING = "pending"
    PENDING_DROPPED = "pending_dropped"
    AMENDED = "amended"
    MOA_POSTED = "moa_posted"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_REMOVED = "document_removed"
    DOCUMENT_POSTED = "document_posted"


OF_DOCUMENTS = frozenset({EventKind.DOCUMENT_REPLACED, EventKind.DOCUMENT_REMOVED, EventKind.DOCUMENT_POSTED})
"""The kinds that are about an agreement's document, and not about its row."""


MEANINGS = {
    EventKind.SIGNED: "on the participating list, and was not before",
    EventKind.MISSING: "gone from the newest participating list; a second look will tell",
    EventKind.WITHDRAWN: "still gone at the second look",
    EventKind.POSSIBLY_RENAMED: "one row is gone and another new; possibly one agency renamed, later lists will tell",
    EventKind.RETURNED: "back on the list after it was missing or withdrawn",
    EventKind.PENDING: "on the pending list, and was not before",
    EventKind.PENDING_DROPPED: "left the pending list and did not sign",
    EventKind.AMENDED: "the same agreement, printed otherwise: a name, a county, a date",
    EventKind.MOA_POSTED: "the agreement's document is now linked",
    EventKind.DOCUMENT_REPLACED: "the agreement's document is another one, at the same address or for the same row",
    EventKind.DOCUMENT_REMOVED: "the agreement's document is no longer linked, or its address leads nowhere",
    EventKind.DOCUMENT_POSTED: "a first copy of the agreement's document was fetched and kept",
}
"""What each kind says, in words for the documentation."""


@frozen
class Change:
    """One field of an agreement before and after; `field` is a field's name of `Agreement`."""

    field: str
    before: str | None
    after: str | None


@frozen
class Context:
    """What else the record shows at the time of the event, for the reader.

    `other_models`: the agency's other agreements on the list after this event. `first_of`: of what this is
    the first agreement on ICE's list: "agency", "county", "state". `waited_days`: days on the pending list before
    signing, where the record saw it come. `missing_from`: names of the lists on which a missing row was not found,
    oldest first.
    `possibly`: ids of events that may be about the same agreement, where the evidence leaves it open.
    `switched_from`: the model that the same agency left as it signed this one; `switched_to`: the reverse.
    `together`: how many agreements of the same state went missing from the same list. `was_withdrawn`: for one that
    returned, whether it had been told as withdrawn, or was only missing.
    """

    other_models: tuple[Model, ...] = ()
    first_of: tuple[str, ...] = ()
    waited_days: int | None = None
    missing_from: tuple[str, ...] = ()
    possibly: tuple[str, ...] = ()
    switched_from: Model | None = None
    switched_to: Model | None = None
    together: int = 0
    was_withdrawn: bool = False


@frozen
class Event:
    """One piece of news about one agreement.

    `id` is made from the event's content: the same comparison made again gives the same id. `subject` is the id
    of the agreement in the register, the same through renames. `agreement` is the row as the newest list has it, or,
    for one that is gone, as it was last seen. `workbook` is the list that shows the event, `before` and
    `before_workbook` the row as it was and where, if it was anywhere. `because` is one sentence: why this is what
    it is. `corrects` names earlier events that this one takes back, `settles` those that left open what this one says.
    One that is possibly renamed is told of the row that is gone: `before`, beside `agreement`, which is new.
    `document` is set where the event is of the kinds `OF_DOCUMENTS`.
    """

    id: str
    kind: EventKind
    list: ListKind
    subject: str
    agreement: Agreement
    observed_at: datetime
    workbook: Workbook
    because: str
    before: Agreement | None = None
    before_workbook: Workbook | None = None
    changes: tuple[Change, ...] = ()
    corrects: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)
    document: DocumentNews | None = None

    @property
    def follows(self) -> tuple[str, ...]:
        """The earlier events that whoever heard of them is to hear the rest of."""
        return (*self.corrects, *self.settles)

    @property
    def signed_on(self) -> date | None:
        """The day of signing that ICE prints; None where it is unclear or no day of signing: before 1996, or ahead."""
        signed = None if "signed" in self.agreement.unclear else self.agreement.signed
        seen = self.observed_at.astimezone(ICES_CLOCK).date()
        return signed if signed is not None and _PROGRAM_BEGAN <= signed <= seen else None
