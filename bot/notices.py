"""What operators hear: trouble once when it starts, and once when it ends; never mixed with news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.channels import render
from bot.destinations import TerminalDestination
from bot.settings import Config
from notifiers.story import Story
from state.outbox import Owed, owed_parts
from state.store import Store

OPERATORS = "operators"
"""The name under which the outbox keeps the operators' messages. No subscription may have it."""

_MARK = "trouble:"
_TRIES_BEFORE = 3  # polls in a row that fail before operators hear of what may pass by itself


class Trouble(StrEnum):
    """The kinds of trouble, each told once at its start and once at its end."""

    SOURCE = "source"  # ICE's page or files can't be had, or can't be read
    HOLD_PARTICIPATING = "hold participating"
    HOLD_PENDING = "hold pending"
    DELIVERY = "delivery"  # with the destination behind it
    DIGEST = "digest"  # with the subscription behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell the operators."""

    headline: str
    text: str


def begin(
    store: Store, trouble: str, sentence: str, *, at: datetime, at_once: bool = True
) -> tuple[Notice | None, dict[str, Any]]:
    """Note that a trouble is there. Returns the notice that is due now, if any, and the marks to commit.

    One that is not `at_once` is told at its third time in a row.
    """
    known = store.mark(_MARK + trouble) or {"since": at.isoformat(), "times": 0, "told": False}
    times = known["times"] + 1
    tell = not known["told"] and (at_once or times >= _TRIES_BEFORE)
    marks = {_MARK + trouble: {**known, "times": times, "told": known["told"] or tell, "sentence": sentence}}
    if known["told"]:  # told already: nothing to write for every poll that fails the same way
        return None, {}
    return (Notice(headline=_headline(trouble), text=sentence) if tell else None), marks


def end(store: Store, trouble: str, *, at: datetime, how: str) -> tuple[Notice | None, dict[str, Any]]:
    """Note that a trouble is over. Returns the notice that is due, if its start was told, and the marks to commit."""
    known = store.mark(_MARK + trouble)
    if known is None:
        return None, {}
    marks = {_MARK + trouble: None}
    if not known["told"]:
        return None, marks
    since = datetime.fromisoformat(known["since"])
    return Notice(headline=f"Over: {_headline(trouble)}", text=f"{how} It began {_ago(since, at)} ago."), marks


def current(store: Store) -> dict[str, str]:
    """The troubles that are there now, and the sentence for each."""
    return {name.removeprefix(_MARK): known["sentence"] for name, known in store.marks(_MARK).items()}


def _headline(trouble: str) -> str:
    kind, _, rest = trouble.partition(" ")
    match kind:
        case "source":
            return "watch287g can't read ICE's list"
        case "hold":
            return f"watch287g holds back ICE's {rest} list"
        case "digest":
            return f"watch287g can't make the digest of {rest}"
        case _:
            return f"watch287g can't deliver to {rest}"


def _ago(since: datetime, at: datetime) -> str:
    minutes = round((at - since).total_seconds() / 60)
    if minutes < 120:
        return f"{max(minutes, 1)} minute{'s' * (minutes > 1)}"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


def owe_notices(notices: Iterable[Notice], *, config: Config, at: datetime) -> list[Owed]:
    """The messages for the operators' destinations. The terminal has printed the same sentence already."""
    rows = []
    for notice in notices:
        story = _story(notice, config, at)
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


def _story(notice: Notice, config: Config, at: datetime) -> Story:
    return Story(
        subscription=OPERATORS,
        headline=notice.headline,
        summary=notice.text,
        sections=(),
        totals=(notice.text,),
        glossary=(),
        source=f"From the bot that watches {config.watch.page}. Newsrooms were not told.",
        source_links=(),
        event_ids=(),
        observed_at=at,
    )
