"""Lists that other programs wrote: LibreOffice's of invented rows are in `files`."""

import struct
from pathlib import Path

import pytest

from watchers.errors import NotAWorkbook, Unsafe
from watchers.spreadsheet.read import read_workbook
from watchers.table.read import read_table

FILES = Path(__file__).parent / "files"
AGENCIES = [
    ("MISSOURI", "Webster County Sheriff's Office", "Task Force Model", "2025-11-06"),
    ("MISSOURI", "Pettis County Sheriff's Office", "Task Force Model", "2025-11-06"),
    ("KANSAS", "Ellis County Sheriff's Office", "Warrant Service Officer", "2025-11-06"),
    ("TEXAS", "Bee County Sheriff's Office", "Jail Enforcement Model", "2025-11-06"),
]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv"])
def test_a_list_that_libreoffice_saved_is_read_in_each_of_its_formats(ending: str) -> None:
    table = read_table((FILES / f"libreoffice.{ending}").read_bytes(), name="a list")
    found = [row.cells for row in table.rows]
    assert [(row["state"], row["agency"], row["model"], row["signed"]) for row in found] == AGENCIES
    assert table.doubt == ""
    if ending == "xlsx":
        assert dict(table.rows[0].links) == {"moa": "https://www.ice.gov/doclib/287g/moa/webster.pdf"}
    if ending != "csv":  # which has no tabs
        assert [remark.kind for remark in table.remarks] == ["hidden tab"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_text_is_read_in_the_ways_that_programs_write_one(encoding: str, delimiter: str) -> None:
    lines = ["STATE,LAW ENFORCEMENT AGENCY,SUPPORT TYPE,SIGNED", '"TEXAS","Doña Ana Sheriff","Task Force Model"']
    text = "\r\n".join(lines).replace(",", delimiter)
    table = read_table(text.encode(encoding), name="a list")
    assert [row.texts for row in table.rows] == [("TEXAS", "Doña Ana Sheriff", "Task Force Model", "")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"error": 1, "a": 2, "b": 3}', "a file that begins"),
        (b"Access denied, sorry", "a file that begins"),
        (b"{\\rtf1 a, b, c}", "a text document (.rtf)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "an old Office file, but no Excel workbook"),
    ],
)
def test_what_no_list_can_be_read_from_is_named_by_its_format(content: bytes, said: str) -> None:
    with pytest.raises(NotAWorkbook) as caught:
        read_workbook(content, where="The list")
    assert said in str(caught.value)


@pytest.mark.parametrize("rows", [(0, 0x7FFFFFFF), (0, 0xFFFFFFFF)])
def test_an_old_workbook_made_to_end_its_reader_ends_a_process_of_its_own(rows: tuple[int, int]) -> None:
    content = bytearray((FILES / "libreoffice.xls").read_bytes())
    at = content.index(b"\x00\x02\x0e\x00")  # the record that says how large the sheet is
    content[at + 4 : at + 18] = struct.pack("<IIHHH", *rows, 0, 256, 0)
    with pytest.raises(Unsafe, match="took more memory or time than a list of agencies needs"):
        read_workbook(bytes(content), where="The list")
