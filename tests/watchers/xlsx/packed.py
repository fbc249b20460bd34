"""The smallest files that pass for workbooks, and some that don't."""

import io
import struct
import zipfile

from tests.workbooks import Sheet, excel, parts_of


def workbook_bytes(words: str = "the list", extra: dict[str, bytes] | None = None) -> bytes:
    """A workbook of one row; `words` tells one from another, `extra` are parts beside or in place of its own."""
    return zip_bytes(parts_of(excel(Sheet(rows=[["MISSOURI", words]]))) | (extra or {}))


def zip_bytes(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_flag(content: bytes, flag: int) -> bytes:
    """The zip with `flag` set on its first member, in its own header and in the directory."""
    changed = bytearray(content)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = content.index(magic) + at
        changed[where : where + 2] = struct.pack("<H", struct.unpack("<H", content[where : where + 2])[0] | flag)
    return bytes(changed)


def with_stated_size(content: bytes, member: bytes, size: int) -> bytes:
    """The zip whose directory states another unpacked size for `member` than it has: what a sly bomb does."""
    changed = bytearray(content)
    where = content.rindex(member) - 46 + 24  # the directory's entry: 46 bytes, then the name
    changed[where : where + 4] = struct.pack("<I", size)
    return bytes(changed)
