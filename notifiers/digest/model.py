"""What a digest says, once, for every channel: values without markup. A channel only lays them out."""

from dataclasses import dataclass
from datetime import datetime

from notifiers.story.model import Link, Section
from watchers.fetch.validators import StatedTotals
from watchers.model.agreement import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingList:
    """ICE's pending list at the period's end: its name, since when it has been this one, and its agreements.

    `absent_since` is set where ICE's page linked no such list then.
    """

    name: str
    since: datetime
    agreements: int
    absent_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Messages of this desk that have waited for more than a day: where to (in words), how many, the oldest's time."""

    where: str
    messages: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How we know. `polls` and `failed` are None where nobody counted them in that period.

    `lists` is the number of workbooks that ICE posted in the period; `newest` the newest participating list by its end,
    first seen at `newest_seen`, with `rows` agreements. `seen_until` is the last look at ICE's lists, where the bot
    was blind from then to the period's end. `held` has a sentence and a time for each list held back.
    `stated` is what ICE's page says, where that can be set beside `rows`.
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

    @property
    def is_blind(self) -> bool:
        """Whether nobody saw ICE's lists in that time: no check was made, or every one failed."""
        return self.polls is not None and self.polls == self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and its change, ready for print: "1,153" and "+57"; "" where the change is unknown or not worth ink."""

    count: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsRow:
    """A state's, or the nation's, agreements: all of them, and by model in the order of `Digest.models`.

    `pending` is the number on ICE's pending list, or "" where it isn't known.
    """

    name: str
    all: Figure
    models: tuple[Figure, ...]
    pending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A state on the map: its code, its agreements, and this period's change in signs ("+5", "−1", "±0"; "" for none).

    `shade` is 0 for no agreements to 4 for the most.
    """

    code: str
    agreements: int
    change: str
    shade: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A time, the agreements then, and the bar's length in percent of the longest."""

    when: str
    agreements: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """How the agreements of a place have grown: "Agreements in Missouri and Kansas"."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The map and the charts. `tiles` are rows of places, None for an empty one; `words` say what the map shows."""

    tiles: tuple[tuple[Tile | None, ...], ...]
    words: str
    legend: tuple[tuple[int, str], ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One period's digest for one subscription.

    `subject` is a mail's; `headline` the news in under 150 characters; `lede` are sentences. `sections` are the news,
    `asides` what ICE edited and rows that came back before anybody was told: quiet, and last. `models` head the columns
    of `totals`. `picture` is None for a period in which nothing happened. `csv` is the name and text of a table of
    exactly these events, None where there are none. `is_quiet` says that the period had no events.
    """

    subscription: str
    key: str
    label: str
    subject: str
    headline: str
    lede: tuple[str, ...]
    sections: tuple[Section, ...]
    asides: tuple[Section, ...]
    models: tuple[str, ...]
    totals: tuple[TotalsRow, ...]
    picture: Picture | None
    proof: tuple[str, ...]
    glossary: tuple[str, ...]
    links: tuple[Link, ...]
    csv: tuple[str, str] | None
    event_ids: tuple[str, ...]
    is_quiet: bool
