"""The short form of the kills of several processes: `python -m tests.faults.run` has the long one."""

import random
from pathlib import Path

from tests.faults.several import kill_several
from tests.faults.stretch import made_up
from tests.postgres import served


def test_whatever_part_is_killed_another_goes_on_and_nothing_is_lost_or_repeated(tmp_path: Path) -> None:
    with served() as server:
        parts = {"one": "poll", "two": "deliver"}
        chance = random.Random(287)
        killed = kill_several(made_up(2, rows=30), tmp_path, server, kills=3, chance=chance, restarts=0, parts=parts)
    assert killed.findings == []
    assert killed.tally.faults == {}
    assert killed.tally.pairs > 10
    assert killed.kills.total() == 3
