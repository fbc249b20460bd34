"""The one way to a message: a document, its reader and the time become rows of the outbox.

Whoever has something to tell, an alert, news of a list, a digest, a notice or a sample, says what it is. Here it is
decided whether the reader hears of it now, at their hour or not at all, and what each destination is given.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.config.model import Config
from notifiers.destination import Destination, Payloads
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import has_ended_by
from notifiers.subscriptions.timing import Pace, due_at, is_open
from notifiers.text.tongue import Tongue
from state.entries import Update
from state.outbox import Owed, owed_parts
from watchers.frozen import frozen

if TYPE_CHECKING:  # a poll that finds nothing has nothing to say
    from notifiers.digest.model import Digest
    from notifiers.story.model import Story

D = TypeVar("D", bound="Story | Digest")


@frozen
class Copy(Generic[D]):
    """A document for one reader. Readers who read the same share `document`; `continues` is their own.

    It names events that the reader was told of before, all in one alert: the copy belongs into that alert's thread.
    """

    document: D
    continues: tuple[str, ...] = ()


@frozen
class Sent(Generic[D]):
    """A document as one reader gets it, and the messages that carry it to their destinations."""

    subscription: Subscription
    document: D
    owed: tuple[Owed, ...]


@frozen
class Outgoing(Generic[D]):
    """What is owed now, the readers for whom something has to wait, and what is to be committed with that."""

    sent: tuple[Sent[D], ...] = ()
    waiting: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()

    @property
    def owed(self) -> list[Owed]:
        """All messages."""
        return [row for sent in self.sent for row in sent.owed]


def together(parts: Iterable[Outgoing[D]]) -> Outgoing[D]:
    """All of it, in that order."""
    found = list(parts)
    return Outgoing(
        sent=tuple(sent for part in found for sent in part.sent),
        waiting=tuple(name for part in found for name in part.waiting),
        updates=tuple(update for part in found for update in part.updates),
    )


class Sender:
    """Makes the messages of one moment. What several readers read alike is rendered once."""

    def __init__(self, config: Config, at: datetime) -> None:
        self._config, self._at = config, at
        self._rendered: dict[Hashable, tuple[Any, Callable[[str], Payloads]]] = {}

    def owe(
        self,
        reader: Subscription,
        copies: Callable[[], Iterable[Copy[D]]],
        *,
        occasion: str,
        since: datetime | None = None,
        later: Callable[[], Update] | None = None,
        is_behind: bool = False,
        unsure: bool = False,
    ) -> Outgoing[D]:
        """What a reader gets of something to tell. `copies` is asked only where they hear of it now.

        `since`: when it happened; who had ended by then hears nothing of it. `later` gives what to record where it has
        to wait for the reader's hour; None for what comes at any hour. `is_behind`: earlier news of theirs waits.
        `occasion` tells messages about the same events apart. `unsure`: they may have gone out already.
        """
        if since is not None and has_ended_by(reader, since):
            return Outgoing()
        if later is not None and (is_behind or has_to_wait(reader, self._at)):
            return Outgoing(waiting=(reader.name,), updates=(later(),))
        sent = []
        for copy in copies():
            events, answers = _events_of(copy)
            owed = [
                row
                for id_ in reader.destinations
                for row in owed_parts(
                    self.payloads(self._config.destinations[id_], copy, reader.name),
                    subscription=reader.name,
                    destination=id_,
                    occasion=occasion,
                    at=self._at,
                    event_ids=events,
                    answers=answers,
                    unsure=unsure,
                )
            ]
            sent.append(Sent(subscription=reader, document=_own(copy, reader.name), owed=tuple(owed)))
        return Outgoing(sent=tuple(sent))

    def payloads(self, destination: Destination, copy: Copy[D], reader: str) -> Payloads:
        """What a destination is given for a reader of that name."""
        key = (type(destination), destination.variant, id(copy.document), bool(copy.continues))
        if key not in self._rendered:  # with the document, whose id is another's once it is gone
            self._rendered[key] = copy.document, destination.rendering(_own(copy, reader))
        return self._rendered[key][1](reader)


def bare_story(
    reader: str, headline: str, text: str, *, source: str, at: datetime, page: str = "", tongue: Tongue = Tongue.ENGLISH
) -> "Story":
    """A story of words alone; a phone, which shows the summary alone, has the headline first."""
    from notifiers.language.language import language_of
    from notifiers.story.model import Link, Story

    return Story(
        subscription=reader,
        headline=headline,
        summary=f"{headline}. {text}",
        body=text,
        sections=(),
        totals=(),
        glossary=(),
        source=source,
        source_links=(Link(text=language_of(tongue).story.ICES_PAGE, url=page),) if page else (),
        event_ids=(),
        observed_at=at,
        language=tongue,
    )


def has_to_wait(reader: Subscription, at: datetime) -> bool:
    """Whether news that comes now is not for now."""
    return reader.timing.pace is not Pace.AT_ONCE or not is_open(reader.timing, reader.zone, at)


def is_due(reader: Subscription, since: datetime, at: datetime) -> bool:
    """Whether what has waited since then goes out now."""
    return due_at(reader.timing, reader.zone, since) <= at and is_open(reader.timing, reader.zone, at)


def _own(copy: Copy[D], reader: str) -> D:
    """The document with what is one reader's own; a digest is one reader's as it is."""
    from notifiers.story.model import Story

    if not isinstance(copy.document, Story):
        return copy.document
    return replace(copy.document, subscription=reader, continues=copy.continues)


def _events_of(copy: Copy[D]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The events that a copy tells, and those told before that it answers.

    A digest names none: a correction goes to those whom an alert told, and stands in the next digest anyway.
    """
    from notifiers.story.model import Story

    story = copy.document
    if not isinstance(story, Story):
        return (), ()
    answers = tuple(dict.fromkeys(id_ for s in story.sections for item in s.items for id_ in item.answers))
    return story.event_ids, answers if story.is_correction else copy.continues
