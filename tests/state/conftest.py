"""Where a state may be: every test of the contract runs over each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from state.place import Database, Place
from tests.postgres import Server, served


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with served() as server:
        yield server


@pytest.fixture(params=["folder", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place for a state."""
    if request.param == "folder":
        return Place(folder=tmp_path / "state")
    server: Server = request.getfixturevalue("postgres")
    return Place(folder=tmp_path / "state", database=Database(url=server.database()))
