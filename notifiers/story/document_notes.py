"""Which sentences are said of a document, in reading order."""

from collections.abc import Iterator
from datetime import date

from notifiers.language.language import DocumentWords, Language
from watchers.model.document import DocumentKind, DocumentNews, Layer, Reading
from watchers.model.event import EventKind


def document_notes(kind: EventKind, news: DocumentNews, observed: date, language: Language) -> Iterator[str]:
    """What happened to the document, what it says, and what ICE's row says otherwise."""
    words = language.documents
    if news.kind is DocumentKind.ADDENDUM:
        yield words.ADDENDUM
    if kind is EventKind.DOCUMENT_REMOVED:
        yield words.removed(news)
        yield words.OUR_COPY
    elif kind is EventKind.DOCUMENT_REPLACED:
        yield words.replaced(news)
        if news.differing and news.reading is not None:
            yield words.differing(news.differing, news.reading.pages)
        yield from _stamps(news, words)
    elif news.is_again:
        yield words.AGAIN
    if news.is_new_template and news.reading is not None and news.reading.revised is not None:
        model = language.model_words(news.reading.model) if news.reading.model else None
        yield words.new_template(news.reading.revised, model)
    if kind is not EventKind.DOCUMENT_REMOVED:
        yield from what_it_says(news.reading, observed, language)
        yield from map(words.contradicts, news.contradicts)


def _stamps(news: DocumentNews, words: DocumentWords) -> Iterator[str]:
    before, after = (reading.revised if reading else None for reading in (news.reading_before, news.reading))
    if before is not None and after is not None and before.day != after.day:
        yield words.stamp_changed(before, after)


def what_it_says(reading: Reading | None, observed: date, language: Language) -> Iterator[str]:
    """What is typed in the document, or why nothing of it can be said."""
    words = language.documents
    if reading is None:
        yield words.NOT_READ
    elif reading.unreadable:
        yield words.unreadable(reading)
    else:
        said = [words.names(reading), words.signers(reading.signers, observed)]
        yield from filter(None, said)
        if not said[1] and (reading.block is not None or reading.layer is not Layer.TYPED):
            yield words.NOT_TYPED
