import csv
import io

import pytest

from notifiers.story.csv_table import csv_name, story_csv
from tests.notifiers.mail_stories import item, long_story, named, section, story


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_item_has_its_row_in_the_storys_order() -> None:
    header, *items = rows(story_csv(story()))
    assert header == ["event", "kind", "state", "agency", "facts", "notes", "links"]
    assert [(row[0], row[1], row[3]) for row in items] == [
        ("7f3a81c2", "signed", "Webster County Sheriff's Office"),
        ("81c2ffff", "withdrawn", "Pulaski County Sheriff's Office"),
    ]
    assert len(rows(story_csv(long_story(700)))) == 701


def test_an_items_own_cells_are_its_columns() -> None:
    cells = (("event", "7f3a"), ("agency", "Ford County"), ("row", "=598"))
    told = story(
        sections=(
            section(
                item(cells=cells),
                item(cells=(("event", "81c2"), ("county", "Ford"))),
            ),
        )
    )
    assert rows(story_csv(told)) == [
        ["event", "agency", "row", "county"],
        ["7f3a", "Ford County", "'=598", ""],
        ["81c2", "", "", "Ford"],
    ]


@pytest.mark.parametrize("agency", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "\u202e=1", "＝1"])
def test_no_cell_is_a_formula_to_a_spreadsheet(agency: str) -> None:
    assert rows(story_csv(named(agency)))[1][3].startswith("'")


def test_quotes_commas_and_odd_line_ends_in_a_name_stay_in_their_cell() -> None:
    assert rows(story_csv(named('Office of "The Sheriff",\u2028Parish\r\nof X')))[1][3] == (
        'Office of "The Sheriff", Parish of X'
    )


def test_the_files_name_is_plain_letters_whatever_the_subscriptions_name() -> None:
    assert csv_name(story()) == "watch287g-mid-missouri-2025-11-06.csv"
    assert csv_name(story(subscription='../Ñandú "é"\n')) == "watch287g-and-2025-11-06.csv"
    assert csv_name(story(subscription="北")) == "watch287g-2025-11-06.csv"
