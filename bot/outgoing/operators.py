"""What operators hear: trouble once when it starts, and once when it ends; never mixed with news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.config.destinations import TerminalDestination
from bot.config.model import OPERATORS, Config
from bot.terminal import steady
from state.outbox import Owed, owed_parts
from state.store import Store

if TYPE_CHECKING:  # there is seldom a notice to write
    from notifiers.story.model import Story

_MARK = "trouble:"


class Trouble(StrEnum):
    """The kinds of trouble, each told once at its start and once at its end."""

    SOURCE = "source"  # ICE's page or files are there, and can't be read
    BLOCKED = "blocked"  # ICE's site refuses us
    BLIND = "blind"  # no good poll for hours, whatever the reason
    SILENT = "silent"  # good polls, and no new list for many business days
    UNPOSTED = "unposted"  # ICE links its pending list, and the link has led nowhere for hours
    HOLD_PARTICIPATING = "hold participating"
    HOLD_PENDING = "hold pending"
    DELIVERY = "delivery"  # with the destination behind it
    DIGEST = "digest"  # with the subscription behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell the operators."""

    headline: str
    text: str


Found = tuple[Notice | None, dict[str, Any]]
"""The notice that is due, if any, and the marks to commit with it."""


def begin(store: Store, trouble: str, sentence: str, *, at: datetime, tell: bool = True, about: str = "") -> Found:
    """Note that a trouble is there. One that is not to be told yet may pass by itself; a later call tells it.

    `about` is what the headline calls that which the trouble is about, where its name is none for people.
    """
    known = store.mark(_MARK + trouble)
    if known is not None and (known["told"] or not tell):  # nothing to write for every poll that fails the same way
        return None, {}
    since = known["since"] if known else at.isoformat()
    marks = {_MARK + trouble: {"since": since, "told": tell, "sentence": sentence}}
    return (Notice(headline=_headlines(trouble, about)[0], text=sentence) if tell else None), marks


def end(store: Store, trouble: str, *, at: datetime, how: str, about: str = "") -> Found:
    """Note that a trouble is over; told, if its start was."""
    known = store.mark(_MARK + trouble)
    if known is None:
        return None, {}
    marks = {_MARK + trouble: None}
    if not known["told"]:
        return None, marks
    since = datetime.fromisoformat(known["since"])
    headline = f"Over: {_headlines(trouble, about)[1]}"
    return Notice(headline=headline, text=f"{how} The trouble lasted {ago(since, at)}."), marks


def untold_since(store: Store, trouble: str) -> datetime | None:
    """Since when a trouble is there that nobody has been told of; None where there is none."""
    known = store.mark(_MARK + trouble)
    return datetime.fromisoformat(known["since"]) if known and not known["told"] else None


def gathered(found: Iterable[Found]) -> tuple[list[Notice], dict[str, Any]]:
    """The notices of several findings, and all their marks."""
    kept = list(found)
    return [n for n, _ in kept if n is not None], {name: value for _, marks in kept for name, value in marks.items()}


def tell(store: Store, config: Config, found: Iterable[Found], *, at: datetime) -> None:
    """Record findings that come with nothing else; where there is nothing to record it writes nothing."""
    notices, marks = gathered(found)
    if notices or marks:
        store.commit(marks=marks, owed=owe_notices(notices, config=config, at=at))


def current(store: Store) -> dict[str, str]:
    """The troubles that are there now, and the sentence for each.

    A poll that failed is no blindness before it is told as one: the last poll's outcome says it.
    """
    marks = {name.removeprefix(_MARK): known for name, known in store.marks(_MARK).items()}
    return {trouble: known["sentence"] for trouble, known in marks.items() if known["told"] or trouble != Trouble.BLIND}


HEADLINES = {
    "source": ("watch287g can't read ICE's list", "watch287g can read ICE's list again"),
    "blocked": ("ICE's site refuses watch287g", "ICE's site lets watch287g in again"),
    "blind": ("watch287g is blind", "watch287g sees ICE's list again"),
    "silent": ("ICE is silent: no new list", "ICE has posted a new list"),
    "unposted": ("ICE's link to its pending list leads nowhere", "ICE's link to its pending list leads to it again"),
    "hold": ("watch287g holds back ICE's {} list", "watch287g takes in ICE's {} list again"),
    "digest": ("watch287g can't make the digest of {}", "watch287g can make the digest of {} again"),
    "delivery": ("watch287g can't deliver to {}", "watch287g delivers to {} again"),
}
"""What stands over the start and the end of each kind of trouble."""


def _headlines(trouble: str, about: str) -> tuple[str, str]:
    kind, _, rest = trouble.partition(" ")
    start, over = HEADLINES[kind]
    return start.format(about or rest), over.format(about or rest)


def ago(since: datetime, at: datetime) -> str:
    """How long that is, in words: "1 minute", "90 minutes", "5 hours", "3 days"."""
    minutes = round((at - since).total_seconds() / 60)
    if minutes < 120:
        return f"{max(minutes, 1)} minute{'s' * (minutes > 1)}"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


def owe_notices(notices: Iterable[Notice], *, config: Config, at: datetime) -> list[Owed]:
    """The messages for the operators' destinations. The terminal has printed the same sentence already."""
    from bot.outgoing.channels import render

    rows = []
    for notice in notices:
        story = notice_story(notice, config, at)
        for destination_id in config.operators:
            destination = config.destinations[destination_id]
            if isinstance(destination, TerminalDestination):
                continue
            rows += owed_parts(
                render(destination, story, config),
                subscription=OPERATORS,
                destination=destination_id,
                occasion=f"{notice.headline} {at.isoformat()}",
                at=at,
            )
    return rows


def notice_story(notice: Notice, config: Config, at: datetime) -> "Story":
    """A notice for every channel; a phone, which shows the summary alone, has the headline first."""
    from notifiers.story.model import Story

    text = steady(notice.text)  # a server's words may stand in it
    return Story(
        subscription=OPERATORS,
        headline=notice.headline,
        summary=f"{notice.headline}. {text}",
        body=text,
        sections=(),
        totals=(),
        glossary=(),
        source=f"From the bot that watches {config.watch.page}. Newsrooms were not told.",
        source_links=(),
        event_ids=(),
        observed_at=at,
    )
