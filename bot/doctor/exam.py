"""One examination: what is examined, the families of checks in their order, and a fault in one that stops no other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from bot.config.credentials import Secrets
from bot.config.model import Config
from bot.doctor.finding import Finding, fail

PATIENCE = 10
"""Seconds that a server has for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is examined: a config that can be used, its surroundings, and the time."""

    config: Config
    environ: Mapping[str, str] = field(repr=False)
    now: Callable[[], datetime]

    @property
    def secrets(self) -> Secrets:
        """Where its secrets are looked for."""
        return Secrets.beside(self.config.path, self.environ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Checks that belong together: what they are about, and the checks themselves."""

    about: str
    check: Callable[[], Iterable[Finding]]


def examined(family: Family) -> list[Finding]:
    """What a family found. A fault of any kind in it becomes a finding, after those that came before it."""
    findings: list[Finding] = []
    try:
        findings.extend(family.check())
    except Exception as error:  # noqa: BLE001 - a doctor that dies of what it finds helps nobody
        findings.append(_fault(family.about, error))
    return findings


def examined_at_once(families: Sequence[Family]) -> Iterator[list[Finding]]:
    """What each family found, in their order, while all of them run side by side: for those that wait on a network."""
    if not families:
        return
    with ThreadPoolExecutor(max_workers=len(families)) as pool:
        yield from pool.map(examined, families)


def _fault(about: str, error: Exception) -> Finding:
    """By its kind alone: the words of an error from anywhere may hold anything, and a secret too."""
    why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    cure = "Please report this with the line above." if not why else "Mend that, and run `watch287g doctor` again."
    return fail(about, f"could not be checked ({type(error).__name__}{why})", cure)
