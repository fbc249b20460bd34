"""What a check found: how it ended, what was checked, what was found, and the cure."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from watchers.frozen import frozen


class Mark(StrEnum):
    """How a check ended. What is to be mended now is a FAIL; what works today and may not tomorrow, a warning."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@frozen
class Finding:
    """One line of the doctor's. `cure` says what to do, and is "" where all is well; it may have several lines."""

    mark: Mark
    what: str
    found: str
    cure: str = ""


@frozen
class Checks:
    """Checks that belong together: what they are about, and the checks themselves."""

    about: str
    run: Callable[[], Iterable[Finding]]


def ok(what: str, found: str) -> Finding:
    """All is well."""
    return Finding(mark=Mark.OK, what=what, found=found)


def warn(what: str, found: str, cure: str) -> Finding:
    """It works, or can't be told; somebody should look at it."""
    return Finding(mark=Mark.WARN, what=what, found=found, cure=cure)


def fail(what: str, found: str, cure: str) -> Finding:
    """It has to be mended."""
    return Finding(mark=Mark.FAIL, what=what, found=found, cure=cure)


def failed(what: str, error: Exception | str, cure: str = "") -> Finding:
    """A FAIL from an error whose first sentence says what happened, and the others what to do; `cure` for none."""
    first, _, rest = str(error).strip().partition(". ")
    return fail(what, first.rstrip("."), rest.strip() or cure)
