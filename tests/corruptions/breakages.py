"""What ICE does to a whole list: what must be held, and what only looks otherwise."""

from collections.abc import Callable
from random import Random

from tests.corruptions.lines import Line

Lines = tuple[Line, ...]
Breakage = Callable[[Random, Lines], Lines | None]


def cut_at_the_end(rng: Random, lines: Lines) -> Lines | None:
    """The last rows are missing: a twentieth of them at least, and of more than one state.

    Eight at least: fewer may have left on one day, whatever stood last, and the second look guards them.
    """
    kept = lines[: int(len(lines) * rng.uniform(0.1, 0.93))]
    lost = lines[len(kept) :]
    return kept if len(lost) >= 8 and len({ln.cells["state"].strip() for ln in lost}) > 2 else None


def thinned(rng: Random, lines: Lines) -> Lines | None:
    """Rows left out all over: a filter that was on."""
    lost = set(rng.sample(range(len(lines)), max(20, len(lines) // 16)))
    if len({lines[at].cells["state"].strip().upper() for at in lost}) < 8:
        return None  # of a few states it may be news
    return tuple(line for at, line in enumerate(lines) if at not in lost)


def emptied(rng: Random, lines: Lines) -> Lines | None:
    """A table with a header alone."""
    return ()


def names_shifted(rng: Random, lines: Lines) -> Lines | None:
    """One column sorted apart from the rest, or pasted one row too low."""
    field = rng.choice(("agency", "county", "signed"))
    values = [line.cells.get(field, "") for line in lines]
    shifted = sorted(values) if rng.random() < 0.5 else [*values[1:], values[0]]
    moved = sum(a.strip() != b.strip() for a, b in zip(values, shifted, strict=True))
    if moved < 0.3 * len(lines):
        return None
    return tuple(line.printed(**{field: value}) for line, value in zip(lines, shifted, strict=True))


def dates_pasted_over(rng: Random, lines: Lines) -> Lines | None:
    """The first date filled down the column."""
    first = lines[0].cells.get("signed", "")
    return tuple(line.printed(signed=first) for line in lines)


BREAKAGES: dict[str, Breakage] = {
    "cut at the end": cut_at_the_end,
    "thinned": thinned,
    "emptied": emptied,
    "a column shifted": names_shifted,
    "dates pasted over": dates_pasted_over,
}
"""To be held. The others that must be held need more than the rows: lists swapped, an old one, a column gone."""


def shuffled(rng: Random, lines: Lines) -> Lines | None:
    """Another order of rows."""
    order = rng.choice(("any", "agency", "signed", "county"))
    mixed = rng.sample(lines, len(lines))
    return tuple(mixed if order == "any" else sorted(mixed, key=lambda line: line.cells.get(order, "")))


def state_mistyped_throughout(rng: Random, lines: Lines) -> Lines | None:
    """One state's rows all carry the same typo."""
    states = sorted({line.cells["state"].strip() for line in lines if len(line.cells["state"]) > 6})
    if not states:
        return None
    state = rng.choice(states)
    at = rng.choice(
        [at for at in range(1, len(state) - 2) if " " not in state[at : at + 2] and state[at] != state[at + 1]]
    )
    wrong = state[:at] + state[at + 1] + state[at] + state[at + 2 :]
    return tuple(line.printed(state=wrong) if line.cells["state"].strip() == state else line for line in lines)


def pasted_twice(rng: Random, lines: Lines) -> Lines | None:
    """A stretch of rows stands there twice."""
    start = rng.randrange(len(lines))
    return (*lines, *lines[start : start + len(lines) // 4])


OTHER_LOOKS: dict[str, Breakage] = {
    "rows in another order": shuffled,
    "a state mistyped throughout": state_mistyped_throughout,
    "rows pasted twice": pasted_twice,
}
"""Nothing of this is news, and nothing to hold a list for."""
