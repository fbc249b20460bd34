"""The counts as tables for the README, in Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from tests.faults.channels import Came
from tests.faults.count import Tally
from tests.faults.disk import Full
from tests.faults.kills import Killed, Moment
from tests.faults.mishaps import Befallen
from tests.faults.several import Killed as KilledOfSeveral
from tests.faults.sources import MOST_MEGABYTES, Weathered


def rows(header: Sequence[str], lines: Sequence[Sequence[object]]) -> Iterator[str]:
    """A table's lines; numbers stand right."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---' if n == 0 else '--:' for n in range(len(header)))}|"
    for line in lines:
        yield f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in line)} |"


def kill_table(killed: Killed, publications: int) -> Iterator[str]:
    """Where the kills fell, and what arrived."""
    yield from rows(["SIGKILL fell", "times"], [*((m.value, killed.moments[m]) for m in Moment), ("all", killed.kills)])
    yield ""
    yield from _at_the_end(killed.tally, killed.findings, publications * killed.rounds)


def several_table(killed: KilledOfSeveral, publications: int) -> Iterator[str]:
    """Which parts were killed, and what arrived."""
    kills = [*sorted(killed.kills.items()), ("all", killed.kills.total())]
    yield from rows(["SIGKILL hit", "times"], kills)
    yield ""
    yield from _at_the_end(killed.tally, killed.findings, publications * killed.rounds)


def mishap_table(befallen: Iterable[Befallen]) -> Iterator[str]:
    """What became of the news when something befell the processes."""
    header = ["what happened", "news out after", "missing", "Slack twice", "again, saying so", "rolls that differ"]
    lines = []
    for one in befallen:
        tally = one.done.tally
        again = tally.mails_again_same_id + tally.webhook_again_marked
        counts = (tally.missing + tally.missing_pairs, tally.slack_twice, again, tally.rolls_that_differ)
        lines.append((one.name, *((f"not tried: {one.skipped}",) if one.skipped else (f"{one.took:.0f} s", *counts))))
    yield from rows(header, lines)


def _at_the_end(tally: Tally, findings: Sequence[str], publications: int) -> Iterator[str]:
    lines: list[tuple[str, object]] = [
        ("publications, with restarts in between", publications),
        ("readers' news owed: subscription, destination, event", tally.pairs),
        ("… of these missing", tally.missing_pairs),
        ("messages missing", tally.missing),
        ("messages to Slack, Google Chat and Mastodon, which tell repeats", tally.slack_messages),
        ("… of these twice", tally.slack_twice),
        ("mails and documents for programs", tally.mails),
        ("… again under the same id", tally.mails_again_same_id),
        ("… again under another id", tally.mails_other_id),
        ("posts by Slack's webhook, to Teams and to Discord, which can't be asked", tally.webhook_messages),
        ("… again, saying that they may be repeats", tally.webhook_again_marked),
        ("… again without saying so", tally.webhook_unmarked),
        ("messages that nobody was owed", tally.uncalled_for),
        ("states that could not be read, or had findings", len(findings)),
        ("final rolls that differ from the undisturbed run's", tally.rolls_that_differ),
    ]
    yield from rows(["at the end", "count"], lines)


def disk_table(runs: dict[str, Full]) -> Iterator[str]:
    """What a full disk did."""
    header = ["disk full", "runs", "stopped with a sentence", "findings", "missing", "Slack twice", "rolls that differ"]
    lines = [
        (
            *(how, full.runs, full.stopped, len(full.findings), full.tally.missing, full.tally.slack_twice),
            full.tally.rolls_that_differ,
        )
        for how, full in runs.items()
    ]
    yield from rows(header, lines)


def channel_table(came: Sequence[Came]) -> Iterator[str]:
    """What became of the messages."""
    header = ["the channel …", "delivered", "seen by readers", "twice", "tries", "after", "by hand", "operators heard"]
    lines = [
        (
            *(each.name, "all" if each.is_delivered else "NO", each.sent),
            f"{each.twice}, marked as repeat" if each.marked else each.twice,
            *(each.tries, _span(each.waited), "yes" if each.by_hand else "no", len(each.heard)),
        )
        for each in came
    ]
    yield from rows(header, lines)


def source_table(weathered: Sequence[Weathered], megabytes: dict[str, float]) -> Iterator[str]:
    """What failing sources did."""
    header = [
        *("ICE's …", "polls that failed", "tables changed", "messages to desks"),
        *("operators heard", "at poll", "and at its end", "news after"),
    ]
    lines = [(w.name, w.polls, len(w.changed), w.to_desks, w.began, w.told_at, w.ended, w.after) for w in weathered]
    yield from rows(header, lines)
    yield ""
    for name, most in megabytes.items():
        yield f"{name}: {most:.0f} MB at most (allowed: {MOST_MEGABYTES})"


def _span(time: timedelta) -> str:
    return f"{time.total_seconds() / 60:g} min"
