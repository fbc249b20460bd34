"""What there is to say, parted into messages that a service takes: between agencies, and nothing is cut or left out."""

from collections.abc import Callable, Iterator, Sequence

from notifiers.text.marked import Piece, Run, Style
from watchers.frozen import frozen

Size = Callable[[Piece], int]
"""What a service counts of a piece: characters or bytes, with all that goes around it."""

_LONGEST_WORD = 80  # characters of one that stays whole


@frozen
class Limits:
    """How much goes into one message: `size` of its pieces, at `most` in sum.

    A story in no more messages than `flow` is told from its first agency on; a longer one begins with the counts.
    `in_thread`: later messages answer the first one. `is_brief`: for the public, in posts of a few sentences, without
    totals. `lines` are those of a phone that a digest's names may take.
    """

    size: Size
    most: int
    flow: int = 1
    in_thread: bool = False
    is_brief: bool = False
    lines: float = 28.0


@frozen
class Chunk:
    """Pieces that belong together: what stands above them, in a later message what stands there instead, and below."""

    items: tuple[Piece, ...]
    head: tuple[Piece, ...] = ()
    continued: tuple[Piece, ...] = ()
    foot: tuple[Piece, ...] = ()


def paged(chunks: Sequence[Chunk], size: Size, *, first: int, most: int) -> list[tuple[Piece, ...]]:
    """The chunks in as few pages as keep their order: the first of them no larger than `first`, the others `most`.

    The first one may be empty.
    """
    pages = _Pages(size, first, most)
    for chunk in chunks:
        pages.take(chunk)
    return pages.done()


class _Pages:
    """Pages that fill up. A page is begun with its chunk's head, and room is kept for the chunk's foot."""

    def __init__(self, size: Size, first: int, most: int) -> None:
        self._size, self._most = size, most
        self._pages: list[list[Piece]] = [[]]
        self._left = first

    def take(self, chunk: Chunk) -> None:
        head, foot = chunk.head, self._sum(chunk.foot)
        is_open = False
        for item in chunk.items:
            room = self._most - self._sum(chunk.continued or head) - foot
            for piece in parted(item, self._size, room):
                needed = self._size(piece) + (0 if is_open else self._sum(head) + foot)
                if needed > self._left:
                    if is_open:
                        self._pages[-1] += chunk.foot
                        head, is_open = chunk.continued, False
                    self._pages.append([])
                    self._left = self._most
                if not is_open:
                    self._pages[-1] += head
                    self._left -= self._sum(head) + foot
                    is_open = True
                self._pages[-1].append(piece)
                self._left -= self._size(piece)
                head = chunk.continued
        if is_open:
            self._pages[-1] += chunk.foot

    def done(self) -> list[tuple[Piece, ...]]:
        return [tuple(page) for page in self._pages]

    def _sum(self, pieces: Sequence[Piece]) -> int:
        return sum(map(self._size, pieces))


def parted(piece: Piece, size: Size, most: int) -> Iterator[Piece]:
    """The piece, between words in as many as it needs; a link stays whole, and so does any word of a language."""
    if size(piece) <= most:
        yield piece
        return
    style = piece.style
    runs: tuple[Run, ...] = ()
    for word in _words(piece.runs):
        longer = _joined(runs, word)
        if runs and size(Piece(style=style, runs=longer)) > most:
            yield Piece(style=style, runs=runs)
            style = Style.TEXT if style is Style.ITEM else style  # it is no other agency
            longer = (Run(text=word.text.lstrip(), is_bold=word.is_bold, url=word.url),)
        runs = longer
    yield Piece(style=style, runs=runs)


def _words(runs: Sequence[Run]) -> Iterator[Run]:
    """Each word as a run of its own, with the space before it."""
    for run in runs:
        if run.url:
            yield run
            continue
        text = run.text
        while text:
            most = min(len(text), _LONGEST_WORD)
            end = next((at for at in range(1, most) if text[at] in " \n" and text[at - 1] not in " \n"), most)
            yield Run(text=text[:end], is_bold=run.is_bold)
            text = text[end:]


def _joined(runs: tuple[Run, ...], word: Run) -> tuple[Run, ...]:
    if runs and not (word.url or runs[-1].url) and runs[-1].is_bold == word.is_bold:
        return (*runs[:-1], Run(text=runs[-1].text + word.text, is_bold=word.is_bold))
    return (*runs, word)
