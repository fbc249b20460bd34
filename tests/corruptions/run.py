"""Many runs, and a table by kind: `python -m tests.corruptions.run --runs 200 --seed 1 [--dev | --held-out]`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from random import Random

from tests.corruptions.generator import HELD_OUT_SEEDS, KINDS, history, is_held_out
from tests.corruptions.judge import JUDGED, Verdict, run

WORKBOOKS_EVERY = 25  # of so many runs, one goes through real workbooks
_SIZES = (300,) * 20 + (50, 120, 1000, 3000)
COLUMNS = (
    "plays", "right", "true", "lost", "late", "false signed", "false withdrawn", "false pending",
    "false pending_dropped", "false missing", "open", "held", "broken taken",
)  # fmt: skip
_HEADS = (
    "plays",
    "right",
    "true",
    "lost",
    "late",
    "f.sign",
    "f.withd",
    "f.pend",
    "f.drop",
    "f.miss",
    "open",
    "held",
    "taken",
)


def one_run(seed: int, kinds: Sequence[str], size: int = 0) -> Verdict:
    """One run, the same for the same seed: over `size` rows, or as many as the seed says."""
    rng = Random(seed)
    rows = size or rng.choice(_SIZES)
    publications = rng.choice((10, 12, 12, 14, 24)) if rows <= 300 else 10
    made = history(rng, kinds, size=rows, publications=publications)
    return run(made, through_workbooks=seed % WORKBOOKS_EVERY == 0)


def many_runs(seeds: Iterator[int] | range, kinds: Sequence[str] = KINDS, *, size: int = 0) -> Verdict:
    """The sum of the runs."""
    total = Verdict()
    for seed in seeds:
        total.add(one_run(seed, kinds, size))
    return total


def figure(verdict: Verdict, column: str, kind: str = "") -> int:
    """One cell of the table."""
    if column in ("true", "lost"):
        return sum(verdict.count(f"{column} {news}", kind) for news in JUDGED)
    return verdict.count(column, kind)


def table(verdict: Verdict, kinds: Sequence[str]) -> Iterator[str]:
    """The lines to print: a line for each kind, then the sums of each half and each sort."""
    yield f"{'':44}" + "".join(f"{head:>8}" for head in _HEADS)
    for kind in kinds:
        mark = "*" if is_held_out(kind) else " "
        yield f"{mark}{kind:43}" + "".join(f"{figure(verdict, column, kind) or '·':>8}" for column in COLUMNS)
    yield ""
    sums: dict[str, list[str]] = {}
    for kind in kinds:
        sums.setdefault("* the half held out" if is_held_out(kind) else "the half to work with", []).append(kind)
        sums.setdefault(kind.partition(":")[0], []).append(kind)
    for name, some in sums.items():
        cells = (sum(figure(verdict, column, kind) for kind in some) for column in COLUMNS)
        yield f"{name:44}" + "".join(f"{n:>8,}" for n in cells)


def chosen_kinds(patterns: Sequence[str], without: Sequence[str], half: bool | None) -> list[str]:
    """The kinds that the patterns name ("two: *"), of one half or both."""
    return [
        kind
        for kind in KINDS
        if any(fnmatch(kind, p) for p in patterns or ["*"])
        and not any(fnmatch(kind, p) for p in without)
        and half in (None, is_held_out(kind))
    ]


def main() -> int:
    """Exit status 1 where anything was said wrongly, or not said."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument(
        "--seed", type=int, default=1, help=f"the first; those from {HELD_OUT_SEEDS.start:,} are held out"
    )
    asked.add_argument("--size", type=int, default=0, help="rows of the list; otherwise 50 to 3,000, as the seed says")
    asked.add_argument("--kinds", action="append", default=[], help='for example "two: *"; may be said again')
    asked.add_argument("--without", action="append", default=[], help="kinds to leave out")
    asked.add_argument("--dev", dest="half", action="store_const", const=False, help="only the half to work with")
    asked.add_argument("--held-out", dest="half", action="store_const", const=True, help="only the other half")
    asked.add_argument("--show", type=int, default=40, help="so many mistakes are printed in full")
    given = asked.parse_args()
    kinds = chosen_kinds(given.kinds, given.without, given.half)
    verdict = many_runs(range(given.seed, given.seed + given.runs), kinds, size=given.size)
    sys.stdout.write("\n".join([f"{given.runs:,} runs", *table(verdict, kinds), ""]))
    for mistake in verdict.mistakes[: given.show]:
        sys.stdout.write(f"{mistake.kind} > {mistake.what}: {mistake.about}\n    {mistake.because}\n")
    return 1 if verdict.mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
