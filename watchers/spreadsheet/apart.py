"""Reading in a process of its own: for formats whose insides nobody looks at before."""

from collections.abc import Callable

from watchers.apart import TooMuchError, apart
from watchers.errors import Unsafe
from watchers.model.table import Tab


def read_apart(read: Callable[[bytes], tuple[Tab, ...]], content: bytes, *, where: str) -> tuple[Tab, ...]:
    """What `read` makes of a file. Raises what it raises, and `Unsafe` where it took too much; `where` names it."""
    try:
        return apart(read, content)
    except TooMuchError as error:
        raise Unsafe(
            f"{where} took more memory or time than a list of agencies needs, and was not read. The lists stay "
            "as they were. Look at it on ICE's page before you trust it."
        ) from error
