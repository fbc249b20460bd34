"""One examination: what is examined, the groups of checks in their order, and how a finding of theirs is printed."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from datetime import datetime
from pathlib import Path
from traceback import walk_tb

from bot.config.credentials import Secrets
from bot.config.model import Config
from notifiers.finding import Checks, Finding, Mark, fail
from notifiers.text.ap_style import count
from notifiers.text.safe import one_line
from watchers.errors import plain_words
from watchers.frozen import frozen

PATIENCE = 10
"""Seconds that a server has for an answer."""


@frozen
class Installation:
    """What is examined: a config that can be used, its surroundings, and the time."""

    config: Config
    environ: Mapping[str, str] = field(repr=False)
    now: Callable[[], datetime]

    @property
    def secrets(self) -> Secrets:
        """Where its secrets are looked for."""
        return Secrets.beside(self.config.path, self.environ)


def examined(checks: Checks) -> list[Finding]:
    """What a group of checks found. A fault of any kind in it becomes a finding, after those that came before it."""
    findings: list[Finding] = []
    try:
        findings.extend(checks.run())
    except Exception as error:  # noqa: BLE001 - a doctor that dies of what it finds helps nobody
        findings.append(_fault(checks.about, error))
    return findings


def examined_at_once(groups: Sequence[Checks]) -> Iterator[list[Finding]]:
    """What each group found, in their order, while all of them run side by side: for those that wait on a network."""
    if not groups:
        return
    with ThreadPoolExecutor(max_workers=len(groups)) as pool:
        yield from pool.map(examined, groups)


def _fault(about: str, error: Exception) -> Finding:
    """Where it arose, and no words of its own: those of an error from anywhere may hold anything, and a secret too."""
    why = plain_words(error)
    if why:
        return fail(about, f"could not be checked: {why}", "Mend that, and run `watch287g doctor` again.")
    *_, (frame, line) = walk_tb(error.__traceback__)
    place = f"{Path(frame.f_code.co_filename).name}, line {line}"
    return fail(about, f"could not be checked, by a fault of watch287g's own ({place})", "Please report this line.")


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
