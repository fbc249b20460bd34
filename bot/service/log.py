"""The log of a running bot: plain lines in a terminal, JSON lines elsewhere, on the error output.

    {"time": "2026-01-05T15:15:02+00:00", "level": "info", "said": "Nothing new since …"}

No secret gets into it, and at INFO and above no recipient's whole address. What ICE printed can't steer a screen, nor
feign a line of its own. News for the terminal is no log: it goes to the output proper.
"""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.terminal import OutputError
from notifiers.text.redact import discreet, hidden

LOG = logging.getLogger("bot")
"""What the bot says of its own work."""

_THEIRS = ("httpx", "httpcore", "slack_sdk", "apscheduler", "asyncio")
"""Libraries that log each request with its address, which may be a secret, or each run of a job."""


class LogForm(StrEnum):
    """How a line of the log looks; `AUTO`: text in a terminal, JSON elsewhere."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


def keep_journal(stream: TextIO, form: LogForm, zone: ZoneInfo, *, verbose: bool = False) -> "Journal":
    """Write the log to `stream` from now on; `verbose` adds each delivery, with its address, and each poll."""
    if form is LogForm.AUTO:
        form = LogForm.TEXT if stream.isatty() else LogForm.JSON
    handler = Journal(stream)
    handler.setFormatter(JsonLine() if form is LogForm.JSON else _TextLine(zone))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    LOG.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in _THEIRS:
        logging.getLogger(name).setLevel(logging.ERROR)
    return handler


class Journal(logging.StreamHandler[TextIO]):
    """A log whose output may go: the work goes on without it, and `error` says why the last line isn't there."""

    error: OutputError | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, if it can be written."""
        self.error = None
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Note why it could not be."""
        fault = sys.exc_info()[1]
        if isinstance(fault, OSError):
            self.error = OutputError(fault.errno, fault.strerror or str(fault))
            self.error.__cause__ = fault
        else:
            super().handleError(record)

    def say(self, log: Callable[[str], None], line: str) -> None:
        """Log a line. Raises `OutputError` where it could not be written."""
        log(line)
        if self.error is not None:
            raise self.error


def _said(record: logging.LogRecord) -> str:
    """The record's words, and the fault behind it, without secrets; recipients whole only below INFO."""
    words = hidden(record.getMessage())
    if record.exc_info:
        words = f"{words}\n{hidden(logging.Formatter().formatException(record.exc_info))}"
    return words if record.levelno < logging.INFO else discreet(words)


def _plain(line: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in line)


class _TextLine(logging.Formatter):
    """The time on the desk's clock and the words; further lines are set in, so that each record shows as one."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, self._zone)
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()}: "
        first, *more = (_plain(line) for line in _said(record).splitlines() or [""])
        stamp = f"{at:%Y-%m-%d %H:%M:%S %Z}  "
        return "\n".join([f"{stamp}{level}{first}", *(f"{' ' * len(stamp)}{line}" for line in more)])


class JsonLine(logging.Formatter):
    """One JSON object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(
            {
                "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
                "level": record.levelname.lower(),
                "said": _said(record),
            }
        )
