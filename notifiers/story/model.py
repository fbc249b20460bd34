"""What to say, once, for every channel: values without markup. A channel only lays them out."""

from dataclasses import dataclass
from datetime import datetime

from watchers.model.event import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with words. `url` is https (http on loopback, for rehearsals); nothing else gets this far."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One agreement's news.

    `agency` is ICE's name for it, literal. `facts` are short phrases in reading order ("Webster County",
    "Task Force Model", "signed Nov. 6", "on ICE's list since Nov. 6"). `notes` are sentences ("Its first
    agreement."). `links` lead to the MOA and the workbook. `event_id` is for `watch287g why`. `answers` names the
    events told before that this one corrects or continues, so that a channel with threads can answer there.
    `also` has the ids of events told within this item (a model switch is two events and one story). `cells` is the same
    news as named cells for a table: the same names in the same order for every item.
    """

    event_id: str
    kind: EventKind
    state: str | None
    agency: str
    facts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    answers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All of one kind in one state: "Newly signed · Missouri (2)". `caution` is the sentence its claims need."""

    kind: EventKind
    state: str | None
    heading: str
    items: tuple[Item, ...]
    caution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One message's worth of news for one subscription: one publication, all its events that the desk watches.

    `headline` is the news in under 150 characters; `summary` the whole of it in one or two sentences for a
    notification or a screen reader. `totals` has a line for each state in the story. `glossary` says what the
    models named here allow. `source` is one quiet line: workbook, ICE's time, our time; `source_links` lead there.
    `event_ids` are all events told. `continues` names events that the desk was told of before, all in one alert, where
    everything told here is what became of those: it belongs into that alert's thread. `body` is all that news
    of a list, or a notice for operators, says below its headline; None for news of agencies.
    """

    subscription: str
    headline: str
    summary: str
    sections: tuple[Section, ...]
    totals: tuple[str, ...]
    glossary: tuple[str, ...]
    source: str
    source_links: tuple[Link, ...]
    event_ids: tuple[str, ...]
    observed_at: datetime
    is_correction: bool = False
    continues: tuple[str, ...] = ()
    body: str | None = None
