"""Lists as long as wanted, and what it costs to read one in a process of its own.

xlsxwriter stops at Excel's 65,530 hyperlinks a sheet, and here each row has one: the sheet is written by hand.
"""

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch
from xml.sax.saxutils import escape

from bot.collector import collect_seldom
from tests.benchmarks.measured import peak_memory
from tests.workbooks import HEADER, Link, Sheet, excel
from watchers.model.agreement import Workbook
from watchers.names.counties import county_names
from watchers.names.normalise import normalise
from watchers.names.places import STATES
from watchers.spreadsheet.read import read_workbook
from watchers.table.read import read_table

_STYLES = "xl/styles.xml"
_DATE = 2  # xlsxwriter's formats are two, and this becomes the third
_DATE_FORMAT = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
_SHEET, _RELS, _STRINGS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/sharedStrings.xml"
_MODELS = ("Jail Enforcement Model", "Task Force Model", "Warrant Service Officer")
_LINK = '<hyperlink ref="G{at}" r:id="rId{at}"/>'
_RELATION = (
    '<Relationship Id="rId{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
    'Target="https://www.ice.gov/doclib/287g/moa/agreement-{at}.pdf" TargetMode="External"/>'
)
_ANY_DAY = date(2026, 6, 1)


def long_list(rows: int) -> bytes:
    """A participating list of this many agreements, each with a county of its state and a document of its own."""
    strings: dict[str, int] = {}
    lines = [
        f'<row r="{at}" spans="1:8" ht="33.75" customHeight="1">{"".join(_cells(cells, at, strings))}</row>'
        for at, cells in enumerate(_table(rows), 1)
    ]
    entries = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    between = range(2, rows + 2)
    parts = {
        _SHEET: (
            "<sheetData>",
            "</hyperlinks>",
            f"<sheetData>{''.join(lines)}</sheetData><hyperlinks>{_all(_LINK, between)}",
        ),
        _RELS: ("<Relationship ", "</Relationships>", _all(_RELATION, between)),
        _STRINGS: ("<si>", "</sst>", entries),
        _STYLES: ("</cellXfs>", "</cellXfs>", _DATE_FORMAT),
    }
    skeleton = excel(Sheet(rows=[[*HEADER[:6], Link(text="link", url="https://www.ice.gov/a.pdf"), None]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skeleton)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            xml = old.read(name).decode()
            begin, end, middle = parts.get(name, (xml, "", ""))
            new.writestr(name, xml[: xml.index(begin)] + middle + xml[xml.index(end) :] if name in parts else xml)
    return out.getvalue()


def _table(rows: int) -> Iterator[tuple[str | int, ...]]:
    yield HEADER
    places = [
        (s.name.upper(), s.code, county) for s in STATES.values() for county in sorted(county_names(s.code).values())
    ]
    for n in range(rows):
        state, code, county = places[n % len(places)]
        agency = f"{county} Sheriff’s Office & Jail, {code} {n}"
        yield state, agency, "County", county, _MODELS[n % 3], 45_700 + n % 300, "link"


def _cells(cells: tuple[str | int, ...], at: int, strings: dict[str, int]) -> Iterator[str]:
    for letter, cell in zip("ABCDEFGH", cells, strict=False):
        if isinstance(cell, int):
            yield f'<c r="{letter}{at}" s="{_DATE}"><v>{cell}</v></c>'
        else:
            yield f'<c r="{letter}{at}" s="0" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'


def _all(form: str, numbers: range) -> str:
    return "".join(form.format(at=at) for at in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it took to read a list, bytes to agreements: seconds, and the process's peak memory in bytes."""

    seconds: float
    memory: int


def cost_of_reading(path: Path, *, rows: int) -> Cost:
    """Read the workbook in a fresh process, and say what that cost; `rows` is what must be found in it."""
    command = [sys.executable, "-m", __name__, str(path), str(rows)]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Cost(**json.loads(found))


def read_all(content: bytes, *, most_rows: int) -> int:
    """How many agreements a workbook holds, read as a poll reads it but for the limits, which are for real lists."""
    with patch.multiple(
        "watchers.xlsx.scan", MOST_CELLS=most_rows * 100, MOST_ELEMENTS=most_rows * 100, _MOST_KEPT=1 << 40
    ):
        tabs = read_workbook(content, where="The made-up list", most_unpacked=most_rows * 5_000, most_rows=most_rows)
    table = read_table(tabs, name="made.xlsx")
    return len(normalise(table, Workbook(name="made.xlsx", url="", sha256=""), observed_on=_ANY_DAY).agreements)


def _main(path: Path, rows: int) -> None:
    collect_seldom()  # as the program does
    read_all(long_list(10), most_rows=rows + 1)  # what is read once per process is not the list's cost
    content = path.read_bytes()
    begin = time.perf_counter()
    assert read_all(content, most_rows=rows + 1) == rows
    seconds = time.perf_counter() - begin
    sys.stdout.write(json.dumps({"seconds": seconds, "memory": peak_memory()}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
