"""The score, month by month: `python -m tests.score_by_month ARCHIVE`.

Nothing in the matching is learnt from lists: its points are set by hand and its places come from reference data. So
each month is scored under points that no month's rows have changed; the table shows whether one month is worse.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from bot.reports.events import printed
from state.store import open_store
from watchers.model.second_look import SecondLook

KINDS = ("signed", "withdrawn", "pending", "pending_dropped")
_LINE = re.compile(r"  (wrong|missed) +(\w+) +(\d{4}-\d\d)")


def by_month(archive: Path) -> Iterator[str]:
    """The table's lines: for each month and kind right, wrong and missed; then precision and recall over all months."""
    expected: Counter[tuple[str, str]] = Counter()
    for line in (archive / "events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        if not event.get("optional"):
            expected[event["published_at"][:7], event["kind"]] += 1
    found = Counter(match.groups() for match in map(_LINE.match, _judged(archive)) if match)
    yield "month    " + "".join(f"{kind:>24}" for kind in KINDS) + "   (right/wrong/missed)"
    for month in sorted({month for month, _ in expected}):
        cells = []
        for kind in KINDS:
            wrong, missed = found["wrong", kind, month], found["missed", kind, month]
            cells.append(f"{expected[month, kind] - missed}/{wrong}/{missed}")
        yield f"{month}  " + "".join(f"{cell:>24}" for cell in cells)


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
    print("\n".join(by_month(Path(sys.argv[1]))))  # noqa: T201 - the table is what it is run for
