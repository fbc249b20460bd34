"""What is said of an agency, in any language."""

from dataclasses import dataclass
from typing import TypeAlias

Spot: TypeAlias = tuple[int, str]
"""Where a row stands in its workbook: its number, and its tab where the list stands on several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something said of an agency: `text` beside it; `of_each` where it is so of several, for all at once ("" never).

    `is_noted_otherwise`: where it is not so, something else is said in its place.
    """

    text: str
    of_each: str = ""
    is_noted_otherwise: bool = False
