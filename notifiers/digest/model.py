"""What a digest says, once, for every channel: values without markup. A channel only lays them out."""

from datetime import datetime
from enum import IntEnum

from notifiers.language.counted import Share
from notifiers.story.model import Item, Link, Section
from notifiers.text.tongue import Tongue
from watchers.fetch.validators import StatedTotals
from watchers.frozen import frozen
from watchers.model.agreement import Workbook
from watchers.model.event import EventKind
from watchers.schedule.looks import NextLook


class Rank(IntEnum):
    """How much an entry matters where there isn't room for all: those of lower rank are left to the CSV first."""

    FIRST = 0  # withdrawals, corrections, what is missing or in doubt, the first agreement of a state
    FIRST_IN_COUNTY = 1
    SIGNED = 2
    PENDING = 3
    UPKEEP = 4


@frozen
class Entry(Item):
    """One agency's news of one kind in a digest: an item of a story, and how much it matters."""

    rank: Rank


@frozen
class Part:
    """All agencies of one kind, or of one kind in one state.

    `heading` says what and how many; `label` too, without the kind where the part is one of several of that kind.
    `caution` is the sentence without which its claims would say too much. An aside is what ICE edited, and rows that
    came back before anybody was told. For want of room, `names` are what is told of some, and `hidden` counts others.
    """

    kind: EventKind
    state: str | None
    heading: str
    label: str
    entries: tuple[Entry, ...]
    caution: str | None = None
    is_aside: bool = False
    names: tuple[str, ...] = ()
    hidden: int = 0

    @property
    def section(self) -> Section:
        """The same as a story has it."""
        return Section(kind=self.kind, state=self.state, heading=self.heading, items=self.entries, caution=self.caution)


@frozen
class PendingList:
    """ICE's pending list at the period's end: its name, since when it has been this one, and its agreements.

    `absent_since` is set where ICE's page linked no such list then.
    """

    name: str
    since: datetime
    agreements: int
    absent_since: datetime | None = None


@frozen
class Undelivered:
    """Messages of this desk that have waited for more than a day: where to (in words), how many, the oldest's time."""

    where: str
    messages: int
    since: datetime


@frozen
class Proof:
    """How we know. `polls` and `failed` are None where nobody counted them in that period.

    `lists` is the number of workbooks that ICE posted in the period; `newest` the newest participating list by its end,
    first seen at `newest_seen`, with `rows` agreements. `seen_until` is the last look at ICE's lists, where the bot
    was blind from then to the period's end. `held` has a sentence and a time for each list held back.
    `stated` is what ICE's page says, where that can be set beside `rows`. `next_look` is when the bot looks next.
    """

    polls: int | None
    failed: int | None
    lists: int
    newest: Workbook | None = None
    newest_seen: datetime | None = None
    rows: int | None = None
    seen_until: datetime | None = None
    held: tuple[tuple[datetime, str], ...] = ()
    pending: PendingList | None = None
    stated: StatedTotals | None = None
    undelivered: tuple[Undelivered, ...] = ()
    next_look: NextLook | None = None

    @property
    def is_blind(self) -> bool:
        """Whether nobody saw ICE's lists in that time: no check was made, or every one failed."""
        return self.polls is not None and self.polls == self.failed


@frozen
class Figure:
    """A number and its change, ready for print: "1,153" and "+57"; "" where the change is unknown or not worth ink."""

    count: str
    change: str


@frozen
class TotalsRow:
    """A state's, or the nation's, agreements: all of them, and by model in the order of `Digest.models`.

    `pending` is the number on ICE's pending list, or "" where it isn't known.
    """

    name: str
    all: Figure
    models: tuple[Figure, ...]
    pending: str


@frozen
class TrendRow:
    """A past time, with the agreements then: all, and by model in the order of `Digest.models`.

    `bars` are the lengths of the models' bars in percent of the longest row.
    """

    when: str
    all: str
    models: tuple[str, ...]
    bars: tuple[int, ...]


@frozen
class Tile:
    """A state on the map: its code, its agreements, and this period's change in signs ("+5", "−1", "±0"; "" for none).

    `shade` is 0 for no agreements to 4 for the most. `is_own`: the desk watches it, among others.
    """

    code: str
    agreements: int
    change: str
    shade: int
    is_own: bool


@frozen
class Picture:
    """The map. `tiles` are rows of places, None for an empty one; `words` say what the map shows.

    `legend` says what the shades stand for, `key` what the outlines do. `is_marked`: some tiles are the desk's own.
    """

    tiles: tuple[tuple[Tile | None, ...], ...]
    words: str
    legend: tuple[tuple[int, str], ...]
    key: str
    is_marked: bool


@frozen
class CountyMap:
    """One state's counties, by FIPS code: how they are filled, and which are marked because an agency newly signed.

    `counts` say how many are of each kind, `key` what is marked and what the map lacks; `words` are all of it for
    those who can't see it.
    """

    state: str
    filled: tuple[tuple[str, Share], ...]
    marked: tuple[str, ...]
    counts: tuple[tuple[Share, str], ...]
    key: str
    words: str


@frozen
class Digest:
    """One period's digest for one subscription.

    `subject` is a mail's; `headline` the news in under 150 characters; `lede` are sentences. `parts` are the news by
    kind and state, the weightiest first, and the asides last. `models` head the columns of `totals` and `trend`;
    `trend` is about `place`, the newest first. `picture` is the nation's map, `county_map` that of a desk of one state,
    which has no other; neither, and no `trend`, where nobody signed or left. `csv` is the name and text of a table of
    exactly these events, None where there are none, and `csv_words` what is to be said of it. `notes` explain words
    that the entries use. `is_quiet` says that the period had no events. All of it is in
    `language`.
    """

    subscription: str
    key: str
    label: str
    subject: str
    headline: str
    lede: tuple[str, ...]
    parts: tuple[Part, ...]
    models: tuple[str, ...]
    totals: tuple[TotalsRow, ...]
    place: str
    trend: tuple[TrendRow, ...]
    picture: Picture | None
    county_map: CountyMap | None
    proof: tuple[str, ...]
    notes: tuple[str, ...]
    links: tuple[Link, ...]
    csv: tuple[str, str] | None
    csv_words: str
    is_quiet: bool
    language: Tongue
