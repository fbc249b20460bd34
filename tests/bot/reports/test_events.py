import csv
import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.reports.events import COLUMNS, printed
from tests.factories import agreement, event
from watchers.model.agreement import Model
from watchers.model.event import Change, Context, EventKind

CENTRAL = ZoneInfo("America/Chicago")


def test_a_json_line_has_every_column_and_plain_values() -> None:
    (line,) = printed([event(changes=(Change(field="county", before=None, after="Webster County"),))], "jsonl", CENTRAL)
    document = json.loads(line)
    assert set(COLUMNS) <= set(document)
    assert document["kind"] == "signed"
    assert (document["state"], document["model"], document["level"]) == ("MO", "TFM", "county")
    assert (document["signed"], document["observed_at"]) == ("2025-11-06", "2025-11-06T18:04:00+00:00")
    assert document["changes"] == [{"field": "county", "before": None, "after": "Webster County"}]


def test_what_is_unclear_is_null_and_no_guess() -> None:
    (line,) = printed([event(agreement=agreement(state=None, model=None, level=None, signed=None))], "jsonl", CENTRAL)
    document = json.loads(line)
    assert [document[name] for name in ("state", "model", "level", "signed")] == [None] * 4


def test_a_name_of_several_lines_stays_on_one_json_line() -> None:
    (line,) = printed([event(agreement=agreement(agency="Odd\nName\u2028Police"))], "jsonl", CENTRAL)
    assert "\n" not in line
    assert json.loads(line)["agency"] == "Odd\nName\u2028Police"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " ="])
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    _, row = csv.reader(
        io.StringIO("\n".join(printed([event(agreement=agreement(agency=f"{start}1+1"))], "csv", CENTRAL)))
    )
    cell = row[COLUMNS.index("agency")]
    assert cell[0] == "'"
    assert cell.endswith("1+1")


def test_csv_has_a_header_and_keeps_commas_and_quotes() -> None:
    name = 'City of "St. Ann", Missouri'
    header, row = csv.reader(io.StringIO("\n".join(printed([event(agreement=agreement(agency=name))], "csv", CENTRAL))))
    assert tuple(header) == COLUMNS
    assert row[COLUMNS.index("agency")] == name


def test_the_table_prints_what_would_steer_a_terminal_as_its_code() -> None:
    (line,) = printed([event(agreement=agreement(agency="Evil\x1b[2J\u202eecilop"))], "table", CENTRAL)
    assert "Evil\\x1b[2J\\u202eecilop" in line
    assert line.isprintable()


def test_the_table_has_a_line_for_the_eye() -> None:
    (line,) = printed([event(observed_at=datetime(2025, 11, 6, 18, 4, tzinfo=UTC))], "table", CENTRAL)
    assert line == "2025-11-06 12:04 signed     MO  Webster County Sheriff's Office (TFM, signed 2025-11-06)  7f3a81c2"


def test_the_table_says_what_is_unclear_and_shortens_long_kinds() -> None:
    odd = event(
        kind=EventKind.PENDING_DROPPED,
        agreement=agreement(state=None, model=None, signed=None),
        context=Context(other_models=(Model.WSO,)),
    )
    (line,) = printed([odd], "table", CENTRAL)
    assert " dropped    ?? " in line
    assert "(model unclear)" in line
