"""A rehearsal told: in the terminal, a line or two for each time at which something happened, and on one page."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.config.model import OPERATORS
from bot.exits import UsageError
from bot.preview.files import Shown
from bot.preview.pages import page_template
from bot.rehearsal.play import Moment, Rehearsal, Told
from notifiers.console.text import wrapped
from notifiers.text.ap_style import count, day, listing, moment

MOST_SHOWN = 40
"""Messages that the page shows; of more, the last. All are files beside it."""
_TABLE_LINES = 12


def side_by_side(told: Sequence[Told], *, title: str, about: str) -> str:
    """The page, whole: it needs nothing but itself. `about` is a sentence or two under the title."""
    rows = told[-MOST_SHOWN:]
    hidden = len(told) - len(rows)
    left_out = (
        f"The first {count(hidden, 'message')} are left out here; they are among the files." if hidden > 0 else ""
    )
    return page_template("side_by_side.html.j2").render(
        title=title,
        about=about,
        left_out=left_out,
        rows=rows,
        forms=_forms,
        moment=moment,
        most_lines=_TABLE_LINES,
    )


def _forms(told: Told) -> Iterator[Shown]:
    """Each form once, however many places had it."""
    first: dict[str, tuple[Shown, ...]] = {}
    for shown in told.messages.values():
        first.setdefault(shown[0].form, shown)
    for form in dict.fromkeys(("slack", "mail", "text", *first)):
        messages = first.get(form, ())
        yield from messages[-1:] if form == "slack" else messages  # the last of a thread shows it all


PAGE = "index.html"
_WIDEST = 100
_INDENT = " " * 10


def tell(
    rehearsal: Rehearsal,
    write: Callable[[str], None],
    *,
    title: str,
    about: str,
    wait: Callable[[datetime], None] = lambda _: None,
) -> None:
    """Play it and print it, then write the page that shows all of it, and say where that is.

    `wait` is called with each time before it is told. Raises `UsageError` where its folder can't be written to.
    """
    _put(rehearsal.previews.folder, "This rehearsal has not come to its end.")
    found: list[Told] = []
    before = None
    for happened in rehearsal.moments():
        wait(happened.at)
        for line in _lines(happened, before):
            before = happened.at.date()
            write(f"{line}\n")
        found += happened.told
    if rehearsal.waiting:
        write(f"\nStill waiting for its hour, or for the end of its pause: {listing(rehearsal.waiting)}.\n")
    desks = {each.subscription for each in found} - {OPERATORS}
    to = f" for {count(len(desks), 'desk')}" if desks else ", for no desk"
    got = f"{count(len(found), 'message')}{to}"
    page = _put(rehearsal.previews.folder, side_by_side(found, title=title, about=f"{about} {got}."))
    write(f"\n{got}. Side by side, as Slack, mail, digest and CSV, in\n  {page}\n")


def _lines(moment: Moment, before: date | None) -> Iterator[str]:
    """What happened then, behind the day where that is another, under the year where that is another."""
    width, today = min(shutil.get_terminal_size().columns, _WIDEST), moment.at.date()
    head = _INDENT if today == before else f"{day(today, today.year):<{len(_INDENT)}}"
    texts = [text for text in (moment.said, *(f"{t.subscription}: {t.headline}" for t in moment.told)) if text]
    if texts and (before is None or before.year != today.year):
        yield str(today.year)
    for text in texts:
        yield from wrapped(text, width, first=head, indent=_INDENT)
        head = _INDENT


def _put(folder: Path, text: str) -> Path:
    page = folder / PAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"{page} can't be written ({error.strerror}). Name another folder to write to.") from error
    return page
