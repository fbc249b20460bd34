from itertools import pairwise

from notifiers.site.trend import by_month, chart, trend
from tests.lists import DAY, sheriff
from tests.notifiers.site.sites import History
from watchers.model.agreement import Model


def a_year() -> History:
    history = History(sheriff("Webster"), sheriff("Ellis", state="KANSAS", model="WSO"))
    history.sees(sheriff("Webster"), sheriff("Ellis", state="KANSAS", model="WSO"), sheriff("Dent"), after=30 * DAY)
    history.sees(sheriff("Webster"), sheriff("Dent"), after=30 * DAY)
    return history


def test_the_points_are_the_agreements_on_each_day_on_which_they_changed() -> None:
    points = trend(a_year().record())
    assert [(p.numbers[None], p.numbers.get(Model.TFM), p.numbers.get(Model.WSO, 0)) for p in points] == [
        (2, 1, 1), (3, 2, 1), (2, 2, 0)
    ]  # fmt: skip


def test_a_state_has_its_own_points() -> None:
    assert [p.numbers[None] for p in trend(a_year().record(), "KS")] == [1, 0]
    assert [p.numbers[None] for p in trend(a_year().record(), "VT")] == [0, 0]


def test_the_chart_ends_at_the_numbers_of_now_and_its_labels_stand_apart() -> None:
    points = trend(a_year().record())
    drawn = chart(points, [Model.TFM, Model.WSO])
    assert drawn is not None
    assert [line.number for line in drawn.lines] == [2, 2, 0]
    places = sorted(line.label_y for line in drawn.lines)
    assert all(b - a >= 14 for a, b in pairwise(places))
    assert len(by_month(points)) == 3


def test_one_day_makes_no_chart() -> None:
    assert chart(trend(History(sheriff("Webster")).record()), [Model.TFM]) is None
