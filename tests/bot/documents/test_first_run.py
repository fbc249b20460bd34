import random
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.documents import job
from state.files.kept import DocumentArchive
from state.store import Store
from tests.bot.documents.desk import Archivist, with_moa
from tests.bot.documents.first_run import first_run
from tests.bot.newsroom import agency
from tests.pdfs import Sheet, pdf


class DiedError(BaseException):
    """As if the process had been killed."""


def dying(real: Callable[..., Any], chance: random.Random, *, after: bool) -> Callable[..., Any]:
    def may_die(*given: Any, **named: Any) -> Any:
        dies = chance.random() < 0.1
        if dies and not after:
            raise DiedError
        done = real(*given, **named)
        if dies:
            raise DiedError
        return done

    return may_die


def test_a_first_run_that_dies_at_any_step_ends_complete_with_nothing_fetched_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "read_document", lambda _: None)
    monkeypatch.setattr(job, "can_read", lambda: False)
    bot, chance = Archivist(tmp_path), random.Random(7)
    names = [f"{n}.pdf" for n in range(25)]
    bot.library.files.update({name: pdf(Sheet(lines=[(72, 700, name)])) for name in names})
    bot.sees(*[with_moa(agency(f"Town {name} Police Department"), name) for name in names])
    deaths = 0
    with monkeypatch.context() as faults:
        for place, method in ((DocumentArchive, "land"), (DocumentArchive, "keep"), (DocumentArchive, "settle")):
            faults.setattr(place, method, dying(getattr(place, method), chance, after=True))
        faults.setattr(Store, "commit", dying(Store.commit, chance, after=chance.random() < 0.5))
        while deaths < 15:
            try:
                if not bot.steps():
                    break
            except DiedError:
                deaths += 1
    bot.steps(100, after=timedelta(seconds=5))
    assert deaths >= 5
    assert sorted(bot.library.whole) == sorted(names)
    assert len(bot.kept()) == len(names)
    assert all(DocumentArchive(bot.config.watch.folder).has(kept.sha256) for kept in bot.kept())


@pytest.mark.long
@pytest.mark.parametrize(("by", "cut"), [(signal.SIGTERM, 0), (signal.SIGKILL, 12)])
def test_a_first_run_over_2600_documents_ended_50_times_ends_complete_with_nothing_fetched_twice(
    by: signal.Signals, cut: int
) -> None:
    """A kill may come between the server's last byte and ours: such an answer was never had, and is asked for again."""
    counted = first_run(2600, 50, by=by)
    print(counted)  # noqa: T201
    assert counted.kept == 2600
    assert counted.twice == counted.sent - counted.kept <= cut
