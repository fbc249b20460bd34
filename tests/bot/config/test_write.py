"""The config is changed by one at a time, through its link, and stays with those who had it."""

import os
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config.edit import change
from bot.config.load import ConfigError, load_config
from bot.config.write import write_config

DESK = '[[subscription]]\nname = "desk-{n}"\nstates = ["MO"]\nterminal = true\n'


def test_of_many_changes_at_once_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("\n".join(DESK.format(n=n) for n in range(6)), "utf-8")
    command = [sys.executable, "-m", "bot.cli", "subscriptions", "--config", str(path), "edit"]
    changes = [subprocess.Popen([*command, f"desk-{n}", "states=TX"], stdout=subprocess.DEVNULL) for n in range(6)]
    assert [each.wait(60) for each in changes] == [0] * 6
    assert [desk["states"] for desk in tomllib.loads(path.read_text("utf-8"))["subscription"]] == [["TX"]] * 6
    assert sorted(each.name for each in tmp_path.iterdir()) == ["config.toml", "var"]


def test_a_link_stays_a_link_and_what_it_leads_to_is_changed(tmp_path: Path) -> None:
    (tmp_path / "git").mkdir()
    real, link = tmp_path / "git" / "real.toml", tmp_path / "config.toml"
    real.write_text(DESK.format(n=1), "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    change(load_config(link, {}), lambda text: text.replace("MO", "TX"), {}, what="a test", at=datetime.now(UTC))
    assert link.is_symlink()
    assert '"TX"' in real.read_text("utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert [each.name for each in real.parent.iterdir()] == ["real.toml"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another")
def test_the_owner_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("", "utf-8")
    os.chown(path, 1234, 2345)
    write_config(path, "# new\n")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)
    assert path.read_text("utf-8") == "# new\n"


def test_anothers_file_that_we_may_write_to_stays_that_very_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("", "utf-8")
    before = path.stat().st_ino
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    write_config(path, "# new\n")
    assert (path.stat().st_ino, path.read_text("utf-8")) == (before, "# new\n")


def test_a_log_that_takes_nothing_doesnt_hide_that_the_config_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(DESK.format(n=1), "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.config.edit.note_change", full)
    with pytest.raises(ConfigError, match=r"config\.toml is changed, and .*changes\.log can't be written \(No space"):
        change(load_config(path, {}), lambda text: text.replace("MO", "TX"), {}, what="a test", at=datetime.now(UTC))
    assert '"TX"' in path.read_text("utf-8")
