"""Give rows to rows so that the sum of what each pair is worth is the greatest (the assignment problem)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

Edge = tuple[int, int]


def assign(worth: Mapping[Edge, float]) -> list[Edge]:
    """The pairs of the best assignment. Ties go to the pairs that stand first in the mapping."""
    chosen: list[Edge] = []
    for component in _components(worth):
        sure, rest = _sure(component)
        chosen += [*sure, *_hungarian(rest)]
    return chosen


def _components(worth: Mapping[Edge, float]) -> Iterator[dict[Edge, float]]:
    """The pairs, part by part: no row of one part is in a pair of another."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = node = parent.setdefault(above, above)
        return node

    for i, j in worth:
        parent[root(("old", i))] = root(("new", j))
    found: dict[tuple[str, int], dict[Edge, float]] = defaultdict(dict)
    for (i, j), value in worth.items():
        found[root(("old", i))][i, j] = value
    yield from found.values()


def _sure(worth: dict[Edge, float]) -> tuple[list[Edge], dict[Edge, float]]:
    """The pairs that are worth as much as the best other pairs of both rows together, and what they leave.

    Such a pair is in a best assignment: to take it never costs more than it brings.
    """
    best: dict[tuple[str, int], list[float]] = defaultdict(list)
    for (i, j), value in worth.items():
        best["old", i].append(value)
        best["new", j].append(value)
    for values in best.values():
        values.sort(reverse=True)
    sure = [
        (i, j)
        for (i, j), value in worth.items()
        if value == best["old", i][0] == best["new", j][0]
        and value > sum(values[1] for values in (best["old", i], best["new", j]) if len(values) > 1)
    ]
    olds, news = {i for i, _ in sure}, {j for _, j in sure}
    return sure, {(i, j): value for (i, j), value in worth.items() if i not in olds and j not in news}


def _hungarian(worth: dict[Edge, float]) -> Iterator[Edge]:
    """The best assignment of one part, by shortest augmenting paths over potentials (Kuhn and Munkres)."""
    rows, columns = list(dict.fromkeys(i for i, _ in worth)), list(dict.fromkeys(j for _, j in worth))
    # Column 0 is the one in hand; behind the real ones each row has one of its own, to be given to nobody.
    cost = [[0.0, *(-worth.get((i, j), 0.0) for j in columns), *(0.0 for _ in rows)] for i in rows]
    size = len(columns) + len(rows) + 1
    row_price, column_price, holder = [0.0] * len(rows), [0.0] * size, [-1] * size
    for row in range(len(rows)):
        holder[0] = row
        column, before = _free_column(cost, row_price, column_price, holder)
        while column:
            holder[column] = holder[before[column]]
            column = before[column]
    for column, row in enumerate(holder[1 : len(columns) + 1]):
        if row >= 0 and (rows[row], columns[column]) in worth:
            yield rows[row], columns[column]


def _free_column(
    cost: list[list[float]], row_price: list[float], column_price: list[float], holder: list[int]
) -> tuple[int, list[int]]:
    """The free column that the row in hand reaches at the least cost, and from which column each was reached."""
    size = len(holder)
    slack, before, free = [float("inf")] * size, [0] * size, set(range(1, size))
    column = 0
    while holder[column] >= 0:
        here = holder[column]
        for other in free:
            price = cost[here][other] - row_price[here] - column_price[other]
            if price < slack[other]:
                slack[other], before[other] = price, column
        following = min(free, key=lambda other: (slack[other], other))
        delta = slack[following]
        for other in range(size):
            if other in free:
                slack[other] -= delta
            else:
                row_price[holder[other]] += delta
                column_price[other] -= delta
        free.remove(following)
        column = following
    return column, before
