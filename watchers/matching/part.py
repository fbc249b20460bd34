"""What one part of two names says of them, and what it is worth."""

from dataclasses import dataclass

SAME = 20
"""Points of names that say the same, whatever their wording: state and model alone then make them one agreement."""
SOLE = 14  # a slip in a county's name, which means no other county of the state, and the office is one of a kind there
GOES_ON = 9  # words that come and go behind an otherwise equal name
SLIP = 9  # a slip in the place's name, where only one of the two spellings is a real place
UNPROVEN = 7  # a slip, where no reference tells which spelling is right
TYPED = 5  # another word that begins like the county's name, and is no county of the state
BEGUN = 4  # one that only begins so, is no county of the state, and must be the only one to move
MORE = 2  # a word more that nobody knows
OFFICE = 2  # the same place, and another office in it
SHARED = -1  # a county and a town of one name, or two forces of one county: there may be both
UNLIKE = -6


@dataclass(frozen=True, slots=True)
class Part:
    """A part in which two names differ: points for their being one, why, and whether it makes two of them."""

    part: str
    points: int
    says: str
    two: bool = False
