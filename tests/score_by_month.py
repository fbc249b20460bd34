"""The score with each month left out: `python -m tests.score_by_month ARCHIVE`; some minutes.

For each month the two bounds of the evidence, between two agreements, open, and one, are those that do best on all
other months; then the month is scored by them. The points of each clue are set by hand, by people who had seen every
month: what they do with lists that nobody had seen, seeds of `tests.corruptions.run` that were never used show. Exit
status 1 where a month is below the bar.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from bot.reports.events import printed
from state.store import open_store
from watchers.matching import evidence
from watchers.matching import match as matching
from watchers.model.second_look import SecondLook

BAR = {"signed": 0.995, "withdrawn": 0.995, "pending": 0.995, "pending_dropped": 0.95}
"""What precision and recall of each kind must reach in each month."""
BOUNDS = ((evidence.ONE, evidence.OPEN), (9, 5), (15, 5), (12, 2), (12, 8))
"""What is tried: from how many points on two rows are one, and from how many that is open; on a draw the first."""
_LINE = re.compile(r"  (wrong|missed) +(\w+) +(\d{4}-\d\d)")
_Mistakes = Counter[tuple[str, ...]]
"""How many are wrong or missed, of a kind, in a month."""


def by_month(archive: Path) -> Iterator[str]:
    """The table's lines: for each month and kind right, wrong and missed, with "!" where that is below the bar."""
    expected: Counter[tuple[str, str]] = Counter()
    for line in (archive / "events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        if not event.get("optional"):
            expected[event["published_at"][:7], event["kind"]] += 1
    tried = {bounds: _mistakes(archive, *bounds) for bounds in BOUNDS}
    months = sorted({month for month, _ in expected} | {month for found in tried.values() for *_, month in found})
    yield "month    " + "".join(f"{kind:>24}" for kind in BAR) + "   (right/wrong/missed, and the bounds)"
    for month in months:
        bounds = min(BOUNDS, key=lambda tested: _elsewhere(tried[tested], month))
        cells = []
        for kind, bar in BAR.items():
            wrong, missed = (tried[bounds][what, kind, month] for what in ("wrong", "missed"))
            right = expected[month, kind] - missed
            below = right < bar * max(right + wrong, right + missed)
            cells.append(f"{right}/{wrong}/{missed}{'!' * below}")
        yield f"{month}  " + "".join(f"{cell:>24}" for cell in cells) + f"   {bounds}"


def _elsewhere(found: _Mistakes, month: str) -> int:
    """The mistakes of all other months."""
    return sum(n for (*_, its), n in found.items() if its != month)


def _mistakes(archive: Path, one: int, open_: int) -> _Mistakes:
    with patch.multiple(evidence, ONE=one, OPEN=open_), patch.object(matching, "OPEN", open_):
        return Counter(match.groups() for match in map(_LINE.match, _judged(archive)) if match)


def _judged(archive: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        with open_store(Path(folder) / "var", holder="the score") as store:
            backfill(store, saved_publications(archive)[0], rules=SecondLook())
            lines = list(printed(store.events(), "jsonl", ZoneInfo("UTC")))
        reported = Path(folder) / "reported.jsonl"
        reported.write_text("\n".join(lines) + "\n", "utf-8")
        judge = archive.parent / "bin" / "score"
        command = [sys.executable, str(judge), str(archive), str(reported), "--show", "100000"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


if __name__ == "__main__":
    table = "\n".join(by_month(Path(sys.argv[1])))
    print(table)  # noqa: T201 - the table is what it is run for
    sys.exit("!" in table)
