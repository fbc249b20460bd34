"""When ICE was last asked, and how that went: a small file of its own, as most polls change nothing else."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from state.atomic import make_folder, replace_file
from state.fields import MalformedError, brief, expect_known, maybe_stamp, maybe_when, number, stamp, text, when

PULSE_FILE = "last-poll.json"
_PULSE = frozenset({"at", "outcome", "polls", "good", "failed", "last_good"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The last poll: when it ended, its outcome in words, and how many there were since the count began.

    `last_good` is when a poll last ended well, or None where none has.
    """

    at: datetime
    outcome: str
    polls: int
    good: int
    failed: int
    last_good: datetime | None = None


def beat(before: Pulse | None, *, at: datetime, outcome: str, good: bool) -> Pulse:
    """The pulse after one more poll."""
    return Pulse(
        at=at,
        outcome=outcome,
        polls=(before.polls if before else 0) + 1,
        good=(before.good if before else 0) + good,
        failed=(before.failed if before else 0) + (not good),
        last_good=at if good else (before.last_good if before else None),
    )


def write_pulse(folder: Path, pulse: Pulse) -> None:
    """Note a poll. Not worth waiting for the disk, nor stopping for a full one: the next poll writes it again."""
    doc = {
        "at": stamp(pulse.at),
        "outcome": pulse.outcome,
        "polls": pulse.polls,
        "good": pulse.good,
        "failed": pulse.failed,
        "last_good": maybe_stamp(pulse.last_good),
    }
    with contextlib.suppress(OSError):
        make_folder(folder)
        replace_file(folder / PULSE_FILE, [orjson.dumps(brief(doc))], durable=False)


def read_pulse(folder: Path) -> Pulse | None:
    """The last poll, or None where there was none or its note can't be read."""
    try:
        doc = expect_known(orjson.loads((folder / PULSE_FILE).read_bytes()), _PULSE)
        return Pulse(
            at=when(doc, "at"),
            outcome=text(doc, "outcome"),
            polls=number(doc, "polls"),
            good=number(doc, "good"),
            failed=number(doc, "failed"),
            last_good=maybe_when(doc, "last_good"),
        )
    except (OSError, orjson.JSONDecodeError, MalformedError):
        return None
