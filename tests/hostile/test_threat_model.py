"""docs/threat-model.md promises only what a test tries."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "threat-model.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (?!threat |-)", line)]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
MODULE = re.compile(r"`((?:bot|watchers|notifiers|state)/[\w/]+\.py|requirements\.txt)`")


def test_the_table_has_rows() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:50])
def test_every_threat_names_what_stops_it_and_a_test_that_is_there(row: str) -> None:
    modules, tests = MODULE.findall(row), NAMED.findall(row)
    assert modules, "names no module"
    assert tests, "names no test"
    for module in modules:
        assert (PROJECT / module).is_file(), module
    for file, name in tests:
        source = (PROJECT / file).read_text("utf-8")
        assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), f"{file} has no {name}"
