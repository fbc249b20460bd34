"""What operators are told although it can't be recorded first: that nothing can be recorded."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.config.model import Config
from bot.outgoing.channels import ChannelFinder
from bot.outgoing.operators import Notice, owe_notices
from notifiers.delivery import DeliveryError, Message

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
