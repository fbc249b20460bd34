"""The score, month by month: `python -m tests.score_by_month ARCHIVE`.

This is no leave-one-month-out, and shows no foresight: the points are set by hand, by people who had seen every month.
It shows whether the sum hides a month that is worse. What the matching does with lists that nobody had seen, the
held-out seeds of `tests.corruptions.run` show. Exit status 1 where a month is below the bar.
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

BAR = {"signed": 0.995, "withdrawn": 0.995, "pending": 0.995, "pending_dropped": 0.95}
"""What precision and recall of each kind must reach in each month."""
_LINE = re.compile(r"  (wrong|missed) +(\w+) +(\d{4}-\d\d)")


def by_month(archive: Path) -> Iterator[str]:
    """The table's lines: for each month and kind right, wrong and missed, with "!" where that is below the bar."""
    expected: Counter[tuple[str, str]] = Counter()
    for line in (archive / "events.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        if not event.get("optional"):
            expected[event["published_at"][:7], event["kind"]] += 1
    found = Counter(match.groups() for match in map(_LINE.match, _judged(archive)) if match)
    yield "month    " + "".join(f"{kind:>24}" for kind in BAR) + "   (right/wrong/missed)"
    for month in sorted({month for month, _ in expected} | {month for *_, month in found}):
        cells = []
        for kind, bar in BAR.items():
            wrong, missed = found["wrong", kind, month], found["missed", kind, month]
            right = expected[month, kind] - missed
            below = right < bar * max(right + wrong, right + missed)
            cells.append(f"{right}/{wrong}/{missed}{'!' * below}")
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
    table = "\n".join(by_month(Path(sys.argv[1])))
    print(table)  # noqa: T201 - the table is what it is run for
    sys.exit("!" in table)
