"""Many runs, and a table of what came of them: `python -m tests.corruptions.run --runs 1000 [--archive PATH]`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.corruptions.bases import archive_base, synthetic_base
from tests.corruptions.generator import history
from tests.corruptions.judge import Verdict, merged, run

WORKBOOKS_EVERY = 10  # of so many runs, one goes through real workbooks


def one_run(seed: int, archive: Path | None, corruptions: Counter[str], size: int) -> Verdict:
    """One run over lists of about `size` rows, the same for the same seed."""
    rng = Random(seed)
    made = history(rng, archive_base(rng, archive, size=size) if archive else synthetic_base(rng, size=size))
    corruptions.update(made.corruptions)
    through_workbooks = seed % WORKBOOKS_EVERY == 0
    corruptions["columns reordered and added, in workbooks"] += through_workbooks * len(made.steps)
    return run(made, through_workbooks=through_workbooks)


def many_runs(seeds: range, archive: Path | None, *, size: int = 300) -> tuple[Verdict, Counter[str]]:
    """The sum of the runs, and how often each corruption was done."""
    corruptions: Counter[str] = Counter()
    return merged(one_run(seed, archive, corruptions, size) for seed in seeds), corruptions


def table(verdict: Verdict, corruptions: Counter[str], runs: int) -> Iterator[str]:
    """The lines to print."""
    yield f"{runs:,} runs"
    yield ""
    yield f"{'':24}{'true':>8}{'found':>8}{'lost':>8}{'false':>8}"
    for kind in ("signed", "withdrawn", "pending", "pending_dropped", "missing", "pending, then signed"):
        true, found, false = verdict.true[kind], verdict.found[kind], verdict.false[kind]
        known = f"{true:>8,}{found:>8,}{true - found:>8,}" if kind != "missing" else f"{'':24}"
        yield f"{kind:24}{known}{false:>8,}"
    yield ""
    for what, count in sorted(verdict.lists.items()):
        yield f"lists {what:24}{count:>8,}"
    yield ""
    for what, count in sorted(corruptions.items()):
        yield f"{what:44}{count:>8,}"


def main() -> int:
    """Exit status 1 where anything was said wrongly, or not said."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--archive", type=Path, help="a folder with publications.json; without it the base is made up")
    given = asked.parse_args()
    verdict, corruptions = many_runs(range(given.seed, given.seed + given.runs), given.archive)
    sys.stdout.write("\n".join([*table(verdict, corruptions, given.runs), ""]))
    for mistake in verdict.mistakes[:60]:
        sys.stdout.write(f"{mistake.kind}: {mistake.about}\n    {mistake.because}\n")
    return 1 if verdict.mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
