"""What operators hear: trouble once when it starts, once when it ends, recorded first where that can be; never news."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config.destinations import TERMINAL
from bot.config.lookup import operators_of
from bot.config.model import OPERATORS, Config
from bot.outgoing.channels import ChannelFinder
from bot.terminal import steady
from notifiers.delivery import DeliveryError, Message
from state.entries import OpenTrouble, Removal, Update
from state.outbox import Owed
from state.store import Store
from watchers.frozen import frozen

if TYPE_CHECKING:
    from notifiers.story.model import Story


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
    CLOCK = "clock"  # this machine's differs from ICE's
    KILLED = "killed"  # the bot before this one did not end of itself
    SITE = "site"  # the public record can't be written or published
    LOG = "log"  # `run` can't write what it has to say
    COMMANDS = "commands"  # nobody is heard inside Slack; with the workspace behind it


_PRINTED = frozenset({"source", "blocked", "hold", "delivery"})
"""Troubles whose start `run` and `check` print by themselves, with the poll or the delivery that met them."""


@frozen
class Notice:
    """One thing to tell the operators. `is_printed`: the terminal has it already, in the bot's own words."""

    headline: str
    text: str
    is_printed: bool = False


Found = tuple[Notice | None, list[Update]]
"""The notice that is due, if any, and what to commit with it."""


def begin(
    store: Store,
    trouble: str,
    sentence: str,
    *,
    at: datetime,
    tell: bool = True,
    about: str = "",
    says_more: bool = False,
) -> Found:
    """Note that a trouble is there, and how it is now. One that is not to be told yet may pass; a later call tells it.

    `about` is what the headline calls that which the trouble is about, where its name is none for people. `says_more`:
    the sentence has what no poll prints by itself.
    """
    known = store.entry(OpenTrouble, trouble)
    if known is not None and (known.told or not tell):
        is_newer = tell and known.sentence != sentence  # nothing to write for every poll that fails the same way
        return None, [replace(known, sentence=sentence)] if is_newer else []
    there = OpenTrouble(name=trouble, since=known.since if known else at, told=tell, sentence=sentence)
    is_printed = trouble.partition(" ")[0] in _PRINTED and not says_more
    notice = Notice(headline=_headlines(trouble, about)[0], text=sentence, is_printed=is_printed)
    return (notice if tell else None), [there]


def end(store: Store, trouble: str, *, at: datetime, how: str, about: str = "") -> Found:
    """Note that a trouble is over; told, if its start was."""
    known = store.entry(OpenTrouble, trouble)
    if known is None:
        return None, []
    over: list[Update] = [Removal(kind=OpenTrouble, id=trouble)]
    if not known.told:
        return None, over
    headline = f"Over: {_headlines(trouble, about)[1]}"
    lasted = f" The trouble lasted {ago(known.since, at)}." if at > known.since else ""  # a clock may be set back
    return Notice(headline=headline, text=f"{how}{lasted}"), over


def untold_since(store: Store, trouble: str) -> datetime | None:
    """Since when a trouble is there that nobody has been told of; None where there is none."""
    known = store.entry(OpenTrouble, trouble)
    return known.since if known and not known.told else None


def gathered(found: Iterable[Found]) -> tuple[list[Notice], list[Update]]:
    """The notices of several findings, and all that is to be committed with them."""
    kept = list(found)
    return [notice for notice, _ in kept if notice is not None], [update for _, all_ in kept for update in all_]


def tell(store: Store, config: Config, found: Iterable[Found], *, at: datetime) -> None:
    """Record findings that come with nothing else; where there is nothing to record it writes nothing."""
    notices, updates = gathered(found)
    if notices or updates:
        store.commit(entries=updates, owed=owe_notices(notices, config=config, at=at))


def current(store: Store) -> dict[str, str]:
    """The troubles that are there now, and the sentence for each.

    A poll that failed is no blindness before it is told as one: the last poll's outcome says it.
    """
    there = store.entries(OpenTrouble).values()
    return {trouble.name: trouble.sentence for trouble in there if trouble.told or trouble.name != Trouble.BLIND}


HEADLINES = {
    "source": ("watch287g can't read ICE's list", "watch287g can read ICE's list again"),
    "blocked": ("ICE's site refuses watch287g", "ICE's site lets watch287g in again"),
    "blind": ("watch287g is blind", "watch287g sees ICE's list again"),
    "silent": ("ICE is silent: no new list", "ICE has posted a new list"),
    "unposted": ("ICE's link to its pending list leads nowhere", "ICE's link to its pending list leads to it again"),
    "hold": ("watch287g holds back ICE's {} list", "watch287g takes in ICE's {} list again"),
    "digest": ("watch287g can't make the digest of {}", "watch287g can make the digest of {} again"),
    "clock": ("The clock of watch287g's machine is wrong", "the clock of watch287g's machine is right again"),
    "killed": ("watch287g was killed and has started anew", "watch287g runs on"),
    "log": ("watch287g can't write its log", "watch287g writes its log again"),
    "commands": ("watch287g can't hear commands in Slack ({})", "watch287g can hear commands in Slack again ({})"),
    "site": ("watch287g can't renew its site", "watch287g renews its site again"),
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
    """The messages for the operators' destinations."""
    from bot.outgoing.send import Copy, Sender

    sender, everybody = Sender(config, at), operators_of(config)
    rows: list[Owed] = []
    for notice in notices:
        afar = tuple(id_ for id_ in everybody.destinations if id_ != TERMINAL.id)
        reader = replace(everybody, destinations=afar) if notice.is_printed else everybody
        copy = Copy(document=notice_story(notice, config, at))
        rows += sender.owe(reader, lambda: [copy], occasion=f"{notice.headline} {at.isoformat()}").owed  # noqa: B023
    return rows


def notice_story(notice: Notice, config: Config, at: datetime) -> "Story":
    """A notice for every channel."""
    from bot.outgoing.send import bare_story

    source = f"From the bot that watches {config.watch.page}. Newsrooms were not told."
    return bare_story(OPERATORS, notice.headline, steady(notice.text), source=source, at=at)  # a server's words, maybe


CANNOT_WRITE, CANNOT_START = "watch287g can't write to its disk", "watch287g can't start"
HANGS = "watch287g hangs, and ends itself"


def unwritable(folder: Path, why: OSError) -> Notice:
    """The state takes nothing."""
    text = (
        f"{folder}: {why.strerror or why}. Until it can, no desk is told of anything new; nothing is lost, and all "
        "goes on by itself once there is room, or the folder may be written to."
    )
    return Notice(headline=CANNOT_WRITE, text=text, is_printed=True)


def unopened(error: Exception) -> Notice:
    """The state can't be opened at the start; `error` says why and what to do."""
    text = f"{error} Until that is mended, no desk is told of anything. It is tried again at least every minute."
    return Notice(headline=CANNOT_START, text=text, is_printed=True)


def hanging() -> Notice:
    """A piece of work doesn't end, and the process ends itself."""
    text = (
        "A piece of its work did not end in half an hour. Nothing is lost: it goes on from there once it runs again. "
        "Where systemd or Docker watches it, that is at once; elsewhere start `watch287g run` anew."
    )
    return Notice(headline=HANGS, text=text, is_printed=True)


def tell_unrecorded(notice: Notice, config: Config, channels: ChannelFinder, *, at: datetime) -> bool:
    """Hand a notice over at once, without a row in the state; whether any of the operators' places took it.

    Not to the terminal, which has the log.
    """
    taken = False
    for owed in owe_notices([replace(notice, is_printed=True)], config=config, at=at):
        message = Message(id=owed.id, destination=owed.destination, part=owed.part, payload=owed.payload)
        try:
            channels.to(owed.destination).deliver(message, unsure=False)
        except DeliveryError:  # tried again with the next look at the disk
            continue
        taken = True
    return taken
