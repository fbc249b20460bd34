"""What can go wrong with the state, split by what the operator does next.

StateError
├── StateHeldError         wait, or stop the other instance
├── StateDamagedError      restore a good generation
├── StateTooNewError       upgrade watch287g
├── StateNotWrittenError   make room, or mend the disk, and go on: nothing changed
├── StateAwayError         nothing: the database is away just now, or another process is at it; it is tried again
├── StateUnreachableError  mend the permissions, the mount or the path
├── StateReadOnlyError     ask a store that was opened to write
└── NoSuchRowError         look the id, or the file, up again
"""


class StateError(Exception):
    """The state can't do what was asked; `str(error)` is a sentence for the operator that says what to do."""


class StateHeldError(StateError):
    """Another process writes to this state."""


class StateDamagedError(StateError):
    """A file of the state, or one row of it, can't be read. It is left as it is."""


class StateTooNewError(StateError):
    """The state was written by a newer watch287g."""


class StateNotWrittenError(StateError):
    """A change could not be put on the disk. The file and the memory are as they were before it."""


class StateAwayError(StateError):
    """The database didn't answer, or another process has what is needed. Nothing was changed; to be tried again."""


class StateUnreachableError(StateError):
    """The state's folder or a file in it can't be opened, made or read at all."""


class StateReadOnlyError(StateError):
    """Somebody asked a store that was opened for reading to change something."""


class NoSuchRowError(StateError):
    """No row, or more than one, answers to the id or the beginning of an id that was given."""
