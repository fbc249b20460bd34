"""What is released: the wheel has all that the program reads, and runs where the repository is not."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "watchers", "notifiers", "state")
NOT_FOR_USE = {"__pycache__"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made of this tree and laid out as an installation would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_has_every_file_of_the_packages(unpacked: Path) -> None:
    here = {
        file.relative_to(ROOT)
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and not NOT_FOR_USE & set(file.parts)
    }
    there = {file.relative_to(unpacked) for package in PACKAGES for file in (unpacked / package).rglob("*.*")}
    assert there == here
    assert {file.suffix for file in here} >= {".py", ".csv", ".toml", ".txt", ".j2", ".yaml"}


def test_the_demo_runs_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked), "HOME": str(tmp_path)}
    where = "import bot, watchers, notifiers, state; print(bot.__file__, watchers.__file__, notifiers.__file__)"
    found = subprocess.run(
        [sys.executable, "-P", "-c", where], cwd=tmp_path, env=environ, check=True, capture_output=True, text=True
    )
    assert all(Path(file).is_relative_to(unpacked) for file in found.stdout.split())
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bot.cli", "demo"],
        cwd=tmp_path, env=environ, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Webster County" in done.stdout
    assert "Newly signed" in (tmp_path / "demo-output" / "index.html").read_text("utf-8")
