"""A doctor's visit in a test: a newsroom on loopback, what was printed, and that nothing was changed by it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli.main import run
from tests.doubles.smtp import SmtpDouble
from tests.faults.newsroom import Newsroom
from tests.faults.stretch import made_up

STRETCH = made_up(3, rows=40)
PASSWORD = "hushhush"  # the newsroom's SMTP_PASSWORD
_LINE = re.compile(r"(ok  |warn|FAIL)  ([^:]+(?::\d+)?): (.+)")


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as it was printed."""

    mark: str
    what: str
    found: str
    cure: str


@dataclass(frozen=True, slots=True)
class Visited:
    """The exit status, the findings, and all that was printed."""

    status: int
    findings: list[Told]
    text: str

    def marked(self, mark: str) -> list[str]:
        """What has this mark."""
        return [f"{told.what}: {told.found}" for told in self.findings if told.mark == mark]

    def about(self, what: str, mark: str = "") -> Told:
        """The one finding about this, of this mark if one is named."""
        (found,) = [told for told in self.findings if told.what == what and mark in ("", told.mark)]
        return found


@contextmanager
def newsroom(folder: Path, **parts: str) -> Iterator[Newsroom]:
    """A newsroom in which all is well, with a mail server that wants a login."""
    smtp = SmtpDouble(user="bot", password=PASSWORD)
    with Newsroom(folder=folder, smtp=smtp, login='user = "bot"', **parts) as room:  # type: ignore[arg-type]
        room.page.publish(STRETCH[0])
        room.config.chmod(0o600)
        yield room


def visited(room: Newsroom, capsys: pytest.CaptureFixture[str], *words: str, **environ: str) -> Visited:
    """`watch287g doctor`, in this process."""
    status = run(["--config", str(room.config), "doctor", *words], room.environ | environ)
    return parsed(status, capsys.readouterr().out)


def parsed(status: int, text: str) -> Visited:
    """What was printed, as findings; each of their lines has the shape of one."""
    findings: list[Told] = []
    for line in text.splitlines()[:-1]:
        if line.startswith("        "):
            last = findings.pop()
            findings.append(Told(last.mark, last.what, last.found, f"{last.cure}\n{line.strip()}".strip()))
        elif (shape := _LINE.fullmatch(line)) is not None:
            findings.append(Told(shape[1].strip(), shape[2], shape[3], ""))
    return Visited(status, findings, text)
