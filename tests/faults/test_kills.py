"""The short form of the kills: `python -m tests.faults.run` has the long one."""

import random
from pathlib import Path

from tests.faults.kills import Moment, kill_through
from tests.faults.stretch import made_up


def test_killed_at_random_moments_the_bot_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    killed = kill_through(made_up(3, rows=40), tmp_path, kills=8, chance=random.Random(287))
    assert killed.findings == []
    assert killed.tally.faults == {}
    assert killed.tally.pairs > 30
    assert len(set(killed.moments) - {Moment.START}) >= 2
