"""What the site told of events, kept in the state's folder: the next time only what is new has to be put into words."""

import contextlib
from dataclasses import asdict
from pathlib import Path

import orjson

from notifiers.site.telling import Told

_FILE = "site-told.jsonl"


class Remembered(dict[str, Told]):
    """What was told of each event, by its key: a line of the file, read when it is asked for.

    The file's first line is the form of the program that told it; what another one told is forgotten.
    """

    def __init__(self, folder: Path, form: str) -> None:
        super().__init__()
        self._path, self._form = folder / _FILE, form.encode()
        self._lines: dict[str, bytes] = {}
        self._is_there = False
        with contextlib.suppress(OSError):
            first, *lines = self._path.read_bytes().split(b"\n")
            self._is_there = first == self._form
            for line in lines if self._is_there else ():
                key, _, text = line.partition(b"\t")
                self._lines[key.decode("utf-8", "replace")] = text

    def __missing__(self, key: str) -> Told:
        try:
            told = self[key] = Told(**orjson.loads(self._lines[key]))
        except (orjson.JSONDecodeError, TypeError):  # the machine died while it was written
            raise KeyError(key) from None
        return told

    def keep(self) -> None:
        """Add to the file what was told since it was read. A folder that can't be written costs time, nothing else."""
        new = [f"\n{key}\t".encode() + orjson.dumps(asdict(self[key])) for key in self.keys() - self._lines.keys()]
        if not new and self._is_there:
            return
        with contextlib.suppress(OSError), self._path.open("ab" if self._is_there else "wb") as file:
            file.write(b"".join(new) if self._is_there else b"".join([self._form, *new]))
