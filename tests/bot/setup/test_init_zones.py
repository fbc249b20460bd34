from pathlib import Path

import pytest

from bot.setup.answers import likely_zone
from watchers.names.places import STATES


def linked(folder: Path, zone: str) -> Path:
    link = folder / "localtime"
    link.symlink_to(f"/usr/share/zoneinfo/{zone}")
    return link


@pytest.mark.parametrize("said", ["America/Denver", ":America/Denver", "/usr/share/zoneinfo/America/Denver"])
def test_the_environments_clock_goes_before_the_machines(tmp_path: Path, said: str) -> None:
    assert likely_zone(("TX",), {"TZ": said}, linked(tmp_path, "America/Boise")) == "America/Denver"


def test_the_machines_clock_goes_before_the_states(tmp_path: Path) -> None:
    assert likely_zone(("TX",), {}, linked(tmp_path, "America/Boise")) == "America/Boise"


@pytest.mark.parametrize("said", ["UTC", "Etc/UTC", "EST5EDT", "nonsense", "../../etc/passwd", ":", " ", "/zoneinfo/"])
def test_a_machine_whose_clock_is_no_newsrooms_leaves_it_to_the_first_state(tmp_path: Path, said: str) -> None:
    assert likely_zone(("PA", "TX"), {"TZ": said}, linked(tmp_path, "Etc/UTC")) == "America/New_York"


def test_a_machine_that_knows_no_clock_gets_the_shipped_one_for_all_states(tmp_path: Path) -> None:
    assert likely_zone(("all",), {}, tmp_path / "none") == "America/Chicago"


def test_every_state_has_a_clock_that_exists(tmp_path: Path) -> None:
    from bot.config.values import zone

    for code in STATES:
        clock = likely_zone((code,), {}, tmp_path / "none")
        assert zone(clock).key == clock
    assert likely_zone(("IL",), {}, tmp_path / "none") == "America/Chicago"
    assert likely_zone(("GU",), {}, tmp_path / "none") == "Pacific/Guam"
