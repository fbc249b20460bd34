"""What is said of an agency, in any language."""

from collections.abc import Iterable
from itertools import groupby
from typing import TypeAlias

from watchers.frozen import frozen

Spot: TypeAlias = tuple[int, str]
"""Where a row stands in its workbook: its number, and its tab where the list stands on several."""


@frozen
class Said:
    """Something said of an agency: `text` beside it; `of_each` where it is so of several, for all at once ("" never).

    `is_noted_otherwise`: where it is not so, something else is said in its place.
    """

    text: str
    of_each: str = ""
    is_noted_otherwise: bool = False


def in_runs(spots: Iterable[Spot]) -> list[tuple[str, str]]:
    """The rows' numbers in their order, neighbours as "499–501", each with its tab."""
    found: list[tuple[str, str]] = []
    rows = sorted(set(spots), key=lambda spot: spot[::-1])
    for (_, tab), group in groupby(enumerate(rows), key=lambda at: (at[1][0] - at[0], at[1][1])):
        numbers = [row for _, (row, _) in group]
        said = [f"{numbers[0]}–{numbers[-1]}"] if len(numbers) > 1 else [str(numbers[0])]
        found += [(each, tab) for each in said]
    return found
