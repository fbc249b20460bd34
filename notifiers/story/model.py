"""What to say, once, for every channel: values without markup. A channel only lays them out."""

from dataclasses import field
from datetime import datetime

from notifiers.text.tongue import Tongue
from watchers.frozen import frozen
from watchers.model.event import EventKind


@frozen
class Link:
    """A link with words. `url` is https (http on loopback, for rehearsals); nothing else gets this far."""

    text: str
    url: str


@frozen
class Item:
    """One agency's news.

    `agency` is ICE's name for it, literal. `facts` are short phrases in reading order ("population 41,000",
    "Task Force", "signed Nov. 6"). `notes` are sentences ("Its first agreement."). `links` lead to the MOA and
    the workbook. `event_id` is for `watch287g why`. `answers` names the events told before that this one corrects or
    continues, so that a channel with threads can answer there. `also` has the ids of the other events told within this
    item (several models, or a switch of models, are one story). `cells` is the news of `event_id` as named cells for a
    table: the same names in the same order for every item. Where the item tells of several agreements, `parts` has
    each of them as an item of its own. `quoted` has those facts that a sentence to quote says too,
    where it is the only item.
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
    parts: tuple["Item", ...] = ()
    quoted: tuple[str, ...] = ()

    @property
    def agreements(self) -> tuple["Item", ...]:
        """Each agreement that it tells of: itself, or its parts."""
        return self.parts or (self,)


@frozen
class Section:
    """All of one kind in one state: "Newly signed · Missouri (2)". `caution` is the sentence its claims need.

    `title` is the heading's first words ("Newly signed"). `of_each` says once what is so of every agency in it.
    """

    kind: EventKind
    state: str | None
    heading: str
    items: tuple[Item, ...]
    caution: str | None = None
    title: str = ""
    of_each: str = ""

    @property
    def agreements(self) -> tuple[Item, ...]:
        """Each agreement, however many an agency has."""
        return tuple(one for item in self.items for one in item.agreements)


@frozen
class DocumentPicture:
    """Part of a document as it looks: a file name, what it shows in words, and a PNG."""

    name: str
    words: str
    png: bytes = field(repr=False)


@frozen
class Story:
    """One message's worth of news for one subscription: one publication, all its events that the desk watches.

    `headline` is the news in under 150 characters; `summary` the whole of it in one or two sentences for a
    notification or a screen reader. `totals` has a line for each state in the story. `glossary` says what the
    models named here allow. `source` is one quiet line, ICE's time and ours; `source_links` are the workbooks by name.
    `event_ids` are all events told. `continues` names events that the desk was told of before, all in one alert, where
    everything told here is what became of those: it belongs into that alert's thread. `body` is all that news
    of a list, or a notice for operators, says below its headline; None for news of agencies. `quote` is a sentence or
    two that can be printed as they are, "" where there is no news of an agency; `cautioned` are the kinds of news in
    it whose caution it has. Where `is_linked`, each item leads to its evidence on the public record. `pictures` are for
    channels that show pictures. All of it is in `language`.
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
    quote: str = ""
    cautioned: frozenset[EventKind] = frozenset()
    is_linked: bool = False
    pictures: tuple[DocumentPicture, ...] = ()
    language: Tongue = Tongue.ENGLISH
