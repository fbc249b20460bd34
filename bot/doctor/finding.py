"""How a finding is printed: a mark, what was checked, what was found, and the cure below."""

import textwrap
from collections.abc import Iterable, Iterator

from notifiers.finding import Finding, Mark
from notifiers.text.ap_style import count
from notifiers.text.safe import one_line

_COLOURS = {Mark.OK: "\033[32m", Mark.WARN: "\033[33m", Mark.FAIL: "\033[1;31m"}
_PLAIN = "\033[0m"
_INDENT = " " * 6


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
