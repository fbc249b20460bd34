"""State law, as the operator says it: apart, for the config is read at every start."""

from datetime import date

from watchers.frozen import frozen


@frozen
class Law:
    """What the operator says of a state's law, since when, and where it can be read."""

    state: str
    since: date
    words: str
    url: str = ""
