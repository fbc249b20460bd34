"""The exit statuses, and what each means."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses."""

    FINE = 0
    FAULT = 1
    USAGE = 2
    SOURCE = 3
    HELD = 4
    STATE = 5
    UNDELIVERED = 6
    UNWELL = 7
    UNSAID = 8


EXITS = {
    Exit.FINE: "all is well, news or none",
    Exit.FAULT: "an unexpected fault of watch287g, such as a digest that it can't make",
    Exit.USAGE: "the command line, the config or a secret needs mending",
    Exit.SOURCE: "ICE's page or lists could not be had or read; nothing was changed",
    Exit.HELD: "a list is newly held back because it can't be trusted; nothing of it was taken in",
    Exit.STATE: "the state is held by another process, damaged, or could not be written",
    Exit.UNDELIVERED: "what was asked for is done, and a message could not be delivered yet",
    Exit.UNWELL: "`doctor` or `health` found something that needs mending",
    Exit.UNSAID: "all was done, and not all could be written that there was to say: the output is closed or full",
}


class UsageError(Exception):
    """What was asked for can't be done so (`Exit.USAGE`); the message is all that whoever asked needs to mend it."""
