"""What both ways into Slack need: the pace, the mark on a possible repeat, and a logger that tells nobody."""

import logging
from collections.abc import Callable
from typing import Any

from notifiers.slack_blocks import quiet
from notifiers.words import MAYBE_A_REPEAT

SECONDS_BETWEEN = 1.1
"""Slack takes one message a second and channel."""
LONGEST_TEXT = 39_000
"""Characters of a text without blocks; Slack cuts at 40,000."""
SILENT = logging.Logger("notifiers.slack", level=logging.CRITICAL + 1)
"""slack_sdk logs requests with their address; this logger goes nowhere, for a webhook's address is a secret."""


class Pace:
    """Keeps a channel's messages 1.1 seconds apart. `clock` gives seconds, from any beginning."""

    def __init__(self, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._last: float | None = None

    def keep(self) -> None:
        """Sleep until the next message is due, and take it as sent then."""
        if self._last is not None:
            wait = min(self._last + SECONDS_BETWEEN - self._clock(), SECONDS_BETWEEN)  # a clock may be set back
            if wait > 0:
                self._sleep(wait)
        self._last = self._clock()


def marked_as_repeat(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with a line that says that it may have come before."""
    if "file" in payload:
        return {**payload, "text": f"{payload.get('text', '')} {MAYBE_A_REPEAT}".strip()}
    return {**payload, "blocks": [*payload.get("blocks", ()), *quiet([MAYBE_A_REPEAT])]}
