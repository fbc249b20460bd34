"""`make benchmarks`: the table of what each piece of work costs, and whether that is as little as it has to be.

Each module of `_ROOMS` has `measure(archive)`, which yields the lines of its part; `archive` is the folder of the
recorded history of ICE's lists, or None where there is none and lists are made up.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bot.collector import collect_seldom
from bot.terminal import say
from tests.benchmarks.measured import Measured

_ROOMS = ("reading", "polling", "beside_plain", "record", "website", "delivering", "delay", "database")


def main() -> int:
    """Print the table; 1 where something was not reached."""
    parser = argparse.ArgumentParser(prog="make benchmarks", description=__doc__)
    parser.add_argument("--archive", type=Path, help="the recorded history of ICE's lists")
    parser.add_argument("--only", choices=_ROOMS, action="append", help="one part of the table; repeatable")
    wish = parser.parse_args()
    collect_seldom()  # as the program does
    found: list[Measured] = []
    say("| work | measured | to reach | |\n|---|---|---|---|")
    for room in wish.only or _ROOMS:
        for line in import_module(f"tests.benchmarks.{room}").measure(wish.archive):
            say(f"| {line.work} | {line.found} | {line.goal} | {'yes' if line.reached else 'NO'} |")
            found.append(line)
    return 0 if found and all(line.reached for line in found) else 1


if __name__ == "__main__":
    sys.exit(main())
