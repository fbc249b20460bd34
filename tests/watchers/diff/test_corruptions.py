"""Made-up histories of real places: what is told falsely, late or never, kind by kind."""

from dataclasses import replace
from random import Random

import pytest

from tests.corruptions.agencies import TITLES, Agency
from tests.corruptions.clerk import HANDS
from tests.corruptions.country import Country, beaches, counties_alike
from tests.corruptions.generator import HELD_OUT_SEEDS, KINDS, PLAYS, history, is_held_out
from tests.corruptions.judge import run
from tests.corruptions.run import chosen_kinds, figure, many_runs
from watchers.model.event import EventKind
from watchers.names import gazetteer
from watchers.names.counties import counties_named

NOT_YET = (
    "name: state *", "name: duties added", "name: college renamed", "name: place *", "two slips: *, a day off*",
    "two slips: name, county cell", "two: c*", "two: university*", "two: sheriff*", "news: fourth model",
    "news: row splits into two", "pending: signs", "pending: in the wrong state", "many: of many states",
    "many: renamed at once",
)  # fmt: skip
"""Kinds that the bot still takes for what they are not, now and then: to become fewer."""


def test_news_is_found_among_corruptions_and_nothing_else_is() -> None:
    verdict = many_runs(range(1, 13), chosen_kinds([], NOT_YET, None), size=150)

    assert verdict.mistakes == []
    assert figure(verdict, "true") > 300
    assert verdict.count("plays") > 100


def test_what_clerks_do_with_excel_makes_no_news_and_hides_none() -> None:
    kinds = chosen_kinds(["sheet: *", "broken: a tab without a header", "news: withdrawn", "pending: comes"], [], None)
    verdict = many_runs(range(1, 9), kinds, size=60)

    assert verdict.mistakes == []
    assert figure(verdict, "true") > 20
    assert sum(verdict.count("right", kind) for kind in kinds if kind.startswith("sheet: ")) > 10


def test_a_run_is_the_same_for_the_same_seed() -> None:
    one, other = (history(Random(5), size=60) for _ in range(2))

    assert one == other
    assert one != history(Random(6), size=60)


@pytest.mark.parametrize("kind", [k for k in KINDS if k in PLAYS])
def test_every_kind_can_be_played_alone(kind: str) -> None:
    assert any(kind in history(Random(seed), [kind], size=40, plays=2).plays for seed in range(4))


def test_the_judge_sees_news_that_was_not_told_and_news_that_was_not_true() -> None:
    made = history(Random(1), ["pending: comes", "news: withdrawn"], size=60)
    signed = next(news for news in made.news if news.kind is EventKind.SIGNED)
    blind = run(replace(made, news=tuple(news for news in made.news if news is not signed)))
    deaf = run(replace(made, news=(*made.news, replace(signed, subject=0))))

    assert run(made).mistakes == []
    assert [mistake.what for mistake in blind.mistakes] == ["false signed"]
    assert [mistake.what for mistake in deaf.mistakes] == ["lost signed"]


def test_the_judge_sees_how_late_news_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    made = history(Random(1), ["pending: comes", "news: withdrawn"], size=60)
    assert run(made).count("late") == 0

    monkeypatch.setattr("tests.corruptions.judge.LATE", -1)  # then even what is told at once is late
    in_time = [news for news in made.news if news.kind is not EventKind.PENDING_DROPPED]
    assert run(made).count("late") == len(in_time) > 0


def test_both_halves_hold_kinds_of_every_sort() -> None:
    for sort in ("name: ", "two slips: ", "row: ", "two: ", "news: ", "pending: ", "many: ", "broken: ", "looks: "):
        halves = {is_held_out(kind) for kind in KINDS if kind.startswith(sort)}
        assert halves == {True, False}, sort
    assert set(chosen_kinds([], [], False)) | set(chosen_kinds([], [], True)) == set(KINDS)
    assert 1 not in HELD_OUT_SEEDS


@pytest.mark.parametrize("office", sorted(TITLES))
def test_no_two_agencies_of_a_state_are_drawn_with_one_place(office: str) -> None:
    country = Country(Random(3))
    drawn = [country.any() for _ in range(400)]
    places = [(a.state, gazetteer.fold(a.place)) for a in drawn]

    assert len(set(places)) == len(places)
    assert office in {a.office for a in drawn} | {"attorney"}


def test_a_typo_never_makes_another_real_place() -> None:
    rng, country = Random(2), Country(Random(2))
    for _ in range(300):
        agency = country.sheriff()
        wrong = HANDS["place mistyped"](rng, agency, agency.name)
        if wrong is not None:
            assert not counties_named(wrong.partition(" County")[0] + " County", agency.state), wrong


def test_pairs_that_look_alike_are_real() -> None:
    assert ("FL", "Melbourne", "Melbourne Beach") in beaches("Beach")
    assert ("GA", "Macon County", "Bacon County") in counties_alike() or (
        "GA",
        "Bacon County",
        "Macon County",
    ) in counties_alike()


def test_an_agency_has_a_name_of_each_class_of_titles() -> None:
    jail = Agency(state="KY", office="jail", place="Hardin", county="Hardin County")

    assert jail.name == "Hardin County Jail"
    assert jail.titled(Random(1), "unit") != jail.name
    assert jail.titled(Random(1), "usual") == "Hardin County Detention Center"
    assert Agency(state="KY", office="marshal", place="Hardin", county="").titled(Random(1), "signatory") is None


@pytest.mark.long
def test_no_two_kinds_of_agency_become_one_and_no_agency_becomes_two() -> None:
    verdict = many_runs(range(HELD_OUT_SEEDS.start, HELD_OUT_SEEDS.start + 300))

    below = {k: figure(verdict, "right", k) / plays for k in PLAYS if (plays := figure(verdict, "plays", k))}
    assert {kind: share for kind, share in below.items() if share < 0.97} == {}
    assert figure(verdict, "broken taken") == 0
