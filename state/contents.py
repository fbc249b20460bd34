"""The parts of a state as values, each decoded from its tables when it is first asked for."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from state.agreement_codec import decode_shelf
from state.archive import Fetched
from state.chronicle import Chronicle
from state.codec import decode_all_fetched, decode_holds, decode_marks, decode_register
from state.draft import FETCHED, HOLDS, LISTS, MARKS, OUTBOX, STANDINGS, TOLD, WORKBOOKS
from state.ledger import Ledger
from state.storage import AtomicStorage
from watchers.agreement import ListKind, Workbook
from watchers.register import Hold, Register


class Contents:
    """What is in the tables of a storage. A commit puts new values in their place; every part raises MalformedError."""

    def __init__(self, folder: Path, storage: AtomicStorage) -> None:
        self._folder = folder
        self._storage = storage

    def read_all(self) -> None:
        """Read every row, and so find one that can't be read."""
        self.register, self.fetched, self.marks, self.holds  # noqa: B018 - reading them is the point
        self.ledger.told.read_all()
        self.chronicle.read_all()

    def _table(self, name: str) -> Mapping[str, Any]:
        return self._storage.read().get(name, {})

    @cached_property
    def shelf(self) -> dict[str, Workbook]:
        """The workbooks that rows name, by key."""
        return decode_shelf(self._table(WORKBOOKS))

    @cached_property
    def register(self) -> Register:
        """The register."""
        return decode_register(self._table(STANDINGS), self._table(LISTS), self.shelf)

    @cached_property
    def chronicle(self) -> Chronicle:
        """The events."""
        return Chronicle(self._folder, self._storage.read(), self.shelf)

    @cached_property
    def ledger(self) -> Ledger:
        """The outbox, and who was told what."""
        return Ledger.load(self._table(OUTBOX), self._table(TOLD))

    @cached_property
    def marks(self) -> dict[str, Any]:
        """The marks by name."""
        return decode_marks(self._table(MARKS))

    @cached_property
    def fetched(self) -> dict[str, Fetched]:
        """The workbooks as fetched, by their rows' ids."""
        return decode_all_fetched(self._table(FETCHED), self.shelf)

    @cached_property
    def holds(self) -> dict[ListKind, Hold]:
        """What is held of each list."""
        return decode_holds(self._table(HOLDS), self.shelf)
