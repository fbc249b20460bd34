"""Every distinct workbook that was fetched, kept under its hash."""

from dataclasses import dataclass
from datetime import datetime

from state.files.kept import KeptFiles
from watchers.model.agreement import ListKind, Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A workbook, the list that it was, and when we first had it. ICE posts the same bytes under new names."""

    workbook: Workbook
    list: ListKind
    fetched_at: datetime


class WorkbookArchive(KeptFiles):
    """The workbooks beside the state in `folder`, as `workbooks/ab/abcdef….xlsx`. A file is never changed."""

    name, suffix, what = "workbooks", "xlsx", "workbook"
