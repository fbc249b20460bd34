"""What the bot knows: every agreement it has seen, and how it stands. Values only; `changes` moves them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Workbook


class Stand(StrEnum):
    """How an agreement stands on its list."""

    LISTED = "listed"
    MISSING = "missing"  # gone, and waiting for the second look
    GONE = "gone"  # told as withdrawn, or as dropped from pending
    DOUBLED = "doubled"  # a row that says again what another row says: counted as ICE counts, and never news
    OPEN = "open"  # new on the list, and perhaps one that is missing from it: later lists will tell
    SIGNED = "signed"  # a pending one that signed: its story goes on in the participating one


ON_LIST = (Stand.LISTED, Stand.OPEN)
"""How those stand that the newest list shows, each agreement once."""


@frozen
class Standing:
    """One agreement as the record has it.

    `id` lasts through renames and corrections. `agreement` is the row when last on the list, in `workbook`; a
    value whose cell became unreadable is the one it had before, and stays named in `unclear`.
    `first_seen` is the publication that first had it (the baseline's time for those of the first sight).
    `missing_since` and `missing_from` (the lists' names, oldest first) are set while it is off the list.
    `told` names the event ids that readers may have been told about its absence, for a later correction.
    `waited` says of a participating one that it was on the pending list until it signed.
    `possibly` names the standings that this one may be, told as such in the events `asked`: an open one the missing
    ones, and the reverse.
    """

    id: str
    list: ListKind
    agreement: Agreement
    stand: Stand
    workbook: Workbook
    first_seen: datetime
    last_seen: datetime
    missing_since: datetime | None = None
    missing_from: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    possibly: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    waited: bool = False


@frozen
class ListState:
    """One list as last accepted: its workbook, since when it has been current, and its size.

    `baseline_at` is the time of the first sight: what was listed then may have been so for long.

    `absent_since` is set while ICE's page links no such list. `seen` holds the SHA-256 of every workbook ever accepted
    for this list, oldest first, so that an old one served again is known. `columns` as in `Roll`.
    """

    workbook: Workbook | None = None
    current_since: datetime | None = None
    rows: int = 0
    absent_since: datetime | None = None
    seen: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    baseline_at: datetime | None = None


SECOND_LIST = "second list"
"""The rule by which a list is held that stands beside another of its kind."""


@frozen
class Suspicion:
    """Why a publication is held.

    Where it is held as a `whole`, nothing of it was taken into the record; otherwise what it lacks is missing, and
    stays so until another list lacks it too.

    `rule` names the check that it failed; `reason` says it in a sentence or two, with the figures. `fingerprint`
    tells whether a later publication shows the same; it is empty where no repetition can make the list trustworthy.
    """

    list: ListKind
    workbook: Workbook
    rule: str
    reason: str
    fingerprint: tuple[str, ...] = ()
    whole: bool = True

    @property
    def is_beside(self) -> bool:
        """Whether it is a second list of its kind, beside one that is taken in."""
        return self.rule == SECOND_LIST

    def confirms(self, held: "Suspicion") -> bool:
        """Whether a later, different publication shows what an earlier one was held for: then it is ICE's word."""
        if self.rule != held.rule or self.workbook.sha256 == held.workbook.sha256 or not held.fingerprint:
            return False
        now, then = set(self.fingerprint), set(held.fingerprint)
        return len(now & then) >= 0.8 * max(len(now), len(then))


@frozen
class Hold:
    """A publication that waits: the suspicion, when it was first held, and when an operator rejected it, if one did."""

    suspicion: Suspicion
    since: datetime
    rejected_at: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of the list waits, and not its losses alone."""
        return self.suspicion.whole


def held_lists(holds: Mapping[ListKind, Hold]) -> frozenset[ListKind]:
    """The lists of which nothing is taken in."""
    return frozenset(kind for kind, hold in holds.items() if hold.is_whole)


def doubted(holds: Mapping[ListKind, Hold]) -> frozenset[str]:
    """The ids of the standings whose loss waits for another list: for too many went, or a second list shows them."""
    found = [hold.suspicion for hold in holds.values()]
    return frozenset(id_ for each in found if not each.whole or each.is_beside for id_ in each.fingerprint)


@frozen
class Register:
    """All standings by id, and the state of the two lists. Empty before the first publication."""

    standings: Mapping[str, Standing] = field(default_factory=dict)
    participating: ListState = field(default_factory=ListState)
    pending: ListState = field(default_factory=ListState)

    @property
    def is_empty(self) -> bool:
        """Whether no list has ever been seen: the next one is the baseline."""
        return self.participating.workbook is None and self.pending.workbook is None

    def state_of(self, kind: ListKind) -> ListState:
        """The state of one of the two lists."""
        return self.participating if kind is ListKind.PARTICIPATING else self.pending

    def listed(self, kind: ListKind) -> list[Standing]:
        """The agreements now on one list, in no particular order."""
        return [s for s in self.standings.values() if s.list is kind and s.stand in ON_LIST]
