"""The plain way, whole: `python -m tests.benchmarks.plain PAGE SAVED.json SLACK`.

Sixty lines with the usual libraries, as one writes them in an afternoon: ask the page, read the workbooks that have
other names than the last time, compare their rows with those of the saved file, post what differs to Slack. It takes
every renaming for one gone and one new, believes any list, and tells again, or never, what it was about to tell as it
died.
"""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import openpyxl
from deepdiff import DeepDiff
from slack_sdk import WebClient

_LINK = re.compile(r'href="([^"]+\.xlsx)"', re.IGNORECASE)
Rows = dict[str, dict[str, str]]


def rows_of(content: bytes) -> Rows:
    """A list's rows by state, agency and model."""
    lines = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    names = [str(cell.value).strip() for cell in next(lines)]
    found: Rows = {}
    for line in lines:
        row = {name: _text(cell) for name, cell in zip(names, line, strict=False)}
        found["|".join(row.get(n, "") for n in ("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE"))] = row
    return found


def _text(cell: Any) -> str:
    return str(cell.hyperlink.target if cell.hyperlink else cell.value or "")


def sentences(before: Rows, after: Rows) -> list[str]:
    """What to say of the rows that came, went and changed."""
    diff = DeepDiff(before, after)
    new = [f"New: {key}" for key in after.keys() - before.keys()]
    gone = [f"Gone: {key}" for key in before.keys() - after.keys()]
    changed = [f"Changed: {path}" for path in diff.get("values_changed", {})]
    return [*sorted(new), *sorted(gone), *changed]


def main(page: str, saved: Path, slack: str) -> None:
    """One look."""
    known: dict[str, Any] = json.loads(saved.read_text("utf-8")) if saved.exists() else {"names": [], "rows": {}}
    with httpx.Client() as client:
        names = [urljoin(page, link) for link in _LINK.findall(client.get(page).raise_for_status().text)]
        if names == known["names"]:
            return
        rows: Rows = {}
        for name in names:
            rows |= rows_of(client.get(name).raise_for_status().content)
    said = sentences(known["rows"], rows) if known["names"] else []
    if said:
        WebClient(token="xoxb-loopback", base_url=slack).chat_postMessage(channel="C0NATION001", text="\n".join(said))
    saved.write_text(json.dumps({"names": names, "rows": rows}), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
