import random

import pytest

from tests.watchers.xlsx.packed import with_flag, with_stated_size, workbook_bytes, zip_bytes
from tests.workbooks import Sheet, excel, parts_of
from watchers.errors import NotAWorkbook, Unsafe
from watchers.spreadsheet.read import read_workbook
from watchers.xlsx.container import MOST_MEMBERS, MOST_UNPACKED

SHEET = "xl/worksheets/sheet1.xml"
WHERE = "The list (https://www.ice.gov/a.xlsx)"


def test_a_whole_workbook_passes() -> None:
    read_workbook(workbook_bytes(), where=WHERE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, but no Excel workbook"),
        (b"STATE,AGENCY", "a file that begins b'STATE,AG'"),
        (b"PK\x05\x06" + b"\0" * 18, "a zip file that is damaged"),
        (zip_bytes({"word/document.xml": b"", "[Content_Types].xml": b""}), "not an Excel workbook"),
        (zip_bytes({"xl/workbook.xml": b""}), "not an Excel workbook"),
        (with_flag(workbook_bytes(), 1), "locked with a password"),
    ],
)
def test_another_kind_of_file_is_named_for_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(NotAWorkbook) as caught:
        read_workbook(content, where=WHERE)
    assert said in str(caught.value)
    assert str(caught.value).startswith(WHERE)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.999])
def test_a_workbook_cut_short_is_none(share: float) -> None:
    whole = workbook_bytes(extra={"xl/a.xml": random.Random(1).randbytes(5000)})
    with pytest.raises(NotAWorkbook, match="cut short or damaged"):
        read_workbook(whole[: int(len(whole) * share)], where=WHERE)


def test_a_workbook_with_one_changed_byte_inside_is_none() -> None:
    whole = bytearray(workbook_bytes(extra={"xl/a.xml": random.Random(1).randbytes(5000)}))
    whole[2500] ^= 1
    with pytest.raises(NotAWorkbook, match="damaged"):
        read_workbook(bytes(whole), where=WHERE)


@pytest.mark.parametrize(
    "sheet", [b"<a><b></a>", b"<a>", b"", b"<a>&</a>", b"<a/><a/>", b'<?xml version="1.0" encoding="eTF-8"?><a/>']
)
def test_a_workbook_whose_sheet_is_broken_xml_is_none(sheet: bytes) -> None:
    with pytest.raises(NotAWorkbook, match=r"its part 'xl/worksheets/sheet1\.xml' is broken XML"):
        read_workbook(workbook_bytes(extra={"xl/worksheets/sheet1.xml": sheet}), where=WHERE)


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        (b"<sheetViews>", b"<sheetViews/>"),
        (b'<c r="B2"', b'<c r="B2'),
        (b"</v>", b"<v>"),
        (b"</row>", b""),
        (b"</sheetData>", b""),
        (b"</sheetData>", b"</sheetData></sheetData>"),
        (b"<pageMargins", b"& <pageMargins"),
        (b"</worksheet>", b"</worksheet"),
        (b"</worksheet>", b"</worksheet><a/>"),
    ],
)
def test_a_sheet_that_is_broken_before_behind_or_in_its_cells_is_none(sound: bytes, broken: bytes) -> None:
    sheet = parts_of(excel(Sheet(rows=[["MISSOURI", "Webster County Sheriff"]])))[SHEET]
    read_workbook(workbook_bytes(extra={SHEET: sheet}), where=WHERE)
    assert sound in sheet
    with pytest.raises(NotAWorkbook, match="broken XML"):
        read_workbook(workbook_bytes(extra={SHEET: sheet.replace(sound, broken, 1)}), where=WHERE)


def test_a_workbook_whose_sheet_declares_a_document_type_is_none() -> None:
    sheet = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>'
    with pytest.raises(NotAWorkbook, match="declares a document type"):
        read_workbook(workbook_bytes(extra={"xl/worksheets/sheet1.xml": sheet}), where=WHERE)


def test_a_zip_bomb_is_refused_by_its_stated_size_before_it_is_unpacked() -> None:
    with pytest.raises(
        Unsafe,
        match=r"would unpack to 52,4[0-9]{2},[0-9]{3} .* It was not opened, and the lists",
    ):
        read_workbook(workbook_bytes(extra={"xl/a.xml": bytes(MOST_UNPACKED)}), where=WHERE)


def test_a_zip_bomb_that_understates_its_size_is_found_out() -> None:
    bomb = workbook_bytes(extra={"xl/a.xml": bytes(1_000_000)})
    with pytest.raises(NotAWorkbook, match="damaged"):
        read_workbook(with_stated_size(bomb, b"xl/a.xml", 10), where=WHERE)


def test_a_zip_of_too_many_parts_is_refused() -> None:
    parts = {f"xl/{n}.xml": b"" for n in range(MOST_MEMBERS)}
    with pytest.raises(Unsafe, match=r"in 21[0-9] parts"):
        read_workbook(workbook_bytes(extra=parts), where=WHERE)
