"""What ICE does to its lists, at random, beside known news: no false withdrawal, no lost signing."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.corruptions.bases import synthetic_base
from tests.corruptions.generator import history
from tests.corruptions.judge import run
from tests.corruptions.run import many_runs
from watchers.model.event import EventKind


def test_news_is_found_among_corruptions_and_nothing_else_is() -> None:
    verdict, _ = many_runs(range(1, 13), None, size=150)

    assert verdict.mistakes == []
    assert verdict.false.total() == 0
    assert verdict.true[EventKind.SIGNED] > 100
    assert verdict.true[EventKind.WITHDRAWN] > 20
    assert verdict.found[EventKind.SIGNED] == verdict.true[EventKind.SIGNED]
    assert verdict.found[EventKind.WITHDRAWN] == verdict.true[EventKind.WITHDRAWN]


def test_a_run_is_the_same_for_the_same_seed() -> None:
    one, other = (history(rng, synthetic_base(rng, size=60)) for rng in (Random(5), Random(5)))

    assert one == other
    assert one != history(Random(6), synthetic_base(Random(6), size=60))


def test_the_judge_sees_news_that_was_not_told_and_news_that_was_not_true() -> None:
    made = next(h for h in (history(Random(n), synthetic_base(Random(n), size=60)) for n in range(20)) if h.news)
    signed = next(news for news in made.news if news.kind is EventKind.SIGNED)
    blind = run(replace(made, news=tuple(news for news in made.news if news is not signed)))
    deaf = run(replace(made, news=(*made.news, replace(signed, subject=0))))

    assert [mistake.kind for mistake in blind.mistakes] == ["a false signed"]
    assert [mistake.kind for mistake in deaf.mistakes] == ["a lost signed"]


@pytest.mark.archive
@pytest.mark.long
def test_news_is_found_among_corruptions_of_real_lists(archive: Path) -> None:
    verdict, corruptions = many_runs(range(1, 1001), archive)

    assert verdict.mistakes == []
    assert verdict.lists["sound and held"] < 0.01 * verdict.lists["sound and taken"]
    assert min(corruptions.values()) > 0
