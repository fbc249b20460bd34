"""One examination: what is examined, the groups of checks in their order, and a fault in one that stops no other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from bot.config.credentials import Secrets
from bot.config.model import Config
from notifiers.finding import Checks, Finding, fail

PATIENCE = 10
"""Seconds that a server has for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """By its kind alone: the words of an error from anywhere may hold anything, and a secret too."""
    why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    cure = "Please report this with the line above." if not why else "Mend that, and run `watch287g doctor` again."
    return fail(about, f"could not be checked ({type(error).__name__}{why})", cure)
