"""What a check found, and how it is printed: a mark, what was checked, what was found, and the cure below."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from notifiers.text.ap_style import count
from notifiers.text.safe import one_line


class Mark(StrEnum):
    """How a check ended. What is to be mended now is a FAIL; what works today and may not tomorrow, a warning."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


_COLOURS = {Mark.OK: "\033[32m", Mark.WARN: "\033[33m", Mark.FAIL: "\033[1;31m"}
_PLAIN = "\033[0m"
_INDENT = " " * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's. `cure` says what to do, and is "" where all is well; it may have several lines."""

    mark: Mark
    what: str
    found: str
    cure: str = ""


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


def lines(finding: Finding, *, width: int | None, colour: bool) -> Iterator[str]:
    """The finding as it is printed; `width` None folds no line. What others said can't steer the terminal."""
    mark = f"{_COLOURS[finding.mark]}{finding.mark:<4}{_PLAIN}" if colour else f"{finding.mark:<4}"
    head, *more = _folded(f"{finding.what}: {finding.found}", width)
    yield f"{mark}  {head}"
    yield from (f"{_INDENT}{line}" for line in more)
    for paragraph in finding.cure.split("\n") if finding.cure else ():
        deeper = " " * (len(paragraph) - len(paragraph.lstrip()) + 2)
        yield from (f"{_INDENT}{deeper}{line}" for line in _folded(paragraph, width and width - len(deeper)))


def summary(findings: Iterable[Finding]) -> str:
    """The counts: "17 checks: 15 ok, 1 warn, 1 FAIL."."""
    marks = [finding.mark for finding in findings]
    return f"{count(len(marks), 'check')}: {', '.join(f'{marks.count(mark)} {mark}' for mark in Mark)}."


def _folded(text: str, width: int | None) -> list[str]:
    """One line, or as many as it takes; names, paths and commands stay whole."""
    line = one_line(text)
    if width is None:
        return [line]
    room = max(width - len(_INDENT), 30)
    return textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False) or [""]
