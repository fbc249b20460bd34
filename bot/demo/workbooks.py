"""ICE's workbooks made anew from facts: what the rehearsal's page serves, one publication after another."""

import csv
import io
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.resources import files

from bot.rehearsal.ice import RehearsedFile, RehearsedPublication
from watchers.model.agreement import ListKind

_COLUMNS = {
    ListKind.PARTICIPATING: (
        "STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM",
    ),
    ListKind.PENDING: ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE"),
}  # fmt: skip


def publication_workbooks() -> list[RehearsedPublication]:
    """Make every publication of the rehearsal, the oldest first. The same bytes at each call."""
    folder = files("bot.demo")
    facts = tomllib.loads(folder.joinpath("publications.toml").read_text("utf-8"))
    table = folder.joinpath("agreements.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(table), strict=True))
    found = []
    for number, fact in enumerate(facts["publication"], start=1):
        at: datetime = fact["published_at"]
        listed, waiting = (_on(kind, number, rows) for kind in (ListKind.PARTICIPATING, ListKind.PENDING))
        found.append(
            RehearsedPublication(
                published_at=at,
                participating=_workbook(fact["participating"], ListKind.PARTICIPATING, listed, at),
                pending=_workbook(fact["pending"], ListKind.PENDING, waiting, at) if "pending" in fact else None,
                agreements=len(listed),
                states=len({row["STATE"].strip() for row in listed}),
            )
        )
    return found


def _on(kind: ListKind, number: int, rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of a list that the publication of that number, from 1, has."""
    return [
        row
        for row in rows
        if row["list"] == kind and int(row["since"]) <= number and (not row["until"] or number < int(row["until"]))
    ]


def _workbook(name: str, kind: ListKind, rows: Iterable[dict[str, str]], at: datetime) -> RehearsedFile:
    """The table as an Excel workbook, with the day of its making inside it, so that no two lists are alike in bytes."""
    import xlsxwriter

    columns, saved = _COLUMNS[kind], io.BytesIO()
    with xlsxwriter.Workbook(
        saved, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": at.astimezone(UTC)})
        sheet = book.add_worksheet("Sheet1")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "m/d/yyyy"})
        sheet.write_row(0, 0, columns, bold)
        for number, cells in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                text = cells.get(column, "")
                if column == "SIGNED" and text:
                    sheet.write_datetime(number, place, date.fromisoformat(text), day)
                elif text.startswith("https://"):
                    sheet.write_url(number, place, text, string="link")
                elif text:
                    sheet.write_string(number, place, text)
    return RehearsedFile(name=name, content=saved.getvalue())
