"""How the agreements have grown: a point for each day on which their number changed, and the lines of a chart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from notifiers.site.maps import shade
from notifiers.site.record import Record
from watchers.diff.totals import Counts
from watchers.frozen import frozen
from watchers.model.agreement import Model

WIDTH, HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 196, 12, 28
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000)


@frozen
class Point:
    """The agreements at the end of a day, by model (None: all)."""

    day: date
    numbers: dict[Model | None, int]


@frozen
class Line:
    """One model's line: its SVG path, where it ends, and the number there; `label_y` keeps the labels apart."""

    model: Model | None
    path: str
    end: tuple[float, float]
    label_y: float
    number: int

    @property
    def css(self) -> str:
        """The CSS class of its colour."""
        return shade([self.model]) if self.model else "m-all"


@frozen
class Chart:
    """A chart's lines, and the marks on its axes: each a place and what stands there."""

    lines: tuple[Line, ...]
    levels: tuple[tuple[float, int], ...]
    months: tuple[tuple[float, date], ...]


def trend(record: Record, state: str | None = None) -> tuple[Point, ...]:
    """The nation's points, or a state's, oldest first, from the record's beginning to its newest list."""
    begin, newest = record.register.participating.baseline_at, record.newest
    if begin is None:
        return ()
    days = record.moves.get(state, {})
    last = max([record.day_of(begin), *days, *([record.day_of(newest.seen)] if newest else [])])
    counts = Counter({place: n for place, n in record.counts.items() if state in (None, place[0])})
    numbers = _numbers(counts)
    points = [Point(day=last, numbers=dict(numbers))]
    for day in sorted(days, reverse=True):
        if day != last:
            points.append(Point(day=day, numbers=dict(numbers)))
        _go_back(counts, numbers, days[day])
    first = record.day_of(begin)
    if first not in days and first != last:
        points.append(Point(day=first, numbers=dict(numbers)))
    return tuple(reversed(points))


def _numbers(counts: Counts) -> dict[Model | None, int]:
    found: dict[Model | None, int] = {None: counts.total()}
    for (_, model), number in counts.items():
        if model is not None:
            found[model] = found.get(model, 0) + number
    return found


def _go_back(counts: Counts, numbers: dict[Model | None, int], moved: Counts) -> None:
    """To what there were before; never fewer than none."""
    for place, number in moved.items():
        fewer = max(counts[place] + number, 0) - counts[place]
        counts[place] += fewer
        for model in {None, place[1]}:
            numbers[model] = numbers.get(model, 0) + fewer


def by_month(points: Sequence[Point]) -> list[Point]:
    """The last point of each month, oldest first: the table behind the chart."""
    return list({(point.day.year, point.day.month): point for point in points}.values())


def chart(points: Sequence[Point], models: Iterable[Model]) -> Chart | None:
    """The chart of points, a line for each model and one for all; None where there is no time between them."""
    if len(points) < 2 or points[0].day == points[-1].day:
        return None
    most = max(point.numbers[None] for point in points)
    step = next((s for s in _STEPS if s * 4 >= most), _STEPS[-1])
    top = max(step * -(-most // step), step)
    first, span = points[0].day, (points[-1].day - points[0].day).days

    def x(day: date) -> float:
        return round(_LEFT + (day - first).days / span * (WIDTH - _LEFT - _RIGHT), 1)

    def y(number: int) -> float:
        return round(HEIGHT - _BOTTOM - number / top * (HEIGHT - _TOP - _BOTTOM), 1)

    drawn = []
    for model in (None, *models):
        numbers = [(x(point.day), y(point.numbers.get(model, 0))) for point in points]
        path = f"M{numbers[0][0]:g} {numbers[0][1]:g}" + "".join(f"H{a:g}V{b:g}" for a, b in numbers[1:])
        drawn.append((model, path, numbers[-1], points[-1].numbers.get(model, 0)))
    labels = _apart([end[1] for _, _, end, _ in drawn])
    return Chart(
        lines=tuple(
            Line(model=model, path=path, end=end, label_y=labels[n], number=number)
            for n, (model, path, end, number) in enumerate(drawn)
        ),
        levels=tuple((y(level), level) for level in range(0, top + 1, step)),
        months=tuple((x(day), day) for day in _months(first, points[-1].day)),
    )


def _apart(places: list[float]) -> list[float]:
    """Label places at least a line's height from each other, in the order of the lines' ends."""
    found = list(places)
    for before, here in zip(order := sorted(range(len(places)), key=places.__getitem__), order[1:], strict=False):
        found[here] = max(found[here], found[before] + 15)
    return found


def _months(first: date, last: date) -> list[date]:
    """The first days of months to be marked: eight at most."""
    days, day = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        days.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    every = -(-len(days) // 8) or 1
    return days[::every]
