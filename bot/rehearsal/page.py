"""One page with all that desks got in a rehearsal, side by side: Slack, mail in light and in dark, text, CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.preview.files import Shown
from bot.preview.pages import page_template
from bot.rehearsal.play import Told
from notifiers.text.ap_style import count, moment

MOST_SHOWN = 40
"""Messages that the page shows; of more, the last. All are files beside it."""
_DARK = "(prefers-color-scheme: dark)"
_TABLE_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Panel:
    """One form of a message: what stands over it, and either a whole page, or lines of text."""

    heading: str
    file: str
    page: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What one desk got at one time."""

    when: str
    desk: str
    headline: str
    panels: tuple[_Panel, ...]


def side_by_side(told: Sequence[Told], *, title: str, about: str) -> str:
    """The page, whole: it needs nothing but itself. `about` is a sentence or two under the title."""
    rows = [_row(each) for each in told[-MOST_SHOWN:]]
    hidden = len(told) - len(rows)
    left_out = (
        f"The first {count(hidden, 'message')} are left out here; they are among the files." if hidden > 0 else ""
    )
    return page_template("side_by_side.html.j2").render(title=title, about=about, left_out=left_out, rows=rows)


def _row(told: Told) -> _Row:
    return _Row(
        when=moment(told.at, told.at.tzinfo),  # type: ignore[arg-type]  # the desk's own zone
        desk=told.subscription,
        headline=told.headline,
        panels=tuple(_panels(told)),
    )


def _panels(told: Told) -> Iterator[_Panel]:
    """Each form once, however many places had it."""
    first: dict[str, tuple[Shown, ...]] = {}
    for shown in told.messages.values():
        first.setdefault(shown[0].form, shown)
    for form in dict.fromkeys(("slack", "mail", "text", *first)):
        messages = first.get(form, ())
        for message in messages[-1:] if form == "slack" else messages:  # the last of a thread shows it all
            yield from _forms(message)


def _forms(shown: Shown) -> Iterator[_Panel]:
    match shown.form:
        case "mail":
            yield _Panel(heading="Mail", file=f"{shown.stem}.html", page=shown.page.replace(_DARK, "not all"))
            yield _Panel(heading="Mail, in the dark", file=f"{shown.stem}.eml", page=shown.page.replace(_DARK, "all"))
            if shown.table is not None:
                lines = shown.table[1].splitlines()
                more = [f"… {len(lines) - _TABLE_LINES:,} more lines"] if len(lines) > _TABLE_LINES else []
                text = "\n".join([*lines[:_TABLE_LINES], *more])
                yield _Panel(heading=f"CSV: {shown.table[0]}", file=f"{shown.stem}.csv", text=text)
        case "slack":
            yield _Panel(heading="Slack", file=f"{shown.stem}.html", page=shown.page)
        case "text":
            yield _Panel(heading="Terminal", file=f"{shown.stem}.txt", text=shown.page)
        case service:
            yield _Panel(heading=service, file=f"{shown.stem}.html", page=shown.page)
