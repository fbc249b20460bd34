"""The pictures that go with an alert: the signatures in documents, as they stand there."""

from collections.abc import Iterator, Sequence

from notifiers.language.language import Language
from notifiers.story.model import DocumentPicture
from notifiers.text.safe import literal
from state.files.documents import DocumentArchive
from watchers.model.event import Event

_MOST = 3
_MOST_BYTES = 150_000


def pictures_of(events: Sequence[Event], documents: DocumentArchive, language: Language) -> tuple[DocumentPicture, ...]:
    """The signatures in the first documents that the events tell of."""
    return tuple(_found(events, documents, language))[:_MOST]


def _found(events: Sequence[Event], archive: DocumentArchive, language: Language) -> Iterator[DocumentPicture]:
    for event in events:
        news = event.document
        block = news.reading.block if news is not None and news.reading is not None else None
        if news is None or block is None or not news.sha256:
            continue
        try:
            png = archive.picture(news.sha256).read_bytes()
        except OSError:  # taken away by hand: the alert says all that was read
            continue
        if len(png) <= _MOST_BYTES:
            said = language.documents.picture(literal(event.agreement.agency), block.page)
            yield DocumentPicture(name=f"signatures-{event.id}.png", words=said, png=png)
