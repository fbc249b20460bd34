"""What the bot keeps for itself between its runs, beside lists, events and outbox: values, each kind with a table."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self

from watchers.fetch.validators import SourceMarks, StatedTotals
from watchers.frozen import frozen
from watchers.model.agreement import Model
from watchers.model.document import DocumentAddress, DocumentLink, Fetching, KeptDocument
from watchers.model.register import Hold
from watchers.model.table import Remark


@frozen
class Pause:
    """A destination's id, since when it takes nothing, and why, in the channel's own sentence."""

    destination: str
    since: datetime
    why: str


@frozen
class DeferredNews:
    """News that waits for its desk's hour: since when, and the ids of the events.

    `unsure` says that it may have been told already, before the state was restored from a backup.
    """

    subscription: str
    since: datetime
    events: tuple[str, ...]
    unsure: bool = False


@frozen
class OpenTrouble:
    """A trouble that is there, since when, and its sentence; whether the operators were told of it."""

    name: str
    since: datetime
    told: bool
    sentence: str


@frozen
class Polls:
    """Polls made, and how many of them failed."""

    made: int = 0
    failed: int = 0


@frozen
class DigestProgress:
    """The end of the last period that a desk's digests have settled, with the polls ever counted at that time.

    `agreements` has the participating list's at that time, by state and model (None: unclear); `kept` the polls of
    past periods by the periods' keys, oldest first. `untold` are the ids of events that no digest has told and that are
    dated before `until`, for the clock was set.
    """

    subscription: str
    until: datetime
    polls: Polls
    agreements: Mapping[str, Mapping[Model | None, int]]
    kept: Mapping[str, Polls] = field(default_factory=dict)
    untold: tuple[str, ...] = ()

    @property
    def counts(self) -> Counter[tuple[str, Model | None]]:
        """The agreements by state and model, counted."""
        return Counter({(state, model): n for state, by in self.agreements.items() for model, n in by.items()})

    def made_since(self, polls: Polls) -> Polls:
        """The polls since then, where `polls` are those ever counted; all of them where the count began anew."""
        if polls.made < self.polls.made or polls.failed < self.polls.failed:
            return polls
        return Polls(made=polls.made - self.polls.made, failed=polls.failed - self.polls.failed)


@frozen
class PageTotals:
    """ICE's own totals, as its page states them, and when it first did."""

    totals: StatedTotals
    seen: datetime


class Condition(StrEnum):
    """How the pending list is."""

    PRESENT = "present"
    ABSENT = "absent"
    FROZEN = "frozen"


@frozen
class PendingListTold:
    """The condition of the pending list that desks were last told of."""

    condition: Condition


@frozen
class ListRemarks:
    """What the operators were told of a list that was taken in all the same, as far as it still holds.

    `list` is a `ListKind`'s value. `rows_before` is how many rows the list before it had; `kept` is the day on which
    the last copy was kept of a list that repeats the rows of the one before in new bytes.
    """

    list: str
    remarks: tuple[Remark, ...] = ()
    rows_before: int | None = None
    kept: date | None = None


@frozen
class DeferredListNews:
    """News of the pending list that waits for its desk's hour: since when, and of which condition the desk knows."""

    subscription: str
    since: datetime
    known: Condition | None = None


@frozen
class CatchUp:
    """A backfill ended with a publication of this time, and no poll has followed it yet."""

    until: datetime


@frozen
class Restored:
    """The state was restored, and no list taken in since; the file that it replaced is called `aside`."""

    aside: str


@frozen
class ChannelSubscription:
    """A subscription that was made inside Slack: it belongs to the channel, whoever made it.

    `channel` is the channel's id in the workspace, `called` what people call it. `keys` are those that a
    [[subscription]] of the config would have, but for its name and where it goes. `by` said it last, at `at`.
    """

    name: str
    workspace: str
    channel: str
    called: str
    keys: Mapping[str, Any]
    by: str
    at: datetime


@frozen
class Claim:
    """Somebody is on an event, since when; `who` is their id in Slack, `called` their name, `id` made of both."""

    id: str
    event: str
    who: str
    called: str
    since: datetime


@frozen
class HeldList:
    """A list that was held back, whole or its losses alone, whatever became of it; `id` names it and its workbook."""

    id: str
    hold: Hold

    @classmethod
    def of(cls, hold: Hold) -> Self:
        """The entry of a hold."""
        return cls(id=f"{hold.suspicion.list}:{hold.suspicion.workbook.sha256}", hold=hold)


Entry = (
    Pause
    | DeferredNews
    | OpenTrouble
    | DigestProgress
    | PageTotals
    | PendingListTold
    | ListRemarks
    | DeferredListNews
    | SourceMarks
    | CatchUp
    | Restored
    | ChannelSubscription
    | Claim
    | HeldList
    | DocumentLink
    | DocumentAddress
    | KeptDocument
    | Fetching
)


@frozen
class Removal:
    """An entry is to go, if it is there: its kind and its id."""

    kind: type[object]
    id: str


Update = Entry | Removal
"""What a commit does to the entries: put one in the place of that with the same id, or take one away."""

ONLY = "only"
"""The id of an entry of whose kind there is one at most."""


class EntryTable(NamedTuple):
    """Where entries of one kind are: the name of their table, and the field that is their id ("": `ONLY`)."""

    name: str
    key: str = ""


ENTRY_TABLES: Mapping[type[object], EntryTable] = {
    Pause: EntryTable("pauses", "destination"),
    DeferredNews: EntryTable("deferred", "subscription"),
    OpenTrouble: EntryTable("troubles", "name"),
    DigestProgress: EntryTable("digests", "subscription"),
    PageTotals: EntryTable("page_totals"),
    PendingListTold: EntryTable("pending_list"),
    ListRemarks: EntryTable("remarks", "list"),
    DeferredListNews: EntryTable("deferred_list_news", "subscription"),
    SourceMarks: EntryTable("source"),
    CatchUp: EntryTable("catch_up"),
    Restored: EntryTable("restored"),
    ChannelSubscription: EntryTable("channel_subscriptions", "name"),
    Claim: EntryTable("claims", "id"),
    HeldList: EntryTable("held", "id"),
    DocumentLink: EntryTable("document_links", "id"),
    DocumentAddress: EntryTable("document_addresses", "url"),
    KeptDocument: EntryTable("documents", "sha256"),
    Fetching: EntryTable("fetching"),
}


def id_of(entry: Entry) -> str:
    """The id of an entry among those of its kind."""
    key = ENTRY_TABLES[type(entry)].key
    return getattr(entry, key) if key else ONLY
