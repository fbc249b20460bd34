"""What a new developer is told is so: the paths of the pages, the glossary, what CI runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md", ROOT / ".github" / "pull_request_template.md"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MOST_WORDS = 25


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _paths(page: Path) -> set[str]:
    """What a page names in backticks that can only be a file or folder of this project."""
    named = re.findall(r"`([\w.-]+(?:/[\w.-]*)+|[\w-]+\.(?:py|md|toml))`", page.read_text("utf-8"))
    return {path for path in named if not path.startswith("..")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_the_pages_name_exists(page: Path) -> None:
    beside = {"app.py", "scheduler.py", "orders.py", "destination.py"}  # in a folder that is named beside them
    assert {path for path in _paths(page) - beside if not (ROOT / path).exists()} == set()


def test_the_map_has_every_room() -> None:
    said = PAGES[0].read_text("utf-8")
    rooms = {
        path.parent.relative_to(ROOT)
        for top in ("bot", "notifiers", "state", "watchers")
        for path in (ROOT / top).glob("*/__init__.py")
    }
    assert len(rooms) > 15
    assert {room.as_posix() for room in rooms if f"`{room.as_posix()}/`" not in said} == set()


def test_the_glossary_is_short_enough_to_be_read() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Words")[1].split("## ")[0]
    words = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert 10 < len(words) <= MOST_WORDS


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_ci_runs_what_there_is_to_run_and_no_text_from_outside(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    assert set(re.findall(r"make ([a-z]+)", text)) <= _targets()
    for line in re.findall(r"run: (.*)", text):
        assert "${{" not in line
        assert not line.startswith(".") or (ROOT / line).stat().st_mode & 0o111
    assert re.search(r"^permissions:\n  contents: (read|write)\n\n", text, re.MULTILINE)
    assert all(re.search(r"@v\d+$", use) for use in re.findall(r"uses: (\S+)", text))


def test_the_hooks_are_the_tools_of_make_test() -> None:
    hooks = re.findall(r"entry: \.venv/bin/(.*)", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\ntest:")[1].split("\n\n")[0]
    for hook in hooks:
        assert f"$(BIN)/{hook}" in recipe
