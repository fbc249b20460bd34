"""A zip of parts: is it safe to open? Looked at before anything in it is unpacked. No I/O."""

import io
import zipfile
from collections.abc import Generator
from typing import Self

from watchers.errors import NotAWorkbook, Unsafe

MOST_UNPACKED = 50 << 20
"""Bytes. ICE's list of 1,843 rows unpacks to 1.5 MB; one of 1 GB of blanks packs into 1.2 MB."""
MOST_MEMBERS = 200
"""A workbook of one sheet has about a dozen."""
LATER = "The lists stay as they were; the next poll fetches it again. If it lasts, open the link in a browser."


_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Excel writes. Of the other ways LZMA takes as much memory as the file says, whatever its content."""


class Package:
    """A zip of parts, whose names are taken in small letters, with slashes: some programs write backslashes.

    What is read of it is copied on the way, and the copy is all that another reader gets to see: what was checked is
    what is read, whatever else the file holds. Raises `NotAWorkbook`, and `Unsafe` for a zip that would unpack to more
    than `most_unpacked` bytes or holds more than `MOST_MEMBERS` files.
    """

    def __init__(self, content: bytes, where: str, most_unpacked: int = MOST_UNPACKED) -> None:
        self._packed = zipfile.ZipFile(io.BytesIO(content))
        members = self._packed.infolist()
        _check_members(members, where, most_unpacked)
        self._parts = {m.filename.replace("\\", "/").lower(): m for m in reversed(members)}
        self._copied = io.BytesIO()
        packing = zipfile.ZIP_STORED if sum(m.file_size for m in members) < _SMALL else zipfile.ZIP_DEFLATED
        self._copy = zipfile.ZipFile(self._copied, "w", packing, compresslevel=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file and the copy."""
        self._packed.close()
        self._copy.close()

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def pieces(self, part: str) -> Generator[bytes, None, None]:
        """A part, piece by piece, as it goes into the copy. Raises BadZipFile where it doesn't match its check sum."""
        with self._packed.open(self._parts[part.lower()]) as packed, self._copy.open(part, "w") as copy:
            while piece := packed.read(_PIECE):
                copy.write(piece)
                yield piece

    def copied(self) -> io.BytesIO:
        """The copy of what was read. What was not is seen to be whole: a file that is damaged anywhere is none."""
        copied = {name.lower() for name in self._copy.namelist()}
        for part in self._parts.keys() - copied:
            with self._packed.open(self._parts[part]) as packed:
                while packed.read(_PIECE):
                    pass
        self._copy.close()
        self._copied.seek(0)
        return self._copied


_SMALL = 8 << 20  # bytes that are copied as they are; more is packed, lest it fill the memory
_PIECE = 1 << 16


def _check_members(members: list[zipfile.ZipInfo], where: str, most_unpacked: int) -> None:
    size = sum(m.file_size for m in members)
    if len(members) > MOST_MEMBERS or size > most_unpacked:
        raise Unsafe(
            f"{where} would unpack to {size:,} bytes in {len(members):,} parts; a list needs far less than "
            f"{most_unpacked:,} bytes in {MOST_MEMBERS} parts. It was not opened, and the lists stay as they "
            "were. Look at it on ICE's page before you trust it."
        )
    if any(m.flag_bits & 1 for m in members):
        raise NotAWorkbook(f"{where} is locked with a password, where an open workbook was expected. {LATER}")
    if any(m.compress_type not in _PACKINGS for m in members):
        raise NotAWorkbook(f"{where} is packed in a way that Excel doesn't know. {LATER}")
