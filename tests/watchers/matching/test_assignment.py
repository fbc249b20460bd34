from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from watchers.matching.assignment import assign

WORTH = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 12).map(float), min_size=1, max_size=16
)


@given(WORTH)
def test_no_other_assignment_is_worth_more(worth: dict[tuple[int, int], float]) -> None:
    chosen = assign(worth)
    assert len({i for i, _ in chosen}) == len({j for _, j in chosen}) == len(chosen)
    best = max(sum(worth.get((i, j), 0.0) for i, j in enumerate(order)) for order in permutations(range(5)))
    assert sum(worth[edge] for edge in chosen) == best


def test_a_pair_that_is_the_best_of_one_row_gives_way_where_both_rows_gain() -> None:
    assert sorted(assign({(0, 0): 5.0, (0, 1): 4.0, (1, 0): 4.0})) == [(0, 1), (1, 0)]


def test_rows_that_share_no_pair_are_given_out_by_themselves() -> None:
    assert sorted(assign({(0, 0): 1.0, (1, 1): 1.0, (2, 3): 2.0})) == [(0, 0), (1, 1), (2, 3)]
