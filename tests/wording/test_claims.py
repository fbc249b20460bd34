"""Every claim of every alert, read back against the record."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.outgoing.threads import Threads
from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from state.store import Store, open_store
from tests.bot.outgoing.test_every_alert import saved_rehearsal
from tests.notifiers.stories import GONE, TOTALS, WEBSTER, told
from tests.wording.reader import Record, faults
from tests.wording.words_per_agency import DESKS, alerts
from watchers.diff.totals import tally_by_state
from watchers.model.second_look import SecondLook


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "var", holder="a test") as opened:
        yield opened


def read_back(store: Store, folder: Path) -> tuple[int, list[str]]:
    publications, _ = saved_publications(folder)
    backfill(store, publications, rules=SecondLook())
    threads, totals = Threads(store), tally_by_state(store.register())
    read, found = 0, []
    for desk in DESKS.values():
        for events, story in alerts(store, desk):
            lately = {e.id: other for e in events if (other := threads.lately(e)) is not None}
            found += list(faults(story, Record(events={e.id: e for e in events}, lately=lately, totals=totals)))
            read += 1
    return read, found


def test_every_claim_of_the_rehearsals_alerts_is_so(tmp_path: Path, store: Store) -> None:
    read, found = read_back(store, saved_rehearsal(tmp_path))
    assert read > 20
    assert found == []


@pytest.mark.archive
@pytest.mark.long
def test_every_claim_of_the_archives_alerts_is_so(archive: Path, store: Store) -> None:
    read, found = read_back(store, archive)
    assert read > 400
    assert found == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("row 598", "row 599"),
        ("signed Nov. 6", "signed Nov. 5"),
        ("Was pending one day.", "Was pending two days."),
        ("First in Webster County on our record.", "First in Missouri on our record."),
        ("Still listed for Task Force and Warrant Service Officer.", "Still listed for Task Force."),
        ("Task Force¹", "Jail Enforcement¹"),
        ("Gone from the lists of Nov. 6 morning and afternoon.", "Gone from the lists of Nov. 4 to Nov. 6 (5 lists)."),
        ("Missouri now: 19 agreements", "Missouri now: 20 agreements"),
        ("(11 Task Force", "(12 Task Force"),
        ("MOA not posted.", "A sentence that nobody can read."),
        ("agreement Nov. 6", "agreement Nov. 7"),
        ("Newly signed", "Newly signed (2)"),
    ],
)
def test_a_claim_that_is_not_so_is_found(said: str, instead: str) -> None:
    story = told(WEBSTER, GONE)
    record = Record(events={WEBSTER.id: WEBSTER, GONE.id: GONE}, lately={}, totals=TOTALS)
    assert list(faults(story, record)) == []
    wrong = replace(
        story,
        quote=story.quote.replace(said, instead),
        totals=tuple(line.replace(said, instead) for line in story.totals),
        sections=tuple(
            replace(
                section,
                heading=section.heading.replace(said, instead),
                items=tuple(
                    replace(
                        item,
                        facts=tuple(fact.replace(said, instead) for fact in item.facts),
                        notes=tuple(note.replace(said, instead) for note in item.notes),
                    )
                    for item in section.items
                ),
            )
            for section in story.sections
        ),
    )
    assert wrong != story
    assert list(faults(wrong, record))
