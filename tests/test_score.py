"""The measure: the history of ICE's lists built anew, and held against the events that people checked by hand."""

import json
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from bot.reports.events import printed
from state.store import open_store
from watchers.model.second_look import SecondLook

FLOOR = 0.99
KINDS = ("signed", "withdrawn", "pending", "pending_dropped")

pytestmark = [pytest.mark.long, pytest.mark.archive]


@pytest.fixture(scope="module")
def reported(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every event of the archive's history, as `events --format jsonl` prints them."""
    folder = tmp_path_factory.mktemp("score")
    with open_store(folder / "var", holder="the score") as store:
        backfill(store, saved_publications(archive)[0], rules=SecondLook())
        lines = list(printed(store.events(), "jsonl", ZoneInfo("UTC")))
    found = folder / "reported.jsonl"
    found.write_text("\n".join(lines) + "\n", "utf-8")
    return found


def score(archive: Path, reported: Path, *more: str) -> str:
    """What the archive's own judge says."""
    judge = archive.parent / "bin" / "score"
    if not judge.is_file():
        pytest.skip(f"the judge is not at {judge}")
    command = [sys.executable, str(judge), str(archive), str(reported), *more]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_every_kind_of_news_is_right_and_complete(archive: Path, reported: Path) -> None:
    print("\n" + score(archive, reported, "--show", "20"))  # noqa: T201 - `make score` is run for this table
    kinds = json.loads(score(archive, reported, "--json"))["kinds"]
    assert set(kinds) == set(KINDS)
    short = {kind: found for kind, found in kinds.items() if min(found["precision"] or 0, found["recall"] or 0) < FLOOR}
    assert short == {}


def test_nothing_is_reported_twice(archive: Path, reported: Path) -> None:
    assert json.loads(score(archive, reported, "--json"))["reported_twice"] == 0
